//! The replay example, around a client of five functions and a server of its own.

#[path = "../core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

#[path = "../../../templates/support/examples/replay/runner/mod.rs"]
#[allow(dead_code, reason = "the tests call what the command line leads to")]
mod runner;

#[path = "../../../templates/support/examples/replay/login.rs"]
mod login;

mod api;
mod arguments;
mod lines;
mod records;
mod spelled;
mod values;

use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;

use collgen_support::auth::{OAuth2, OAuth2Config, Placement};
use collgen_support::core::RetryPolicy;
use serde_json::{Value, json};

use api::Client;
use login::WithoutRenewal;
use runner::{Options, Replay};

/// What a saved request becomes.
type Made = Result<runner::Step, runner::Missing>;

/// The saved requests.
const SAVED: &str = r#"{
    "settings": [
        {"name": "api_key", "pointer": "/variable/0/value"},
        {"name": "clinic", "pointer": "/variable/1/value", "secret": true},
        {"name": "region", "pointer": "/variable/2/value"}
    ],
    "requests": [
        {"index": 0, "path": ["Patients", "List"], "method": "GET",
            "route": "{{baseUrl}}/patients", "query": [{"name": "since", "value": "{{day}}"}]},
        {"index": 1, "path": ["Patients", "One"], "method": "GET",
            "route": "{{baseUrl}}/patients/:id", "arguments": [{"name": "id", "value": "42"}]},
        {"index": 2, "path": ["Patients", "Create"], "method": "POST",
            "route": "{{baseUrl}}/patients", "body": {"name": "body",
                "value": "{\"name\": \"{{name}}\", \"age\": {{age}}}"}},
        {"index": 3, "path": ["Documents", "Upload"], "method": "PUT",
            "route": "{{baseUrl}}/documents/:key",
            "arguments": [{"name": "key", "value": ""}],
            "files": [{"name": "scan", "sources": ["/home/ada/scan.pdf"]}]},
        {"index": 4, "path": ["Documents", "Sign"], "method": "GET", "route": "{{baseUrl}}/sign"},
        {"index": 5, "path": ["Documents", "Share"], "method": "POST",
            "route": "{{baseUrl}}/share", "form": [{"name": "key", "value": "{{api_key}}"}, {"name": "mark", "value": "{{$guid}}"}]},
        {"index": 9, "path": ["Odd"], "method": "GET", "route": "ftp://odd",
            "left_out": "its scheme is ftp"}
    ]
}"#;

fn replay() -> Replay {
    let mut replay = Replay::new(SAVED);
    replay.request(0, |client, saved| {
        saved.step(&client.list(saved.query("since")?))
    });
    replay.request(1, |client, saved| {
        saved.step(&client.get(saved.integer("id")?))
    });
    replay.request(2, |client, saved| {
        saved.step(&client.create(&saved.body()?))
    });
    replay.request(3, |client, saved| {
        let call = client.upload(saved.argument("key")?, saved.file("scan")?);
        saved.step(&call)
    });
    replay.request(4, |client, saved| saved.step(&client.sign()));
    replay.request(5, |client, saved| {
        let call = client.share(saved.form("key")?, saved.form("mark")?);
        saved.step(&call)
    });
    replay
}

/// As the generated file connects, with a login whose token endpoint is not there.
async fn connect(options: &Options) -> Result<Client, Box<dyn Error>> {
    let mut builder = Client::builder()
        .http_builder(options.http_builder()?)
        .retry(RetryPolicy::never())
        .max_redirects(0);
    for (name, value) in &options.settings {
        builder = builder.setting(name.clone(), value);
    }
    if let Some(origin) = &options.base_url {
        builder = builder.send_all_to(origin.clone());
    }
    if let Some(token) = &options.access_token {
        let mut config = OAuth2Config::client_credentials("http://127.0.0.1:9/token");
        config.placement = Placement::Header("Token".to_owned());
        let login = WithoutRenewal::with_token(OAuth2::with_config(config), token).await?;
        builder = builder.slot("oauth2", Some(std::sync::Arc::new(login)));
    }
    Ok(Client(builder.build()?))
}

/// What a run printed, and whether all was well.
struct Run {
    text: String,
    good: bool,
}

impl Run {
    fn lines(&self) -> Vec<Value> {
        let lines = self.text.lines();
        lines
            .map(|line| serde_json::from_str(line).expect(line))
            .collect()
    }

    /// The line of a request by the last part of its path.
    fn line(&self, name: &str) -> Value {
        let lines = self.lines();
        let found = lines
            .into_iter()
            .find(|line| line["path"].as_array().unwrap().last() == Some(&json!(name)));
        found.expect(name)
    }
}

async fn try_run(arguments: &[&str]) -> Result<Run, String> {
    let mut output = Vec::new();
    let arguments = arguments.iter().map(OsString::from);
    let good = replay().run_with(arguments, &mut output, connect).await;
    let good = good.map_err(|error| error.to_string())?;
    Ok(Run {
        text: String::from_utf8(output).unwrap(),
        good,
    })
}

async fn run(arguments: &[&str]) -> Run {
    try_run(arguments).await.unwrap()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("collgen-replay-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A file with this text.
fn file(name: &str, text: &str) -> String {
    let path = folder("files").join(name);
    std::fs::write(&path, text).unwrap();
    path.into_os_string().into_string().unwrap()
}
