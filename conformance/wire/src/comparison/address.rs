//! Paths and queries that say the same in other bytes.

/// Visible characters that the addresses of reqwest never hold in a path, and in a query: its type `Url` encodes them
/// whatever it is told (URL standard, section 1.3).
pub const PATH: &str = "\"<>`{}";
/// See [`PATH`].
pub const QUERY: &str = "\"'<>";

/// The text with everything encoded that an address cannot hold: these, blanks, and all beyond ASCII.
pub(super) fn encoded(text: &str, never: &str) -> String {
    let mut encoded = String::new();
    // A character stands for a byte.
    for character in text.chars() {
        match character {
            '!'..='~' if !never.contains(character) => encoded.push(character),
            _ => encoded.push_str(&format!("%{:02X}", u32::from(character))),
        }
    }
    encoded
}

/// Whether the path is the same but for segments with a type.
pub(super) fn is_typed(left: &str, right: &str) -> bool {
    let (left, right) = (left.split('/'), right.split('/'));
    let pairs = left.clone().zip(right.clone());
    let same = |(left, right): (&str, &str)| left == right || left == "[object%20Object]";
    left.count() == right.count() && pairs.into_iter().all(same)
}

pub(super) fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

/// A query without the values of what is signed anew each time.
pub(super) fn signed_query(query: &str) -> Option<Vec<&str>> {
    const VARYING: [&str; 5] = [
        "oauth_nonce",
        "oauth_signature",
        "oauth_timestamp",
        "X-Amz-Date",
        "X-Amz-Signature",
    ];
    let is_varying = |name: &&str| VARYING.contains(name);
    let names = query.trim_start_matches('?').split('&');
    let names = names.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    let names: Vec<&str> = names.collect();
    names.iter().any(is_varying).then(|| {
        let mut kept: Vec<&str> = query.trim_start_matches('?').split('&').collect();
        kept.retain(|pair| {
            !pair
                .split_once('=')
                .is_some_and(|(name, _)| is_varying(&name))
        });
        kept
    })
}

/// Whether the last pair of a query stands elsewhere in the other, and nothing else differs.
pub(super) fn is_moved(left: &str, right: &str) -> bool {
    let pairs = |query: &str| -> Vec<String> {
        let pairs = query.trim_start_matches('?').split('&');
        pairs.map(str::to_owned).collect()
    };
    let (mut left, right) = (pairs(left), pairs(right));
    let Some(last) = right.last() else {
        return false;
    };
    let Some(at) = left.iter().position(|pair| pair == last) else {
        return false;
    };
    let pair = left.remove(at);
    left.push(pair);
    left == right
}
