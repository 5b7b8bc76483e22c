//! What the auth schemes make of requests: published test vectors, values computed elsewhere from the specification
//! (marked so), placement, refusals, and dialogues with a server in this process.

mod aws_suite;
mod aws_v4;
mod digest;
mod digest_dialogue;
mod edge_grid;
mod hawk;
mod jwt;
mod key_jwt;
mod ntlm;
mod oauth1;
mod oauth1_key;
mod plain;
mod postman_engine;
#[path = "../core_calls/server.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod server;

use std::time::{Duration, SystemTime};

use collgen_support::auth::{AuthError, Authorize, Clock, Random};
use reqwest::{Method, Request};

/// A clock that stands still, so many seconds after 1970.
struct At(u64);

impl Clock for At {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.0)
    }
}

/// Random bytes that are all the same.
struct Same(u8);

impl Random for Same {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuthError> {
        bytes.fill(self.0);
        Ok(())
    }
}

fn request(method: Method, url: &str) -> Request {
    Request::new(method, url.parse().unwrap())
}

fn get(url: &str) -> Request {
    request(Method::GET, url)
}

/// A POST of a text of this type.
fn post(url: &str, content_type: &str, body: &str) -> Request {
    let mut request = request(Method::POST, url);
    let content_type = content_type.parse().unwrap();
    request.headers_mut().insert("content-type", content_type);
    *request.body_mut() = Some(body.to_owned().into());
    request
}

/// A POST whose body cannot be read before it is sent.
fn stream(url: &str) -> Request {
    let mut request = post(url, "text/plain", "");
    *request.body_mut() = Some(reqwest::Body::wrap(reqwest::Body::from("text")));
    request
}

/// The request as the scheme would send it.
async fn signed(scheme: &impl Authorize, mut request: Request) -> Request {
    scheme.authorize(&mut request).await.unwrap();
    request
}

/// Why the scheme does not send it.
async fn refused(scheme: &impl Authorize, mut request: Request) -> AuthError {
    scheme.authorize(&mut request).await.unwrap_err()
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    let value = request.headers().get(name);
    std::str::from_utf8(value.expect(name).as_bytes()).unwrap()
}

/// The `Authorization` header of the signed request.
async fn authorization(scheme: &impl Authorize, request: Request) -> String {
    header(&signed(scheme, request).await, "authorization").to_owned()
}
