//! Names under which secrets stand: tokens, passwords, keys and client secrets.

/// Whether a member, variable or field of that name holds a secret.
pub fn is_secret_name(name: &str) -> bool {
    let folded: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    const WHOLE: [&str; 6] = ["token", "jwt", "pass", "pwd", "authorization", "sessionid"];
    const PARTS: [&str; 12] = [
        "accesstoken",
        "refreshtoken",
        "idtoken",
        "authtoken",
        "bearertoken",
        "apitoken",
        "clientsecret",
        "password",
        "apikey",
        "privatekey",
        "secretkey",
        "secrettoken",
    ];
    WHOLE.contains(&folded.as_str())
        || folded == "secret"
        || PARTS.iter().any(|part| folded.contains(part))
}
