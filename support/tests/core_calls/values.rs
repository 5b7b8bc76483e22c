//! Values that JSON can write in more than one way.

use collgen_support::core::{Maybe, Number, NumberOrText, Scalar};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
struct Bill {
    amount: NumberOrText,
}

#[test]
fn what_was_decoded_encodes_to_the_same_json() {
    for json in [
        r#"{"amount":5}"#,
        r#"{"amount":"5.00"}"#,
        r#"{"amount":""}"#,
        r#"{"amount":-1.25}"#,
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

#[test]
fn a_number_is_written_back_as_it_came() {
    for json in ["1", "1.0", "-3", "18446744073709551615", "0.25"] {
        let number: Number = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), json);
    }
    assert_eq!(f64::from(Number::from(12)), 12.0);
}

#[test]
fn a_scalar_is_what_it_was() {
    for json in ["true", "3", "2.5", "\"x\"", "\"\""] {
        let scalar: Scalar = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&scalar).unwrap(), json);
    }
    assert!(serde_json::from_str::<Scalar>("[]").is_err());
}

#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
struct Change {
    #[serde(skip_serializing_if = "Maybe::is_absent")]
    name: Maybe<String>,
    #[serde(skip_serializing_if = "Maybe::is_absent")]
    age: Maybe<i64>,
}

#[test]
fn a_body_tells_absent_from_null() {
    let change = Change {
        name: Maybe::Null,
        ..Change::default()
    };
    assert_eq!(serde_json::to_string(&change).unwrap(), r#"{"name":null}"#);
    let change = Change {
        name: "Ada".into(),
        age: Some(36).into(),
    };
    let json = r#"{"name":"Ada","age":36}"#;
    assert_eq!(serde_json::to_string(&change).unwrap(), json);
    assert_eq!(serde_json::from_str::<Change>(json).unwrap(), change);
    for json in [r#"{}"#, r#"{"name":null}"#] {
        let change: Change = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&change).unwrap(), json);
    }
}
