//! Auth blocks as the generated client needs them: no secret value is ever kept here.

use serde::Serialize;

use crate::diagnostic::Pointer;

/// One distinct auth block that is in force for at least one operation.
#[derive(Clone, Debug, Serialize)]
pub struct Slot {
    /// Stable name: the scheme, with the word that tells it from an earlier one of its kind.
    pub name: String,
    /// How requests are authorized.
    pub scheme: Scheme,
}

/// A way to authorize requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Scheme {
    /// RFC 6749.
    OAuth2(Box<OAuth2>),
    /// Anything that needs no login: what the user has, and how it is sent or signed with.
    Credentials(Credentials),
    /// A scheme that the user has to bring an implementation for.
    Custom {
        /// Postman's name of it.
        kind: String,
    },
}

/// The schemes without a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum CredentialKind {
    /// A token of OAuth 2.0 that was got elsewhere.
    AccessToken,
    /// A key in a header or in the query.
    ApiKey,
    /// Atlassian's tokens for services.
    Asap,
    /// AWS Signature Version 4.
    AwsV4,
    /// RFC 7617.
    Basic,
    /// RFC 6750.
    Bearer,
    /// RFC 7616.
    Digest,
    /// Akamai's signature.
    EdgeGrid,
    /// Hawk 1.1.
    Hawk,
    /// Tokens signed by the client, RFC 7519.
    Jwt,
    /// The same, signed with a private key.
    KeyJwt,
    /// MS-NLMP, version 2.
    Ntlm,
    /// RFC 5849.
    OAuth1,
    /// The same, signed with a private key.
    OAuth1Key,
    /// A token in `Authorization`, behind a word of the API's own.
    Token,
}

/// Credentials and what the collection says about their use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Credentials {
    /// The scheme.
    pub kind: CredentialKind,
    /// What only the user has, in the order in which it is named.
    pub parts: Vec<CredentialPart>,
    /// What the collection decides.
    pub options: Vec<SchemeOption>,
}

/// One part of credentials, such as the password.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CredentialPart {
    /// Its name: `password`.
    pub name: &'static str,
    /// Whether the scheme works without it.
    pub role: Role,
    /// What the collection saves for it, if that is no secret: variables, or the empty text.
    pub saved: Option<String>,
    /// Where the collection holds the value that is not kept here.
    pub pointer: Option<Pointer>,
}

/// What a part is to its scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Role {
    /// There is nothing to send without it.
    Needed,
    /// As needed, but the collection knows it, so that nobody has to give it.
    Decided,
    /// Given together with the others of this name, or not at all.
    Optional(&'static str),
}

/// Something that the collection decides about a scheme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SchemeOption {
    /// Its name: `region`.
    pub name: &'static str,
    /// Its value.
    pub value: OptionValue,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum OptionValue {
    /// Text, possibly with variables.
    Text(String),
    /// Switched on.
    On,
    /// A number.
    Number(u64),
    /// Words.
    Words(Vec<String>),
    /// One of the scheme's algorithms.
    Algorithm(&'static str),
    /// Where a token is put.
    Placement(Placement),
}

/// Where the token is put.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Placement {
    /// `Authorization: <prefix> <token>`; an empty prefix sends the bare token.
    Header {
        /// Word before the token.
        prefix: String,
    },
    /// A query parameter, for OAuth 2.0 `access_token` (RFC 6750 section 2.3).
    Query {
        /// Its name.
        name: String,
    },
}

/// How the first token is got. Postman's implicit grant (RFC 6749 section 4.2) has no way to one:
/// its token is pasted, as [`CredentialKind::AccessToken`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Grant {
    /// RFC 6749 section 4.1, with PKCE.
    AuthorizationCode,
    /// RFC 6749 section 4.3.
    Password {
        /// Name of the user.
        username: CredentialPart,
        /// The user's password.
        password: CredentialPart,
    },
    /// RFC 6749 section 4.4.
    ClientCredentials,
}

/// An OAuth 2.0 block without its secrets. Absent members are empty; texts may hold variables.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OAuth2 {
    /// How the first token is got.
    pub grant: Grant,
    /// Authorization endpoint.
    pub authorize_url: String,
    /// Token endpoint.
    pub token_url: String,
    /// Refresh endpoint where it differs.
    pub refresh_url: String,
    /// Revocation endpoint, RFC 7009, recognised from a request of the collection.
    pub revoke_url: String,
    /// Registered redirect URI.
    pub redirect_uri: String,
    /// Scopes asked for.
    pub scopes: Vec<String>,
    /// Identifies the client.
    pub client_id: CredentialPart,
    /// Proves that it is the client; none for a public one.
    pub client_secret: Option<CredentialPart>,
    /// A token that is there already, where the collection has a place for it.
    pub access_token: Option<CredentialPart>,
    /// Credentials in the form body instead of the `Authorization` header.
    pub credentials_in_body: bool,
    /// The verifier itself for a challenge, instead of its hash (RFC 7636 section 4.2).
    pub plain_challenge: bool,
    /// Where the token is put.
    pub placement: Placement,
    /// Extra parameters of the login page.
    pub authorize_parameters: Vec<ExtraParameter>,
    /// Extra parameters of the first token request.
    pub token_parameters: Vec<ExtraParameter>,
    /// Extra parameters of refreshes.
    pub refresh_parameters: Vec<ExtraParameter>,
}

impl OAuth2 {
    /// Every text in which variables may stand, credentials aside.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let parameters = self
            .authorize_parameters
            .iter()
            .chain(&self.token_parameters)
            .chain(&self.refresh_parameters);
        let parameters = parameters.map(|parameter| parameter.value.as_str());
        let placement = match &self.placement {
            Placement::Header { prefix: text } | Placement::Query { name: text } => text,
        };
        [
            &self.authorize_url,
            &self.token_url,
            &self.refresh_url,
            &self.revoke_url,
            &self.redirect_uri,
            placement,
        ]
        .into_iter()
        .chain(&self.scopes)
        .map(String::as_str)
        .chain(parameters)
    }

    /// The parts of the credentials, in the order in which they are named.
    pub fn parts(&self) -> impl Iterator<Item = &CredentialPart> {
        let password = match &self.grant {
            Grant::Password { username, password } => vec![username, password],
            Grant::AuthorizationCode | Grant::ClientCredentials => Vec::new(),
        };
        std::iter::once(&self.client_id)
            .chain(&self.client_secret)
            .chain(password)
    }
}

/// One more parameter than OAuth 2.0 asks for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExtraParameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its place.
    pub send_as: SendAs,
}

/// Where an extra parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SendAs {
    /// In the query of the URL.
    Url,
    /// In the form.
    Body,
    /// As a header.
    Header,
}
