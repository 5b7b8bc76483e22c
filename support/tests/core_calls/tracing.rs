//! What the feature `tracing` shows.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use collgen_support::core::RateLimit;

use crate::client_of;
use crate::server::{Answer, Server};

#[derive(Clone, Default)]
struct Shown(Arc<Mutex<String>>);

struct Fields<'s>(&'s mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

/// Only of the client: the HTTP stack below has spans of its own.
fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("collgen_support")
}

impl Subscriber for Shown {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_ours(metadata)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut shown = self.0.lock().unwrap();
        shown.push_str(span.metadata().name());
        span.record(&mut Fields(&mut shown));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
        self.0.lock().unwrap().push('\n');
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
        self.0.lock().unwrap().push('\n');
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn every_attempt_has_a_span_that_shows_no_value() {
    let server = Server::start(|number, _| match number {
        0 => Answer::new(503, "planted"),
        _ => Answer::new(200, "\"planted\""),
    })
    .await;
    let shown = Shown::default();
    let _guard = tracing::subscriber::set_default(shown.clone());
    let core = client_of(&server)
        .setting("secret", "planted")
        .build()
        .unwrap();
    let core = core.within("Clinical").named("Get patient");
    core.get("{{baseUrl}}/patients/:id/{{secret}}", &[&"planted"])
        .query("q", "planted")
        .header("x-key", "planted")
        .send()
        .await
        .unwrap();
    let line = |attempt: u32, status: u16| {
        format!(
            "request name=\"Get patient\" folder=\"Clinical\" method=\"GET\" \
             route=\"{{{{baseUrl}}}}/patients/:id/{{{{secret}}}}\" attempt={attempt} status={status}\n"
        )
    };
    assert_eq!(*shown.0.lock().unwrap(), line(1, 503) + &line(2, 200));
}

#[tokio::test]
async fn a_failure_is_told_within_its_span() {
    let shown = Shown::default();
    let _guard = tracing::subscriber::set_default(shown.clone());
    let core = collgen_support::core::Core::builder().build().unwrap();
    let call = core.get("http://127.0.0.1:1/:id", &[&"planted"]);
    call.without_retries().send().await.unwrap_err();
    let shown = shown.0.lock().unwrap();
    assert!(
        shown.contains("no answer error=GET http://127.0.0.1:1/:id: no connection"),
        "{shown}"
    );
    assert!(!shown.contains("planted"));
}

#[tokio::test]
async fn neither_a_user_in_an_address_nor_a_key_in_a_query_is_told() {
    let shown = Shown::default();
    let _guard = tracing::subscriber::set_default(shown.clone());
    let core = collgen_support::core::Core::builder()
        .setting("baseUrl", "http://ada:planted@127.0.0.1:1")
        .setting("key", "planted")
        .rate_limit(RateLimit::new().per_second(1000))
        .build()
        .unwrap();
    let call = core
        .get("{{baseUrl}}/planted-not", &[])
        .preset_query("api_key", "{{key}}")
        .query("other", "planted")
        .form("field", "planted");
    let error = call.max_retries(1).send().await.unwrap_err();
    let mut chain = format!("{error} {error:?}");
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
        chain += &format!(" {cause} {cause:?}");
    }
    let shown = shown.0.lock().unwrap();
    assert!(shown.contains("attempt=2"), "{shown}");
    for text in [
        shown.replace("planted-not", ""),
        chain.replace("planted-not", ""),
    ] {
        assert!(!text.contains("planted"), "{text}");
    }
}
