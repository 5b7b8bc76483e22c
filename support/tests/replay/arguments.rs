//! The command line.

use crate::server::Server;
use crate::{file, run, try_run};

#[tokio::test]
async fn help_is_no_failure() {
    let help = run(&["--json", "--help"]).await;
    assert!(help.good);
    for flag in [
        "--only",
        "--base-url",
        "--proxy",
        "--insecure",
        "--set",
        "--values",
        "--collection",
    ] {
        assert!(help.text.contains(flag), "{flag}");
    }
}

#[tokio::test]
async fn what_cannot_be_understood_is_said() {
    for (arguments, problem) in [
        (&["--unknown"][..], "unknown argument `--unknown`"),
        (&["stray"], "unknown argument `stray`"),
        (&["--only"], "--only takes a value"),
        (&["--set", "day"], "--set takes NAME=VALUE"),
        (&["--json=yes"], "--json takes no value"),
        (&["--base-url", "localhost:80"], "--base-url takes a URL"),
        (
            &["--only", "Nobody"],
            "no request has `Nobody` in its path; --list",
        ),
        (&["--only", "patients"], "there is `Patients / List`"),
        (&["--proxy", "ht!tp://x y"], "--proxy takes a URL"),
        (&["--proxy", "ftp://127.0.0.1"], "--proxy takes a URL"),
        (&["--values", "/nowhere.json"], "/nowhere.json"),
    ] {
        let error = try_run(arguments).await.err().unwrap();
        assert!(error.contains(problem), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_json_is_told_by_place_and_not_by_content() {
    let values = file("broken.json", "{\n  \"api_key\": hunter2\n}");
    let error = try_run(&["--values", &values]).await.err().unwrap();
    assert!(error.contains("is not JSON at line 2"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_list_names_every_request_and_sends_none() {
    let server = Server::json("{}").await;
    let list = run(&["--list", "--base-url", &server.url()]).await;
    assert!(list.good);
    assert_eq!(list.text.lines().count(), 7);
    assert!(
        list.text
            .starts_with("Patients / List  GET  {{baseUrl}}/patients\n"),
        "{}",
        list.text
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn only_selects_by_the_joined_path() {
    let list = run(&["--list", "--json", "--only=ts / One"]).await;
    assert_eq!(list.lines().len(), 1);
    assert_eq!(list.line("One")["url"], "{{baseUrl}}/patients/:id");
}
