//! The API that a collection describes: groups of operations with their evidence.

use serde::{Deserialize, Serialize};

use super::auth::Slot;
use super::graphql::Graphql;
use super::script::{ScriptFacts, SetBy};
use super::shape::Shape;
use crate::diagnostic::Pointer;

/// A whole API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Api {
    /// Name of the collection.
    pub name: String,
    /// What the collection says about itself, as it stands there.
    pub description: String,
    /// The variables that requests use, in order of first use.
    pub settings: Vec<Setting>,
    /// The names of Postman's dynamic variables, such as `$guid`, that requests use in what the
    /// client fills in: addresses, queries, headers and forms. In order of first use.
    pub dynamic: Vec<String>,
    /// The distinct auth blocks that are in force for at least one operation.
    pub slots: Vec<Slot>,
    /// The collection itself as the outermost group.
    pub root: Group,
    /// Requests that could not be carried over.
    pub left_out: Vec<LeftOut>,
}

/// A variable of the collection that requests use.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Setting {
    /// Name between the braces.
    pub name: String,
    /// Value in the collection; none for secrets and for variables that it does not define.
    pub value: Option<String>,
    /// Whether the value must never be shown.
    pub secret: bool,
    /// What the collection says about it.
    pub description: String,
    /// Whether it starts the URL of some operation, as `{{baseUrl}}` does.
    pub is_base: bool,
    /// Place of the value in the collection, if it has one.
    pub pointer: Option<Pointer>,
    /// The scripts that set it, each once.
    pub set_by: Vec<SetBy>,
}

/// A folder.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// Name as it stands in the collection; empty for the root.
    pub name: String,
    /// Folder names from the outermost one to this one.
    pub path: Vec<String>,
    /// What the collection says about it.
    pub description: String,
    /// Folders in it.
    pub groups: Vec<Group>,
    /// Requests in it.
    pub operations: Vec<Operation>,
}

impl Group {
    /// Every operation in document order, folders first as Postman shows them.
    pub fn each_operation<'a>(&'a self, visit: &mut impl FnMut(&'a Operation)) {
        for group in &self.groups {
            group.each_operation(visit);
        }
        self.operations.iter().for_each(visit);
    }

    /// Every operation in the same order, to be changed.
    pub fn each_operation_mut(&mut self, visit: &mut impl FnMut(&mut Operation)) {
        for group in &mut self.groups {
            group.each_operation_mut(visit);
        }
        self.operations.iter_mut().for_each(visit);
    }

    /// Number of operations in this group and below.
    pub fn count(&self) -> usize {
        self.operations.len() + self.groups.iter().map(Group::count).sum::<usize>()
    }
}

/// A saved request.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Operation {
    /// Position among all requests of the collection, from 0.
    pub index: usize,
    /// Name as it stands in the collection.
    pub name: String,
    /// Folder names and the request's name.
    pub path: Vec<String>,
    /// The same as the collection spells them, blanks at their ends included.
    #[serde(skip)]
    pub names: Vec<String>,
    /// Place in the collection.
    pub pointer: Pointer,
    /// What the collection says about it.
    pub description: String,
    /// Upper case, such as `GET`.
    pub method: String,
    /// The address without its query, in Postman's syntax: `{{baseUrl}}/api/patients/:id`.
    pub route: String,
    /// The `:name` segments of the route in order.
    pub arguments: Vec<Argument>,
    /// Query parameters in order.
    pub query: Vec<Parameter>,
    /// Headers in order, without the content type of a body that sets it itself.
    pub headers: Vec<Parameter>,
    /// What is sent.
    pub body: Body,
    /// Members of the body that a schema demands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub demanded: Vec<String>,
    /// What the body says as a GraphQL request, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub graphql: Option<Graphql>,
    /// The method that the body calls by JSON-RPC.
    #[serde(skip)]
    pub rpc: Option<String>,
    /// Place of the text of the body, where a secret in it is masked.
    pub secret_body: Option<Pointer>,
    /// Index of the auth block in force, none where auth is off.
    pub slot: Option<usize>,
    /// The header that is sent in place of credentials that are empty: the one that they are taken from where it is
    /// written by hand, or a saved one that gives way to an auth block, by its place.
    #[serde(skip)]
    pub by_hand: Option<Parameter>,
    /// The query parameter that does, and how many that are sent stand before it.
    #[serde(skip)]
    pub query_by_hand: Option<(usize, Parameter)>,
    /// How it is sent, where that is not as usual.
    #[serde(skip_serializing_if = "Manner::is_usual")]
    pub manner: Manner,
    /// Saved answers.
    pub examples: Vec<Example>,
    /// What its scripts say about it.
    pub script: ScriptFacts,
}

/// How a request is sent, beside what is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Manner {
    /// How many redirects are followed.
    pub max_redirects: Option<u32>,
    /// Whether a redirect is followed with the method and the body of the request.
    pub keeps_method: bool,
    /// Whether the body goes without a content type that the request does not name.
    pub adds_no_content_type: bool,
}

impl Manner {
    /// Whether nothing is said about it.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// A path variable.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Argument {
    /// Name after the colon.
    pub name: String,
    /// Value saved in the collection.
    pub value: Option<String>,
    /// Place of the value in the collection, where it is a secret and masked here.
    pub secret: Option<Pointer>,
    /// What the collection says about it.
    pub description: String,
}

/// A query parameter, a header or a form field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Value saved in the collection, possibly with `{{variables}}`; none for a bare key.
    pub value: Option<String>,
    /// Place of the value in the collection, where it is a secret and masked here.
    pub secret: Option<Pointer>,
    /// Whether Postman sends it.
    pub enabled: bool,
    /// What a person decided about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decision>,
    /// What the collection says about it.
    pub description: String,
}

/// What a call does about a parameter that nobody sets.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Sends the saved value: it is a constant of the API.
    Constant,
    /// Sends nothing: somebody left the value behind, and there is a setter.
    Value,
    /// Demands it: it stands in the constructor.
    Required,
}

/// A part of a multipart body.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// Name, text and switch.
    pub parameter: Parameter,
    /// An upload instead of a text.
    pub is_file: bool,
    /// Names of the files saved for an upload.
    pub sources: Vec<String>,
    /// Media type of the part, where the collection names one.
    pub media_type: Option<String>,
}

/// A request body.
#[derive(Clone, Debug, Default, Serialize)]
pub enum Body {
    /// Nothing is sent.
    #[default]
    Nothing,
    /// JSON text.
    Json {
        /// The text as saved, without comments.
        text: String,
        /// What it shows about its type.
        shape: Shape,
    },
    /// Any other text.
    Text {
        /// Content type sent with it.
        media_type: String,
        /// The text as saved.
        text: String,
    },
    /// `application/x-www-form-urlencoded`.
    Form(Vec<Parameter>),
    /// `multipart/form-data`.
    Multipart(Vec<Part>),
    /// The bytes of a file.
    File {
        /// Name of the file saved for it.
        source: Option<String>,
    },
}

/// A saved answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Example {
    /// Title in the collection.
    pub name: String,
    /// HTTP status; 200 where the collection has none.
    pub status: u16,
    /// Whether its header `Link` has the address of a next page (RFC 8288).
    pub has_next_link: bool,
    /// The body.
    pub body: ExampleBody,
}

/// The body of a saved answer.
#[derive(Clone, Debug, Default, Serialize)]
pub enum ExampleBody {
    /// None, or only white space.
    #[default]
    Nothing,
    /// JSON text.
    Json {
        /// The text as saved, with secrets masked.
        text: String,
        /// What it shows about its type.
        shape: Shape,
    },
    /// Anything else.
    Text,
    /// JSON of this shape: an answer that was recorded without its values, or a schema.
    Recorded(Shape),
}

impl ExampleBody {
    /// What a body in JSON shows about its type, which is let go with it.
    pub fn take_shape(&mut self) -> Option<Shape> {
        match self {
            Self::Json { shape, .. } | Self::Recorded(shape) => Some(std::mem::take(shape)),
            Self::Nothing | Self::Text => None,
        }
    }
}

/// A request that is not in the generated crate.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LeftOut {
    /// Folder names and the request's name.
    pub path: Vec<String>,
    /// Why.
    pub reason: String,
}
