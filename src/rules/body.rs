//! Bodies of requests.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::note("body-dropped", "a body stands in a request whose method has none")
        .why("Postman sends no body with GET, HEAD, COPY, PURGE and UNLOCK unless `disableBodyPruning` is set.")
        .example("{ \"method\": \"GET\", \"body\": { \"mode\": \"raw\", \"raw\": \"{}\" } }")
        .effect("it is left out, as by Postman")
        .mend("remove the body, or set \u{201c}disable body pruning\u{201d} if the server wants it"),
    Rule::warning("body-without-mode", "the body has content and no mode")
        .why("Only the member that `mode` names is sent.")
        .example("{ \"body\": { \"raw\": \"{}\" } }")
        .effect("nothing is sent, as in Postman")
        .mend("set `mode` to the member that is meant, such as `raw`"),
    Rule::warning("unknown-body-mode", "Postman has no body of this mode")
        .why("Postman takes an unknown mode for `raw`, one in capitals included.")
        .example("{ \"body\": { \"mode\": \"json\", \"raw\": \"{}\" } }")
        .effect("the body is taken for `raw`, as in Postman")
        .mend("choose one of `raw`, `urlencoded`, `formdata`, `file` and `graphql`"),
    Rule::warning("body-not-json", "the body is marked as JSON and is none")
        .why("Placeholders such as <id>, a trailing comma or a missing quote. Postman sends it as it is; the server will refuse it.")
        .example("{ \"mode\": \"raw\", \"raw\": \"{ \\\"id\\\": <id> }\", \"options\": { \"raw\": { \"language\": \"json\" } } }")
        .effect("the generated function takes the body as text")
        .mend("mend the body in Postman; variables may stand in it, placeholders such as <id> may not"),
    Rule::note("json-comments", "a body in JSON has comments")
        .why("JSON has no comments; Postman removes them before it sends.")
        .example("{ \"a\": 1 } // one")
        .effect("they are left out, as by Postman")
        .mend("nothing has to be done; a description is the better place"),
    Rule::note("json-bare-variable", "a variable stands in JSON without quotes")
        .why("Its value may be a number, a truth value or a whole object: the type cannot be told.")
        .example("{ \"id\": {{userId}} }")
        .effect("the member has the type that other examples show, else any JSON value")
        .mend("save an example answer or body with a plain value there"),
    Rule::warning("json-without-type", "a body looks like JSON and is sent as plain text")
        .why("Without a language and without a Content-Type header Postman sends `text/plain`, which most servers refuse.")
        .example("{ \"mode\": \"raw\", \"raw\": \"{ \\\"a\\\": 1 }\" }")
        .effect("it is sent as `text/plain`, as in Postman")
        .mend("choose JSON as the language of the body in Postman"),
    Rule::note("form-file", "an upload names no file, or one on the author's machine")
        .why("The file is not in the export, and its path means nothing elsewhere.")
        .example("{ \"key\": \"photo\", \"type\": \"file\", \"src\": \"/Users/me/photo.png\" }")
        .effect("the function takes the file as an argument; the path is not in the crate, its last part at most")
        .mend("nothing has to be done; replay looks for the file below --files"),
    Rule::warning("graphql-variables", "the variables of a GraphQL body are not JSON")
        .why("Postman pastes the text as it is, so that the whole body is broken.")
        .example("{ \"graphql\": { \"query\": \"{ a }\", \"variables\": \"{ a: \" } }")
        .effect("the variables are left out")
        .mend("write the variables as JSON"),
    Rule::warning("graphql-not-object", "the body of mode `graphql` is not an object")
        .why("It holds `query` and `variables`; anything else is lost.")
        .example("{ \"mode\": \"graphql\", \"graphql\": \"{ a }\" }")
        .effect("the body is `{}`, as in Postman")
        .mend("write it as `{\"query\": …, \"variables\": …}`"),
    Rule::warning("map-for-list", "fields of a form, or variables, are a map where a list is expected")
        .why("Postman makes one nameless field of a form of it, and no variable at all.")
        .example("{ \"mode\": \"urlencoded\", \"urlencoded\": { \"a\": \"1\" } }")
        .effect("one nameless field is sent, or nothing is defined, as in Postman")
        .mend("write each one as `{\"key\": …, \"value\": …}` in a list"),
    Rule::warning("field-without-name", "a field of a form has no name")
        .why("Postman sends a field of an urlencoded form under the name `null`, and a part of a multipart form without one.")
        .example("{ \"urlencoded\": [ { \"key\": null, \"value\": \"x\" } ] }")
        .effect("it is sent under the name `null`, or without one")
        .mend("name it, or remove it"),
    Rule::warning("field-of-two-kinds", "a field of a form is a text once and a file once")
        .why("One name can stand for one kind of value only in the generated function.")
        .example("[ { \"key\": \"f\", \"type\": \"text\" }, { \"key\": \"f\", \"type\": \"file\" } ]")
        .effect("both parts are sent; they have arguments of their own")
        .mend("give them different names, or switch one off"),
    Rule::note("body-disabled", "the body is switched off")
        .why("Postman keeps it and sends nothing.")
        .example("{ \"body\": { \"mode\": \"raw\", \"raw\": \"{}\", \"disabled\": true } }")
        .effect("nothing is sent, as in Postman")
        .mend("nothing has to be done"),
    Rule::warning("switch-not-boolean", "`disabled` is neither `true` nor `false`")
        .why("Postman takes any value for true that JavaScript does: the text \u{201c}false\u{201d} switches off.")
        .example("{ \"key\": \"a\", \"value\": \"1\", \"disabled\": \"false\" }")
        .effect("it means what JavaScript, and so Postman, makes of it")
        .mend("write `true` or `false`, without quotes"),
    Rule::warning("enabled-ignored", "`enabled: false` does not switch this off")
        .why("Only environments have `enabled`; parameters, headers and fields have `disabled`.")
        .example("{ \"key\": \"a\", \"value\": \"1\", \"enabled\": false }")
        .effect("it is sent, as by Postman's engine")
        .mend("write `disabled: true`"),
];
