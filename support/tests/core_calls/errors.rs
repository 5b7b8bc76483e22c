//! What errors tell.

use std::collections::BTreeMap;

use collgen_support::core::{Call, Core, Error};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::client_of;
use crate::server::{Answer, Server};

async fn error_of<T: DeserializeOwned>(status: u16, body: impl Into<Vec<u8>>) -> Error {
    let body = body.into();
    let server =
        Server::start(move |_, _| Answer::new(status, body.clone()).header("x-request", 7)).await;
    let core = client_of(&server).build().unwrap();
    let call: Call<T> = core
        .get("{{baseUrl}}/api/patients/:id", &[&"planted"])
        .json();
    call.query("q", "planted")
        .send()
        .await
        .map(|_| ())
        .unwrap_err()
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_kept_whole() {
    let error = error_of::<()>(409, "{\"detail\":\"overlaps\"}").await;
    let Error::Api(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.status().as_u16(), 409);
    assert_eq!(error.headers()["x-request"], "7");
    assert_eq!(error.body().as_ref(), b"{\"detail\":\"overlaps\"}");
    assert_eq!(error.request().to_string(), "GET /api/patients/:id");
    assert_eq!(
        error.json::<BTreeMap<String, String>>().unwrap()["detail"],
        "overlaps"
    );
}

#[tokio::test]
async fn an_error_says_what_the_server_said() {
    for (body, expected) in [
        (r#"{"detail":"no scope"}"#, ": no scope"),
        (r#"{"message":"m","error":"e"}"#, ": m"),
        (
            r#"{"error":"invalid_grant","error_description":"expired"}"#,
            ": expired",
        ),
        (r#"{"error":{"code":5,"message":"deep"}}"#, ": deep"),
        (
            r#"{"errors":[{"title":"one"},{"detail":"two"}]}"#,
            ": one; two",
        ),
        (
            r#"["overlap\n  with 5","again"]"#,
            ": overlap with 5; again",
        ),
        (
            r#"{"doctor":["required"],"date":["bad","worse"]}"#,
            ": date: bad; worse; doctor: required",
        ),
        (r#""plain""#, ": plain"),
        (r#"{"id":5}"#, ""),
        ("<html>", ""),
        ("", ""),
    ] {
        let error = error_of::<()>(403, body).await;
        assert_eq!(
            error.to_string(),
            format!("GET /api/patients/:id: 403 Forbidden{expected}")
        );
    }
}

#[tokio::test]
async fn a_long_detail_is_cut() {
    let error = error_of::<()>(500, format!("\"{}\"", "é".repeat(1000))).await;
    assert!(error.to_string().chars().count() < 400);
    assert!(error.to_string().ends_with("é…"));
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "never decoded")]
struct Page {
    results: Vec<Patient>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "never decoded")]
struct Patient {
    id: i64,
    copay: Option<String>,
    #[serde(default)]
    flags: BTreeMap<String, Vec<u8>>,
    #[serde(default)]
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize)]
enum Kind {
    A,
    B,
}

#[tokio::test]
async fn a_decode_error_names_the_path_and_never_the_value() {
    for (body, path, reason) in [
        (
            r#"{"results":[{"id":1},{"id":2,"copay":4711}]}"#,
            "results[1].copay",
            "expected a string, found integer",
        ),
        (
            r#"{"results":[{"id":"4711"}]}"#,
            "results[0].id",
            "expected i64, found string",
        ),
        (
            r#"{"results":[{"id":"a\", expected b"}]}"#,
            "results[0].id",
            "expected i64, found string",
        ),
        (
            r#"{"results":[{"id":4711.5}]}"#,
            "results[0].id",
            "expected i64, found floating point",
        ),
        (
            r#"{"results":[{"id":1,"copay":{"4711":[]}}]}"#,
            "results[0].copay",
            "expected a string, found map",
        ),
        (
            r#"{"results":[{"id":1,"copay":true},{"id":1}]}"#,
            "results[0].copay",
            "expected a string, found boolean",
        ),
        (
            r#"{"results":[{"copay":"4711"}]}"#,
            "results[0]",
            "missing field `id`",
        ),
        (
            r#"{"results":[{"id":1,"id":4711}]}"#,
            "results[0].id",
            "duplicate field `id`",
        ),
        (
            r#"{"results":[{"id":1,"kind":"4711"}]}"#,
            "results[0].kind",
            "expected `A` or `B`, found another variant",
        ),
        (
            r#"{"results":[{"id":1,"flags":{"a b":[1,2,4711]}}]}"#,
            "results[0].flags[\"a b\"][2]",
            "expected u8, found integer",
        ),
        (
            r#"{"results":[{"id":1,"flags":{"a\"]":[-1]}}]}"#,
            "results[0].flags[\"a\\\"]\"][0]",
            "expected u8, found integer",
        ),
        (
            r#"{"results":null}"#,
            "results",
            "expected a sequence, found null",
        ),
        (
            r#"{"results":[{"id":1"#,
            "results[0].id",
            "EOF while parsing an object",
        ),
        (r#"{"results":[x4711]}"#, "results[0]", "expected value"),
        ("", "", "the body is empty"),
        (
            "[]",
            "",
            "invalid length 0, expected struct Page with 1 element",
        ),
        (
            "\u{feff}{\n \"results\": [\n  {\n   \"id\":\n    null\n  }]}",
            "results[0].id",
            "expected i64, found null",
        ),
    ] {
        let error = error_of::<Page>(200, body).await;
        let Error::Decode(decode) = &error else {
            panic!("{error:?}")
        };
        assert_eq!((decode.path(), decode.reason()), (path, reason), "{body}");
        assert!(!format!("{error} {error:?}").contains("4711"), "{error:?}");
        assert_eq!(error.status().unwrap().as_u16(), 200);
    }
}

#[tokio::test]
async fn a_decode_error_reads_as_one_line() {
    let error = error_of::<Page>(200, r#"{"results":[{"id":1},{"id":2,"copay":5}]}"#).await;
    let expected = "GET /api/patients/:id: 200 OK, but the body at `results[1].copay` does not fit: \
                    expected a string, found integer";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn an_empty_body_is_null_where_the_type_allows_it() {
    let server = Server::start(|_, _| Answer::new(204, "")).await;
    let core = client_of(&server).build().unwrap();
    let call: Call<Option<i64>> = core.put("{{baseUrl}}/o", &[]).json();
    assert_eq!(*call.send().await.unwrap(), None);
}

#[tokio::test]
async fn answers_are_read_as_the_call_says() {
    let server = Server::start(|_, _| Answer::new(200, "[1, 2]").header("x-a", "b")).await;
    let core = client_of(&server).build().unwrap();
    let route = "{{baseUrl}}/o";
    let json = core.get(route, &[]).json::<Vec<u8>>();
    assert_eq!(json.send().await.unwrap().into_inner(), [1, 2]);
    assert_eq!(json.send().await.unwrap().headers()["x-a"], "b");
    assert_eq!(json.send_as::<(i64, i64)>().await.unwrap().1, 2);
    let raw = json.raw().await.unwrap();
    assert_eq!(
        (raw.text().as_ref(), raw.json::<Vec<i8>>().unwrap().len()),
        ("[1, 2]", 2)
    );
    assert_eq!(json.decode(raw).unwrap().into_inner(), [1, 2]);
    assert_eq!(*core.get(route, &[]).text().send().await.unwrap(), "[1, 2]");
    assert_eq!(core.get(route, &[]).bytes().send().await.unwrap().len(), 6);
    core.get(route, &[]).send().await.unwrap();
}

#[test]
fn calls_and_their_futures_go_to_other_threads() {
    fn check<T: Send + Sync + 'static>(_: &T) {}
    fn check_future<T: Send + 'static>(_: T) {}
    let core = Core::builder().build().unwrap();
    let call: Call<std::cell::Cell<u8>> = core.get("http://h/", &[]).json();
    check(&call);
    check(&core);
    check_future(core.get("http://h/", &[]).text().send());
    fn check_error<T: std::error::Error + Send + Sync + 'static>() {}
    check_error::<Error>();
}
