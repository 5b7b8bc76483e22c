//! The values that the collection saved for its requests.
//!
//! In: the data file beside the calls, and the command line. Out: [`Saved`], which hands a call its arguments, fields,
//! files and body with every `{{name}}` replaced. Refuses a name without a value, a value of the wrong kind, a file
//! that is not there and a body that does not fit. What it says never shows a value.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api::core::File;

use super::options::Options;
use super::values::{Lookup, expand, expand_json};

/// Why a request cannot be sent, and what to give.
#[derive(Debug)]
pub(crate) struct Missing(String);

impl Missing {
    pub(super) fn variable(name: &str) -> Self {
        Self(format!(
            "`{{{{{name}}}}}` has no value: give --set {name}=VALUE, --values FILE or --collection FILE"
        ))
    }
}

impl Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The data file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Data {
    pub(super) settings: Vec<Place>,
    pub(super) requests: Vec<Request>,
}

/// Where the collection holds a value that the crate does not.
#[derive(Deserialize)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) pointer: String,
    #[serde(default)]
    pub(super) secret: bool,
}

/// A saved request.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    pub(super) index: usize,
    pub(super) path: Vec<String>,
    pub(super) method: String,
    pub(super) route: String,
    arguments: BTreeMap<String, String>,
    query: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    parts: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<String>>,
    headers: BTreeMap<String, String>,
    body: String,
    /// Why there is no function for it.
    pub(super) left_out: String,
}

impl Request {
    /// Folders and name in one line.
    pub(super) fn title(&self) -> String {
        self.path.join(" / ")
    }
}

/// The values of one saved request.
pub(crate) struct Saved<'r> {
    pub(super) request: &'r Request,
    pub(super) options: &'r Options,
    pub(super) lookup: Lookup<'r>,
}

#[allow(
    dead_code,
    reason = "which kinds of values there are depends on the collection"
)]
impl Saved<'_> {
    /// A path argument. Like Postman, one without a value stands as it does in the route: `:id`.
    pub(crate) fn argument(&self, name: &str) -> Result<String, Missing> {
        let literal = format!(":{name}");
        if let Some(value) = self.options.settings.get(&literal) {
            return Ok(value.clone());
        }
        match self.request.arguments.get(name).map(String::as_str) {
            None | Some("") => Ok(literal),
            Some(template) => expand(template, self.lookup),
        }
    }

    /// A path argument that is an integer.
    pub(crate) fn integer(&self, name: &str) -> Result<i64, Missing> {
        self.argument(name)?.trim().parse().map_err(|_| {
            Missing(format!(
                "`:{name}` is no integer in the collection: give --set :{name}=NUMBER"
            ))
        })
    }

    /// A query parameter.
    pub(crate) fn query(&self, name: &str) -> Result<String, Missing> {
        self.field(&self.request.query, "query parameter", name)
    }

    /// A query parameter that is an integer.
    pub(crate) fn query_integer(&self, name: &str) -> Result<i64, Missing> {
        parse(&self.query(name)?, "query parameter", name, "an integer")
    }

    /// A query parameter that is true or false.
    pub(crate) fn query_boolean(&self, name: &str) -> Result<bool, Missing> {
        boolean(&self.query(name)?, "query parameter", name)
    }

    /// A field of an urlencoded body.
    pub(crate) fn form(&self, name: &str) -> Result<String, Missing> {
        self.field(&self.request.form, "form field", name)
    }

    /// A field of an urlencoded body that is an integer.
    pub(crate) fn form_integer(&self, name: &str) -> Result<i64, Missing> {
        parse(&self.form(name)?, "form field", name, "an integer")
    }

    /// A field of an urlencoded body that is true or false.
    pub(crate) fn form_boolean(&self, name: &str) -> Result<bool, Missing> {
        boolean(&self.form(name)?, "form field", name)
    }

    /// A text of a multipart body.
    pub(crate) fn part(&self, name: &str) -> Result<String, Missing> {
        self.field(&self.request.parts, "part", name)
    }

    /// A text of a multipart body that is an integer.
    pub(crate) fn part_integer(&self, name: &str) -> Result<i64, Missing> {
        parse(&self.part(name)?, "part", name, "an integer")
    }

    /// A text of a multipart body that is true or false.
    pub(crate) fn part_boolean(&self, name: &str) -> Result<bool, Missing> {
        boolean(&self.part(name)?, "part", name)
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Result<String, Missing> {
        self.field(&self.request.headers, "header", name)
    }

    /// A file of a multipart body: the first one, where several are saved.
    pub(crate) fn file(&self, name: &str) -> Result<File, Missing> {
        let (name, bytes) = self.read_first_file(name)?;
        Ok(File::bytes(name, bytes))
    }

    /// A body that is the bytes of a file.
    pub(crate) fn file_body(&self) -> Result<Vec<u8>, Missing> {
        Ok(self.read_first_file("")?.1)
    }

    /// A JSON body.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Missing> {
        // Postman puts values in as they are; a value that breaks the text is escaped instead.
        let literal = expand(&self.request.body, self.lookup)?;
        if let Ok(body) = serde_json::from_str(&literal) {
            return Ok(body);
        }
        let escaped = expand_json(&self.request.body, self.lookup)?;
        serde_json::from_str(&escaped).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Missing(format!(
                "with these values the saved body does not fit at line {line}, column {column}: give others"
            ))
        })
    }

    /// A body that is a text.
    pub(crate) fn text_body(&self) -> Result<String, Missing> {
        expand(&self.request.body, self.lookup)
    }

    fn field(
        &self,
        fields: &BTreeMap<String, String>,
        place: &str,
        name: &str,
    ) -> Result<String, Missing> {
        match fields.get(name) {
            Some(template) => expand(template, self.lookup),
            None => Err(Missing(format!(
                "the {place} `{name}` is not in the data of this example"
            ))),
        }
    }

    /// Name and bytes; both are empty where the collection names no file, as in Postman.
    fn read_first_file(&self, name: &str) -> Result<(String, Vec<u8>), Missing> {
        let sources = self.request.files.get(name).map(Vec::as_slice);
        let Some(source) = sources.and_then(<[String]>::first) else {
            return Ok((String::new(), Vec::new()));
        };
        let source = expand(source, self.lookup)?;
        let name = source.rsplit(['/', '\\']).next().unwrap_or_default();
        if self.options.fake_files {
            return Ok((name.to_owned(), format!("content of {name}\n").into_bytes()));
        }
        let missing = || {
            Missing(format!(
                "the file `{name}` is not there: give --files DIR or --fake-files"
            ))
        };
        let folder = self.options.files.as_deref().ok_or_else(missing)?;
        let bytes = [inside(folder, &source), inside(folder, name)]
            .into_iter()
            .flatten()
            .find_map(|path| std::fs::read(path).ok());
        Ok((name.to_owned(), bytes.ok_or_else(missing)?))
    }
}

/// A path in a folder; a path of the collection must not lead out of it.
fn inside(folder: &Path, source: &str) -> Option<PathBuf> {
    let source = Path::new(source);
    let stays = source
        .components()
        .all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    stays.then(|| folder.join(source))
}

fn parse<T: FromStr>(text: &str, place: &str, name: &str, kind: &str) -> Result<T, Missing> {
    text.trim().parse().map_err(|_| {
        Missing(format!(
            "the {place} `{name}` is not {kind}: give another value"
        ))
    })
}

fn boolean(text: &str, place: &str, name: &str) -> Result<bool, Missing> {
    match text.trim() {
        "1" => Ok(true),
        "0" => Ok(false),
        text => parse(&text.to_ascii_lowercase(), place, name, "true or false"),
    }
}
