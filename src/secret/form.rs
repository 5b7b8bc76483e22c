//! Secrets that are known by their form, whatever they stand under.
//!
//! Sources: the published patterns of the issuers, RFC 7519 (JWT), RFC 7468 (PEM).

use std::ops::Range;

/// What the tokens of an issuer begin with, and how long the rest is at least.
const PREFIXES: [(&str, usize); 44] = [
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 22),
    ("glpat-", 18),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("whsec_", 16),
    ("AIza", 33),
    ("ya29.", 20),
    ("GOCSPX-", 20),
    ("SG.", 32),
    ("npm_", 30),
    ("pypi-", 16),
    ("PMAK-", 30),
    ("shpat_", 28),
    ("shpss_", 28),
    ("shpca_", 28),
    ("dop_v1_", 40),
    ("sq0atp-", 20),
    ("sq0csp-", 20),
    ("sk-", 24),
    ("hf_", 28),
    ("lin_api_", 20),
    ("ATATT3", 30),
    ("dapi", 32),
    ("NRAK-", 20),
    ("hvs.", 20),
    ("hvb.", 20),
    ("EAAC", 40),
    ("sl.", 60),
    ("key-", 32),
    ("secret_", 30),
    ("AKIA", 16),
    ("ASIA", 16),
];

/// The secrets of a text that their form gives away.
pub(crate) fn forms(text: &str) -> Vec<Range<usize>> {
    let mut found = private_keys(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while bytes.get(at).is_some_and(|byte| is_of_word(*byte)) {
            at += 1;
        }
        // Most words are too short to look at.
        if at - start >= 16
            && let Some(word) = text.get(start..at)
            && let Some(inner) = secret_of_word(word)
        {
            found.push(start + inner.start..start + inner.end);
        }
        at += 1;
    }
    found
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}

fn secret_of_word(word: &str) -> Option<Range<usize>> {
    if let Some(length) = word
        .find("eyJ")
        .and_then(|at| Some((at, jwt_length(word.get(at..)?)?)))
    {
        return Some(length.0..length.0 + length.1);
    }
    let first = word.as_bytes().first();
    // Most prefixes differ in the first byte already.
    let mut prefixes = PREFIXES
        .iter()
        .filter(|(prefix, _)| prefix.as_bytes().first() == first);
    let prefix = prefixes.find(|(prefix, rest)| {
        let tail = word.strip_prefix(prefix);
        tail.is_some_and(|tail| tail.len() >= *rest && is_mixed(tail))
    });
    if prefix.is_some() {
        return Some(0..word.trim_end_matches('.').len());
    }
    let is_twilio = word.len() == 34
        && word
            .strip_prefix("SK")
            .is_some_and(|tail| tail.bytes().all(|b| b.is_ascii_hexdigit()));
    is_twilio.then_some(0..word.len())
}

/// Random text has digits, or letters of both kinds.
fn is_mixed(tail: &str) -> bool {
    let has = |is: fn(&u8) -> bool| tail.bytes().any(|byte| is(&byte));
    has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

/// The length of the JWT that a word starts with: three parts, of which the last may be empty.
fn jwt_length(word: &str) -> Option<usize> {
    let mut parts = word.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let is_long = header.len() >= 10 && payload.len() >= 10;
    // An encrypted one has five parts.
    let more: usize = parts.take(2).map(|part| part.len() + 1).sum();
    is_long.then_some(header.len() + payload.len() + signature.len() + 2 + more)
}

/// From the line that begins a private key to the one that ends it, or to the end of the text.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    const END: &str = "-----END ";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(BEGIN) {
        let rest = text.get(at + BEGIN.len()..).unwrap_or_default();
        let Some((kind, body)) = rest.split_once("-----") else {
            continue;
        };
        if !kind.ends_with("PRIVATE KEY") && !kind.ends_with("PRIVATE KEY BLOCK") {
            continue;
        }
        let start = text.len() - body.len();
        let end = body.find(END).map_or(text.len(), |length| start + length);
        if text
            .get(start..end)
            .is_some_and(|key| key.trim().len() >= 16)
        {
            found.push(start..end);
        }
    }
    found
}

/// User name and password between `://` and `@`, if they are no variables.
pub(crate) fn credentials_of_url(text: &str) -> Option<Range<usize>> {
    let start = text.find("://")? + 3;
    let rest = text.get(start..)?;
    let end = rest
        .find(['/', '?', '#', ' ', '"', '\'', '<', '\n'])
        .unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let (user, _) = authority.rsplit_once('@')?;
    let password = user.split_once(':').map(|(_, password)| password)?;
    let is_literal = !password.is_empty() && !password.contains("{{") && !password.contains('<');
    is_literal.then_some(start..start + user.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keys_and_jwts_are_found_in_the_midst_of_text() {
        for secret in [
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r",
            "AKIAIOSFODNN7EXAMPLQ",
            "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
            "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy",
            "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",
        ] {
            for text in [
                secret.to_owned(),
                format!("say \"{secret}\", please"),
                format!("a={secret}&b"),
            ] {
                let found: Vec<&str> = forms(&text)
                    .into_iter()
                    .filter_map(|at| text.get(at))
                    .collect();
                assert_eq!(found, [secret], "{text}");
            }
        }
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0Z3VS5JJcds3xfn\n-----END RSA PRIVATE KEY-----";
        assert_eq!(forms(key).len(), 1);
    }

    #[test]
    fn what_only_looks_alike_is_left() {
        for text in [
            "eyJhbGciOi",
            "sk-learn",
            "AKIA",
            "key-value-pairs-of-the-configuration-of-it",
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQ\n-----END PUBLIC KEY-----",
            "a sentence of many words and no secret in it",
            "0123456789abcdef0123456789abcdef",
        ] {
            assert!(forms(text).is_empty(), "{text}");
        }
        assert_eq!(credentials_of_url("https://u:pw@a.test/x"), Some(8..12));
        assert_eq!(credentials_of_url("https://{{u}}:{{p}}@a.test/x"), None);
        assert_eq!(credentials_of_url("https://a.test/x@y:z"), None);
    }
}
