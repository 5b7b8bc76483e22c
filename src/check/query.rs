//! Queries.

use crate::collection::Url;

use super::Checker;
use super::template::literals;
use super::url::has_bad_percent;
use crate::spot::Spot;

impl Checker<'_, '_> {
    pub(super) fn query(&mut self, url: &Url, spot: &Spot<'_>) {
        for (index, parameter) in url.query.iter().enumerate() {
            if parameter.disabled {
                continue;
            }
            let at = spot.index(index);
            let key = parameter.key.as_deref().unwrap_or_default();
            let value = parameter.value.as_deref().unwrap_or_default();
            self.template(key, &at.key("key"));
            self.template(value, &at.key("value"));
            if key.is_empty() && parameter.key.is_some() {
                self.tell(
                    "query-key-empty",
                    "a parameter of the query has no name",
                    &at,
                );
            }
            if literals(value).any(|text| text.contains('+')) {
                let message = format!("the value of `{key}` has a `+`");
                self.tell("query-unencoded", message, &at.key("value"));
            }
            if [key, value]
                .into_iter()
                .flat_map(literals)
                .any(has_bad_percent)
            {
                let message = format!("`{key}` has a lone percent sign");
                self.tell("percent-sequence", message, &at);
            }
        }
    }
}
