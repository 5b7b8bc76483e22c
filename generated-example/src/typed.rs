//! Dates, times and decimals that an API writes as texts, with the features `jiff` and `decimal`.
//!
//! In: a text, or a number. Out: what it says, or nothing. The fields stay texts: samples show what an API writes
//! today, and a stricter type would refuse an answer for one odd value. A date and time without a zone stays without.

use super::core::{Number, NumberOrText};

/// What a text says: `patient.date_of_birth.date()`. Nothing where there is no text, or one of another form.
pub trait Typed {
    /// The text, or the number as it is written.
    fn with_text<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T>;

    /// A day: `2026-11-25`.
    #[cfg(feature = "jiff")]
    fn date(&self) -> Option<jiff::civil::Date> {
        self.with_text(|text| text.parse().ok())
    }

    /// A time of day: `08:30`, `08:30:00`.
    #[cfg(feature = "jiff")]
    fn time(&self) -> Option<jiff::civil::Time> {
        self.with_text(|text| text.parse().ok())
    }

    /// Date and time on somebody's clock: `2026-11-25T08:30:00`. A zone that stands there is passed over.
    #[cfg(feature = "jiff")]
    fn date_time(&self) -> Option<jiff::civil::DateTime> {
        self.with_text(|text| text.trim_end_matches(['Z', 'z']).parse().ok())
    }

    /// An instant: `2026-11-25T08:30:00Z`, RFC 3339. Nothing where there is no zone.
    #[cfg(feature = "jiff")]
    fn timestamp(&self) -> Option<jiff::Timestamp> {
        self.with_text(|text| text.parse().ok())
    }

    /// A decimal to its last digit: `12.50`.
    #[cfg(feature = "decimal")]
    fn decimal(&self) -> Option<rust_decimal::Decimal> {
        self.with_text(|text| rust_decimal::Decimal::from_str_exact(text.trim()).ok())
    }
}

impl Typed for str {
    fn with_text<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        read(self)
    }
}

impl Typed for String {
    fn with_text<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        read(self)
    }
}

impl Typed for Number {
    fn with_text<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        read(&self.to_string())
    }
}

impl Typed for NumberOrText {
    fn with_text<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        match self {
            Self::Number(number) => number.with_text(read),
            Self::Text(text) => read(text),
        }
    }
}

impl<V: Typed> Typed for Option<V> {
    fn with_text<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        self.as_ref().and_then(|value| value.with_text(read))
    }
}
