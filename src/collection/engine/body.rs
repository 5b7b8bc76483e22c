//! Bodies as the engine takes them.
//!
//! Without a mode nothing is sent; an unknown one, and one in capitals, is `raw`; a field of an urlencoded form without a name is sent as `null`.

use serde_json::Value;

use super::Engine;
use crate::collection::request::Body;
use crate::diagnostic::{Pointer, Severity};

const MODES: [&str; 5] = ["raw", "urlencoded", "formdata", "file", "graphql"];

impl Engine<'_> {
    pub(super) fn body(&mut self, body: &mut Body, place: &Pointer) {
        self.mode(body, place);
        let fields = [
            ("urlencoded", &body.urlencoded),
            ("formdata", &body.formdata),
        ];
        for (member, fields) in fields {
            if body.mode.as_deref() != Some(member) {
                continue;
            }
            for (index, field) in fields.iter().enumerate() {
                let place = place.key(member).index(index);
                self.enabled(field.enabled, field.disabled, &place);
            }
        }
        self.nameless(body, place);
        let is_odd = |graphql: &Value| !graphql.is_object() && !graphql.is_null();
        if body.mode.as_deref() == Some("graphql") && body.graphql.as_ref().is_some_and(is_odd) {
            self.tell(
                "graphql-not-object",
                Severity::Warning,
                "the body of mode `graphql` is not an object",
                &place.key("graphql"),
                "the body is `{}`, as in Postman",
                "write it as `{\"query\": …, \"variables\": …}`",
            );
        }
    }

    /// Fields without a name, in the form that is sent.
    fn nameless(&mut self, body: &mut Body, place: &Pointer) {
        let (member, fields, name) = match body.mode.as_deref() {
            Some("urlencoded") => ("urlencoded", &mut body.urlencoded, "null"),
            Some("formdata") => ("formdata", &mut body.formdata, ""),
            _ => return,
        };
        for (index, field) in fields.iter_mut().enumerate() {
            if field.key.is_some() || field.disabled {
                continue;
            }
            field.key = Some(name.to_owned());
            let effect = match name {
                "" => "it is sent without a name",
                _ => "it is sent under the name `null`, as in Postman",
            };
            self.tell(
                "field-without-name",
                Severity::Warning,
                "a field of a form has no name",
                &place.key(member).index(index).key("key"),
                effect,
                "name it, or remove it",
            );
        }
    }

    fn mode(&mut self, body: &mut Body, place: &Pointer) {
        let Some(written) = body.mode.as_deref().filter(|mode| !mode.is_empty()) else {
            body.mode = None;
            if holds_content(body) && !body.disabled {
                self.tell(
                    "body-without-mode",
                    Severity::Warning,
                    "the body has content and no mode",
                    place,
                    "nothing is sent, as in Postman",
                    "set `mode` to the member that is meant, such as `raw`",
                );
            }
            return;
        };
        if MODES.contains(&written) {
            return;
        }
        body.mode = Some("raw".to_owned());
        self.tell(
            "unknown-body-mode",
            Severity::Warning,
            "Postman has no body of this mode",
            &place.key("mode"),
            "the body is taken for `raw`, as in Postman",
            "choose one of `raw`, `urlencoded`, `formdata`, `file` and `graphql`",
        );
    }
}

fn holds_content(body: &Body) -> bool {
    let is_object = |value: &Option<Value>| value.as_ref().is_some_and(Value::is_object);
    body.raw.as_deref().is_some_and(|raw| !raw.is_empty())
        || !body.urlencoded.is_empty()
        || !body.formdata.is_empty()
        || is_object(&body.file)
        || is_object(&body.graphql)
}
