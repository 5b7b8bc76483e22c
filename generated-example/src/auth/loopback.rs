//! The browser's way back: a tiny HTTP server on this machine that waits for one redirect.
//!
//! In: a redirect URI like `http://127.0.0.1:8585/callback`. Out: the tokens for the redirect that carries
//! this login's `state`. Everything else gets an error page and changes nothing: other paths, methods and
//! hosts, wrong states (ten of them end the login), silence, more than 8 KiB. Pages repeat nothing of what
//! was received. The code is exchanged before the page is shown. Source: RFC 8252 sections 7.3 and 8.3.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url};

use super::config::is_loopback;
use super::session::Session;
use super::{AuthError, AuthorizationRequest, Secret, Tokens};

const LARGEST_HEAD: usize = 8 * 1024;
const READ_TIMEOUT: Duration = Duration::from_secs(5);
const WRONG_STATES: usize = 10;

const NOT_FOUND: &str = "404 Not Found";
const BAD_REQUEST: &str = "400 Bad Request";

/// Where the browser comes back to.
#[derive(Clone)]
struct Target {
    authority: String,
    path: String,
}

/// A request for the right path; a page is still owed for it.
struct Visit {
    query: String,
    stream: TcpStream,
}

pub(super) async fn login(
    session: &Arc<Session>,
    open: impl FnOnce(&Url),
    wait: Duration,
) -> Result<Tokens, AuthError> {
    let (redirect_uri, mut url) = session.parts.config.checked_redirect_uri()?;
    let mut redirect_uri = redirect_uri.to_owned();
    let (listeners, port) = listen(&url).await?;
    if url.port() == Some(0) {
        redirect_uri = redirect_uri.replacen(":0", &format!(":{port}"), 1);
        // Cannot fail for a URL with a host.
        let _ = url.set_port(Some(port));
    }
    let request = AuthorizationRequest::new(session, redirect_uri)?;
    let target = Target {
        authority: url.authority().to_owned(),
        path: url.path().to_owned(),
    };
    let (sender, mut visits) = mpsc::channel(8);
    let mut acceptors = JoinSet::new();
    for listener in listeners {
        acceptors.spawn(accept(listener, target.clone(), sender.clone()));
    }
    open(request.url());
    let waited = timeout(wait, wait_for_redirect(&request, &mut visits)).await;
    let timed_out = |_| AuthError::LoginTimeout(request.redirect_uri.clone());
    let (stream, answer) = waited.map_err(timed_out)??;
    let outcome = match answer {
        Ok(code) => request.exchange(code).await,
        Err(error) => Err(error),
    };
    let page = match &outcome {
        Ok(_) => "Logged in. You can close this window.",
        Err(AuthError::Denied(_)) => "The login was refused.",
        Err(_) => "The login failed. The program that started it knows why.",
    };
    show(stream, "200 OK", page).await;
    while let Ok(late) = visits.try_recv() {
        show(late.stream, "200 OK", "This login is already completed.").await;
    }
    outcome
}

/// Ignores visitors with a wrong state: anything on this machine can knock.
async fn wait_for_redirect(
    request: &AuthorizationRequest,
    visits: &mut mpsc::Receiver<Visit>,
) -> Result<(TcpStream, Result<Secret, AuthError>), AuthError> {
    for _ in 0..WRONG_STATES {
        let Visit { query, stream } = visits.recv().await.ok_or(AuthError::Interrupted)?;
        match request.check(&query) {
            Err(AuthError::StateMismatch | AuthError::InvalidRedirect(_)) => {
                show(stream, BAD_REQUEST, "This does not belong to the login.").await;
            }
            answer => return Ok((stream, answer)),
        }
    }
    Err(AuthError::StateMismatch)
}

/// Listens at the address of the URL only; `localhost` may mean either family, so it means both.
async fn listen(url: &Url) -> Result<(Vec<TcpListener>, u16), AuthError> {
    let port = url.port_or_known_default().unwrap_or_default();
    let (address, is_name) = match url.host() {
        Some(Host::Ipv4(address)) => (SocketAddr::from((address, port)), false),
        Some(Host::Ipv6(address)) => (SocketAddr::from((address, port)), false),
        _ => (SocketAddr::from((Ipv4Addr::LOCALHOST, port)), true),
    };
    if url.scheme() != "http" || !is_loopback(url) {
        let problem = "must be http on loopback";
        return Err(AuthError::Configuration("redirect_uri", problem));
    }
    let unavailable = |_| AuthError::PortInUse(port);
    let listener = TcpListener::bind(address).await.map_err(unavailable)?;
    let port = listener.local_addr().map_err(unavailable)?.port();
    let mut listeners = vec![listener];
    if is_name {
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                return Err(AuthError::PortInUse(port));
            }
            // A machine without IPv6.
            Err(_) => {}
        }
    }
    Ok((listeners, port))
}

/// Every connection is read in a task of its own: browsers open some that they never use.
async fn accept(listener: TcpListener, target: Target, visits: mpsc::Sender<Visit>) {
    let mut readers = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            readers.spawn(receive(stream, target.clone(), visits.clone()));
        }
        while readers.try_join_next().is_some() {}
    }
}

async fn receive(mut stream: TcpStream, target: Target, visits: mpsc::Sender<Visit>) {
    let head = timeout(READ_TIMEOUT, read_head(&mut stream)).await;
    let head = head.ok().flatten().unwrap_or_default();
    match target.query_in(&head) {
        Ok(query) => {
            // Nobody listens any more once the login is over.
            let _ = visits.send(Visit { query, stream }).await;
        }
        Err(status) => show(stream, status, "There is nothing here.").await,
    }
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.ends_with(b"\r\n\r\n") {
        let count = stream.read(&mut buffer).await.ok()?;
        head.extend_from_slice(buffer.get(..count)?);
        if count == 0 || head.len() > LARGEST_HEAD {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

impl Target {
    /// The query of a GET for the path, or the status to answer with. A page elsewhere whose name
    /// resolves to this machine is told by its `Host`.
    fn query_in(&self, head: &str) -> Result<String, &'static str> {
        let (first, headers) = head.split_once("\r\n").ok_or(BAD_REQUEST)?;
        let is_own = |line: &str| {
            let (name, host) = line.split_once(':').unwrap_or_default();
            name.eq_ignore_ascii_case("host") && host.trim() == self.authority
        };
        if !headers.split("\r\n").any(is_own) {
            return Err(BAD_REQUEST);
        }
        let target = first.strip_prefix("GET ").ok_or("405 Method Not Allowed")?;
        let (target, _version) = target.split_once(" HTTP/1.").ok_or(BAD_REQUEST)?;
        match target.split_once('?').unwrap_or((target, "")) {
            (path, query) if path == self.path => Ok(query.to_owned()),
            _ => Err(NOT_FOUND),
        }
    }
}

/// Shows a fixed text; the browser may be gone, which does not matter.
async fn show(mut stream: TcpStream, status: &str, text: &str) {
    let page =
        format!("<!doctype html><meta charset=\"utf-8\"><title>Login</title><p>{text}</p>\n");
    let length = page.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}"
    );
    let sent = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    };
    let _ = timeout(READ_TIMEOUT, sent).await;
}
