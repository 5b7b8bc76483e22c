//! An authorization server in the test's own process, modelled on the one DrChrono runs: refresh tokens
//! rotate, a refresh ends the old access token at once, redirects are compared byte by byte. Answers can
//! be scripted, every request is recorded. Also a clock and randomness that tests control.

// Each test file is a crate of its own and uses a part of this.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use collgen_support::auth::{AuthError, Clock, OAuth2, OAuth2Config, Random, Tokens};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::{Url, form_urlencoded};

pub const CLIENT_ID: &str = "client id";
pub const CLIENT_SECRET: &str = "planted:client/secret";
pub const REDIRECT_URI: &str = "https://example.com/callback?kept=1";
pub const LIFETIME: u64 = 172_800;

pub type Pairs = BTreeMap<String, String>;

/// One request as the server saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub query: Pairs,
    pub headers: Pairs,
    pub form: Pairs,
    pub body: String,
}

/// What the token endpoint answers once, instead of doing its work.
pub enum Reply {
    /// Status, extra header lines, body.
    Raw(u16, &'static str, String),
    /// Does its work, and drops the connection instead of answering.
    WorkAndHangUp,
    /// Takes the request, and never answers.
    Silence,
    /// An endless body, a piece at a time, with a pause after each.
    Endless(usize, Duration),
}

pub fn json(status: u16, body: &str) -> Reply {
    Reply::Raw(
        status,
        "Content-Type: application/json\r\n",
        body.to_owned(),
    )
}

/// How the server behaves; change it with [`Server::set`].
pub struct Behaviour {
    pub rotates: bool,
    pub status_of_invalid_grant: u16,
    pub lifetime: &'static str,
    pub latency: Duration,
    pub accepts_header: bool,
    pub accepts_body: bool,
}

#[derive(Default)]
struct Grants {
    counter: u64,
    /// Code to redirect URI and PKCE challenge.
    codes: BTreeMap<String, (String, Option<String>)>,
    refresh_tokens: BTreeSet<String>,
    access_tokens: BTreeSet<String>,
}

struct Inner {
    behaviour: Mutex<Behaviour>,
    script: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    grants: Mutex<Grants>,
}

#[derive(Clone)]
pub struct Server {
    pub address: String,
    inner: Arc<Inner>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            inner: Arc::new(Inner {
                behaviour: Mutex::new(Behaviour {
                    rotates: true,
                    status_of_invalid_grant: 400,
                    lifetime: "172800",
                    latency: Duration::ZERO,
                    accepts_header: true,
                    accepts_body: true,
                }),
                script: Mutex::default(),
                seen: Mutex::default(),
                grants: Mutex::default(),
            }),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        server
    }

    pub fn set(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut held(&self.inner.behaviour));
    }

    /// Scripts the next answer of the token endpoint.
    pub fn next(&self, reply: Reply) {
        held(&self.inner.script).push_back(reply);
    }

    pub fn seen(&self) -> Vec<Seen> {
        held(&self.inner.seen).clone()
    }

    fn seen_at(&self, path: &str) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|request| request.path == path);
        seen
    }

    pub fn token_requests(&self) -> Vec<Seen> {
        self.seen_at("/o/token/")
    }

    pub fn revocations(&self) -> Vec<Seen> {
        self.seen_at("/o/revoke_token/")
    }

    pub fn accepts(&self, access_token: &str) -> bool {
        held(&self.inner.grants)
            .access_tokens
            .contains(access_token)
    }

    pub fn revoke_access_tokens(&self) {
        held(&self.inner.grants).access_tokens.clear();
    }

    pub fn revoke_refresh_tokens(&self) {
        held(&self.inner.grants).refresh_tokens.clear();
    }

    pub fn config(&self) -> OAuth2Config {
        let mut config = OAuth2Config::authorization_code(
            format!("{}/o/authorize/", self.address),
            format!("{}/o/token/", self.address),
        );
        config.client_id = CLIENT_ID.to_owned();
        config.client_secret = Some(CLIENT_SECRET.into());
        config.revoke_url = Some(format!("{}/o/revoke_token/", self.address));
        config.redirect_uri = Some(REDIRECT_URI.to_owned());
        config.scopes = vec!["patients:read".to_owned(), "labs:read".to_owned()];
        config
    }

    pub fn oauth2(&self, clock: &ManualClock) -> OAuth2 {
        OAuth2::with_config(self.config())
            .clock(clock.clone())
            .random(CountingRandom::default())
    }

    /// Tokens that this server knows, as if somebody had logged in.
    pub fn issue(&self, clock: &ManualClock) -> Tokens {
        let mut grants = held(&self.inner.grants);
        let (access_token, refresh_token) = grants.new_pair();
        let mut tokens = Tokens::new(access_token, Some(refresh_token.into()));
        tokens.expires_at = Some(clock.now() + Duration::from_secs(LIFETIME));
        tokens
    }

    /// A handle that is logged in.
    pub async fn logged_in(&self, clock: &ManualClock) -> OAuth2 {
        let oauth2 = self.oauth2(clock);
        oauth2.set_tokens(self.issue(clock)).await.unwrap();
        oauth2
    }

    /// The user says yes at the login page; returns where the browser is sent.
    pub fn approve(&self, authorize_url: &Url) -> String {
        let query: Pairs = authorize_url.query_pairs().into_owned().collect();
        let mut grants = held(&self.inner.grants);
        grants.counter += 1;
        let code = format!("code-{}", grants.counter);
        let challenge = query.get("code_challenge").cloned();
        let redirect_uri = query["redirect_uri"].clone();
        let mut redirect = Url::parse(&redirect_uri).unwrap();
        redirect
            .query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &query["state"]);
        grants.codes.insert(code, (redirect_uri, challenge));
        redirect.into()
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(seen) = read_request(&mut stream).await else {
            return;
        };
        held(&self.inner.seen).push(seen.clone());
        let scripted = match seen.path.as_str() {
            "/o/token/" => held(&self.inner.script).pop_front(),
            _ => None,
        };
        let latency = held(&self.inner.behaviour).latency;
        tokio::time::sleep(latency).await;
        let (status, headers, body) = match scripted {
            None => self.work(&seen),
            Some(Reply::Raw(status, headers, body)) => (status, headers, body),
            Some(Reply::WorkAndHangUp) => {
                self.work(&seen);
                return;
            }
            Some(Reply::Silence) => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return;
            }
            Some(Reply::Endless(size, pause)) => return endless(stream, size, pause).await,
        };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Status\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let _ = stream.write_all((head + &body).as_bytes()).await;
    }

    fn work(&self, seen: &Seen) -> (u16, &'static str, String) {
        let header = "Content-Type: application/json\r\n";
        let (status, body) = match seen.path.as_str() {
            "/o/token/" | "/o/revoke_token/" if !self.knows_client(seen) => {
                (401, r#"{"error":"invalid_client"}"#.to_owned())
            }
            "/o/token/" => self.grant(&seen.form),
            "/o/revoke_token/" => self.revoke(&seen.form),
            _ => (404, "{}".to_owned()),
        };
        (status, header, body)
    }

    fn knows_client(&self, seen: &Seen) -> bool {
        let behaviour = held(&self.inner.behaviour);
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(CLIENT_ID), encode(CLIENT_SECRET));
        let basic = format!("Basic {}", STANDARD.encode(pair));
        let in_header = seen.headers.get("authorization") == Some(&basic);
        let in_body = seen.form.get("client_id").is_some_and(|id| id == CLIENT_ID)
            && seen
                .form
                .get("client_secret")
                .is_some_and(|secret| secret == CLIENT_SECRET);
        // Both at once is forbidden.
        in_header != in_body
            && (in_header && behaviour.accepts_header || in_body && behaviour.accepts_body)
    }

    fn grant(&self, form: &Pairs) -> (u16, String) {
        let behaviour = held(&self.inner.behaviour);
        let mut grants = held(&self.inner.grants);
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let refused = (
            behaviour.status_of_invalid_grant,
            r#"{"error":"invalid_grant","error_description":"no such grant"}"#.to_owned(),
        );
        let mut refresh_token = None;
        match text("grant_type").as_str() {
            "authorization_code" => {
                let Some((redirect_uri, challenge)) = grants.codes.remove(&text("code")) else {
                    return refused;
                };
                let verifier = form.get("code_verifier");
                let verifier = verifier.map(|text| URL_SAFE_NO_PAD.encode(Sha256::digest(text)));
                if redirect_uri != text("redirect_uri") || challenge != verifier {
                    return refused;
                }
            }
            "refresh_token" => {
                let old = text("refresh_token");
                if !grants.refresh_tokens.contains(&old) {
                    return refused;
                }
                grants.access_tokens.clear();
                if behaviour.rotates {
                    grants.refresh_tokens.remove(&old);
                } else {
                    refresh_token = Some(old);
                }
            }
            "client_credentials" => {}
            "password" if text("password") == "planted password" => {}
            _ => return refused,
        }
        let (access, new_refresh) = grants.new_pair();
        let refresh = refresh_token.unwrap_or(new_refresh);
        let lifetime = behaviour.lifetime;
        let body = format!(
            r#"{{"access_token":"{access}","token_type":"bearer","expires_in":{lifetime},"refresh_token":"{refresh}","scope":"patients:read labs:read tasks"}}"#
        );
        (200, body)
    }

    fn revoke(&self, form: &Pairs) -> (u16, String) {
        let mut grants = held(&self.inner.grants);
        if grants.refresh_tokens.remove(&form["token"]) {
            grants.access_tokens.clear();
        }
        grants.access_tokens.remove(&form["token"]);
        (200, String::new())
    }
}

impl Grants {
    fn new_pair(&mut self) -> (String, String) {
        self.counter += 1;
        let access = format!("planted-access-{}", self.counter);
        let refresh = format!("planted-refresh-{}", self.counter);
        self.access_tokens.insert(access.clone());
        self.refresh_tokens.insert(refresh.clone());
        (access, refresh)
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let (head, length, start) = loop {
        let count = stream.read(&mut buffer).await.ok()?;
        bytes.extend_from_slice(&buffer[..count]);
        if count == 0 {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                let found = name.eq_ignore_ascii_case("content-length");
                found.then(|| value.parse::<usize>().unwrap())
            });
            break (head, length.unwrap_or(0), end + 4);
        }
    };
    while bytes.len() < start + length {
        let count = stream.read(&mut buffer).await.ok()?;
        bytes.extend_from_slice(&buffer[..count]);
        if count == 0 {
            return None;
        }
    }
    let pairs = |text: &str| {
        form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect()
    };
    let body = String::from_utf8(bytes[start..].to_vec()).ok()?;
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let method = words.next()?.to_owned();
    let (path, query) = match words.next()?.split_once('?') {
        Some((path, query)) => (path.to_owned(), pairs(query)),
        None => (head.split(' ').nth(1)?.to_owned(), Pairs::new()),
    };
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    Some(Seen {
        method,
        path,
        query,
        headers: headers.collect(),
        form: pairs(&body),
        body,
    })
}

async fn endless(mut stream: TcpStream, size: usize, pause: Duration) {
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n";
    let piece = vec![b' '; size];
    if stream.write_all(head.as_bytes()).await.is_ok() {
        while stream.write_all(&piece).await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    }
}

/// A clock that stands still until it is told.
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<SystemTime>>);

impl ManualClock {
    /// Half a second off, so that nothing depends on whole seconds.
    pub fn new() -> Self {
        let start = SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_500);
        Self(Arc::new(Mutex::new(start)))
    }

    pub fn forward(&self, seconds: u64) {
        *held(&self.0) += Duration::from_secs(seconds);
    }

    pub fn back(&self, seconds: u64) {
        *held(&self.0) -= Duration::from_secs(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        *held(&self.0)
    }
}

/// Bytes that differ at each call, and are the same in each run.
#[derive(Default)]
pub struct CountingRandom(AtomicU64);

impl Random for CountingRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuthError> {
        let call = self.0.fetch_add(1, Ordering::Relaxed);
        let digest = Sha256::digest(call.to_le_bytes());
        for (byte, random) in bytes.iter_mut().zip(digest.iter().cycle()) {
            *byte = *random;
        }
        Ok(())
    }
}

/// A directory that is removed with the value.
pub struct Directory(pub PathBuf);

impl Directory {
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("auth-{}-{number}", std::process::id());
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("tokens.json")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs that many calls at once, each in its own task.
pub async fn all_at_once<T: Send + 'static, F>(count: usize, call: impl Fn() -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..count).map(|_| tokio::spawn(call())).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}
