//! NTLM on the wire: the dialogue of a request, on a connection that no other request uses meanwhile.
//!
//! In: a request. Out: the last answer, with a body that gives the connection back when it was read. As long as no
//! server has asked for the dialogue, requests go out bare through the client. What goes on in the dialogue is cut short
//! when the call is dropped, and its connection with it.
#![cfg(feature = "ntlm")]

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body::Frame;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, WWW_AUTHENTICATE};
use reqwest::redirect::Policy;
use reqwest::{Body, Client, Request, Response, ResponseBuilderExt, StatusCode};
use tokio::time::sleep;
use tower_layer::Layer;
use tower_service::Service;

use super::super::{AuthError, BoxFuture, Carried, Carry, NewClient};
use super::message;
use super::ntlm::Ntlm;
use super::ntlm_message::{Challenge, negotiate};

/// How long the third message waits for the connection of the second before it takes another one, which is of no use
/// but that the server says so.
const PATIENCE: Duration = Duration::from_secs(2);

/// Clients with one connection each, those that no request uses now.
#[derive(Clone, Default)]
pub(super) struct Connections(Arc<Mutex<Vec<Lane>>>);

impl Connections {
    fn free(&self) -> MutexGuard<'_, Vec<Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client with one connection, and whether a new one would be of no use now.
struct Lane {
    client: Client,
    stays: Stays,
}

impl Ntlm {
    fn new_lane(&self, new_client: NewClient<'_>) -> Result<Lane, AuthError> {
        let stays = Stays::default();
        let builder = match &self.new_client {
            Some(own) => own(),
            None => new_client(),
        };
        let builder = builder
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .pool_max_idle_per_host(1)
            .connector_layer(stays.clone());
        let problem = |_| AuthError::Configuration("http_client", "cannot be built");
        let client = builder.build().map_err(problem)?;
        Ok(Lane { client, stays })
    }

    async fn converse(
        &self,
        http: &Client,
        new_client: NewClient<'_>,
        request: Request,
    ) -> Result<Carried, AuthError> {
        let free = self.connections.free().pop();
        // A body that is a stream can be sent once: with the third message.
        let (first, request) = match request.try_clone() {
            Some(first) => (first, request),
            None => (bodiless(&request), request),
        };
        let is_bare = request.body().is_none_or(|body| body.as_bytes().is_some());
        let mut answer = None;
        if is_bare {
            // Nobody knows yet whether the server asks for a dialogue.
            let client = free.as_ref().map_or(http, |lane| &lane.client);
            let bare = match client.execute(first).await {
                Ok(bare) => bare,
                Err(error) => return Ok(Err(error)),
            };
            if scheme(&bare).is_none() {
                return Ok(Ok(match free {
                    Some(lane) => self.held(bare, lane),
                    None => bare,
                }));
            }
            answer = Some(bare);
        }
        let scheme = match &answer {
            Some(answer) => scheme(answer).unwrap_or("NTLM"),
            None => "NTLM",
        };
        if let Some(answer) = answer
            && let Err(error) = answer.bytes().await
        {
            return Ok(Err(error));
        }
        let lane = match free {
            Some(lane) => lane,
            None => self.new_lane(new_client)?,
        };
        let mut opening = bodiless(&request);
        put(&mut opening, scheme, &negotiate())?;
        let answer = match lane.client.execute(opening).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        let Some(challenge) = challenge(answer.headers(), scheme) else {
            return Ok(Ok(self.held(answer, lane)));
        };
        if let Err(error) = answer.bytes().await {
            return Ok(Err(error));
        }
        let mut last = request;
        put(&mut last, scheme, &self.answer(&challenge)?)?;
        lane.stays.0.store(true, Ordering::Relaxed);
        let answer = lane.client.execute(last).await;
        lane.stays.0.store(false, Ordering::Relaxed);
        Ok(answer.map(|answer| self.held(answer, lane)))
    }

    fn answer(&self, challenge: &[u8]) -> Result<Vec<u8>, AuthError> {
        let unreadable = AuthError::Unsignable("the server's challenge is no NTLM message");
        let challenge = Challenge::read(challenge).ok_or(unreadable)?;
        challenge.answer(self)
    }

    /// The answer with a body that gives the connection back at its end.
    fn held(&self, answer: Response, lane: Lane) -> Response {
        let url = answer.url().clone();
        let (mut head, body) = http::Response::from(answer).into_parts();
        if let Ok(marked) = http::Response::builder().url(url).body(()) {
            head.extensions.extend(marked.into_parts().0.extensions);
        }
        let held = Held {
            body,
            lane: Some(lane),
            connections: self.connections.clone(),
        };
        http::Response::from_parts(head, Body::wrap(held)).into()
    }
}

impl Carry for Ntlm {
    fn carry<'a>(
        &'a self,
        http: &'a Client,
        new_client: NewClient<'a>,
        request: Request,
    ) -> BoxFuture<'a, Result<Carried, AuthError>> {
        Box::pin(self.converse(http, new_client, request))
    }
}

/// The same request without a body, for messages that are not to be acted on.
fn bodiless(request: &Request) -> Request {
    let mut copy = Request::new(request.method().clone(), request.url().clone());
    *copy.headers_mut() = request.headers().clone();
    copy.headers_mut().remove(CONTENT_LENGTH);
    copy
}

fn put(request: &mut Request, scheme: &str, text: &[u8]) -> Result<(), AuthError> {
    let value = format!("{scheme} {}", STANDARD.encode(text));
    message::put_header(request, AUTHORIZATION, &value)
}

/// What a 401 asks for, if that is known here.
fn scheme(answer: &Response) -> Option<&'static str> {
    let offers = |name| !message::challenges(answer.headers(), name).is_empty();
    let known = ["NTLM", "Negotiate"].into_iter().find(|name| offers(name));
    known.filter(|_| answer.status() == StatusCode::UNAUTHORIZED)
}

/// The message behind the name of the scheme.
fn challenge(headers: &HeaderMap, scheme: &str) -> Option<Vec<u8>> {
    let mut values = headers.get_all(WWW_AUTHENTICATE).iter();
    values.find_map(|value| {
        let (name, text) = value.to_str().ok()?.trim().split_once(' ')?;
        let text = text.split(',').next()?.trim();
        STANDARD
            .decode(text)
            .ok()
            .filter(|_| name.eq_ignore_ascii_case(scheme))
    })
}

/// A body whose connection is not free until it was read.
struct Held {
    body: Body,
    lane: Option<Lane>,
    connections: Connections,
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // The connection is ready before anybody takes it, or closed.
        self.body = Body::default();
        let lane = self.lane.take();
        self.connections.free().extend(lane);
    }
}

/// Keeps a client at the connection that it has, which is about to be given back, while a message must not go out on
/// another one.
#[derive(Clone, Default)]
struct Stays(Arc<AtomicBool>);

impl<S> Layer<S> for Stays {
    type Service = Connector<S>;

    fn layer(&self, inner: S) -> Connector<S> {
        Connector {
            inner,
            stays: self.clone(),
        }
    }
}

#[derive(Clone)]
struct Connector<S> {
    inner: S,
    stays: Stays,
}

impl<S, R> Service<R> for Connector<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
    S::Response: 'static,
    S::Error: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let stays = self.stays.0.load(Ordering::Relaxed);
        let connecting = self.inner.call(request);
        Box::pin(async move {
            if stays {
                sleep(PATIENCE).await;
            }
            connecting.await
        })
    }
}
