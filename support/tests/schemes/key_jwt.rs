//! Tokens by private keys: the examples of RFC 7515, every algorithm against a verifier that is not the signer, and
//! keys as people write them.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use collgen_support::auth::Placement;
use collgen_support::auth::schemes::{Asap, KeyAlgorithm, KeyJwt};
use rsa::pkcs8::DecodePrivateKey;
use serde_json::Value;

use crate::{At, Same, authorization, get, header, refused, signed};

const URL: &str = "https://example.com/p?a=1";
const RSA: &str = include_str!("keys/rfc7515-a2.pem");
const RSA_PKCS1: &str = include_str!("keys/rfc7515-a2-pkcs1.pem");
const P256: &str = include_str!("keys/rfc7515-a3.pem");
const P256_SEC1: &str = include_str!("keys/rfc7515-a3-sec1.pem");
const P521: &str = include_str!("keys/rfc7515-a4.pem");
const P521_SEC1: &str = include_str!("keys/rfc7515-a4-sec1.pem");
/// The points of the appendices.
const P256_POINT: &str = "047fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad";
const P521_POINT: &str = "0401e929050f124fc6bc55c7d5393365df9def4ab0c22cb25798f934eb04e3c6bae3701a57a7910e9d81bf363159e8ebcb155d6349f4bdb6ccf8a94c5c59c7aac101a40034a6440e376750d2371fd1bdc2c8f3b71d2f4ee5ea3432c815cca31560fe5d9387ec774b55838630e5cbbf5a8cbe0a91dd0064c6999a1f6e6e67faddede4c8c8f6";

fn example(key: &str) -> KeyJwt {
    KeyJwt::new(key).header("{\"alg\":\"RS256\"}").payload(
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
    )
}

async fn token(jwt: &KeyJwt) -> String {
    let value = authorization(jwt, get(URL)).await;
    value.strip_prefix("Bearer ").unwrap().to_owned()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().collect();
    let pairs = digits
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// Asserts that a library that has no part in signing accepts the token.
fn verify(token: &str, algorithm: &'static dyn VerificationAlgorithm, key: &[u8]) {
    let (text, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = UnparsedPublicKey::new(algorithm, key);
    key.verify(text.as_bytes(), &signature).unwrap();
    assert!(key.verify(b"something else", &signature).is_err());
}

#[tokio::test]
async fn rfc_7515_a_2_has_its_signature() {
    let expected = "eyJhbGciOiJSUzI1NiJ9.\
        eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    // As the appendix has it, as older tools write it, on one line as in a setting, as JSON in JSON, in quotes.
    let one_line = RSA.replace('\n', "");
    let escaped = RSA.replace('\n', "\\n");
    let quoted = format!("\"{one_line}\"");
    let base64: String = RSA.lines().filter(|line| !line.starts_with('-')).collect();
    let uri = format!("data:application/pkcs8;kid=a%2F2;base64,{base64}");
    for key in [RSA, RSA_PKCS1, &one_line, &escaped, &quoted, &uri] {
        assert_eq!(token(&example(key)).await, expected);
    }
}

#[tokio::test]
async fn rfc_7515_a_3_and_a_4_verify() {
    let cases: [(&str, KeyAlgorithm, &'static dyn VerificationAlgorithm, &str); 4] = [
        (
            P256,
            KeyAlgorithm::Es256,
            &signature::ECDSA_P256_SHA256_FIXED,
            P256_POINT,
        ),
        (
            P256_SEC1,
            KeyAlgorithm::Es256,
            &signature::ECDSA_P256_SHA256_FIXED,
            P256_POINT,
        ),
        (
            P521,
            KeyAlgorithm::Es512,
            &signature::ECDSA_P521_SHA512_FIXED,
            P521_POINT,
        ),
        (
            P521_SEC1,
            KeyAlgorithm::Es512,
            &signature::ECDSA_P521_SHA512_FIXED,
            P521_POINT,
        ),
    ];
    for (key, algorithm, verifier, point) in cases {
        let token = token(&example(key).algorithm(algorithm)).await;
        verify(&token, verifier, &bytes(point));
    }
}

#[tokio::test]
async fn every_algorithm_of_rsa_verifies() {
    let key = rsa::PrivateKey::from_pkcs8_pem(RSA).unwrap();
    let key = rsa::pkcs1::EncodeRsaPublicKey::to_pkcs1_der(&key.to_public_key()).unwrap();
    let cases: [(KeyAlgorithm, &'static dyn VerificationAlgorithm); 6] = [
        (KeyAlgorithm::Rs256, &signature::RSA_PKCS1_2048_8192_SHA256),
        (KeyAlgorithm::Rs384, &signature::RSA_PKCS1_2048_8192_SHA384),
        (KeyAlgorithm::Rs512, &signature::RSA_PKCS1_2048_8192_SHA512),
        (KeyAlgorithm::Ps256, &signature::RSA_PSS_2048_8192_SHA256),
        (KeyAlgorithm::Ps384, &signature::RSA_PSS_2048_8192_SHA384),
        (KeyAlgorithm::Ps512, &signature::RSA_PSS_2048_8192_SHA512),
    ];
    for (algorithm, verifier) in cases {
        let token = token(&example(RSA).algorithm(algorithm)).await;
        verify(&token, verifier, key.as_bytes());
    }
}

#[tokio::test]
async fn a_token_can_go_into_the_query() {
    let jwt = example(RSA).placement(Placement::Query("t k".to_owned()));
    let request = signed(&jwt, get(URL)).await;
    let query = request.url().query().unwrap();
    assert!(query.starts_with("a=1&t%20k=eyJ"), "{query}");
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_refused() {
    for (key, algorithm, problem) in [
        (P256, KeyAlgorithm::Rs256, "is no key for this algorithm"),
        (P256, KeyAlgorithm::Es512, "is no key for this algorithm"),
        (RSA, KeyAlgorithm::Es256, "is no key for this algorithm"),
        ("", KeyAlgorithm::Rs256, "is not set"),
        (
            "-----BEGIN PUBLIC KEY-----AAAA-----END",
            KeyAlgorithm::Rs256,
            "is no private key",
        ),
        (
            "-----BEGIN PRIVATE KEY-----AAAA",
            KeyAlgorithm::Rs256,
            "is cut short",
        ),
        (
            "-----BEGIN PRIVATE KEY-----?-----END",
            KeyAlgorithm::Rs256,
            "is not in PEM",
        ),
    ] {
        let error = refused(&example(key).algorithm(algorithm), get(URL)).await;
        assert!(error.to_string().contains(problem), "{problem}: {error}");
    }
}

/// Header and claims of a token.
fn read(value: &str) -> [Value; 2] {
    let mut parts = value.strip_prefix("Bearer ").unwrap().split('.');
    let mut next =
        || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap());
    [next().unwrap(), next().unwrap()]
}

fn asap() -> Asap {
    Asap::new(P256, "kid/1", "sender", "receiver")
        .algorithm(KeyAlgorithm::Es256)
        .clock(At(1_800_000_000))
        .random(Same(0xab))
}

#[tokio::test]
async fn asap_has_the_claims_that_the_protocol_wants() {
    let [head, claims] = read(&authorization(&asap(), get(URL)).await);
    assert_eq!(head, serde_json::json!({"alg": "ES256", "kid": "kid/1"}));
    let expected = serde_json::json!({
        "iss": "sender", "aud": "receiver", "sub": "sender",
        "jti": "abababab-abab-4bab-abab-abababababab",
        "iat": 1_800_000_000, "exp": 1_800_003_600,
    });
    assert_eq!(claims, expected);
}

#[tokio::test]
async fn claims_of_asap_win_and_nothing_needed_is_left_out() {
    let given = asap().lifetime_seconds(60).subject("person");
    let given =
        given.claims("{\"iss\": \"other\", \"aud\": [\"a\"], \"jti\": \"1\", \"kid\": \"2\"}");
    let [head, claims] = read(&authorization(&given, get(URL)).await);
    assert_eq!(head["kid"], "2");
    assert_eq!(
        [&claims["iss"], &claims["sub"], &claims["jti"]],
        ["other", "person", "1"]
    );
    assert_eq!(claims["aud"], serde_json::json!(["a"]));
    assert_eq!(claims["exp"], 1_800_000_060);
    for (scheme, setting) in [
        (Asap::new(RSA, "", "a", "b"), "key_id"),
        (Asap::new(RSA, "k", "", "b"), "issuer"),
        (Asap::new(RSA, "k", "a", ""), "audience"),
        (Asap::new("", "k", "a", "b"), "private_key"),
        (Asap::new(RSA, "k", "a", "b").claims("[]"), "claims"),
    ] {
        let error = refused(&scheme, get(URL)).await;
        assert!(error.to_string().contains(setting), "{setting}: {error}");
    }
}

#[tokio::test]
async fn a_data_uri_must_hold_the_key_that_is_named() {
    let base64: String = P256.lines().filter(|line| !line.starts_with('-')).collect();
    assert!(STANDARD.decode(&base64).is_ok());
    let uri = format!("data:application/pkcs8;kid=kid%2F1;base64,{base64}");
    let asap = |id: &str| {
        let asap = Asap::new(uri.as_str(), id, "sender", "receiver");
        asap.algorithm(KeyAlgorithm::Es256)
    };
    let request = signed(&asap("kid/1"), get(URL)).await;
    assert!(header(&request, "authorization").starts_with("Bearer "));
    let error = refused(&asap("another"), get(URL)).await;
    assert!(error.to_string().contains("key_id"), "{error}");
}
