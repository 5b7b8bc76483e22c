//! The check of saved examples against their types, which every generated crate carries.

#[path = "../../templates/support/tests/examples/check.rs"]
mod check;

use std::panic::catch_unwind;

use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Patient {
    id: i64,
    #[serde(default)]
    copay: Option<f64>,
    #[serde(default, rename = "a/b")]
    slashed: Vec<i64>,
}

/// What the check says about examples, each a type and a body.
fn complaint(examples: &[(&str, &str)]) -> Option<String> {
    let examples: Vec<_> = examples
        .iter()
        .map(|(name, body)| serde_json::json!({"path": ["Patients", "One"], "name": "200 OK", "type": name, "body": body}))
        .collect();
    let data = serde_json::to_string(&examples).unwrap();
    let outcome = catch_unwind(|| {
        check::every_example(&data, |name| {
            check::round_trips! { name;
                "Patient" => crate::Patient,
                "Vec<Patient>" => Vec<crate::Patient>,
            }
        });
    });
    outcome
        .err()
        .map(|panic| *panic.downcast::<String>().unwrap())
}

#[test]
fn an_example_that_comes_back_is_well() {
    let body = r#"{"id": 1, "copay": 5, "a/b": [1]}"#;
    assert_eq!(
        complaint(&[
            ("Patient", body),
            ("Patient", r#"{"id": 1, "copay": null, "a/b": []}"#)
        ]),
        None
    );
}

#[test]
fn a_number_may_be_written_otherwise() {
    assert_eq!(
        complaint(&[("Patient", r#"{"id": 1, "copay": 5.00, "a/b": []}"#)]),
        None
    );
}

#[test]
fn the_first_difference_is_told_by_its_pointer() {
    let body = r#"[{"id": 1, "copay": 1.5, "a/b": []}, {"id": 1, "copay": 1.5, "name": "Ada", "a/b": []}]"#;
    let complaint = complaint(&[("Vec<Patient>", body)]).unwrap();
    let line =
        "Patients / One, example `200 OK` as `Vec<Patient>`: at `/1/name` \"Ada\" becomes nothing";
    assert!(complaint.contains(line), "{complaint}");
}

#[test]
fn what_a_type_adds_is_a_difference() {
    let complaint = complaint(&[("Patient", r#"{"id": 1, "copay": 1.5}"#)]).unwrap();
    assert!(
        complaint.contains("at `/a~1b` nothing becomes []"),
        "{complaint}"
    );
}

#[test]
fn every_failure_is_listed() {
    let complaint = complaint(&[
        ("Patient", r#"{"id": "one"}"#),
        ("Patient", r#"{"id": 1, "copay": null, "a/b": []}"#),
        ("Unknown", "{}"),
        ("Patient", "{"),
    ])
    .unwrap();
    assert!(
        complaint.starts_with("3 of 4 saved examples fail:\n"),
        "{complaint}"
    );
    assert_eq!(complaint.trim_end().lines().count(), 4, "{complaint}");
    for problem in [
        "it does not decode: invalid type",
        "no such type is listed",
        "it is not JSON",
    ] {
        assert!(complaint.contains(problem), "{complaint}");
    }
}
