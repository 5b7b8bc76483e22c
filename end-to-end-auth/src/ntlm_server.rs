//! A server that authenticates connections by NTLM: each has a challenge of its own, and what one has proved is worth
//! nothing on another.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::verify::ntlm::{Account, Dialogue, check};

pub const ACCOUNT: Account<'static> = Account {
    domain: "CORP",
    name: "ada",
    password: "planted pässword",
};

/// A request, the number of its connection, and what was said about it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub connection: usize,
    pub head: String,
    pub body: Vec<u8>,
    pub status: u16,
    pub problem: Option<String>,
}

/// How the server misbehaves.
#[derive(Clone, Copy, Default)]
pub struct Behaviour {
    /// Tells the time, so that the integrity of the messages is protected.
    pub tells_time: bool,
    /// Hangs up after each challenge.
    pub hangs_up: bool,
    /// Asks for no login.
    pub is_open: bool,
    /// Offers this scheme.
    pub offers: Option<&'static str>,
}

pub struct NtlmServer {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl NtlmServer {
    pub async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let record = Arc::clone(&seen);
        let next = AtomicUsize::new(0);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = Connection {
                    number: next.fetch_add(1, Ordering::Relaxed),
                    behaviour,
                    record: Arc::clone(&record),
                    negotiated: None,
                    is_proved: false,
                };
                tokio::spawn(connection.serve(stream));
            }
        });
        Self { url, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

struct Connection {
    number: usize,
    behaviour: Behaviour,
    record: Arc<Mutex<Vec<Seen>>>,
    /// The messages so far: the client's and the challenge.
    negotiated: Option<(Vec<u8>, Vec<u8>)>,
    is_proved: bool,
}

impl Connection {
    async fn serve(mut self, mut stream: TcpStream) {
        let mut bytes = Vec::new();
        while let Some((head, body)) = read(&mut stream, &mut bytes).await {
            let (status, offer, problem) = self.judge(&head);
            self.record.lock().unwrap().push(Seen {
                connection: self.number,
                head,
                body,
                status,
                problem,
            });
            let text = "some text to be read before the next message";
            let is_challenge = offer.contains(' ');
            let offer = match offer.is_empty() {
                true => String::new(),
                false => format!("WWW-Authenticate: {offer}\r\n"),
            };
            let length = text.len();
            let head = format!("HTTP/1.1 {status} Said\r\n{offer}Content-Length: {length}\r\n\r\n");
            let answer = match status {
                200 => head.replace(&length.to_string(), "2") + "{}",
                _ => head + text,
            };
            if stream.write_all(answer.as_bytes()).await.is_err()
                || is_challenge && self.behaviour.hangs_up
            {
                return;
            }
        }
    }

    /// Status, what to offer, and what is wrong.
    fn judge(&mut self, head: &str) -> (u16, String, Option<String>) {
        let scheme = self.behaviour.offers.unwrap_or("NTLM");
        let given = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let rest = value.strip_prefix(scheme)?;
            name.eq_ignore_ascii_case("authorization")
                .then(|| STANDARD.decode(rest.trim()).unwrap_or_default())
        });
        let Some(message) = given else {
            return match self.is_proved || self.behaviour.is_open {
                true => (200, String::new(), None),
                false => (401, scheme.to_owned(), None),
            };
        };
        if message.get(8) == Some(&1) {
            let challenge = self.challenge();
            let offer = format!("{scheme} {}", STANDARD.encode(&challenge));
            self.negotiated = Some((message, challenge));
            return (401, offer, None);
        }
        let Some((negotiate, challenge)) = self.negotiated.take() else {
            let problem = "no challenge was given on this connection";
            return (401, scheme.to_owned(), Some(problem.to_owned()));
        };
        let dialogue = Dialogue {
            negotiate: &negotiate,
            challenge: &challenge,
        };
        match check(&ACCOUNT, &dialogue, &message) {
            Ok(()) => {
                self.is_proved = true;
                (200, String::new(), None)
            }
            Err(problem) => (401, scheme.to_owned(), Some(problem)),
        }
    }

    /// MS-NLMP section 2.2.1.2, with the number of the connection as the random part.
    fn challenge(&self) -> Vec<u8> {
        let mut about = b"\x02\x00\x08\x00C\0O\0R\0P\0\x01\x00\x04\x00S\x001\0".to_vec();
        if self.behaviour.tells_time {
            about.extend(b"\x07\x00\x08\x00\x01\x02\x03\x04\x05\x06\xdc\x01");
        }
        about.extend([0; 4]);
        let mut challenge = b"NTLMSSP\0\x02\0\0\0".to_vec();
        challenge.extend([0, 0, 0, 0, 48, 0, 0, 0]);
        challenge.extend(0xA289_8205_u32.to_le_bytes());
        challenge.extend((0x0123_4567_89AB_0000 + self.number as u64).to_le_bytes());
        challenge.extend([0; 8]);
        let length = (about.len() as u16).to_le_bytes();
        challenge.extend([length, length].concat());
        challenge.extend(48_u32.to_le_bytes());
        challenge.extend(about);
        challenge
    }
}

async fn read(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<(String, Vec<u8>)> {
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                let found = name.eq_ignore_ascii_case("content-length");
                found.then(|| value.parse::<usize>().unwrap())
            });
            let whole = end + 4 + length.unwrap_or(0);
            if bytes.len() >= whole {
                let body = bytes[end + 4..whole].to_vec();
                bytes.drain(..whole);
                return Some((head, body));
            }
        }
        if stream.read_buf(bytes).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}
