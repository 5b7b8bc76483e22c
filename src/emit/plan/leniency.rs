//! Numbers that samples show too narrowly: amounts that happen to be whole, codes that happen to
//! be digits.
//!
//! A balance of `100` is `100.5` tomorrow, and a number of an invoice is a text in one answer and
//! a number in the next. The names say so before the samples do.

use crate::emit::ident;
use crate::ir::{Format, Kind, Shape};

use super::types::Type;

/// Words in names of fields, or of the object around them, whose numbers may have a fraction.
const AMOUNTS: &[&str] = &[
    "amount",
    "amounts",
    "price",
    "prices",
    "balance",
    "balances",
    "cost",
    "costs",
    "fee",
    "fees",
    "rate",
    "tax",
    "taxes",
    "discount",
    "subtotal",
    "latitude",
    "longitude",
    "lat",
    "lng",
    "lon",
    "percent",
    "percentage",
    "ratio",
    "weight",
    "temperature",
    "credit",
    "debit",
    "salary",
    "income",
    "payment",
    "revenue",
    "charge",
    "distance",
    "apr",
];

/// Last words of names of fields whose digits are a name rather than a quantity.
const CODES: &[&str] = &[
    "number", "no", "code", "zip", "zipcode", "postcode", "phone", "mobile", "sku",
];

/// The type for a field of that name in an object of that name.
pub(super) fn widened(object: &str, name: &str, shape: &Shape, ty: Type) -> Type {
    match ty {
        Type::List(inner) => Type::List(Box::new(widened(
            object,
            name,
            shape.items().unwrap_or(shape),
            *inner,
        ))),
        Type::Optional(inner) => Type::Optional(Box::new(widened(object, name, shape, *inner))),
        Type::Map(inner) => Type::Map(Box::new(widened(object, name, shape, *inner))),
        Type::Integer => {
            let words = ident::words(name);
            let is_of_amount = || !is_key(&words) && is_amount(&ident::words(object));
            if is_code(&words) {
                Type::NumberOrText
            } else if is_amount(&words) || is_of_amount() {
                Type::Number
            } else {
                Type::Integer
            }
        }
        Type::Exact if is_code(&ident::words(name)) => Type::ExactOrText,
        Type::Text if has_format(shape, &[Format::Digits, Format::Decimal]) => {
            let words = ident::words(name);
            let is_number_of = has_format(shape, &[Format::Digits]) && is_code(&words);
            match is_number_of || is_amount(&words) {
                true => Type::NumberOrText,
                false => Type::Text,
            }
        }
        ty => ty,
    }
}

fn has_format(shape: &Shape, formats: &[Format]) -> bool {
    matches!(shape.kind(), Kind::Text(texts) if formats.contains(&texts.format))
}

fn is_amount(words: &[String]) -> bool {
    // `payment_id` is no payment, `price_count` no price, `form_of_payment` no sum.
    !is_key(words) && words.iter().any(|word| AMOUNTS.contains(&word.as_str()))
}

fn is_key(words: &[String]) -> bool {
    let is_told = |told: [&str; 2]| words.windows(2).any(|pair| pair == told);
    is_told(["number", "of"])
        || is_told(["form", "of"])
        || words.last().is_some_and(|word| {
            matches!(
                word.as_str(),
                "id" | "ids"
                    | "count"
                    | "type"
                    | "version"
                    | "page"
                    | "offset"
                    | "index"
                    | "at"
                    | "on"
            )
        })
}

fn is_code(words: &[String]) -> bool {
    words
        .last()
        .is_some_and(|word| CODES.contains(&word.as_str()))
        // Numbers of pages and states of HTTP are numbers.
        && !words.iter().any(|word| matches!(word.as_str(), "page" | "status" | "error" | "line"))
        && words.len() > usize::from(words.last().is_some_and(|word| word == "code"))
}

/// Whether the API writes the same decimal now as a number, now as a text. What it does to one
/// amount it may do to any.
pub(super) fn has_decimals_in_texts(shape: &Shape) -> bool {
    let own = shape.number.is_some()
        && matches!(&shape.text, Some(texts) if texts.format == Format::Decimal);
    let below = |shape: &Option<Box<Shape>>| shape.as_deref().is_some_and(has_decimals_in_texts);
    let fields = shape.fields().unwrap_or_default();
    own || below(&shape.list)
        || below(&shape.map)
        || fields
            .iter()
            .any(|field| has_decimals_in_texts(&field.shape))
}

/// The type with every decimal in it as a number or a text.
pub(super) fn with_decimals_in_texts(ty: Type) -> Type {
    let boxed = |inner: Box<Type>| Box::new(with_decimals_in_texts(*inner));
    match ty {
        Type::Number => Type::NumberOrText,
        Type::List(inner) => Type::List(boxed(inner)),
        Type::Map(inner) => Type::Map(boxed(inner)),
        Type::Optional(inner) => Type::Optional(boxed(inner)),
        ty => ty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, json: &str) -> Type {
        let shape = Shape::of_json(json).unwrap();
        let ty = Type::of(&shape, &mut |_| Type::Value);
        widened("order", name, &shape, ty)
    }

    #[test]
    fn amounts_and_codes_are_wider_than_their_samples() {
        assert_eq!(of("unit_price", "100"), Type::Number);
        assert_eq!(of("invoice_number", "12"), Type::NumberOrText);
        assert_eq!(of("total_fee", "\"12.50\""), Type::NumberOrText);
    }

    #[test]
    fn ids_counts_and_words_stay_what_they_are() {
        assert_eq!(of("payment_id", "12"), Type::Integer);
        assert_eq!(of("numberOfPayments", "3"), Type::Integer);
        assert_eq!(of("primaryFormOfPayment", "1"), Type::Integer);
        assert_eq!(of("page_number", "1"), Type::Integer);
        assert_eq!(of("status_code", "200"), Type::Integer);
        assert_eq!(of("phone", "\"+1 555\""), Type::Text);
    }
}
