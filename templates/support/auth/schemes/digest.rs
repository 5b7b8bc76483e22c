//! Digest: proves the knowledge of a password without sending it.
//!
//! In: name and password, and the challenge of a 401. Out: `Authorization: Digest`. The first request to an origin
//! goes out bare; later ones answer its last challenge, each with the next count. Of several challenges the strongest
//! is answered: SHA-512-256, SHA-256, MD5, each also `-sess`; with `qop` `auth`, `auth-int` or none. Refused: other
//! algorithms (the 401 is returned), a streamed body under `auth-int`. Sources: RFC 7616, RFC 2617.

use std::cmp::Reverse;
use std::fmt::{self, Debug, Formatter};
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use md5::Md5;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use sha2::{Digest as _, Sha256, Sha512_256};

use super::super::{AuthError, Authorize, BoxFuture, Random, Secret, Ticket};
use super::message::{self, Parameters, hex, parameter, quote};
use super::signing::Environment;

/// Credentials of the scheme `Digest`. Clones share the challenges that were met.
#[derive(Clone)]
pub struct Digest {
    username: Secret,
    password: Secret,
    nonce: Option<String>,
    environment: Environment,
    origins: Arc<Mutex<Vec<Origin>>>,
}

impl Digest {
    /// This name and password.
    pub fn new(username: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            nonce: None,
            environment: Environment::default(),
            origins: Arc::default(),
        }
    }

    /// Sends this client nonce instead of random ones; for tests.
    pub fn client_nonce(self, nonce: impl Into<String>) -> Self {
        Self {
            nonce: Some(nonce.into()),
            ..self
        }
    }

    /// Takes random bytes from there.
    pub fn random(mut self, random: impl Random) -> Self {
        self.environment.random = Arc::new(random);
        self
    }

    fn origins(&self) -> MutexGuard<'_, Vec<Origin>> {
        self.origins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        message::given("username", self.username.expose())?;
        let (ticket, challenge) = {
            let name = request.url().origin().ascii_serialization();
            let mut origins = self.origins();
            let known = origins.iter().position(|origin| origin.name == name);
            let place = known.unwrap_or(origins.len());
            if known.is_none() {
                origins.push(Origin::new(name));
            }
            let next = origins.get_mut(place).and_then(Origin::next);
            let revision = next.as_ref().map_or(0, |(_, revision)| *revision);
            (pack(place, revision), next.map(|(challenge, _)| challenge))
        };
        match challenge {
            Some(challenge) => {
                let answer = self.answer(request, &challenge)?;
                message::put_header(request, AUTHORIZATION, &answer)?;
            }
            // Credentials of another kind would be taken for an answer.
            None => {
                request.headers_mut().remove(AUTHORIZATION);
            }
        }
        Ok(ticket)
    }

    /// What proves the knowledge of the password (RFC 7616 section 3.4.1).
    fn response(&self, request: &Request, challenge: &Challenge) -> Result<String, AuthError> {
        let Challenge { hash, realm, .. } = challenge;
        let (nonce, client_nonce) = (&challenge.nonce, &challenge.client_nonce);
        let (username, password) = (self.username.expose(), self.password.expose());
        let mut secret = hash.hex(format!("{username}:{realm}:{password}"));
        if challenge.is_session {
            secret = hash.hex(format!("{secret}:{nonce}:{client_nonce}"));
        }
        let target = message::target(request.url());
        let mut action = format!("{}:{target}", request.method());
        if challenge.protection == Protection::Body {
            let body = message::body(request)?.unwrap_or_default();
            action = format!("{action}:{}", hash.hex(body));
        }
        let action = hash.hex(action);
        let covered = match challenge.protection.name() {
            Some(name) => format!("{nonce}:{}:{client_nonce}:{name}", challenge.digits()),
            None => nonce.clone(),
        };
        Ok(hash.hex(format!("{secret}:{covered}:{action}")))
    }

    fn answer(&self, request: &Request, challenge: &Challenge) -> Result<String, AuthError> {
        let target = message::target(request.url());
        let mut answer = format!(
            "Digest {}, realm={}, nonce={}, uri={}, response=\"{}\"",
            self.name(challenge),
            quote(&challenge.realm),
            quote(&challenge.nonce),
            quote(&target),
            self.response(request, challenge)?
        );
        let mut add = |name: &str, value: &str| answer.push_str(&format!(", {name}={value}"));
        if challenge.names_algorithm {
            let session = if challenge.is_session { "-sess" } else { "" };
            add("algorithm", &format!("{}{session}", challenge.hash.name()));
        }
        if let Some(opaque) = &challenge.opaque {
            add("opaque", &quote(opaque));
        }
        if let Some(name) = challenge.protection.name() {
            add("qop", name);
            add("nc", &challenge.digits());
        }
        if challenge.is_session || challenge.protection != Protection::Old {
            add("cnonce", &quote(&challenge.client_nonce));
        }
        if challenge.hides_names {
            add("userhash", "true");
        }
        Ok(answer)
    }

    /// The parameter that tells who it is (RFC 7616 sections 3.4 and 3.4.4).
    fn name(&self, challenge: &Challenge) -> String {
        let username = self.username.expose();
        if challenge.hides_names {
            let hidden = challenge
                .hash
                .hex(format!("{username}:{}", challenge.realm));
            return format!("username=\"{hidden}\"");
        }
        if challenge.reads_unicode && !username.is_ascii() {
            return format!("username*=UTF-8''{}", message::encode(username));
        }
        format!("username={}", quote(username))
    }

    /// Takes the challenge over; whether it is worth answering after the request with this ticket.
    fn learn(&self, ticket: Ticket, headers: &HeaderMap) -> Result<bool, AuthError> {
        let offered = message::challenges(headers, "Digest");
        let usable = offered.iter().filter_map(Challenge::read);
        let Some(mut offered) = usable.min_by_key(|challenge| Reverse(challenge.hash)) else {
            return Ok(false);
        };
        offered.client_nonce = self.environment.nonce(self.nonce.as_ref())?;
        let (place, revision) = unpack(ticket);
        let mut origins = self.origins();
        let Some(origin) = origins.get_mut(place) else {
            return Ok(false);
        };
        let known = origin.challenge.as_ref();
        let answered = known.filter(|_| origin.revision == revision);
        if answered.is_some_and(|known| known.nonce == offered.nonce) && !offered.is_stale {
            // The password is wrong. Nothing is kept, so that the next request asks what to answer.
            origin.challenge = None;
            return Ok(false);
        }
        origin.meet(offered);
        Ok(true)
    }
}

impl Authorize for Digest {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }

    fn challenged<'a>(
        &'a self,
        ticket: Ticket,
        headers: &'a HeaderMap,
    ) -> BoxFuture<'a, Result<bool, AuthError>> {
        Box::pin(ready(self.learn(ticket, headers)))
    }
}

impl Debug for Digest {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let mut debug = to.debug_struct("Digest");
        debug
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// A ticket names the origin and the challenge that was answered there; 0 is a bare request.
fn pack(place: usize, revision: u32) -> Ticket {
    Ticket((place as u64) << 32 | u64::from(revision))
}

fn unpack(ticket: Ticket) -> (usize, u32) {
    ((ticket.0 >> 32) as usize, ticket.0 as u32)
}

/// Where requests go to, and the last challenge met there.
struct Origin {
    name: String,
    revision: u32,
    challenge: Option<Challenge>,
}

impl Origin {
    fn new(name: String) -> Self {
        Self {
            name,
            revision: 0,
            challenge: None,
        }
    }

    /// The challenge with the count of the next request, and its revision.
    fn next(&mut self) -> Option<(Challenge, u32)> {
        let challenge = self.challenge.as_mut()?;
        challenge.count = challenge.count.saturating_add(1);
        Some((challenge.clone(), self.revision))
    }

    fn meet(&mut self, offered: Challenge) {
        let known = self.challenge.as_ref();
        // Counts of one nonce only ever rise, although several requests may have met it at once.
        if known.is_none_or(|known| known.nonce != offered.nonce) {
            self.revision = self.revision.wrapping_add(1).max(1);
            self.challenge = Some(offered);
        }
    }
}

#[derive(Clone)]
struct Challenge {
    hash: Hash,
    is_session: bool,
    names_algorithm: bool,
    realm: String,
    nonce: String,
    opaque: Option<String>,
    protection: Protection,
    is_stale: bool,
    hides_names: bool,
    reads_unicode: bool,
    /// One for all answers, because under `-sess` a server may keep the hash of the first.
    client_nonce: String,
    count: u32,
}

impl Challenge {
    fn digits(&self) -> String {
        format!("{:08x}", self.count)
    }

    /// None if it asks for what is not known here.
    fn read(parameters: &Parameters) -> Option<Self> {
        let is = |name, value: &str| {
            parameter(parameters, name).is_some_and(|given| given.eq_ignore_ascii_case(value))
        };
        let algorithm = parameter(parameters, "algorithm");
        let name = algorithm.unwrap_or("MD5").to_ascii_uppercase();
        let plain = name.strip_suffix("-SESS");
        Some(Self {
            hash: Hash::named(plain.unwrap_or(&name))?,
            is_session: plain.is_some(),
            names_algorithm: algorithm.is_some(),
            realm: parameter(parameters, "realm")?.to_owned(),
            nonce: parameter(parameters, "nonce")?.to_owned(),
            opaque: parameter(parameters, "opaque").map(str::to_owned),
            protection: Protection::read(parameter(parameters, "qop"))?,
            is_stale: is("stale", "true"),
            hides_names: is("userhash", "true"),
            reads_unicode: is("charset", "UTF-8"),
            client_nonce: String::new(),
            count: 0,
        })
    }
}

/// What the answer covers besides method and target.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Protection {
    /// RFC 2069: not even the count.
    Old,
    Request,
    Body,
}

impl Protection {
    fn read(offered: Option<&str>) -> Option<Self> {
        let offered = offered.unwrap_or_default();
        let has = |wanted: &str| {
            let mut names = offered.split(',').map(str::trim);
            names.any(|name| name.eq_ignore_ascii_case(wanted))
        };
        match offered.trim() {
            "" => Some(Self::Old),
            _ if has("auth") => Some(Self::Request),
            _ if has("auth-int") => Some(Self::Body),
            _ => None,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Old => None,
            Self::Request => Some("auth"),
            Self::Body => Some("auth-int"),
        }
    }
}

/// From the weakest to the strongest.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Hash {
    Md5,
    Sha256,
    Sha512Of256Bits,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        let all = [Self::Md5, Self::Sha256, Self::Sha512Of256Bits];
        all.into_iter().find(|hash| hash.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
            Self::Sha512Of256Bits => "SHA-512-256",
        }
    }

    fn hex(self, data: impl AsRef<[u8]>) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(data)),
            Self::Sha256 => hex(&Sha256::digest(data)),
            Self::Sha512Of256Bits => hex(&Sha512_256::digest(data)),
        }
    }
}
