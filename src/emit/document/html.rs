//! HTML in descriptions becomes Markdown: what its tags mean stays, the tags go.
//!
//! In: text that may hold HTML. Out: text with paragraphs, lists, code and table rows in Markdown's
//! spelling. An unknown tag is dropped when it has the form of one; any other `<` is text.

/// Tags whose content is for machines.
const HIDDEN: [&str; 4] = ["script", "style", "head", "template"];

/// The text without HTML.
pub(super) fn without_html(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '`']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('`') {
            let length = code_length(rest);
            plain.push_str(&rest[..length]);
            &rest[length..]
        } else if let Some((tag, behind)) = tag(rest) {
            match HIDDEN.iter().find(|hidden| tag == **hidden) {
                Some(hidden) => after_end(behind, hidden),
                None => {
                    plain.push_str(meaning(&tag));
                    behind
                }
            }
        } else if let Some((character, behind)) = entity(rest) {
            plain.push(character);
            behind
        } else {
            let (first, behind) = rest.split_at(1);
            plain.push_str(first);
            behind
        };
    }
    plain.push_str(rest);
    plain
}

/// The length of a piece of Markdown's code, or of its backticks when it has no end.
fn code_length(text: &str) -> usize {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    let fence = &text[..ticks];
    text[ticks..]
        .find(fence)
        .map_or(ticks, |end| ticks + end + ticks)
}

/// The name of the tag that the text starts with, `/` before it where it ends, and what follows.
fn tag(text: &str) -> Option<(String, &str)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let behind = comment.split_once("-->").map_or("", |(_, behind)| behind);
        return Some((String::new(), behind));
    }
    let inside = text.strip_prefix('<')?;
    let (slash, inside) = match inside.strip_prefix('/') {
        Some(inside) => ("/", inside),
        None => ("", inside),
    };
    let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, attributes) = inside.split_at(length);
    let is_known = KNOWN.contains(&name.to_ascii_lowercase().as_str());
    let (attributes, behind) = attributes.split_once('>')?;
    let has_attributes = attributes.is_empty() || attributes.starts_with([' ', '/', '\n', '\t']);
    // `<id>` is a placeholder that somebody wrote, not a tag.
    (is_known && has_attributes && !attributes.contains('<'))
        .then(|| (format!("{slash}{}", name.to_ascii_lowercase()), behind))
}

/// The tags that descriptions are written with.
const KNOWN: [&str; 61] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "template",
    "tfoot",
    "thead",
    "tr",
    "u",
    "ul",
];

/// What stands in the place of a tag.
fn meaning(tag: &str) -> &'static str {
    match tag {
        "br" | "/br" | "tr" => "\n",
        "li" | "dt" => "\n- ",
        "td" | "th" => " ",
        "code" | "/code" | "kbd" | "/kbd" => "`",
        "pre" => "\n\n```\n",
        "/pre" => "\n```\n\n",
        "p" | "/p" | "div" | "/div" | "hr" | "/table" | "table" | "ul" | "/ul" | "ol" | "/ol"
        | "dl" | "/dl" | "blockquote" | "/blockquote" | "section" | "/section" | "article"
        | "/article" | "details" | "/details" | "/summary" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" => "\n\n",
        "/dd" | "/dt" => " ",
        _ => "",
    }
}

fn after_end<'t>(text: &'t str, tag: &str) -> &'t str {
    let lower = text.to_ascii_lowercase();
    match lower.find(&format!("</{tag}")) {
        Some(at) => text[at..].split_once('>').map_or("", |(_, behind)| behind),
        None => "",
    }
}

/// The character that an entity stands for, and what follows.
fn entity(text: &str) -> Option<(char, &str)> {
    let (name, behind) = text.strip_prefix('&')?.split_once(';')?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" | "mdash" => '-',
        "hellip" => '…',
        "rarr" => '→',
        "rsquo" | "lsquo" => '\'',
        "ldquo" | "rdquo" => '"',
        number => {
            let digits = number.strip_prefix('#')?;
            let value = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(value.ok()?)?
        }
    };
    Some((character, behind))
}

#[cfg(test)]
mod tests {
    use super::without_html;

    #[test]
    fn tags_become_what_they_mean() {
        let cases = [
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<p>One</p><p class=\"x\">two</p>", "\n\nOne\n\n\n\ntwo\n\n"),
            ("<ul><li>one<li>two</ul>", "\n\n\n- one\n- two\n\n"),
            ("<b>bold</b> &amp; <code>x &lt; 1</code>", "bold & `x < 1`"),
            ("a<style>p { }</style>b<!-- c -->d", "abd"),
        ];
        for (html, text) in cases {
            assert_eq!(without_html(html), text, "{html}");
        }
    }

    #[test]
    fn what_is_no_tag_stays() {
        for text in [
            "the <id> of 1 < 2",
            "<your-key>",
            "`<p>`",
            "a & b; <",
            "```\n<p>\n```",
        ] {
            assert_eq!(without_html(text), text);
        }
    }
}
