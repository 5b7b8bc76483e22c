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
    /// A key in a header or in the query.
    ApiKey,
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
    /// RFC 5849.
    OAuth1,
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

/// How the first token is got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Grant {
    /// RFC 6749 section 4.1, with PKCE unless switched off.
    AuthorizationCode,
    /// RFC 6749 section 4.2: the token can only be pasted.
    Implicit,
    /// RFC 6749 section 4.3.
    Password,
    /// RFC 6749 section 4.4.
    ClientCredentials,
}

/// An OAuth 2.0 block without its secrets. Absent members are empty.
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
    /// Variable that holds the client id, when it is one.
    pub client_id_variable: Option<String>,
    /// Variable that holds the client secret, when it is one.
    pub client_secret_variable: Option<String>,
    /// Credentials in the form body instead of the `Authorization` header.
    pub credentials_in_body: bool,
    /// Where the token is put.
    pub placement: Placement,
}
