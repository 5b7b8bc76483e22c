//! Calls from a program that is not async.

use collgen_support::core::{Core, Error, Paged, blocking};
use serde::Deserialize;
use tokio::runtime::Runtime;

use crate::client_of;
use crate::server::{Answer, Server};

#[derive(Deserialize)]
struct Page {
    results: Vec<u32>,
    next: Option<String>,
}

impl Paged for Page {
    type Item = u32;

    fn into_page(self) -> (Vec<u32>, Option<String>) {
        (self.results, self.next)
    }
}

/// A server on threads of its own.
fn start() -> (Runtime, Server, Core) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|_, request| match &*request.target {
        "/list" => Answer::new(200, r#"{"results":[1,2],"next":"/more"}"#),
        "/more" => Answer::new(200, r#"{"results":[3],"next":null}"#),
        "/none" => Answer::new(404, ""),
        _ => Answer::new(200, "7"),
    }));
    let core = client_of(&server).build().unwrap();
    (runtime, server, core)
}

#[test]
fn a_call_gives_the_same_as_when_it_is_awaited() {
    let (_runtime, _server, core) = start();
    let call = core.get("{{baseUrl}}/t", &[]).json::<u32>();
    assert_eq!(*call.send_blocking().unwrap(), 7);
    assert_eq!(*call.send_as_blocking::<f64>().unwrap(), 7.0);
    assert_eq!(&call.raw_blocking().unwrap().body()[..], b"7");
    let error = core.get("{{baseUrl}}/none", &[]).send_blocking();
    assert_eq!(error.unwrap_err().status().unwrap(), 404);
    let list = core.get("{{baseUrl}}/list", &[]).json::<Page>();
    let items: Result<Vec<u32>, Error> = list.stream().blocking().collect();
    assert_eq!(items.unwrap(), [1, 2, 3]);
    let mut streaming = blocking::wait(call.send_streaming()).unwrap().unwrap();
    let chunk = blocking::wait(streaming.chunk()).unwrap().unwrap();
    assert_eq!(&chunk.unwrap()[..], b"7");
}

#[test]
fn threads_wait_side_by_side() {
    let (_runtime, server, core) = start();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let call = core.get("{{baseUrl}}/t", &[]).json::<u32>();
                for _ in 0..10 {
                    assert_eq!(*call.send_blocking().unwrap(), 7);
                }
            });
        }
    });
    assert_eq!(server.received().len(), 80);
}

#[test]
fn async_code_gets_an_error_instead_of_a_panic() {
    let (runtime, _server, core) = start();
    let call = core.get("{{baseUrl}}/list", &[]).json::<Page>();
    runtime.block_on(async {
        let error = call.send_blocking().err().unwrap();
        assert!(matches!(error, Error::Client { .. }), "{error:?}");
        assert!(
            error.to_string().contains("wait in a `std::thread`"),
            "{error}"
        );
        let items: Vec<_> = call.stream().blocking().collect();
        assert!(matches!(items[..], [Err(Error::Client { .. })]));
        // As it says: on a thread for that it may.
        let call = core.get("{{baseUrl}}/t", &[]).json::<u32>();
        let blocked = tokio::task::spawn_blocking(move || call.send_blocking());
        assert!(
            blocked.await.unwrap().is_err(),
            "that thread belongs to the runtime too"
        );
    });
}
