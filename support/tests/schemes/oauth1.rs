//! OAuth 1.0a: the examples of RFC 5849 and of OAuth Core 1.0a, and values computed from the RFC elsewhere.

use collgen_support::auth::schemes::{OAuth1, SignatureMethod};
use collgen_support::auth::{AuthError, Authorize};
use collgen_support::core::Core;
use reqwest::{Method, Request};

use crate::server::{Answer, Server};
use crate::{At, Same, authorization, get, post, refused, request, signed, stream};

const FORM: &str = "application/x-www-form-urlencoded";

fn printer(seconds: u64, nonce: &str) -> OAuth1 {
    OAuth1::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
        .realm("Photos")
        .in_header(true)
        .clock(At(seconds))
        .nonce(nonce)
}

#[tokio::test]
async fn the_dialogue_of_rfc_5849_has_its_signatures() {
    let initiate = printer(137_131_200, "wIjqoS").callback("http://printer.example.com/ready");
    let url = "https://photos.example.net/initiate";
    assert_eq!(
        authorization(&initiate, request(Method::POST, url)).await,
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131200\", oauth_nonce=\"wIjqoS\", \
         oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\", \
         oauth_signature=\"74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D\""
    );
    let token = printer(137_131_201, "walatlh")
        .token("hh5s93j4hdidpola", "hdhd0244k9j7ao03")
        .verifier("hfdp7dh39dks9884");
    let url = "https://photos.example.net/token";
    let given = authorization(&token, request(Method::POST, url)).await;
    assert!(
        given.contains("oauth_token=\"hh5s93j4hdidpola\""),
        "{given}"
    );
    assert!(
        given.contains("oauth_verifier=\"hfdp7dh39dks9884\""),
        "{given}"
    );
    assert!(
        given.ends_with("oauth_signature=\"gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D\""),
        "{given}"
    );
    let photos = printer(137_131_202, "chapoH").token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    let url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
    let given = authorization(&photos, get(url)).await;
    assert!(
        given.ends_with("oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""),
        "{given}"
    );
}

#[tokio::test]
async fn the_example_of_oauth_core_has_its_signature() {
    let photos = printer(1_191_242_096, "kllo9940pd9333jh")
        .token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
        .version("1.0");
    let url = "http://photos.example.net:80/photos?size=original&file=vacation.jpg";
    let given = authorization(&photos, get(url)).await;
    assert!(given.contains("oauth_version=\"1.0\""), "{given}");
    assert!(
        given.ends_with("oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\""),
        "{given}"
    );
}

fn odd_request() -> Request {
    let url = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
    post(url, FORM, "c2&a3=2+q")
}

fn odd_scheme() -> OAuth1 {
    OAuth1::new("9djdj82h48djs9d2", "j49sk3j29djd")
        .token("kkk9d7dh3k39sjv7", "dh893hdasih9")
        .clock(At(137_131_201))
        .nonce("7d8f3e4a")
}

/// RFC 5849 section 3.4.1.1, the signature as its erratum 2550 has it.
#[tokio::test]
async fn fields_of_query_and_form_are_signed_in_their_order() {
    let scheme = odd_scheme().in_header(true);
    let request = signed(&scheme, odd_request()).await;
    let given = crate::header(&request, "authorization");
    assert!(
        given.ends_with("oauth_signature=\"r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D\""),
        "{given}"
    );
    assert!(!given.contains("realm"), "{given}");
    assert_eq!(
        request.url().query(),
        Some("b5=%3D%253D&a3=a&c%40=&a2=r%20b")
    );
    assert_eq!(
        request.body().unwrap().as_bytes(),
        Some(b"c2&a3=2+q".as_slice())
    );
}

const ODD_PARAMETERS: &str = "oauth_consumer_key=9djdj82h48djs9d2&oauth_token=kkk9d7dh3k39sjv7&\
    oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_nonce=7d8f3e4a&\
    oauth_signature=r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D";

#[tokio::test]
async fn forms_that_are_posted_or_put_take_the_parameters_unless_the_header_does() {
    let mut request = odd_request();
    let headers = request.headers_mut();
    headers.insert("content-length", "9".parse().unwrap());
    headers.insert("authorization", "Basic saved".parse().unwrap());
    let request = signed(&odd_scheme(), request).await;
    let body = request.body().unwrap().as_bytes().unwrap();
    let expected = format!("c2&a3=2+q&{ODD_PARAMETERS}");
    assert_eq!(str::from_utf8(body), Ok(expected.as_str()));
    assert_eq!(
        request.headers().keys().collect::<Vec<_>>(),
        ["content-type"]
    );
    let mut put = odd_request();
    *put.method_mut() = Method::PUT;
    let put = signed(&odd_scheme(), put).await;
    assert!(
        put.url()
            .query()
            .is_some_and(|query| !query.contains("oauth"))
    );
}

#[tokio::test]
async fn all_others_take_the_parameters_in_the_query() {
    let mut patch = odd_request();
    *patch.method_mut() = Method::PATCH;
    let patch = signed(&odd_scheme(), patch).await;
    let query = patch.url().query().unwrap();
    assert!(
        query.starts_with("b5=%3D%253D&a3=a&c%40=&a2=r%20b&oauth_consumer_key=9d"),
        "{query}"
    );
    assert_eq!(
        patch.body().unwrap().as_bytes(),
        Some(b"c2&a3=2+q".as_slice())
    );
    let json = post("http://example.com/", "application/json", "{\"a\":1}");
    let json = signed(&odd_scheme(), json).await;
    assert!(
        json.url()
            .query()
            .unwrap()
            .starts_with("oauth_consumer_key=9d")
    );
}

#[tokio::test]
async fn what_an_earlier_signing_left_behind_is_replaced() {
    let first = signed(&odd_scheme(), odd_request()).await;
    let body = first.body().unwrap().as_bytes().unwrap().to_vec();
    let mut again = odd_request();
    let query = format!(
        "oauth_signature=x&{}&oauth_foreign=1",
        again.url().query().unwrap()
    );
    again.url_mut().set_query(Some(&query));
    *again.body_mut() = Some(body.into());
    let again = signed(&odd_scheme(), again).await;
    assert!(
        again
            .url()
            .query()
            .unwrap()
            .ends_with("&a2=r%20b&oauth_foreign=1")
    );
    let body = str::from_utf8(again.body().unwrap().as_bytes().unwrap()).unwrap();
    assert_eq!(body.matches("oauth_signature=").count(), 1);
    assert_eq!(body.matches("oauth_nonce=").count(), 1);
}

fn plain(method: SignatureMethod) -> OAuth1 {
    let scheme = OAuth1::new("key", "s").signature_method(method);
    scheme.in_header(true).clock(At(1_800_000_000)).nonce("n")
}

/// Computed elsewhere.
#[tokio::test]
async fn bodies_that_are_no_forms_can_be_hashed() {
    let scheme = OAuth1::new("key", "s&1").signature_method(SignatureMethod::HmacSha256);
    let scheme = scheme.version("1.0").body_hash(true).in_header(true);
    let scheme = scheme.clock(At(1_800_000_000)).nonce("n");
    let json = post(
        "https://Example.com:8443/a%20b",
        "application/json",
        "{\"a\":1}",
    );
    let given = authorization(&scheme, json).await;
    let hash = "oauth_body_hash=\"AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX%2BGI%3D\"";
    assert!(given.contains(hash), "{given}");
    let signature = "oauth_signature=\"84OEJ0LIPlRtSjnfrtH84OL9F35dakCB5gLjw8gsu28%3D\"";
    assert!(given.ends_with(signature), "{given}");
}

/// The hashes of «Hello World!» and of nothing are those of the draft.
#[tokio::test]
async fn the_hash_of_the_body_is_left_out_of_forms_and_covers_even_nothing() {
    let hashing = plain(SignatureMethod::HmacSha1).body_hash(true);
    let hello = post("https://example.com/", "text/plain", "Hello World!");
    let given = authorization(&hashing, hello).await;
    assert!(
        given.contains("oauth_body_hash=\"Lve95gjOVATpfV8EL5X4nxwjKHE%3D\""),
        "{given}"
    );
    let given = authorization(&hashing, get("https://example.com/")).await;
    assert!(
        given.contains("oauth_body_hash=\"2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D\""),
        "{given}"
    );
    assert!(
        !authorization(&hashing, odd_request())
            .await
            .contains("oauth_body_hash")
    );
    let plaintext = plain(SignatureMethod::Plaintext).body_hash(true);
    let given = authorization(&plaintext, get("https://example.com/")).await;
    assert!(!given.contains("oauth_body_hash"), "{given}");
}

/// Computed elsewhere.
#[tokio::test]
async fn a_plus_sign_is_a_space_and_is_sent_as_one() {
    let scheme = plain(SignatureMethod::HmacSha512).token("", "t");
    let request = signed(&scheme, get("https://example.com/a?y=%2b&x=1+2")).await;
    assert_eq!(request.url().query(), Some("y=%2B&x=1%202"));
    let given = crate::header(&request, "authorization");
    let signature = "jRkRKOdh9TJZ1UX2DuuyjpxYpeIKLQvRtHI1V7rAAZxKzjAKeqJSbYJjoJtcvsBUUL9Wy1%2FRNt%2BYca5ElttMDA%3D%3D";
    assert!(
        given.ends_with(&format!("oauth_signature=\"{signature}\"")),
        "{given}"
    );
}

#[tokio::test]
async fn plaintext_sends_both_secrets() {
    let scheme = plain(SignatureMethod::Plaintext).token("t", "s/2");
    let given = authorization(&scheme, get("https://example.com/")).await;
    assert!(
        given.contains("oauth_signature_method=\"PLAINTEXT\""),
        "{given}"
    );
    assert!(
        given.ends_with("oauth_signature=\"s%26s%252F2\""),
        "{given}"
    );
}

/// Computed elsewhere.
#[tokio::test]
async fn empty_parameters_are_sent_only_if_asked_for() {
    let scheme = plain(SignatureMethod::HmacSha1);
    let given = authorization(&scheme, get("https://example.com/")).await;
    assert!(!given.contains("\"\""), "{given}");
    let given = authorization(&scheme.empty_parameters(true), get("https://example.com/")).await;
    assert!(
        given.contains("oauth_token=\"\"") && given.contains("oauth_version=\"\""),
        "{given}"
    );
    assert!(
        given.ends_with("oauth_signature=\"%2BJku6PILMWzJeHJVxCgy6F0f1nw%3D\""),
        "{given}"
    );
}

#[tokio::test]
async fn what_would_have_to_be_read_before_it_is_signed_is_refused_as_a_stream() {
    let url = "https://example.com/";
    let mut form = stream(url);
    form.headers_mut()
        .insert("content-type", FORM.parse().unwrap());
    let error = refused(&plain(SignatureMethod::HmacSha1), form).await;
    assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
    let hashing = plain(SignatureMethod::HmacSha1).body_hash(true);
    let error = refused(&hashing, stream(url)).await;
    assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
    signed(&plain(SignatureMethod::HmacSha1), stream(url)).await;
}

#[tokio::test]
async fn nonces_are_random_unless_set() {
    let scheme = OAuth1::new("k", "s").random(Same(7));
    let request = signed(&scheme, get("https://example.com/")).await;
    let query = request.url().query().unwrap();
    assert!(
        query.contains(&format!("oauth_nonce={}", "07".repeat(16))),
        "{query}"
    );
}

#[tokio::test]
async fn a_signed_form_arrives_with_its_length() {
    let server = Server::start(|_, _| Answer::new(204, "")).await;
    let scheme: std::sync::Arc<dyn Authorize> = std::sync::Arc::new(odd_scheme());
    let core = Core::builder()
        .setting("baseUrl", server.url())
        .slot("oauth1", Some(scheme));
    let core = core.build().unwrap();
    core.post("{{baseUrl}}/", &[])
        .form("a", "b c")
        .send()
        .await
        .unwrap();
    let text = server.last().text();
    assert!(
        text.starts_with("a=b%20c&oauth_consumer_key=9djdj82h48djs9d2&"),
        "{text}"
    );
    assert_eq!(
        server.last().header("content-length"),
        Some(text.len().to_string().as_str())
    );
}
