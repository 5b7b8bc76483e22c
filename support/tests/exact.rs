//! Numbers of any length.

#[path = "../../templates/support/exact.rs"]
mod exact;

use exact::{Exact, ExactOrText};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Account {
    id: Exact,
    other: Option<Exact>,
    all: Vec<ExactOrText>,
}

#[test]
fn every_digit_comes_back_as_it_was() {
    let text = concat!(
        r#"{"id":12345678901234567890123,"other":null,"#,
        r#""all":[-9223372036854775809,1,1.10,1e3,-0,"12","",18446744073709551616]}"#
    );
    let account: Account = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&account).unwrap(), text);
    assert_eq!(
        account.id.parse::<u128>().unwrap(),
        12_345_678_901_234_567_890_123
    );
    assert_eq!(account.id.to_string(), "12345678901234567890123");
}

#[test]
fn what_is_no_number_is_refused_with_what_it_is() {
    let error = serde_json::from_str::<Exact>(r#""12""#)
        .unwrap_err()
        .to_string();
    assert!(error.contains("string"), "{error}");
    assert!(serde_json::from_str::<ExactOrText>("true").is_err());
    assert!("1 2".parse::<Exact>().is_err());
}

#[test]
fn numbers_of_rust_become_such_numbers() {
    let largest = Exact::from(u128::MAX);
    assert_eq!(largest.as_str(), "340282366920938463463374607431768211455");
    assert_eq!(largest.as_str().parse::<Exact>().unwrap(), largest);
    assert_eq!(Exact::default(), Exact::from(0_u64));
    assert!((Exact::from(-7_i128).as_f64() + 7.0).abs() < f64::EPSILON);
    let text = [
        ExactOrText::from("12"),
        "12".to_owned().into(),
        largest.into(),
    ];
    assert_eq!(text[0], text[1]);
    assert_eq!(text[0].to_string().len() + text[2].to_string().len(), 41);
}
