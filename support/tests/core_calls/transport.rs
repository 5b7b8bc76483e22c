//! The connection: proxies, protocols, packed answers, cookies.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use collgen_support::core::{Call, Core};
use reqwest::redirect::Policy;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::client_of;
use crate::server::{Answer, Server};

fn get(core: &Core) -> Call<Value> {
    core.get("{{baseUrl}}/t", &[]).json()
}

/// `{"packed":true}` by gzip (RFC 1952) and by brotli (RFC 7932).
const PACKED: [(&str, &[u8]); 2] = [
    (
        "gzip",
        &[
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0x2a, 0x48,
            0x4c, 0xce, 0x4e, 0x4d, 0x51, 0xb2, 0x2a, 0x29, 0x2a, 0x4d, 0xad, 0x05, 0x00, 0x89,
            0xe0, 0xb5, 0xdc, 0x0f, 0x00, 0x00, 0x00,
        ],
    ),
    (
        "br",
        &[
            0x0b, 0x07, 0x80, 0x7b, 0x22, 0x70, 0x61, 0x63, 0x6b, 0x65, 0x64, 0x22, 0x3a, 0x74,
            0x72, 0x75, 0x65, 0x7d, 0x03,
        ],
    ),
];

#[tokio::test]
async fn packed_answers_are_asked_for_and_unpacked() {
    for (coding, body) in PACKED {
        let server =
            Server::start(move |_, _| Answer::new(200, body).header("content-encoding", coding))
                .await;
        let core = client_of(&server).build().unwrap();
        let answer = get(&core).send().await.unwrap();
        assert_eq!(answer["packed"], true, "{coding}");
        let sent = server.last();
        assert!(
            sent.header("accept-encoding")
                .unwrap_or_default()
                .contains(coding)
        );
    }
}

#[tokio::test]
async fn cookies_are_kept_and_sent_again() {
    let server =
        Server::start(|_, _| Answer::new(200, "1").header("set-cookie", "a=b; Path=/")).await;
    let core = client_of(&server).build().unwrap();
    get(&core).send().await.unwrap();
    assert_eq!(server.last().header("cookie"), None);
    get(&core).send().await.unwrap();
    assert_eq!(server.last().header("cookie"), Some("a=b"));
}

#[tokio::test]
async fn a_client_of_the_caller_brings_its_proxy() {
    let proxy = Server::json("1").await;
    let http = reqwest::Client::builder()
        .redirect(Policy::none())
        .proxy(reqwest::Proxy::all(proxy.url()).unwrap());
    let core = Core::builder()
        .setting("baseUrl", "http://wire.test")
        .http_client(http.build().unwrap());
    get(&core.build().unwrap()).send().await.unwrap();
    assert_eq!(proxy.last().target, "http://wire.test/t");
}

#[tokio::test]
async fn a_client_of_the_caller_may_speak_http_2() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let http = reqwest::Client::builder().http2_prior_knowledge();
    let core = Core::builder()
        .setting("baseUrl", origin)
        .http_client(http.build().unwrap());
    let call = get(&core.build().unwrap()).without_retries();
    let sending = tokio::spawn(async move { call.send().await });
    let (mut stream, _) = listener.accept().await.unwrap();
    // RFC 9113 section 3.4.
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    drop(stream);
    assert!(sending.await.unwrap().is_err());
}

/// A name that nobody ever looks up.
struct Silent;

impl reqwest::dns::Resolve for Silent {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_limit_for_connecting_is_that_of_the_callers_client() {
    let http = reqwest::Client::builder()
        .dns_resolver(Arc::new(Silent))
        .no_proxy()
        .connect_timeout(Duration::from_millis(20));
    let core = Core::builder()
        .setting("baseUrl", "http://wire.test")
        .http_client(http.build().unwrap());
    let call = get(&core.build().unwrap()).without_retries();
    let error = call.send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_connect(), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!(error.to_string(), "GET /t: no answer in time");
}

/// The environment belongs to a process: the test runs itself in another one.
#[tokio::test]
async fn proxies_of_the_environment_are_used_but_for_hosts_without_one() {
    const CHILD: &str = "COLLGEN_TEST_OF_PROXIES";
    if let Some(target) = std::env::var_os(CHILD) {
        let core = Core::builder().setting("baseUrl", target.into_string().unwrap());
        get(&core.build().unwrap()).send().await.unwrap();
        return;
    }
    let (proxy, server) = (Server::json("1").await, Server::json("1").await);
    for target in ["http://wire.test".to_owned(), server.url()] {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args([
                "--exact",
                "transport::proxies_of_the_environment_are_used_but_for_hosts_without_one",
            ])
            .env(CHILD, target)
            .env("HTTP_PROXY", proxy.url())
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("REQUEST_METHOD");
        let run = tokio::task::spawn_blocking(move || child.output().unwrap());
        let output = run.await.unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    let seen: Vec<String> = proxy
        .received()
        .into_iter()
        .map(|seen| seen.target)
        .collect();
    assert_eq!(seen, ["http://wire.test/t"]);
    assert_eq!(server.last().target, "/t");
}

#[tokio::test]
async fn a_builder_of_the_caller_brings_its_proxy_and_leaves_redirects_here() {
    let proxy = Server::start(|number, _| match number {
        0 => Answer::new(302, "").header("location", "http://other.test/t"),
        _ => Answer::new(200, "1"),
    })
    .await;
    let address = proxy.url();
    let core = Core::builder()
        .setting("baseUrl", "http://wire.test")
        .http_builder(move || {
            let proxy = reqwest::Proxy::all(&address).unwrap();
            reqwest::Client::builder().proxy(proxy)
        });
    let core = core.build().unwrap();
    get(&core).header("X-Key", "planted").send().await.unwrap();
    let targets: Vec<String> = proxy
        .received()
        .into_iter()
        .map(|seen| seen.target)
        .collect();
    assert_eq!(targets, ["http://wire.test/t", "http://other.test/t"]);
    assert_eq!(proxy.last().header("x-key"), None);
    let none = get(&core).max_redirects(0).raw().await.unwrap();
    assert_eq!(none.status().as_u16(), 200);
}
