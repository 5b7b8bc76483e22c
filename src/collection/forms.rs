//! Values that are read, in a form that Postman itself does not write.
//!
//! In: a collection as JSON. Out: a note for each such value, with what becomes of it. Reading
//! accepts these forms because Postman's engine does; a person who compares the collection with
//! what is generated, or gives it to another program, should know. Source: schema v2.1.0, and
//! Postman's engine, tried.

mod table;

use serde_json::{Map, Value};

use super::repair::{kind, member};
use crate::diagnostic::{Diagnostic, Pointer};
use table::{COLLECTION, Form, Member, PARAMETER};

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
            (Form::SentText | Form::Content, Value::Array(_) | Value::Object(_)) => {
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
            (Form::Auth, Value::Object(block)) => self.auth(block, &place()),
            (_, Value::Null) if !matches!(name, "auth" | "body" | "description") => {
                let effect = "it counts as if it was not there";
                self.tell(&place(), value, form.words(), effect);
            }
            _ if !form.is_usual(value) => {
                self.tell(&place(), value, form.words(), "it is ignored");
            }
            _ => {}
        }
    }

    /// The parameters of each type; those of `noauth` may be anything.
    fn auth(&mut self, block: &Map<String, Value>, place: &Pointer) {
        for (kind, parameters) in block.iter().filter(|(kind, _)| *kind != "noauth") {
            let place = place.key(kind);
            match parameters {
                Value::Array(list) => {
                    for (index, parameter) in list.iter().enumerate() {
                        let place = place.index(index);
                        if parameter.is_object() {
                            self.members(parameter, &PARAMETER, &place);
                        } else {
                            self.tell(&place, parameter, "an object", "it is ignored");
                        }
                    }
                }
                // A map is the form of v2.0.
                Value::Object(_) => {}
                _ if kind == "type" => {}
                _ => self.tell(&place, parameters, "a list", "it is ignored"),
            }
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
            (Form::Texts, _) => self.tell(place, value, form.words(), "it is ignored"),
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
            (Form::Texts, Value::Array(_) | Value::Object(_)) => {
                self.tell(place, element, "text", "it is ignored");
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
