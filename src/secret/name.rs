//! Names under which secrets stand: tokens, passwords, keys and client secrets.

/// Names that mean a secret wherever they occur in a longer name.
pub(super) const PARTS: [&str; 34] = [
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "bearertoken",
    "apitoken",
    "usertoken",
    "sessiontoken",
    "securitytoken",
    "tokensecret",
    "secrettoken",
    "clientsecret",
    "consumersecret",
    "appsecret",
    "apisecret",
    "webhooksecret",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "privatekey",
    "secretkey",
    "secretaccesskey",
    "accesskey",
    "accountkey",
    "sharedkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "authkey",
    "subscriptionkey",
    "licensekey",
    "connectionstring",
    "authorization",
];

const WHOLE: [&str; 13] = [
    "token",
    "jwt",
    "pass",
    "pwd",
    "secret",
    "sessionid",
    "bearer",
    "sig",
    "cookie",
    "setcookie",
    "credential",
    "credentials",
    "hmac",
];

/// Names that end like one of a secret and are none.
const HARMLESS: [&str; 17] = [
    "pagetoken",
    "nexttoken",
    "cursortoken",
    "continuationtoken",
    "synctoken",
    "accesskeyid",
    "passwordpolicy",
    "passwordreset",
    "resetpassword",
    "forgotpassword",
    "changepassword",
    "apikeyid",
    "tokenurl",
    "tokentype",
    "deltatoken",
    "publickeytoken",
    "postmantoken",
];

/// Ends of names that say something about a secret and do not hold it.
const ABOUT: [&str; 8] = [
    "date",
    "time",
    "expiry",
    "expires",
    "expiresin",
    "expiresat",
    "length",
    "count",
];

/// What cookies of programs that count visitors begin with.
const ANALYTICS: [&str; 22] = [
    "__utm",
    "_ga",
    "_gid",
    "_gcl",
    "_fb",
    "_hj",
    "_pk_",
    "_clck",
    "ajs_",
    "amcv",
    "amplitude",
    "intercom-id",
    "mbox",
    "mp_",
    "optimizely",
    "s_cc",
    "s_dmdbase",
    "s_fid",
    "s_nr",
    "s_ppv",
    "s_sq",
    "s_vnum",
];

/// Whether a cookie of that name tells who visits a page, and gives no access.
pub(crate) fn is_analytics_cookie(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ANALYTICS.iter().any(|start| name.starts_with(start))
}

/// Whether a member, variable or field of that name holds a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    if !may_be_secret(name) {
        return false;
    }
    let folded = folded(name);
    let is_about_one = ABOUT.iter().any(|end| folded.ends_with(end));
    if is_about_one || HARMLESS.iter().any(|known| folded.contains(known)) {
        return false;
    }
    WHOLE.contains(&folded.as_str())
        || PARTS.iter().any(|part| folded.contains(part))
        || ["secret", "token", "pwd", "jwt"]
            .iter()
            .any(|end| folded.ends_with(end))
}

/// Whether a name is that of what pays with a card: its number, its code, its PIN. PCI DSS 4.0 wants none of
/// them shown (requirements 3.3 and 3.4).
pub(crate) fn is_card_name(name: &str) -> bool {
    const PIECES: [&[u8; 3]; 8] = [
        b"pan", b"pin", b"cvv", b"cvc", b"cvn", b"csc", b"car", b"sec",
    ];
    // Spares most names the comparison.
    let mut pieces = name.as_bytes().windows(3);
    let is_one = |piece: &[u8]| {
        PIECES
            .iter()
            .any(|known| piece.eq_ignore_ascii_case(*known))
    };
    if !pieces.any(is_one) {
        return false;
    }
    const WHOLE: [&str; 8] = [
        "pan", "pin", "pinblock", "cvv1", "cvv2", "cvc2", "csc", "cvn",
    ];
    let folded = folded(name);
    let ends = ["cardnumber", "securitycode", "cvc", "cvv"];
    WHOLE.contains(&folded.as_str()) || ends.iter().any(|end| folded.ends_with(end))
}

/// Whether a name is that of a password, which may be any word.
pub(crate) fn is_password_name(name: &str) -> bool {
    let folded = folded(name);
    let ends = ["password", "passwd", "pwd", "passphrase", "secret"];
    folded == "pass" || ends.iter().any(|end| folded.ends_with(end))
}

/// Whether a header or member holds cookies.
pub(crate) fn is_cookie_name(name: &str) -> bool {
    matches!(folded(name).as_str(), "cookie" | "setcookie")
}

fn folded(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// Spares most names the comparison: every secret name has one of these pieces.
fn may_be_secret(name: &str) -> bool {
    // What is no letter or digit does not count, here as in the comparison.
    name.bytes().filter(u8::is_ascii_alphanumeric).count() <= 80
        && (0..name.len()).any(|at| {
            let rest = name.as_bytes().get(at..).unwrap_or_default();
            let starts = |piece: &[u8]| {
                let start = rest.get(..piece.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(piece))
            };
            match rest.first().map_or(0, u8::to_ascii_lowercase) {
                b'a' => starts(b"auth"),
                b'b' => starts(b"bear"),
                b'c' => starts(b"cred") || starts(b"cook"),
                b'h' => starts(b"hmac"),
                b'j' => starts(b"jwt"),
                b'k' => starts(b"key"),
                // Of `connection`, whatever parts it from `string`.
                b'n' => starts(b"nnec"),
                b'p' => starts(b"pass") || starts(b"pwd"),
                b's' => starts(b"secr") || starts(b"sess") || starts(b"sig"),
                b't' => starts(b"tok"),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_secret_is_spared_the_comparison() {
        for name in PARTS.iter().chain(&WHOLE) {
            assert!(may_be_secret(name), "{name}");
        }
    }

    #[test]
    fn names_of_card_data_are_known_in_every_spelling_and_their_lengths_are_not() {
        for name in [
            "pan",
            "PIN",
            "cvc",
            "card_number",
            "cardSecurityCode",
            "iCVV",
        ] {
            assert!(is_card_name(name), "{name}");
        }
        for name in [
            "card",
            "number",
            "maxPinLength",
            "company",
            "pinned",
            "code",
        ] {
            assert!(!is_card_name(name), "{name}");
        }
    }

    #[test]
    fn names_of_secrets_are_known_in_every_spelling() {
        for name in [
            "token",
            "access_token",
            "X-Api-Key",
            "apiKey",
            "client-secret",
            "PASSWORD",
            "userPassword",
            "aws_secret_access_key",
            "Ocp-Apim-Subscription-Key",
            "Authorization",
            "Set-Cookie",
            "jwt",
            "private_key",
            "passwd",
            "db_pwd",
            "xoauth_token_secret",
            "sig",
            "webhookToken",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "tokenType",
            "nextPageToken",
            "key",
            "keyword",
            "secretary",
            "author",
            "passenger",
            "id",
            "access_key_id",
            "monkey",
            "session",
            "signed",
            "passwordPolicy",
            "tokenUrl",
            "passwordChangedDate",
            "access_token_expires_in",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
