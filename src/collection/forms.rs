//! Values that are read, in a form that Postman itself does not write.
//!
//! In: a collection as JSON. Out: a note for each such value, with what becomes of it. Reading
//! accepts these forms because Postman's engine does; a person who compares the collection with
//! what is generated, or gives it to another program, should know. Source: schema v2.1.0, and
//! Postman's engine, tried.

use serde_json::Value;

use super::repair::{kind, member};
use crate::diagnostic::{Diagnostic, Pointer};

/// A member of an object and the form in which Postman writes it.
type Member = (&'static str, Form);

/// The form of a value.
#[derive(Clone, Copy)]
enum Form {
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
}

static COLLECTION: [Member; 5] = [
    ("info", Form::Object(&[("version", Form::Either(&VERSION))])),
    ("item", Form::List(&ITEM)),
    ("event", Form::List(&EVENT)),
    ("variable", Form::List(&VARIABLE)),
    ("protocolProfileBehavior", Form::Object(&[])),
];
static VERSION: [Member; 3] = [
    ("major", Form::Number),
    ("minor", Form::Number),
    ("patch", Form::Number),
];
static ITEM: [Member; 7] = [
    ("name", Form::Text),
    ("description", Form::Either(&DESCRIPTION)),
    ("item", Form::List(&ITEM)),
    ("request", Form::Either(&REQUEST)),
    ("response", Form::List(&RESPONSE)),
    ("event", Form::List(&EVENT)),
    ("protocolProfileBehavior", Form::Object(&[])),
];
static DESCRIPTION: [Member; 1] = [("content", Form::Text)];
static EVENT: [Member; 1] = [("script", Form::Object(&[("exec", Form::Texts)]))];
static VARIABLE: [Member; 3] = [
    ("key", Form::Text),
    ("type", Form::Word(&TYPES)),
    ("description", Form::Either(&DESCRIPTION)),
];
/// Those of the schema, and those that Postman writes all the same.
static TYPES: [&str; 7] = [
    "string", "boolean", "any", "number", "default", "secret", "text",
];
static REQUEST: [Member; 5] = [
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
static NAMED: [Member; 1] = [("description", Form::Either(&DESCRIPTION))];
static HEADER: [Member; 3] = [
    ("key", Form::Text),
    ("value", Form::SentText),
    ("description", Form::Either(&DESCRIPTION)),
];
static BODY: [Member; 6] = [
    ("raw", Form::Content),
    ("urlencoded", Form::Pairs(&FIELD)),
    ("formdata", Form::Pairs(&FIELD)),
    ("graphql", Form::Object(&[])),
    ("file", Form::Object(&[])),
    ("options", Form::Object(&[])),
];
static FIELD: [Member; 2] = [("key", Form::Text), ("value", Form::Content)];
static RESPONSE: [Member; 6] = [
    ("name", Form::Text),
    ("originalRequest", Form::Either(&REQUEST)),
    ("header", Form::Pairs(&HEADER)),
    ("body", Form::Content),
    ("code", Form::Number),
    ("status", Form::Text),
];

/// Finds the unusual forms in a collection.
pub(super) fn unusual(collection: &Value) -> Vec<(Pointer, Diagnostic)> {
    let mut forms = Forms { found: Vec::new() };
    forms.members(collection, &COLLECTION, &Pointer::root());
    forms.found
}

struct Forms {
    found: Vec<(Pointer, Diagnostic)>,
}

impl Forms {
    fn members(&mut self, owner: &Value, members: &[Member], place: &Pointer) {
        for (name, form) in members {
            if let Some(value) = owner.get(name) {
                self.value(value, *form, place, name);
            }
        }
    }

    /// `null` says nothing where one object or text is expected; in the place of a list it may
    /// surprise whoever reads the list.
    fn value(&mut self, value: &Value, form: Form, around: &Pointer, name: &str) {
        let is_scalar = matches!(value, Value::Bool(_) | Value::Number(_));
        let place = || around.key(name);
        match (form, value) {
            (Form::Text | Form::SentText, _) if is_scalar => {
                self.tell(&place(), value, "text", "its text counts");
            }
            (Form::SentText, Value::Null) => {
                self.tell(&place(), value, "text", "it is sent as the word `null`");
            }
            (Form::Content, Value::Array(_) | Value::Object(_)) => {
                self.tell(&place(), value, "text", "its JSON text counts");
            }
            (Form::Number, Value::String(_)) => {
                self.tell(&place(), value, "a number", "its digits count");
            }
            (Form::Protocol, Value::String(text)) if text.contains(':') => {
                let message = "`protocol` holds more than the name of a protocol";
                self.say(
                    &place(),
                    message.to_owned(),
                    "what follows the name is ignored",
                );
            }
            (Form::Word(known), Value::String(word)) if !known.contains(&word.as_str()) => {
                let message = format!("the `{name}` of a variable is none that Postman has");
                self.say(&place(), message, "it counts as `any`, as in Postman");
            }
            (Form::Either(members) | Form::Object(members), Value::Object(_)) => {
                self.members(value, members, &place());
            }
            (Form::Either(_), _) if is_scalar => {
                let effect = match name {
                    "version" => "it is ignored",
                    _ => "its text counts",
                };
                self.tell(&place(), value, "text or an object", effect);
            }
            (Form::Object(_), Value::String(_) | Value::Array(_)) => {
                let effect = match name {
                    "script" => "its lines are the script",
                    "body" => "it is the text of the body",
                    "file" if value.is_string() => "it is the path of the file",
                    _ => "it is ignored, as by Postman",
                };
                self.tell(&place(), value, "an object", effect);
            }
            // Headers may be one text, or `null` in a saved answer.
            (Form::Pairs(_), Value::String(_) | Value::Null) if name == "header" => {}
            (Form::List(_) | Form::Pairs(_) | Form::Texts, _) => {
                self.list(value, form, &place());
            }
            _ => {}
        }
    }

    fn list(&mut self, value: &Value, form: Form, place: &Pointer) {
        let members = match form {
            Form::List(members) | Form::Pairs(members) => members,
            _ => &[],
        };
        match (form, value) {
            (_, Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.element(element, form, members, &place.index(index));
                }
            }
            (Form::Texts, Value::String(_)) => {}
            (Form::Pairs(_), Value::Object(map)) if !map.contains_key("key") => {
                let effect = "its members count as names and values, as in Postman";
                self.tell(place, value, "a list", effect);
            }
            (_, Value::Object(_)) => {
                self.tell(place, value, "a list", "it counts as a list of one");
                self.members(value, members, place);
            }
            (Form::Pairs(_), Value::String(_)) => {
                let effect = "it is taken apart into names and values, as by Postman";
                self.tell(place, value, "a list", effect);
            }
            (_, Value::Null) => {
                self.tell(place, value, "a list", "it counts as if it was not there")
            }
            _ => {}
        }
    }

    fn element(
        &mut self,
        element: &Value,
        form: Form,
        members: &'static [Member],
        place: &Pointer,
    ) {
        match (form, element) {
            (Form::Texts, Value::Null) => {
                self.tell(place, element, "text", "it counts as an empty text");
            }
            (Form::Texts, Value::Number(_) | Value::Bool(_)) => {
                self.tell(place, element, "text", "its text counts");
            }
            (Form::Pairs(_), Value::String(_)) => {
                let effect = "it is taken apart into name and value, as by Postman";
                self.tell(place, element, "an object", effect);
            }
            (Form::Pairs(_) | Form::List(_), Value::Null) => {
                self.tell(place, element, "an object", "it is skipped, as by Postman");
            }
            (Form::Pairs(_) | Form::List(_), Value::Object(_)) => {
                self.members(element, members, place);
            }
            _ => {}
        }
    }

    fn tell(&mut self, place: &Pointer, value: &Value, usual: &str, effect: &str) {
        let message = format!(
            "{} is {} where Postman writes {usual}",
            member(place),
            kind(value)
        );
        self.say(place, message, effect);
    }

    fn say(&mut self, place: &Pointer, message: String, effect: &str) {
        let diagnostic = Diagnostic::of("unusual-form", message).effect(effect);
        self.found.push((place.clone(), diagnostic));
    }
}
