//! Calls of the API: pages, bodies, statuses, retries, limits.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use drchrono::core::{File, PageError, StatusCode};
use drchrono::models::{AppointmentInput, PatientInput};
use drchrono::{Client, Error};
use drchrono_end_to_end::setup;
use drchrono_end_to_end::{Endpoint, Fault, MockServer, Part, Response};
use futures_core::Stream;
use serde_json::json;

const HOUR: Duration = Duration::from_secs(3_600);

/// A server with 25 patients, and a client with tokens for these scopes.
async fn start(scopes: &str) -> (MockServer, Client) {
    let server = MockServer::start().await.unwrap();
    let oauth2 = setup::oauth2(&server);
    let issued = server.issue_tokens(scopes);
    oauth2
        .set_tokens(setup::tokens(&issued, HOUR))
        .await
        .unwrap();
    let client = setup::client_at(server.origin(), &oauth2).unwrap();
    (server, client)
}

#[tokio::test]
async fn pages_are_streamed_with_the_filters_of_the_first() {
    let (server, client) = start("").await;
    let call = client
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
    let requests = server.requests(Endpoint::Patients);
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!(request.parameter("doctor"), Some("312005"));
        assert_eq!(request.parameter("page_size"), Some("5"));
    }
}

#[tokio::test]
async fn pages_are_a_stream_as_others_know_it() {
    let (_server, client) = start("").await;
    let mut pages = client.clinical().patients().list().stream();
    let mut count = 0;
    while let Some(patient) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
        patient.unwrap();
        count += 1;
    }
    assert_eq!(count, 25);
}

#[tokio::test]
async fn pages_go_on_when_the_token_ends_between_them() {
    let (server, client) = start("").await;
    let mut pages = client.clinical().patients().list().stream();
    let mut count = 0;
    while let Some(patients) = pages.next_page().await.unwrap() {
        count += patients.len();
        if count == 10 {
            server.end_access_tokens();
        }
    }
    assert_eq!((count, server.count(Endpoint::Token)), (25, 1));
}

#[tokio::test]
async fn only_patients_changed_since_then_are_listed() {
    let (_server, client) = start("").await;
    let call = client
        .clinical()
        .patients()
        .list()
        .since("2026-03-20T00:00:00");
    let page = call.send().await.unwrap();
    assert_eq!(page.results.len(), 7);
}

#[tokio::test]
async fn a_next_link_to_another_server_is_not_followed() {
    let (server, client) = start("").await;
    let other = MockServer::start().await.unwrap();
    let origin = other.origin().to_owned();
    server.switch(|switches| switches.origin_of_links = Some(origin));
    let mut pages = client.clinical().patients().list().stream();
    assert_eq!(pages.next_page().await.unwrap().unwrap().len(), 10);
    let error = pages.next_page().await.unwrap_err();
    let Error::Page { problem, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((problem, other.total()), (PageError::OtherOrigin, 0));
}

#[tokio::test]
async fn a_next_link_that_was_followed_before_is_not_followed() {
    let (server, client) = start("").await;
    let link = server.url("/api/patients?cursor=from-10");
    let page = json!({ "previous": null, "results": [], "next": link });
    let faults = [(); 9].map(|()| Fault::Answer(Response::json(200, &page)));
    server.fail(Endpoint::Patients, faults);
    let error = client
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
    assert_eq!(server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn a_page_that_failed_can_be_asked_for_again() {
    let (server, client) = start("").await;
    let broken = Fault::Answer(Response::empty(500));
    server.fail(Endpoint::Patients, [Fault::None, broken]);
    let mut pages = client.clinical().patients().list().stream();
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

#[tokio::test]
async fn a_redirect_to_another_server_takes_no_credentials_along() {
    let (server, client) = start("").await;
    let other = MockServer::start().await.unwrap();
    let redirect = Response::empty(302).header("Location", &other.url("/api/patients/1"));
    server.fail(Endpoint::Patients, [Fault::Answer(redirect)]);
    let _ = client
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
    let (server, client) = start("").await;
    let redirect = Response::empty(302).header("Location", "/api/patients/70000002");
    server.fail(Endpoint::Patients, [Fault::Answer(redirect)]);
    let patient = client.clinical().patients().get(1).send().await.unwrap();
    assert_eq!(patient.id, 70_000_002);
}

#[tokio::test]
async fn redirects_in_a_circle_come_to_an_end() {
    let (server, client) = start("").await;
    let redirect = || Fault::Answer(Response::empty(302).header("Location", "/api/patients/1"));
    server.fail(Endpoint::Patients, (0..50).map(|_| redirect()));
    let error = client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FOUND));
    assert_eq!(server.count(Endpoint::Patients), 11);
}

#[tokio::test]
async fn a_value_arrives_as_it_was_given() {
    let (server, client) = start("").await;
    let value = "a b&c=d+%41\u{e9}#?/{{baseUrl}}";
    let list = client.clinical().patients().list();
    list.since(value)
        .header("X-Key", "{{baseUrl}}")
        .send()
        .await
        .unwrap();
    let request = &server.requests(Endpoint::Patients)[0];
    assert_eq!(request.query, [("since".to_owned(), value.to_owned())]);
    assert_eq!(request.header("x-key"), Some("{{baseUrl}}"));
}

#[tokio::test]
async fn a_header_cannot_bring_another_one_along() {
    let (server, client) = start("").await;
    let call = client
        .clinical()
        .patients()
        .get(1)
        .header("X-Key", "a\r\nX-Other: b");
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "{error:?}");
    assert_eq!(server.total(), 0);
}

#[tokio::test]
async fn records_are_created_changed_and_deleted() {
    let (server, client) = start("").await;
    let patients = client.clinical().patients();
    let mut input = PatientInput::default();
    input.doctor = 312_004.into();
    input.gender = "Other".to_owned().into();
    let created = patients.create(&input).send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id;
    input.gender = "Female".to_owned().into();
    assert_eq!(
        patients.replace(id, &input).send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    patients.update(id, &input).send().await.unwrap();
    let found = patients.get(id).send().await.unwrap();
    assert_eq!(found.gender.as_deref(), Some("Female"));
    patients.delete(id).send().await.unwrap();
    let gone = patients.get(id).send().await.unwrap_err();
    assert_eq!(gone.status(), Some(StatusCode::NOT_FOUND));
    let sent = &server.requests(Endpoint::Patients)[0];
    assert_eq!(sent.header("content-type"), Some("application/json"));
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
async fn refusals_are_typed_by_status_and_say_why() {
    let (server, client) = start("patients:read").await;
    let patients = client.clinical().patients();
    let invalid = patients
        .create(&PatientInput::default())
        .send()
        .await
        .unwrap_err();
    let (status, detail) = refusal(&invalid);
    assert!(
        status == 400 && detail.contains("doctor: This field is required."),
        "{detail}"
    );

    let list = client.clinical().appointments().list();
    let forbidden = list.send().await.unwrap_err();
    let detail = "You do not have permission to perform this action.";
    assert_eq!(refusal(&forbidden), (403, detail.to_owned()));

    let missing = patients.get(1).send().await.unwrap_err();
    assert_eq!(refusal(&missing), (404, "Not found.".to_owned()));

    server.switch(|switches| switches.refuse_all_tokens = true);
    let unauthorized = patients.get(1).send().await.unwrap_err();
    assert_eq!(refusal(&unauthorized), (401, "Invalid token.".to_owned()));

    let unsigned = patients.get(1).without_auth().send().await.unwrap_err();
    assert_eq!(refusal(&unsigned).0, 401);
    let last = server.requests(Endpoint::Patients).pop().unwrap();
    assert_eq!(last.header("authorization"), None);
}

#[tokio::test]
async fn an_appointment_that_overlaps_is_a_conflict_with_a_bare_list() {
    let (_server, client) = start("calendar:write").await;
    let appointments = client.clinical().appointments();
    let mut input = AppointmentInput::default();
    input.doctor = 312_004.into();
    input.duration = 30.into();
    input.exam_room = 1.into();
    input.office = 318_766.into();
    input.patient = 70_000_001.into();
    input.scheduled_time = "2026-03-02T09:15:00".to_owned().into();
    let created = appointments.create(&input).send().await.unwrap();
    let conflict = appointments.create(&input).send().await.unwrap_err();
    let (status, detail) = refusal(&conflict);
    assert_eq!(
        (status, detail),
        (409, format!("Overlaps with appointment {}.", created.id))
    );
}

#[tokio::test]
async fn a_list_without_a_filter_it_needs_is_refused() {
    let (_server, client) = start("").await;
    let error = client
        .clinical()
        .appointments()
        .list()
        .send()
        .await
        .unwrap_err();
    let (status, detail) = refusal(&error);
    assert!(
        status == 400 && detail.starts_with("One of since"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_throttled_call_is_sent_again_after_the_time_the_body_names() {
    let (server, client) = start("").await;
    let faults = [
        Fault::throttled("0.01", None),
        Fault::throttled("99", Some("0")),
    ];
    server.fail(Endpoint::Patients, faults);
    let created = client
        .clinical()
        .patients()
        .create(&input())
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(server.count(Endpoint::Patients), 3);
}

#[tokio::test]
async fn a_throttled_call_is_sent_again_after_the_date_the_header_names() {
    let (server, client) = start("").await;
    let past = "Sun, 06 Nov 1994 08:49:37 GMT";
    server.fail(Endpoint::Patients, [Fault::throttled("99", Some(past))]);
    client
        .clinical()
        .patients()
        .get(70_000_001)
        .send()
        .await
        .unwrap();
    assert_eq!(server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn retries_end_with_the_last_answer() {
    let (server, client) = start("").await;
    server.fail(
        Endpoint::Patients,
        (0..9).map(|_| Fault::throttled("0.01", None)),
    );
    let error = client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error).0, 429);
    assert!(error.is_retryable());
    assert_eq!(server.count(Endpoint::Patients), 3);
}

#[tokio::test]
async fn a_call_can_do_without_retries() {
    let (server, client) = start("").await;
    server.fail(
        Endpoint::Patients,
        (0..9).map(|_| Fault::throttled("0.01", None)),
    );
    let call = client.clinical().patients().get(1).without_retries();
    assert_eq!(refusal(&call.send().await.unwrap_err()).0, 429);
    assert_eq!(server.count(Endpoint::Patients), 1);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let (server, client) = start("").await;
    for (seconds, header, expected) in [("2295.0", None, 2_295), ("5", Some("3600"), 3_600)] {
        server.fail(Endpoint::Patients, [Fault::throttled(seconds, header)]);
        let error = client
            .clinical()
            .patients()
            .get(1)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(expected)));
    }
    assert_eq!(server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn an_unavailable_server_is_asked_again_only_where_that_is_safe() {
    let (server, client) = start("").await;
    let unavailable = || Fault::Answer(Response::empty(503));
    let patients = client.clinical().patients();
    server.fail(Endpoint::Patients, [unavailable(), unavailable()]);
    patients.get(70_000_001).send().await.unwrap();
    assert_eq!(server.count(Endpoint::Patients), 3);
    server.fail(Endpoint::Patients, [unavailable()]);
    let error = patients.create(&input()).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(server.count(Endpoint::Patients), 4);
}

#[tokio::test]
async fn a_broken_server_is_an_error_of_the_api_whatever_it_shows() {
    let (server, client) = start("").await;
    let page = Response::text(500, "text/html", "<h1>Server Error (500)</h1>");
    server.fail(Endpoint::Patients, [Fault::Answer(page)]);
    let error = client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (500, String::new()));
    assert_eq!(server.count(Endpoint::Patients), 1);
}

#[tokio::test]
async fn an_answer_of_another_shape_is_named_by_its_place() {
    let (server, client) = start("").await;
    let body = json!({ "previous": null, "results": [{ "id": 1 }, { "id": [] }], "next": null });
    server.fail(
        Endpoint::Patients,
        [Fault::Answer(Response::json(200, &body))],
    );
    let error = client
        .clinical()
        .patients()
        .list()
        .send()
        .await
        .unwrap_err();
    let Error::Decode(problem) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(problem.path(), "results[1].id");
}

#[tokio::test]
async fn a_connection_that_breaks_and_one_that_hangs_are_told_apart() {
    let (server, client) = start("").await;
    server.fail(Endpoint::Patients, [Fault::Disconnect]);
    let error = client
        .clinical()
        .patients()
        .get(1)
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert!(!error.is_timeout() && !error.is_connect());

    let _hold = server.hold(Endpoint::Patients);
    let call = client
        .clinical()
        .patients()
        .get(1)
        .timeout(Duration::from_millis(50));
    let error = call.send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn a_call_is_a_value_that_can_be_sent_twice() {
    let (server, client) = start("").await;
    let call = client.clinical().patients().list().page_size(3);
    let (first, second) = tokio::join!(call.send(), call.clone().send());
    assert_eq!(first.unwrap().results.len(), 3);
    assert_eq!(second.unwrap().results.len(), 3);
    assert_eq!(server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn a_raw_answer_is_returned_whatever_its_status() {
    let (_server, client) = start("").await;
    let call = client.clinical().patients().get(1);
    let raw = call.raw().await.unwrap();
    assert_eq!(raw.status(), StatusCode::NOT_FOUND);
    assert!(raw.text().contains("Not found."));
    assert_eq!(
        call.decode(raw).unwrap_err().status(),
        Some(StatusCode::NOT_FOUND)
    );
}

#[tokio::test]
async fn a_document_is_uploaded_from_bytes() {
    let (server, client) = start("").await;
    let file = File::bytes("a \"scan\".pdf", &b"%PDF-1.7\r\n--not-a-boundary\0\xff"[..]);
    let call = client.clinical().documents().create();
    let call = call
        .patient(70_000_001)
        .doctor(312_004)
        .description("Röntgen & co")
        .document(file);
    let created = call.send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let parts = server.uploads().remove(0);
    let part = |name: &str| parts.iter().find(|part| part.name == name).unwrap();
    assert_eq!(part("description").bytes, "Röntgen & co".as_bytes());
    assert_eq!(part("patient").bytes, b"70000001");
    let expected = Part {
        name: "document".to_owned(),
        file_name: Some("a \"scan\".pdf".to_owned()),
        content_type: Some("application/pdf".to_owned()),
        bytes: b"%PDF-1.7\r\n--not-a-boundary\0\xff".to_vec(),
    };
    assert_eq!(*part("document"), expected);
}

#[tokio::test]
async fn a_document_is_uploaded_from_a_file_and_again_after_a_refresh() {
    let (server, client) = start("").await;
    let directory = setup::TemporaryDirectory::new("upload").unwrap();
    let path = directory.path().join("scan.png");
    let content: Vec<u8> = (0..300_000_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    std::fs::write(&path, &content).unwrap();
    let file = File::open(&path).await.unwrap();
    server.end_access_tokens();
    let call = client.clinical().documents().create();
    let call = call
        .patient(70_000_001)
        .doctor(312_004)
        .description("Scan")
        .document(file);
    call.send().await.unwrap();
    let requests = server.requests(Endpoint::Documents);
    assert_eq!((requests.len(), server.count(Endpoint::Token)), (2, 1));
    assert_eq!(requests[0].body, requests[1].body);
    let parts = server.uploads().remove(0);
    let document = parts.iter().find(|part| part.name == "document").unwrap();
    assert_eq!(document.file_name.as_deref(), Some("scan.png"));
    assert_eq!(document.content_type.as_deref(), Some("image/png"));
    assert_eq!(document.bytes, content);
}

fn input() -> PatientInput {
    let mut input = PatientInput::default();
    input.doctor = 312_004.into();
    input.gender = "Other".to_owned().into();
    input
}
