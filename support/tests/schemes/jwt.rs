//! JWT: the example of RFC 7515, the one that every tool shows, and tokens that are checked here.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use collgen_support::auth::schemes::{Jwt, JwtAlgorithm};
use collgen_support::auth::{AuthError, Placement};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha512;

use crate::{At, authorization, get, refused, signed};

const URL: &str = "https://example.com/p?a=1";

#[tokio::test]
async fn the_example_of_rfc_7515_has_its_signature() {
    let jwt = Jwt::new(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    )
    .base64_secret(true)
    .header("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}")
    .payload("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
    assert_eq!(
        authorization(&jwt, get(URL)).await,
        "Bearer eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
         eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
         dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
}

#[tokio::test]
async fn the_token_that_every_tool_shows_is_made() {
    let jwt = Jwt::new("your-256-bit-secret")
        .header("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
        .payload("{\"sub\":\"1234567890\",\"name\":\"John Doe\",\"iat\":1516239022}");
    assert_eq!(
        authorization(&jwt, get(URL)).await,
        "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
         eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.\
         SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    );
}

/// Computed elsewhere.
#[tokio::test]
async fn without_header_and_claims_both_are_empty_objects() {
    let jwt = Jwt::new("k").algorithm(JwtAlgorithm::Hs384);
    let expected = "Bearer eyJhbGciOiJIUzM4NCJ9.e30.FGH5I6VwFgjJ6J64HPllZoNBY2zeve_EP6bgx6l0wMEMwFAkDY-CvLEYG4PCrqVY";
    assert_eq!(authorization(&jwt, get(URL)).await, expected);
    let blank = jwt.header(" ").payload("");
    assert_eq!(authorization(&blank, get(URL)).await, expected);
}

fn read(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_lifetime_adds_the_times_and_the_algorithm_is_forced() {
    let jwt = Jwt::new("k")
        .algorithm(JwtAlgorithm::Hs512)
        .header("{\"alg\":\"none\",\"kid\":\"1\"}")
        .payload("{\"sub\":\"x\",\"exp\":1}")
        .lifetime(Duration::from_secs(3_600))
        .clock(At(1_800_000_000));
    let given = authorization(&jwt, get(URL)).await;
    let token = given.strip_prefix("Bearer ").unwrap();
    let (text, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = text.split_once('.').unwrap();
    assert_eq!(read(header), json!({"alg": "HS512", "kid": "1"}));
    let expected = json!({"sub": "x", "iat": 1_800_000_000, "exp": 1_800_003_600});
    assert_eq!(read(payload), expected);
    let mut code = Hmac::<Sha512>::new_from_slice(b"k").unwrap();
    code.update(text.as_bytes());
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    code.verify_slice(&signature).unwrap();
}

#[tokio::test]
async fn tokens_go_where_they_are_told_to() {
    let token = |given: &str| given.matches('.').count() == 2 && given.starts_with("eyJ");
    let bare = Jwt::new("k").placement(Placement::Header(String::new()));
    assert!(token(&authorization(&bare, get(URL)).await));
    let prefix = Jwt::new("k").placement(Placement::Header("JWT ".to_owned()));
    let given = authorization(&prefix, get(URL)).await;
    assert!(token(given.strip_prefix("JWT ").unwrap()), "{given}");
    let query = Jwt::new("k").placement(Placement::Query("token".to_owned()));
    let request = signed(&query, get("https://example.com/p?token=old&a=1")).await;
    let given = request
        .url()
        .query()
        .unwrap()
        .strip_prefix("a=1&token=")
        .unwrap();
    assert!(token(given), "{given}");
    assert!(request.headers().is_empty());
}

#[tokio::test]
async fn a_secret_in_base64_may_have_either_alphabet_and_padding() {
    let with = async |secret: &str| {
        let jwt = Jwt::new(secret).base64_secret(true);
        authorization(&jwt, get(URL)).await
    };
    let plain = with("+/+/+w==").await;
    assert_eq!(with("-_-_-w").await, plain);
    assert_eq!(with("-_-_-w==").await, plain);
    let error = refused(&Jwt::new("not base64!").base64_secret(true), get(URL)).await;
    assert!(matches!(error, AuthError::Configuration("secret", _)));
}

#[tokio::test]
async fn claims_and_headers_that_are_no_objects_are_refused() {
    for text in ["[]", "planted", "{", "1"] {
        let error = refused(&Jwt::new("k").payload(text), get(URL)).await;
        assert!(matches!(error, AuthError::Configuration("payload", _)));
        assert!(!format!("{error} {error:?}").contains("planted"));
        let error = refused(&Jwt::new("k").header(text), get(URL)).await;
        assert!(matches!(error, AuthError::Configuration("header", _)));
    }
}
