//! AWS Signature Version 4: cases of AWS's test suite, the examples of S3's description, and values computed elsewhere
//! where the suite writes requests differently from how they are sent.

use collgen_support::auth::AuthError;
use collgen_support::auth::schemes::AwsV4;
use reqwest::{Method, Request};

use crate::{At, authorization, get, header, post, refused, request, signed, stream};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const HOST: &str = "https://example.amazonaws.com";
const TOKEN: &str = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

/// The account of the test suite, on 2015-08-30 at 12:36:00.
fn suite() -> AwsV4 {
    AwsV4::new("AKIDEXAMPLE", SECRET)
        .service("service")
        .clock(At(1_440_938_160))
}

/// The account of S3's description, on 2013-05-24.
fn s3() -> AwsV4 {
    let scheme = AwsV4::new(
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    );
    scheme.service("s3").clock(At(1_369_353_600))
}

async fn check(request: Request, signature: &str) {
    let target = request.url().to_string();
    let given = authorization(&suite(), request).await;
    assert!(
        given.ends_with(&format!("Signature={signature}")),
        "{target}: {given}"
    );
}

#[tokio::test]
async fn the_plain_requests_of_the_suite_have_their_signatures() {
    let request = signed(&suite(), get(HOST)).await;
    assert_eq!(
        header(&request, "authorization"),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=host;x-amz-date, \
         Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    );
    assert_eq!(header(&request, "x-amz-date"), "20150830T123600Z");
    assert_eq!(request.headers().len(), 2);
    let post = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
    check(self::request(Method::POST, HOST), post).await;
}

#[tokio::test]
async fn the_queries_of_the_suite_have_their_signatures() {
    const UNRESERVED: &str = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (query, signature) in [
        (
            "Param2=value2&Param1=value1".to_owned(),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "Param1=value1".to_owned(),
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        ),
        (
            "Param-3=Value3&Param=Value2&%E1%88%B4=Value1".to_owned(),
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        ),
        (
            "ሴ=bar".to_owned(),
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        ),
        (
            format!("{UNRESERVED}={UNRESERVED}"),
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        ),
    ] {
        check(get(&format!("{HOST}/?{query}")), signature).await;
    }
}

#[tokio::test]
async fn the_paths_of_the_suite_have_their_signatures() {
    let unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let signature = "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f";
    check(get(&format!("{HOST}/{unreserved}")), signature).await;
    let slashes = "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84";
    check(get(&format!("{HOST}//example//")), slashes).await;
    let nowhere = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    for path in ["/example/..", "/example1/example2/../..", "//", "/./"] {
        check(get(&format!("{HOST}{path}")), nowhere).await;
    }
}

#[tokio::test]
async fn a_session_token_is_sent_and_signed() {
    let request = signed(&suite().session_token(TOKEN), get(HOST)).await;
    assert_eq!(
        header(&request, "authorization"),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=host;x-amz-date;x-amz-security-token, \
         Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"
    );
    assert_eq!(header(&request, "x-amz-security-token"), TOKEN);
}

#[tokio::test]
async fn the_query_takes_the_signature_of_the_suite() {
    let scheme = suite().in_query(true).session_token(TOKEN);
    let mut request = get(&format!("{HOST}/?X-Amz-Expires=3600&X-Amz-Date=old"));
    request
        .headers_mut()
        .insert("x-amz-date", "old".parse().unwrap());
    request
        .headers_mut()
        .insert("authorization", "old".parse().unwrap());
    let request = signed(&scheme, request).await;
    assert_eq!(
        request.url().query().unwrap(),
        format!(
            "X-Amz-Expires=3600&X-Amz-Security-Token={TOKEN}&X-Amz-Algorithm=AWS4-HMAC-SHA256&\
             X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&\
             X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&\
             X-Amz-Signature=7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c"
        )
    );
    assert!(request.headers().is_empty());
    let again = signed(&scheme, get(request.url().as_str())).await;
    assert_eq!(again.url(), request.url());
}

/// Computed elsewhere: the suite signs the length of the body too.
#[tokio::test]
async fn a_body_is_signed_with_its_hash_and_type() {
    let form = post(HOST, "application/x-www-form-urlencoded", "Param1=value1");
    let request = signed(&suite(), form).await;
    assert_eq!(
        header(&request, "x-amz-content-sha256"),
        "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
    );
    let given = header(&request, "authorization");
    assert!(given.contains("SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,"));
    let signature = "3ae685fb42e386f9c46ad18dc31b73536a1fc7867dc5cdc8e34e4b1ee1fe5c50";
    assert!(given.ends_with(signature), "{given}");
}

/// Computed elsewhere: the suite has no path that was encoded before it was signed.
#[tokio::test]
async fn paths_and_queries_are_sent_in_one_spelling_and_paths_signed_in_another() {
    let scheme = AwsV4::new("AKIDEXAMPLE", SECRET).clock(At(1_440_938_160));
    let url = "https://abc.execute-api.us-east-1.amazonaws.com/a%20b/c:d?x=1+2&y=%2b";
    let request = signed(&scheme, get(url)).await;
    assert_eq!(request.url().path(), "/a%20b/c%3Ad");
    assert_eq!(request.url().query(), Some("x=1%202&y=%2B"));
    let given = header(&request, "authorization");
    assert!(
        given.contains("/us-east-1/execute-api/aws4_request"),
        "{given}"
    );
    let signature = "7ef4d737ba3b2397ce9d98e3325c0c425833b2b3db631ab2dc49561a96490dc4";
    assert!(given.ends_with(signature), "{given}");
}

#[tokio::test]
async fn the_examples_of_s3_have_their_signatures() {
    for (query, signature) in [
        (
            "lifecycle",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "max-keys=2&prefix=J",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let url = format!("https://examplebucket.s3.amazonaws.com/?{query}");
        let request = signed(&s3(), get(&url)).await;
        assert_eq!(request.url().query(), Some(query));
        let given = header(&request, "authorization");
        assert!(given.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,"));
        assert!(given.ends_with(signature), "{given}");
    }
}

#[tokio::test]
async fn s3_gets_a_url_that_is_good_for_a_day() {
    let url = "https://examplebucket.s3.amazonaws.com/test.txt";
    let request = signed(&s3().in_query(true), get(url)).await;
    let query = request.url().query().unwrap();
    assert!(query.starts_with("X-Amz-Expires=86400&"), "{query}");
    let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    assert!(
        query.ends_with(&format!("X-Amz-Signature={signature}")),
        "{query}"
    );
}

#[tokio::test]
async fn s3_paths_are_signed_as_they_are_sent() {
    let sign = async |path: &str| {
        let request = get(&format!("https://b.s3.amazonaws.com{path}"));
        let request = signed(&s3(), request).await;
        (
            request.url().path().to_owned(),
            header(&request, "authorization").to_owned(),
        )
    };
    let respelled = sign("/(a)//c%2fd").await;
    assert_eq!(respelled.0, "/%28a%29//c%2Fd");
    assert_eq!(sign("/%28a%29//c%2Fd").await, respelled);
    assert_ne!(sign("/%28a%29/c%2Fd").await.1, respelled.1);
}

#[tokio::test]
async fn a_streamed_body_needs_a_hash_of_its_own() {
    let error = refused(&suite(), stream(HOST)).await;
    assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
    let error = refused(&suite().in_query(true), stream(HOST)).await;
    assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
    let mut given = stream(HOST);
    let unsigned = "UNSIGNED-PAYLOAD".parse().unwrap();
    given.headers_mut().insert("x-amz-content-sha256", unsigned);
    let given = signed(&s3(), given).await;
    assert_eq!(header(&given, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
    signed(&s3().in_query(true), stream(HOST)).await;
}

#[tokio::test]
async fn region_and_service_are_signed() {
    let one = authorization(&suite().region("eu-west-3"), get(HOST)).await;
    assert!(
        one.contains("/20150830/eu-west-3/service/aws4_request"),
        "{one}"
    );
    let other = authorization(&suite(), get(HOST)).await;
    assert_ne!(
        one.rsplit_once('=').unwrap().1,
        other.rsplit_once('=').unwrap().1
    );
}
