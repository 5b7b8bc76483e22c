//! What may be shown, and what not.

use std::error::Error as _;

use collgen_support::core::{Call, Core, Error, File};
use serde_json::Value;

use crate::client_of;
use crate::credentials::Tokens;
use crate::server::{Answer, Server};

const PLANTED: &str = "planted-value";

fn full_call(core: &Core) -> Call<Value> {
    core.post("{{baseUrl}}/api/patients/:id", &[&PLANTED])
        .json()
        .query("email", PLANTED)
        .header("X-Api-Key", PLANTED)
}

/// All that a log could show of an error.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(" {error} {error:?}");
        source = error.source();
    }
    text
}

#[tokio::test]
async fn debug_shows_names_and_sizes_but_no_values() {
    let server = Server::json("\"planted-value\"").await;
    let core = client_of(&server)
        .setting("apiKey", PLANTED)
        .default_header("X-Key", PLANTED)
        .slot("oauth2", Some(Tokens::renewable()))
        .build()
        .unwrap();
    let call = full_call(&core);
    let calls = [
        call.clone().json_body(PLANTED),
        call.clone().form("ssn", PLANTED),
        call.clone()
            .multipart_text("note", PLANTED)
            .multipart_file("scan", File::bytes(PLANTED, PLANTED)),
    ];
    let debug = format!(
        "{calls:?} {core:?} {:?}",
        client_of(&server).setting("apiKey", PLANTED)
    );
    let answer = call.send().await.unwrap();
    let raw = call.raw().await.unwrap();
    let debug = format!("{debug} {answer:?} {raw:?}");
    assert!(!debug.contains(PLANTED), "{debug}");
    for name in [
        "POST /api/patients/:id",
        "email",
        "X-Api-Key",
        "15 bytes",
        "ssn",
        "note",
        "scan",
        "apiKey",
        "oauth2",
    ] {
        assert!(debug.contains(name), "{name} is not in {debug}");
    }
}

#[tokio::test]
async fn errors_show_no_values() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let api =
        Server::start(|_, _| Answer::new(404, "planted-value").header("x-planted", PLANTED)).await;
    let decode = Server::json("\"planted-value\"").await;
    let cores = [
        client_of(&api).build().unwrap(),
        Core::builder().setting("baseUrl", closed).build().unwrap(),
        Core::builder()
            .setting("baseUrl", "http://planted-value:bad port")
            .build()
            .unwrap(),
        Core::builder()
            .setting("baseUrl", "planted-value://h")
            .build()
            .unwrap(),
        Core::builder().setting("other", PLANTED).build().unwrap(),
    ];
    for core in &cores {
        let error = full_call(core).json_body(PLANTED).send().await.unwrap_err();
        assert!(!shown(&error).contains(PLANTED), "{}", shown(&error));
        assert!(
            error.to_string().starts_with("POST /api/patients/:id: "),
            "{error}"
        );
    }
    let core = client_of(&decode).build().unwrap();
    let error = full_call(&core).send_as::<i64>().await.unwrap_err();
    assert!(!shown(&error).contains(PLANTED), "{}", shown(&error));
}

#[tokio::test]
async fn a_timeout_shows_no_url() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let core = Core::builder()
        .setting(
            "baseUrl",
            format!("http://{}", listener.local_addr().unwrap()),
        )
        .build()
        .unwrap();
    let error = full_call(&core)
        .timeout(std::time::Duration::from_millis(30))
        .send()
        .await
        .unwrap_err();
    assert!(!shown(&error).contains(PLANTED), "{}", shown(&error));
}
