//! Digest: the examples of RFC 2617 and RFC 7616, and values computed from them elsewhere.

use collgen_support::auth::schemes::Digest;
use collgen_support::auth::{AuthError, Authorize, Ticket};
use reqwest::Request;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

use crate::{Same, authorization, get, post, refused, signed, stream};

const NONCE: &str = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
const URL: &str = "http://www.example.org/dir/index.html";

fn challenges(values: &[&str]) -> HeaderMap {
    let values = values
        .iter()
        .map(|value| value.as_bytes().try_into().unwrap());
    values.map(|value| (WWW_AUTHENTICATE, value)).collect()
}

/// Lets the server challenge a bare request; whether there is an answer.
async fn challenge(digest: &Digest, url: &str, values: &[&str]) -> bool {
    let ticket = digest.authorize(&mut get(url)).await.unwrap();
    digest
        .challenged(ticket, &challenges(values))
        .await
        .unwrap()
}

/// The answer to the challenge, in which text is not split.
async fn answer(digest: &Digest, request: Request, value: &str) -> String {
    assert!(challenge(digest, request.url().as_str(), &[value]).await);
    authorization(digest, request).await
}

fn assert_has(answer: &str, parameter: &str) {
    assert!(answer.contains(parameter), "no {parameter} in {answer}");
}

fn mufasa() -> Digest {
    Digest::new("Mufasa", "Circle Of Life").client_nonce("0a4f113b")
}

#[tokio::test]
async fn the_example_of_rfc_2617_has_its_response() {
    let offered = format!(
        "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"{NONCE}\", \
         opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
    );
    assert_eq!(
        answer(&mufasa(), get(URL), &offered).await,
        format!(
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"{NONCE}\", \
             uri=\"/dir/index.html\", response=\"6629fae49393a05397450978507c4ef1\", \
             opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", qop=auth, nc=00000001, cnonce=\"0a4f113b\""
        )
    );
}

const MD5: &str = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, \
    nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

fn circle() -> Digest {
    Digest::new("Mufasa", "Circle of Life")
        .client_nonce("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
}

#[tokio::test]
async fn the_examples_of_rfc_7616_have_their_responses() {
    let response = "response=\"8ca523f5e9506fed4657c9700eebdbec\"";
    assert_has(&answer(&circle(), get(URL), MD5).await, response);
    let sha = MD5.replace("MD5", "SHA-256");
    let given = answer(&circle(), get(URL), &sha).await;
    assert_has(
        &given,
        "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"",
    );
    assert_has(&given, ", algorithm=SHA-256, ");
}

#[tokio::test]
async fn the_strongest_of_several_challenges_is_answered_wherever_it_stands() {
    let sha = MD5.replace("MD5", "SHA-256");
    let unknown = "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-999, qop=\"auth\"";
    let one_line = format!("Negotiate, {MD5}, Basic realm=\"a, b\", {sha}, {unknown}");
    for values in [
        vec![MD5, &sha, unknown],
        vec![&sha, "Negotiate YWJj==", MD5],
        vec![one_line.as_str()],
    ] {
        let digest = circle();
        assert!(challenge(&digest, URL, &values).await);
        let given = authorization(&digest, get(URL)).await;
        assert_has(&given, "response=\"753927fa0e85");
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_not_tried_again() {
    for value in [
        "Basic realm=\"x\"",
        "Digest realm=\"x\"",
        "Digest realm=\"x\", nonce=\"y\", algorithm=SHA-999",
        "Digest realm=\"x\", nonce=\"y\", qop=\"auth-conf\"",
        "Digest",
        "",
    ] {
        let digest = mufasa();
        assert!(!challenge(&digest, URL, &[value]).await, "{value}");
        let bare = signed(&digest, get(URL)).await;
        assert!(bare.headers().is_empty());
    }
}

/// Computed elsewhere.
#[tokio::test]
async fn the_body_is_covered_where_the_server_insists() {
    let offered =
        format!("Digest realm=\"testrealm@host.com\", qop=\"auth-int\", nonce=\"{NONCE}\"");
    let url = "http://www.example.org/dir/index.html?a=%20b";
    let given = answer(
        &mufasa(),
        post(url, "application/json", "{\"a\":1}"),
        &offered,
    )
    .await;
    assert_has(&given, "response=\"739e18b7d9076795a6767f0e242b3df0\"");
    assert_has(&given, "uri=\"/dir/index.html?a=%20b\"");
    assert_has(&given, "qop=auth-int");
}

#[tokio::test]
async fn a_streamed_body_is_refused_only_where_it_is_covered() {
    for (protection, is_refused) in [("auth-int", true), ("auth,auth-int", false)] {
        let digest = mufasa();
        let offered = format!("Digest realm=\"r\", qop=\"{protection}\", nonce=\"n\"");
        signed(&digest, stream(URL)).await;
        assert!(challenge(&digest, URL, &[&offered]).await);
        if is_refused {
            let error = refused(&digest, stream(URL)).await;
            assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
        } else {
            signed(&digest, stream(URL)).await;
        }
    }
}

/// Computed elsewhere.
#[tokio::test]
async fn sessions_keep_their_client_nonce_while_the_count_rises() {
    let digest = circle();
    let offered = MD5.replace("MD5", "SHA-256-sess");
    let first = answer(&digest, get(URL), &offered).await;
    assert_has(
        &first,
        "response=\"2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7\"",
    );
    assert_has(&first, "algorithm=SHA-256-sess");
    let second = authorization(&digest, get(URL)).await;
    assert_has(
        &second,
        "response=\"6bb0010aa4bdf46422a798c509ea32e256f27bd37de5cc3bdf8ed51e1d77d650\"",
    );
    assert_has(&second, "nc=00000002");
}

/// The response is computed elsewhere.
#[tokio::test]
async fn servers_of_the_first_digest_get_neither_count_nor_client_nonce() {
    let digest = Digest::new("Mufasa", "CircleOfLife");
    let offered = format!("Digest realm=\"testrealm@host.com\", nonce=\"{NONCE}\"");
    let given = answer(&digest, get(URL), &offered).await;
    assert!(
        given.ends_with(", response=\"1949323746fe6a43ef61f9606e7febea\""),
        "{given}"
    );
}

/// The response is computed elsewhere.
#[tokio::test]
async fn sessions_of_the_first_digest_tell_the_client_nonce_they_are_made_of() {
    let offered =
        format!("Digest realm=\"testrealm@host.com\", nonce=\"{NONCE}\", algorithm=MD5-sess");
    let given = answer(&mufasa(), get(URL), &offered).await;
    assert_has(&given, "response=\"4726bc10c33fa6cb357eb27807b1cce8\"");
    assert_has(&given, "cnonce=\"0a4f113b\"");
    assert!(!given.contains("nc="), "{given}");
}

/// The hash of the name is that of RFC 7616 section 3.9.2, with its erratum; the response is computed elsewhere.
#[tokio::test]
async fn names_are_hidden_where_the_server_wants_it() {
    let digest = Digest::new("Jäsøn Doe", "Secret, or not?")
        .client_nonce("NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");
    let offered = "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, \
                   nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", charset=UTF-8, userhash=true";
    let given = answer(&digest, get("http://api.example.org/doe.json"), offered).await;
    assert_has(
        &given,
        "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"",
    );
    assert_has(
        &given,
        "response=\"7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c\"",
    );
    assert_has(&given, "userhash=true");
}

/// The response is computed elsewhere.
#[tokio::test]
async fn names_beyond_ascii_are_encoded_for_servers_that_announce_utf_8() {
    let digest = Digest::new("Jäsøn Doe", "Secret, or not?")
        .client_nonce("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
    let offered = "Digest realm=\"api@example.org\", qop=auth, algorithm=sha-256, nonce=\"abc\"";
    let url = "http://api.example.org/doe.json";
    let announced = format!("{offered}, charset=utf-8");
    let given = answer(&digest.clone(), get(url), &announced).await;
    assert_has(&given, "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe");
    assert_has(
        &given,
        "response=\"3a3fa3ad09cc56803265fb8fc91b17ff335d38421fb6c01704b746dbc819b59a\"",
    );
    let digest = Digest::new("Jäsøn Doe", "Secret, or not?");
    assert_has(
        &answer(&digest, get(url), offered).await,
        "username=\"Jäsøn Doe\"",
    );
}

/// The response is computed elsewhere.
#[tokio::test]
async fn quotes_are_escaped_on_the_wire_and_not_in_the_hash() {
    let digest = Digest::new("a\"b\\c", "p").client_nonce("c");
    let offered = "Digest realm=\"r\\\"x\", nonce=\"n\", qop=\"auth\"";
    let given = answer(&digest, get("http://a.example/"), offered).await;
    assert_has(&given, "username=\"a\\\"b\\\\c\", realm=\"r\\\"x\"");
    assert_has(&given, "response=\"85c16a7a0502277aa4b8ee59effbc4cc\"");
}

#[tokio::test]
async fn client_nonces_are_random_unless_set() {
    let digest = Digest::new("u", "p").random(Same(0xab));
    let offered = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
    let given = answer(&digest, get(URL), offered).await;
    assert_has(&given, &format!("cnonce=\"{}\"", "ab".repeat(16)));
}

#[tokio::test]
async fn origins_are_challenged_apart() {
    let digest = mufasa();
    let there = "http://other.example/";
    answer(
        &digest,
        get(URL),
        "Digest realm=\"r\", nonce=\"here\", qop=\"auth\"",
    )
    .await;
    assert!(signed(&digest, get(there)).await.headers().is_empty());
    answer(
        &digest,
        get(there),
        "Digest realm=\"r\", nonce=\"there\", qop=\"auth\"",
    )
    .await;
    for (url, nonce) in [(URL, "here"), (there, "there")] {
        let given = authorization(&digest.clone(), get(url)).await;
        assert_has(&given, &format!("nonce=\"{nonce}\""));
        assert_has(&given, "nc=00000002");
    }
}

#[tokio::test]
async fn a_saved_authorization_is_not_sent_with_a_bare_request() {
    let mut request = get(URL);
    request
        .headers_mut()
        .insert("authorization", "Basic abc".parse().unwrap());
    assert!(signed(&mufasa(), request).await.headers().is_empty());
}

#[tokio::test]
async fn a_refusal_without_a_new_nonce_ends_it_and_the_next_request_asks_again() {
    let digest = mufasa();
    let offered = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
    assert!(challenge(&digest, URL, &[offered]).await);
    let ticket = digest.authorize(&mut get(URL)).await.unwrap();
    assert!(
        !digest
            .challenged(ticket, &challenges(&[offered]))
            .await
            .unwrap()
    );
    assert!(signed(&digest, get(URL)).await.headers().is_empty());
    // A ticket of something else entirely.
    let offered = challenges(&[offered]);
    let strange = digest.challenged(Ticket(u64::MAX), &offered).await;
    assert!(!strange.unwrap());
}

#[tokio::test]
async fn a_stale_nonce_that_is_offered_again_gets_the_next_count() {
    let digest = mufasa();
    let offered = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
    answer(&digest, get(URL), offered).await;
    let ticket = digest.authorize(&mut get(URL)).await.unwrap();
    let stale = challenges(&[&format!("{offered}, stale=TRUE")]);
    assert!(digest.challenged(ticket, &stale).await.unwrap());
    assert_has(&authorization(&digest, get(URL)).await, "nc=00000003");
}

#[tokio::test]
async fn requests_that_are_challenged_at_once_count_on_from_each_other() {
    let digest = mufasa();
    let offered = challenges(&["Digest realm=\"r\", nonce=\"n\", qop=\"auth\""]);
    let first = digest.authorize(&mut get(URL)).await.unwrap();
    let second = digest.authorize(&mut get(URL)).await.unwrap();
    assert!(digest.challenged(first, &offered).await.unwrap());
    assert_has(&authorization(&digest, get(URL)).await, "nc=00000001");
    assert!(digest.challenged(second, &offered).await.unwrap());
    assert_has(&authorization(&digest, get(URL)).await, "nc=00000002");
}
