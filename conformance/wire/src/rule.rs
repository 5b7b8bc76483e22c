//! The rules by which a client may differ from the engine, each with its reason; the README lists them.

use std::fmt;

use crate::message::Message;

/// Why a difference is none that a server could see, or one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The body goes through its model, which writes the same JSON value in other bytes.
    JsonValue,
    /// The boundary is another, and the heads of parts list the same in another order.
    MultipartLayout,
    /// Names of parts are escaped, so that none can begin a header of its own.
    EscapedPartName,
    /// Fractions are written as the nearest number of 64 bits.
    NumberPrecision,
    /// A body of nothing but white space is none.
    BlankBody,
    /// What no address can hold is encoded, also where a collection switches encoding off.
    EncodedAddress,
    /// Dots as segments are resolved, as everywhere on the web: RFC 3986, section 5.2.4.
    DotSegments,
    /// A key in the query comes behind what the call says: the client adds its credentials last.
    CredentialsLast,
    /// Where there are no keys the engine signs with the word `undefined`; the client does not sign.
    NoKeys,
    /// A segment with a type is one; the engine writes `[object Object]` for it.
    TypedSegment,
    /// Both sign alike, but a signature holds the time and a random word.
    Signature,
    /// Answers to a challenge are not sent before the server challenges: a saved nonce is of another time.
    ChallengeFirst,
}

/// Why a request is not sent that the engine hands to the network, where its lookup of the host fails: recordings are made
/// without a lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unsent {
    /// Its host has characters that no host can have.
    ImpossibleHost,
    /// It has no URL: tools write `about:blank` where one is missing, and the engine takes that for a host.
    NoAddress,
}

impl Unsent {
    /// The rule by which a request is not sent.
    pub fn of(engine: &Message) -> Option<Self> {
        let (host, _) = engine.host.rsplit_once(':').unwrap_or((&engine.host, ""));
        let is_of_hosts = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte);
        if engine.host == "about:blank" {
            Some(Self::NoAddress)
        } else if host.is_empty() || !host.bytes().all(is_of_hosts) {
            Some(Self::ImpossibleHost)
        } else {
            None
        }
    }
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ImpossibleHost => "impossible-host",
            Self::NoAddress => "no-address",
        })
    }
}

impl Rule {
    /// Whether both mean the same, so that no server could tell them apart by their meaning.
    pub fn is_equivalent(self) -> bool {
        match self {
            Self::JsonValue
            | Self::MultipartLayout
            | Self::NumberPrecision
            | Self::EncodedAddress
            | Self::DotSegments
            | Self::CredentialsLast
            | Self::Signature => true,
            Self::EscapedPartName
            | Self::BlankBody
            | Self::ChallengeFirst
            | Self::NoKeys
            | Self::TypedSegment => false,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JsonValue => "json-value",
            Self::MultipartLayout => "multipart-layout",
            Self::EscapedPartName => "escaped-part-name",
            Self::NumberPrecision => "number-precision",
            Self::BlankBody => "blank-body",
            Self::EncodedAddress => "encoded-address",
            Self::DotSegments => "dot-segments",
            Self::CredentialsLast => "credentials-last",
            Self::NoKeys => "no-keys",
            Self::TypedSegment => "typed-segment",
            Self::Signature => "signature",
            Self::ChallengeFirst => "challenge-first",
        })
    }
}
