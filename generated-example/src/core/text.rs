//! Short texts without an allocation.
//!
//! In: what a caller gives for a parameter. Out: the same as text; ids, numbers, dates and flags fit in place.

use std::fmt::{self, Display, Write};

/// As much as fits beside the length in the room of a `String`.
const ROOM: usize = 22;

#[derive(Clone)]
pub(super) enum Text {
    Short([u8; ROOM], u8),
    Long(String),
}

impl Text {
    pub(super) const fn new() -> Self {
        Self::Short([0; ROOM], 0)
    }

    pub(super) fn of(value: &dyn Display) -> Self {
        let mut text = Self::new();
        // Writing here cannot fail; a Display that does has written what it could.
        let _ = write!(text, "{value}");
        text
    }

    pub(super) fn push_str(&mut self, more: &str) {
        if let Self::Short(bytes, length) = self {
            let end = usize::from(*length) + more.len();
            if let Some(free) = bytes.get_mut(usize::from(*length)..end) {
                free.copy_from_slice(more.as_bytes());
                *length = end as u8;
                return;
            }
            *self = Self::Long(self.as_str().to_owned());
        }
        if let Self::Long(long) = self {
            long.push_str(more);
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Short(bytes, length) => {
                let written = bytes.get(..usize::from(*length)).unwrap_or_default();
                // Only whole texts were put there.
                str::from_utf8(written).unwrap_or_default()
            }
            Self::Long(long) => long,
        }
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Long(text)
    }
}
