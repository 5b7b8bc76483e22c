//! NTLM: the values of MS-NLMP section 4.2.4, on the wire.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use collgen_support::auth::schemes::Ntlm;
use collgen_support::auth::{Authorize, Clock};
use std::time::{Duration, SystemTime};

use crate::server::{Answer, Server};
use crate::{Same, get, header, refused, signed};

/// 1601, where the time of the section is 0.
struct Beginning;

impl Clock for Beginning {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH - Duration::from_secs(11_644_473_600)
    }
}

/// The challenge of the section: random part, names of domain and server.
fn challenge() -> Vec<u8> {
    let mut message = b"NTLMSSP\0\x02\0\0\0".to_vec();
    message.extend(b"\0\0\0\0\x38\0\0\0\x33\x82\x8a\xe2");
    message.extend(b"\x01\x23\x45\x67\x89\xab\xcd\xef\0\0\0\0\0\0\0\0");
    message.extend(b"\x24\0\x24\0\x38\0\0\0\x06\0\x70\x17\0\0\0\x0f");
    message.extend(b"\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0e\0r\0\0\0\0\0");
    message
}

/// The bytes of the field described there.
fn field(message: &[u8], at: usize) -> Vec<u8> {
    let length = usize::from(u16::from_le_bytes([message[at], message[at + 1]]));
    let start = u32::from_le_bytes(message[at + 4..at + 8].try_into().unwrap()) as usize;
    message[start..start + length].to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The third message, to a server that says this.
async fn answer(login: Ntlm, challenge: Vec<u8>) -> Vec<u8> {
    let offer = format!("NTLM {}", STANDARD.encode(challenge));
    let server = Server::start(move |number, _| match number {
        0 => Answer::new(401, "").header("WWW-Authenticate", "NTLM"),
        1 => Answer::new(401, "").header("WWW-Authenticate", &offer),
        _ => Answer::new(200, ""),
    })
    .await;
    let request = signed(&login, get(&server.url())).await;
    let http = reqwest::Client::new();
    let carried = login
        .carrier()
        .unwrap()
        .carry(&http, &reqwest::Client::builder, request)
        .await;
    let carried = carried.unwrap();
    assert_eq!(carried.unwrap().status(), 200);
    let value = server.last().header("authorization").unwrap().to_owned();
    STANDARD
        .decode(value.strip_prefix("NTLM ").unwrap())
        .unwrap()
}

#[tokio::test]
async fn the_values_of_ms_nlmp_4_2_4_come_out() {
    let login = Ntlm::new("User", "Password")
        .domain("Domain")
        .workstation("COMPUTER")
        .clock(Beginning)
        .random(Same(0xaa));
    let message = answer(login, challenge()).await;
    // LMv2 and NTProofStr of sections 4.2.4.2.1 and 4.2.4.2.2.
    let older = "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa";
    assert_eq!(hex(&field(&message, 12)), older);
    let response = field(&message, 20);
    assert_eq!(hex(&response[..16]), "68cd0ab851e51c96aabc927bebef6a1c");
    assert_eq!(field(&message, 44), b"C\0O\0M\0P\0U\0T\0E\0R\0");
}

#[tokio::test]
async fn a_message_that_is_no_challenge_is_an_error() {
    for bytes in [
        b"NTLMSSP\0\x02\0\0\0".to_vec(),
        challenge()[..60].to_vec(),
        b"x".to_vec(),
    ] {
        let offer = format!("NTLM {}", STANDARD.encode(bytes));
        let server = Server::start(move |_, request| {
            let offer = match request.header("authorization") {
                None => "NTLM",
                Some(_) => &offer,
            };
            Answer::new(401, "").header("WWW-Authenticate", offer)
        })
        .await;
        let login = Ntlm::new("User", "planted");
        let request = signed(&login, get(&server.url())).await;
        let http = reqwest::Client::new();
        let carried = login
            .carrier()
            .unwrap()
            .carry(&http, &reqwest::Client::builder, request)
            .await;
        let error = carried.unwrap_err();
        assert!(error.to_string().contains("no NTLM message"), "{error}");
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test]
async fn without_a_name_nothing_is_sent() {
    let error = refused(&Ntlm::new("", "planted"), get("https://h.test/")).await;
    assert!(error.to_string().contains("username"), "{error}");
    let mut request = get("https://h.test/");
    request
        .headers_mut()
        .insert("authorization", "Basic x".parse().unwrap());
    // Credentials of another kind are not what the scheme sends.
    let request = signed(&Ntlm::new("a", "b"), request).await;
    assert!(request.headers().get("authorization").is_none());
    assert_eq!(
        header(
            &signed(
                &Ntlm::new("a", "b"),
                crate::post("https://h.test/", "text/plain", "x")
            )
            .await,
            "content-type"
        ),
        "text/plain"
    );
}
