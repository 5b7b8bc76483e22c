//! The text of an event's script, and the place in the collection of each of its lines.

use std::rc::Rc;

use serde_json::Value;

use crate::collection::Event;
use crate::diagnostic::Pointer;

/// A script as one text.
pub(super) struct Source {
    pub(super) text: Rc<str>,
    place: Pointer,
    /// For a list of lines, the line of the text with which each element begins.
    starts: Vec<usize>,
}

impl Source {
    /// The script of an event; none where nothing stands in it. The object, the list and the text
    /// alone all work in Postman.
    pub(super) fn of(event: &Event, at: &Pointer) -> Option<Self> {
        let script = event.script.as_ref()?;
        let at = at.key("script");
        let (written, place) = match script {
            Value::Object(members) => (members.get("exec")?, at.key("exec")),
            other => (other, at),
        };
        let mut text = String::new();
        let mut starts = Vec::new();
        match written {
            Value::String(whole) => text.push_str(whole),
            Value::Array(elements) => {
                let mut line = 0;
                for element in elements {
                    let element = element.as_str().unwrap_or_default();
                    starts.push(line);
                    line += 1 + element.matches('\n').count();
                    text.push_str(element);
                    text.push('\n');
                }
            }
            _ => return None,
        }
        if text.trim().is_empty() {
            return None;
        }
        Some(Self {
            text: text.into(),
            place,
            starts,
        })
    }

    /// The place of a line, counted from 0.
    pub(super) fn place(&self, line: usize) -> Pointer {
        match self.starts.partition_point(|start| *start <= line) {
            0 => self.place.clone(),
            after => self.place.index(after - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn source(script: Value) -> Option<Source> {
        let event = Event {
            script: Some(script),
            ..Event::default()
        };
        Source::of(&event, &Pointer::root().key("event").index(0))
    }

    #[test]
    fn a_line_is_placed_at_its_element_even_where_elements_hold_several_lines() {
        let source = source(json!({ "exec": ["a", "b\nc", null, "d"] })).unwrap();
        assert_eq!(&*source.text, "a\nb\nc\n\nd\n");
        let places: Vec<String> = (0..5).map(|line| source.place(line).to_string()).collect();
        let elements = ["0", "1", "1", "2", "3"];
        assert_eq!(
            places,
            elements.map(|element| format!("/event/0/script/exec/{element}"))
        );
    }

    #[test]
    fn a_script_may_be_a_text_and_blank_ones_are_none() {
        let text = source(json!("a\nb")).unwrap();
        assert_eq!(text.place(1).as_str(), "/event/0/script");
        let exec = source(json!({ "exec": "a" })).unwrap();
        assert_eq!(exec.place(0).as_str(), "/event/0/script/exec");
        for blank in [json!({ "exec": [""] }), json!({}), json!(null), json!(" ")] {
            assert!(source(blank).is_none());
        }
    }
}
