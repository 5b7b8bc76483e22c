//! The wait a server asks for.
//!
//! In: an answer. Out: how long to stay away, by `Retry-After` (RFC 9110 section 10.2.3) as seconds or as a date, or by
//! the sentence of a throttled answer.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The wait a server asks for in `Retry-After` (seconds or a date) or, failing that, in a throttled answer's text.
pub(super) fn asked_wait(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    now: SystemTime,
) -> Option<Duration> {
    let header = headers.get(RETRY_AFTER).and_then(|value| {
        let text = value.to_str().ok()?.trim();
        seconds(text).or_else(|| Some(http_date(text)?.duration_since(now).unwrap_or_default()))
    });
    if header.is_some() || status != StatusCode::TOO_MANY_REQUESTS {
        return header;
    }
    let (_, tail) = std::str::from_utf8(body)
        .ok()?
        .split_once("available in ")?;
    seconds(tail.split_once(" second")?.0)
}

fn seconds(text: &str) -> Option<Duration> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds = text.parse().ok().filter(|_| plain)?;
    // More than there can be is as long as can be.
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// A date in any of the three forms of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, and of old
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
fn http_date(text: &str) -> Option<SystemTime> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let words = text
        .split([' ', ',', ':', '-'])
        .filter(|word| !word.is_empty());
    let words: Vec<&str> = words.take(9).collect();
    let (day, month, year, time) = match words[..] {
        [_, day, month, year, hour, minute, second, "GMT"] => {
            (day, month, year, [hour, minute, second])
        }
        [_, month, day, hour, minute, second, year] => (day, month, year, [hour, minute, second]),
        _ => return None,
    };
    let month = Some(month).filter(|month| month.len() == 3)?;
    let month = MONTHS.find(month).filter(|at| at % 3 == 0)? as u64 / 3 + 1;
    let number = |word: &str| word.parse::<u64>().ok();
    let year = match (number(year)?, year.len()) {
        (year @ 0..70, 2) => 2000 + year,
        (year, 2) => 1900 + year,
        (year, _) => year,
    };
    let [hour, minute, second] = time.map(number);
    let (day, hour, minute, second) = (number(day)?, hour?, minute?, second?);
    if !(1970..=9999).contains(&year)
        || day == 0
        || day > 31
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    // Days since 1970-01-01, with years that begin in March so that a leap day comes last.
    let (years, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day
        - 719_469;
    let since = ((days * 24 + hour) * 60 + minute) * 60 + second;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(since))
}
