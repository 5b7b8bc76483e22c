//! Digest: dialogues with servers that check every answer by themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use collgen_support::auth::schemes::Digest;
use collgen_support::core::{Core, Error, RetryPolicy};
use sha2::{Digest as _, Sha256};

use crate::server::{Answer, Received, Server};

/// A server that gives nonces of its own, each good for two requests, and checks what comes back.
struct Gate {
    protection: &'static str,
    nonces: Mutex<BTreeMap<String, BTreeSet<u32>>>,
}

impl Gate {
    async fn open(protection: &'static str) -> (Server, Arc<Self>) {
        let gate = Arc::new(Self {
            protection,
            nonces: Mutex::default(),
        });
        let inside = Arc::clone(&gate);
        let server = Server::start(move |_, received| inside.admit(received)).await;
        (server, gate)
    }

    fn admit(&self, received: &Received) -> Answer {
        let Some(given) = received.header("authorization") else {
            return self.refuse(false);
        };
        let given = read(given);
        let mut nonces = self.nonces.lock().unwrap();
        let Some(counts) = nonces.get_mut(&given["nonce"]) else {
            panic!("a nonce that was never given");
        };
        assert!(
            counts.insert(u32::from_str_radix(&given["nc"], 16).unwrap()),
            "a count was repeated"
        );
        let is_old = counts.len() > 2;
        drop(nonces);
        if expected(received, &given, self.protection) != given["response"] {
            return self.refuse(false);
        }
        match is_old {
            true => self.refuse(true),
            false => Answer::new(204, ""),
        }
    }

    fn refuse(&self, is_stale: bool) -> Answer {
        let mut nonces = self.nonces.lock().unwrap();
        let nonce = format!("nonce-{}", nonces.len());
        nonces.insert(nonce.clone(), BTreeSet::new());
        let Self { protection, .. } = self;
        Answer::new(401, "").header(
            "WWW-Authenticate",
            format!(
                "Digest realm=\"the clinic\", nonce=\"{nonce}\", stale={is_stale}, \
                 algorithm=SHA-256, qop=\"{protection}\", opaque=\"o\""
            ),
        )
    }
}

fn read(given: &str) -> BTreeMap<String, String> {
    let pairs = given.strip_prefix("Digest ").unwrap().split(", ");
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()))
        .collect()
}

/// RFC 7616 section 3.4.1, for the name `doctor` with the password `planted`.
fn expected(received: &Received, given: &BTreeMap<String, String>, protection: &str) -> String {
    let hash = |text: String| {
        let bytes = Sha256::digest(text);
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    assert_eq!(given["username"], "doctor");
    assert_eq!(given["uri"], received.target);
    assert_eq!(given["opaque"], "o");
    assert_eq!(given["qop"], protection);
    let mut action = format!("{}:{}", received.method, received.target);
    if protection == "auth-int" {
        action = format!("{action}:{}", hash(received.text()));
    }
    let parts = [
        hash("doctor:the clinic:planted".to_owned()),
        given["nonce"].clone(),
        given["nc"].clone(),
        given["cnonce"].clone(),
        protection.to_owned(),
        hash(action),
    ];
    hash(parts.join(":"))
}

fn client(server: &Server, digest: Digest) -> Core {
    let core = Core::builder()
        .setting("baseUrl", server.url())
        .retry(RetryPolicy::never());
    core.slot("digest", Some(Arc::new(digest))).build().unwrap()
}

#[tokio::test]
async fn a_client_meets_the_challenge_once_and_then_again_when_it_is_stale() {
    for protection in ["auth", "auth-int"] {
        let (server, _gate) = Gate::open(protection).await;
        let core = client(&server, Digest::new("doctor", "planted"));
        // Bare and answered; answered; stale and answered; answered.
        for (call, sent) in [2, 3, 5, 6].into_iter().enumerate() {
            let call = core.put("{{baseUrl}}/a/:id", &[&"b c"]).query("call", call);
            call.json_body("body").send().await.unwrap();
            assert_eq!(server.received().len(), sent);
        }
        assert!(!format!("{core:?}").contains("planted"));
    }
}

#[tokio::test]
async fn many_calls_at_once_all_get_through_and_never_repeat_a_count() {
    let server = Server::start(|_, received| match received.header("authorization") {
        None => Answer::new(401, "").header(
            "WWW-Authenticate",
            "Digest realm=\"the clinic\", nonce=\"one\", algorithm=SHA-256, qop=\"auth\", opaque=\"o\"",
        ),
        Some(given) => {
            let given = read(given);
            assert_eq!(expected(received, &given, "auth"), given["response"]);
            Answer::new(204, "")
        }
    })
    .await;
    let core = client(&server, Digest::new("doctor", "planted"));
    let calls = (0..20).map(|_| tokio::spawn(core.get("{{baseUrl}}/", &[]).send()));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let received = server.received();
    let answers = received
        .iter()
        .filter_map(|received| received.header("authorization"));
    let counts: Vec<_> = answers.map(|given| read(given)["nc"].clone()).collect();
    assert_eq!(counts.len(), 20);
    assert_eq!(counts.iter().collect::<BTreeSet<_>>().len(), 20);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_the_401_returned() {
    let (server, _gate) = Gate::open("auth").await;
    let core = client(&server, Digest::new("doctor", "wrong"));
    let error = core.get("{{baseUrl}}/", &[]).send().await.unwrap_err();
    assert!(matches!(&error, Error::Api(_)), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(server.received().len(), 2);
}
