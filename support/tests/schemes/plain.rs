//! Schemes that send what they were given, and what all schemes have in common.

use std::fmt::Debug;

use collgen_support::auth::schemes::{
    ApiKey, AwsV4, Basic, Bearer, Digest, EdgeGrid, Hawk, Jwt, OAuth1,
};
use collgen_support::auth::{AuthError, Authorize, Ticket};

use crate::{authorization, get, header, refused, signed};

const URL: &str = "https://example.com/";

#[tokio::test]
async fn basic_sends_the_examples_of_rfc_7617() {
    let aladdin = Basic::new("Aladdin", "open sesame");
    let expected = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    assert_eq!(authorization(&aladdin, get(URL)).await, expected);
    let pounds = Basic::new("test", "123£");
    let expected = "Basic dGVzdDoxMjPCow==";
    assert_eq!(authorization(&pounds, get(URL)).await, expected);
}

#[tokio::test]
async fn basic_takes_empty_credentials_and_colons_in_passwords() {
    let empty = Basic::new("", "");
    assert_eq!(authorization(&empty, get(URL)).await, "Basic Og==");
    // base64 of `k:a:b`.
    let colons = Basic::new("k", "a:b");
    assert_eq!(authorization(&colons, get(URL)).await, "Basic azphOmI=");
}

#[tokio::test]
async fn basic_sends_a_name_that_is_name_and_password() {
    // base64 of `a:b:`, as Postman sends it.
    let both = Basic::new("a:b", "");
    assert_eq!(authorization(&both, get(URL)).await, "Basic YTpiOg==");
}

#[tokio::test]
async fn credentials_take_the_place_of_a_saved_header_and_are_sensitive() {
    let mut request = get(URL);
    let saved = "Basic saved".parse().unwrap();
    request.headers_mut().insert("authorization", saved);
    let request = signed(&Bearer::new("abc"), request).await;
    let all: Vec<_> = request.headers().get_all("authorization").iter().collect();
    assert_eq!(all, ["Bearer abc"]);
    assert!(all[0].is_sensitive());
    let request = signed(&Basic::new("a", "b"), request).await;
    let all: Vec<_> = request.headers().get_all("authorization").iter().collect();
    assert_eq!(all, ["Basic YTpi"]);
    assert!(all[0].is_sensitive());
}

#[tokio::test]
async fn the_token_of_rfc_6750_is_sent_as_it_is() {
    let bearer = Bearer::new("mF_9.B5f-4.1JqM");
    let given = authorization(&bearer, get(URL)).await;
    assert_eq!(given, "Bearer mF_9.B5f-4.1JqM");
}

#[tokio::test]
async fn bearer_refuses_what_is_no_token() {
    for token in ["", "Bearer abc", "abc\n", "äbc"] {
        let error = refused(&Bearer::new(token), get(URL)).await;
        assert!(
            matches!(error, AuthError::Configuration("token", _)),
            "{token:?}"
        );
    }
    // Tokens of some frameworks have letters that RFC 6750 does not name.
    let odd = Bearer::new("17|abc");
    assert_eq!(authorization(&odd, get(URL)).await, "Bearer 17|abc");
}

#[tokio::test]
async fn a_token_that_is_replaced_is_replaced_for_all_clones() {
    let bearer = Bearer::new("");
    bearer.clone().replace("new");
    assert_eq!(authorization(&bearer, get(URL)).await, "Bearer new");
}

#[tokio::test]
async fn a_401_is_tried_again_only_if_the_token_was_replaced_meanwhile() {
    let bearer = Bearer::new("old");
    let ticket = bearer.authorize(&mut get(URL)).await.unwrap();
    assert!(!bearer.rejected(ticket).await.unwrap());
    bearer.replace("new");
    assert!(bearer.rejected(ticket).await.unwrap());
    assert!(!Basic::new("a", "b").rejected(Ticket(0)).await.unwrap());
}

#[tokio::test]
async fn an_api_key_goes_into_a_header_unless_told_otherwise() {
    let mut request = get(URL);
    let saved = "saved".parse().unwrap();
    request.headers_mut().insert("x-api-key", saved);
    let request = signed(&ApiKey::new("X-API-Key", "k e+y"), request).await;
    let all: Vec<_> = request.headers().get_all("x-api-key").iter().collect();
    assert_eq!(all, ["k e+y"]);
    assert!(all[0].is_sensitive());
    assert_eq!(request.url().as_str(), URL);
}

#[tokio::test]
async fn an_api_key_in_the_query_replaces_parameters_of_its_name_and_leaves_the_others() {
    let key = ApiKey::new("api key", "a&b c+d").in_query(true);
    let request = get("https://example.com/p?a=%2f+x&api%20key=1&b&api+key=2&b=~");
    let request = signed(&key, request).await;
    assert_eq!(
        request.url().query(),
        Some("a=%2f+x&b&b=~&api%20key=a%26b%20c%2Bd")
    );
    assert!(request.headers().is_empty());
    let request = signed(&key, get(URL)).await;
    assert_eq!(request.url().query(), Some("api%20key=a%26b%20c%2Bd"));
}

#[tokio::test]
async fn an_api_key_without_name_or_value_is_refused() {
    for (name, value, setting) in [("", "v", "name"), ("a b", "v", "name"), ("k", "", "value")] {
        let error = refused(&ApiKey::new(name, value), get(URL)).await;
        let AuthError::Configuration(named, _) = error else {
            panic!("{error:?}");
        };
        assert_eq!(named, setting);
    }
    let error = refused(&ApiKey::new("k", "planted\n"), get(URL)).await;
    assert!(!format!("{error} {error:?}").contains("planted"));
}

#[tokio::test]
async fn no_scheme_sends_a_request_without_its_credentials() {
    async fn check(scheme: impl Authorize, setting: &str) {
        let error = refused(&scheme, get(URL)).await;
        let AuthError::Configuration(named, "is not set") = error else {
            panic!("{error:?}");
        };
        assert_eq!(named, setting);
        assert!(!error.is_transient());
    }
    check(Digest::new("", "p"), "username").await;
    check(Hawk::new("", "k"), "id").await;
    check(Hawk::new("i", ""), "key").await;
    check(OAuth1::new("", "s"), "consumer_key").await;
    check(OAuth1::new("k", ""), "consumer_secret").await;
    check(AwsV4::new("", "s"), "access_key").await;
    check(AwsV4::new("k", ""), "secret_key").await;
    check(EdgeGrid::new("", "s", "a"), "client_token").await;
    check(EdgeGrid::new("c", "", "a"), "client_secret").await;
    check(EdgeGrid::new("c", "s", ""), "access_token").await;
    check(Jwt::new(""), "secret").await;
}

#[test]
fn debug_shows_no_secret() {
    fn check(scheme: impl Debug) {
        let shown = format!("{scheme:?}");
        assert!(!shown.contains("planted"), "{shown}");
    }
    check(Basic::new("planted", "planted"));
    check(Bearer::new("planted"));
    check(ApiKey::new("name", "planted"));
    check(Digest::new("name", "planted"));
    check(Hawk::new("id", "planted"));
    check(
        OAuth1::new("key", "planted")
            .token("planted", "planted")
            .verifier("planted"),
    );
    check(AwsV4::new("key", "planted").session_token("planted"));
    check(EdgeGrid::new("planted", "planted", "planted"));
    check(Jwt::new("planted").payload("planted").header("planted"));
}

#[tokio::test]
async fn the_saved_host_is_the_one_that_is_signed() {
    let hawk = Hawk::new("i", "k").nonce("n").clock(crate::At(0));
    let mut request = get("https://127.0.0.1:9/");
    let host = "Example.com:8443".parse().unwrap();
    request.headers_mut().insert("host", host);
    let elsewhere = signed(&hawk, request).await;
    let there = signed(&hawk, get("https://example.com:8443/")).await;
    let code = |request| header(request, "authorization").to_owned();
    assert_eq!(code(&elsewhere), code(&there));
}
