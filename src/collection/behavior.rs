//! `protocolProfileBehavior`: how Postman's engine treats a request, beside what the request says.
//!
//! In: the objects of collection, folders and request. Out: what counts for a request: of each key
//! the value that is nearest to it. Source: Postman's engine, tried.

use serde_json::Value;

use super::lenient::is_truthy;

/// The behavior of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Behavior {
    /// A body goes with every method, also with those that Postman leaves it out of.
    pub keeps_body: bool,
    /// No content type is sent that the request does not name itself.
    pub adds_no_content_type: bool,
    /// A redirect is followed with the method and the body of the request.
    pub keeps_method: bool,
    /// No redirect is followed.
    pub stops_at_redirects: bool,
    /// How many redirects are followed.
    pub max_redirects: Option<u32>,
}

impl Behavior {
    /// The behavior of what stands within, by what is said about it.
    pub(super) fn within(mut self, said: Option<&Value>) -> Self {
        let get = |key: &str| said.and_then(|said| said.get(key));
        let switch = |key: &str, inherited| get(key).map_or(inherited, is_truthy);
        self.keeps_body = switch("disableBodyPruning", self.keeps_body);
        self.keeps_method = switch("followOriginalHttpMethod", self.keeps_method);
        self.stops_at_redirects = !switch("followRedirects", !self.stops_at_redirects);
        if let Some(headers) = get("disabledSystemHeaders") {
            self.adds_no_content_type = headers.get("content-type").is_some_and(is_truthy);
        }
        let most = get("maxRedirects").and_then(Value::as_u64);
        self.max_redirects = most
            .and_then(|most| most.try_into().ok())
            .or(self.max_redirects);
        self
    }

    /// How many redirects are followed, where something is said about it.
    pub(crate) fn redirects(&self) -> Option<u32> {
        match self.stops_at_redirects {
            true => Some(0),
            false => self.max_redirects,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_nearest_value_of_each_key_counts() {
        let outer =
            json!({ "followRedirects": false, "maxRedirects": 3, "disableBodyPruning": true });
        let inner =
            json!({ "followRedirects": true, "disabledSystemHeaders": { "content-type": true } });
        let outer = Behavior::default().within(Some(&outer));
        let inner = outer.within(Some(&inner));
        assert_eq!((outer.redirects(), inner.redirects()), (Some(0), Some(3)));
        assert!(inner.keeps_body && inner.adds_no_content_type && !outer.adds_no_content_type);
        assert_eq!(inner.within(None), inner);
    }
}
