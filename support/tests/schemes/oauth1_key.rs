//! OAuth 1.0a by a private key: the example of OAuth Core 1.0a, and values computed elsewhere.

use collgen_support::auth::schemes::{KeySignatureMethod, OAuth1};
use reqwest::Method;

use crate::{At, authorization, get, post, refused, request};

const KEY: &str = include_str!("keys/oauth-core.pem");
const PHOTOS: &str = "http://photos.example.net/photos?file=vacaction.jpg&size=original";

fn printer() -> OAuth1 {
    OAuth1::with_private_key("dpf43f3p2l4k3l03", KEY)
        .version("1.0")
        .in_header(true)
        .clock(At(1_196_666_512))
        .nonce("13917289812797014437")
}

#[tokio::test]
async fn the_example_of_oauth_core_has_its_signature() {
    let given = authorization(&printer(), get(PHOTOS)).await;
    let signature = "jvTp%2FwX1TYtByB1m%2BPbyo0lnCOLIsyGCH7wke8AUs3BpnwZJtAuEJkvQL2%2F9n4s5wUmUl4aCI4BwpraNx4RtEXMe5qg5T1LVTGliMRpKasKsW%2F%2Fe%2BRinhejgCuzoH26dyF8iY2ZZ%2F5D1ilgeijhV%2FvBka5twt399mXwaYdCwFYE%3D";
    assert!(
        given.contains("oauth_signature_method=\"RSA-SHA1\""),
        "{given}"
    );
    assert!(
        given.ends_with(&format!("oauth_signature=\"{signature}\"")),
        "{given}"
    );
}

/// Computed elsewhere.
#[tokio::test]
async fn the_longer_hashes_sign_too() {
    for (method, name, signature) in [
        (
            KeySignatureMethod::RsaSha256,
            "RSA-SHA256",
            "kd2wjpiASoDx6BqAMHy%2Fk8CqNdyZv4opl1U4bBN1EBi8vmSHRVfw4h72BDerCp7M8pNEZEAUtvTOhgGNPh04cMmTeB%2F89Ok8GxYqIqVeYfKK5buzrNoOOAhjRUFpTvNOChNbRnlE04%2Fd3hAITJjjykQtIZ2FWxJ4JO0gOdfKY0c%3D",
        ),
        (
            KeySignatureMethod::RsaSha512,
            "RSA-SHA512",
            "UsVvwfiFFOJrF0dB%2BYrGvUotQJfv2KhGEZ9jnXDSyK%2F6uu0EyzA5WrmRTMAPyuWQr6kVHS9e8IvOlemZo8MvOJjF0o2KtpoINXO5mO%2F09fyFHw0dUC%2BzgTSMJ%2BKaGOgkBQvfKNCTQ0dZYgnSSZsJZKcxl17rzZVr8m32ybPYvF8%3D",
        ),
    ] {
        let scheme = printer().key_signature_method(method);
        let given = authorization(&scheme, get(PHOTOS)).await;
        assert!(
            given.contains(&format!("oauth_signature_method=\"{name}\"")),
            "{given}"
        );
        assert!(
            given.ends_with(&format!("oauth_signature=\"{signature}\"")),
            "{given}"
        );
    }
}

#[tokio::test]
async fn the_hash_of_a_body_is_that_of_the_method() {
    // SHA-1 of «Hello World!», as OAuth Request Body Hash section 4 shows.
    let scheme = printer().body_hash(true);
    let body = post(
        "http://www.example.com/resource",
        "text/plain",
        "Hello World!",
    );
    let given = authorization(&scheme, body).await;
    assert!(
        given.contains("oauth_body_hash=\"Lve95gjOVATpfV8EL5X4nxwjKHE%3D\""),
        "{given}"
    );
}

#[tokio::test]
async fn a_key_of_another_kind_is_refused() {
    let curve = include_str!("keys/rfc7515-a3.pem");
    for (key, problem) in [
        (curve, "is no RSA key"),
        ("", "is not set"),
        ("x", "is not in PEM"),
    ] {
        let scheme = OAuth1::with_private_key("ck", key);
        let error = refused(&scheme, request(Method::GET, PHOTOS)).await;
        assert!(error.to_string().contains(problem), "{error}");
    }
}
