//! A login that is a request of the collection: sent when its token is needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use auth_end_to_end::schemes::models::LoginInput;
use auth_end_to_end::schemes::{AuthError, Client, Error};
use auth_end_to_end::server::{Answer, Server};

/// A server whose login gives out `token-1`, `token-2` …, of which the last is good; and the switch of the login.
async fn server() -> (Server, Arc<AtomicU64>, Arc<AtomicBool>) {
    let (given, refuses) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let (count, switch) = (Arc::clone(&given), Arc::clone(&refuses));
    let server = Server::start(move |_, request| match request.target.as_str() {
        "/login" if switch.load(Ordering::Relaxed) => Answer::new(401, "planted"),
        "/login" => {
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            Answer::new(200, format!(r#"{{"data": {{"token": "token-{number}"}}}}"#))
        }
        _ => {
            let good = format!("Bearer token-{}", count.load(Ordering::Relaxed));
            match request.header("authorization") == Some(&good) {
                true => Answer::new(200, "{}"),
                false => Answer::new(401, "{}"),
            }
        }
    });
    (server.await, given, refuses)
}

fn client(server: &Server) -> Client {
    let anonymous = Client::builder().host(server.url()).build().unwrap();
    let log_in = move || {
        let input = LoginInput {
            password: "planted".into(),
            ..LoginInput::default()
        };
        anonymous.session().log_in(&input).raw()
    };
    let builder = Client::builder().host(server.url());
    builder.bearer_session_token_by(log_in).build().unwrap()
}

#[tokio::test]
async fn one_login_serves_all_calls() {
    let (server, given, _) = server().await;
    let client = client(&server);
    assert!(
        server.received().is_empty(),
        "nothing is sent before it is needed"
    );
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.session().mine().send().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(given.load(Ordering::Relaxed), 1);
    let first = &server.received()[0];
    assert_eq!(
        (first.target.as_str(), first.header("authorization")),
        ("/login", None)
    );
    assert!(first.text().contains("planted"));
}

#[tokio::test]
async fn a_401_logs_in_again_unless_the_token_is_new() {
    let (server, given, _) = server().await;
    let client = client(&server);
    client.session().mine().send().await.unwrap();
    // Somebody else logs in, which ends this token.
    given.fetch_add(1, Ordering::Relaxed);
    let error = client.session().mine().send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(
        given.load(Ordering::Relaxed),
        2,
        "a new token was refused for another reason"
    );
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    client.session().mine().send().await.unwrap();
    assert_eq!(given.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_login_that_is_refused_is_an_error_that_shows_nothing() {
    let (server, _, refuses) = server().await;
    let client = client(&server);
    refuses.store(true, Ordering::Relaxed);
    let error = client.session().mine().send().await.unwrap_err();
    let Error::Auth {
        source: AuthError::Denied(refusal),
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(refusal.error, "status 401");
    assert!(!format!("{error} {error:?} {client:?}").contains("planted"));
    refuses.store(false, Ordering::Relaxed);
    client.session().mine().send().await.unwrap();
}
