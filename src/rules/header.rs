//! Headers.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::error("header-name-illegal", "a header has a name that HTTP does not allow")
        .why("A name is one word of letters, digits and a few signs (RFC 9110 section 5.1). With a blank in it, also at its end, Postman fails and sends nothing.")
        .example("{ \"key\": \"X Trace\", \"value\": \"1\" }")
        .effect("the header is left out")
        .mend("correct the name"),
    Rule::error("header-value-illegal", "a header has a value that HTTP does not allow")
        .why("A value is one line of Latin-1 (RFC 9110 section 5.5). With a line break or another script in it Postman fails and sends nothing.")
        .example("{ \"key\": \"X-Name\", \"value\": \"a\\nb\" }")
        .effect("the header is left out")
        .mend("write the value in one line, and encode what is not Latin-1"),
    Rule::note("header-without-name", "a header has a value and no name")
        .why("A row that was begun and not filled in.")
        .example("{ \"key\": \"\", \"value\": \"x\" }")
        .effect("it is not sent, as in Postman")
        .mend("name it, or remove it"),
    Rule::note("header-line-dropped", "a line of the headers is no header")
        .why("Headers may be written as one text: a line is `Name: value`, and one behind `//` is off.")
        .example("{ \"header\": \"Accept: */*\\n// X-Off: 1\" }")
        .effect("what is no header is not in the generated crate; Postman does not send it either")
        .mend("write the headers as a list, with `disabled` for those that are off"),
    Rule::warning("header-repeated", "a header stands twice in different letters")
        .why("Names of headers do not mind upper and lower case. Of two that differ in nothing else Postman sends the last.")
        .example("[ { \"key\": \"X-A\", \"value\": \"1\" }, { \"key\": \"x-a\", \"value\": \"2\" } ]")
        .effect("the last one is sent, as in Postman")
        .mend("remove the others"),
    Rule::warning("content-type-mismatch", "the Content-Type header contradicts the body")
        .why("For a form Postman sends the type of the form whatever the header says; for other bodies the header wins.")
        .example("{ \"header\": [ { \"key\": \"Content-Type\", \"value\": \"text/xml\" } ], \"body\": { \"mode\": \"urlencoded\" } }")
        .effect("the type of the form is sent, as in Postman")
        .mend("remove the header, or change the kind of the body"),
    Rule::warning("header-reserved", "a header belongs to the connection")
        .why("Host, Content-Length, Transfer-Encoding and Connection describe the connection and the body; a saved value is wrong as soon as either changes.")
        .example("{ \"key\": \"Content-Length\", \"value\": \"12\" }")
        .effect("the HTTP client sets it by itself")
        .mend("remove it"),
    Rule::note("header-automatic", "a header replaces one that Postman sends by itself")
        .why("User-Agent, Accept-Encoding, Cache-Control and Postman-Token are sent by Postman without being asked. A saved one is usually copied from there.")
        .example("{ \"key\": \"Postman-Token\", \"value\": \"…\" }")
        .effect("it is a header of the function like any other")
        .mend("remove it unless the server needs it"),
    Rule::warning("authorization-replaced", "an Authorization header stands beside auth that is in force")
        .why("Postman removes the header and sends what the auth makes.")
        .example("{ \"auth\": { \"type\": \"bearer\" }, \"header\": [ { \"key\": \"Authorization\", \"value\": \"x\" } ] }")
        .effect("what the auth makes is sent, as in Postman")
        .mend("remove the header, or set the auth of the request to \u{201c}No Auth\u{201d}"),
];
