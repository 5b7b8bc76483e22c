//! Shapes of answers, recorded by a hook of the client.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use collgen_support::core::{Call, RetryPolicy};
use collgen_support::record::ShapeRecorder;
use serde_json::Value;

use crate::client_of;
use crate::server::{Answer, Server};

/// A folder of its own for each test.
fn folder() -> std::path::PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "shapes-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    std::env::temp_dir().join(name)
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut texts: Vec<String> = entries
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    texts.sort();
    texts
}

#[tokio::test]
async fn a_client_records_shapes_and_never_a_value() {
    let folder = folder();
    let server = Server::start(|number, _| match number {
        0 => Answer::new(
            200,
            r#"{"name": "Ada Lovelace", "born": "1815-12-10", "+44 20 7946": 7}"#,
        ),
        1 => Answer::new(
            200,
            r#"{"name": "Grace Hopper", "born": "1906-12-09", "+44 20 7947": 8}"#,
        ),
        _ => Answer::new(200, r#"{"name": null}"#),
    })
    .await;
    let core = client_of(&server)
        .hooks(ShapeRecorder::new(&folder).unwrap())
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{baseUrl}}/people/:id", &[&"ada@x.test"]).json();
    for _ in 0..3 {
        call.send().await.unwrap();
    }
    let texts = files(&folder);
    fs::remove_dir_all(&folder).unwrap();
    // The second answer has the shape of the first.
    assert_eq!(texts.len(), 2, "{texts:?}");
    let all = texts.concat();
    for planted in ["Ada", "Grace", "1815", "1906", "7946", "7947", "x.test"] {
        assert!(!all.contains(planted), "{planted} in {all}");
    }
    assert!(
        all.contains(r#""route": "{{baseUrl}}/people/:id""#),
        "{all}"
    );
    assert!(all.contains(r#""format": "date""#), "{all}");
}

#[tokio::test]
async fn what_cannot_be_written_is_told_and_stops_no_call() {
    let folder = folder();
    let server = Server::start(|_, _| Answer::new(200, "{}")).await;
    let recorder = std::sync::Arc::new(ShapeRecorder::new(&folder).unwrap());
    fs::remove_dir_all(&folder).unwrap();
    let core = client_of(&server)
        .hooks(Shared(recorder.clone()))
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{baseUrl}}/people", &[]).json();
    call.send().await.unwrap();
    assert!(recorder.take_error().is_some());
    assert!(recorder.take_error().is_none());
}

struct Shared(std::sync::Arc<ShapeRecorder>);

impl collgen_support::core::Hooks for Shared {
    fn after(
        &self,
        call: &collgen_support::core::RequestLine,
        attempt: &collgen_support::core::Attempt<'_>,
    ) {
        self.0.after(call, attempt);
    }
}

/// Everything that a recording consists of: names and bytes of its files.
fn everything(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all += &path.file_name().unwrap().to_string_lossy();
        all += &String::from_utf8(fs::read(&path).unwrap()).unwrap();
    }
    all
}

#[tokio::test]
async fn a_client_records_nothing_of_addresses_headers_failures_and_bodies_that_are_no_json() {
    let folder = folder();
    let server = Server::start(|number, _| {
        let (status, body) = match number {
            0 => (200, r#"{"ada@x.test": {"ssn": "111-22-3333"}, "total": 1}"#),
            1 => (404, r#"{"detail": "no patient Ada Lovelace", "98765": []}"#),
            2 => (500, "<html>Ada Lovelace</html>"),
            3 => (422, r#"{"name": ["Ada Lovelace is taken"]"#),
            _ => (400, r#"["Lovelace", 98765]"#),
        };
        Answer::new(status, body)
            .header("x-patient", "Ada Lovelace")
            .header("content-type", "application/json; name=Lovelace")
    })
    .await;
    let core = client_of(&server)
        .hooks(ShapeRecorder::new(&folder).unwrap())
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    for _ in 0..5 {
        let route = "{{baseUrl}}/users/ada@x.test/rooms/98765/a1b2c3d4e5f6/:id";
        let call: Call<Value> = core.get(route, &[&"Ada Lovelace"]).json();
        let call = call.query("token", "s3cr3t").query("name", "Lovelace");
        _ = call.send().await;
    }
    let all = everything(&folder);
    let count = fs::read_dir(&folder).unwrap().count();
    fs::remove_dir_all(&folder).unwrap();
    for planted in [
        "ada", "lovelace", "x.test", "x-test", "98765", "a1b2", "s3cr3t", "111-22",
    ] {
        assert!(!all.to_lowercase().contains(planted), "{planted} in {all}");
    }
    assert_eq!(count, 3, "{all}");
    assert!(
        all.contains(r#""route": "{{baseUrl}}/users/*/rooms/*/*/:id""#),
        "{all}"
    );
}

#[tokio::test]
async fn a_call_that_answers_with_ever_new_shapes_does_not_fill_the_disk() {
    let folder = folder();
    let server =
        Server::start(|number, _| Answer::new(200, format!("[{}1]", "1,".repeat(number)))).await;
    let core = client_of(&server)
        .hooks(ShapeRecorder::new(&folder).unwrap())
        .build()
        .unwrap();
    let call: Call<Value> = core.get("{{baseUrl}}/people", &[]).json();
    for _ in 0..203 {
        call.send().await.unwrap();
    }
    let count = fs::read_dir(&folder).unwrap().count();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(count, 200);
}
