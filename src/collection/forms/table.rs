//! The forms in which Postman writes the members of a collection. Source: schema v2.1.0.

use serde_json::Value;

/// A member of an object and the form in which Postman writes it.
pub(super) type Member = (&'static str, Form);

/// The form of a value.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    /// Text that is sent, where `null` is sent as that word.
    SentText,
    /// Text that was saved; a list or an object counts as its JSON text.
    Content,
    /// A number, such as a status.
    Number,
    /// A protocol, without what stands between it and the host.
    Protocol,
    /// One of the words.
    Word(&'static [&'static str]),
    /// An object, or a text that stands for it.
    Either(&'static [Member]),
    Object(&'static [Member]),
    /// A list of such objects.
    List(&'static [Member]),
    /// A list of names and values; a map of them is read as well.
    Pairs(&'static [Member]),
    /// A list of texts, or one text.
    Texts,
    /// An auth block.
    Auth,
    /// `true` or `false`.
    Switch,
}

impl Form {
    /// What Postman writes there, for people.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Text | Self::SentText | Self::Content | Self::Protocol | Self::Word(_) => "text",
            Self::Number => "a number",
            Self::Either(_) => "text or an object",
            Self::Object(_) | Self::Auth => "an object",
            Self::List(_) | Self::Pairs(_) | Self::Texts => "a list",
            Self::Switch => "true or false",
        }
    }

    /// Whether a value is of this form, but for what is in it.
    pub(super) fn is_usual(self, value: &Value) -> bool {
        match self {
            Self::Text | Self::SentText | Self::Protocol | Self::Word(_) => value.is_string(),
            // `null` is a saved answer without a body.
            Self::Content => value.is_string() || value.is_null(),
            Self::Number => value.is_number(),
            Self::Either(_) => value.is_string() || value.is_object() || value.is_null(),
            Self::Object(_) | Self::Auth => value.is_object() || value.is_null(),
            Self::List(_) | Self::Pairs(_) | Self::Texts => true,
            Self::Switch => value.is_boolean() || value.is_null(),
        }
    }
}

pub(super) static COLLECTION: [Member; 6] = [
    ("auth", Form::Auth),
    ("info", Form::Object(&INFO)),
    ("item", Form::List(&ITEM)),
    ("event", Form::List(&EVENT)),
    ("variable", Form::List(&VARIABLE)),
    ("protocolProfileBehavior", Form::Object(&[])),
];
static INFO: [Member; 3] = [
    ("name", Form::Text),
    ("description", Form::Either(&DESCRIPTION)),
    ("version", Form::Either(&VERSION)),
];
static VERSION: [Member; 3] = [
    ("major", Form::Number),
    ("minor", Form::Number),
    ("patch", Form::Number),
];
static ITEM: [Member; 8] = [
    ("auth", Form::Auth),
    ("name", Form::Text),
    ("description", Form::Either(&DESCRIPTION)),
    ("item", Form::List(&ITEM)),
    ("request", Form::Either(&REQUEST)),
    ("response", Form::List(&RESPONSE)),
    ("event", Form::List(&EVENT)),
    ("protocolProfileBehavior", Form::Object(&[])),
];
static DESCRIPTION: [Member; 2] = [("content", Form::Text), ("type", Form::Text)];
static EVENT: [Member; 2] = [("listen", Form::Text), ("script", Form::Object(&SCRIPT))];
static SCRIPT: [Member; 2] = [("type", Form::Text), ("exec", Form::Texts)];
static VARIABLE: [Member; 4] = [
    ("disabled", Form::Switch),
    ("key", Form::Text),
    ("type", Form::Word(&TYPES)),
    ("description", Form::Either(&DESCRIPTION)),
];
/// Those of the schema, and those that Postman writes all the same.
static TYPES: [&str; 7] = [
    "string", "boolean", "any", "number", "default", "secret", "text",
];
static REQUEST: [Member; 6] = [
    ("auth", Form::Auth),
    ("url", Form::Either(&URL)),
    ("method", Form::Text),
    ("header", Form::Pairs(&HEADER)),
    ("body", Form::Object(&BODY)),
    ("description", Form::Either(&DESCRIPTION)),
];
static URL: [Member; 7] = [
    ("raw", Form::Text),
    ("protocol", Form::Protocol),
    ("host", Form::Texts),
    ("port", Form::Text),
    ("path", Form::Texts),
    ("query", Form::Pairs(&NAMED)),
    ("variable", Form::List(&VARIABLE)),
];
static NAMED: [Member; 2] = [
    ("disabled", Form::Switch),
    ("description", Form::Either(&DESCRIPTION)),
];
static HEADER: [Member; 4] = [
    ("disabled", Form::Switch),
    ("key", Form::Text),
    ("value", Form::SentText),
    ("description", Form::Either(&DESCRIPTION)),
];
static BODY: [Member; 7] = [
    ("mode", Form::Text),
    ("raw", Form::Content),
    ("urlencoded", Form::Pairs(&FIELD)),
    ("formdata", Form::Pairs(&FIELD)),
    ("graphql", Form::Object(&[])),
    ("file", Form::Object(&FILE)),
    ("options", Form::Object(&[])),
];
static FILE: [Member; 1] = [("src", Form::Text)];
pub(super) static PARAMETER: [Member; 2] = [("key", Form::Text), ("type", Form::Text)];
static FIELD: [Member; 4] = [
    ("disabled", Form::Switch),
    ("key", Form::Text),
    ("value", Form::Content),
    ("type", Form::Text),
];
static RESPONSE: [Member; 6] = [
    ("name", Form::Text),
    ("originalRequest", Form::Either(&REQUEST)),
    ("header", Form::Pairs(&HEADER)),
    ("body", Form::Content),
    ("code", Form::Number),
    ("status", Form::Text),
];
