//! Sending requests: everything that is the same for every API.
//!
//! In: a route as the collection writes it, arguments, settings. Out: a decoded [`Response`], a [`Raw`] answer, or an
//! [`Error`]. [`Core`] is what all calls of a client share, [`Call`] is one request as a value. Refuses to send
//! credentials to any origin but that of the request, and to show a value (of a parameter, header, body or setting)
//! in `Debug` or in an error.

#![allow(
    unexpected_cfgs,
    reason = "as a module of another crate: there the features need not exist"
)]

mod address;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod call;
mod client;
mod credentials;
mod dynamic;
mod error;
mod exchange;
mod hooks;
mod json_path;
mod maybe;
pub mod members;
mod multipart;
mod page;
mod rate_limit;
mod request;
mod response;
mod retry;
mod retry_after;
mod settings;
mod streaming;
mod text;
#[cfg(feature = "tracing")]
mod trace;
mod upload;
mod value;
mod word;

pub use call::Call;
pub use client::{Core, CoreBuilder};
pub use credentials::Given;
pub use error::{ApiError, DecodeError, Error, RequestLine};
pub use hooks::{Attempt, Hooks, Wait};
pub use maybe::Maybe;
#[allow(unused_imports, reason = "an API need not answer with or take objects")]
pub(crate) use members::{answer, body, members};
pub use multipart::File;
pub use page::{ByPage, Left, Next, PageError, Paged, Pages, Seen, Turn};
pub use rate_limit::RateLimit;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use reqwest::{Method, StatusCode, Url};
pub use response::{Raw, Response};
pub use retry::RetryPolicy;
pub use std::fmt::Display;
pub use streaming::Streaming;
pub use value::{Number, NumberOrText, Scalar};
pub use word::Unlisted;
#[allow(
    unused_imports,
    reason = "an API need not have texts that are one of a list"
)]
pub(crate) use word::open_enum;

/// Declares the type of a call that has setters of its own: a newtype around [`Call`], which must be in scope.
///
/// A setter is a line: the setter of `Call` that it is short for, its name and value, the name on the wire where that is
/// another (`_` where there is none), and what it is.
/// The setters every call has return `Self`, so that they chain with its own in any order; sending goes through `Deref`.
#[allow(
    unused_macros,
    reason = "an API whose operations have no setters declares no such type"
)]
macro_rules! call_type {
    (
        pub struct $name:ident => $answer:ty, by $owner:ident::$maker:ident;
        $($(#[$doc:meta])* $setter:ident fn $function:ident($value:ty) $(= $wire:tt)? $(, $text:literal)?;)*
    ) => {
        #[doc = concat!("Built by [`", stringify!($owner), "::", stringify!($maker), "`].")]
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until `.send().await`"]
        pub struct $name(pub(crate) Call<$answer>);

        impl $name {
            $(
                $(#[$doc])*
                $(#[doc = $text])?
                pub fn $function(self, value: $value) -> Self {
                    call_type!(@set self $setter $function value $($wire)?)
                }
            )*
        }

        impl $name {
            /// Sets a header, in place of any of that name.
            pub fn header(
                self,
                name: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
                value: impl ::std::fmt::Display,
            ) -> Self {
                Self(self.0.header(name, value))
            }

            /// Sets a query parameter, in place of any of that name.
            pub fn query(
                self,
                name: impl ::std::convert::Into<::std::borrow::Cow<'static, str>>,
                value: impl ::std::fmt::Display,
            ) -> Self {
                Self(self.0.query(name, value))
            }

            /// Gives each attempt this long instead of the client's time limit.
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// Sends the call again up to this many times, whatever the client's policy says.
            pub fn max_retries(self, retries: u32) -> Self {
                Self(self.0.max_retries(retries))
            }

            /// Lets the call be sent again whatever its method: it does no more when sent twice.
            pub fn idempotent(self) -> Self {
                Self(self.0.idempotent())
            }

            /// Returns the first answer even when it asks to come again later.
            pub fn without_retries(self) -> Self {
                Self(self.0.without_retries())
            }

            /// Sends no credentials.
            pub fn without_auth(self) -> Self {
                Self(self.0.without_auth())
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = Call<$answer>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl ::std::convert::From<$name> for Call<$answer> {
            fn from(call: $name) -> Self {
                call.0
            }
        }
    };
    (@set $self:ident $setter:ident $function:ident $value:ident) => {
        Self($self.0.$setter(stringify!($function), $value))
    };
    (@set $self:ident $setter:ident $function:ident $value:ident _) => {
        Self($self.0.$setter($value))
    };
    (@set $self:ident $setter:ident $function:ident $value:ident $wire:tt) => {
        Self($self.0.$setter($wire, $value))
    };
}

#[allow(
    unused_imports,
    reason = "an API whose operations have no setters declares no such type"
)]
pub(crate) use call_type;

/// Declares the functions that lead from a client or group to the groups below it.
#[allow(unused_macros, reason = "a collection without folders has no groups")]
macro_rules! groups {
    ($owner:ident.$core:tt: $($function:ident: $($segment:ident)::+ = $folder:literal,)*) => {
        impl $owner {
            $(
                #[doc = concat!("The requests of [`", stringify!($($segment)::+), "`].")]
                pub fn $function(&self) -> $($segment)::+ {
                    $($segment)::+(self.$core.within($folder))
                }
            )*
        }
    };
}

#[allow(unused_imports, reason = "a collection without folders has no groups")]
pub(crate) use groups;
