//! What a type inside of another type is called.
//!
//! Where a thing stands decides, not how much is in it: one example more changes hardly a name.

use crate::emit::ident;

use super::models::{Form, Model, Role, stems};

/// Before the word of a kind, in place of the name of a field.
pub(super) const KIND: char = '=';

/// What the names of unions end in.
const UNIONS: [&str; 3] = ["OrList", "OrText", "Value"];

/// Last words of names that tell nothing about what is inside.
const WEAK: [&str; 13] = [
    "rq", "rs", "req", "res", "info", "data", "item", "items", "body", "payload", "object",
    "details", "embedded",
];

/// Fields that many things have, each its own: what stands in them is called after the thing.
const COMMON: &str = "\
    active after attribute attributes base before body code codes config configuration content \
    contents context count custom daily data default detail details disabled element embedded \
    enabled end entry error errors extra field fields first from group high hover id included \
    info input item items key kind last left lifetime link links list low max meta metadata \
    method min monthly name new next node object old option options order original other output \
    param parameter parameters params payload previous properties property raw record records \
    relationships req request res response result results right row rows self set setting \
    settings source start state stats status summary target to total type url value values \
    weekly yearly";

/// Fields that are known by what is in them alone.
const WRAPPERS: &str = "\
    body content data element entry item items object payload record records response result \
    results row rows";

/// Characters of a name that is made of the names around it, the word for bodies aside.
const LONGEST: usize = 60;

/// Words of a name around it that a name may begin with as they are.
const FEW: usize = 3;

/// Names for what stands in a field.
#[derive(Clone, Debug)]
pub(super) struct NestedNames {
    /// By the field alone.
    pub(super) own: String,
    /// With the names around it, best first.
    around: Vec<String>,
    /// Whether the field says what it is.
    pub(super) is_telling: bool,
    /// Whether it is that alone whose name is the same: one kind of several, what a schema names.
    is_exact: bool,
}

impl NestedNames {
    /// What a schema calls it.
    pub(super) fn declared(name: &str) -> Self {
        Self {
            own: name.to_owned(),
            around: Vec::new(),
            is_telling: true,
            is_exact: true,
        }
    }

    /// With others for where these are taken.
    pub(super) fn or(mut self, others: &Self) -> Self {
        self.around.extend(others.best_first());
        self
    }

    /// Best first: by the field, where that says what it is.
    pub(super) fn best_first(&self) -> Vec<String> {
        if self.is_telling {
            let own = std::iter::once(&self.own);
            own.chain(&self.around).cloned().collect()
        } else {
            self.around_first()
        }
    }

    /// Whether a model of this name is called after the same thing: `BillingAddress` after an `Address`, `CptCode` not
    /// after a `CustomProcedureCode`. Where the field says nothing, it stands in a thing of the same name.
    pub(super) fn is_related(&self, model: &Model) -> bool {
        match self.is_telling {
            true if self.is_exact => self.own == model.name,
            true => {
                let own = stems(&self.own);
                model.words.ends_with(&own) || own.ends_with(&model.words)
            }
            false => self.around.contains(&model.name),
        }
    }

    /// With the names around it first.
    pub(super) fn around_first(&self) -> Vec<String> {
        let own = std::iter::once(&self.own);
        self.around.iter().chain(own).cloned().collect()
    }
}

/// Names for what stands in a field of a model; `around` are the models that it stands in itself,
/// the nearest first.
pub(super) fn nested_names(
    parent: &Model,
    around: &[&Model],
    field: &str,
    is_item: bool,
) -> NestedNames {
    let (stem, suffix) = stem_of(parent);
    if matches!(parent.form, Form::Union(_)) {
        let stem = UNIONS.iter().find_map(|union| stem.strip_suffix(union));
        let stem = stem.unwrap_or(stem_of(parent).0);
        return NestedNames {
            own: format!("{stem}{suffix}"),
            around: vec![format!("{stem}Item{suffix}")],
            is_telling: true,
            is_exact: false,
        };
    }
    // HAL and JSON:API: whatever stands in `_links` is a link.
    let is_link = ident::words(stem)
        .last()
        .is_some_and(|word| word == "links");
    let (words, is_telling) = match is_link {
        true => ("Link".to_owned(), true),
        false => words_of(field, is_item),
    };
    let room = LONGEST.saturating_sub(words.len());
    let (whole, last) = (last_words(stem, room), last_word(stem));
    let strong = last_words(without_weak_words(stem), room);
    // One kind of payments is a `CardPayment`.
    if field.starts_with(KIND) {
        return NestedNames {
            own: format!("{words}{last}{suffix}"),
            around: vec![
                format!("{words}{whole}{suffix}"),
                after(whole, &last, &words, suffix),
            ],
            is_telling: true,
            is_exact: true,
        };
    }
    let mut names = Vec::new();
    // The last word of a long name is enough, unless it is one that many things have.
    let is_clear = !is_common(&last.to_ascii_lowercase());
    let is_long = ident::words(strong).len() > FEW;
    if is_clear && is_long && is_telling {
        names.push(after(&last, &last, &words, suffix));
    } else if is_clear {
        names.push(after(strong, &last, &words, suffix));
        names.push(after(&last, &last, &words, suffix));
    }
    names.push(after(strong, &last, &words, suffix));
    names.push(after(whole, &last, &words, suffix));
    // `AccountAccount` is the last resort.
    if !last.is_empty() && words.starts_with(&last) {
        names.push(format!("{words}Details{suffix}"));
    }
    for outer in around {
        let outer = without_weak_words(stem_of(outer).0);
        names.push(after(last_words(outer, room), "", &words, suffix));
        let both = after(outer, "", &format!("{last}{words}"), suffix);
        names.push(last_words(&both, LONGEST).to_owned());
    }
    let (stuttering, mut names): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|name| is_stuttering(name));
    names.extend(stuttering);
    NestedNames {
        own: format!("{words}{suffix}"),
        around: names,
        is_telling,
        is_exact: false,
    }
}

/// Whether a field says only that something is in it.
pub(super) fn is_wrapper(field: &str) -> bool {
    let is_one = |word: &String| WRAPPERS.split(' ').any(|wrapper| wrapper == word);
    matches!(ident::words(field).as_slice(), [word] if is_one(word))
}

/// The words of a field as a type spells them, and whether they say what stands there.
fn words_of(field: &str, is_item: bool) -> (String, bool) {
    let words = if is_item {
        ident::singular_words(field)
    } else {
        ident::words(field)
    };
    let is_telling = match words.as_slice() {
        [word] => !is_common(word),
        words => !words.is_empty(),
    };
    let mut words = ident::pascal_words(&words);
    if words.is_empty() || words.starts_with(|c: char| c.is_ascii_digit()) {
        words = format!("Item{words}");
    }
    (words, is_telling)
}

fn is_common(word: &str) -> bool {
    COMMON.split(' ').any(|common| common == word)
}

/// A name without the word for bodies or answers, and the word for what stands in a body.
fn stem_of(model: &Model) -> (&str, &'static str) {
    match model.role {
        Role::Input => {
            let name = &model.name;
            (name.strip_suffix("Input").unwrap_or(name), "Input")
        }
        Role::Answer => {
            let stem = model.name.strip_suffix("Answer");
            (
                stem.filter(|stem| !stem.is_empty()).unwrap_or(&model.name),
                "",
            )
        }
    }
}

/// The type of a transaction's `transaction_type` is no `TransactionTransactionType`.
fn after(stem: &str, last: &str, words: &str, suffix: &str) -> String {
    match words.strip_prefix(last) {
        Some(rest) if !last.is_empty() && rest.starts_with(|c: char| c.is_ascii_uppercase()) => {
            format!("{stem}{rest}{suffix}")
        }
        _ => format!("{stem}{words}{suffix}"),
    }
}

/// Whether a name says a word twice, in a row or around one more: `ProgrammeEmbeddedProgramme`.
fn is_stuttering(name: &str) -> bool {
    let words = ident::words(name);
    let same = |distance: usize| {
        words
            .windows(distance + 1)
            .any(|part| part[0] == part[distance])
    };
    same(1) || same(2)
}

/// The last word that tells what a thing is.
fn last_word(stem: &str) -> String {
    let word = ident::words(without_weak_words(stem)).pop();
    ident::pascal_words(&[word.unwrap_or_default()])
}

/// A name up to its last word that tells what the thing is; as it is if none does.
fn without_weak_words(stem: &str) -> &str {
    let mut strong = stem;
    while let Some(start) = strong.rfind(char::is_uppercase) {
        let word = strong[start..].to_ascii_lowercase();
        if !WEAK.contains(&word.as_str()) {
            return strong;
        }
        strong = &strong[..start];
    }
    stem
}

/// The last words of a name that fit into so many characters.
fn last_words(name: &str, room: usize) -> &str {
    let starts = name.match_indices(char::is_uppercase).map(|(at, _)| at);
    let fits = |at: &usize| name.len() - at <= room;
    starts.into_iter().find(fits).map_or("", |at| &name[at..])
}
