//! The mock server, looked at without the generated client.

use std::time::Duration;

use drchrono_end_to_end::{Browser, ClientAuthentication, Endpoint, Fault, LoginPage, MockServer};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::Url;

const REDIRECT_URI: &str = "https://app.example.com/callback";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn form(server: &MockServer, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.append_pair("client_id", &server.client_id());
    form.append_pair("client_secret", &server.client_secret());
    post_form(&server.url(path), form.finish())
}

fn post_form(url: &str, body: String) -> RequestBuilder {
    let content_type = "application/x-www-form-urlencoded";
    let post = Client::new().post(url);
    post.header("Content-Type", content_type).body(body)
}

fn get(server: &MockServer, path: &str, token: &str) -> RequestBuilder {
    Client::new().get(server.url(path)).bearer_auth(token)
}

fn post(server: &MockServer, path: &str, token: &str, body: &Value) -> RequestBuilder {
    let post = Client::new().post(server.url(path)).bearer_auth(token);
    post.header("Content-Type", "application/json")
        .body(body.to_string())
}

fn authorize_url(server: &MockServer, redirect_uri: &str) -> String {
    let mut url = Url::parse(&server.url("/o/authorize/")).unwrap();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &server.client_id())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", "patients:read user:read")
        .append_pair("state", "a state")
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256");
    url.into()
}

async fn get_code(server: &MockServer) -> String {
    let browser = Browser::new().unwrap();
    let url = authorize_url(server, REDIRECT_URI);
    let redirect = browser.log_in(&url).await.unwrap().unwrap();
    let redirect = Url::parse(&redirect).unwrap();
    let mut pairs = redirect.query_pairs();
    pairs
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned()
}

fn trade(server: &MockServer, code: &str, verifier: &str) -> RequestBuilder {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier),
    ];
    form(server, "/o/token/", &fields)
}

fn refresh(server: &MockServer, token: &str) -> RequestBuilder {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    form(server, "/o/token/", &fields)
}

#[tokio::test]
async fn a_code_is_traded_once_and_only_with_its_verifier() {
    let server = MockServer::start().await.unwrap();
    let stolen = get_code(&server).await;
    let (status, body) = answer(trade(&server, &stolen, &VERIFIER.replace('d', "e"))).await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_grant")));

    let code = get_code(&server).await;
    let (status, body) = answer(trade(&server, &code, VERIFIER)).await;
    assert_eq!(status, 200);
    assert_eq!(body["access_token"].as_str().unwrap().len(), 30);
    assert_eq!(body["expires_in"], 172_800);
    assert_eq!(body["scope"], "patients patients:read user user:read");
    let (status, _) = answer(trade(&server, &code, VERIFIER)).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn a_code_ends_after_a_minute() {
    let server = MockServer::start().await.unwrap();
    let code = get_code(&server).await;
    server.advance(Duration::from_secs(61));
    assert_eq!(answer(trade(&server, &code, VERIFIER)).await.0, 401);
}

#[tokio::test]
async fn the_login_page_redirects_only_to_registered_uris() {
    let server = MockServer::start().await.unwrap();
    let browser = Browser::new().unwrap();
    for unregistered in [
        "https://evil.example.com/callback",
        "http://127.0.0.1:9/other",
        "",
    ] {
        let page = browser
            .open(&authorize_url(&server, unregistered))
            .await
            .unwrap();
        assert_eq!((page.0, page.1), (StatusCode::BAD_REQUEST, None));
    }
    let any_port = authorize_url(&server, "http://127.0.0.1:9999/callback");
    assert!(browser.log_in(&any_port).await.unwrap().is_some());
    server.switch(|switches| switches.any_loopback_port = false);
    assert!(browser.log_in(&any_port).await.unwrap().is_none());
}

#[tokio::test]
async fn a_denied_login_is_redirected_with_the_error_and_the_state() {
    let server = MockServer::start().await.unwrap();
    server.switch(|switches| switches.login_page = LoginPage::Denies);
    let browser = Browser::new().unwrap();
    let redirect = browser.log_in(&authorize_url(&server, REDIRECT_URI)).await;
    let expected = format!("{REDIRECT_URI}?error=access_denied&state=a+state");
    assert_eq!(redirect.unwrap(), Some(expected));
}

#[tokio::test]
async fn a_refresh_rotates_and_ends_the_old_tokens() {
    let server = MockServer::start().await.unwrap();
    let old = server.issue_tokens("");
    let (status, body) = answer(refresh(&server, &old.refresh_token)).await;
    assert_eq!(status, 200);
    assert_ne!(body["refresh_token"], old.refresh_token.as_str());
    assert!(!server.accepts(&old.access_token));
    assert!(server.accepts(body["access_token"].as_str().unwrap()));
    assert_eq!(answer(refresh(&server, &old.refresh_token)).await.0, 401);
}

#[tokio::test]
async fn rotation_and_the_end_of_the_old_token_can_be_switched_off() {
    let server = MockServer::start().await.unwrap();
    server.switch(|switches| {
        switches.rotate = false;
        switches.old_access_token_dies = false;
        switches.invalid_grant_status = 400;
    });
    let old = server.issue_tokens("");
    for _ in 0..2 {
        let (status, body) = answer(refresh(&server, &old.refresh_token)).await;
        assert_eq!(status, 200);
        assert_eq!(body["refresh_token"], old.refresh_token.as_str());
    }
    assert!(server.accepts(&old.access_token));
    assert_eq!(answer(refresh(&server, "unknown")).await.0, 400);
}

#[tokio::test]
async fn a_client_is_known_by_header_or_body_as_switched() {
    let server = MockServer::start().await.unwrap();
    let by_header = |secret: &str| {
        let encode = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        let body = "grant_type=refresh_token&refresh_token=unknown".to_owned();
        let request = post_form(&server.url("/o/token/"), body);
        request.basic_auth(encode(&server.client_id()), Some(encode(secret)))
    };
    let error_of = async |request| {
        answer(request).await.1["error"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let secret = server.client_secret();
    assert_eq!(error_of(by_header(&secret)).await, "invalid_grant");
    assert_eq!(error_of(by_header("wrong")).await, "invalid_client");
    assert_eq!(error_of(refresh(&server, "unknown")).await, "invalid_grant");
    server.switch(|switches| switches.client_authentication = ClientAuthentication::Header);
    assert_eq!(
        error_of(refresh(&server, "unknown")).await,
        "invalid_client"
    );
    server.switch(|switches| switches.client_authentication = ClientAuthentication::Body);
    assert_eq!(error_of(by_header(&secret)).await, "invalid_client");
    let both = refresh(&server, "unknown").basic_auth("id", Some("secret"));
    server.switch(|switches| switches.client_authentication = ClientAuthentication::Either);
    assert_eq!(error_of(both).await, "invalid_client");
}

#[tokio::test]
async fn revoking_a_refresh_token_takes_the_access_token_along_but_not_the_reverse() {
    let server = MockServer::start().await.unwrap();
    let (first, second) = (server.issue_tokens(""), server.issue_tokens(""));
    let revoke = |token: &str| form(&server, "/o/revoke_token/", &[("token", token)]);
    assert_eq!(answer(revoke(&first.refresh_token)).await.0, 200);
    assert!(!server.accepts(&first.access_token));
    assert_eq!(answer(revoke(&second.access_token)).await.0, 200);
    assert!(!server.accepts(&second.access_token));
    assert_eq!(answer(refresh(&server, &second.refresh_token)).await.0, 200);
    assert_eq!(answer(revoke("unknown")).await.0, 200);
}

#[tokio::test]
async fn access_tokens_end_by_the_clock_of_the_server_or_at_once() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("").access_token;
    let user = || get(&server, "/api/users/current", &token);
    assert_eq!(answer(user()).await.0, 200);
    server.advance(Duration::from_secs(172_801));
    assert_eq!(answer(user()).await.0, 401);
    let other = server.issue_tokens("").access_token;
    server.end_access_tokens();
    assert_eq!(
        answer(get(&server, "/api/users/current", &other)).await.0,
        401
    );
    assert_eq!(server.count(Endpoint::CurrentUser), 3);
}

#[tokio::test]
async fn pages_link_to_each_other_with_the_filters() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("").access_token;
    let path = "/api/patients?doctor=312004&page_size=5&since=2026-03-03";
    let (mut page, mut pages) = (answer(get(&server, path, &token)).await.1, 1);
    assert_eq!(page["previous"], Value::Null);
    while let Some(next) = page["next"].as_str() {
        assert!(next.starts_with(&server.url("/api/patients?")) && next.contains("doctor=312004"));
        assert!(next.contains("since=2026-03-03"));
        let path = next.strip_prefix(server.origin()).unwrap();
        page = answer(get(&server, path, &token)).await.1;
        pages += 1;
    }
    assert_eq!(pages, 3);
    assert!(page["previous"].is_string());
    assert_eq!(page["results"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn records_are_created_changed_and_deleted() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("").access_token;
    let (status, body) = answer(post(&server, "/api/patients", &token, &json!({}))).await;
    assert_eq!(
        (status, &body["doctor"][0]),
        (400, &json!("This field is required."))
    );
    let input = json!({ "doctor": 1, "gender": "Other" });
    let (status, body) = answer(post(&server, "/api/patients", &token, &input)).await;
    assert_eq!(status, 201);
    let path = format!("/api/patients/{}", body["id"]);
    let delete = || Client::new().delete(server.url(&path)).bearer_auth(&token);
    assert_eq!(
        answer(get(&server, &path, &token)).await.1["gender"],
        "Other"
    );
    assert_eq!(answer(delete()).await.0, 204);
    assert_eq!(answer(delete()).await.0, 404);
}

#[tokio::test]
async fn appointments_overlap_unless_allowed_and_need_their_scope() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("calendar:write").access_token;
    let mut input = json!({
        "doctor": 1, "duration": 30, "exam_room": 1, "office": 1, "patient": 1,
        "scheduled_time": "2026-03-02T09:15:00",
    });
    let path = "/api/appointments";
    assert_eq!(answer(post(&server, path, &token, &input)).await.0, 201);
    let (status, body) = answer(post(&server, path, &token, &input)).await;
    assert_eq!((status, body.as_array().map(Vec::len)), (409, Some(1)));
    input["allow_overlapping"] = true.into();
    assert_eq!(answer(post(&server, path, &token, &input)).await.0, 201);
    assert_eq!(answer(get(&server, path, &token)).await.0, 400);
    let other = server.issue_tokens("patients:read").access_token;
    assert_eq!(answer(get(&server, path, &other)).await.0, 403);
}

#[tokio::test]
async fn faults_are_used_up_one_per_call() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("").access_token;
    let user = || get(&server, "/api/users/current", &token);
    let faults = [
        Fault::throttled("3.5", Some("7")),
        Fault::None,
        Fault::Disconnect,
    ];
    server.fail(Endpoint::CurrentUser, faults);
    let throttled = user().send().await.unwrap();
    assert_eq!(throttled.status(), 429);
    assert_eq!(throttled.headers()["retry-after"], "7");
    assert!(
        throttled
            .text()
            .await
            .unwrap()
            .contains("Expected available in 3.5 seconds.")
    );
    assert_eq!(user().send().await.unwrap().status(), 200);
    assert!(user().send().await.is_err());
    assert_eq!(user().send().await.unwrap().status(), 200);
    assert_eq!(server.count(Endpoint::CurrentUser), 4);
}

#[tokio::test]
async fn a_lost_answer_has_its_effect() {
    let server = MockServer::start().await.unwrap();
    let old = server.issue_tokens("");
    server.fail(Endpoint::Token, [Fault::LoseAnswer]);
    assert!(refresh(&server, &old.refresh_token).send().await.is_err());
    assert!(!server.accepts(&old.access_token));
    assert_eq!(answer(refresh(&server, &old.refresh_token)).await.0, 401);
}

#[tokio::test]
async fn a_held_endpoint_answers_when_it_is_released() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("").access_token;
    let hold = server.hold(Endpoint::CurrentUser);
    let call = tokio::spawn(get(&server, "/api/users/current", &token).send());
    server.arrived(Endpoint::CurrentUser, 1).await;
    assert!(!call.is_finished());
    drop(hold);
    assert_eq!(call.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn one_connection_carries_many_requests() {
    let server = MockServer::start().await.unwrap();
    let token = server.issue_tokens("").access_token;
    let client = Client::new();
    for _ in 0..20 {
        let request = client
            .get(server.url("/api/users/current"))
            .bearer_auth(&token);
        assert_eq!(answer(request).await.0, 200);
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn secrets_are_all_that_was_given_out_and_the_states_and_verifiers() {
    let server = MockServer::start().await.unwrap();
    let code = get_code(&server).await;
    let (_, body) = answer(trade(&server, &code, VERIFIER)).await;
    let secrets = server.secrets();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let wanted = [
        code,
        text("access_token"),
        text("refresh_token"),
        server.client_secret(),
    ];
    let wanted = wanted
        .into_iter()
        .chain(["a state".to_owned(), VERIFIER.to_owned()]);
    for secret in wanted {
        assert!(secrets.contains(&secret));
    }
}
