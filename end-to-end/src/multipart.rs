//! `multipart/form-data` as a server reads it (RFC 7578).
//!
//! In: a request. Out: its parts in order. Refused: another content type, no boundary, a body that does not
//! end with the closing boundary, parts without a name.

use crate::http::{Request, find, find_bytes, parse_headers};

/// One part of an upload.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// Name of the field.
    pub name: String,
    /// Name of the file, if it is one.
    pub file_name: Option<String>,
    /// The part's own content type, if it has one.
    pub content_type: Option<String>,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The parts of a request's body.
pub(crate) fn parse(request: &Request) -> Option<Vec<Part>> {
    let content_type = request.header("content-type")?;
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let opening = format!("--{boundary}\r\n");
    let between = format!("\r\n--{boundary}");
    let mut rest = request.body.strip_prefix(opening.as_bytes())?;
    let mut parts = Vec::new();
    loop {
        let end = find_bytes(rest, between.as_bytes())?;
        let (part, tail) = rest.split_at(end);
        parts.push(parse_part(part)?);
        let tail = tail.get(between.len()..)?;
        match tail.strip_prefix(b"\r\n") {
            Some(next) => rest = next,
            None => return (tail == b"--\r\n").then_some(parts),
        }
    }
}

fn parse_part(part: &[u8]) -> Option<Part> {
    let end = find_bytes(part, b"\r\n\r\n")?;
    let (head, tail) = part.split_at(end);
    let headers = parse_headers(std::str::from_utf8(head).ok()?.split("\r\n"))?;
    let disposition = find(&headers, "content-disposition")?;
    Some(Part {
        name: parameter(disposition, "name")?,
        file_name: parameter(disposition, "filename"),
        content_type: find(&headers, "content-type").map(str::to_owned),
        bytes: tail.get(4..)?.to_vec(),
    })
}

/// `; name="value"`, where quotes inside arrive as `%22`.
fn parameter(disposition: &str, name: &str) -> Option<String> {
    let (_, tail) = disposition.split_once(&format!("; {name}=\""))?;
    let (value, _) = tail.split_once('"')?;
    Some(value.replace("%22", "\""))
}
