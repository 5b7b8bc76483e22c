//! Multipart bodies, taken apart.

/// A part: the lines of its head, sorted and in lower case where case means nothing, and the content.
pub(crate) type Part = (Vec<String>, Vec<u8>);

/// The parts of a body.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let (_, boundary) = content_type.split_once("boundary=")?;
    let boundary = boundary.split(';').next()?.trim_matches('"');
    let separator = format!("\r\n--{boundary}");
    // The first separator has no line before it.
    let body = [b"\r\n", body].concat();
    let mut pieces = split(&body, separator.as_bytes()).into_iter().skip(1);
    let mut found = Vec::new();
    loop {
        let piece = pieces.next()?;
        if piece.starts_with(b"--") {
            return Some(found);
        }
        let piece = piece.strip_prefix(b"\r\n")?;
        let end = piece.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(piece.get(..end)?).into_owned();
        let mut lines: Vec<String> = head.split("\r\n").map(header).collect();
        lines.sort();
        found.push((lines, piece.get(end + 4..)?.to_vec()));
    }
}

/// Names of headers are the same in any case.
fn header(line: &str) -> String {
    match line.split_once(':') {
        Some((name, value)) => format!("{}:{}", name.to_ascii_lowercase(), value.trim()),
        None => line.to_owned(),
    }
}

fn split<'b>(bytes: &'b [u8], separator: &[u8]) -> Vec<&'b [u8]> {
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    while let Some(at) = rest
        .windows(separator.len())
        .position(|window| window == separator)
    {
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after.get(separator.len()..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}
