//! Headers that are written as one text, as v1 does and v2 may.
//!
//! In: the text. Out: its headers, and how many lines are none. A line is `Name: value`; one that
//! starts with `//` is switched off; one that starts with a blank continues the line before it,
//! except after the first header, whose continuation Postman loses. Source: Postman's engine, tried.

/// The headers of a text.
#[derive(Default)]
pub(super) struct HeaderText {
    pub(super) headers: Vec<HeaderLine>,
    /// Lines that hold no header and are dropped.
    pub(super) dropped: usize,
}

/// One header of a text.
pub(super) struct HeaderLine {
    pub(super) name: String,
    pub(super) value: String,
    /// Written behind `//`.
    pub(super) is_off: bool,
}

impl HeaderText {
    pub(super) fn read(text: &str) -> Self {
        let mut read = Self::default();
        let mut may_continue = false;
        for line in text
            .split('\n')
            .flat_map(|line| line.trim_end_matches('\r').split('\r'))
        {
            if line.trim().is_empty() {
                may_continue = false;
            } else if line.starts_with([' ', '\t']) {
                read.continue_with(line, may_continue);
            } else {
                match HeaderLine::read(line) {
                    Some(header) => read.headers.push(header),
                    None => read.dropped += 1,
                }
                may_continue = read.headers.len() > 1;
            }
        }
        read
    }

    fn continue_with(&mut self, line: &str, is_allowed: bool) {
        match self.headers.last_mut() {
            Some(header) if is_allowed => {
                header.value.push(' ');
                header.value.push_str(line.trim());
            }
            _ => self.dropped += 1,
        }
    }
}

impl HeaderLine {
    /// A name holds no blank; a line without a colon is no header.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (line, is_off) = match line.trim_start().strip_prefix("//") {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        let (name, value) = line.split_once(':')?;
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            value: value.trim().to_owned(),
            is_off,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_headers_comments_continuations_or_dropped() {
        let text = "A: 1\r\n lost\r\n// B : 2\r\nC:3:4\r\n\tmore\r\nno header\r\n\r\nG H: 1\nE:";
        let read = HeaderText::read(text);
        let headers: Vec<_> = read
            .headers
            .iter()
            .map(|header| (header.name.as_str(), header.value.as_str(), header.is_off))
            .collect();
        assert_eq!(
            headers,
            [
                ("A", "1", false),
                ("B", "2", true),
                ("C", "3:4 more", false),
                ("E", "", false)
            ]
        );
        assert_eq!(read.dropped, 3);
    }
}
