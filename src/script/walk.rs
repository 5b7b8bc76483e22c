//! The way through a script: every part of it once, in the order of the text.
//!
//! Functions are taken to run where they stand, as those do that tests are made of.

use std::collections::BTreeMap;

use tree_sitter::{Node, Tree};

use super::evaluate::Evaluator;
use super::finding::{Fact, Finding};
use super::syntax::{is_function, key_name, parameters, parts, text};
use super::value::Value;
use super::{assertions, calls, changes, truths};

/// What a script says.
pub(super) fn findings(tree: &Tree, source: &str) -> Vec<Finding> {
    let mut walk = Walk {
        evaluator: Evaluator::new(source),
        branches: 0,
        parameters: BTreeMap::new(),
        findings: Vec::new(),
    };
    walk.through(tree.root_node());
    walk.findings
}

/// Most findings of one script; the rest of it is passed over.
const MOST: usize = 2_000;

/// Where the reading is, and what it has found.
pub(super) struct Walk<'t> {
    pub(super) evaluator: Evaluator<'t>,
    /// Branches and loops around.
    branches: usize,
    /// What is known of the parameters of a function, by the id of its node.
    parameters: BTreeMap<usize, Vec<Value<'t>>>,
    findings: Vec<Finding>,
}

/// What is still to be done, last first.
enum Step<'t> {
    /// Read a part; `true` for one that is but the beginning of the chain around it.
    Read(Node<'t>, bool),
    LeaveFunction,
    EnterBranch,
    LeaveBranch,
}

impl<'t> Walk<'t> {
    fn through(&mut self, root: Node<'t>) {
        self.evaluator.scopes.enter();
        let mut steps = vec![Step::Read(root, false)];
        while let Some(step) = steps.pop() {
            match step {
                Step::LeaveFunction => self.evaluator.scopes.leave(),
                Step::EnterBranch => self.branches += 1,
                Step::LeaveBranch => self.branches -= 1,
                Step::Read(node, is_inner) => {
                    self.read(node, is_inner);
                    let first = steps.len();
                    self.push_children(node, &mut steps);
                    if let Some(pushed) = steps.get_mut(first..) {
                        pushed.reverse();
                    }
                }
            }
        }
    }

    /// Notes a fact at the place of a node.
    pub(super) fn note(&mut self, node: Node<'t>, fact: Fact) {
        let conditional = self.branches > 0;
        if let Some(known) = self.findings.iter_mut().find(|known| known.fact == fact) {
            known.conditional &= conditional;
        } else if self.findings.len() < MOST {
            self.findings.push(Finding {
                line: node.start_position().row,
                conditional,
                fact,
            });
        }
    }

    /// Says what a function that is an argument is called with.
    pub(super) fn note_parameters(&mut self, function: Node<'t>, values: Vec<Value<'t>>) {
        self.parameters.insert(function.id(), values);
    }

    fn read(&mut self, node: Node<'t>, is_inner: bool) {
        match node.kind() {
            "variable_declarator" => {
                let value = match node.child_by_field_name("value") {
                    Some(value) => self.evaluator.value(value),
                    None => Value::Null,
                };
                if let Some(name) = node.child_by_field_name("name") {
                    self.declare(name, &value);
                }
            }
            "assignment_expression" => self.assignment(node),
            "call_expression" => {
                calls::read(self, node);
                if !is_inner {
                    assertions::read(self, node);
                }
            }
            "member_expression" if !is_inner => assertions::read(self, node),
            "new_expression" => calls::read_new(self, node),
            _ if is_function(node) => self.enter_function(node),
            _ => {}
        }
    }

    fn assignment(&mut self, node: Node<'t>) {
        let (Some(left), Some(right)) = (
            node.child_by_field_name("left"),
            node.child_by_field_name("right"),
        ) else {
            return;
        };
        match left.kind() {
            "identifier" => {
                let value = self.evaluator.value(right);
                let name = text(left, self.evaluator.source);
                self.evaluator.scopes.assign(name, value, self.branches);
            }
            _ => {
                truths::read_assignment(self, left, right);
                changes::read_assignment(self, left);
            }
        }
    }

    fn enter_function(&mut self, node: Node<'t>) {
        if node.kind() == "function_declaration"
            && let Some(name) = node.child_by_field_name("name")
        {
            self.declare(name, &Value::Function);
        }
        self.evaluator.scopes.enter();
        let known = self.parameters.remove(&node.id()).unwrap_or_default();
        for (index, parameter) in parameters(node).into_iter().enumerate() {
            let value = known.get(index).unwrap_or(&Value::Unknown);
            self.declare(parameter, value);
        }
    }

    /// Gives the names of a pattern their values.
    fn declare(&mut self, pattern: Node<'t>, value: &Value<'t>) {
        let mut open = vec![(pattern, value.clone())];
        while let Some((pattern, value)) = open.pop() {
            let source = self.evaluator.source;
            match pattern.kind() {
                "identifier" | "shorthand_property_identifier_pattern" => {
                    let name = text(pattern, source);
                    let value = match pattern.kind() {
                        "identifier" => value,
                        _ => value.member(name),
                    };
                    self.evaluator.scopes.declare(name, value, self.branches);
                }
                "object_pattern" => {
                    open.extend(parts(pattern).into_iter().map(|part| (part, value.clone())));
                }
                "pair_pattern" => {
                    let key = pattern.child_by_field_name("key");
                    let inner = key.and_then(|key| key_name(key, source));
                    let inner = inner.map_or(Value::Unknown, |name| value.member(&name));
                    let name = pattern.child_by_field_name("value");
                    open.extend(name.map(|name| (name, inner)));
                }
                "array_pattern" => {
                    let items = parts(pattern).into_iter();
                    open.extend(items.map(|item| (item, value.item(None))));
                }
                "assignment_pattern" | "object_assignment_pattern" => {
                    let name = pattern.child_by_field_name("left");
                    open.extend(name.map(|name| (name, value)));
                }
                "rest_pattern" => {
                    let inner = parts(pattern).into_iter();
                    open.extend(inner.map(|inner| (inner, Value::Unknown)));
                }
                _ => {}
            }
        }
    }

    fn push_children(&self, node: Node<'t>, steps: &mut Vec<Step<'t>>) {
        let mut cursor = node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            let (child, field) = (cursor.node(), cursor.field_name());
            let is_inner = matches!(
                (node.kind(), field),
                ("member_expression", Some("object")) | ("call_expression", Some("function"))
            );
            if !child.is_named() {
                // Punctuation says nothing.
            } else if is_branch(node, field) {
                steps.extend([
                    Step::EnterBranch,
                    Step::Read(child, is_inner),
                    Step::LeaveBranch,
                ]);
            } else {
                steps.push(Step::Read(child, is_inner));
            }
            more = cursor.goto_next_sibling();
        }
        if is_function(node) {
            steps.push(Step::LeaveFunction);
        }
    }
}

/// Whether a part may be passed by, or gone through several times.
fn is_branch(node: Node<'_>, field: Option<&str>) -> bool {
    match node.kind() {
        "if_statement" | "ternary_expression" => field != Some("condition"),
        "for_statement" | "for_in_statement" | "while_statement" | "do_statement" => {
            field == Some("body")
        }
        "switch_case" | "switch_default" | "catch_clause" => true,
        "binary_expression" => {
            let operator = node.child_by_field_name("operator");
            let is_logic = operator.is_some_and(|o| matches!(o.kind(), "&&" | "||" | "??"));
            is_logic && field == Some("right")
        }
        _ => false,
    }
}
