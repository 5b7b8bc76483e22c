//! The values that the collection saved for its requests.
//!
//! In: the data file beside the calls, and the command line. Out: [`Saved`], which hands a call its arguments, fields,
//! files and body with every `{{name}}` replaced. Refuses a name without a value, a value of the wrong kind, a file
//! that is not there and a body that does not fit. What it says never shows a value.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display};
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::core::{Call, File};

use super::options::Options;
use super::values::{Lookup, blanked, expand, expand_json};
use super::{Step, spelling};

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
    pub(super) blanks: Vec<Blank>,
    pub(super) requests: Vec<Request>,
}

/// What Postman sends for credentials that are empty, which the client refuses to send.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Blank {
    slot: String,
    /// What has to be empty, by the names of the settings.
    needs: Vec<Entry>,
    /// A header, if any is sent.
    header: Option<(String, String)>,
    /// Whether `--access-token` is what is needed.
    takes_token: bool,
}

/// Where the collection holds a value that the crate does not.
#[derive(Deserialize)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) pointer: String,
    #[serde(default)]
    pub(super) secret: bool,
}

/// A value of a request.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    pub(super) name: String,
    /// None for a name alone, as in `?verbose`.
    pub(super) value: Option<String>,
    /// Where the collection holds the value, which is a secret.
    pub(super) secret: Option<String>,
    /// It has no setter of its own: no name, or that of another one.
    added: bool,
    /// It holds the credentials, which the client adds by itself.
    pub(super) by_hand: bool,
}

/// A file of a request: one name, and the sources saved for it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Upload {
    name: String,
    sources: Vec<String>,
    media_type: Option<String>,
    added: bool,
}

/// A saved request.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    pub(super) index: usize,
    pub(super) path: Vec<String>,
    pub(super) method: String,
    pub(super) route: String,
    /// The slot of its credentials.
    slot: String,
    /// The header that is sent where they are empty, as the collection writes it by hand.
    by_hand: Option<Entry>,
    pub(super) arguments: Vec<Entry>,
    pub(super) query: Vec<Entry>,
    /// Those that a call does not send by itself.
    headers: Vec<Entry>,
    pub(super) form: Vec<Entry>,
    pub(super) parts: Vec<Entry>,
    files: Vec<Upload>,
    pub(super) body: Entry,
    /// Why there is no function for it.
    pub(super) left_out: String,
}

impl Request {
    /// Folders and name in one line.
    pub(super) fn title(&self) -> String {
        self.path.join(" / ")
    }

    /// Every value of it.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let lists = [
            &mut self.arguments,
            &mut self.query,
            &mut self.headers,
            &mut self.form,
            &mut self.parts,
        ];
        let entries = lists.into_iter().flatten();
        let header = self.by_hand.iter_mut();
        entries.chain(std::iter::once(&mut self.body)).chain(header)
    }
}

/// The values of one saved request.
pub(crate) struct Saved<'r> {
    pub(super) request: &'r Request,
    pub(super) options: &'r Options,
    pub(super) lookup: Lookup<'r>,
    blanks: &'r [Blank],
    /// Whether an argument cannot be given to the typed call, which was given another.
    refused: Cell<bool>,
    /// The body, where the values make it none that the typed call could send.
    broken_body: RefCell<Option<String>>,
}

impl<'r> Saved<'r> {
    pub(super) fn new(
        request: &'r Request,
        options: &'r Options,
        blanks: &'r [Blank],
        lookup: Lookup<'r>,
    ) -> Self {
        Self {
            request,
            options,
            lookup,
            blanks,
            refused: Cell::new(false),
            broken_body: RefCell::new(None),
        }
    }
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
        let mut saved = self.request.arguments.iter();
        let saved = saved.rfind(|entry| entry.name == name);
        let value = match saved {
            Some(entry) => self.text(entry)?,
            None => return Ok(literal),
        };
        match value.as_str() {
            "" if saved.and_then(|entry| entry.value.as_deref()) == Some("") => Ok(literal),
            // The crate takes none that names another path; the collection does.
            "" | "." | ".." => {
                self.refused.set(true);
                Ok(literal)
            }
            _ => Ok(value),
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

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Result<String, Missing> {
        self.field(&self.request.headers, "header", name)
    }

    /// A header that is an integer.
    pub(crate) fn header_integer(&self, name: &str) -> Result<i64, Missing> {
        parse(&self.header(name)?, "header", name, "an integer")
    }

    /// A header that is true or false.
    pub(crate) fn header_boolean(&self, name: &str) -> Result<bool, Missing> {
        boolean(&self.header(name)?, "header", name)
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

    /// A file of a multipart body.
    pub(crate) fn file(&self, name: &str) -> Result<File, Missing> {
        let upload = self.upload(name);
        let source = upload.and_then(|upload| upload.sources.first());
        self.read(source.map(String::as_str), upload)
    }

    /// All files of one name of a multipart body.
    pub(crate) fn files(&self, name: &str) -> Result<Vec<File>, Missing> {
        let upload = self.upload(name);
        let sources = upload.iter().flat_map(|upload| &upload.sources);
        sources
            .map(|source| self.read(Some(source), upload))
            .collect()
    }

    /// A body that is the bytes of a file.
    pub(crate) fn file_body(&self) -> Result<File, Missing> {
        self.file("")
    }

    fn upload(&self, name: &str) -> Option<&Upload> {
        let mut uploads = self.request.files.iter();
        uploads.find(|upload| upload.name == name)
    }

    /// A JSON body.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Missing> {
        let template = self.template(&self.request.body)?;
        let literal = expand(template, self.lookup)?;
        let error = match serde_json::from_str(&literal) {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let is_sent_literally = match serde_json::from_str::<Value>(&literal) {
            Ok(value) => {
                // Of members of one name the last one counts, as anywhere but in a type.
                if let Ok(body) = serde_json::from_value(value) {
                    return Ok(body);
                }
                // A placeholder such as `"<integer>"` is none.
                literal.contains("\"<") && literal.contains(">\"")
            }
            Err(_) => {
                // Postman puts values in as they are; one that breaks out of its string is escaped instead.
                if let Ok(body) = serde_json::from_str(&expand_json(template, self.lookup)?) {
                    return Ok(body);
                }
                true
            }
        };
        if is_sent_literally {
            // It goes out as Postman sends it. The typed call is made with the values left out.
            for blank in [blanked(template)?.as_str(), "{}", "[]", "\"\""] {
                if let Ok(body) = serde_json::from_str(blank) {
                    self.broken_body.replace(Some(literal));
                    return Ok(body);
                }
            }
        }
        let (line, column) = (error.line(), error.column());
        Err(Missing(format!(
            "with these values the saved body does not fit at line {line}, column {column}: give others"
        )))
    }

    /// A body that is a text.
    pub(crate) fn text_body(&self) -> Result<String, Missing> {
        self.text(&self.request.body)
    }

    fn field(&self, fields: &[Entry], place: &str, name: &str) -> Result<String, Missing> {
        match fields.iter().find(|entry| entry.name == name) {
            Some(entry) => self.text(entry),
            None => Err(Missing(format!(
                "the {place} `{name}` is not in the data of this example"
            ))),
        }
    }

    /// The value with every name replaced.
    fn text(&self, entry: &Entry) -> Result<String, Missing> {
        expand(self.template(entry)?, self.lookup)
    }

    fn template<'e>(&self, entry: &'e Entry) -> Result<&'e str, Missing> {
        if entry.secret.is_some() {
            let name = &entry.name;
            return Err(Missing(format!(
                "`{name}` is a secret, which the crate does not carry: give --collection FILE"
            )));
        }
        Ok(entry.value.as_deref().unwrap_or_default())
    }

    /// A step of the typed call, completed with what has no setter of its own and spelled as Postman spells it.
    pub(crate) fn step<T: Send + 'static>(&self, call: &Call<T>) -> Result<Step, Missing> {
        let mut call = call.clone();
        let added = |entries: &'_ [Entry]| -> Result<Vec<(String, String)>, Missing> {
            let added = entries.iter().filter(|entry| entry.added);
            added
                .map(|entry| Ok((expand(&entry.name, self.lookup)?, self.text(entry)?)))
                .collect()
        };
        for (name, value) in added(&self.request.query)? {
            // A pair without a name is spelled with the rest of the target.
            if !name.is_empty() {
                call = call.add_query(name, value);
            }
        }
        for (name, value) in added(&self.request.form)? {
            call = call.add_form(name, value);
        }
        for (name, value) in added(&self.request.parts)? {
            call = call.add_multipart_text(name, value);
        }
        for upload in self.request.files.iter().filter(|upload| upload.added) {
            for source in &upload.sources {
                let file = self.read(Some(source), Some(upload))?;
                call = call.multipart_file(upload.name.clone(), file);
            }
        }
        if let Some(text) = self.broken_body.take() {
            call = call.text_body("application/json", text);
        }
        Ok(Step::of(self.spell(self.without_blanks(call)?)?))
    }

    /// The call as Postman sends it where the collection, which `--collection` names, has credentials that are empty.
    fn without_blanks<T>(&self, call: Call<T>) -> Result<Call<T>, Missing> {
        let mut blanks = self.blanks.iter();
        let blank = blanks.find(|blank| blank.slot == self.request.slot);
        let Some(blank) = blank.filter(|_| self.options.collection.is_some()) else {
            return Ok(call);
        };
        let has_token = blank.takes_token && self.options.access_token.is_some();
        let is_empty = |need: &Entry| match self.options.settings.get(&need.name) {
            Some(given) => given.is_empty(),
            None => self.text(need).is_ok_and(|text| text.is_empty()),
        };
        if has_token || blank.needs.is_empty() || !blank.needs.iter().all(is_empty) {
            return Ok(call);
        }
        let call = call.without_auth();
        // One that could not be read is none.
        let by_hand = self.request.by_hand.as_ref();
        let by_hand = by_hand.filter(|header| header.secret.is_none());
        let (name, value) = match (by_hand, &blank.header) {
            (Some(header), _) => (&header.name, self.template(header)?),
            (None, Some((name, value))) => (name, value.as_str()),
            (None, None) => return Ok(call),
        };
        let value = expand(value, self.lookup)?;
        Ok(call.header(expand(name, self.lookup)?, value))
    }

    /// The call, with the target as the collection spells it if the call says the same.
    fn spell<T>(&self, call: Call<T>) -> Result<Call<T>, Missing> {
        let Ok(url) = call.url() else {
            return Ok(call);
        };
        let arguments = self.request.arguments.iter().map(|entry| {
            let given = self.options.settings.get(&format!(":{}", entry.name));
            let value = match (given, self.template(entry)?) {
                (Some(given), _) => spelling::segment(given),
                (None, "") => format!(":{}", entry.name),
                (None, template) => template.to_owned(),
            };
            Ok((entry.name.clone(), value))
        });
        let arguments = arguments.collect::<Result<Vec<_>, Missing>>()?;
        let (route, query) = (&self.request.route, &self.request.query);
        let saved = spelling::target(route, &arguments, query, self.lookup)?;
        let typed = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let is_same = self.refused.get() || saved.is_same(&typed);
        Ok(match is_same && typed != saved.text {
            true => call.target(saved.text),
            false => call,
        })
    }

    /// A file; empty and without a name where the collection names none, as in Postman.
    fn read(&self, source: Option<&str>, upload: Option<&Upload>) -> Result<File, Missing> {
        let (name, bytes) = match source {
            Some(source) => self.read_bytes(source)?,
            None => (String::new(), Vec::new()),
        };
        let file = File::bytes(name, bytes);
        let media_type = upload.and_then(|upload| upload.media_type.as_ref());
        Ok(match media_type {
            Some(media_type) => file.content_type(media_type),
            None => file,
        })
    }

    fn read_bytes(&self, source: &str) -> Result<(String, Vec<u8>), Missing> {
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
