//! Paths, queries and arguments, byte for byte.

use collgen_support::core::{Call, Core, Error};
use serde_json::Value;

use crate::client_of;
use crate::server::Server;

async fn target_of(call: impl Fn(&Core) -> Call<Value>) -> String {
    let server = Server::json("null").await;
    let core = client_of(&server).build().unwrap();
    call(&core).send().await.unwrap();
    server.last().target
}

fn get(core: &Core, route: &'static str, arguments: &[&dyn std::fmt::Display]) -> Call<Value> {
    core.get(route, arguments).json()
}

#[tokio::test]
async fn text_of_a_path_keeps_what_postman_keeps() {
    for (path, expected) in [
        ("{{baseUrl}}", "/"),
        ("{{baseUrl}}/", "/"),
        ("{{baseUrl}}/a/", "/a/"),
        ("{{baseUrl}}/a//b", "/a//b"),
        (
            "{{baseUrl}}/a b/é☃/\"q\"/<x>/`t/{z}",
            "/a%20b/%C3%A9%E2%98%83/%22q%22/%3Cx%3E/%60t/%7Bz%7D",
        ),
        (
            "{{baseUrl}}/^/|/[1]/100%/a%20b/a+b/a;b=c/a,b/it's/!*()/~/@:$&=",
            "/^/|/[1]/100%/a%20b/a+b/a;b=c/a,b/it's/!*()/~/@:$&=",
        ),
        ("{{baseUrl}}/a?b/c#d", "/a?b/c"),
        ("{{baseUrl}}/t?", "/t?"),
        ("{{baseUrl}}/t?a=b&&c", "/t?a=b&&c"),
        (
            "{{baseUrl}}/filter[a]=1?f[a]=1&f[b]={x}",
            "/filter[a]=1?f[a]=1&f[b]={x}",
        ),
        ("{{baseUrl}}/n\n/x\ty/\u{7f}", "/n%0A/x%09y/%7F"),
    ] {
        assert_eq!(
            target_of(|core| get(core, path, &[])).await,
            expected,
            "{path:?}"
        );
    }
}

#[tokio::test]
async fn a_saved_query_is_sent_as_postman_sends_it() {
    for (name, value, expected) in [
        ("a b", "x y\"#'<>", "/q?a%20b=x%20y%22%23%27%3C%3E"),
        (
            "k",
            "`{}|\\^[]é%20%zz+/?:@!$()*,;=~",
            "/q?k=`{}|\\^[]%C3%A9%20%zz+/?:@!$()*,;=~",
        ),
        ("k=1&2#3", "v=1&2#3", "/q?k%3D1%262%233=v=1%262%233"),
        ("b", "", "/q?b="),
        ("", "x", "/q?=x"),
    ] {
        let target =
            target_of(|core| get(core, "{{baseUrl}}/q", &[]).preset_query(name, value)).await;
        assert_eq!(target, expected, "{name:?} {value:?}");
    }
}

#[tokio::test]
async fn a_saved_name_without_a_value_has_no_equals_sign() {
    let target = target_of(|core| {
        get(core, "{{baseUrl}}/q", &[])
            .preset_query_name("a")
            .preset_query("b", "")
    });
    assert_eq!(target.await, "/q?a&b=");
}

#[tokio::test]
async fn a_given_query_value_arrives_as_it_was_given() {
    let given = "a b+c%20d&e=f#g?h/{{baseUrl}}";
    let target = target_of(|core| get(core, "{{baseUrl}}/q", &[]).query("k", given)).await;
    assert_eq!(target, "/q?k=a%20b%2Bc%2520d%26e=f%23g?h/{{baseUrl}}");
    let url = collgen_support::core::Url::parse(&format!("http://h{target}")).unwrap();
    assert_eq!(url.query_pairs().next().unwrap().1, given);
}

#[tokio::test]
async fn a_query_of_the_route_or_of_a_setting_is_continued() {
    let server = Server::json("null").await;
    let core = client_of(&server)
        .setting("tail", "?x=1#gone")
        .build()
        .unwrap();
    get(&core, "{{baseUrl}}/q{{tail}}", &[])
        .query("y", 2)
        .send()
        .await
        .unwrap();
    assert_eq!(server.last().target, "/q?x=1&y=2");
    get(&core, "{{baseUrl}}/q?", &[])
        .query("y", 2)
        .send()
        .await
        .unwrap();
    assert_eq!(server.last().target, "/q?y=2");
}

#[tokio::test]
async fn setting_a_query_parameter_replaces_all_of_its_name_in_place() {
    let target = target_of(|core| {
        get(core, "{{baseUrl}}/q", &[])
            .preset_query("a", "1")
            .preset_query("b", "2")
            .preset_query("a", "3")
            .query("a", "new")
            .add_query("a", "more")
    });
    assert_eq!(target.await, "/q?a=new&b=2&a=more");
}

#[tokio::test]
async fn an_argument_stays_one_segment_whatever_it_holds() {
    for (argument, expected) in [
        ("42", "/p/42/x"),
        ("a/b?c#d%e\\f", "/p/a%2Fb%3Fc%23d%25e%5Cf/x"),
        ("../..", "/p/..%2F../x"),
        ("%2e%2e", "/p/%252e%252e/x"),
        ("{{baseUrl}}", "/p/%7B%7BbaseUrl%7D%7D/x"),
        ("é\n:;", "/p/%C3%A9%0A:;/x"),
    ] {
        let target = target_of(|core| get(core, "{{baseUrl}}/p/:id/x", &[&argument])).await;
        assert_eq!(target, expected, "{argument:?}");
    }
}

#[tokio::test]
async fn an_argument_that_would_name_another_path_is_refused() {
    let core = Core::builder()
        .setting("baseUrl", "http://127.0.0.1:9")
        .build()
        .unwrap();
    for argument in ["", ".", ".."] {
        let error = get(&core, "{{baseUrl}}/p/:id", &[&argument])
            .send()
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request { .. }), "{error:?}");
        assert!(error.to_string().contains("`id`"), "{error}");
    }
}

#[tokio::test]
async fn arguments_go_to_the_segments_in_order() {
    for (route, expected) in [
        ("{{baseUrl}}/:a/:b", "/1/2"),
        ("{{baseUrl}}/:a.json/:b", "/1.json/2"),
        ("{{baseUrl}}/:a/again/:a/:b", "/1/again/1/2"),
        ("{{baseUrl}}/x:a/:a-:c/:/:b", "/x:a/1/:/2"),
        ("{{baseUrl}}/:a/:b/:missing", "/1/2/:missing"),
    ] {
        assert_eq!(
            target_of(|core| get(core, route, &[&1, &"2"])).await,
            expected,
            "{route}"
        );
    }
}

#[tokio::test]
async fn a_colon_inside_a_setting_s_name_is_no_parameter() {
    let server = Server::json("null").await;
    let core = client_of(&server)
        .setting("known/:school", "s")
        .build()
        .unwrap();
    get(&core, "{{baseUrl}}/{{known/:school}}/:id", &[&7])
        .send()
        .await
        .unwrap();
    assert_eq!(server.last().target, "/s/7");
}

#[test]
fn an_address_without_a_scheme_is_http() {
    let core = Core::builder()
        .setting("host", "Example.COM:8080")
        .build()
        .unwrap();
    assert_eq!(
        get(&core, "{{host}}/a", &[]).url().unwrap().as_str(),
        "http://example.com:8080/a"
    );
    assert_eq!(
        get(&core, "é.example/a", &[]).url().unwrap().as_str(),
        "http://xn--9ca.example/a"
    );
}

#[test]
fn an_address_that_is_not_http_is_refused() {
    let core = Core::builder().build().unwrap();
    for route in ["ftp://example.com/a", "file:///etc/passwd", "", "http://"] {
        assert!(
            matches!(get(&core, route, &[]).url(), Err(Error::Request { .. })),
            "{route}"
        );
    }
}

#[tokio::test]
async fn a_target_takes_the_place_of_path_and_query_and_never_of_the_origin() {
    for target in ["/a//b?x=%20+&y&=", "/", "/a?", "//other.test/a"] {
        let sent = target_of(|core| {
            get(core, "{{baseUrl}}/u/:id", &[&1])
                .query("q", 1)
                .target(target)
        });
        assert_eq!(sent.await, target);
    }
}

#[test]
fn a_base_that_was_read_before_gives_the_url_that_the_whole_text_gives() {
    for base in [
        "http://h.test",
        "http://h.test/",
        "http://h.test/v1",
        "http://h.test/v1/",
        "h.test:8080/x",
        "http://u:p@h.test/x",
        "http://h.test/a\\b",
        "http://h.test/%41 b",
        "http://[::1]:80/x",
        "https://H.test/a?b=1",
        "h.test/to/http://other.test/z",
        "http://h.test/:id",
    ] {
        for route in [
            "/",
            "/a/:id",
            "//other.test/x",
            "/\\other.test",
            "/a?b=c#d",
            "/../b",
            "/a/./b",
        ] {
            let core = Core::builder().setting("baseUrl", base).base("{{baseUrl}}");
            let core = core.build().unwrap();
            let whole = format!("{{{{baseUrl}}}}{route}");
            let call = |route| core.get(route, &[&7]).query("q", "a b").url().unwrap();
            assert_eq!(call(route), call(whole.leak()), "{base} {route}");
        }
    }
}
