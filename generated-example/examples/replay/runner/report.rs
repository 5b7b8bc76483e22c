//! What the replay prints.
//!
//! In: what became of each request. Out: one line per request, for people or as JSON, and a summary for people. Secrets
//! that stand in a URL or in what a server says are hidden, and nothing can begin a line of its own.

use std::fmt;

use serde::Serialize;

/// What became of a request.
#[derive(Serialize)]
pub(super) struct Line<'r> {
    pub(super) path: &'r [String],
    pub(super) method: &'r str,
    pub(super) url: String,
    pub(super) status: Option<u16>,
    pub(super) decoded: Option<bool>,
    pub(super) error: Option<String>,
}

impl Line<'_> {
    /// Whether it was sent, and decoded if it succeeded; where that is `strict`, it has to succeed.
    pub(super) fn is_good(&self, strict: bool) -> bool {
        match self.decoded {
            Some(is_decoded) => is_decoded,
            None => self.status.is_some() && !strict,
        }
    }

    /// The line as one JSON object.
    pub(super) fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, url) = (printable(&self.path.join(" / ")), printable(&self.url));
        write!(formatter, "{path}: {} {url}: ", self.method)?;
        match (self.status, self.decoded) {
            (None, _) => write!(formatter, "not sent")?,
            // Its error begins with the status.
            (Some(_), None) if self.error.is_some() => {}
            (Some(status), None) => write!(formatter, "{status}")?,
            (Some(status), Some(true)) => write!(formatter, "{status}, decoded")?,
            (Some(status), Some(false)) => write!(formatter, "{status}, not decoded")?,
        }
        match (&self.error, self.status, self.decoded) {
            (Some(error), Some(_), None) => formatter.write_str(&printable(error)),
            (Some(error), ..) => write!(formatter, ": {}", printable(error)),
            (None, ..) => Ok(()),
        }
    }
}

/// Text without anything that ends a line or steers a terminal.
pub(super) fn printable(text: &str) -> String {
    let blank = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().map(blank).collect()
}

/// How many requests ended how.
#[derive(Default)]
pub(super) struct Summary {
    decoded: usize,
    not_decoded: usize,
    refused: usize,
    not_sent: usize,
}

impl Summary {
    pub(super) fn count(&mut self, line: &Line<'_>) {
        let counter = match (line.status, line.decoded) {
            (None, _) => &mut self.not_sent,
            (Some(_), Some(true)) => &mut self.decoded,
            (Some(_), Some(false)) => &mut self.not_decoded,
            (Some(_), None) => &mut self.refused,
        };
        *counter += 1;
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            decoded,
            not_decoded,
            refused,
            not_sent,
        } = self;
        let all = decoded + not_decoded + refused + not_sent;
        let plural = if all == 1 { "" } else { "s" };
        write!(
            formatter,
            "{all} request{plural}: {decoded} decoded, {not_decoded} not decoded, \
             {refused} answered without success, {not_sent} not sent"
        )
    }
}

/// Texts that must not be printed.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Anything shorter would be found everywhere.
    const SHORTEST: usize = 4;

    pub(super) fn add(&mut self, secret: &str) {
        if secret.len() >= Self::SHORTEST {
            self.0.push(secret.to_owned());
        }
    }

    /// The text without the secrets.
    pub(super) fn hide(&self, text: &str) -> String {
        let hide = |text: String, secret: &String| text.replace(secret.as_str(), "[hidden]");
        self.0.iter().fold(text.to_owned(), hide)
    }

    /// The URL without the secrets, however they are encoded in it.
    pub(super) fn hide_in_url(&self, url: &str) -> String {
        const DELIMITERS: [char; 5] = ['/', '?', '&', '=', '#'];
        let literal = self.hide(url);
        let pieces = literal.split_inclusive(DELIMITERS).map(|piece| {
            let bare = piece.trim_end_matches(DELIMITERS);
            match self.is_in(&decode(bare)) {
                true => piece.replacen(bare, "[hidden]", 1),
                false => piece.to_owned(),
            }
        });
        let shown: String = pieces.collect();
        // A secret may hold delimiters of its own.
        if self.is_in(&decode(&shown)) {
            "[hidden]".to_owned()
        } else {
            shown
        }
    }

    fn is_in(&self, text: &str) -> bool {
        self.0.iter().any(|secret| text.contains(secret.as_str()))
    }
}

/// Replaces every `%XX`.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.split_at_checked(2).filter(|_| *first == b'%');
        let byte = digits.and_then(|(digits, after)| {
            let digits = std::str::from_utf8(digits).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, after))
        });
        let (byte, after) = byte.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a variable of that name holds a secret, whatever the collection says.
pub(super) fn is_secret_name(name: &str) -> bool {
    const PARTS: [&str; 8] = [
        "token",
        "secret",
        "password",
        "passwd",
        "apikey",
        "accesskey",
        "privatekey",
        "credential",
    ];
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let folded: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    PARTS.iter().any(|part| folded.contains(part))
}
