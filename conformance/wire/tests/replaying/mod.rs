//! A replay against the recorder.

use std::error::Error;
use std::ffi::OsString;
use std::fs;

use serde_json::Value;
use wire_conformance::{Fixture, Message, Recorder, Report};

/// Runs the replay with the values of the fixture, and compares what it sends with the recording.
pub async fn replay_against(
    fixture: &Fixture,
    replay: impl AsyncFn(Vec<OsString>, &mut Vec<u8>) -> Result<bool, Box<dyn Error>>,
) -> Report {
    let recorder = Recorder::start().await.expect("a recorder");
    let values = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
        "wire-{}-{}.json",
        fixture.name,
        std::process::id()
    ));
    let text = serde_json::to_string(&fixture.values).expect("JSON");
    fs::write(&values, text).expect("written");
    let (proxy, collection) = (recorder.url(), fixture.file());
    let arguments = [
        ["--proxy".into(), OsString::from(proxy)],
        ["--values".into(), values.clone().into()],
        ["--collection".into(), collection.into()],
        ["--access-token".into(), "test-access-token".into()],
    ];
    let arguments = arguments.into_iter().flatten();
    let switches = ["--fake-files", "--json"].map(OsString::from);
    let mut output = Vec::new();
    let outcome = replay(arguments.chain(switches).collect(), &mut output).await;
    fs::remove_file(&values).expect("removed");
    outcome.expect("a replay");

    let messages = recorder.messages();
    let sent = sent(&output, &messages);
    let recording = fixture.recording().expect("a recording");
    assert_eq!(sent.len(), recording.requests.len(), "other requests");
    Report::of(&recording.requests, |index| sent[index])
}

/// The message of each line of the replay, none for a request that was not sent.
fn sent<'m>(output: &[u8], messages: &'m [Message]) -> Vec<Option<&'m Message>> {
    let output = String::from_utf8_lossy(output);
    let mut messages = messages.iter();
    let lines = output.lines().map(|line| {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let is_sent = !line["status"].is_null();
        if !is_sent {
            eprintln!("not sent: {line}");
        }
        is_sent.then(|| messages.next().expect("a message"))
    });
    let sent = lines.collect();
    assert!(messages.next().is_none(), "more messages than lines");
    sent
}
