//! The two module trees that are copied into every generated crate. This file itself is not copied.
#![forbid(unsafe_code)]

pub mod auth;
pub mod core;

/// The schemes, each of which is copied to `auth/schemes` where a collection uses it: mounted below a module that
/// offers what `auth` offers.
#[path = "."]
pub mod signing {
    pub use super::auth::*;

    #[path = "auth_schemes"]
    pub mod schemes {
        mod api_key;
        mod aws_v4;
        mod basic;
        mod bearer;
        mod digest;
        mod edge_grid;
        mod hawk;
        mod jwt;
        mod message;
        mod oauth1;

        pub use self::api_key::ApiKey;
        pub use self::aws_v4::AwsV4;
        pub use self::basic::Basic;
        pub use self::bearer::Bearer;
        pub use self::digest::Digest;
        pub use self::edge_grid::EdgeGrid;
        pub use self::hawk::{Hawk, HawkAlgorithm};
        pub use self::jwt::{Jwt, JwtAlgorithm};
        pub use self::oauth1::{OAuth1, SignatureMethod};
    }
}
