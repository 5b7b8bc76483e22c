//! Redirects.

use collgen_support::core::{Call, Core};
use serde_json::Value;

use crate::client_of;
use crate::credentials::Tokens;
use crate::server::{Answer, Received, Server};

fn to(status: u16, location: impl ToString) -> Answer {
    Answer::new(status, "").header("location", location)
}

fn post(core: &Core) -> Call<Value> {
    core.post("{{baseUrl}}/r", &[])
        .json()
        .header("X-Api-Key", "planted")
        .json_body("planted")
}

fn holds_nothing_planted(received: &Received) -> bool {
    received.body.is_empty()
        && received.header("authorization").is_none()
        && received.header("x-api-key").is_none()
}

#[tokio::test]
async fn at_the_same_origin_credentials_go_along() {
    let server = Server::start(|number, _| match number {
        0 => to(302, "/elsewhere?a=1"),
        _ => Answer::new(200, "1"),
    })
    .await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    post(&core).send().await.unwrap();
    let received = server.last();
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("GET", "/elsewhere?a=1")
    );
    assert_eq!(received.header("authorization"), Some("Bearer token-0"));
    assert_eq!(received.header("x-api-key"), Some("planted"));
    assert_eq!(
        (received.text().as_str(), received.header("content-type")),
        ("", None)
    );
}

#[tokio::test]
async fn a_307_keeps_method_and_body() {
    let server = Server::start(|number, _| {
        if number == 0 {
            to(307, "other")
        } else {
            Answer::new(200, "1")
        }
    })
    .await;
    let core = client_of(&server).build().unwrap();
    post(&core).send().await.unwrap();
    let received = server.last();
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("POST", "/other")
    );
    assert_eq!(received.text(), "\"planted\"");
}

#[tokio::test]
async fn to_another_origin_goes_a_bare_get() {
    let other = Server::start(|number, _| {
        if number == 0 {
            to(302, "/b")
        } else {
            Answer::new(200, "1")
        }
    })
    .await;
    let target = other.url();
    let server = Server::start(move |_, _| to(303, &target)).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    post(&core).send().await.unwrap();
    assert_eq!(other.received().len(), 2);
    assert!(other.received().iter().all(holds_nothing_planted));
    assert!(other.last().header("accept").is_some());
}

#[tokio::test]
async fn a_way_back_from_another_origin_stays_bare() {
    let other =
        Server::start(|_, received| to(302, received.target.trim_start_matches("/?to="))).await;
    let away = other.url();
    let server = Server::start(move |number, received| match number {
        0 => to(
            302,
            format_args!("{away}?to=http://{}/back", received.header("host").unwrap()),
        ),
        _ => Answer::new(200, "1"),
    })
    .await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    post(&core).send().await.unwrap();
    assert_eq!(server.last().target, "/back");
    assert!(holds_nothing_planted(&server.last()));
}

#[tokio::test]
async fn a_body_never_goes_to_another_origin() {
    let other = Server::json("1").await;
    let target = other.url();
    let server = Server::start(move |_, _| to(307, &target)).await;
    let core = client_of(&server).build().unwrap();
    assert_eq!(post(&core).raw().await.unwrap().status().as_u16(), 307);
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_401_of_another_origin_renews_nothing() {
    let other = Server::start(|_, _| Answer::new(401, "")).await;
    let target = other.url();
    let server = Server::start(move |_, _| to(302, &target)).await;
    let core = client_of(&server)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    assert!(post(&core).send().await.is_err());
    assert_eq!((server.received().len(), other.received().len()), (1, 1));
}

#[tokio::test]
async fn redirects_are_followed_so_often_and_no_more() {
    let server = Server::start(|_, _| to(302, "/again")).await;
    let core = client_of(&server).max_redirects(3).build().unwrap();
    assert_eq!(post(&core).raw().await.unwrap().status().as_u16(), 302);
    assert_eq!(server.received().len(), 4);
    let core = client_of(&server).max_redirects(0).build().unwrap();
    assert_eq!(post(&core).raw().await.unwrap().status().as_u16(), 302);
    assert_eq!(server.received().len(), 5);
}

#[tokio::test]
async fn a_redirect_is_followed_at_the_origin_that_takes_all_calls() {
    let server = Server::start(|number, _| match number {
        0 => to(302, "https://app.example.com/moved"),
        _ => Answer::new(200, "1"),
    })
    .await;
    let core = client_of(&server)
        .send_all_to(server.url().parse().unwrap())
        .build()
        .unwrap();
    post(&core).send().await.unwrap();
    assert_eq!(server.last().target, "/moved");
}

#[tokio::test]
async fn a_call_may_follow_fewer_redirects_than_the_client() {
    let server = Server::start(|_, _| to(302, "/again")).await;
    let core = client_of(&server).max_redirects(3).build().unwrap();
    for (most, sent) in [(0, 1), (2, 4), (9, 8)] {
        let call = post(&core).max_redirects(most);
        assert_eq!(call.raw().await.unwrap().status().as_u16(), 302);
        assert_eq!(server.received().len(), sent);
    }
}

#[tokio::test]
async fn a_call_may_keep_its_method_whatever_the_status() {
    for status in [301, 302, 303] {
        let server = Server::start(move |number, _| match number {
            0 => to(status, "/elsewhere"),
            _ => Answer::new(200, "1"),
        })
        .await;
        let core = client_of(&server).build().unwrap();
        post(&core).keep_method().send().await.unwrap();
        let received = server.last();
        let sent = (received.method.as_str(), received.target.as_str());
        assert_eq!(sent, ("POST", "/elsewhere"), "{status}");
        assert_eq!(received.text(), "\"planted\"");
    }
}

/// The method that follows, with or without the body, as in Postman: GET after 301, 302 and 303, but for HEAD; none where
/// the answer is the last one.
fn followed_by(status: u16, method: &'static str) -> Option<(&'static str, bool)> {
    match (status, method) {
        (301..=303, "HEAD") => Some(("HEAD", false)),
        (301..=303, _) => Some(("GET", false)),
        (307 | 308, _) => Some((method, !matches!(method, "GET" | "HEAD"))),
        _ => None,
    }
}

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

fn any_method(core: &Core, method: &'static str) -> Call<()> {
    let call = core.request(method, "{{baseUrl}}/r", &[]);
    let call = call.header("X-Api-Key", "planted").without_retries();
    match method {
        "GET" | "HEAD" => call,
        _ => call.json_body("planted"),
    }
}

#[tokio::test]
async fn every_status_with_every_method_at_one_origin() {
    for status in [300, 301, 302, 303, 304, 305, 306, 307, 308] {
        for method in METHODS {
            let server = Server::start(move |number, _| match number {
                0 => to(status, "/end"),
                _ => Answer::new(204, ""),
            })
            .await;
            let slot = Some(Tokens::renewable() as _);
            let core = client_of(&server).slot("oauth2", slot).build().unwrap();
            any_method(&core, method).raw().await.unwrap();
            let received = server.received();
            let Some((next, has_body)) = followed_by(status, method) else {
                assert_eq!(received.len(), 1, "{method} {status}");
                continue;
            };
            let last = &received[1];
            let body = if has_body { "\"planted\"" } else { "" };
            assert_eq!(
                (&*last.method, &*last.target, last.text().as_str()),
                (next, "/end", body),
                "{method} {status}"
            );
            assert_eq!(
                last.header("content-type").is_some(),
                has_body,
                "{method} {status}"
            );
            assert_eq!(last.header("authorization"), Some("Bearer token-0"));
        }
    }
}

#[tokio::test]
async fn nothing_planted_goes_to_another_origin_whatever_the_status_and_the_method() {
    for status in [301, 302, 303, 307, 308] {
        for method in METHODS {
            let other = Server::start(|_, _| Answer::new(204, "")).await;
            let target = other.url();
            let server = Server::start(move |_, _| to(status, &target)).await;
            let slot = Some(Tokens::renewable() as _);
            let core = client_of(&server).slot("oauth2", slot).build().unwrap();
            let call = any_method(&core, method);
            for call in [call.clone(), call.keep_method()] {
                call.raw().await.unwrap();
            }
            let strange: Vec<Received> = other.received();
            assert!(
                strange.iter().all(holds_nothing_planted),
                "{method} {status}"
            );
            assert!(
                strange
                    .iter()
                    .all(|received| matches!(&*received.method, "GET" | "HEAD")),
                "{method} {status}"
            );
        }
    }
}
