//! The parser and what it makes, as the rest of the room wants it.
//!
//! The parser works through its input without recursion, frees what brackets leave undecided with
//! one, and reports its progress in steps of equal work: a limit in steps means the same on every
//! machine.

use std::ops::ControlFlow;

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

use super::finding::Problem;

/// Steps for all scripts of a collection; those of the largest real collections take 2,000.
const STEPS: usize = 20_000;
/// Steps for one script, and bytes of script for one more; real ones take one for 100 bytes.
const STEPS_OF_SCRIPT: usize = 40;
const BYTES_PER_STEP: usize = 50;
/// Longest script in bytes, and most brackets that may be open at once, in texts or out of them.
const LONGEST: usize = 256 * 1024;
const DEEPEST: usize = 400;

/// A parser of JavaScript with what it may still do.
pub(super) struct Syntax {
    parser: Option<Parser>,
    steps: usize,
}

impl Syntax {
    pub(super) fn new() -> Self {
        let mut parser = Parser::new();
        let language = tree_sitter_javascript::LANGUAGE.into();
        let is_known = parser.set_language(&language).is_ok();
        Self {
            parser: is_known.then_some(parser),
            steps: STEPS,
        }
    }

    /// The tree of a script without errors.
    pub(super) fn parse(&mut self, text: &str) -> Result<Tree, Problem> {
        if text.len() > LONGEST || deepest(text) > DEEPEST {
            return Err(Problem::TooMuch);
        }
        let parser = self.parser.as_mut().ok_or(Problem::TooMuch)?;
        let allowed = self
            .steps
            .min(STEPS_OF_SCRIPT + text.len() / BYTES_PER_STEP);
        let mut taken = 0;
        let mut progress = |_: &ParseState| {
            taken += 1;
            if taken > allowed {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(
            &mut |at, _| bytes.get(at..).unwrap_or_default(),
            None,
            Some(ParseOptions::new().progress_callback(&mut progress)),
        );
        self.steps = self.steps.saturating_sub(taken);
        let Some(tree) = tree else {
            parser.reset();
            return Err(Problem::TooMuch);
        };
        match first_error(&tree) {
            Some(line) => Err(Problem::Syntax { line }),
            None => Ok(tree),
        }
    }
}

/// The most brackets that are open at once.
fn deepest(text: &str) -> usize {
    let mut open = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                open += 1;
                deepest = deepest.max(open);
            }
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The line of the first place that is no JavaScript.
fn first_error(tree: &Tree) -> Option<usize> {
    let mut node = tree.root_node();
    if !node.has_error() {
        return None;
    }
    loop {
        if node.is_error() || node.is_missing() {
            return Some(node.start_position().row);
        }
        let inner = node
            .children(&mut node.walk())
            .find(|child| child.has_error() || child.is_missing());
        match inner {
            Some(inner) => node = inner,
            None => return Some(node.start_position().row),
        }
    }
}

/// The text of a node.
pub(super) fn text<'t>(node: Node<'_>, source: &'t str) -> &'t str {
    source.get(node.byte_range()).unwrap_or_default()
}

/// The children that are more than punctuation and comments.
pub(super) fn parts<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    node.named_children(&mut node.walk())
        .filter(|child| !child.is_extra())
        .collect()
}

/// The arguments of a call.
pub(super) fn arguments<'t>(call: Node<'t>) -> Vec<Node<'t>> {
    match call.child_by_field_name("arguments") {
        Some(arguments) if arguments.kind() == "arguments" => parts(arguments),
        _ => Vec::new(),
    }
}

/// Whether a node is a function with a body.
pub(super) fn is_function(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "arrow_function"
            | "function_expression"
            | "function_declaration"
            | "generator_function"
            | "generator_function_declaration"
            | "method_definition"
    )
}

/// The parameters of a function, in order.
pub(super) fn parameters<'t>(function: Node<'t>) -> Vec<Node<'t>> {
    match function.child_by_field_name("parameter") {
        Some(only) => vec![only],
        None => function
            .child_by_field_name("parameters")
            .map(parts)
            .unwrap_or_default(),
    }
}

/// What a text literal stands for; none where it has escapes other than the simple ones.
pub(super) fn string(node: Node<'_>, source: &str) -> Option<String> {
    let mut value = String::new();
    for part in parts(node) {
        match part.kind() {
            "string_fragment" => value.push_str(text(part, source)),
            "escape_sequence" => value.push(match text(part, source) {
                "\\n" => '\n',
                "\\t" => '\t',
                "\\\\" => '\\',
                "\\\"" => '"',
                "\\'" => '\'',
                "\\/" => '/',
                "\\`" => '`',
                _ => return None,
            }),
            _ => return None,
        }
    }
    Some(value)
}

/// The value of a pair with this key in an object literal.
pub(super) fn pair<'t>(object: Node<'t>, key: &str, source: &str) -> Option<Node<'t>> {
    parts(object)
        .into_iter()
        .find_map(|part| match part.kind() {
            "pair" => {
                let name = part.child_by_field_name("key")?;
                (key_name(name, source)? == key).then(|| part.child_by_field_name("value"))?
            }
            "shorthand_property_identifier" => (text(part, source) == key).then_some(part),
            _ => None,
        })
}

/// The name that a key of an object or a pattern stands for.
pub(super) fn key_name(key: Node<'_>, source: &str) -> Option<String> {
    match key.kind() {
        "property_identifier" | "number" => Some(text(key, source).to_owned()),
        "string" => string(key, source),
        _ => None,
    }
}
