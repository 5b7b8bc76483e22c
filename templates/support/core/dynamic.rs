//! Postman's dynamic variables, such as `{{$guid}}`: values that Postman makes up for each request.
//!
//! In: a name. Out: a value of the kind that the name promises, a fresh one each time; none for a name that is not
//! Postman's. Where Postman draws from word lists, the value is a word followed by random digits.

use std::time::{SystemTime, UNIX_EPOCH};

use super::retry::random;

/// A value for a dynamic variable.
pub(super) fn value(name: &str) -> Option<String> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Some(match name {
        "$guid" | "$randomUUID" => guid(),
        "$timestamp" => now.as_secs().to_string(),
        "$isoTimestamp" => iso_date_time(now.as_secs(), now.subsec_millis()),
        _ => {
            let kind = name.strip_prefix("$random")?;
            let number = random();
            match kind {
                "Int" => (number % 1001).to_string(),
                "Boolean" => number.is_multiple_of(2).to_string(),
                "BankAccount" => format!("{:08}", number % 100_000_000),
                "CreditCardMask" => format!("{:04}", number % 10_000),
                "Price" => format!("{}.{:02}", number % 1000, number % 100),
                "Latitude" | "Longitude" => format!("{}.{:04}", number % 90, number % 10_000),
                "PhoneNumber" | "PhoneNumberExt" => format!("555-01{:02}", number % 100),
                "HexColor" => format!("#{:06x}", number % 0x0100_0000),
                "IP" => "127.0.0.1".to_owned(),
                "IPV6" => "::1".to_owned(),
                "CountryCode" => "US".to_owned(),
                "CurrencyCode" => "USD".to_owned(),
                "Locale" => "en".to_owned(),
                _ if kind.starts_with("Date") => iso_date_time(now.as_secs(), 0),
                _ if kind.ends_with("Email") => format!("user{}@example.com", number % 1_000_000),
                _ if kind.ends_with("Url") || kind.ends_with("Image") => {
                    format!("https://example.com/{}", number % 1_000_000)
                }
                _ => format!("{}{}", kind.to_lowercase(), number % 1_000_000),
            }
        }
    })
}

/// A UUID of version 4 (RFC 9562 section 5.4).
fn guid() -> String {
    let (high, low) = (random(), random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

/// Seconds since 1970 in the form of RFC 3339.
fn iso_date_time(seconds: u64, milliseconds: u32) -> String {
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    // Days since 0000-03-01: with years that begin in March a leap day comes last.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z")
}
