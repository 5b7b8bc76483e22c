//! Every scheme of `fixtures/auth/schemes.postman_collection.json`, from its auth block to what a server reads.

use auth_end_to_end::schemes::models::{ABInput, EdgeInput, HawkInput};
use auth_end_to_end::schemes::{Client, ClientBuilder, Error};
use auth_end_to_end::server::{Answer, Received, Server};
use auth_end_to_end::verify::{self, aws, decode, digest, edge_grid, hawk, jwt, keys, oauth1};

async fn server() -> Server {
    Server::json("{}").await
}

/// A client with nothing but the address.
fn bare(server: &Server) -> ClientBuilder {
    Client::builder().host(server.url())
}

fn authorization(request: &Received) -> &str {
    verify::header(request, "authorization").unwrap()
}

fn query_of(request: &Received) -> Vec<(String, String)> {
    decode(verify::split_target(&request.target).1)
}

#[tokio::test]
async fn setting_the_variable_of_a_block_is_enough() {
    let server = server().await;
    let client = bare(&server).token("t-1").build().unwrap();
    client.inherited().send().await.unwrap();
    assert_eq!(authorization(&server.last()), "Bearer t-1");
}

#[tokio::test]
async fn what_is_given_for_a_slot_wins_over_its_variable_and_is_taken_literally() {
    let server = server().await;
    let client = bare(&server).token("t-1").bearer("{{token}}").build();
    client.unwrap().inherited().send().await.unwrap();
    assert_eq!(authorization(&server.last()), "Bearer {{token}}");
}

#[tokio::test]
async fn blocks_of_one_scheme_are_slots_of_their_own() {
    let server = server().await;
    let client = bare(&server)
        .bearer("first")
        .reports_token("second")
        .bearer_other_key("third")
        .build()
        .unwrap();
    client.inherited().send().await.unwrap();
    client.reports().daily().send().await.unwrap();
    client.reports().none().send().await.unwrap();
    client.other_key().one().send().await.unwrap();
    let sent = server.received();
    let sent: Vec<&str> = sent.iter().map(authorization).collect();
    assert_eq!(
        sent,
        [
            "Bearer first",
            "Bearer second",
            "Bearer second",
            "Bearer third"
        ]
    );
}

#[tokio::test]
async fn a_request_without_auth_carries_none() {
    let server = server().await;
    let client = bare(&server).bearer("t").build().unwrap();
    client.open().send().await.unwrap();
    assert_eq!(server.last().header("authorization"), None);
}

#[tokio::test]
async fn a_slot_that_was_not_filled_is_an_error_that_says_what_is_missing() {
    let server = server().await;
    let client = bare(&server).build().unwrap();
    let error = client.inherited().send().await.unwrap_err();
    let Error::Credentials { slot, missing, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!((*slot, missing.as_deref()), ("bearer", Some("token")));
    let error = client.basic().send().await.unwrap_err();
    assert!(
        matches!(&error, Error::Credentials { missing: Some(part), .. } if part == "basic.username"),
        "{error:?}"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn basic_sends_what_was_given() {
    let server = server().await;
    let client = bare(&server).basic("Aladdin", "open sesame").build();
    client.unwrap().basic().send().await.unwrap();
    // RFC 7617 section 2.
    let expected = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    assert_eq!(authorization(&server.last()), expected);
}

#[tokio::test]
async fn a_key_that_is_sent_as_a_name_needs_no_password() {
    let server = server().await;
    let client = bare(&server).stripe_key("sk").build().unwrap();
    client.basic_key().send().await.unwrap();
    // «sk:»
    assert_eq!(authorization(&server.last()), "Basic c2s6");
}

#[tokio::test]
async fn an_api_key_goes_where_the_collection_says() {
    let server = server().await;
    let builder = bare(&server).api_key("k-1").name("api key").key("k&2");
    let client = builder.build().unwrap();
    client.key().send().await.unwrap();
    assert_eq!(server.last().header("x-api-key"), Some("k-1"));
    client.query_key().a(1).send().await.unwrap();
    let query = query_of(&server.last());
    assert_eq!(verify::get(&query, "api key"), Ok("k&2"));
    assert_eq!(verify::get(&query, "a"), Ok("1"));
}

fn aws_service(service: &str) -> aws::Service<'_> {
    aws::Service {
        access_key: "AKIDEXAMPLE",
        secret_key: "wJalrXUtnFEMI",
        region: "eu-west-1",
        service,
    }
}

fn aws_client(server: &Server) -> Client {
    let builder = bare(server).ak("AKIDEXAMPLE").sk("wJalrXUtnFEMI");
    builder.build().unwrap()
}

#[tokio::test]
async fn aws_v4_signs_headers_path_query_and_body() {
    let server = server().await;
    let client = aws_client(&server);
    client
        .signed_body(&ABInput::default())
        .send()
        .await
        .unwrap();
    let sent = server.last();
    assert_eq!(aws_service("execute-api").check_header(&sent), Ok(()));
    // No token was given, so none is sent.
    assert_eq!(sent.header("x-amz-security-token"), None);
    let mut forged = sent.clone();
    forged.body.push(b' ');
    assert!(aws_service("execute-api").check_header(&forged).is_err());
}

#[tokio::test]
async fn aws_v4_sends_the_token_of_temporary_keys() {
    let server = server().await;
    let builder = bare(&server).aws_v4("AKIDEXAMPLE", "wJalrXUtnFEMI");
    let client = builder.aws_v4_session_token("session").build().unwrap();
    client
        .signed_body(&ABInput::default())
        .send()
        .await
        .unwrap();
    let sent = server.last();
    assert_eq!(aws_service("execute-api").check_header(&sent), Ok(()));
    assert_eq!(sent.header("x-amz-security-token"), Some("session"));
}

#[tokio::test]
async fn aws_v4_signs_in_the_query_where_the_collection_says_so() {
    let server = server().await;
    aws_client(&server).signed_query().send().await.unwrap();
    assert_eq!(aws_service("s3").check_query(&server.last()), Ok(()));
}

#[tokio::test]
async fn digest_answers_the_challenge_and_counts_on() {
    let server = Server::start(|_, request| match request.header("authorization") {
        Some(_) => Answer::new(200, "{}"),
        None => Answer::new(401, "").header("www-authenticate", digest::CHALLENGE),
    });
    let server = server.await;
    let client = bare(&server).digest("Mufasa", "Circle of Life").build();
    let client = client.unwrap();
    client.digest().send().await.unwrap();
    client.digest().send().await.unwrap();
    let sent = server.received();
    assert_eq!(
        sent.len(),
        3,
        "one bare request, and an answer for each call"
    );
    assert_eq!(sent[0].header("authorization"), None);
    for (request, number) in sent[1..].iter().zip(1..) {
        let checked = digest::check(request, "Mufasa", "Circle of Life", number);
        assert_eq!(checked, Ok(()));
    }
}

#[tokio::test]
async fn edge_grid_signs_named_headers_and_the_beginning_of_the_body() {
    let server = server().await;
    let builder = bare(&server).ct("client").cs("secret").at("access");
    let call = builder.build().unwrap().edge(&EdgeInput::default());
    call.header("X-Two", " two  words ").send().await.unwrap();
    let sent = server.last();
    let value = authorization(&sent);
    assert!(value.starts_with("EG1-HMAC-SHA256 client_token=client;access_token=access;"));
    let mut spaced = sent.clone();
    for (name, value) in &mut spaced.headers {
        if name.eq_ignore_ascii_case("x-two") {
            *value = "two words".to_owned();
        }
    }
    let checked = edge_grid::check(&spaced, "secret", &["X-One", "X-Two"], 4);
    assert_eq!(checked, Ok(()));
}

#[tokio::test]
async fn hawk_signs_the_body_and_names_application_and_delegation() {
    let server = server().await;
    let client = bare(&server).hawk("dh37fgj492je", "werxhqb98rpa").build();
    let client = client.unwrap();
    client.hawk(&HawkInput::default()).send().await.unwrap();
    let sent = server.last();
    let checked = hawk::check_sha1(&sent, "dh37fgj492je", "werxhqb98rpa");
    assert_eq!(checked, Ok(()));
    let mut forged = sent.clone();
    forged.target.push('1');
    assert!(hawk::check_sha1(&forged, "dh37fgj492je", "werxhqb98rpa").is_err());
}

#[tokio::test]
async fn jwt_signs_claims_with_settings_in_them() {
    let server = server().await;
    let builder = bare(&server).jwt("secret").user("ada");
    // The collection says that this one is base64: `key`.
    let client = builder.jwt_header("a2V5").build().unwrap();
    client.jwt().send().await.unwrap();
    let query = query_of(&server.last());
    let token = verify::get(&query, "jwt").unwrap();
    let (header, claims) = jwt::check(token, b"secret").unwrap();
    assert_eq!(header["kid"], "1");
    assert_eq!(claims["sub"], "ada");
    client.jwt_header().send().await.unwrap();
    let sent = server.last();
    let token = authorization(&sent).strip_prefix("Token ").unwrap();
    let (header, _) = jwt::check(token, b"key").unwrap();
    assert_eq!(header["alg"], "HS256");
}

#[tokio::test]
async fn oauth1_signs_query_and_form() {
    let server = server().await;
    let builder = bare(&server)
        .oauth1("key", "secret&")
        .oauth1_token("t", "t%s");
    let client = builder.oauth1_form("key", "other").build().unwrap();
    client.oauth1().b5("=%3D").a3("a b").send().await.unwrap();
    let sent = server.last();
    assert!(authorization(&sent).starts_with("OAuth realm=\"photos\", "));
    let known = oauth1::Server {
        consumer_secret: "secret&",
        token_secret: "t%s",
    };
    assert_eq!(known.check_header(&sent), Ok(()));
    client
        .oauth1_form()
        .b5("=%3D")
        .a3("a b")
        .send()
        .await
        .unwrap();
    let known = oauth1::Server {
        consumer_secret: "other",
        token_secret: "",
    };
    assert_eq!(known.check_form(&server.last()), Ok(()));
}

#[tokio::test]
async fn oauth1_signs_with_a_private_key() {
    let server = server().await;
    let (private, public) = keys::rsa_key();
    let builder = bare(&server).oauth1_rsa_key("ck", private);
    let client = builder.oauth1_rsa_key_token("t", "").build().unwrap();
    client.oauth1_key().a(1).send().await.unwrap();
    let known = oauth1::Server {
        consumer_secret: "",
        token_secret: "",
    };
    assert_eq!(known.check_key(&server.last(), &public), Ok(()));
    let mut forged = server.last();
    forged.target = forged.target.replace("a=1", "a=2");
    assert!(known.check_key(&forged, &public).is_err());
}

#[tokio::test]
async fn jwt_signs_with_a_private_key() {
    let server = server().await;
    let (private, public) = keys::curve_key();
    let client = bare(&server).jwt_key(private).user("ada").build().unwrap();
    client.jwt_key().send().await.unwrap();
    let sent = server.last();
    let token = authorization(&sent).strip_prefix("Bearer ").unwrap();
    let (header, claims) = keys::check_token(token, &public).unwrap();
    assert_eq!(header["alg"], "ES256");
    assert_eq!(claims["sub"], "ada");
}

#[tokio::test]
async fn asap_tells_who_calls_once() {
    let server = server().await;
    let (private, public) = keys::rsa_key();
    let client = bare(&server).asap(private, "service/key-1", "service");
    let client = client.build().unwrap();
    let mut ids = Vec::new();
    for _ in 0..2 {
        client.asap().send().await.unwrap();
        let sent = server.last();
        let token = authorization(&sent).strip_prefix("Bearer ").unwrap();
        let (header, claims) = keys::check_token(token, &public).unwrap();
        assert_eq!(header["alg"], "RS256");
        assert_eq!(header["kid"], "service/key-1");
        assert_eq!(claims["iss"], "service");
        // The service itself, unless it calls for somebody.
        assert_eq!(claims["sub"], "service");
        // The claims of the collection win over its parameters.
        assert_eq!(claims["aud"], serde_json::json!(["one", "two"]));
        assert_eq!(claims["role"], "reader");
        let (made, end) = (claims["iat"].as_u64(), claims["exp"].as_u64());
        assert_eq!(made.unwrap() + 60, end.unwrap());
        assert_eq!(verify::recent(made.unwrap(), 300), Ok(()));
        ids.push(claims["jti"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_key_of_another_kind_is_refused_by_name() {
    let server = server().await;
    let (curve, _) = keys::curve_key();
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nplanted\n-----END ENCRYPTED PRIVATE KEY-----";
    for (key, problem) in [
        (curve.as_str(), "is no key for this algorithm"),
        (encrypted, "is encrypted"),
        ("planted", "is not in PEM"),
    ] {
        let client = bare(&server).asap(key, "id", "service").build().unwrap();
        let error = client.asap().send().await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains(problem) && !shown.contains("planted"),
            "{shown}"
        );
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn nothing_shows_what_was_given() {
    let server = Server::start(|_, _| Answer::new(500, "no")).await;
    let builder = bare(&server)
        .bearer("planted")
        .basic("planted", "planted")
        .token("planted");
    assert!(!format!("{builder:?}").contains("planted"));
    let client = builder.build().unwrap();
    assert!(!format!("{client:?}").contains("planted"));
    let error = client.inherited().send().await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("planted"));
}
