//! EdgeGrid: Akamai's own test cases.

use collgen_support::auth::AuthError;
use collgen_support::auth::schemes::EdgeGrid;
use reqwest::{Method, Request};

use crate::{At, Same, authorization, get, post, refused, request, signed, stream};

const HOST: &str = "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net";

fn url(target: &str) -> String {
    format!("{HOST}{target}")
}

fn example() -> EdgeGrid {
    EdgeGrid::new(
        "akab-client-token-xxx-xxxxxxxxxxxxxxxx",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
        "akab-access-token-xxx-xxxxxxxxxxxxxxxx",
    )
    .headers_to_sign(["X-Test1", "X-Test2", " X-Test3"])
    .max_body_size(2_048)
    .nonce("nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
    // 2014-03-21 at 19:34:21.
    .clock(At(1_395_430_461))
}

async fn check(request: Request, signature: &str) {
    assert_eq!(
        authorization(&example(), request).await,
        format!(
            "EG1-HMAC-SHA256 client_token=akab-client-token-xxx-xxxxxxxxxxxxxxxx;\
             access_token=akab-access-token-xxx-xxxxxxxxxxxxxxxx;timestamp=20140321T19:34:21+0000;\
             nonce=nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx;signature={signature}"
        )
    );
}

#[tokio::test]
async fn requests_without_a_body_have_the_published_signatures() {
    check(get(HOST), "tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=").await;
    let query = get(&url("/testapi/v1/t1?p1=1&p2=2"));
    check(query, "hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=").await;
}

#[tokio::test]
async fn bodies_of_posts_are_signed_as_far_as_the_limit() {
    let body = |body: &str| post(&url("/testapi/v1/t3"), "text/plain", body);
    let inside = body("datadatadatadatadatadatadatadata");
    check(inside, "hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=").await;
    for length in [2_048, 2_049, 5_000] {
        let body = body(&"d".repeat(length));
        check(body, "6Q6PiTipLae6n4GsSIDTCJ54bEbHUBp+4MUXrbQCBoY=").await;
    }
    let empty = post(&url("/testapi/v1/t6"), "text/plain", "");
    check(empty, "1gEDxeQGD5GovIkJJGcBaKnZ+VaPtrc4qBUHixjsPCQ=").await;
}

#[tokio::test]
async fn bodies_of_other_methods_are_not_signed() {
    let mut put = post(
        &url("/testapi/v1/t6"),
        "text/plain",
        "PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP",
    );
    *put.method_mut() = Method::PUT;
    check(put, "GNBWEYSEWOLtu+7dD52da2C39aX/Jchpon3K/AmBqBU=").await;
    let mut streamed = stream(HOST);
    *streamed.method_mut() = Method::PUT;
    signed(&example(), streamed).await;
    let error = refused(&example(), stream(HOST)).await;
    assert!(matches!(error, AuthError::Unsignable(_)), "{error:?}");
}

#[tokio::test]
async fn headers_are_signed_in_the_order_asked_for() {
    let with = |target: &str, headers: &[(&'static str, &str)]| {
        let mut request = get(&url(target));
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        request
    };
    let simple = with("/testapi/v1/t4", &[("x-test1", "test-simple-header")]);
    check(simple, "8F9AybcRw+PLxnvT+H0JRkjROrrUgsxJTnRXMzqvcwY=").await;
    let spaces = with(
        "/testapi/v1/t4",
        &[("x-test1", "\"     test-header-with-spaces     \"")],
    );
    check(spaces, "ucq2AbjCNtobHfCTuS38fdkl5UDdWHZhQX46fYR8CqI=").await;
    let leading = with(
        "/testapi/v1/t4",
        &[("x-test1", "     first-thing      second-thing")],
    );
    check(leading, "WtnneL539UadAAOJwnsXvPqT4Kt6z7HMgBEwAFpt3+c=").await;
    let three = [("x-test2", "t2"), ("x-test1", "t1"), ("x-test3", "t3")];
    let order = with("/testapi/v1/t4", &three);
    check(order, "Wus73Nx8jOYM+kkBFF2q8D1EATRIMr0WLWwpLBgkBqY=").await;
    let four = [three.as_slice(), &[("x-extra", "this won't be included")]].concat();
    let extra = with("/testapi/v1/t5", &four);
    check(extra, "Knd/jc0A5Ghhizjayr0AUUvl2MZjBpS3FDSzvtq4Ixc=").await;
}

#[tokio::test]
async fn nonces_are_uuids_unless_set() {
    let nonce = async |byte| {
        let scheme = EdgeGrid::new("c", "s", "a").random(Same(byte));
        let given = authorization(&scheme, request(Method::GET, HOST)).await;
        let (_, rest) = given.split_once(";nonce=").unwrap();
        rest.split(';').next().unwrap().to_owned()
    };
    assert_eq!(nonce(0xff).await, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(nonce(0).await, "00000000-0000-4000-8000-000000000000");
}

#[tokio::test]
async fn leap_days_are_in_the_calendar() {
    for (seconds, expected) in [
        (0, "19700101T00:00:00+0000"),
        (951_782_399, "20000228T23:59:59+0000"),
        (951_782_400, "20000229T00:00:00+0000"),
        (951_868_800, "20000301T00:00:00+0000"),
        (1_709_164_800, "20240229T00:00:00+0000"),
        (1_735_689_599, "20241231T23:59:59+0000"),
        (4_107_542_400, "21000301T00:00:00+0000"),
    ] {
        let scheme = EdgeGrid::new("c", "s", "a").clock(At(seconds));
        let given = authorization(&scheme, get(HOST)).await;
        assert!(given.contains(&format!("timestamp={expected};")), "{given}");
    }
}
