//! A server that keeps what it is sent.
//!
//! In: a client that takes it for its proxy. Out: every message, cut by hand so that nothing is
//! tidied up. The answer is always 200 with `{}`, and the connection ends with it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::message::Message;

/// The server.
pub struct Recorder {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Message>>>,
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";

impl Recorder {
    /// Listens on a port of this machine.
    ///
    /// # Errors
    /// When there is none.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    // A client that goes away is missed in the comparison.
                    let _ = serve(stream, &kept).await;
                });
            }
        });
        Ok(Self { address, received })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was sent, in order.
    pub fn messages(&self) -> Vec<Message> {
        let received = self.received.lock();
        received.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(mut stream: TcpStream, kept: &Mutex<Vec<Message>>) -> io::Result<()> {
    let mut buffer = Vec::new();
    let message = loop {
        if let Some(message) = cut(&buffer) {
            break message;
        }
        if stream.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
    };
    let body = if message.method == "HEAD" { "" } else { "{}" };
    kept.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(message);
    stream.write_all(ANSWER.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

/// The message in the buffer, once it is whole.
fn cut(buffer: &[u8]) -> Option<Message> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    // A character for each byte, whatever the encoding.
    let latin = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
    let head = latin(buffer.get(..end)?);
    let mut lines = head.split("\r\n");
    let (method, rest) = lines.next()?.split_once(' ')?;
    let (address, _) = rest.rsplit_once(' ')?;
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_owned(), value.trim_start().to_owned()))
    };
    let mut message = Message {
        method: method.to_owned(),
        headers: lines.filter_map(pair).collect(),
        ..Message::default()
    };
    // A client without TLS asks its proxy for https in plain text too.
    let (scheme, absolute) = address.split_once("://")?;
    let at = absolute.find(['/', '?']).unwrap_or(absolute.len());
    let (host, target) = absolute.split_at(at);
    scheme.clone_into(&mut message.scheme);
    host.clone_into(&mut message.host);
    target.clone_into(&mut message.target);
    let body = buffer.get(end + 4..)?;
    let body = match message.values("transfer-encoding").is_empty() {
        true => {
            let length = message.values("content-length").pop();
            body.get(..length.and_then(|length| length.parse().ok()).unwrap_or(0))?
                .to_vec()
        }
        false => unchunked(body)?,
    };
    match String::from_utf8(body) {
        Ok(text) if text.is_empty() => {}
        Ok(text) => message.body = Some(text),
        Err(error) => message.body_base64 = Some(STANDARD.encode(error.as_bytes())),
    }
    Some(message)
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size, 16).ok()?;
        let chunk = rest.get(end + 2..end + 2 + size)?;
        rest = rest.get(end + 4 + size..)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
    }
}
