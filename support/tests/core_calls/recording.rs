//! Shapes of answers, recorded by a hook of the client.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use collgen_support::core::Call;
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
