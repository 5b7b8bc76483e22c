//! JSON-RPC in JSON bodies: what tells requests at one address from each other.

use serde_json::Value;

use crate::ir::Body;

/// The method that a body calls (JSON-RPC 2.0, section 4); none for other bodies, a batch, and a method that is
/// another one at every call.
pub(super) fn method(body: &Body) -> Option<String> {
    let Body::Json { text, .. } = body else {
        return None;
    };
    if !text.contains("\"jsonrpc\"") {
        return None;
    }
    let sent: Value = serde_json::from_str(text).ok()?;
    sent.get("jsonrpc")?.as_str()?;
    let method = sent.get("method")?.as_str()?;
    (!method.is_empty() && !method.contains("{{")).then(|| method.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Shape;

    #[test]
    fn only_a_call_with_a_method_that_stays_is_told_by_it() {
        let method = |text: &str| {
            method(&Body::Json {
                text: text.to_owned(),
                shape: Shape::default(),
            })
        };
        let call = r#"{"jsonrpc": "2.0", "method": "user.get", "id": 1}"#;
        assert_eq!(method(call).as_deref(), Some("user.get"));
        for other in [
            r#"{"method": "user.get"}"#,
            r#"{"jsonrpc": "2.0", "method": "{{method}}"}"#,
            r#"{"jsonrpc": "2.0", "result": 1}"#,
            r#"[{"jsonrpc": "2.0", "method": "user.get"}]"#,
        ] {
            assert_eq!(method(other), None, "{other}");
        }
    }
}
