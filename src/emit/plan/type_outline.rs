//! The models as text for people: what they were made of, and what a person could settle.

use crate::ir::Field;

use super::field_docs::field_docs;
use super::models::{Form, Model, Models, Role};
use super::types::{Speller, Type};
use super::words;

/// One block for each model, in the order of their names.
pub(super) fn outline(models: &Models) -> String {
    let (names, pages) = (models.names(), models.page_names());
    let speller = Speller {
        models: &names,
        pages: &pages,
    };
    let mut sorted: Vec<&Model> = models.list.iter().collect();
    sorted.sort_by(|left, right| left.name.cmp(&right.name));
    let mut text = String::new();
    for model in sorted {
        text.push_str(&head(model));
        match &model.form {
            Form::Struct(types) => {
                let fields = model.shape.fields().unwrap_or_default();
                for (field, ty) in fields.iter().zip(types) {
                    text.push_str(&line(models, model, field, ty, &speller));
                }
            }
            Form::Union(variants) => {
                for (name, ty) in variants {
                    text.push_str(&format!("  {name}({})\n", speller.spell(ty)));
                }
            }
            Form::Tagged(tag, kinds) => {
                for (word, ty) in kinds {
                    text.push_str(&format!(
                        "  {} where `{tag}` is `{word}`\n",
                        speller.spell(ty)
                    ));
                }
            }
            Form::Words(words) => text.push_str(&format!("  one of {}\n", words.join(", "))),
        }
        text.push('\n');
    }
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let questions = text.matches(QUESTION).count();
    text.push_str(&format!(
        "{}, {} (?)\n",
        count(models.list.len(), "model"),
        count(questions, "open question")
    ));
    text
}

/// What a line of a question begins with.
const QUESTION: &str = "\n    ? ";

fn head(model: &Model) -> String {
    let role = match model.role {
        Role::Answer => "answers",
        Role::Input => "bodies",
    };
    let sources: Vec<&str> = model.sources.iter().map(String::as_str).collect();
    let shown = sources.iter().take(3).copied().collect::<Vec<_>>();
    let more = match sources.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let seen = model.shape.values();
    let text = format!(
        "{}: {role}, {seen} seen in {}{more}",
        model.name,
        shown.join("; ")
    );
    // Names of requests must not steer the terminal.
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text + "\n"
}

fn line(models: &Models, model: &Model, field: &Field, ty: &Type, speller: &Speller<'_>) -> String {
    let objects = model.shape.objects();
    let constant = models.constant(model, &field.name, ty);
    let docs = field_docs(field, ty, objects, model.role, constant.as_deref());
    let name: String = field.name.chars().filter(|c| !c.is_control()).collect();
    let mut text = format!("  {name}: {}  {docs}\n", speller.spell(ty));
    if *ty == Type::Text
        && let Some(words) = words::open_question(&field.name, &field.shape)
    {
        text.push_str(&format!(
            "    ? {words} different texts seen, kept as text; list them in collgen.toml to make it \
             an enum:\n      \"{}.{name}\" = […] under [types.enums]\n",
            model.name
        ));
    }
    if *ty == Type::Value {
        text.push_str(match model.role {
            Role::Answer => {
                "    ? nothing is known; record answers with the replay example, or give --models\n"
            }
            Role::Input => {
                "    ? nothing is known; save a body in Postman that has a value there\n"
            }
        });
    }
    text
}
