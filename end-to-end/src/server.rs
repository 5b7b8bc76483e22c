//! The mock server: listens, counts, misbehaves on demand, and hands requests to the endpoints.
//!
//! In: [`Switches`] for lasting behaviour, [`Fault`]s for single calls, holds that keep an endpoint from
//! answering. Out: answers, and a record of every request. Listens on a free port of 127.0.0.1 and ends with the
//! last handle.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use crate::authorization::{AuthorizationServer, grant_scopes};
use crate::behaviour::{Endpoint, Fault, Switches};
use crate::clinic::Clinic;
use crate::grants::IssuedTokens;
use crate::http::{Connection, Request, Response, find};
use crate::multipart::Part;

struct State {
    switches: Switches,
    authorization: AuthorizationServer,
    clinic: Clinic,
    faults: BTreeMap<Endpoint, VecDeque<Fault>>,
    holds: BTreeMap<Endpoint, watch::Receiver<()>>,
    seen: Vec<(Endpoint, Request)>,
    connections: usize,
    /// How far the clock was moved.
    advanced: Duration,
}

struct Shared {
    origin: String,
    started: Instant,
    state: Mutex<State>,
    arrivals: watch::Sender<()>,
}

/// A running server.
pub struct MockServer {
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

impl MockServer {
    /// Starts a server with 25 patients.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let shared = Arc::new(Shared {
            origin: format!("http://{}", listener.local_addr()?),
            started: Instant::now(),
            state: Mutex::new(State {
                switches: Switches::default(),
                authorization: AuthorizationServer::new(),
                clinic: Clinic::new(25),
                faults: BTreeMap::new(),
                holds: BTreeMap::new(),
                seen: Vec::new(),
                connections: 0,
                advanced: Duration::ZERO,
            }),
            arrivals: watch::Sender::new(()),
        });
        let listening = tokio::spawn(listen(listener, Arc::clone(&shared)));
        Ok(Self { shared, listening })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.shared.origin
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.shared.origin)
    }

    /// The id of the registered client.
    pub fn client_id(&self) -> String {
        self.shared.state().authorization.client_id.clone()
    }

    /// The secret of the registered client.
    pub fn client_secret(&self) -> String {
        self.shared.state().authorization.client_secret.clone()
    }

    /// Changes the lasting behaviour.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.shared.state().switches);
    }

    /// Lets the next calls of an endpoint go wrong, one fault each.
    pub fn fail(&self, endpoint: Endpoint, faults: impl IntoIterator<Item = Fault>) {
        let mut state = self.shared.state();
        state.faults.entry(endpoint).or_default().extend(faults);
    }

    /// Keeps an endpoint from answering until the hold is dropped.
    pub fn hold(&self, endpoint: Endpoint) -> Hold {
        let (hold, released) = watch::channel(());
        self.shared.state().holds.insert(endpoint, released);
        Hold { _sender: hold }
    }

    /// Returns when that many requests have arrived at the endpoint.
    pub async fn arrived(&self, endpoint: Endpoint, count: usize) {
        let mut arrivals = self.shared.arrivals.subscribe();
        // The sender is as old as the server, so that waiting cannot fail.
        let _ = arrivals.wait_for(|()| self.count(endpoint) >= count).await;
    }

    /// Moves the server's clock.
    pub fn advance(&self, time: Duration) {
        self.shared.state().advanced += time;
    }

    /// Gives out tokens without a login, for these scopes (all if empty).
    pub fn issue_tokens(&self, scopes: &str) -> IssuedTokens {
        let now = self.shared.now();
        let mut state = self.shared.state();
        let expires = now + state.advanced + state.switches.lifetime;
        state
            .authorization
            .grants
            .issue(grant_scopes(scopes), expires)
    }

    /// Ends every access token at once.
    pub fn end_access_tokens(&self) {
        self.shared
            .state()
            .authorization
            .grants
            .end_all_access_tokens();
    }

    /// Ends every refresh token at once.
    pub fn end_refresh_tokens(&self) {
        self.shared
            .state()
            .authorization
            .grants
            .end_all_refresh_tokens();
    }

    /// Whether the API accepts this access token now.
    pub fn accepts(&self, access_token: &str) -> bool {
        let now = self.shared.now();
        let state = self.shared.state();
        let grants = &state.authorization.grants;
        grants
            .access_token(access_token, now + state.advanced)
            .is_some()
    }

    /// How many requests an endpoint got.
    pub fn count(&self, endpoint: Endpoint) -> usize {
        let state = self.shared.state();
        state
            .seen
            .iter()
            .filter(|(other, _)| *other == endpoint)
            .count()
    }

    /// How many requests arrived at all.
    pub fn total(&self) -> usize {
        self.shared.state().seen.len()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }

    /// The requests an endpoint got.
    pub fn requests(&self, endpoint: Endpoint) -> Vec<Request> {
        let state = self.shared.state();
        let seen = state.seen.iter().filter(|(other, _)| *other == endpoint);
        seen.map(|(_, request)| request.clone()).collect()
    }

    /// The parts of every upload.
    pub fn uploads(&self) -> Vec<Vec<Part>> {
        self.shared.state().clinic.uploads.clone()
    }

    /// Everything that must never be shown: the client's secret, codes and tokens given out, states and PKCE
    /// verifiers received.
    pub fn secrets(&self) -> Vec<String> {
        let state = self.shared.state();
        let mut secrets = state.authorization.grants.given_out().to_vec();
        secrets.push(state.authorization.client_secret.clone());
        for (_, request) in &state.seen {
            let form = request.form();
            let received = [request.parameter("state"), find(&form, "code_verifier")];
            secrets.extend(received.into_iter().flatten().map(str::to_owned));
        }
        secrets
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Keeps an endpoint from answering; see [`MockServer::hold`].
#[must_use]
pub struct Hold {
    _sender: watch::Sender<()>,
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Without it, small answers on a kept connection wait for the client's acknowledgement.
                let _ = stream.set_nodelay(true);
                shared.state().connections += 1;
                connections.spawn(serve(Connection::new(stream), Arc::clone(&shared)));
            }
            // Too many open files: some will be closed soon.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut connection: Connection, shared: Arc<Shared>) {
    while let Some(request) = connection.read().await {
        let Some(response) = shared.handle(&request).await else {
            return;
        };
        if connection.write(&response).await.is_err() {
            return;
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    async fn handle(&self, request: &Request) -> Option<Response> {
        let endpoint = Endpoint::of(request);
        let (fault, hold, latency) = {
            let mut state = self.state();
            state.seen.push((endpoint, request.clone()));
            let faults = state.faults.get_mut(&endpoint);
            let fault = faults.and_then(VecDeque::pop_front);
            let latency = match endpoint {
                Endpoint::Token => state.switches.token_latency,
                _ => Duration::ZERO,
            };
            (fault, state.holds.get(&endpoint).cloned(), latency)
        };
        self.arrivals.send_replace(());
        if let Some(mut hold) = hold {
            // Ends with an error, when the hold is dropped.
            while hold.changed().await.is_ok() {}
        }
        sleep(latency).await;
        match fault {
            None | Some(Fault::None) => Some(self.answer(endpoint, request)),
            Some(Fault::Answer(response)) => Some(response),
            Some(Fault::Disconnect) => None,
            Some(Fault::LoseAnswer) => {
                self.answer(endpoint, request);
                None
            }
        }
    }

    fn answer(&self, endpoint: Endpoint, request: &Request) -> Response {
        let mut state = self.state();
        let now = self.now() + state.advanced;
        let State {
            switches,
            authorization,
            clinic,
            ..
        } = &mut *state;
        match endpoint {
            Endpoint::Authorize => authorization.authorize(request, switches, now),
            Endpoint::Token => authorization.token(request, switches, now),
            Endpoint::Revoke => authorization.revoke(request, switches),
            _ => {
                if switches.refuse_all_tokens {
                    return Response::json(401, &json!({ "detail": "Invalid token." }));
                }
                match authorization.check_bearer(request, now) {
                    Ok(scopes) => clinic.answer(request, &scopes, switches, &self.origin),
                    Err(refusal) => refusal,
                }
            }
        }
    }
}
