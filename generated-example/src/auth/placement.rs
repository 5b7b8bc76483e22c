//! Where credentials stand in a request.

/// How the client id and secret reach the token endpoint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `Authorization: Basic`.
    Header,
    /// Form parameters.
    Body,
    /// A public client: only the id, as a form parameter.
    None,
}

/// Where the access token goes in a request.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Placement {
    /// `Authorization`, after this prefix, mostly `Bearer`; an empty one means the bare token.
    Header(String),
    /// The query parameter of this name. Unsafe: URLs end up in logs (RFC 6750 section 2.3).
    Query(String),
}
