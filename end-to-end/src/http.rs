//! HTTP/1.1, as much of it as a mock server needs.
//!
//! In: a TCP stream. Out: one [`Request`] after the other, answered with one [`Response`] each, on the same
//! connection for as long as the client likes. Refused by closing the connection: bodies without a
//! `Content-Length`, heads over 64 KiB, bodies over 32 MiB, anything that is not HTTP/1.1.
//! Source: RFC 9112.

use std::io;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::form_urlencoded;

const LARGEST_HEAD: usize = 64 * 1024;
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Names and values, in the order of their arrival.
pub type Pairs = Vec<(String, String)>;

/// One request, read to its end.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query, decoded.
    pub query: Pairs,
    /// The headers, names in lower case.
    pub headers: Pairs,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The first query parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// The fields of an urlencoded body; none if the body is of another kind.
    pub fn form(&self) -> Pairs {
        match self.header("content-type") {
            Some("application/x-www-form-urlencoded") => decode_form(&self.body),
            _ => Pairs::new(),
        }
    }

    /// The body as JSON; `null` if it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// The first value of that name.
pub fn find<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    let found = pairs.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value.as_str())
}

fn decode_form(text: &[u8]) -> Pairs {
    form_urlencoded::parse(text).into_owned().collect()
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Response {
    status: u16,
    headers: Pairs,
    body: Vec<u8>,
}

impl Response {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Pairs::new(),
            body: Vec::new(),
        }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// An answer of any type.
    pub fn text(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let mut response = Self::empty(status).header("Content-Type", content_type);
        response.body = body.into().into_bytes();
        response
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} \r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// A connection that a client opened.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            received: Vec::new(),
        }
    }

    /// The next request; `None` when there will be none.
    pub(crate) async fn read(&mut self) -> Option<Request> {
        let end = loop {
            if let Some(at) = find_bytes(&self.received, b"\r\n\r\n") {
                break at;
            }
            if self.received.len() > LARGEST_HEAD || !self.receive().await {
                return None;
            }
        };
        let head = String::from_utf8(self.received.drain(..end + 4).collect()).ok()?;
        let mut request = parse_head(&head)?;
        let length: usize = match request.header("content-length") {
            Some(length) => length.parse().ok()?,
            None if request.header("transfer-encoding").is_some() => return None,
            None => 0,
        };
        if length > LARGEST_BODY {
            return None;
        }
        while self.received.len() < length {
            if !self.receive().await {
                return None;
            }
        }
        request.body = self.received.drain(..length).collect();
        Some(request)
    }

    async fn receive(&mut self) -> bool {
        let received = self.stream.read_buf(&mut self.received).await;
        received.is_ok_and(|count| count > 0)
    }

    pub(crate) async fn write(&mut self, response: &Response) -> io::Result<()> {
        self.stream.write_all(&response.to_bytes()).await
    }
}

/// Where the first occurrence of `wanted` begins.
pub(crate) fn find_bytes(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|here| here == wanted)
}

fn parse_head(head: &str) -> Option<Request> {
    let mut lines = head.trim_end().split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    if words.next() != Some("HTTP/1.1") {
        return None;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: decode_form(query.as_bytes()),
        headers: parse_headers(lines)?,
        body: Vec::new(),
    })
}

/// `Name: value` lines.
pub(crate) fn parse_headers<'h>(lines: impl Iterator<Item = &'h str>) -> Option<Pairs> {
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    lines.map(header).collect()
}
