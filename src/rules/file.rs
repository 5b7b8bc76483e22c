//! The file as a whole.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::error("not-json", "the file is not JSON")
        .why("A Postman collection is JSON. Comments, trailing commas, single quotes and a file that was cut off are the usual causes; line and column say where reading ended.")
        .example("{ \"info\": { \"name\": \"A\", }, \"item\": [] }")
        .effect("nothing is generated")
        .mend("mend the place that is shown, or export the collection from Postman again"),
    Rule::error("not-utf8", "the file is not text in UTF-8 or UTF-16")
        .why("Collections are UTF-8; UTF-16 is read when the file starts with a byte order mark. Archives and other binary files are no collections.")
        .example("a file in Latin-1 or a .zip archive")
        .effect("nothing is generated")
        .mend("save the file as UTF-8, or export the collection from Postman again"),
    Rule::error("too-deep", "the JSON is nested too deeply")
        .why("A nesting of more than 120 levels would need more memory than a program can trust its input with. Real collections nest folders seven deep.")
        .example("[[[[[[[[[[[[ … ]]]]]]]]]]]]")
        .effect("nothing is generated")
        .mend("put the requests into fewer levels of folders"),
    Rule::error("not-a-collection", "the file is something else than a collection")
        .why("Environments, globals, OpenAPI, HAR, Insomnia and Bruno exports are told apart by name, because what to do next differs.")
        .example("{ \"openapi\": \"3.1.0\", \"paths\": {} }")
        .effect("nothing is generated")
        .mend("give a collection, exported from Postman as \u{201c}Collection v2.1\u{201d}"),
    Rule::error("collection-v3", "the collection is in Postman's format v3, a folder of YAML files")
        .why("Postman keeps its newest format as one YAML file for each request. It can export the same collection as one JSON file.")
        .example("name: List\\nmethod: GET\\nurl: https://api.example/patients")
        .effect("nothing is generated")
        .mend("open it in Postman and export it as \u{201c}Collection v2.1\u{201d}"),
    Rule::error("not-a-file", "a folder was given where a file is expected")
        .why("A collection is one file.")
        .example("collgen build ./collections")
        .effect("nothing is generated")
        .mend("give the file of the collection"),
    Rule::note("encoding", "the file is UTF-16, or starts with a byte order mark")
        .why("Some editors for Windows save JSON this way. Postman reads it, other tools often do not.")
        .example("EF BB BF 7B 22 69 6E 66 6F …")
        .effect("none: it is read as the same text in UTF-8")
        .mend("nothing has to be done; plain UTF-8 is read by every tool"),
    Rule::warning("unknown-schema", "the schema mark is missing or unknown")
        .why("`info.schema` is the only reliable mark of the version. A file without it was not written by Postman, so other things may be unusual, too.")
        .example("{ \"info\": { \"name\": \"A\" }, \"item\": [] }")
        .effect("the file is read as v2.1, as Postman itself does")
        .mend("export the collection from Postman as \u{201c}Collection v2.1\u{201d}"),
    Rule::note("wrapped", "the collection stands inside `collection`")
        .why("Answers of Postman's API, and some exports, have this wrapper.")
        .example("{ \"collection\": { \"info\": {}, \"item\": [] } }")
        .effect("everything around it is ignored")
        .mend("nothing has to be done; an export from Postman has no such wrapper"),
    Rule::warning("duplicate-member", "a member stands more than once in one object")
        .why("JSON leaves open which one counts. Postman takes the last, and so does collgen; the others are lost silently in Postman.")
        .example("{ \"name\": \"old\", \"name\": \"new\" }")
        .effect("the last one counts, as in Postman")
        .mend("remove the others"),
    Rule::warning("wrong-type", "a value is not of the type that the format asks for")
        .why("Postman ignores such a value without a word. The schema that `collgen schema` prints says what may stand there.")
        .example("{ \"name\": \"a\", \"request\": { \"url\": 5 } }")
        .effect("the value is ignored")
        .mend("correct it in Postman and export the collection again"),
    Rule::warning("schema-mismatch", "a value is read, and is not one that the format allows")
        .why("`collgen validate` holds a collection against the JSON Schema that `collgen schema` prints. This value stands in no rule of its own and was read all the same; other programs may refuse it.")
        .example("{ \"name\": \"a\", \"request\": \"https://api.example/\", \"event\": { \"listen\": [\"test\"] } }")
        .effect("it counts as far as it can be understood, else it is ignored")
        .mend("correct it in Postman and export the collection again"),
    Rule::note("unusual-form", "a value stands in a form that Postman reads and does not write")
        .why("Postman's engine takes one object for a list of one, a number for its text and much more; the published schema and other programs do not. Such a file was written by hand or by another program.")
        .example("{ \"name\": \"a\", \"request\": \"https://api.example/\", \"event\": { \"listen\": \"test\" } }")
        .effect("it is read as Postman reads it")
        .mend("import the collection into Postman and export it again, which writes the usual form"),
    Rule::warning("misspelled-member", "a member has a wrong name whose meaning is plain")
        .why("`items` for `item` and `variables` for `variable` come from hand-made files and from format v1. Postman reads neither.")
        .example("{ \"info\": { \"name\": \"A\" }, \"items\": [] }")
        .effect("it is read under its right name; Postman does not read it at all")
        .mend("rename it"),
    Rule::note("sdk-members", "members stand under `_`, as Postman's library writes them")
        .why("A file that went through Postman's JavaScript library has `_` with `postman_…` in the place of `_postman_…`. The file is no direct export.")
        .example("{ \"name\": \"ok\", \"code\": 200, \"_\": { \"postman_previewlanguage\": \"json\" } }")
        .effect("none: these members say how Postman shows a value, not what it is")
        .mend("nothing has to be done"),
    Rule::note("collection-v1", "the collection is in the old format v1")
        .why("Format v1 is a flat list of requests with lists of ids; Postman has not written it since 2017.")
        .example("{ \"name\": \"A\", \"order\": [\"r\"], \"requests\": [ … ] }")
        .effect("it is converted to v2.1, as Postman does on import")
        .mend("nothing has to be done; Postman exports the newer format as \u{201c}Collection v2.1\u{201d}"),
    Rule::warning("v1-dangling-id", "a list of ids names something that is not there")
        .why("In format v1 folders and requests are found by their ids. An id that leads nowhere is left over from something deleted.")
        .example("{ \"order\": [\"gone\"], \"requests\": [] }")
        .effect("it is skipped, as by Postman")
        .mend("remove the id from the list"),
    Rule::warning("v1-unlisted-folder", "no list names this folder")
        .why("In format v1 a folder stands where a list names it. Postman loses one that no list names; its requests are lost with it.")
        .example("{ \"folders\": [ { \"id\": \"f\" } ], \"folders_order\": [] }")
        .effect("the folder is not in the generated crate")
        .mend("add its id to `folders_order`"),
];
