//! Features for texts that are dates, times or decimals: only where the models have such.
//!
//! In: the models. Out: the features and dependencies of the crate.

use crate::emit::view::PackageView;
use crate::ir::{Field, Format, Kind, Shape};

use super::models::{Form, Models};
use super::types::Type;

/// Adds what the models ask for to the package.
pub(super) fn features(models: &Models, package: &mut PackageView) {
    let is_date = |format| {
        matches!(
            format,
            Format::Date | Format::Time | Format::NaiveDateTime | Format::DateTime
        )
    };
    package.has_dates = has_format(models, &is_date);
    package.has_decimals = has_format(models, &|format| format == Format::Decimal)
        || models.list.iter().any(|model| match &model.form {
            Form::Struct(types) => types.contains(&Type::NumberOrText),
            Form::Union(_) | Form::Tagged(..) | Form::Words(_) => false,
        });
    let mut conditions = Vec::new();
    if package.has_decimals {
        conditions.push("feature = \"decimal\"");
        let dependency = "rust_decimal = { version = \"1\", default-features = false, features = [\"std\"], optional = true }";
        package.dependencies.push(dependency.to_owned());
    }
    if package.has_dates {
        conditions.push("feature = \"jiff\"");
        let dependency = "jiff = { version = \"0.2\", default-features = false, features = [\"std\"], optional = true }";
        package.dependencies.push(dependency.to_owned());
    }
    package.dependencies.sort();
    package.typed_features = match conditions.as_slice() {
        [] | [_] => conditions.concat(),
        several => format!("any({})", several.join(", ")),
    };
}

fn has_format(models: &Models, is: &impl Fn(Format) -> bool) -> bool {
    let of_text = |shape: &Shape| matches!(shape.kind(), Kind::Text(texts) if is(texts.format));
    let of_field = |field: &Field| {
        let items = field.shape.items();
        of_text(&field.shape) || items.is_some_and(of_text)
    };
    let mut models = models.list.iter();
    models.any(|model| {
        model
            .shape
            .fields()
            .unwrap_or_default()
            .iter()
            .any(of_field)
    })
}
