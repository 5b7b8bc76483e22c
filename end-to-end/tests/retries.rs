//! Calls that are sent more than once, or somewhere else: retries and redirects.

use std::time::Duration;

use drchrono::Error;
use drchrono::core::StatusCode;
use drchrono::models::PatientInput;
use drchrono_end_to_end::setup::HOUR;
use drchrono_end_to_end::{Endpoint, Fault, MockServer, Response, Scene};

async fn start() -> Scene {
    Scene::start(HOUR).await.unwrap()
}

/// The status and what the server says, of an error of the API.
fn refusal(error: &Error) -> (u16, String) {
    let Error::Api(answer) = error else {
        panic!("{error:?}");
    };
    (
        answer.status().as_u16(),
        answer.detail().unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_redirect_to_another_server_takes_no_credentials_along() {
    let scene = start().await;
    let other = MockServer::start().await.unwrap();
    let redirect = Response::empty(302).header("Location", &other.url("/api/patients/1"));
    scene
        .server
        .fail(Endpoint::Patients, [Fault::Answer(redirect)]);
    let _ = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .header("X-Key", "a key")
        .send()
        .await;
    let received = other.requests(Endpoint::Patients);
    for request in &received {
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("x-key"), None);
    }
    assert_eq!(received.len(), 1);
}

#[tokio::test]
async fn a_redirect_on_the_same_server_keeps_the_credentials() {
    let scene = start().await;
    let redirect = Response::empty(302).header("Location", "/api/patients/70000002");
    scene
        .server
        .fail(Endpoint::Patients, [Fault::Answer(redirect)]);
    let patient = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap();
    assert_eq!(patient.id, 70_000_002);
}

#[tokio::test]
async fn redirects_in_a_circle_come_to_an_end() {
    let scene = start().await;
    let redirect = || Fault::Answer(Response::empty(302).header("Location", "/api/patients/1"));
    scene
        .server
        .fail(Endpoint::Patients, (0..50).map(|_| redirect()));
    let error = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert_eq!(scene.server.count(Endpoint::Patients), 11);
}

#[tokio::test]
async fn a_throttled_call_is_sent_again_after_the_time_the_body_names() {
    let scene = start().await;
    let faults = [
        Fault::throttled("0.01", None),
        Fault::throttled("99", Some("0")),
    ];
    scene.server.fail(Endpoint::Patients, faults);
    let created = scene
        .client
        .clinical()
        .patients()
        .create(&input())
        .idempotent()
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(scene.server.count(Endpoint::Patients), 3);
}

#[tokio::test]
async fn a_throttled_call_is_sent_again_after_the_date_the_header_names() {
    let scene = start().await;
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    scene
        .server
        .fail(Endpoint::Patients, [Fault::throttled("99", Some(past))]);
    scene
        .client
        .clinical()
        .patients()
        .get(70_000_001)
        .send()
        .await
        .unwrap();
    assert_eq!(scene.server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn retries_end_with_the_last_answer() {
    let scene = start().await;
    scene.server.fail(
        Endpoint::Patients,
        (0..9).map(|_| Fault::throttled("0.01", None)),
    );
    let error = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error).0, 429);
    assert!(error.is_retryable());
    assert_eq!(scene.server.count(Endpoint::Patients), 3);
}

#[tokio::test]
async fn a_call_can_do_without_retries() {
    let scene = start().await;
    scene.server.fail(
        Endpoint::Patients,
        (0..9).map(|_| Fault::throttled("0.01", None)),
    );
    let call = scene.client.clinical().patients().get(1).without_retries();
    assert_eq!(refusal(&call.send().await.unwrap_err()).0, 429);
    assert_eq!(scene.server.count(Endpoint::Patients), 1);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let scene = start().await;
    for (seconds, header, expected) in [("2295.0", None, 2_295), ("5", Some("3600"), 3_600)] {
        scene
            .server
            .fail(Endpoint::Patients, [Fault::throttled(seconds, header)]);
        let error = scene
            .client
            .clinical()
            .patients()
            .get(1)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(expected)));
    }
    assert_eq!(scene.server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn an_unavailable_server_is_asked_again_only_where_that_is_safe() {
    let scene = start().await;
    let unavailable = || Fault::Answer(Response::empty(503));
    let patients = scene.client.clinical().patients();
    scene
        .server
        .fail(Endpoint::Patients, [unavailable(), unavailable()]);
    patients.get(70_000_001).send().await.unwrap();
    assert_eq!(scene.server.count(Endpoint::Patients), 3);
    scene.server.fail(Endpoint::Patients, [unavailable()]);
    let error = patients.create(&input()).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(scene.server.count(Endpoint::Patients), 4);
}

#[tokio::test]
async fn a_broken_server_is_an_error_of_the_api_whatever_it_shows() {
    let scene = start().await;
    let page = Response::text(500, "text/html", "<h1>Server Error (500)</h1>");
    let faults = [0; 3].map(|_| Fault::Answer(page.clone()));
    scene.server.fail(Endpoint::Patients, faults);
    let error = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (500, String::new()));
    assert_eq!(scene.server.count(Endpoint::Patients), 3);
}

#[tokio::test]
async fn a_connection_that_breaks_and_one_that_hangs_are_told_apart() {
    let scene = start().await;
    scene.server.fail(Endpoint::Patients, [Fault::Disconnect]);
    let patients = scene.client.clinical().patients();
    patients.get(70_000_001).send().await.unwrap();
    scene.server.fail(Endpoint::Patients, [Fault::Disconnect]);
    let error = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .without_retries()
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert!(!error.is_timeout() && !error.is_connect());

    let _hold = scene.server.hold(Endpoint::Patients);
    let call = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .timeout(Duration::from_millis(50));
    let error = call.send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
}

fn input() -> PatientInput {
    PatientInput {
        doctor: 312_004.into(),
        gender: "Other".into(),
        ..PatientInput::default()
    }
}
