//! `collgen diff`: what changed for programs, and the step of the version that it asks for.

use collgen::{ApiChange, Effect, SemverStep};

use super::wording::count;

/// The changes for people, what breaks first.
pub(super) fn describe(changes: &[ApiChange]) -> String {
    if changes.is_empty() {
        return "no change that a program can see\n".to_owned();
    }
    let mut text = String::new();
    for effect in [Effect::Breaking, Effect::Unknown, Effect::Compatible] {
        let of_effect: Vec<_> = changes
            .iter()
            .filter(|change| change.effect == effect)
            .collect();
        if of_effect.is_empty() {
            continue;
        }
        text.push_str(&format!("{} ({})\n", name(effect), of_effect.len()));
        for change in of_effect {
            text.push_str(&format!("  {} {}\n", change.item, change.what));
            for (sign, side) in [('-', &change.before), ('+', &change.after)] {
                if let Some(side) = side.as_ref().filter(|side| !side.is_empty()) {
                    text.push_str(&format!("    {sign} {side}\n"));
                }
            }
        }
    }
    text.push_str(&format!(
        "{}; asks for a {} version\n",
        count(changes.len(), "change"),
        step(SemverStep::of(changes))
    ));
    text
}

/// The changes as one JSON object.
pub(super) fn json(changes: &[ApiChange]) -> serde_json::Value {
    serde_json::json!({ "semver": SemverStep::of(changes), "changes": changes })
}

fn name(effect: Effect) -> &'static str {
    match effect {
        Effect::Breaking => "breaking",
        Effect::Compatible => "compatible",
        _ => "unknown",
    }
}

fn step(step: SemverStep) -> &'static str {
    match step {
        SemverStep::Major => "major (below 1.0: minor)",
        SemverStep::Minor => "minor (below 1.0: patch)",
        _ => "patch",
    }
}
