//! NTLM: proves the knowledge of a password to a connection.
//!
//! In: name and password, domain and workstation where they are asked for. Out: each request goes out bare, and on a
//! 401 that offers `NTLM` (or `Negotiate`) the dialogue of three messages follows on one connection, with NTLMv2 and a
//! message integrity code where the server wants one. A connection that was authenticated stays so, and is one call's
//! alone until its answer is read. Refused: messages of another kind. Needs the feature `ntlm` of the crate.
//! Sources: MS-NLMP, MS-NTHT.
#![cfg_attr(
    not(feature = "ntlm"),
    allow(dead_code, reason = "what is kept is for the dialogue")
)]

use std::fmt::{self, Debug, Formatter};
use std::future::ready;
use std::sync::Arc;

use reqwest::header::AUTHORIZATION;
use reqwest::{ClientBuilder, Request};

#[cfg(feature = "ntlm")]
use super::super::Carry;
use super::super::{AuthError, Authorize, BoxFuture, Clock, Random, Secret, Ticket};
use super::message;
#[cfg(feature = "ntlm")]
use super::ntlm_connection::Connections;
use super::signing::Environment;

/// Credentials of the scheme `NTLM`. Clones share the connections.
#[derive(Clone)]
pub struct Ntlm {
    pub(super) username: Secret,
    pub(super) password: Secret,
    pub(super) domain: String,
    pub(super) workstation: String,
    pub(super) environment: Environment,
    pub(super) new_client: Option<Arc<dyn Fn() -> ClientBuilder + Send + Sync>>,
    #[cfg(feature = "ntlm")]
    pub(super) connections: Connections,
}

impl Ntlm {
    /// This name and password. A domain may stand in the name: `DOMAIN\name` or `name@domain`.
    pub fn new(username: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            domain: String::new(),
            workstation: String::new(),
            environment: Environment::default(),
            new_client: None,
            #[cfg(feature = "ntlm")]
            connections: Connections::default(),
        }
    }

    /// The domain of the user.
    pub fn domain(self, domain: impl Into<String>) -> Self {
        Self {
            domain: domain.into(),
            ..self
        }
    }

    /// The name of this machine.
    pub fn workstation(self, workstation: impl Into<String>) -> Self {
        Self {
            workstation: workstation.into(),
            ..self
        }
    }

    /// Makes the connections of dialogues with this, instead of what the client makes its own with: those cannot be used
    /// for them, since they are shared.
    pub fn http_client(
        mut self,
        builder: impl Fn() -> ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.new_client = Some(Arc::new(builder));
        self
    }

    /// Reads the time there.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.environment.clock = Arc::new(clock);
        self
    }

    /// Takes random bytes from there.
    pub fn random(mut self, random: impl Random) -> Self {
        self.environment.random = Arc::new(random);
        self
    }

    fn apply(&self, request: &mut Request) -> Result<Ticket, AuthError> {
        message::given("username", self.username.expose())?;
        // Credentials of another kind would be taken for an answer.
        request.headers_mut().remove(AUTHORIZATION);
        match cfg!(feature = "ntlm") {
            true => Ok(Ticket(0)),
            false => Err(AuthError::Unsignable("the crate's feature `ntlm` is off")),
        }
    }
}

impl Authorize for Ntlm {
    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
    ) -> BoxFuture<'a, Result<Ticket, AuthError>> {
        Box::pin(ready(self.apply(request)))
    }

    #[cfg(feature = "ntlm")]
    fn carrier(&self) -> Option<&dyn Carry> {
        Some(self)
    }
}

impl Debug for Ntlm {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let mut debug = to.debug_struct("Ntlm");
        debug
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
