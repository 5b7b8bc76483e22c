//! Credentials, and the replay after 401.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use collgen_support::auth::{AuthError, Authorize, BoxFuture, Ticket};
use collgen_support::core::{Call, Core, Error, StatusCode};
use serde_json::Value;

use crate::client_of;
use crate::server::{Answer, Server};

/// Sends `Bearer token-N`, where N is how often it was renewed.
#[derive(Default)]
pub struct Tokens {
    revision: AtomicU64,
    renewable: bool,
}

impl Tokens {
    pub fn renewable() -> Arc<Self> {
        Arc::new(Self {
            renewable: true,
            ..Self::default()
        })
    }
}

impl Authorize for Tokens {
    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(async move {
            let revision = self.revision.load(Ordering::SeqCst);
            let value = format!("Bearer token-{revision}").parse().unwrap();
            request.headers_mut().insert("authorization", value);
            Ok(Ticket(revision))
        })
    }

    fn rejected<'a>(&'a self, ticket: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(async move {
            if self.renewable {
                self.revision.store(ticket.0 + 1, Ordering::SeqCst);
            }
            Ok(self.renewable)
        })
    }
}

struct Refuses;

impl Authorize for Refuses {
    fn authorize<'a>(
        &'a self,
        _: &'a mut reqwest::Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(async { Err(AuthError::NoRandomness) })
    }

    fn rejected<'a>(&'a self, _: Ticket) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(async { Ok(false) })
    }
}

fn post(core: &Core) -> Call<Value> {
    core.post("{{baseUrl}}/c", &[]).json().json_body("body")
}

fn tokens_of(server: &Server) -> Vec<Option<String>> {
    server
        .received()
        .iter()
        .map(|received| received.header("authorization").map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_401_renews_the_credentials_and_is_replayed_with_its_body() {
    let server =
        Server::start(|number, _| Answer::new(if number == 0 { 401 } else { 200 }, "1")).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    post(&core).send().await.unwrap();
    assert_eq!(
        tokens_of(&server),
        [Some("Bearer token-0".into()), Some("Bearer token-1".into())]
    );
    assert_eq!(server.last().text(), "\"body\"");
}

#[tokio::test]
async fn a_second_401_is_the_answer() {
    let server = Server::start(|_, _| Answer::new(401, "")).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    let error = post(&core).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(server.received().len(), 2);
    assert_eq!(
        post(&core).raw().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_401_is_the_answer_when_there_is_nothing_to_renew() {
    let server = Server::start(|_, _| Answer::new(401, "")).await;
    let fixed = Arc::new(Tokens::default());
    let core = client_of(&server)
        .slot("oauth2", Some(fixed))
        .build()
        .unwrap();
    assert!(post(&core).send().await.is_err());
    let bare = client_of(&server).build().unwrap();
    assert!(post(&bare).send().await.is_err());
    assert_eq!(tokens_of(&server), [Some("Bearer token-0".into()), None]);
}

#[tokio::test]
async fn a_403_renews_nothing() {
    let server = Server::start(|_, _| Answer::new(403, "")).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    assert!(post(&core).send().await.is_err());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_401_after_a_429_still_renews_only_once() {
    let server =
        Server::start(|number, _| Answer::new([429, 401, 429, 401][number.min(3)], "")).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    assert!(post(&core).idempotent().send().await.is_err());
    assert_eq!(server.received().len(), 4);
    assert_eq!(tokens_of(&server).pop().unwrap().unwrap(), "Bearer token-1");
}

#[tokio::test]
async fn a_call_names_its_credentials_or_none() {
    let server = Server::json("1").await;
    let other = Arc::new(Tokens {
        revision: 7.into(),
        renewable: false,
    });
    let core = client_of(&server)
        .slot("oauth2", Some(Arc::new(Tokens::default())))
        .slot("other", Some(other))
        .build()
        .unwrap();
    post(&core).send().await.unwrap();
    post(&core).auth("other").send().await.unwrap();
    post(&core)
        .without_auth()
        .header("Authorization", "Bearer own")
        .send()
        .await
        .unwrap();
    post(&core)
        .header("Authorization", "Bearer own")
        .send()
        .await
        .unwrap();
    let tokens: Vec<_> = tokens_of(&server).into_iter().flatten().collect();
    assert_eq!(
        tokens,
        [
            "Bearer token-0",
            "Bearer token-7",
            "Bearer own",
            "Bearer token-0"
        ]
    );
}

#[tokio::test]
async fn credentials_that_were_not_given_are_named() {
    let server = Server::json("1").await;
    let core = client_of(&server).slot("oauth2", None).build().unwrap();
    let error = post(&core).send().await.unwrap_err();
    assert!(
        matches!(error, Error::Credentials { slot: "oauth2", .. }),
        "{error:?}"
    );
    post(&core).without_auth().send().await.unwrap();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_call_is_not_sent_when_it_cannot_be_authorized() {
    let server = Server::json("1").await;
    let core = client_of(&server)
        .slot("oauth2", Some(Arc::new(Refuses)))
        .build()
        .unwrap();
    let error = post(&core).send().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Auth {
                source: AuthError::NoRandomness,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().starts_with("POST /c: "), "{error}");
    assert!(server.received().is_empty());
}
