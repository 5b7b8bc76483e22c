//! Enums of objects of several kinds.

#[path = "../../templates/support/tagged.rs"]
mod tagged;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tagged::tagged_union;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Card {
    r#type: String,
    number: i64,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Bank {
    r#type: String,
    iban: Option<String>,
}

tagged_union! {
    /// How somebody pays.
    pub enum Method by "type" {
        Card(Card) = "card",
        Bank(Bank) = "bank",
    }
}

fn decoded(value: &Value) -> Method {
    let method: Method = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&method).unwrap(), *value);
    method
}

#[test]
fn an_object_is_of_the_kind_that_it_says() {
    let card = decoded(&json!({ "type": "card", "number": 4 }));
    assert!(matches!(card, Method::Card(card) if card.number == 4));
    let bank = decoded(&json!({ "type": "bank", "iban": "DE" }));
    assert!(matches!(bank, Method::Bank(_)));
}

#[test]
fn an_unknown_kind_and_another_form_of_a_known_one_are_kept() {
    for odd in [
        json!({ "type": "cash", "coins": [1, 2] }),
        json!({ "type": "card", "number": "four" }),
        json!({ "type": null }),
        json!("card"),
        json!(null),
    ] {
        assert!(matches!(decoded(&odd), Method::Other(_)), "{odd}");
    }
}
