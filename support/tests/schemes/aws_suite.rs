//! The whole test suite of AWS Signature Version 4, case by case.
//!
//! The suite signs requests as a text has them; the scheme signs what goes over the wire. So a case is expected to
//! give the suite's signature, or that of the suite's canonical request with one of these differences: paths are
//! normalized (a URL has no dot segments) and, being encoded already, encoded once more; headers that are not AWS's
//! are not signed, since proxies change them; the query covers the host only; a body is announced by its hash.

use std::collections::BTreeMap;

use collgen_support::auth::schemes::AwsV4;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Request;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{At, header, request, signed};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Those whose canonical request differs from the suite's, in headers.
const DIFFERENT_IN_HEADERS: [&str; 18] = [
    "double-encode-path",
    "get-header-key-duplicate",
    "get-header-value-multiline",
    "get-header-value-order",
    "get-header-value-trim",
    "get-relative-relative-unnormalized",
    "get-relative-unnormalized",
    "get-slash-dot-slash-unnormalized",
    "get-slash-pointless-dot-unnormalized",
    "get-slash-unnormalized",
    "get-slashes-unnormalized",
    "get-space-normalized",
    "get-space-unnormalized",
    "get-utf8",
    "post-header-key-sort",
    "post-header-value-case",
    "post-x-www-form-urlencoded",
    "post-x-www-form-urlencoded-parameters",
];

fn suite() -> Vec<Value> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("data/aws-suite.json")).unwrap();
    assert_eq!(cases.len(), 40);
    cases
}

fn text<'c>(case: &'c Value, at: &str) -> &'c str {
    case.pointer(at).and_then(Value::as_str).unwrap_or_default()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digits = bytes.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

fn code(key: &[u8], text: &str) -> Vec<u8> {
    let mut code = Hmac::<Sha256>::new_from_slice(key).unwrap();
    code.update(text.as_bytes());
    code.finalize().into_bytes().to_vec()
}

/// The signature of a canonical request, by the description and no code of the scheme.
fn signature(canonical: &str, at: &str, scope: &str) -> String {
    let scope = format!("{}/{scope}/aws4_request", at.split('T').next().unwrap());
    let text = format!(
        "AWS4-HMAC-SHA256\n{at}\n{scope}\n{}",
        hex(Sha256::digest(canonical))
    );
    let key = format!("AWS4{SECRET}").into_bytes();
    let key = scope.split('/').fold(key, |key, part| code(&key, part));
    hex(code(&key, &text))
}

/// The parts of a request as the suite writes it.
struct Written<'c> {
    method: &'c str,
    target: &'c str,
    headers: Vec<(&'c str, String)>,
    body: &'c str,
}

fn written(case: &Value) -> Written<'_> {
    let (head, body) = match text(case, "/request").split_once("\n\n") {
        Some(parts) => parts,
        None => (text(case, "/request"), ""),
    };
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let (method, rest) = first.split_once(' ').unwrap();
    let mut headers: Vec<(&str, String)> = Vec::new();
    for line in lines {
        match (line.strip_prefix(' '), headers.last_mut()) {
            // A value that goes on.
            (Some(more), Some((_, value))) => *value = format!("{value} {more}"),
            _ => {
                let (name, value) = line.split_once(':').unwrap();
                headers.push((name, value.to_owned()));
            }
        }
    }
    Written {
        method,
        target: rest.strip_suffix(" HTTP/1.1").unwrap_or(rest),
        headers,
        body: body.trim_end_matches('\n'),
    }
}

fn sent(case: &Value, in_query: bool) -> Request {
    let written = written(case);
    let host = written
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let mut url = format!("https://{}{}", host.unwrap().1, written.target);
    if in_query {
        url.push_str(if url.contains('?') { "&" } else { "?" });
        url.push_str("X-Amz-Expires=3600");
    }
    let mut request = request(written.method.parse().unwrap(), &url);
    for (name, value) in &written.headers {
        if !["host", "content-length"].contains(&name.to_lowercase().as_str()) {
            let name: reqwest::header::HeaderName = name.parse().unwrap();
            request
                .headers_mut()
                .append(name, value.trim().parse().unwrap());
        }
    }
    if !written.body.is_empty() {
        *request.body_mut() = Some(written.body.to_owned().into());
    }
    request
}

fn scheme(case: &Value) -> AwsV4 {
    let (region, service) = match text(case, "/scope") {
        "" => ("us-east-1", "service"),
        scope => scope.split_once('/').unwrap(),
    };
    let scheme = AwsV4::new("AKIDEXAMPLE", SECRET)
        .region(region)
        .service(service);
    let at = case["at"].as_u64().unwrap_or(1_440_938_160);
    match case["omits_token"].as_bool() {
        Some(true) => scheme.clock(At(at)),
        _ => scheme.clock(At(at)).session_token(text(case, "/token")),
    }
}

/// `%` for what the suite leaves to a second encoding.
fn encoded_again(path: &str) -> String {
    path.replace('%', "%25")
}

/// The suite's canonical request as the scheme means it.
fn expected(case: &Value, mode: &str, normalized: &BTreeMap<&str, &str>) -> String {
    let canonical = text(case, &format!("/{mode}/canonical"));
    let (head, hash) = canonical.rsplit_once('\n').unwrap();
    let (head, _) = head.rsplit_once('\n').unwrap();
    let mut lines = head.split('\n');
    let (method, path) = (lines.next().unwrap(), lines.next().unwrap());
    let query = lines.next().unwrap();
    let name = text(case, "/name");
    let path = normalized.get(name).copied().unwrap_or(path);
    // Here the suite itself encodes once more what it has encoded; the scheme sends `@` as `%40`.
    let path = match name.starts_with("double") {
        true => path.replace("%40", "%2540"),
        false => encoded_again(path),
    };
    let written = written(case);
    let mut signed: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| {
            *name == "host"
                || name.starts_with("x-amz-")
                || *name == "content-type" && mode == "header"
        })
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let hash = match written.body.is_empty() {
        true => hash.to_owned(),
        false => hex(Sha256::digest(written.body)),
    };
    if mode == "header" && !written.body.is_empty() {
        signed.insert("x-amz-content-sha256".to_owned(), hash.clone());
    }
    let names: Vec<&str> = signed.keys().map(String::as_str).collect();
    let names = names.join(";");
    let query: Vec<String> = query
        .split('&')
        .map(|field| match field.starts_with("X-Amz-SignedHeaders=") {
            true => format!("X-Amz-SignedHeaders={}", names.replace(';', "%3B")),
            false => field.to_owned(),
        })
        .collect();
    let signed: String = signed
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    format!(
        "{method}\n{path}\n{}\n{signed}\n{names}\n{hash}",
        query.join("&")
    )
}

/// The paths of cases that the suite does not normalize, as those have them that it does.
fn normalized(cases: &[Value]) -> BTreeMap<&str, &str> {
    let path = |name: &str| {
        let case = cases.iter().find(|case| text(case, "/name") == name);
        case.map(|case| text(case, "/header/canonical").split('\n').nth(1).unwrap())
    };
    let names = cases.iter().map(|case| text(case, "/name"));
    names
        .filter_map(|name| {
            let other = format!("{}-normalized", name.strip_suffix("-unnormalized")?);
            Some((name, path(&other)?))
        })
        .collect()
}

fn at_and_scope(case: &Value) -> (&'static str, String) {
    let at = match case["at"].as_u64() {
        Some(_) => "20210511T154045Z",
        None => "20150830T123600Z",
    };
    match text(case, "/scope") {
        "" => (at, "us-east-1/service".to_owned()),
        scope => (at, scope.to_owned()),
    }
}

#[test]
fn the_signatures_of_the_suite_are_those_of_its_canonical_requests() {
    for case in suite() {
        for mode in ["header", "query"] {
            let known = text(&case, &format!("/{mode}/signature"));
            if known.is_empty() {
                continue;
            }
            let (at, scope) = at_and_scope(&case);
            let canonical = text(&case, &format!("/{mode}/canonical"));
            assert_eq!(
                signature(canonical, at, &scope),
                known.trim(),
                "{}",
                case["name"]
            );
        }
    }
}

#[tokio::test]
async fn every_case_of_the_suite_has_its_signature_in_headers() {
    let cases = suite();
    let normalized = normalized(&cases);
    let mut different = Vec::new();
    for case in &cases {
        let request = signed(&scheme(case), sent(case, false)).await;
        let (at, scope) = at_and_scope(case);
        let canonical = expected(case, "header", &normalized);
        let given = header(&request, "authorization");
        let expected = signature(&canonical, at, &scope);
        assert!(
            given.ends_with(&format!("Signature={expected}")),
            "{}\n{canonical}",
            case["name"]
        );
        if canonical != text(case, "/header/canonical") {
            different.push(text(case, "/name"));
        }
    }
    assert_eq!(different, DIFFERENT_IN_HEADERS);
}

#[tokio::test]
async fn every_case_of_the_suite_has_its_signature_in_the_query() {
    let cases = suite();
    let normalized = normalized(&cases);
    let mut same = 0;
    for case in cases.iter().filter(|case| {
        case.pointer("/query/canonical")
            .is_some_and(Value::is_string)
    }) {
        let request = signed(&scheme(case).in_query(true), sent(case, true)).await;
        let (at, scope) = at_and_scope(case);
        let canonical = expected(case, "query", &normalized);
        let canonical = match case["omits_token"].as_bool() {
            Some(true) => without_token(&canonical),
            _ => canonical,
        };
        let query = request.url().query().unwrap();
        let expected = signature(&canonical, at, &scope);
        assert!(
            query.ends_with(&format!("X-Amz-Signature={expected}")),
            "{}\n{canonical}\n{query}",
            case["name"]
        );
        same += usize::from(canonical == text(case, "/query/canonical"));
    }
    assert!(same >= 18, "{same} are the suite's own");
}

fn without_token(canonical: &str) -> String {
    let fields = canonical.split('&');
    let kept: Vec<&str> = fields
        .filter(|field| !field.starts_with("X-Amz-Security-Token="))
        .collect();
    kept.join("&")
}

#[test]
fn the_empty_body_of_the_suite_is_the_hash_of_nothing() {
    assert_eq!(hex(Sha256::digest("")), NOTHING);
}
