//! Auth blocks as the generated client needs them: no secret value is ever kept here.

use serde::Serialize;

/// One distinct auth block that is in force for at least one operation.
#[derive(Clone, Debug, Serialize)]
pub struct Slot {
    /// Stable name: the scheme, numbered where a scheme occurs more than once.
    pub name: String,
    /// How requests are authorized.
    pub scheme: Scheme,
}

/// A way to authorize requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Scheme {
    /// RFC 6749.
    OAuth2(Box<OAuth2>),
    /// A scheme that the user has to bring an implementation for.
    Custom {
        /// Postman's name of it, such as `awsv4`.
        kind: String,
    },
}

/// Where the token is put.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Placement {
    /// `Authorization: <prefix> <token>`; an empty prefix sends the bare token.
    Header {
        /// Word before the token.
        prefix: String,
    },
    /// The query parameter `access_token`, RFC 6750 section 2.3.
    Query,
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
