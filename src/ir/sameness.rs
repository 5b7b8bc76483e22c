//! Which saved requests are one operation.
//!
//! One operation is one method, host and path template, auth and kind of body, wherever it is
//! saved. What its path variables are called does not matter; a variable of the collection or a
//! literal in the path does, because something else would be sent. So does a slash at the end; but
//! what stands at both addresses is one thing, with the same answers and bodies.

use serde_json::Value;

use super::api::{Body, Operation};
use super::graphql::Document;
use super::shape::Shape;

impl Operation {
    /// The same for all saved requests that are one operation.
    pub(crate) fn key(&self) -> String {
        let mut key = self.body_key();
        if self.route.ends_with('/') {
            key.push_str(" /");
        }
        key
    }

    /// The same for all saved requests that send the same body, with or without a slash at the end of
    /// the route.
    pub(crate) fn body_key(&self) -> String {
        let body = match &self.body {
            Body::Nothing => "nothing",
            Body::Json { .. } => "json",
            Body::Text { media_type, .. } => media_type.as_str(),
            Body::Form(_) => "form",
            Body::Multipart(_) => "multipart",
            Body::File { .. } => "file",
        };
        let slot = self.slot.map_or(-1, |slot| slot as i64);
        let document = self.document().map_or("", |document| &document.text);
        format!("{} {slot} {body} {document}", self.address())
    }

    /// The GraphQL document that it sends, the same at every call.
    pub(crate) fn document(&self) -> Option<&Document> {
        self.graphql.as_ref()?.document.as_ref()
    }

    /// The variables that were saved for the document.
    pub(crate) fn saved_variables(&self) -> Option<Value> {
        match (&self.body, self.document()) {
            (Body::Json { text, .. }, Some(_)) => {
                let mut sent: Value = serde_json::from_str(text).ok()?;
                sent.get_mut("variables").map(Value::take)
            }
            _ => None,
        }
    }

    /// The shape of the JSON that a caller gives: the body, or the variables of a document.
    pub(crate) fn given_json(&self) -> Option<&Shape> {
        match (&self.body, self.document()) {
            (Body::Json { shape, .. }, Some(_)) => shape
                .field("variables")
                .filter(|variables| variables.fields().is_some_and(|fields| !fields.is_empty())),
            (Body::Json { shape, .. }, None) => Some(shape),
            _ => None,
        }
    }

    /// Method and path template, whatever the path variables are called and whether or not there is
    /// a slash at the end.
    pub(crate) fn address(&self) -> String {
        let mut address = String::with_capacity(self.method.len() + 1 + self.route.len());
        address.push_str(&self.method);
        let route = self.route.strip_suffix('/').unwrap_or(&self.route);
        for (index, segment) in route.split('/').enumerate() {
            address.push(if index == 0 { ' ' } else { '/' });
            match segment.strip_prefix(':').filter(|name| !name.is_empty()) {
                Some(name) => {
                    address.push_str(":.");
                    address.push_str(name.split_once('.').map_or("", |(_, ending)| ending));
                }
                None => address.push_str(segment),
            }
        }
        // All of these have one address.
        let told = self.graphql.as_ref().map(|graphql| &graphql.identity);
        match told.or(self.rpc.as_ref()) {
            Some(told) => format!("{address} {told}"),
            None => address,
        }
    }

    /// The text of its body that a client may send again: without a secret, which is masked in it.
    pub(crate) fn saved_text(&self) -> Option<&str> {
        match &self.body {
            Body::Json { text, .. } | Body::Text { text, .. } if self.secret_body.is_none() => {
                Some(text)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_path_variable_does_not_matter_and_everything_else_does() {
        let key = |route: &str| {
            let operation = Operation {
                route: route.to_owned(),
                ..Operation::default()
            };
            operation.key()
        };
        assert_eq!(key("{{b}}/users/:id"), key("{{b}}/users/:userId"));
        for other in [
            "{{b}}/users/{{id}}",
            "{{b}}/users/7",
            "{{c}}/users/:id",
            "{{b}}/users/:id.json",
        ] {
            assert_ne!(key("{{b}}/users/:id"), key(other), "{other}");
        }
    }

    #[test]
    fn a_slash_at_the_end_is_another_operation_on_the_same_thing() {
        let at = |route: &str| Operation {
            route: route.to_owned(),
            ..Operation::default()
        };
        let (bare, slashed) = (at("{{b}}/users"), at("{{b}}/users/"));
        assert_ne!(bare.key(), slashed.key());
        assert_eq!(bare.body_key(), slashed.body_key());
        assert_eq!(bare.address(), slashed.address());
        assert_ne!(slashed.address(), at("{{b}}/users//").address());
    }
}
