//! Secrets in what a request sends.

use serde_json::Value;

use super::Finder;
use crate::collection::request::{Body, FormParameter, Request, Url};
use crate::secret::{self, Manner};
use crate::spot::Spot;

impl Finder<'_> {
    pub(super) fn request(&mut self, request: &mut Request, spot: &Spot<'_>) {
        self.description(request.description.as_mut(), spot);
        self.auth(request.auth.as_ref(), spot);
        if let Some(url) = request.url.as_mut() {
            self.url(url, &spot.key("url"));
        }
        let headers = spot.key("header");
        for (index, header) in request.header.iter_mut().enumerate() {
            let at = headers.index(index);
            self.description(header.description.as_mut(), &at);
            let what = format!("the header `{}`", header.key);
            self.named(&header.key, &header.value, &at.key("value"), &what);
        }
        self.body(&mut request.body, &spot.key("body"));
    }

    fn url(&mut self, url: &mut Url, spot: &Spot<'_>) {
        for (member, parts) in [("host", &mut url.host), ("path", &mut url.path)] {
            let at = spot.key(member);
            for part in parts.iter_mut().flatten() {
                self.mask(part, Manner::Data, &at, "the address");
            }
        }
        let queries = spot.key("query");
        for (index, query) in url.query.iter_mut().enumerate() {
            let at = queries.index(index);
            self.description(query.description.as_mut(), &at);
            let name = query.key.as_deref().unwrap_or_default();
            let what = format!("the query parameter `{name}`");
            self.named(
                name,
                query.value.as_deref().unwrap_or_default(),
                &at.key("value"),
                &what,
            );
        }
        for (index, variable) in url.variable.iter_mut().enumerate() {
            let at = spot.key("variable");
            self.description(variable.description.as_mut(), &at.index(index));
        }
        self.variables(&url.variable, &spot.key("variable"));
        self.raw_address(url.raw.as_deref().unwrap_or_default(), spot);
    }

    /// The address as it is shown. It repeats the parts, as a rule, and so their secrets.
    fn raw_address(&mut self, raw: &str, spot: &Spot<'_>) {
        let mut is_new = false;
        for range in secret::secrets(raw, Manner::Data) {
            let value = raw.get(range).unwrap_or_default();
            is_new |= !self.known.are_in(value);
            self.known.insert(value);
        }
        if is_new {
            self.report("the address", &spot.key("raw"));
        }
    }

    fn body(&mut self, body: &mut Body, spot: &Spot<'_>) {
        if let Some(raw) = body.raw.as_deref() {
            self.within(raw, Manner::Data, &spot.key("raw"), "the body");
        }
        self.fields(&mut body.urlencoded, &spot.key("urlencoded"));
        self.fields(&mut body.formdata, &spot.key("formdata"));
        if let Some(graphql) = body.graphql.as_mut() {
            let at = spot.key("graphql");
            for member in ["query", "variables"] {
                match graphql.get_mut(member) {
                    Some(Value::String(text)) => {
                        self.mask(text, Manner::Data, &at.key(member), "the GraphQL body");
                    }
                    Some(value) => self.mask_value(value, &at.key(member), "the GraphQL body"),
                    None => {}
                }
            }
        }
    }

    fn fields(&mut self, fields: &mut [FormParameter], spot: &Spot<'_>) {
        for (index, field) in fields.iter_mut().enumerate() {
            let at = spot.index(index);
            self.description(field.description.as_mut(), &at);
            let name = field.key.as_deref().unwrap_or_default();
            let what = format!("the field `{name}`");
            self.named(
                name,
                field.value.as_deref().unwrap_or_default(),
                &at.key("value"),
                &what,
            );
        }
    }
}
