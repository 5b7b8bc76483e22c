//! Structs as the templates print them: fields, serde attributes and the evidence in the docs.
//!
//! A field is required only where it identifies the thing and every sample has it; anything else
//! is `Option`. Absent and `null` are kept apart where both were seen, so that what was decoded is
//! encoded as it came.

use std::collections::BTreeSet;

use crate::emit::document::code;
use crate::emit::ident;
use crate::emit::layout::{Link, chain, field, import, literal, version_order};
use crate::emit::view::{FieldView, ModelFileView, StructView};
use crate::ir::secret::is_secret_name;
use crate::ir::{Field, Format, Kind, Shape};

use super::models::{Model, Models, PageModel, Role};
use super::names::Scope;
use super::types::{Speller, Type};

/// The files of models: one for each group, and one for the pages.
pub(super) fn files(models: &Models, speller: &Speller<'_>, root: &str) -> Vec<ModelFileView> {
    let modules: BTreeSet<&str> = models
        .list
        .iter()
        .map(|model| model.module.as_str())
        .collect();
    let mut files: Vec<ModelFileView> = modules
        .into_iter()
        .map(|module| {
            let own: Vec<&Model> = models
                .list
                .iter()
                .filter(|model| model.module == module)
                .collect();
            file(module, &own, models, speller, root)
        })
        .collect();
    if !models.pages.is_empty() {
        files.push(pages(models, speller, root));
    }
    files.sort_by(|left, right| left.module.cmp(&right.module));
    let structs = files.iter_mut().flat_map(|file| &mut file.structs);
    structs.for_each(lay_out);
    files
}

/// `use` lines for everything in the files.
pub(super) fn reexports(files: &[ModelFileView]) -> Vec<String> {
    let mut modules: Vec<&str> = files.iter().map(|file| file.module.as_str()).collect();
    modules.sort_by(|left, right| version_order(left, right));
    let lines = modules.into_iter();
    lines
        .map(|module| format!("pub use self::{module}::*;"))
        .collect()
}

fn lay_out(view: &mut StructView) {
    for member in &mut view.fields {
        member.declaration = field(4, &member.name, &member.type_name);
    }
    let name = Link::new("debug_struct", &[&view.name_literal]);
    let links = [name, Link::new("finish_non_exhaustive", &[])];
    view.hiding = chain(8, "formatter", &links, 0);
}

fn file(
    module: &str,
    own: &[&Model],
    models: &Models,
    speller: &Speller<'_>,
    root: &str,
) -> ModelFileView {
    let mut foreign: BTreeSet<String> = BTreeSet::new();
    let mut uses = Uses::default();
    for model in own {
        uses.deserialize |= model.role == Role::Answer;
        for ty in &model.types {
            uses.note(ty);
            ty.each_model(&mut |id| {
                if models.list[id].module != module {
                    foreign.insert(models.list[id].name.clone());
                }
            });
        }
    }
    let mut structs: Vec<&Model> = own.to_vec();
    structs.sort_by(|left, right| left.name.cmp(&right.name));
    ModelFileView {
        module: module.to_owned(),
        docs: vec![format!("Models of {}.", code(module))],
        imports: uses.imports(root, &foreign.into_iter().collect::<Vec<_>>()),
        structs: structs
            .into_iter()
            .map(|model| view(model, speller, root))
            .collect(),
    }
}

/// What the fields of a file need imported.
#[derive(Default)]
struct Uses {
    deserialize: bool,
    map: bool,
    number_or_text: bool,
}

impl Uses {
    fn note(&mut self, ty: &Type) {
        match ty {
            Type::Map(inner) => {
                self.map = true;
                self.note(inner);
            }
            Type::NumberOrText => self.number_or_text = true,
            Type::List(inner) | Type::Optional(inner) | Type::Page(_, inner) => self.note(inner),
            _ => {}
        }
    }

    fn imports(&self, root: &str, foreign: &[String]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.map {
            lines.extend(["use std::collections::BTreeMap;".to_owned(), String::new()]);
        }
        let serde = if self.deserialize {
            "{Deserialize, Serialize}"
        } else {
            "Serialize"
        };
        lines.extend([format!("use serde::{serde};"), String::new()]);
        if self.number_or_text {
            lines.push(format!("use {root}::core::NumberOrText;"));
        }
        if !foreign.is_empty() {
            lines.push(import(&format!("{root}::models"), foreign));
        }
        lines
    }
}

fn view(model: &Model, speller: &Speller<'_>, root: &str) -> StructView {
    let objects = model.shape.values();
    let mut scope = Scope::default();
    let fields = model.shape.fields().unwrap_or_default();
    let fields = fields
        .iter()
        .zip(&model.types)
        .map(|(field, ty)| {
            let spelled = speller.spell(ty);
            field_view(field, ty, &spelled, objects, model.role, &mut scope, root)
        })
        .collect();
    let hides = model
        .shape
        .fields()
        .unwrap_or_default()
        .iter()
        .any(|field| is_secret_name(&field.name));
    StructView {
        name: model.name.clone(),
        name_literal: literal(&model.name),
        full_name: model.name.clone(),
        docs: vec![struct_docs(model)],
        derives: match model.role {
            Role::Answer if hides => "Clone, Default, Deserialize, PartialEq, Serialize",
            Role::Input if hides => "Clone, Default, PartialEq, Serialize",
            Role::Answer => "Clone, Debug, Default, Deserialize, PartialEq, Serialize",
            // Decoding a body is for tests; leaving it out saves a quarter of the compile time.
            Role::Input => "Clone, Debug, Default, PartialEq, Serialize",
        }
        .to_owned(),
        is_input: model.role == Role::Input,
        hides,
        non_exhaustive: model.role == Role::Answer,
        fields,
        ..StructView::default()
    }
}

fn struct_docs(model: &Model) -> String {
    let requests = model.sources.len();
    let objects = model.shape.values();
    match (model.role, requests) {
        (Role::Input, 1) => "Body of one request. What is `None` is not sent.".to_owned(),
        (Role::Input, _) => format!("Body of {requests} requests. What is `None` is not sent."),
        (Role::Answer, 1) => format!("Seen {} in answers of one request.", times(objects)),
        (Role::Answer, _) => format!("Seen {} in answers of {requests} requests.", times(objects)),
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

fn field_view(
    field: &Field,
    ty: &Type,
    spelled: &str,
    objects: u32,
    role: Role,
    scope: &mut Scope<'_>,
    root: &str,
) -> FieldView {
    let wanted = ident::snake(&field.name).unwrap_or_else(|| "field".to_owned());
    let name = scope.claim([wanted]);
    let is_missing_at_times = role == Role::Input || field.shape.seen < objects;
    let is_null_at_times = field.shape.null > 0;
    let mut attributes = Vec::new();
    if name != field.name {
        attributes.push(format!("rename = {}", literal(&field.name)));
    }
    let type_name = if is_required(field, ty, objects, role) {
        spelled.to_owned()
    } else if is_missing_at_times && is_null_at_times {
        attributes.push("default".to_owned());
        attributes.push(format!("deserialize_with = \"{root}::core::present\""));
        attributes.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        format!("Option<Option<{spelled}>>")
    } else {
        if is_missing_at_times {
            attributes.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        format!("Option<{spelled}>")
    };
    FieldView {
        docs: field_docs(field, objects, role),
        serde: serde_attribute(&attributes),
        name,
        type_name,
        ..FieldView::default()
    }
}

/// The attribute on one line, or one argument per line as rustfmt lays it out.
fn serde_attribute(attributes: &[String]) -> String {
    if attributes.is_empty() {
        return String::new();
    }
    let line = format!("#[serde({})]", attributes.join(", "));
    // Attributes have a width of their own in rustfmt, 70 columns of arguments.
    if attributes.len() == 1 || line.len() <= "#[serde()]".len() + 70 {
        return line;
    }
    let lines: String = attributes
        .iter()
        .map(|attribute| format!("        {attribute},\n"))
        .collect();
    let lines = lines.trim_end().trim_end_matches(',');
    format!("#[serde(\n{lines}\n    )]")
}

/// Whether the field can stand without `Option`: it identifies the thing, and no sample lacks it.
fn is_required(field: &Field, ty: &Type, objects: u32, role: Role) -> bool {
    role == Role::Answer
        && matches!(ty, Type::Integer | Type::Text)
        && matches!(field.name.as_str(), "id" | "uuid" | "guid" | "_id")
        && objects >= 2
        && field.shape.seen == objects
        && field.shape.null == 0
        && field.shape.empty == 0
}

fn field_docs(field: &Field, objects: u32, role: Role) -> Vec<String> {
    if role == Role::Input {
        return Vec::new();
    }
    let shape = &field.shape;
    let mut text = String::new();
    match &shape.kind {
        Kind::Text(Format::Date) => text.push_str("Date, `YYYY-MM-DD`. "),
        Kind::Text(Format::NaiveDateTime) => text.push_str("Date and time without a zone. "),
        Kind::Text(Format::DateTime) => text.push_str("Date and time, RFC 3339. "),
        Kind::Text(Format::Decimal) => text.push_str("A decimal in a text. "),
        Kind::Text(Format::Url) => text.push_str("An address. "),
        Kind::Text(Format::Uuid) => text.push_str("A UUID. "),
        Kind::Any => text.push_str("Of kinds that have nothing in common. "),
        _ => {}
    }
    if shape.seen == objects {
        text.push_str(if objects == 1 {
            "In the only one"
        } else {
            "In all"
        });
    } else {
        text.push_str(&format!("In {} of {objects}", shape.seen));
    }
    if shape.null > 0 {
        text.push_str(&format!(", null in {}", shape.null));
    }
    if shape.empty > 0 {
        text.push_str(&format!(", `\"\"` in {}", shape.empty));
    }
    text.push('.');
    vec![text]
}

fn pages(models: &Models, speller: &Speller<'_>, root: &str) -> ModelFileView {
    ModelFileView {
        module: "pages".to_owned(),
        docs: vec!["Envelopes around the items of lists.".to_owned()],
        imports: vec![
            "use serde::{Deserialize, Serialize};".to_owned(),
            String::new(),
            format!("use {root}::core::Paged;"),
        ],
        structs: models
            .pages
            .iter()
            .map(|page| page_view(page, speller))
            .collect(),
    }
}

fn page_view(page: &PageModel, speller: &Speller<'_>) -> StructView {
    let objects = page.shape.values();
    let mut scope = Scope::default();
    let mut fields: Vec<FieldView> = Vec::new();
    let link = Shape {
        kind: Kind::Text(Format::Url),
        ..Shape::default()
    };
    for field in page.shape.fields().unwrap_or_default() {
        let is_link = matches!(
            field.name.as_str(),
            "next" | "previous" | "prev" | "first" | "last"
        );
        let kind = if is_link { &link } else { &field.shape };
        let ty = Type::of(kind, &mut |_| Type::Value);
        let name = scope.claim([ident::snake(&field.name).unwrap_or_else(|| "field".to_owned())]);
        let mut attributes = Vec::new();
        if name != field.name {
            attributes.push(format!("rename = {}", literal(&field.name)));
        }
        if field.shape.seen < objects {
            attributes.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        fields.push(FieldView {
            docs: if is_link {
                vec![link_docs(&field.name)]
            } else {
                field_docs(field, objects, Role::Answer)
            },
            serde: serde_attribute(&attributes),
            name,
            type_name: format!("Option<{}>", speller.spell(&ty)),
            ..FieldView::default()
        });
    }
    let items = scope.claim([ident::snake(&page.items).unwrap_or_else(|| "items".to_owned())]);
    let mut attributes = Vec::new();
    if items != page.items {
        attributes.push(format!("rename = {}", literal(&page.items)));
    }
    if page.is_bare_at_times {
        attributes.push("default".to_owned());
    }
    fields.push(FieldView {
        docs: vec!["The items of this page.".to_owned()],
        serde: serde_attribute(&attributes),
        name: items.clone(),
        type_name: "Vec<T>".to_owned(),
        ..FieldView::default()
    });
    StructView {
        name: page.name.clone(),
        name_literal: literal(&page.name),
        hiding: String::new(),
        full_name: format!("{}<T>", page.name),
        docs: vec![format!("One page of a list. Seen {}.", times(objects))],
        derives: "Clone, Debug, Deserialize, PartialEq, Serialize".to_owned(),
        is_input: false,
        hides: false,
        non_exhaustive: true,
        fields,
        next: "next".to_owned(),
        items,
    }
}

fn link_docs(name: &str) -> String {
    match name {
        "next" => {
            "Address of the next page, with the filters in it; none on the last one.".to_owned()
        }
        "previous" | "prev" => "Address of the page before; none on the first one.".to_owned(),
        _ => format!("Address of the {name} page."),
    }
}
