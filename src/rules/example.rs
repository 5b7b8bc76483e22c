//! Saved answers.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::warning(
        "example-status",
        "a saved example has no status, or one that HTTP does not have",
    )
    .why("What an answer means depends on its status, from 100 to 599.")
    .example("{ \"name\": \"ok\", \"body\": \"{}\" }")
    .effect("the example counts as one of a success")
    .mend("give it a status from 100 to 599"),
    Rule::warning(
        "example-not-json",
        "the body of a saved example is marked as JSON and is none",
    )
    .why("Cut off, or with placeholders in it. It tells nothing about the type of the answer.")
    .example("{ \"code\": 200, \"body\": \"{ \\\"id\\\": ...\" }")
    .effect("the example does not count for the type of the answer")
    .mend("save the answer again"),
    Rule::note(
        "example-request-differs",
        "a saved example belongs to another request",
    )
    .why("Its original request has another method or path than the request it is saved under.")
    .example(
        "{ \"originalRequest\": { \"method\": \"PUT\", \"url\": \"https://api.example/other\" } }",
    )
    .effect("it counts for the request it is saved under")
    .mend("save the example again, under the request that it answers"),
    Rule::note("no-example", "requests have no saved example")
        .why("The types of answers are learned from saved examples.")
        .example(
            "{ \"name\": \"List\", \"request\": \"https://api.example/users\", \"response\": [] }",
        )
        .effect("their answers are any JSON value, unless scripts or other requests show more")
        .mend("send the requests in Postman and save the answers as examples"),
    Rule::note(
        "no-success-example",
        "all saved examples of a request show failures",
    )
    .why("The type of an answer is learned from saved examples of a success.")
    .example("{ \"name\": \"List\", \"response\": [ { \"code\": 404, \"body\": \"{}\" } ] }")
    .effect("the answer is any JSON value, unless scripts or other requests show more")
    .mend("send the request in Postman and save the answer as an example"),
];
