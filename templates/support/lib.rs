//! What is copied into generated crates. This file itself is not copied.
#![forbid(unsafe_code)]

/// Credentials. A generated crate has only the modules that its collection needs, under a list of its own.
pub mod auth {
    mod authorize;
    mod config;
    mod device;
    mod discovery;
    mod environment;
    mod error;
    mod file_store;
    mod keyring_store;
    mod login;
    mod loopback;
    mod oauth2;
    mod observer;
    mod placement;
    mod refresh;
    mod secret;
    mod session;
    mod state;
    mod store;
    mod token;
    mod token_endpoint;

    /// Schemes beside OAuth 2.0.
    pub mod schemes {
        mod api_key;
        mod asap;
        mod aws_v4;
        mod basic;
        mod bearer;
        mod by_login;
        mod digest;
        mod edge_grid;
        mod hawk;
        mod json_token;
        mod jwt;
        mod key_jwt;
        mod message;
        mod ntlm;
        mod ntlm_connection;
        mod ntlm_message;
        mod oauth1;
        mod oauth1_key;
        mod pem;
        mod private_key;
        mod signing;

        pub use self::api_key::ApiKey;
        pub use self::asap::Asap;
        pub use self::aws_v4::AwsV4;
        pub use self::basic::Basic;
        pub use self::bearer::Bearer;
        pub use self::by_login::ByLogin;
        pub use self::digest::Digest;
        pub use self::edge_grid::EdgeGrid;
        pub use self::hawk::{Hawk, HawkAlgorithm};
        pub use self::jwt::{Jwt, JwtAlgorithm};
        pub use self::key_jwt::KeyJwt;
        pub use self::ntlm::Ntlm;
        pub use self::oauth1::{OAuth1, SignatureMethod};
        pub use self::oauth1_key::KeySignatureMethod;
        pub use self::private_key::KeyAlgorithm;
    }

    pub use self::authorize::{Authorize, BoxFuture, Carried, Carry, NewClient, Ticket};
    pub use self::config::{Grant, OAuth2Config, Parameter, SendAs};
    #[cfg(feature = "device-login")]
    pub use self::device::DeviceCode;
    pub use self::environment::{Clock, Random, SystemClock, SystemRandom};
    pub use self::error::{AuthError, Refusal, StoreError};
    pub use self::file_store::FileTokenStore;
    #[cfg(feature = "keyring")]
    pub use self::keyring_store::KeyringTokenStore;
    pub use self::login::AuthorizationRequest;
    pub use self::oauth2::OAuth2;
    pub use self::observer::Observer;
    pub use self::placement::{ClientAuthentication, Placement};
    pub use self::secret::Secret;
    pub use self::state::LoginState;
    pub use self::store::{MemoryTokenStore, StoreLock, StoredTokens, TokenStore};
    pub use self::token::Tokens;
}

pub mod core;
pub mod graphql;
#[path = "examples/replay/runner/names.rs"]
mod names;
pub mod paging;
pub mod paging_body;
pub mod record;
#[path = "examples/replay/runner/shape.rs"]
mod shape;
#[allow(
    unused_macros,
    unused_imports,
    reason = "only generated models declare such types"
)]
pub mod tagged;
pub mod typed;
