//! How the mock server behaves, and how it misbehaves.
//!
//! [`Switches`] last; a [`Fault`] belongs to one call of one [`Endpoint`]. What is switched on by default is what
//! DrChrono documents; where its documents say nothing, what its authorization server's public code does.

use std::time::Duration;

use serde_json::{Value, json};

use crate::http::{Request, Response};

/// What can be called.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Endpoint {
    /// `GET /o/authorize/`
    Authorize,
    /// `POST /o/token/`
    Token,
    /// `POST /o/revoke_token/`
    Revoke,
    /// `GET /api/users/current`
    CurrentUser,
    /// `/api/patients` and `/api/patients/:id`
    Patients,
    /// `/api/appointments`
    Appointments,
    /// `/api/documents`
    Documents,
    /// Anything else.
    Other,
}

impl Endpoint {
    pub(crate) fn of(request: &Request) -> Self {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/o/authorize/") => Self::Authorize,
            ("POST", "/o/token/") => Self::Token,
            ("POST", "/o/revoke_token/") => Self::Revoke,
            ("GET", "/api/users/current") => Self::CurrentUser,
            (_, "/api/appointments") => Self::Appointments,
            (_, "/api/documents") => Self::Documents,
            (_, path) if path == "/api/patients" || path.starts_with("/api/patients/") => {
                Self::Patients
            }
            _ => Self::Other,
        }
    }
}

/// What the person at the login page does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LoginPage {
    /// Allows the access.
    Approves,
    /// Presses cancel.
    Denies,
}

/// Where the client id and secret may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ClientAuthentication {
    /// In one of both places.
    Either,
    /// `Authorization: Basic` only.
    Header,
    /// Form parameters only.
    Body,
}

/// Lasting behaviour.
#[derive(Clone, Debug)]
pub struct Switches {
    /// What happens at the login page.
    pub login_page: LoginPage,
    /// The redirect URIs that are registered.
    pub redirect_uris: Vec<String>,
    /// Whether a registered loopback URI without a port stands for all ports; DrChrono does not do that.
    pub any_loopback_port: bool,
    /// How clients have to identify themselves.
    pub client_authentication: ClientAuthentication,
    /// Whether a refresh replaces the refresh token.
    pub rotate: bool,
    /// Whether a refresh ends the old access token.
    pub old_access_token_dies: bool,
    /// The status of `invalid_grant`: 400 by RFC 6749, 401 by DrChrono.
    pub invalid_grant_status: u16,
    /// How long access tokens work, by the server's clock.
    pub lifetime: Duration,
    /// What is said about that.
    pub expires_in: Value,
    /// How long the token endpoint takes.
    pub token_latency: Duration,
    /// Whether the API answers 401 to every token.
    pub refuse_all_tokens: bool,
    /// Items of a page when the client does not say how many.
    pub page_size: usize,
    /// Where the items of a page are.
    pub items_key: &'static str,
    /// Origin of the links between pages; the server itself unless set.
    pub origin_of_links: Option<String>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            login_page: LoginPage::Approves,
            redirect_uris: vec![
                "https://app.example.com/callback".to_owned(),
                "http://127.0.0.1/callback".to_owned(),
            ],
            any_loopback_port: true,
            client_authentication: ClientAuthentication::Either,
            rotate: true,
            old_access_token_dies: true,
            invalid_grant_status: 401,
            lifetime: Duration::from_secs(172_800),
            expires_in: json!(172_800),
            token_latency: Duration::ZERO,
            refuse_all_tokens: false,
            page_size: 10,
            items_key: "results",
            origin_of_links: None,
        }
    }
}

/// What goes wrong with one call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing.
    None,
    /// It is answered so, and nothing else happens.
    Answer(Response),
    /// The connection is closed, and nothing else happens.
    Disconnect,
    /// It has its effect, but the connection is closed instead of an answer.
    LoseAnswer,
}

impl Fault {
    /// A 429 as DrChrono words it, with and without the header.
    pub fn throttled(seconds: &str, retry_after: Option<&str>) -> Self {
        let sentence = format!("Request was throttled. Expected available in {seconds} seconds.");
        let response = Response::json(429, &json!({ "detail": sentence }));
        Self::Answer(match retry_after {
            Some(value) => response.header("Retry-After", value),
            None => response,
        })
    }
}
