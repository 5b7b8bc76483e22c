//! Scripts.

use super::Rule;

pub(super) const RULES: &[Rule] = &[Rule::note(
    "event-unknown",
    "a script waits for an event that Postman does not have",
)
.why("Postman knows `prerequest` and `test`; a script for anything else never runs.")
.example("{ \"listen\": \"before\", \"script\": { \"exec\": [] } }")
.effect("the script is not looked at")
.mend("set `listen` to `prerequest` or `test`")];
