//! Calls of the API: bodies, uploads, refusals.

use drchrono::core::{File, StatusCode, Url};
use drchrono::models::BadRequestBody;
use drchrono::models::{AppointmentInput, PatientInput};
use drchrono::{Client, Error, Failure};
use drchrono_end_to_end::setup::{self, HOUR};
use drchrono_end_to_end::{Endpoint, Fault, MockServer, Part, Response, Scene};
use serde_json::json;

async fn start() -> Scene {
    Scene::start(HOUR).await.unwrap()
}

/// The status, what the server says, and the body by status, of an error of the API.
fn refusal(error: &Error) -> (u16, String, Failure) {
    let Error::Api(answer) = error else {
        panic!("{error:?}");
    };
    let detail = answer.detail().unwrap_or_default();
    (answer.status().as_u16(), detail, answer.failure())
}

#[tokio::test]
async fn a_value_arrives_as_it_was_given() {
    let scene = start().await;
    let value = "a b&c=d+%41\u{e9}#?/{{baseUrl}}";
    let list = scene.client.clinical().patients().list();
    list.since(value)
        .header("X-Key", "{{baseUrl}}")
        .send()
        .await
        .unwrap();
    let request = &scene.server.requests(Endpoint::Patients)[0];
    assert_eq!(request.query, [("since".to_owned(), value.to_owned())]);
    assert_eq!(request.header("x-key"), Some("{{baseUrl}}"));
}

#[tokio::test]
async fn a_header_cannot_bring_another_one_along() {
    let scene = start().await;
    let call = scene
        .client
        .clinical()
        .patients()
        .get(1)
        .header("X-Key", "a\r\nX-Other: b");
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "{error:?}");
    assert_eq!(scene.server.total(), 0);
}

#[tokio::test]
async fn records_are_created_changed_and_deleted() {
    let scene = start().await;
    let patients = scene.client.clinical().patients();
    let mut input = PatientInput {
        doctor: 312_004.into(),
        gender: "Other".into(),
        ..PatientInput::default()
    };
    let created = patients.create(&input).send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let id = created.id;
    input.gender = "Female".into();
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
    let sent = &scene.server.requests(Endpoint::Patients)[0];
    assert_eq!(sent.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn refusals_are_typed_by_status_and_say_why() {
    let scene = start().await;
    scene.log_in_for("patients:read").await.unwrap();
    let patients = scene.client.patients();
    let invalid = patients.create(&PatientInput::default()).send().await;
    let (status, detail, failure) = refusal(&invalid.unwrap_err());
    let required = vec!["This field is required.".to_owned()];
    let expected = ["doctor", "gender"].map(|name| (name.to_owned(), required.clone()));
    let Failure::BadRequest(BadRequestBody::Fields(fields)) = failure else {
        panic!("{failure:?}");
    };
    assert_eq!((status, fields), (400, expected.into()));
    assert!(
        detail.contains("doctor: This field is required."),
        "{detail}"
    );

    let forbidden = scene.client.appointments().list().send().await;
    let (status, detail, failure) = refusal(&forbidden.unwrap_err());
    assert_eq!(status, 403);
    assert_eq!(detail, "You do not have permission to perform this action.");
    assert!(matches!(failure, Failure::Forbidden(body) if body.detail == Some(detail)));

    let missing = patients.get(1).send().await.unwrap_err();
    let (status, detail, failure) = refusal(&missing);
    assert_eq!((status, detail.as_str()), (404, "Not found."));
    assert!(matches!(failure, Failure::NotFound(body) if body.detail == Some(detail)));

    scene
        .server
        .switch(|switches| switches.refuse_all_tokens = true);
    let unauthorized = patients.get(1).send().await.unwrap_err();
    let (status, detail, failure) = refusal(&unauthorized);
    assert_eq!((status, detail.as_str()), (401, "Invalid token."));
    assert!(matches!(failure, Failure::Unauthorized(body) if body.detail == Some(detail)));
}

#[tokio::test]
async fn a_call_can_be_sent_without_credentials() {
    let scene = start().await;
    let call = scene.client.patients().get(1).without_auth();
    assert_eq!(refusal(&call.send().await.unwrap_err()).0, 401);
    let sent = scene.server.requests(Endpoint::Patients);
    assert_eq!((sent.len(), sent[0].header("authorization")), (1, None));
    assert_eq!(scene.server.count(Endpoint::Token), 0);
}

#[tokio::test]
async fn an_appointment_that_overlaps_is_a_conflict_with_a_bare_list() {
    let scene = start().await;
    scene.log_in_for("calendar:write").await.unwrap();
    let appointments = scene.client.clinical().appointments();
    let input = AppointmentInput {
        doctor: 312_004.into(),
        duration: 30.into(),
        exam_room: 1.into(),
        office: 318_766.into(),
        patient: 70_000_001.into(),
        scheduled_time: "2026-03-02T09:15:00".into(),
        ..AppointmentInput::default()
    };
    let created = appointments.create(&input).send().await.unwrap();
    let conflict = appointments.create(&input).send().await.unwrap_err();
    let (status, detail, failure) = refusal(&conflict);
    assert_eq!(failure, Failure::Conflict(vec![detail.clone()]));
    assert_eq!(
        (status, detail),
        (409, format!("Overlaps with appointment {}.", created.id))
    );
}

#[tokio::test]
async fn a_list_without_a_filter_it_needs_is_refused() {
    let scene = start().await;
    let error = scene
        .client
        .clinical()
        .appointments()
        .list()
        .send()
        .await
        .unwrap_err();
    let (status, detail, failure) = refusal(&error);
    let list = BadRequestBody::List(vec![detail.clone()]);
    assert_eq!(failure, Failure::BadRequest(list));
    assert!(
        status == 400 && detail.starts_with("One of since"),
        "{detail}"
    );
}

#[tokio::test]
async fn an_answer_of_another_shape_is_named_by_its_place() {
    let scene = start().await;
    let body = json!({ "previous": null, "results": [{ "id": 1 }, { "id": [] }], "next": null });
    scene.server.fail(
        Endpoint::Patients,
        [Fault::Answer(Response::json(200, &body))],
    );
    let error = scene
        .client
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
async fn a_call_is_a_value_that_can_be_sent_twice() {
    let scene = start().await;
    let call = scene.client.clinical().patients().list().page_size(3);
    let (first, second) = tokio::join!(call.send(), call.clone().send());
    assert_eq!(first.unwrap().results.len(), 3);
    assert_eq!(second.unwrap().results.len(), 3);
    assert_eq!(scene.server.count(Endpoint::Patients), 2);
}

#[tokio::test]
async fn a_raw_answer_is_returned_whatever_its_status() {
    let scene = start().await;
    let call = scene.client.clinical().patients().get(1);
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
    let scene = start().await;
    let file = File::bytes("a \"scan\".pdf", &b"%PDF-1.7\r\n--not-a-boundary\0\xff"[..]);
    let call = scene.client.clinical().documents().create(file);
    let call = call
        .patient(70_000_001)
        .doctor(312_004)
        .description("Röntgen & co");
    let created = call.send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let parts = scene.server.uploads().remove(0);
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
    let scene = start().await;
    let directory = setup::TemporaryDirectory::new("upload").unwrap();
    let path = directory.path().join("scan.png");
    let content: Vec<u8> = (0..300_000_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    std::fs::write(&path, &content).unwrap();
    let file = File::open(&path).await.unwrap();
    scene.server.end_access_tokens();
    let call = scene.client.clinical().documents().create(file);
    let call = call.patient(70_000_001).doctor(312_004).description("Scan");
    call.send().await.unwrap();
    let requests = scene.server.requests(Endpoint::Documents);
    assert_eq!(
        (requests.len(), scene.server.count(Endpoint::Token)),
        (2, 1)
    );
    assert_eq!(requests[0].body, requests[1].body);
    let parts = scene.server.uploads().remove(0);
    let document = parts.iter().find(|part| part.name == "document").unwrap();
    assert_eq!(document.file_name.as_deref(), Some("scan.png"));
    assert_eq!(document.content_type.as_deref(), Some("image/png"));
    assert_eq!(document.bytes, content);
}

#[tokio::test]
async fn only_the_fields_that_are_set_are_sent() {
    let scene = start().await;
    let input = PatientInput {
        doctor: 312_004.into(),
        gender: "Other".into(),
        ..PatientInput::default()
    };
    scene.client.patients().create(&input).send().await.unwrap();
    let sent = scene.server.requests(Endpoint::Patients).remove(0);
    assert_eq!(sent.json(), json!({ "doctor": 312_004, "gender": "Other" }));
    assert_eq!(sent.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn an_answer_in_xml_is_text() {
    let scene = start().await;
    let chart = Response::text(200, "application/xml", "<ClinicalDocument/>");
    scene
        .server
        .fail(Endpoint::Patients, [Fault::Answer(chart)]);
    let text = scene.client.patients().export_ccda(70_000_001).send().await;
    assert_eq!(*text.unwrap(), "<ClinicalDocument/>");
}

#[tokio::test]
async fn the_requests_of_the_collection_that_need_no_login_take_what_they_need_from_settings() {
    let server = MockServer::start().await.unwrap();
    let issued = server.issue_tokens("");
    let origin = Url::parse(server.origin()).unwrap();
    let builder = Client::builder().send_all_to(origin);
    let client = builder.clone().build().unwrap();
    let error = client.refresh_token().send().await.unwrap_err();
    assert!(matches!(error, Error::Setting { .. }), "{error:?}");
    assert_eq!(server.total(), 0);

    let builder = builder
        .client_id(server.client_id())
        .client_secret(server.client_secret());
    let client = builder.refresh_token(issued.refresh_token).build().unwrap();
    let token = client.refresh_token().send().await.unwrap();
    let access_token = token.access_token.clone().unwrap();
    assert!(server.accepts(&access_token));
    let call = client
        .revoke_token()
        .token(token.refresh_token.clone().unwrap());
    call.send().await.unwrap();
    assert!(!server.accepts(&access_token));
    assert_eq!(
        server.requests(Endpoint::Token)[0].header("authorization"),
        None
    );
}
