//! Nothing secret is in what the feature `tracing` tells of logins and schemes, whatever happens to the calls; nor in
//! what `Debug` shows of them, nor in their errors.

mod auth_server;
#[path = "core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use auth_server::{LIFETIME, ManualClock, Reply, json};
use collgen_support::auth::schemes::{
    ApiKey, Asap, AwsV4, Basic, Bearer, ByLogin, Digest, EdgeGrid, Hawk, Jwt, KeyAlgorithm, KeyJwt,
    Ntlm, OAuth1,
};
use collgen_support::auth::{
    Authorize, FileTokenStore, KeyringTokenStore, MemoryTokenStore, Observer, TokenStore,
};
use collgen_support::core::Core;
use server::{Answer, Server};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Everything that is told, by the crate and by what is below it.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

struct Fields<'s>(&'s mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Told {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Everything secret in these tests contains one of these; so do signatures, by the alphabet of base64.
fn assert_clean(shown: &str) {
    let encoded = ["planted", "cGxhbnRlZ", "BsYW50ZW", "wbGFudGVk"];
    for secret in encoded {
        assert!(!shown.contains(secret), "{secret} is shown in {shown}");
    }
}

#[tokio::test]
async fn a_login_tells_nothing_secret_whatever_happens() {
    let told = Told::default();
    let _guard = tracing::subscriber::set_default(told.clone());
    let (login, clock) = (auth_server::Server::start().await, ManualClock::new());
    let oauth2 = login.logged_in(&clock).await;
    let api = Server::start(|number, _| match number % 3 {
        0 => Answer::new(401, "planted"),
        1 => Answer::new(200, "\"planted\""),
        _ => Answer::new(503, "planted"),
    })
    .await;
    let core = Core::builder()
        .setting("baseUrl", api.url())
        .slot("oauth2", Some(Arc::new(oauth2.clone())))
        .build()
        .unwrap();
    let echo = r#"{"error":"invalid_grant","error_description":"planted-refresh-1 is unknown"}"#;
    for reply in [
        None,
        Some(json(500, "planted")),
        Some(Reply::WorkAndHangUp),
        Some(Reply::Raw(
            302,
            "Location: /?planted\r\n",
            "planted".to_owned(),
        )),
        Some(json(400, echo)),
    ] {
        clock.forward(LIFETIME + 400);
        if let Some(reply) = reply {
            login.next(reply);
        }
        for _ in 0..2 {
            let call = core.get("{{baseUrl}}/t", &[]).without_retries();
            match call.json::<serde_json::Value>().send().await {
                Ok(answer) => assert_clean(&format!("{:?}", answer.status())),
                Err(error) => assert_clean(&format!("{error} {error:?}")),
            }
        }
        assert_clean(&format!("{oauth2:?} {core:?} {:?}", oauth2.tokens()));
    }
    let told = told.0.lock().unwrap();
    assert!(told.contains("attempt"), "{told}");
    assert_clean(&told);
}

#[tokio::test]
async fn f09_a_useless_lifetime_is_told_once_a_token() {
    let told = Told::default();
    let _guard = tracing::subscriber::set_default(told.clone());
    let (login, clock) = (auth_server::Server::start().await, ManualClock::new());
    let oauth2 = login.logged_in(&clock).await;
    login.next(json(
        200,
        r#"{"access_token": "planted", "token_type": "Bearer", "expires_in": -1}"#,
    ));
    oauth2.refresh().await.unwrap();
    oauth2.token().await.unwrap();
    let told = told.0.lock().unwrap();
    assert_eq!(told.matches("`expires_in`").count(), 1, "{told}");
    assert_clean(&told);
}

#[cfg(unix)]
#[tokio::test]
async fn f22_a_file_that_others_can_read_is_told_once() {
    use std::os::unix::fs::PermissionsExt;
    let directory = auth_server::Directory::new();
    let (login, clock) = (auth_server::Server::start().await, ManualClock::new());
    let store = FileTokenStore::new(directory.file()).unwrap();
    let oauth2 = login.oauth2(&clock).token_store(store.clone());
    oauth2.set_tokens(login.issue(&clock)).await.unwrap();
    let told = Told::default();
    let _guard = tracing::subscriber::set_default(told.clone());
    store.load().unwrap();
    assert_eq!(*told.0.lock().unwrap(), "", "it is private");
    std::fs::set_permissions(directory.file(), PermissionsExt::from_mode(0o644)).unwrap();
    store.load().unwrap();
    store.load().unwrap();
    let told = told.0.lock().unwrap();
    assert_eq!(told.matches("others can read").count(), 1, "{told}");
}

#[tokio::test]
async fn f24_a_token_from_the_future_is_told() {
    let told = Told::default();
    let _guard = tracing::subscriber::set_default(told.clone());
    let (login, clock) = (auth_server::Server::start().await, ManualClock::new());
    let oauth2 = login.logged_in(&clock).await;
    oauth2.refresh().await.unwrap();
    clock.back(200);
    oauth2.needs_login().await.unwrap();
    assert!(
        !told.0.lock().unwrap().contains("set back"),
        "clocks differ a little"
    );
    clock.back(3 * 86_400);
    oauth2.needs_login().await.unwrap();
    assert!(told.0.lock().unwrap().contains("set back"));
}

/// Every scheme with secrets in all its parts.
fn schemes() -> Vec<(&'static str, Arc<dyn Authorize>, String)> {
    fn entry<A: Authorize + Debug>(
        name: &'static str,
        scheme: A,
    ) -> (&'static str, Arc<dyn Authorize>, String) {
        let shown = format!("{scheme:?} {scheme:#?}");
        (name, Arc::new(scheme), shown)
    }
    let key = include_str!("schemes/keys/rfc7515-a3.pem");
    let p = "planted";
    let es256 = KeyAlgorithm::Es256;
    vec![
        entry("api_key", ApiKey::new("x-key", p)),
        entry("api_key_query", ApiKey::new("key", p).in_query(true)),
        entry(
            "asap",
            Asap::new(key, p, p, p)
                .subject(p)
                .claims("{\"x\":\"planted\"}")
                .algorithm(es256),
        ),
        entry("aws_v4", AwsV4::new(p, p).session_token(p)),
        entry(
            "aws_v4_query",
            AwsV4::new(p, p).session_token(p).in_query(true),
        ),
        entry("basic", Basic::new(p, p)),
        entry("bearer", Bearer::new(p)),
        entry("digest", Digest::new(p, p)),
        entry("edge_grid", EdgeGrid::new(p, p, p)),
        entry("hawk", Hawk::new(p, p)),
        entry(
            "jwt",
            Jwt::new(p)
                .payload("{\"x\":\"planted\"}")
                .header("{\"y\":\"planted\"}"),
        ),
        entry(
            "key_jwt",
            KeyJwt::new(key)
                .payload("{\"x\":\"planted\"}")
                .algorithm(es256),
        ),
        entry("bad_key", KeyJwt::new(p)),
        entry("bad_jwt", Jwt::new(p).payload(p)),
        entry("ntlm", Ntlm::new(p, p)),
        entry("oauth1", OAuth1::new(p, p).token(p, p).verifier(p)),
        entry("oauth1_key", OAuth1::with_private_key(p, p)),
        entry(
            "by_login",
            ByLogin::new(std::future::pending, "/token", Bearer::new),
        ),
    ]
}

#[tokio::test]
async fn no_scheme_tells_or_shows_what_it_was_given() {
    let told = Told::default();
    let _guard = tracing::subscriber::set_default(told.clone());
    let server = Server::start(|number, _| match number % 2 {
        0 => Answer::new(500, "no"),
        _ => Answer::new(401, "no")
            .header(
                "WWW-Authenticate",
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
            )
            .header("WWW-Authenticate", "NTLM"),
    })
    .await;
    let mut sent = 0;
    for (name, scheme, shown) in schemes() {
        assert_clean(&shown);
        assert!(!shown.contains("PRIVATE KEY"), "{name}: {shown}");
        if name == "by_login" {
            continue;
        }
        for base in [server.url(), "http://127.0.0.1:1".to_owned()] {
            let core = Core::builder()
                .setting("baseUrl", base)
                .slot(name, Some(scheme.clone()));
            assert_clean(&format!("{core:?}"));
            let core = core.build().unwrap();
            let call = core
                .post("{{baseUrl}}/t", &[])
                .json_body(&serde_json::json!({}))
                .without_retries();
            assert_clean(&format!("{call:?}"));
            let error = call.send().await.unwrap_err();
            assert_clean(&format!("{error} {error:?} {error:#?}"));
            sent += 1;
        }
    }
    assert_eq!(sent, 2 * 17);
    assert_clean(&told.0.lock().unwrap());
}

#[test]
fn no_other_public_type_shows_a_secret() {
    let store = keyring_core::mock::Store::new().unwrap();
    let store: Arc<keyring_core::CredentialStore> = store;
    let entry = keyring_core::Entry::new_in_store(&store, "s", "u").unwrap();
    entry.set_password("planted").unwrap();
    assert_clean(&format!("{:?}", KeyringTokenStore::with_entry(entry)));
    assert_clean(&format!("{:?}", MemoryTokenStore::new()));
    let agent = "planted".parse::<reqwest::header::HeaderValue>().unwrap();
    // A `User-Agent` is no secret, and shown.
    assert!(format!("{:?}", Observer::new(Some(agent), Vec::new())).contains("planted"));
}
