//! Numbers of any length.

#[path = "../../templates/support/exact.rs"]
mod exact;

use exact::{Exact, ExactOrText, exact_tagged_union, exact_union};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Account {
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

exact_union! {
    /// Once this, once that.
    pub enum Either {
        /// A number, maybe in a text.
        Scalar(ExactOrText),
        /// Several.
        List(Vec<Either>),
        /// An object.
        Object(Account),
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Paid {
    r#type: String,
    sum: Exact,
    how: Option<Either>,
}

exact_tagged_union! {
    /// What became of it.
    pub enum Move by "type" {
        Paid(Paid) = "paid",
    }
}

fn rewritten<T: for<'de> Deserialize<'de> + Serialize>(text: &str) -> (T, String) {
    let value: T = serde_json::from_str(text).unwrap();
    let written = serde_json::to_string(&value).unwrap();
    (value, written)
}

#[test]
fn values_of_several_kinds_keep_every_digit() {
    let text = concat!(
        r#"[12345678901234567890123,"12",[0.10000000000000000001],"#,
        r#"{"id":1.00000000000000000001,"other":null,"all":[1e400]}]"#
    );
    let (all, written) = rewritten::<Vec<Either>>(text);
    assert_eq!(written, text);
    assert!(matches!(all[3], Either::Object(_)));
    let (other, written) = rewritten::<Either>("true");
    assert_eq!(
        (other, written.as_str()),
        (Either::Other(true.into()), "true")
    );
    assert!(serde_json::from_str::<Either>("{").is_err());
}

#[test]
fn objects_of_several_kinds_keep_every_digit_and_those_of_no_kind_what_a_float_has() {
    let text = r#"{"type":"paid","sum":36893488147419103233,"how":[0.30000000000000000001]}"#;
    let (paid, written) = rewritten::<Move>(text);
    assert_eq!(written, text);
    assert!(matches!(paid, Move::Paid(_)));
    for odd in [
        r#"{"type":"held","sum":1}"#,
        r#"{"type":"paid","sum":"one"}"#,
        "null",
    ] {
        let (other, written) = rewritten::<Move>(odd);
        assert!(matches!(other, Move::Other(_)), "{odd}");
        assert_eq!(written.len(), odd.len());
    }
}
