//! What users of the generated crate can name, and what it sends for them.
//!
//! In: [`CrateView`]. Out: [`Surface`], in which two generated crates can be compared. Layout and
//! documentation are left out: a line that is broken elsewhere is the same line.

use crate::surface::{Item, ItemKind, Surface};

use super::view::{
    CallView, ClientView, CrateView, FailureView, GroupView, ModelFileView, StructView, UnionView,
    WordsView,
};

/// The surface of a crate.
pub(super) fn surface(view: &CrateView) -> Surface {
    let mut surface = Surface::default();
    for group in &view.groups {
        add_group(group, &mut surface);
    }
    for file in &view.models {
        add_models(file, &mut surface);
    }
    add_failure(&view.failure, &mut surface);
    add_client(&view.client, &mut surface);
    surface
}

fn add_group(group: &GroupView, surface: &mut Surface) {
    // The functions of the root are the client's own.
    let access = if group.type_name.is_empty() {
        "client"
    } else {
        &group.access
    };
    for accessor in &group.accessors {
        let name = format!("{access}.{}", accessor.name);
        let path = accessor.type_path.rsplit("::").next();
        let signature = format!("-> {}", path.unwrap_or_default());
        surface.add(name, Item::new(ItemKind::Function, &signature));
    }
    for method in &group.methods {
        let signature = one_line(method.signature.trim_end_matches('{'));
        let name = format!("{access}.{}", function_name(&signature));
        let sends = one_line(&method.body);
        surface.add(
            name,
            Item::new(ItemKind::Function, &signature).sending(sends),
        );
    }
    group.calls.iter().for_each(|call| add_call(call, surface));
}

fn add_call(call: &CallView, surface: &mut Surface) {
    let answer = format!("-> {}", call.answer);
    surface.add(call.name.clone(), Item::new(ItemKind::Call, &answer));
    for setter in &call.setters {
        let sends = format!("{} {}", setter.method, setter.wire);
        surface.add(
            format!("{}::{}", call.name, setter.name),
            Item::new(ItemKind::Setter, &setter.value_type).sending(sends),
        );
    }
}

fn add_models(file: &ModelFileView, surface: &mut Surface) {
    file.structs
        .iter()
        .for_each(|model| add_struct(model, surface));
    file.unions
        .iter()
        .for_each(|union| add_union(union, surface));
    file.words
        .iter()
        .for_each(|words| add_words(words, surface));
}

fn add_struct(model: &StructView, surface: &mut Surface) {
    let head = format!("struct {}", model.full_name);
    surface.add(model.name.clone(), Item::new(ItemKind::Type, &head));
    let kind = if model.macro_name == "body" {
        ItemKind::BodyField
    } else {
        ItemKind::Field
    };
    for field in &model.fields {
        surface.add(
            format!("{}.{}", model.name, field.name),
            Item::new(kind, &field.type_name)
                .sending(one_line(&format!("{} {}", field.serde, field.wire))),
        );
    }
}

fn add_union(union: &UnionView, surface: &mut Surface) {
    let head = format!("enum {}", union.name);
    surface.add(union.name.clone(), Item::new(ItemKind::Type, &head));
    for variant in &union.variants {
        surface.add(
            format!("{}::{}", union.name, variant.name),
            Item::new(ItemKind::Variant, &variant.type_name),
        );
    }
}

fn add_words(words: &WordsView, surface: &mut Surface) {
    let head = format!("enum {}", words.name);
    surface.add(words.name.clone(), Item::new(ItemKind::Type, &head));
    for word in &words.variants {
        surface.add(
            format!("{}::{}", words.name, word.name),
            Item::new(ItemKind::Variant, &word.literal),
        );
    }
}

fn add_failure(failure: &FailureView, surface: &mut Surface) {
    for status in &failure.statuses {
        surface.add(
            format!("Failure::{}", status.variant),
            Item::new(ItemKind::Variant, &status.type_name),
        );
    }
    failure
        .unions
        .iter()
        .for_each(|union| add_union(union, surface));
}

fn add_client(client: &ClientView, surface: &mut Surface) {
    for setting in &client.settings {
        let kind = if setting.default.is_empty() {
            ItemKind::SettingWithoutValue
        } else {
            ItemKind::Setting
        };
        let signature = one_line(setting.signature.trim_end_matches('{'));
        surface.add(
            format!("ClientBuilder::{}", setting.name),
            Item::new(kind, &signature).sending(setting.default.clone()),
        );
    }
    for slot in &client.slots {
        surface.add(
            format!("ClientBuilder::{}", slot.name),
            Item::new(ItemKind::Credentials, &slot.kind),
        );
    }
    for scope in &client.scopes {
        surface.add(
            format!("scope {}", scope.name),
            Item::new(ItemKind::Scope, &scope.literal),
        );
    }
}

/// `list` of `pub fn list(&self) -> ListPatients`.
fn function_name(signature: &str) -> &str {
    let name = signature.trim_start_matches("pub fn ");
    name.split(['(', '<']).next().unwrap_or(name)
}

/// The text as it would stand on one line, however it is laid out.
fn one_line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("( ", "(").replace(" .", ".");
    text.replace(",)", ")")
        .replace(", )", ")")
        .trim()
        .to_owned()
}
