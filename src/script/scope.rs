//! The names that a script declares and what they stand for where the reading is.

use std::collections::BTreeMap;

use super::value::Value;

/// Names, innermost declaration last.
#[derive(Default)]
pub(super) struct Scopes<'t> {
    names: BTreeMap<&'t str, Vec<Binding<'t>>>,
    /// The names that each open scope declares.
    open: Vec<Vec<&'t str>>,
}

struct Binding<'t> {
    value: Value<'t>,
    /// Number of branches around the declaration.
    branches: usize,
}

impl<'t> Scopes<'t> {
    pub(super) fn enter(&mut self) {
        self.open.push(Vec::new());
    }

    pub(super) fn leave(&mut self) {
        for name in self.open.pop().unwrap_or_default() {
            if let Some(bindings) = self.names.get_mut(name) {
                bindings.pop();
            }
        }
    }

    /// Declares a name in the innermost scope.
    pub(super) fn declare(&mut self, name: &'t str, value: Value<'t>, branches: usize) {
        if let Some(declared) = self.open.last_mut() {
            declared.push(name);
        }
        let binding = Binding { value, branches };
        self.names.entry(name).or_default().push(binding);
    }

    /// Gives a name another value. After a branch nobody knows which of the two it has.
    pub(super) fn assign(&mut self, name: &'t str, value: Value<'t>, branches: usize) {
        match self.names.get_mut(name).and_then(|known| known.last_mut()) {
            Some(binding) if branches <= binding.branches => binding.value = value,
            // A name without a value takes its first one wherever that is given.
            Some(binding) if matches!(binding.value, Value::Null) => binding.value = value,
            Some(binding) => binding.value = Value::Unknown,
            // Without a declaration it is a name of the whole script.
            None => {
                let binding = Binding { value, branches };
                self.names.entry(name).or_default().push(binding);
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value<'t>> {
        let binding = self.names.get(name)?.last()?;
        Some(&binding.value)
    }
}
