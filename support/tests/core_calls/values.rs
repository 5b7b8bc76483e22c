//! Values that JSON can write in more than one way.

use collgen_support::core::{NumberOrText, present};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
struct Bill {
    amount: NumberOrText,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    note: Option<Option<String>>,
}

#[test]
fn what_was_decoded_encodes_to_the_same_json() {
    for json in [
        r#"{"amount":5}"#,
        r#"{"amount":"5.00","note":null}"#,
        r#"{"amount":"","note":"paid"}"#,
        r#"{"amount":-1.25,"note":null}"#,
    ] {
        let bill: Bill = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&bill).unwrap(), json);
    }
}

#[test]
fn an_amount_reads_as_a_number_however_it_was_written() {
    let number = |json: &str| serde_json::from_str::<NumberOrText>(json).unwrap().as_f64();
    assert_eq!(number("2.5"), Some(2.5));
    assert_eq!(number("\" 2.50 \""), Some(2.5));
    assert_eq!(number("\"\""), None);
}
