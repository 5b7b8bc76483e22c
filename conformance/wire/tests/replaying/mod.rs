//! A replay against the recorder.

use std::error::Error;
use std::ffi::OsString;
use std::fs;

use wire_conformance::{Fixture, Recorder, Replay, Report};

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
    for message in &messages {
        // What is Postman's own stays with Postman.
        for name in ["postman-token", "cache-control"] {
            assert_eq!(message.values(name), [""; 0], "{message:?}");
        }
        let user_agent = message.values("user-agent").concat();
        // One request of the fixtures brings its own.
        let is_ours = user_agent.starts_with(&fixture.name) || user_agent == "mine/1.0";
        assert!(is_ours, "{message:?}");
    }
    let output = String::from_utf8_lossy(&output);
    let replay = Replay::of(&output, &messages).expect("a line for each message");
    let recording = fixture.recording().expect("a recording");
    let sent = replay.of_each(recording.requests.iter().map(|request| &request.path));
    Report::of(&recording.requests, |index| sent[index].clone())
}
