//! What is sent, and the lines about it.

use serde_json::json;

use crate::run;
use crate::runner::progress::{CLEAR, line};
use crate::server::{Answer, Server};

const GIVEN: [&str; 5] = [
    "--json",
    "--set",
    "api_key=k-1234",
    "--fake-files",
    "--base-url",
];

async fn run_at(server: &Server, more: &[&str]) -> crate::Run {
    let url = server.url();
    let mut arguments = GIVEN.to_vec();
    arguments.push(&url);
    arguments.extend(more);
    run(&arguments).await
}

#[tokio::test]
async fn every_request_is_sent_once_and_in_order() {
    let server = Server::json("{}").await;
    run_at(&server, &["--access-token", "t-1234"]).await;
    let sent: Vec<String> = server
        .received()
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /patients?since=2026-01-01",
            "GET /patients/42",
            "POST /patients",
            "PUT /documents/:key",
            "POST /share?key=k-1234",
        ]
    );
}

#[tokio::test]
async fn a_line_has_the_members_of_the_contract_in_order() {
    let server = Server::json(r#"{"name": "Ada", "age": 36}"#).await;
    let one = run_at(&server, &["--access-token", "t-1234", "--only", "One"]).await;
    let url = format!("{}/patients/42", server.url());
    let line = format!(
        r#"{{"path":["Patients","One"],"method":"GET","url":"{url}","status":200,"decoded":true,"error":null}}"#
    );
    assert_eq!(one.text.trim_end(), line);
    assert!(one.good);
}

#[tokio::test]
async fn a_success_that_does_not_decode_fails_the_run() {
    let server = Server::json(r#"{"name": "Ada", "age": "old"}"#).await;
    let one = run_at(&server, &["--only", "Create"]).await;
    assert!(!one.good);
    let line = one.line("Create");
    assert_eq!(
        (&line["status"], &line["decoded"]),
        (&json!(200), &json!(false))
    );
    assert_eq!(line["error"], "at `age`: expected i64, found string");
}

#[tokio::test]
async fn an_answer_without_success_is_an_answer() {
    let server = Server::start(|_, _| Answer::new(404, r#"{"detail": "Not found."}"#)).await;
    let one = run_at(&server, &["--only", "Create"]).await;
    assert!(one.good);
    let line = one.line("Create");
    assert_eq!(
        (&line["status"], &line["decoded"]),
        (&json!(404), &json!(null))
    );
    assert_eq!(line["error"], "404 Not Found: Not found.");
}

#[tokio::test]
async fn a_strict_run_fails_by_an_answer_without_success() {
    let server = Server::start(|number, _| match number {
        0 => Answer::new(204, ""),
        _ => Answer::new(404, r#"{"detail": "Not found."}"#),
    })
    .await;
    let strict = ["--strict", "--access-token", "t-1234", "--only", "Upload"];
    assert!(run_at(&server, &strict).await.good);
    assert!(!run_at(&server, &strict).await.good);
}

#[test]
fn progress_fits_a_line_and_steers_nothing() {
    let shown = line(2, 331, &format!("a\x1b[2Jb{}", "x".repeat(200)));
    assert!(shown.starts_with("\r\x1b[K[2/331] a [2Jbx"), "{shown:?}");
    assert_eq!(shown.chars().count(), CLEAR.chars().count() + 79);
}

#[tokio::test]
async fn people_read_a_status_once() {
    let server = Server::start(|_, _| Answer::new(404, r#"{"detail": "Not found."}"#)).await;
    let url = server.url();
    let one = run(&["--base-url", &url, "--only", "Create"]).await;
    let line = one.text.lines().next().unwrap();
    assert_eq!(
        line,
        format!("Patients / Create: POST {url}/patients: 404 Not Found: Not found.")
    );
}

#[tokio::test]
async fn a_proxy_may_be_named_without_a_scheme_and_one_that_is_away_is_told() {
    let proxy = Server::json("{}").await;
    let address = proxy.url();
    let address = address.strip_prefix("http://").unwrap();
    let upload = [
        "--json",
        "--fake-files",
        "--access-token",
        "t-1234",
        "--only",
        "Upload",
    ];
    let to = ["--base-url", "http://api.test", "--proxy"];
    run(&[&upload[..], &to[..], &[address]].concat()).await;
    assert_eq!(proxy.last().target, "http://api.test/documents/:key");
    let away = run(&[&upload[..], &to[..], &["127.0.0.1:9"]].concat()).await;
    let error = away.line("Upload")["error"].to_string();
    assert!(
        error.contains("no connection to the proxy, or from there"),
        "{error}"
    );
}

#[tokio::test]
async fn nothing_is_repeated_redirected_or_renewed() {
    for status in [302, 401, 429, 503] {
        let server = Server::start(move |_, _| {
            Answer::new(status, "")
                .header("location", "/other")
                .header("retry-after", 0)
        })
        .await;
        let one = run_at(&server, &["--access-token", "t-1234", "--only", "One"]).await;
        assert_eq!(one.line("One")["status"], status);
        assert_eq!(server.received().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_token_given_goes_where_the_login_says() {
    let server = Server::json("{}").await;
    run_at(&server, &["--access-token", "t-1234", "--only", "One"]).await;
    assert_eq!(server.last().header("authorization"), Some("Token t-1234"));
}

#[tokio::test]
async fn a_request_without_credentials_is_not_sent() {
    let server = Server::json("{}").await;
    let both = run_at(&server, &[]).await;
    assert!(!both.good);
    for (name, advice) in [
        ("One", "there is no token: give --access-token TOKEN"),
        (
            "Sign",
            "the replay has no `awsv4` credentials: send it with a client that does",
        ),
    ] {
        let line = both.line(name);
        assert_eq!(
            (&line["status"], &line["decoded"]),
            (&json!(null), &json!(null))
        );
        assert_eq!(line["error"], advice);
    }
}

#[tokio::test]
async fn a_request_without_a_value_is_not_sent() {
    let server = Server::json("{}").await;
    let url = server.url();
    let share = run(&["--json", "--base-url", &url, "--only", "Share"]).await;
    assert!(!share.good);
    let error = share.line("Share")["error"].to_string();
    assert!(error.contains("give --set api_key=VALUE"), "{error}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_request_that_the_crate_lacks_has_its_line() {
    let server = Server::json("{}").await;
    let odd = run_at(&server, &["--only", "Odd"]).await;
    assert!(!odd.good);
    let error = odd.line("Odd")["error"].to_string();
    assert!(error.contains("its scheme is ftp"), "{error}");
}

#[tokio::test]
async fn no_connection_is_told_with_its_cause() {
    let one = run(&[
        "--json",
        "--base-url",
        "http://127.0.0.1:9",
        "--only",
        "Create",
    ])
    .await;
    assert!(!one.good);
    let error = one.line("Create")["error"].to_string();
    assert!(error.contains("no connection: "), "{error}");
}

#[tokio::test]
async fn secrets_are_hidden_however_they_are_encoded() {
    let server = Server::start(|_, _| Answer::new(400, r#"{"detail": "bad key a b+c/1="}"#)).await;
    let share = run_at(&server, &["--set", "api_key=a b+c/1=", "--only", "Share"]).await;
    assert!(share.text.contains("[hidden]"), "{}", share.text);
    for trace in ["a b", "a%20b", "b%2Bc", "b+c"] {
        assert!(!share.text.contains(trace), "{trace}: {}", share.text);
    }
    assert!(
        server.last().target.contains("a%20b%2Bc/1="),
        "{}",
        server.last().target
    );
}

#[tokio::test]
async fn people_get_a_line_for_each_request_and_a_summary() {
    let server = Server::json(r#"{"name": "Ada", "age": 36}"#).await;
    let url = server.url();
    let patients = run(&["--base-url", &url, "--only", "Patients"]).await;
    let lines: Vec<&str> = patients.text.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(
        lines[0].contains("200, not decoded: expected a sequence, found map"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].contains("not sent: there is no token"),
        "{}",
        lines[1]
    );
    assert_eq!(
        lines[2],
        format!("Patients / Create: POST {url}/patients: 200, decoded")
    );
    assert_eq!(
        lines[3],
        "3 requests: 1 decoded, 1 not decoded, 0 answered without success, 1 not sent"
    );
}
