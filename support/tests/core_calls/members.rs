//! Structs that are declared member by member.

use serde_json::{Value, json};

use crate::mounted::core::{Maybe, answer, body, members};

answer! {
    /// A visit.
    pub struct Visit {
        /// Never missing.
        pub id: i64,
        pub kind: Option<String> = "type",
        pub reasons: Option<Vec<String>> = "reasons" or missing,
        pub note: Option<Option<String>> = "note" or missing or null,
        pub earlier: Option<Box<Visit>> = "earlier" or missing,
    }
}

answer! {
    pub secret struct Token {
        pub access_token: Option<String>,
    }
}

body! {
    pub struct Change {
        pub name: Maybe<String>,
        pub kind: Maybe<i64> = "type",
        pub inside: Maybe<Box<Change>>,
    }
}

body! {
    pub struct Order {
        pub note: Maybe<String>,
        pub item: Maybe<i64>,
        pub sort: Maybe<String>,
    }
    /// What has to be there.
    new(item: i64, sort: impl Into<String>)
}

body! {
    pub secret struct Login {
        pub grant_type: Maybe<String>,
        pub password: Maybe<String>,
    }
    new(password: impl Into<String>) with
        grant_type: "password",
}

answer! {
    pub struct Empty {}
}

fn visit(value: &Value) -> Result<Visit, String> {
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

#[test]
fn an_answer_is_written_back_as_it_came() {
    for value in [
        json!({ "id": 1, "type": null }),
        json!({ "id": 1, "type": "first", "reasons": ["pain"], "note": "none" }),
        json!({ "id": 1, "type": "first", "note": null }),
        json!({ "id": 2, "type": null, "earlier": { "id": 1, "type": null } }),
    ] {
        let visit = visit(&value).unwrap();
        assert_eq!(serde_json::to_value(&visit).unwrap(), value);
        assert_eq!(serde_json::from_value::<Visit>(value).unwrap(), visit);
    }
}

#[test]
fn the_order_of_members_does_not_matter_and_others_are_skipped() {
    let text = r#"{"new":{"a":[1]},"note":"x","id":3,"type":"b","type":"c"}"#;
    let visit: Visit = serde_json::from_str(text).unwrap();
    assert_eq!(visit.id, 3);
    assert_eq!(visit.kind.as_deref(), Some("c"));
    assert_eq!(visit.note, Some(Some("x".to_owned())));
}

#[test]
fn what_may_be_missing_is_none_and_what_is_needed_is_an_error() {
    let value = json!({ "id": 1 });
    assert_eq!(visit(&value).unwrap().kind, None);
    assert_eq!(visit(&value).unwrap().note, None);
    let error = visit(&json!({ "type": "first" })).unwrap_err();
    assert!(error.starts_with("missing field `id`"), "{error}");
    let error = visit(&json!({ "id": null })).unwrap_err();
    assert!(
        error.starts_with("invalid type: null, expected i64"),
        "{error}"
    );
    let error = visit(&json!([1])).unwrap_err();
    assert!(
        error.starts_with("invalid type: sequence, expected an object"),
        "{error}"
    );
    let empty: Empty = serde_json::from_str(r#"{"a":1}"#).unwrap();
    assert_eq!(serde_json::to_string(&empty).unwrap(), "{}");
}

#[test]
fn null_for_what_may_be_missing_is_none_unless_it_is_told_apart() {
    let visit = visit(&json!({ "id": 1, "reasons": null, "note": null })).unwrap();
    assert_eq!((visit.reasons, visit.note), (None, Some(None)));
}

#[test]
fn a_body_has_what_was_set() {
    let change = Change {
        kind: 2.into(),
        inside: Box::new(Change {
            name: Maybe::Null,
            ..Change::default()
        })
        .into(),
        ..Change::default()
    };
    let json = r#"{"type":2,"inside":{"name":null}}"#;
    assert_eq!(serde_json::to_string(&change).unwrap(), json);
    assert_eq!(serde_json::from_str::<Change>(json).unwrap(), change);
}

#[test]
fn a_constructor_takes_what_is_named_and_sets_what_is_always_the_same() {
    let order = Order {
        note: Maybe::Null,
        ..Order::new(1, "new")
    };
    let json = r#"{"note":null,"item":1,"sort":"new"}"#;
    assert_eq!(serde_json::to_string(&order).unwrap(), json);
    let login = serde_json::to_string(&Login::new("x")).unwrap();
    assert_eq!(login, r#"{"grant_type":"password","password":"x"}"#);
}

#[test]
fn secrets_are_not_shown() {
    let token: Token = serde_json::from_str(r#"{"access_token":"abc"}"#).unwrap();
    assert_eq!(format!("{token:?}"), "Token { .. }");
}

/// As many members as a number of 128 bits can tell apart, and more.
macro_rules! wide {
    ($($name:ident)*) => {
        answer! {
            pub struct Wide {
                $(pub $name: Option<i64>,)*
                pub last: i64,
            }
        }
    };
}

wide! {
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
    e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9
    i0 i1 i2 i3 i4 i5 i6 i7 i8 i9 j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 l0 l1 l2 l3 l4 l5 l6 l7 l8 l9
    m0 m1 m2 m3 m4 m5 m6 m7 m8 m9
}

#[test]
fn an_object_may_have_any_number_of_members() {
    let wide: Wide = serde_json::from_str(r#"{"last":7,"m9":5,"a0":1}"#).unwrap();
    assert_eq!((wide.a0, wide.m9, wide.last), (Some(1), Some(5), 7));
    let error = serde_json::from_str::<Wide>("{}").unwrap_err().to_string();
    assert!(error.starts_with("missing field `last`"), "{error}");
}
