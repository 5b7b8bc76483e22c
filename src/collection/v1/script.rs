//! Scripts of v1: two texts, or the events of v2.

use serde_json::{Value, json};

use crate::collection::model::Event;

/// The events; they count only where there is no text, as in Postman's converter.
pub(super) fn convert(
    events: &[Event],
    tests: &Option<String>,
    prerequest: &Option<String>,
) -> Vec<Event> {
    let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let texts = [("prerequest", text(prerequest)), ("test", text(tests))];
    if texts.iter().all(|(_, text)| text.is_none()) {
        return events.iter().cloned().map(with_listener).collect();
    }
    let written = texts.into_iter().filter_map(|(listen, text)| {
        Some(Event {
            listen: listen.to_owned(),
            script: Some(json!({ "exec": lines(&text?) })),
            disabled: false,
        })
    });
    written.collect()
}

/// An event that does not say when it runs is a test; its source is a list of lines.
fn with_listener(mut event: Event) -> Event {
    if event.listen.is_empty() {
        event.listen = "test".to_owned();
    }
    let source = event
        .script
        .as_mut()
        .and_then(|script| script.get_mut("exec"));
    if let Some(source) = source
        && let Some(text) = source.as_str()
    {
        *source = lines(text);
    }
    event
}

fn lines(text: &str) -> Value {
    text.split('\n').map(Value::from).collect()
}
