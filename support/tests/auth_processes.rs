//! A fault run over processes: they share a login in a file, call an API, and are killed at random, while the server
//! revokes, rotates, fails, throttles, talks HTML, says nothing and dawdles.
//!
//! 400 calls; the full run is `AUTH_FAULT_CALLS=10000 cargo test -p collgen-support --test auth_processes`. Time runs
//! 200 times as fast for the logins, so that pauses and lifetimes pass; nothing is expected of the machine's speed.

mod auth_server;
#[path = "core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use auth_server::Directory;
use collgen_support::auth::{
    AuthError, Authorize, Clock, FileTokenStore, OAuth2, OAuth2Config, Observer, TokenStore, Tokens,
};
use server::{Answer, Received, Server};

const PROCESSES: usize = 4;
const HASTE: u32 = 200;
/// Of the server's tokens, in seconds of the hasty clock.
const LIFETIME: u64 = 600;

/// The same fast time in all processes: milliseconds of real time at which the run began.
#[derive(Clone, Copy)]
struct Hasty(u64);

impl Clock for Hasty {
    fn now(&self) -> SystemTime {
        let start = UNIX_EPOCH + Duration::from_millis(self.0);
        start + start.elapsed().unwrap_or_default() * HASTE
    }
}

/// What the server knows.
#[derive(Default)]
struct Grants {
    counter: u64,
    random: u64,
    access: BTreeSet<String>,
    refresh: BTreeSet<String>,
    /// Refresh tokens that were traded, and the process that has the answer.
    spent: BTreeMap<String, String>,
    /// Processes that were killed, so that nobody knows whether they have it.
    killed: BTreeSet<String>,
    /// Traded once more although the first trader lives.
    doubled: Vec<String>,
    refusals: u64,
    trades: u64,
}

impl Grants {
    /// Numbers in an order that looks random and is always the same.
    fn next(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % below
    }

    fn issue(&mut self) -> (String, String) {
        self.counter += 1;
        let pair = (
            format!("access-{}", self.counter),
            format!("refresh-{}", self.counter),
        );
        self.access = BTreeSet::from([pair.0.clone()]);
        self.refresh.insert(pair.1.clone());
        pair
    }

    fn api(&mut self, request: &Received) -> Answer {
        if self.next(25) == 0 {
            self.access.clear();
        }
        let token = request.header("authorization").unwrap_or_default();
        let token = token.strip_prefix("Bearer ").unwrap_or_default();
        match self.access.contains(token) {
            true => Answer::new(200, "{}"),
            false => Answer::new(401, "{}"),
        }
    }

    fn token(&mut self, request: &Received) -> Answer {
        match self.next(12) {
            0 => return Answer::new(500, "{}"),
            1 => return Answer::new(429, "{}").header("Retry-After", 1),
            2 => return Answer::new(502, "<html>").header("Content-Type", "text/html"),
            3 => return Answer::new(200, ""),
            4 => std::thread::sleep(Duration::from_millis(20)),
            _ => {}
        }
        let form = url::form_urlencoded::parse(&request.body);
        let token = form.into_owned().find(|(name, _)| name == "refresh_token");
        let token = token.unwrap().1;
        let process = request.header("user-agent").unwrap_or_default().to_owned();
        if !self.refresh.remove(&token) {
            self.refusals += 1;
            let first = self.spent.get(&token).cloned().unwrap_or_default();
            if !self.killed.contains(&first) {
                self.doubled
                    .push(format!("{token}: {first}, then {process}"));
            }
            return Answer::new(400, r#"{"error":"invalid_grant"}"#);
        }
        self.trades += 1;
        self.spent.insert(token, process);
        let (access, refresh) = self.issue();
        let body = format!(
            r#"{{"access_token":"{access}","refresh_token":"{refresh}","expires_in":{LIFETIME}}}"#
        );
        Answer::new(200, body)
    }
}

fn oauth2(clock: Hasty, token_url: &str, file: &Path, name: &str) -> OAuth2 {
    let mut config = OAuth2Config::authorization_code("", token_url);
    config.client_id = "client".to_owned();
    // Each revocation is renewed at once.
    config.min_refresh_interval = Duration::ZERO;
    let oauth2 = OAuth2::with_config(config)
        .clock(clock)
        .token_store(FileTokenStore::new(file).unwrap());
    oauth2.join_client(None, Observer::new(name.parse().ok(), Vec::new()));
    oauth2
}

/// A process, and its name.
struct Worker {
    child: Child,
    name: String,
}

/// What a process needs to know.
struct Scene {
    url: String,
    clock: Hasty,
    directory: Directory,
    grants: Arc<Mutex<Grants>>,
}

fn start(number: usize, scene: &Scene, lines: &Sender<String>) -> Worker {
    let name = format!("process-{number}");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "child_that_calls_for_ever",
            "--ignored",
            "--nocapture",
        ])
        .env("RUN_URL", &scene.url)
        .env("RUN_NAME", &name)
        .env("RUN_STARTED", scene.clock.0.to_string())
        .env("RUN_FILE", scene.directory.file())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let lines = lines.clone();
    std::thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            if let Some(outcome) = line.strip_prefix("call: ") {
                let _ = lines.send(outcome.to_owned());
            }
        }
    });
    Worker { child, name }
}

fn calls() -> usize {
    let asked = std::env::var("AUTH_FAULT_CALLS").ok();
    asked.and_then(|calls| calls.parse().ok()).unwrap_or(400)
}

/// Runs the calls; killing, and logging in where the server ended a login, go on meanwhile.
async fn run(scene: &Scene) -> BTreeMap<String, usize> {
    let (sender, lines): (_, Receiver<String>) = channel();
    let mut workers: Vec<Worker> = (0..PROCESSES)
        .map(|number| start(number, scene, &sender))
        .collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut kills = 0;
    for call in 1..=calls() {
        let outcome = lines.recv_timeout(Duration::from_secs(120));
        let outcome = outcome.expect("a call ends");
        if outcome == "login" {
            log_in(scene).await;
        }
        *counts.entry(outcome).or_default() += 1;
        if call % 25 == 0 {
            kills += 1;
            let victim = scene.grants.lock().unwrap().next(PROCESSES as u64) as usize;
            let worker = &mut workers[victim];
            let name = worker.name.clone();
            scene.grants.lock().unwrap().killed.insert(name);
            worker.child.kill().unwrap();
            worker.child.wait().unwrap();
            *worker = start(PROCESSES + kills, scene, &sender);
        }
    }
    for mut worker in workers {
        worker.child.kill().unwrap();
        worker.child.wait().unwrap();
    }
    counts
}

/// A person logs in again, if the login is over.
async fn log_in(scene: &Scene) {
    let store = FileTokenStore::new(scene.directory.file()).unwrap();
    if store.load().unwrap().is_some_and(|stored| !stored.refused) {
        return;
    }
    let (access, refresh) = scene.grants.lock().unwrap().issue();
    let mut tokens = Tokens::new(access, Some(refresh.into()));
    tokens.expires_at = Some(scene.clock.now() + Duration::from_secs(LIFETIME));
    let token_url = format!("{}/token", scene.url);
    let oauth2 = oauth2(scene.clock, &token_url, &scene.directory.file(), "person");
    oauth2.set_tokens(tokens).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_processes_spend_no_token_twice_and_lose_no_login_but_by_the_servers_word() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let grants = Arc::new(Mutex::new(Grants {
        random: 0x5eed,
        ..Grants::default()
    }));
    let state = Arc::clone(&grants);
    let server = Server::start(move |_, request| {
        let mut grants = state.lock().unwrap();
        match request.target.as_str() {
            "/token" => grants.token(request),
            _ => grants.api(request),
        }
    })
    .await;
    let scene = Scene {
        url: server.url(),
        clock: Hasty(now.as_millis() as u64),
        directory: Directory::new(),
        grants,
    };
    log_in(&scene).await;
    let counts = run(&scene).await;
    let grants = scene.grants.lock().unwrap();
    let Grants {
        trades,
        refusals,
        doubled,
        ..
    } = &*grants;
    println!("{counts:?}, {trades} refreshes, {refusals} refusals");
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    assert_eq!(
        doubled,
        &[] as &[String],
        "spent by two processes that live"
    );
    assert_eq!(count("other"), 0, "{counts:?}");
    assert_eq!(
        count("login") > 0,
        *refusals > 0,
        "a login ends by the server's word only"
    );
    assert!(count("ok") > 0 && *trades > 0, "{counts:?}");
    let store = FileTokenStore::new(scene.directory.file()).unwrap();
    assert!(store.load().unwrap().is_some(), "the file is whole");
    assert!(store.try_lock().unwrap().is_some(), "nobody holds the lock");
}

#[tokio::test]
#[ignore = "run by the test above"]
async fn child_that_calls_for_ever() {
    let variable = |name: &str| std::env::var(name).unwrap();
    let clock = Hasty(variable("RUN_STARTED").parse().unwrap());
    let (url, file) = (variable("RUN_URL"), variable("RUN_FILE"));
    let token_url = format!("{url}/token");
    let oauth2 = oauth2(clock, &token_url, Path::new(&file), &variable("RUN_NAME"));
    let http = reqwest::Client::new();
    loop {
        let outcome = match call(&oauth2, &http, &url).await {
            Ok(true) => "ok",
            Ok(false) => "refused",
            Err(error) if error.needs_login() => "login",
            Err(error) if error.is_transient() => "later",
            Err(_) => "other",
        };
        println!("call: {outcome}");
        if outcome != "ok" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Whether the API took the call, sent again once if it was refused.
async fn call(oauth2: &OAuth2, http: &reqwest::Client, url: &str) -> Result<bool, AuthError> {
    for _ in 0..2 {
        let mut request = http.get(format!("{url}/api")).build().unwrap();
        let ticket = oauth2.authorize(&mut request).await?;
        let answer = http.execute(request).await.unwrap();
        if answer.status().is_success() {
            return Ok(true);
        }
        if !oauth2.rejected(ticket).await? {
            return Ok(false);
        }
    }
    Ok(false)
}
