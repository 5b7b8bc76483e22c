//! Lists that come in pages.

use std::future::poll_fn;
use std::pin::Pin;

use drchrono::Error;
use drchrono::core::PageError;
use drchrono_end_to_end::setup::HOUR;
use drchrono_end_to_end::{Endpoint, Fault, MockServer, Response, Scene};
use futures_core::Stream;
use serde_json::json;

async fn start() -> Scene {
    Scene::start(HOUR).await.unwrap()
}

#[tokio::test]
async fn pages_are_streamed_with_the_filters_of_the_first() {
    let scene = start().await;
    let call = scene
        .client
        .clinical()
        .patients()
        .list()
        .doctor(312_005)
        .page_size(5);
    let mut pages = call.stream();
    let mut ids = Vec::new();
    while let Some(patient) = pages.try_next().await.unwrap() {
        ids.push(patient.id);
    }
    assert_eq!(ids.len(), 13);
    let requests = scene.server.requests(Endpoint::Patients);
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!(request.parameter("doctor"), Some("312005"));
        assert_eq!(request.parameter("page_size"), Some("5"));
    }
}

#[tokio::test]
async fn pages_are_a_stream_as_others_know_it() {
    let scene = start().await;
    let mut pages = scene.client.clinical().patients().list().stream();
    let mut count = 0;
    while let Some(patient) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
        patient.unwrap();
        count += 1;
    }
    assert_eq!(count, 25);
}

#[tokio::test]
async fn pages_go_on_when_the_token_ends_between_them() {
    let scene = start().await;
    let mut pages = scene.client.clinical().patients().list().stream();
    let mut count = 0;
    while let Some(patients) = pages.next_page().await.unwrap() {
        count += patients.len();
        if count == 10 {
            scene.server.end_access_tokens();
        }
    }
    assert_eq!((count, scene.server.count(Endpoint::Token)), (25, 1));
}

#[tokio::test]
async fn only_patients_changed_since_then_are_listed() {
    let scene = start().await;
    let call = scene
        .client
        .clinical()
        .patients()
        .list()
        .since("2026-03-20T00:00:00");
    let page = call.send().await.unwrap();
    assert_eq!(page.results.len(), 7);
}

#[tokio::test]
async fn a_next_link_to_another_server_is_not_followed() {
    let scene = start().await;
    let other = MockServer::start().await.unwrap();
    let origin = other.origin().to_owned();
    scene
        .server
        .switch(|switches| switches.origin_of_links = Some(origin));
    let mut pages = scene.client.clinical().patients().list().stream();
    assert_eq!(pages.next_page().await.unwrap().unwrap().len(), 10);
    let error = pages.next_page().await.unwrap_err();
    let Error::Page { problem, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((problem, other.total()), (PageError::OtherOrigin, 0));
}

#[tokio::test]
async fn a_next_link_that_was_followed_before_is_not_followed() {
    let scene = start().await;
    let link = scene.server.url("/api/patients?cursor=from-10");
    let page = json!({ "previous": null, "results": [], "next": link });
    let faults = [(); 9].map(|()| Fault::Answer(Response::json(200, &page)));
    scene.server.fail(Endpoint::Patients, faults);
    let error = scene
        .client
        .clinical()
        .patients()
        .list()
        .stream()
        .try_next()
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Page {
                problem: PageError::Repeated,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(scene.server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn a_page_that_failed_can_be_asked_for_again() {
    let scene = start().await;
    // With more failures than the client has retries.
    let broken = || Fault::Answer(Response::empty(500));
    let faults = [Fault::None, broken(), broken(), broken()];
    scene.server.fail(Endpoint::Patients, faults);
    let mut pages = scene.client.clinical().patients().list().stream();
    let (mut count, mut errors) = (0, 0);
    loop {
        match pages.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break,
            Err(_) => errors += 1,
        }
    }
    assert_eq!((count, errors), (25, 1));
}
