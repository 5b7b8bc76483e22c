//! Bodies.

use std::collections::BTreeMap;

use collgen_support::core::{Call, Core, Error, File};

use crate::client_of;
use crate::server::{Answer, Server};

async fn server() -> (Server, Core) {
    let server = Server::start(|_, _| Answer::new(204, "")).await;
    let core = client_of(&server).build().unwrap();
    (server, core)
}

fn post(core: &Core) -> Call<()> {
    core.post("{{baseUrl}}/b", &[])
}

#[tokio::test]
async fn a_json_body_is_what_serde_writes() {
    let (server, core) = server().await;
    post(&core)
        .json_body(&BTreeMap::from([("a", 1)]))
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.last().header("content-type"),
        Some("application/json")
    );
    assert_eq!(server.last().header("content-length"), Some("7"));
    assert_eq!(server.last().text(), "{\"a\":1}");
}

#[tokio::test]
async fn a_body_that_cannot_be_written_fails_when_sent_and_not_before() {
    let (server, core) = server().await;
    let call = post(&core).json_body(&BTreeMap::from([(vec![1], "planted")]));
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }), "{error:?}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_post_without_a_body_says_so() {
    let (server, core) = server().await;
    post(&core).send().await.unwrap();
    let received = server.last();
    assert_eq!(
        received
            .headers
            .iter()
            .filter(|(name, _)| name == "content-length")
            .count(),
        1
    );
    assert_eq!(received.header("content-length"), Some("0"));
    core.delete("{{baseUrl}}/b", &[]).send().await.unwrap();
    assert_eq!(server.last().header("content-length"), None);
}

#[tokio::test]
async fn fields_of_a_form_keep_only_unreserved_characters() {
    let (server, core) = server().await;
    let call = post(&core)
        .preset_form("a b", "x y+z&=%20")
        .preset_form("empty", "")
        .form("é~", "-._~!*'()/:[]")
        .add_form("empty", 1);
    call.send().await.unwrap();
    assert_eq!(
        server.last().header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let expected =
        "a%20b=x%20y%2Bz%26%3D%2520&empty=&%C3%A9~=-._~%21%2A%27%28%29%2F%3A%5B%5D&empty=1";
    assert_eq!(server.last().text(), expected);
    call.form("empty", "2").send().await.unwrap();
    assert!(
        server
            .last()
            .text()
            .ends_with("%2520&empty=2&%C3%A9~=-._~%21%2A%27%28%29%2F%3A%5B%5D")
    );
}

#[tokio::test]
async fn the_content_type_of_the_caller_stands_where_the_body_can_be_read_by_it() {
    let (server, core) = server().await;
    let sent = async |call: Call<()>| {
        call.send().await.unwrap();
        server.last().header("content-type").unwrap().to_owned()
    };
    let call = post(&core).preset_header("Content-Type", "application/vnd.api+json");
    assert_eq!(
        sent(call.clone().json_body(&1)).await,
        "application/vnd.api+json"
    );
    assert_eq!(
        sent(call.clone().form("a", 1)).await,
        "application/x-www-form-urlencoded"
    );
    assert!(
        sent(call.clone().multipart_text("a", 1))
            .await
            .starts_with("multipart/form-data; boundary=")
    );
    let charset = "application/x-www-form-urlencoded; charset=utf-8";
    assert_eq!(
        sent(call.header("content-type", charset).form("a", 1)).await,
        charset
    );
}

#[tokio::test]
async fn multipart_parts_are_written_byte_for_byte() {
    let (server, core) = server().await;
    let call = post(&core)
        .preset_multipart("kind", "{{baseUrl}}", Some("text/plain"))
        .multipart_text("note \"x\"\r\ny", "a\r\nb")
        .multipart_file("document", File::bytes("Scan.PDF", &b"\x00\xff"[..]))
        .multipart_file(
            "document",
            File::bytes("a", "").content_type("x/y\r\nX-Injected: 1"),
        );
    call.send().await.unwrap();
    let received = server.last();
    let boundary = received
        .header("content-type")
        .unwrap()
        .split_once("boundary=")
        .unwrap()
        .1;
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"kind\"\r\nContent-Type: text/plain\r\n\r\n{}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"note %22x%22%0D%0Ay\"\r\n\r\na\r\nb\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"Scan.PDF\"\r\n\
         Content-Type: application/pdf\r\n\r\n",
        server.url()
    )
    .into_bytes();
    expected.extend(b"\x00\xff");
    expected.extend(
        format!(
            "\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a\"\r\n\
             Content-Type: x/yX-Injected: 1\r\n\r\n\r\n--{boundary}--\r\n"
        )
        .into_bytes(),
    );
    assert_eq!(
        String::from_utf8_lossy(&received.body),
        String::from_utf8_lossy(&expected)
    );
    assert_eq!(received.body, expected);
}

#[tokio::test]
async fn a_given_text_takes_the_place_of_the_saved_ones_of_its_name() {
    let (server, core) = server().await;
    let call = post(&core)
        .preset_multipart("a", "1", None)
        .preset_multipart("a", "2", None)
        .multipart_file("a", File::bytes("f", "kept"));
    call.multipart_text("a", "new").send().await.unwrap();
    let body = server.last().text();
    assert_eq!(body.matches("name=\"a\"").count(), 2);
    assert!(body.contains("\r\n\r\nkept\r\n") && body.contains("\r\n\r\nnew\r\n"));
}

#[tokio::test]
async fn a_file_of_the_disk_keeps_its_name() {
    let (server, core) = server().await;
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("core-calls-{}.txt", std::process::id()));
    std::fs::write(&path, "content").unwrap();
    let file = File::open(&path).await.unwrap();
    post(&core).multipart_file("f", file).send().await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let body = server.last().text();
    assert!(body.contains(&format!(
        "filename=\"core-calls-{}.txt\"",
        std::process::id()
    )));
    assert!(body.contains("Content-Type: text/plain\r\n\r\ncontent\r\n"));
    assert!(File::open(path).await.is_err());
}

#[tokio::test]
async fn every_sending_of_a_call_sends_the_same() {
    let (server, core) = server().await;
    let call = post(&core).query("a", 1).text_body("text/csv", "a,b");
    for _ in 0..2 {
        call.send().await.unwrap();
    }
    let [first, second] = server.received().try_into().unwrap();
    assert_eq!((first.target, first.body), (second.target, second.body));
    assert_eq!(first.headers, second.headers);
    assert_eq!(server.last().header("content-type"), Some("text/csv"));
}

#[tokio::test]
async fn a_file_is_a_body_with_the_content_type_of_its_name() {
    let (server, core) = server().await;
    let photo = File::bytes("photo.JPG", "pixels");
    post(&core).file_body(photo.clone()).send().await.unwrap();
    assert_eq!(server.last().header("content-type"), Some("image/jpeg"));
    assert_eq!(server.last().text(), "pixels");
    let call = post(&core).preset_header("Content-Type", "application/x-thing");
    call.file_body(photo).send().await.unwrap();
    assert_eq!(
        server.last().header("content-type"),
        Some("application/x-thing")
    );
    let nothing = File::bytes("", "");
    post(&core).file_body(nothing).send().await.unwrap();
    assert_eq!(server.last().header("content-type"), None);
    assert_eq!(server.last().header("content-length"), Some("0"));
}

#[tokio::test]
async fn files_and_texts_of_one_name_are_all_sent() {
    let (server, core) = server().await;
    let files = ["a.csv", "b.csv"].map(|name| File::bytes(name, name));
    let call = post(&core)
        .multipart_files("f", files)
        .multipart_text("t", 1);
    call.add_multipart_text("t", 2).send().await.unwrap();
    let text = server.last().text();
    for part in [
        "name=\"f\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\na.csv\r\n",
        "name=\"f\"; filename=\"b.csv\"\r\nContent-Type: text/csv\r\n\r\nb.csv\r\n",
        "name=\"t\"\r\n\r\n1\r\n",
        "name=\"t\"\r\n\r\n2\r\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn a_media_type_of_a_part_goes_with_its_name_unless_the_file_has_one() {
    let (server, core) = server().await;
    let call = post(&core)
        .part_type("meta", "application/json")
        .part_type("f", "text/x-own");
    let call = call.multipart_text("meta", "{}");
    let file = File::bytes("a.csv", "x");
    call.clone()
        .multipart_file("f", file.clone())
        .send()
        .await
        .unwrap();
    let text = server.last().text();
    assert!(
        text.contains("name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{}"),
        "{text}"
    );
    assert!(text.contains("Content-Type: text/x-own\r\n\r\nx"), "{text}");
    let file = file.content_type("text/csv");
    call.multipart_file("f", file).send().await.unwrap();
    let text = server.last().text();
    assert!(text.contains("Content-Type: text/csv\r\n\r\nx"), "{text}");
}

#[tokio::test]
async fn a_part_that_is_set_stands_where_the_saved_one_stood() {
    let (server, core) = server().await;
    let call = post(&core)
        .preset_multipart("a", "saved", None)
        .preset_multipart("b", "saved", None);
    call.multipart_text("a", "1").send().await.unwrap();
    let text = server.last().text();
    let place = |name: &str| text.find(&format!("name=\"{name}\"")).unwrap();
    assert!(place("a") < place("b"), "{text}");
}
