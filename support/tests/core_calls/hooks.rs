//! What hooks see and can do, and how calls are named.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use collgen_support::auth::{AuthError, Authorize, BoxFuture, Ticket};
use collgen_support::core::{Attempt, Core, Hooks, RateLimit, RequestLine, Wait};

use crate::client_of;
use crate::server::{Answer, Server};

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn add(&self, note: String) {
        self.0.lock().unwrap().push(note);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Hooks for Notes {
    fn before(&self, call: &RequestLine, request: &mut reqwest::Request) {
        assert!(!request.headers().contains_key("authorization"));
        request
            .headers_mut()
            .insert("x-trace", "7".parse().unwrap());
        self.add(format!("before {} | {}", call.folder(), call.name()));
    }

    fn after(&self, call: &RequestLine, attempt: &Attempt<'_>) {
        assert_eq!(attempt.headers.is_some(), attempt.outcome.is_ok());
        let outcome = attempt.outcome.map_err(ToString::to_string);
        self.add(format!(
            "after {} {} {outcome:?}",
            call.method(),
            attempt.number
        ));
    }

    fn waiting(&self, _: &RequestLine, wait: Wait) {
        self.add(format!("{wait:?}"));
    }
}

struct Fixed;

impl Authorize for Fixed {
    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        let value = "Bearer secret".parse().unwrap();
        request.headers_mut().insert("authorization", value);
        Box::pin(std::future::ready(Ok(Ticket(0))))
    }
}

fn named(core: &Core) -> Core {
    core.within("Clinical / Patients").named("Get patient")
}

#[tokio::test]
async fn hooks_see_every_attempt_with_its_name_and_can_add_to_it_but_see_no_credentials() {
    let server = Server::start(|number, _| match number {
        0 => Answer::new(503, ""),
        _ => Answer::new(200, "1"),
    })
    .await;
    let notes = Notes::default();
    let core = client_of(&server)
        .slot("fixed", Some(Arc::new(Fixed)))
        .hooks(notes.clone())
        .build()
        .unwrap();
    let call = named(&core).get("{{baseUrl}}/t", &[]);
    call.send().await.unwrap();
    assert_eq!(
        notes.take(),
        [
            "before Clinical / Patients | Get patient",
            "after GET 1 Ok(503)",
            "Retry(0ns)",
            "before Clinical / Patients | Get patient",
            "after GET 2 Ok(200)",
        ]
    );
    for received in server.received() {
        assert_eq!(received.header("x-trace"), Some("7"));
        assert_eq!(received.header("authorization"), Some("Bearer secret"));
    }
}

#[tokio::test]
async fn hooks_see_a_failure_and_every_error_names_the_request() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let notes = Notes::default();
    let core = Core::builder().setting("baseUrl", url).hooks(notes.clone());
    let core = core.build().unwrap();
    let call = named(&core).get("{{baseUrl}}/t", &[]).without_retries();
    let error = call.send().await.unwrap_err();
    assert_eq!(error.to_string(), "Get patient (GET /t): no connection");
    assert_eq!(
        notes.take().pop().unwrap(),
        "after GET 1 Err(\"Get patient (GET /t): no connection\")"
    );
    let error = named(&core)
        .get("{{none}}/t", &[])
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Get patient (GET /t): the setting `none` has no value"
    );
    assert_eq!(error.request().unwrap().folder(), "Clinical / Patients");
}

/// Checked by the compiler.
#[test]
fn a_client_can_be_shared_and_its_futures_can_be_sent_anywhere() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    fn sent<T: Send + 'static>(_: &T) {}
    shared::<Core>();
    let core = Core::builder().build().unwrap();
    let call = core.get("/t", &[]).json::<u8>();
    sent(&call.send());
    sent(&call.raw());
    sent(&call.send_streaming());
}

#[tokio::test]
async fn a_call_can_be_dropped_at_any_point() {
    let server = Server::start(|number, _| match number % 2 {
        0 => Answer::new(503, ""),
        _ => Answer::new(200, "1"),
    })
    .await;
    let limit = RateLimit::new().at_once(1).per_second(1_000_000);
    let core = client_of(&server).rate_limit(limit).build().unwrap();
    let call = core.get("{{baseUrl}}/t", &[]);
    for polls in 0..40 {
        let mut sending = Box::pin(call.send());
        for _ in 0..polls {
            let poll = poll_fn(|context| Poll::Ready(sending.as_mut().poll(context)));
            if poll.await.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(sending);
        // Its place and its turn are free again.
        call.send().await.unwrap();
    }
}
