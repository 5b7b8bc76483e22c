//! The three messages of NTLM.
//!
//! In: the challenge of a server, credentials, time and random bytes. Out: the message that opens the dialogue and the
//! one that proves the knowledge of the password: NTLMv2, no session security. Refused: a challenge that is cut short.
//! Source: MS-NLMP sections 2.2.1 (layout), 3.1.5.1.2 (message integrity code), 3.3.2 (NTLMv2).
#![cfg(feature = "ntlm")]

use std::time::{Duration, SystemTime};

use md4::{Digest as _, Md4};
use md5::Md5;

use super::super::AuthError;
use super::ntlm::Ntlm;
use super::signing::hmac;

const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";
/// Unicode, the server's name, NTLM, sealed messages never, extended security, 128 and 56 bits.
const FLAGS: u32 = 0xA008_8205;
const LENGTH_OF_HEAD: usize = 88;
/// Members of the list that describes the server.
const END: u16 = 0;
const HAS_FLAGS: u16 = 6;
const TIMESTAMP: u16 = 7;

/// The message that opens the dialogue.
pub(super) fn negotiate() -> Vec<u8> {
    let mut message = SIGNATURE.to_vec();
    message.extend(1_u32.to_le_bytes());
    message.extend(FLAGS.to_le_bytes());
    // Neither domain nor workstation nor version.
    message.resize(40, 0);
    message
}

/// What a server asks.
pub(super) struct Challenge {
    bytes: Vec<u8>,
    flags: u32,
    random: [u8; 8],
    /// What it says about itself: number and value of each member.
    about: Vec<(u16, Vec<u8>)>,
}

impl Challenge {
    /// None for anything but a whole challenge.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let is_challenge = bytes.starts_with(SIGNATURE) && number(bytes, 8)? == 2;
        let length = usize::try_from(number(bytes, 40)? & 0xffff).ok()?;
        let start = usize::try_from(number(bytes, 44)?).ok()?;
        let about = bytes.get(start..start.checked_add(length)?)?;
        is_challenge.then_some(Self {
            bytes: bytes.to_vec(),
            flags: number(bytes, 20)?,
            random: bytes.get(24..32)?.try_into().ok()?,
            about: members(about)?,
        })
    }

    /// The message that answers it.
    pub(super) fn answer(&self, login: &Ntlm) -> Result<Vec<u8>, AuthError> {
        let (username, domain) = split(login.username.expose(), &login.domain);
        let mut own = [0; 8];
        login.environment.random.fill(&mut own)?;
        let told = self.about.iter().find(|(id, _)| *id == TIMESTAMP);
        let time = match told {
            Some((_, time)) => time.clone(),
            None => ticks(login.environment.clock.now()).to_le_bytes().to_vec(),
        };
        let mut about = self.about.clone();
        if told.is_some() {
            // The integrity of the messages is protected.
            about.retain(|(id, _)| *id != HAS_FLAGS);
            about.push((HAS_FLAGS, 2_u32.to_le_bytes().to_vec()));
        }
        let key = key(username, login.password.expose(), domain)?;
        let blob = blob(&time, own, &about);
        let proof = hmac!(Md5, key, [&self.random[..], &blob].concat())?;
        let older = match told {
            Some(_) => vec![0; 24],
            None => {
                let code = hmac!(Md5, key, [self.random, own].concat())?;
                [code, own.to_vec()].concat()
            }
        };
        let fields = [
            older,
            [&proof[..], &blob].concat(),
            wide(domain),
            wide(username),
            wide(&login.workstation),
            Vec::new(),
        ];
        let mut message = layout(&fields, self.flags & FLAGS);
        if told.is_some() {
            let session = hmac!(Md5, key, proof)?;
            let all = [&negotiate()[..], &self.bytes, &message].concat();
            message.splice(72..LENGTH_OF_HEAD, hmac!(Md5, session, all)?);
        }
        Ok(message)
    }
}

/// Name and domain; either of two usual spellings holds both.
fn split<'n>(name: &'n str, domain: &'n str) -> (&'n str, &'n str) {
    if !domain.is_empty() {
        return (name, domain);
    }
    let spelled = name.split_once('\\').map(|(domain, name)| (name, domain));
    let spelled = spelled.or_else(|| name.split_once('@'));
    let is_whole = |pair: &(&str, &str)| !pair.0.is_empty() && !pair.1.is_empty();
    spelled.filter(is_whole).unwrap_or((name, ""))
}

/// What the password is good for: NTOWFv2.
fn key(username: &str, password: &str, domain: &str) -> Result<Vec<u8>, AuthError> {
    let hash = Md4::digest(wide(password));
    let who = format!("{}{domain}", username.to_uppercase());
    hmac!(Md5, hash, wide(&who))
}

/// What the proof covers: time, randomness, and what the server said about itself.
fn blob(time: &[u8], own: [u8; 8], about: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut blob = vec![1, 1, 0, 0, 0, 0, 0, 0];
    blob.extend(time);
    blob.extend(own);
    blob.extend([0; 4]);
    for (id, value) in about {
        blob.extend(id.to_le_bytes());
        blob.extend(u16::try_from(value.len()).unwrap_or(0).to_le_bytes());
        blob.extend(value);
    }
    blob.extend([0; 8]);
    blob
}

/// The head with a place and a length for each field, and the fields behind it.
fn layout(fields: &[Vec<u8>], flags: u32) -> Vec<u8> {
    let mut message = SIGNATURE.to_vec();
    message.extend(3_u32.to_le_bytes());
    let mut start = LENGTH_OF_HEAD;
    for field in fields {
        let length = u16::try_from(field.len()).unwrap_or(0).to_le_bytes();
        message.extend([length, length].concat());
        message.extend(u32::try_from(start).unwrap_or(0).to_le_bytes());
        start += field.len();
    }
    message.extend(flags.to_le_bytes());
    // No version, and the code of integrity follows later.
    message.resize(LENGTH_OF_HEAD, 0);
    message.extend(fields.concat());
    message
}

/// Number and value of each member up to the end of the list.
fn members(mut bytes: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut members = Vec::new();
    while let Some((head, rest)) = bytes.split_first_chunk::<4>() {
        let [id_low, id_high, low, high] = *head;
        let id = u16::from_le_bytes([id_low, id_high]);
        if id == END {
            break;
        }
        let (value, rest) = rest.split_at_checked(u16::from_le_bytes([low, high]).into())?;
        members.push((id, value.to_vec()));
        bytes = rest;
    }
    Some(members)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(four))
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Tenths of a microsecond since 1601.
fn ticks(time: SystemTime) -> u64 {
    const FROM_1601: Duration = Duration::from_secs(11_644_473_600);
    let since = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => FROM_1601 + since,
        Err(before) => FROM_1601.saturating_sub(before.duration()),
    };
    u64::try_from(since.as_nanos() / 100).unwrap_or(0)
}
