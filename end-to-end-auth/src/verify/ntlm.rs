//! What a server makes of the last message of NTLM, by MS-NLMP section 3.2.5.1.2.

use hmac::{Hmac, KeyInit, Mac};
use md4::{Digest, Md4};

use super::Checked;

/// A login that a server knows.
pub struct Account<'a> {
    pub domain: &'a str,
    pub name: &'a str,
    pub password: &'a str,
}

/// What went over the connection before: the client's first message and the server's answer.
pub struct Dialogue<'a> {
    pub negotiate: &'a [u8],
    pub challenge: &'a [u8],
}

fn code(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut code = Hmac::<md5::Md5>::new_from_slice(key).unwrap();
    code.update(text);
    code.finalize().into_bytes().to_vec()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// NTOWFv2: what the password is good for (section 3.3.2).
fn key(account: &Account) -> Vec<u8> {
    let who = format!("{}{}", account.name.to_uppercase(), account.domain);
    code(&Md4::digest(utf16(account.password)), &utf16(&who))
}

/// The bytes of the field that is described at this place.
pub fn field(message: &[u8], at: usize) -> Result<&[u8], String> {
    let head = message.get(at..at + 8).ok_or("a field without a head")?;
    let length = usize::from(u16::from_le_bytes([head[0], head[1]]));
    let start = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let field = message.get(start..start + length);
    field.ok_or("a field that is not there".to_owned())
}

/// Checks the answer to the challenge; where the challenge tells the time, the integrity of all three too.
pub fn check(account: &Account, dialogue: &Dialogue, answer: &[u8]) -> Checked {
    if !answer.starts_with(b"NTLMSSP\0\x03\0\0\0") {
        return Err("no third message".to_owned());
    }
    for (at, what, expected) in [
        (28, "the domain", account.domain),
        (36, "the name", account.name),
    ] {
        if field(answer, at)? != utf16(expected) {
            return Err(format!("{what} is not {expected}"));
        }
    }
    let key = key(account);
    let response = field(answer, 20)?;
    let (proof, blob) = response.split_at_checked(16).ok_or("a short response")?;
    let asked = &dialogue.challenge[24..32];
    if code(&key, &[asked, blob].concat()) != proof {
        return Err("the proof is wrong".to_owned());
    }
    let told = pairs(field(dialogue.challenge, 40)?);
    let repeated = pairs(blob.get(28..).ok_or("a short blob")?);
    if told.iter().any(|pair| !repeated.contains(pair)) {
        return Err("what the server said is not repeated".to_owned());
    }
    let Some((_, time)) = told.iter().find(|(id, _)| *id == 7) else {
        return Ok(());
    };
    if blob.get(8..16) != Some(time.as_slice()) {
        return Err("the time is not the server's".to_owned());
    }
    if !repeated.contains(&(6, vec![2, 0, 0, 0])) {
        return Err("integrity is not announced".to_owned());
    }
    let mut bare = answer.to_vec();
    bare[72..88].fill(0);
    let all = [dialogue.negotiate, dialogue.challenge, &bare].concat();
    match code(&code(&key, proof), &all) == answer[72..88] {
        true => Ok(()),
        false => Err("the code of integrity is wrong".to_owned()),
    }
}

fn pairs(mut list: &[u8]) -> Vec<(u16, Vec<u8>)> {
    let mut pairs = Vec::new();
    while list.len() >= 4 && list[..2] != [0, 0] {
        let length = usize::from(u16::from_le_bytes([list[2], list[3]]));
        pairs.push((
            u16::from_le_bytes([list[0], list[1]]),
            list[4..4 + length].to_vec(),
        ));
        list = &list[4 + length..];
    }
    pairs
}

/// The verifier itself, by the values of MS-NLMP section 4.2.
#[test]
fn the_values_of_ms_nlmp_come_out() {
    let account = Account {
        domain: "Domain",
        name: "User",
        password: "Password",
    };
    let hash = super::hex(Md4::digest(utf16(account.password)));
    assert_eq!(hash, "a4f49c406510bdcab6824ee7c30fd852");
    let key = key(&account);
    assert_eq!(super::hex(&key), "0c868a403bfd7a93a3001ef22ef02e3f");
    let asked = b"\x01\x23\x45\x67\x89\xab\xcd\xef";
    let mut blob = vec![1, 1, 0, 0, 0, 0, 0, 0];
    blob.extend([0; 8]);
    blob.extend([0xaa; 8]);
    blob.extend([0; 4]);
    blob.extend(b"\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0e\0r\0");
    blob.extend([0; 8]);
    let proof = code(&key, &[asked, &blob[..]].concat());
    assert_eq!(super::hex(&proof), "68cd0ab851e51c96aabc927bebef6a1c");
    let session = super::hex(code(&key, &proof));
    assert_eq!(session, "8de40ccadbc14a82f15cb0ad0de95ca3");
}
