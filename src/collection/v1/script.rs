//! Scripts of v1: two texts, or the events of v2.

use serde_json::{Value, json};

use crate::collection::model::Event;
use crate::collection::place::Places;
use crate::diagnostic::Pointer;

/// The events; they count only where there is no text, as in Postman's converter.
pub(super) fn convert(
    events: &[Event],
    tests: &Option<String>,
    prerequest: &Option<String>,
) -> Vec<Event> {
    let texts = texts(tests, prerequest);
    if texts.is_empty() {
        return events.iter().cloned().map(with_listener).collect();
    }
    let written = texts.into_iter().map(|(_, listen, text)| Event {
        listen: listen.to_owned(),
        script: Some(json!({ "exec": lines(text) })),
        disabled: false,
    });
    written.collect()
}

/// The texts that are there: the member they stand in, when they run, what they are.
fn texts<'t>(
    tests: &'t Option<String>,
    prerequest: &'t Option<String>,
) -> Vec<(&'static str, &'static str, &'t str)> {
    let written = [
        ("preRequestScript", "prerequest", prerequest),
        ("tests", "test", tests),
    ];
    let written = written.into_iter().filter_map(|(member, listen, text)| {
        let text = text.as_deref().filter(|text| !text.is_empty())?;
        Some((member, listen, text))
    });
    written.collect()
}

/// Where the scripts of an owner stand in the file.
pub(super) fn note_places(
    tests: &Option<String>,
    prerequest: &Option<String>,
    (standard, actual): (&Pointer, &Pointer),
    places: &mut Places,
) {
    let event = standard.key("event");
    places.insert(&event, actual.key("events"));
    for (index, (member, ..)) in texts(tests, prerequest).into_iter().enumerate() {
        let script = event.index(index).key("script").key("exec");
        places.insert_whole(&script, actual.key(member));
    }
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
