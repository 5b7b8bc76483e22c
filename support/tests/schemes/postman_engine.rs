//! The same request, signed here and by Postman's own engine, as recorded: the headers are the same.
//!
//! Not compared: the blank behind a comma, the order of query parameters, the spelling of a query value. Tokens are
//! compared by what they say, since the engine writes JSON in another order, and both signatures are checked.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use collgen_support::auth::schemes::{
    ApiKey, Asap, AwsV4, Basic, Bearer, EdgeGrid, Hawk, HawkAlgorithm, Jwt, JwtAlgorithm,
    KeyAlgorithm, KeyJwt, KeySignatureMethod, OAuth1, SignatureMethod,
};
use collgen_support::auth::{Authorize, Placement};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Request;
use serde_json::Value;
use sha2::Sha256;

use crate::{At, header, request, signed};

const KEY: &str = include_str!("keys/rfc7515-a2.pem");
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// What the clock of the engine said.
const NOW: u64 = 1_440_938_160;

fn recording() -> Vec<Value> {
    serde_json::from_str(include_str!("data/postman-engine.json")).unwrap()
}

fn recorded(name: &str) -> Value {
    let mut all = recording().into_iter();
    all.find(|line| line["name"] == name).expect(name)
}

/// What is to be signed.
fn unsigned(line: &Value) -> Request {
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let mut request = request(text("method").parse().unwrap(), text("url"));
    if let Some(kind) = line["headers"]["content-type"].as_str() {
        request
            .headers_mut()
            .insert("content-type", kind.parse().unwrap());
        *request.body_mut() = Some(text("body").to_owned().into());
    }
    request
}

/// The request of that name, by the scheme and as it was recorded.
async fn both(name: &str, scheme: &impl Authorize) -> (Request, Value) {
    let line = recorded(name);
    (signed(scheme, unsigned(&line)).await, line)
}

fn parts(header: &str) -> Vec<String> {
    header
        .split(',')
        .map(|part| part.trim().to_owned())
        .collect()
}

async fn same_header(name: &str, scheme: &impl Authorize) {
    let (request, line) = both(name, scheme).await;
    let engine = line["headers"]["authorization"].as_str().unwrap();
    assert_eq!(
        parts(header(&request, "authorization")),
        parts(engine),
        "{name}"
    );
    let amazon = line["headers"].as_object().unwrap().iter();
    for (name, value) in amazon.filter(|(name, _)| name.starts_with("x-")) {
        assert_eq!(header(&request, name), value);
    }
}

/// Query parameters, decoded and in order of their names.
async fn same_query(name: &str, scheme: &impl Authorize) {
    let (request, line) = both(name, scheme).await;
    let engine = request
        .url()
        .join(line["target"].as_str().unwrap())
        .unwrap();
    let pairs = |url: &reqwest::Url| {
        let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
        pairs.sort();
        pairs
    };
    assert_eq!(pairs(request.url()), pairs(&engine), "{name}");
}

#[tokio::test]
async fn basic_bearer_and_keys() {
    same_header("basic", &Basic::new("ann", "pässword:1")).await;
    same_header("bearer", &Bearer::new("the-token")).await;
    let (request, line) = both("apikey header", &ApiKey::new("X-Key", "k e/y")).await;
    assert_eq!(header(&request, "x-key"), line["headers"]["x-key"]);
    let key = ApiKey::new("key", "a b&c=d/é").in_query(true);
    same_query("apikey query", &key).await;
}

#[tokio::test]
async fn hawk() {
    let key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    let hawk = || {
        let hawk = Hawk::new("dh37fgj492je", key);
        hawk.nonce("j4h3g2").clock(At(1_353_832_234))
    };
    same_header("hawk", &hawk().extra("some-app-ext-data")).await;
    let body = hawk().algorithm(HawkAlgorithm::Sha1).payload_hash(true);
    same_header("hawk body", &body.application("app").delegation("dlg")).await;
}

#[tokio::test]
async fn oauth1() {
    let fixed = |scheme: OAuth1| {
        let scheme = scheme.clock(At(137_131_201)).nonce("7d8f3e4a");
        scheme.version("1.0").in_header(true)
    };
    let header = OAuth1::new("ck", "c&s").token("t k", "t%s").realm("photos");
    same_header("oauth1 header", &fixed(header)).await;
    let form = OAuth1::new("ck", "cs").signature_method(SignatureMethod::HmacSha256);
    same_header("oauth1 form", &fixed(form)).await;
    let plain = OAuth1::new("ck", "c s").token("t", "ts");
    let plain = plain.signature_method(SignatureMethod::Plaintext);
    same_header("oauth1 plaintext", &fixed(plain)).await;
    let rsa = OAuth1::with_private_key("ck", KEY).token("t", "");
    let rsa = rsa.key_signature_method(KeySignatureMethod::RsaSha256);
    same_header("oauth1 rsa", &fixed(rsa)).await;
}

#[tokio::test]
async fn aws_v4() {
    let aws = || AwsV4::new("AKIDEXAMPLE", SECRET).clock(At(NOW));
    same_header("awsv4", &aws().region("eu-west-1")).await;
    same_header("awsv4 body", &aws().session_token("the-session")).await;
    same_query("awsv4 query", &aws().service("s3").in_query(true)).await;
}

#[tokio::test]
async fn edge_grid() {
    let edge = EdgeGrid::new("akab-client", format!("{}=", "x".repeat(43)), "akab-access")
        .nonce("nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
        .clock(At(1_395_430_461));
    same_header("edgegrid", &edge).await;
    same_header("edgegrid body", &edge.max_body_size(8)).await;
}

/// Header and claims of a token, and what its signature covers.
fn read(token: &str) -> ([Value; 2], &str, Vec<u8>) {
    let (text, signature) = token.rsplit_once('.').unwrap();
    let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let (head, claims) = text.split_once('.').unwrap();
    let said = [json(head), json(claims)];
    (said, text, URL_SAFE_NO_PAD.decode(signature).unwrap())
}

/// Both tokens say the same, and this accepts both signatures.
fn same_token(ours: &str, engine: &str, accepts: impl Fn(&[u8], &[u8]) -> bool) {
    let (said, text, signature) = read(ours);
    assert!(accepts(text.as_bytes(), &signature), "{ours}");
    let (theirs, text, signature) = read(engine);
    assert!(accepts(text.as_bytes(), &signature), "{engine}");
    assert_eq!(said, theirs);
}

fn rsa(text: &[u8], signature: &[u8]) -> bool {
    use rsa::pkcs1::EncodeRsaPublicKey;
    use rsa::pkcs8::DecodePrivateKey;
    let base64: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(base64).unwrap();
    let key = rsa::PrivateKey::from_pkcs8_der(&der)
        .unwrap()
        .to_public_key();
    let key = key.to_pkcs1_der().unwrap();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_bytes());
    key.verify(text, signature).is_ok()
}

#[tokio::test]
async fn jwt() {
    let claims = "{\"sub\": \"ann\", \"admin\": true}";
    let jwt = Jwt::new("the-secret")
        .payload(claims)
        .header("{\"kid\": \"1\"}");
    let (request, line) = both("jwt", &jwt).await;
    let bearer = |text: &str| text.strip_prefix("Bearer ").unwrap().to_owned();
    let engine = line["headers"]["authorization"].as_str().unwrap();
    same_token(
        &bearer(header(&request, "authorization")),
        &bearer(engine),
        |text, signature| {
            let code = Hmac::<Sha256>::new_from_slice(b"the-secret").unwrap();
            code.chain_update(text).verify_slice(signature).is_ok()
        },
    );

    // With claims as the engine writes them, the tokens are the same to the letter.
    let jwt = Jwt::new("dGhlLXNlY3JldA==")
        .base64_secret(true)
        .payload("{\"sub\":\"ann\"}");
    let jwt = jwt.algorithm(JwtAlgorithm::Hs512);
    let placed = Placement::Query("jwt".to_owned());
    same_query("jwt base64", &jwt.placement(placed)).await;
    let key = KeyJwt::new(KEY).payload("{\"sub\":\"ann\"}");
    same_header(
        "jwt rsa",
        &key.placement(Placement::Header("JWT".to_owned())),
    )
    .await;
}

#[tokio::test]
async fn asap() {
    let asap = Asap::new(KEY, "service/key-1", "service", "audience")
        .algorithm(KeyAlgorithm::Rs256)
        .claims("{\"jti\": \"id-1\", \"iat\": 1800000000}")
        .lifetime_seconds(60)
        .clock(At(NOW));
    let (request, line) = both("asap", &asap).await;
    let bearer = |text: &str| text.strip_prefix("Bearer ").unwrap().to_owned();
    let engine = line["headers"]["authorization"].as_str().unwrap();
    same_token(
        &bearer(header(&request, "authorization")),
        &bearer(engine),
        rsa,
    );
}

#[test]
fn nothing_recorded_is_left_out() {
    let names: Vec<_> = recording()
        .iter()
        .map(|line| line["name"].to_string())
        .collect();
    assert_eq!(names.len(), 19, "{names:?}");
}
