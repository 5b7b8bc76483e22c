//! What signatures are made with: time, randomness, and the code of a message under a key.
//!
//! In: a clock and random bytes, the system's unless a test brings its own. Out: seconds, dates, nonces, HMAC
//! (RFC 2104). Refused: a key that HMAC does not take.
#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "a crate has only the schemes that its collection uses"
)]

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::super::{AuthError, Clock, Random, SystemClock, SystemRandom};
use super::message::hex;

/// Where a scheme takes time and randomness from.
#[derive(Clone)]
pub(super) struct Environment {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        }
    }
}

impl Debug for Environment {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        to.write_str("Environment")
    }
}

impl Environment {
    /// Seconds since 1970.
    pub(super) fn seconds(&self) -> u64 {
        seconds(self.clock.now())
    }

    /// 128 random bits.
    pub(super) fn bits(&self) -> Result<[u8; 16], AuthError> {
        let mut bits = [0; 16];
        self.random.fill(&mut bits)?;
        Ok(bits)
    }

    /// The fixed nonce, or else 32 random digits.
    pub(super) fn nonce(&self, fixed: Option<&String>) -> Result<String, AuthError> {
        fixed.map_or_else(|| Ok(hex(&self.bits()?)), |fixed| Ok(fixed.clone()))
    }
}

fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.as_ref().map_or(0, Duration::as_secs)
}

/// A time of the UTC calendar: `20150830T123600Z`, with something between the digits of the clock.
pub(super) fn calendar(time: SystemTime, between: &str, zone: &str) -> String {
    let (days, clock) = (seconds(time) / 86_400, seconds(time) % 86_400);
    // Years begin in March, so that the leap day is the last; eras of 400 years all have the same length.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = 400 * era + year_of_era + u64::from(month < 3);
    let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{between}{minute:02}{between}{second:02}{zone}")
}

/// The code of `message` under `key` (RFC 2104), for a scheme that brings the hash and the crate `hmac`.
macro_rules! hmac {
    ($hash:ty, $key:expr, $message:expr) => {{
        use hmac::{KeyInit, Mac};
        hmac::Hmac::<$hash>::new_from_slice($key.as_ref())
            .map(|mut code| {
                code.update($message.as_ref());
                code.finalize().into_bytes().to_vec()
            })
            .map_err(|_| AuthError::Configuration("key", "is of a length that HMAC does not take"))
    }};
}

pub(super) use hmac;
