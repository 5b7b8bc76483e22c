//! Lists whose next page is asked for by a member of the JSON body.
//!
//! In: a page that came, and the body that asked for it. Out: the body that asks for the next one, with nothing but
//! that member changed. A body that is no JSON is left as it is, which is refused as a page that came before.
#![allow(
    dead_code,
    reason = "a crate has only the ways from page to page that its API has"
)]

use serde_json::{Map, Value};

use super::core::{Left, Next, Seen, Turn};
use super::paging::{number_after, offset_after};

/// Members that lead to one of the body.
type Path = &'static [&'static str];

/// A token in the answer is sent back as this member.
pub struct TokenInBody(pub Path);

impl Turn for TokenInBody {
    fn turn(&self, page: Seen<'_>) -> Next {
        match page.token {
            Some(token) if page.left != Left::More(false) => with(&page.body, self.0, token),
            _ => Next::End,
        }
    }
}

/// Pages are numbered: this member, and the number of the first.
pub struct NumberInBody(pub Path, pub u64);

impl Turn for NumberInBody {
    fn turn(&self, page: Seen<'_>) -> Next {
        let number = current(&page.body, self.0).unwrap_or(self.1);
        let next = number_after(&page, number, self.1);
        next.map_or(Next::End, |next| with(&page.body, self.0, next))
    }
}

/// This member says how many items to pass over, and this is its value for the first page.
pub struct OffsetInBody(pub Path, pub u64);

impl Turn for OffsetInBody {
    fn turn(&self, page: Seen<'_>) -> Next {
        let offset = current(&page.body, self.0).unwrap_or(self.1);
        let next = offset_after(&page, offset, self.1);
        next.map_or(Next::End, |next| with(&page.body, self.0, next))
    }
}

/// The number that was sent; none where it is no number.
fn current(body: &[u8], path: Path) -> Option<u64> {
    let whole: Value = serde_json::from_slice(body).ok()?;
    let number = path
        .iter()
        .try_fold(&whole, |around, name| around.get(*name))?;
    number.as_u64().or_else(|| number.as_str()?.parse().ok())
}

/// The body with this value in the place; a call without a body gets one.
fn with(body: &[u8], path: Path, value: impl Into<Value>) -> Next {
    let known = match body {
        [] => Some(Value::Object(Map::new())),
        body => serde_json::from_slice(body).ok(),
    };
    let next = known.and_then(|mut whole| {
        put(&mut whole, path, value.into())?;
        serde_json::to_vec(&whole).ok()
    });
    Next::Body(next.unwrap_or_else(|| body.to_vec()).into())
}

fn put(around: &mut Value, path: &[&str], value: Value) -> Option<()> {
    let Some((name, below)) = path.split_first() else {
        *around = value;
        return Some(());
    };
    if around.is_null() {
        *around = Value::Object(Map::new());
    }
    let members = around.as_object_mut()?;
    put(members.entry(*name).or_insert(Value::Null), below, value)
}
