//! Structs as the templates print them: fields, serde attributes and the evidence in the docs.
//!
//! A field of an answer is required only where it identifies the thing and every sample has it
//! ([`TypeRules`]); anything else is `Option`. Absent and `null` are kept apart where both were seen,
//! so that what was decoded is encoded as it came, and in every body that is sent (`Maybe`).

use std::collections::BTreeSet;

use crate::emit::document::{code, wrap};
use crate::emit::ident;
use crate::emit::layout::{declared_member, field, import, literal, version_order};
use crate::emit::view::{
    FieldView, KindView, ModelFileView, StructView, TaggedView, UnionView, VariantView, WordView,
    WordsView,
};
use crate::ir::Field;
use crate::ir::secret::{is_card_name, is_secret_name};
use crate::type_rules::TypeRules;

use super::field_docs::field_docs;
use super::made::constructor;
use super::models::{Form, Model, Models, PageModel, Role};
use super::names::Scope;
use super::paged_views::{of_model, of_page};
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
        let FieldView {
            name,
            type_name,
            wire,
            ..
        } = &*member;
        member.declaration = match (view.is_page, wire.as_str()) {
            (true, _) => field(4, name, type_name),
            (false, wire) => declared_member(8, name, type_name, wire),
        };
    }
}

fn file(
    module: &str,
    own: &[&Model],
    models: &Models,
    speller: &Speller<'_>,
    root: &str,
) -> ModelFileView {
    let mut foreign: BTreeSet<String> = BTreeSet::new();
    let mut uses = Uses {
        is_exact: models.has_exact,
        ..Uses::default()
    };
    for model in own {
        uses.note_model(model);
        uses.note_paged(models, model, speller);
        for ty in model.types() {
            uses.note(ty);
            foreign.extend(ty.exact_type().map(str::to_owned));
            ty.each_model(&mut |id| {
                if models.list[id].module != module {
                    foreign.insert(models.list[id].name.clone());
                }
            });
        }
    }
    let mut sorted: Vec<&Model> = own.to_vec();
    sorted.sort_by(|left, right| left.name.cmp(&right.name));
    let mut view = ModelFileView {
        module: module.to_owned(),
        docs: vec![format!("Models of {}.", code(module))],
        imports: uses.imports(root, &foreign.into_iter().collect::<Vec<_>>()),
        ..ModelFileView::default()
    };
    for model in sorted {
        match &model.form {
            Form::Struct(types) => {
                let paged = models.paged.get(&model.name);
                let paged = paged.and_then(|paging| of_model(models, model, paging, speller));
                let made = match model.role {
                    Role::Answer => None,
                    Role::Input => constructor(models, model, speller),
                };
                view.structs.push(StructView {
                    made: made.into_iter().collect(),
                    paged: paged.into_iter().collect(),
                    ..struct_view(models, model, types, speller)
                });
            }
            Form::Union(variants) => view.unions.push(union_view(model, variants, speller)),
            Form::Tagged(tag, kinds) => view.tagged.push(tagged_view(model, tag, kinds, speller)),
            Form::Words(words) => view.words.push(words_view(model, words)),
        }
    }
    view
}

/// What the types of a file need imported.
#[derive(Default)]
struct Uses {
    serde: bool,
    map: bool,
    tagged: bool,
    /// Whether the crate has numbers of any length, which only what keeps the text reads to the last digit.
    is_exact: bool,
    exact: BTreeSet<&'static str>,
    core: BTreeSet<&'static str>,
}

impl Uses {
    fn note_model(&mut self, model: &Model) {
        match &model.form {
            Form::Words(_) => self.core.extend(["Unlisted", "open_enum"]),
            Form::Tagged(..) if self.is_exact => _ = self.exact.insert("exact_tagged_union"),
            Form::Tagged(..) => self.tagged = true,
            Form::Union(_) if self.is_exact => _ = self.exact.insert("exact_union"),
            Form::Union(_) => self.serde = true,
            Form::Struct(types) => {
                self.core.insert("members");
                self.core.insert(match model.role {
                    Role::Answer => "answer",
                    Role::Input => "body",
                });
                if model.role == Role::Input && !types.is_empty() {
                    self.core.insert("Maybe");
                }
            }
        }
    }

    fn note_paged(&mut self, models: &Models, model: &Model, speller: &Speller<'_>) {
        let paging = models.paged.get(&model.name);
        let paged = paging.and_then(|paging| of_model(models, model, paging, speller));
        if let Some(paged) = paged {
            self.core.insert("Paged");
            if !paged.left.is_empty() {
                self.core.insert("Left");
            }
        }
    }

    fn note(&mut self, ty: &Type) {
        self.map |= ty.has_map();
        self.core.extend(ty.core_type());
    }

    fn imports(&self, root: &str, foreign: &[String]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.map {
            lines.extend(["use std::collections::BTreeMap;".to_owned(), String::new()]);
        }
        if self.serde {
            lines.extend([
                "use serde::{Deserialize, Serialize};".to_owned(),
                String::new(),
            ]);
        }
        let core: Vec<String> = self.core.iter().map(|name| (*name).to_owned()).collect();
        if !core.is_empty() {
            lines.push(import(&format!("{root}::core"), &core));
        }
        if !self.exact.is_empty() {
            let exact: Vec<String> = self.exact.iter().map(|name| (*name).to_owned()).collect();
            lines.push(import(&format!("{root}::exact"), &exact));
        }
        if !foreign.is_empty() {
            lines.push(import(&format!("{root}::models"), foreign));
        }
        if self.tagged {
            lines.push(format!("use {root}::tagged::tagged_union;"));
        }
        lines
    }
}

fn struct_view(
    models: &Models,
    model: &Model,
    types: &[Type],
    speller: &Speller<'_>,
) -> StructView {
    let rules = &models.rules;
    let fields = model.shape.fields().unwrap_or_default();
    let is_hidden = |name: &str| is_secret_name(name) || is_card_name(name);
    let hides = fields.iter().any(|field| is_hidden(&field.name));
    let names = idents(model, rules);
    let fields = fields.iter().zip(types).zip(names);
    let fields = fields.map(|((field, ty), name)| {
        let place = Place {
            model,
            field,
            ty,
            rules,
            constant: models.constant(model, &field.name, ty),
        };
        place.view(&speller.spell(ty), name)
    });
    StructView {
        name: model.name.clone(),
        full_name: model.name.clone(),
        docs: wrap(&struct_docs(model)),
        macro_name: match model.role {
            Role::Answer => "answer",
            Role::Input => "body",
        }
        .to_owned(),
        hides,
        fields: fields.collect(),
        ..StructView::default()
    }
}

fn union_view(
    model: &Model,
    variants: &[(&'static str, Type)],
    speller: &Speller<'_>,
) -> UnionView {
    let variants = variants.iter().map(|(name, ty)| VariantView {
        name: (*name).to_owned(),
        type_name: speller.spell(ty),
        docs: vec![variant_docs(name).to_owned()],
    });
    UnionView {
        name: model.name.clone(),
        docs: vec!["Seen as values of several kinds.".to_owned()],
        variants: variants.collect(),
    }
}

fn variant_docs(name: &str) -> &'static str {
    match name {
        "Boolean" => "`true` or `false`.",
        "Number" => "A number.",
        "Text" => "A text.",
        "List" => "A list.",
        "Map" => "An object whose member names are data.",
        "Object" => "An object.",
        _ => "A truth value, number or text.",
    }
}

fn tagged_view(
    model: &Model,
    tag: &str,
    kinds: &[(String, Type)],
    speller: &Speller<'_>,
) -> TaggedView {
    let mut scope = Scope::with(&["Other"]);
    let kinds = kinds.iter().map(|(word, ty)| {
        let name = ident::pascal(word).unwrap_or_else(|| "Kind".to_owned());
        let kind = match ty {
            Type::Boxed(inner) => inner,
            ty => ty,
        };
        KindView {
            name: scope.claim([name.clone(), format!("{name}Kind")]),
            type_name: speller.spell(kind),
            literal: literal(word),
        }
    });
    TaggedView {
        kinds: kinds.collect(),
        name: model.name.clone(),
        tag: literal(tag),
        docs: vec![struct_docs(model)],
    }
}

fn words_view(model: &Model, words: &[String]) -> WordsView {
    let mut scope = Scope::with(&["Other"]);
    let variants = words.iter().map(|word| WordView {
        name: {
            let name = ident::pascal(word).unwrap_or_else(|| "Word".to_owned());
            scope.claim([name.clone(), format!("{name}Word")])
        },
        literal: literal(word),
    });
    WordsView {
        variants: variants.collect(),
        name: model.name.clone(),
        docs: vec!["One of a list; one that is not in it is kept as it came.".to_owned()],
    }
}

fn struct_docs(model: &Model) -> String {
    let requests = model.sources.len();
    let objects = model.shape.objects();
    let (what, whats) = match () {
        () if !model.is_resource => ("Part of the body", "Part of the bodies"),
        () if model.name.ends_with("Variables") => ("Variables", "Variables"),
        () => ("Body", "Body"),
    };
    match (model.role, requests) {
        (Role::Input, 0 | 1) => format!("{what} of one request. What is absent is not sent."),
        (Role::Input, _) => format!("{whats} of {requests} requests. What is absent is not sent."),
        (Role::Answer, 0 | 1) => format!("Seen {} in answers of one request.", times(objects)),
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

/// How a field of an answer is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Not at all.
    Required,
    /// In an option.
    Optional,
    /// In two: the outer one tells whether it was there, the inner one whether it was `null`.
    Doubled,
}

/// The names of the fields in Rust, in order.
pub(super) fn idents(model: &Model, rules: &TypeRules) -> Vec<String> {
    let mut scope = Scope::default();
    let fields = model.shape.fields().unwrap_or_default();
    let names = fields.iter().map(|field| {
        let place = format!("{}.{}", model.name, field.name);
        let wanted = rules.rename.get(&place).unwrap_or(&field.name);
        scope.claim([ident::snake(wanted).unwrap_or_else(|| "field".to_owned())])
    });
    names.collect()
}

/// How a field is wrapped.
pub(super) fn presence(model: &Model, field: &Field, ty: &Type, rules: &TypeRules) -> Presence {
    if is_required(model, field, ty, rules) {
        Presence::Required
    } else if is_missing_at_times(model, field) && field.shape.null > 0 {
        Presence::Doubled
    } else {
        Presence::Optional
    }
}

/// A field in the struct that it belongs to.
struct Place<'a> {
    model: &'a Model,
    field: &'a Field,
    ty: &'a Type,
    rules: &'a TypeRules,
    /// What the constructor sets it to.
    constant: Option<String>,
}

impl Place<'_> {
    fn view(&self, spelled: &str, name: String) -> FieldView {
        let Self {
            model,
            field,
            ty,
            rules,
            constant,
        } = self;
        let objects = model.shape.objects();
        let (type_name, or_missing) = match presence(model, field, ty, rules) {
            _ if model.role == Role::Input => (format!("Maybe<{spelled}>"), ""),
            Presence::Required => (spelled.to_owned(), ""),
            Presence::Doubled => {
                let missing = " or missing or null";
                (format!("Option<Option<{spelled}>>"), missing)
            }
            Presence::Optional if is_missing_at_times(model, field) => {
                (format!("Option<{spelled}>"), " or missing")
            }
            Presence::Optional => (format!("Option<{spelled}>"), ""),
        };
        let wire = match name == field.name && or_missing.is_empty() {
            true => String::new(),
            false => format!("{}{or_missing}", literal(&field.name)),
        };
        FieldView {
            docs: match constant {
                // Without one they are short.
                None => vec![field_docs(field, ty, objects, model.role, None)],
                Some(text) => wrap(&field_docs(field, ty, objects, model.role, Some(text))),
            },
            wire,
            name,
            type_name,
            ..FieldView::default()
        }
    }
}

fn is_missing_at_times(model: &Model, field: &Field) -> bool {
    field.shape.seen < model.shape.objects()
}

/// Whether the field can stand without `Option`: the rule is that of [`TypeRules`].
fn is_required(model: &Model, field: &Field, ty: &Type, rules: &TypeRules) -> bool {
    let objects = model.shape.objects();
    let identifies = rules.required_names.contains(&field.name)
        && matches!(ty, Type::Integer | Type::Text)
        && field.shape.empty() == 0;
    let needed = if identifies {
        rules.required_after
    } else {
        rules.others_required_after
    };
    needed > 0 && objects >= needed && field.shape.seen == objects && field.shape.null == 0
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

fn pages(models: &Models, speller: &Speller<'_>, root: &str) -> ModelFileView {
    ModelFileView {
        module: "pages".to_owned(),
        docs: vec!["Envelopes around the items of lists.".to_owned()],
        imports: page_imports(models, root),
        structs: models
            .pages
            .iter()
            .map(|page| page_view(page, speller))
            .collect(),
        ..ModelFileView::default()
    }
}

fn page_view(page: &PageModel, speller: &Speller<'_>) -> StructView {
    let objects = page.shape.objects();
    let mut scope = Scope::default();
    let mut fields: Vec<FieldView> = Vec::new();
    for field in page.shape.fields().unwrap_or_default() {
        let is_link = matches!(
            field.name.as_str(),
            "next" | "previous" | "prev" | "first" | "last"
        );
        let ty = if is_link {
            Type::Text
        } else {
            Type::of(&field.shape, &mut |_| Type::Value)
        };
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
                vec![field_docs(field, &ty, objects, Role::Answer, None)]
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
        full_name: format!("{}<T>", page.name),
        generics: "<T>".to_owned(),
        docs: vec![format!("One page of a list. Seen {}.", times(objects))],
        is_page: true,
        fields,
        made: Vec::new(),
        paged: vec![of_page(&items, "next")],
        ..StructView::default()
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

/// What the fields of the envelopes need of other files.
fn page_imports(models: &Models, root: &str) -> Vec<String> {
    let (mut core, mut exact) = (BTreeSet::from(["Paged"]), BTreeSet::new());
    for ty in page_types(models) {
        core.extend(ty.core_type());
        exact.extend(ty.exact_type());
    }
    let named = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut lines = vec![
        "use serde::{Deserialize, Serialize};".to_owned(),
        String::new(),
        import(&format!("{root}::core"), &named(core)),
    ];
    if !exact.is_empty() {
        lines.push(import(&format!("{root}::models"), &named(exact)));
    }
    lines
}

/// The types of what stands beside the items of pages.
pub(super) fn page_types(models: &Models) -> impl Iterator<Item = Type> {
    let pages = models.pages.iter();
    let fields = pages.flat_map(|page| page.shape.fields().unwrap_or_default());
    fields.map(|field| Type::of(&field.shape, &mut |_| Type::Value))
}
