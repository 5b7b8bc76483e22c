//! The run itself: files that cannot be read or written, names that cannot be used.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::error("cannot-read", "a file cannot be read")
        .why("It is not there, or may not be read.")
        .example("collgen build no-such-file.json")
        .effect("nothing is generated")
        .mend("check the path and its permissions"),
    Rule::error("cannot-write", "a file or folder cannot be written")
        .why("The disk is full, or the folder may not be written. Files are moved into place only when all of them are written.")
        .example("collgen build api.json -o /proc/out")
        .effect("the folder is left as it was")
        .mend("choose another folder with -o"),
    Rule::error("crate-name", "the name given with --name cannot be the name of a crate")
        .why("Cargo accepts letters, digits, `-` and `_`, and wants a letter first.")
        .example("collgen build api.json --name 3d")
        .effect("nothing is generated")
        .mend("give another one with --name, such as `my-api`"),
    Rule::error("folder-refused", "the output folder must not be written as it stands")
        .why("It holds files that collgen did not write, or that a person edited since. Nothing is overwritten silently.")
        .example("collgen build api.json -o src")
        .effect("the folder is left as it was")
        .mend("choose another folder with -o, or overwrite with --force"),
    Rule::error("config", "the configuration cannot be used")
        .why("It is not TOML, or sets something that there is not. A misspelt setting would change nothing and nobody would notice.")
        .example("[types]\nrequird-after = 3")
        .effect("nothing is generated")
        .mend("`collgen schema --config` prints what may stand in it"),
    Rule::warning("config-unused", "the configuration names what is not in the collection")
        .why("The name is misspelt, or the request, parameter, model or field is gone. Under `[parameters]` only what Postman sends of paths, queries, headers, forms and parts can be named; what the collection switched off has a setter anyway. A path variable cannot be left out, and a file is no constant.")
        .example("[parameters]\nfromat = \"constant\"")
        .effect("the setting changes nothing")
        .mend("name a parameter that a request sends, such as `format`, or `Folder / Request / format` for that of one request"),
    Rule::error("evidence-unusable", "evidence beside the collection cannot be used")
        .why("It is not JSON, or no OpenAPI document with schemas of answers.")
        .example("collgen build api.json --models readme.md")
        .effect("nothing is generated")
        .mend("give a folder that `replay --record` wrote to --evidence, an OpenAPI document in JSON to --models"),
    Rule::note("evidence-unused", "shapes that are of no request of the collection")
        .why("They were recorded with a crate of another collection, or the document describes more than the collection has.")
        .example("collgen build api.json --evidence shapes-of-another-api")
        .effect("they are left out")
        .mend("record again with a crate of this collection, or give the document of this API"),
    Rule::warning("schema-reference", "a schema of --models refers to what is not there")
        .why("The reference leads nowhere, into another file, which is not read, or back to itself.")
        .example("{ \"$ref\": \"common.json#/Address\" }")
        .effect("what stands there is any JSON value, unless samples show more")
        .mend("put what it refers to into the document, under `$defs` or `components`; tools call this bundling"),
    Rule::note("schema-keyword", "a schema of --models says what no type does")
        .why("`not`, `if` and the like restrict values, and the names of members by patterns, in ways that depend on other values. Types of Rust do not.")
        .example("{ \"patternProperties\": { \"^x-\": { \"type\": \"string\" } } }")
        .effect("the type is made from the rest of the schema, and takes more than the schema allows")
        .mend("nothing needs to be done; kinds of objects are told apart by `oneOf` with a `discriminator` or a constant, names that are data are `additionalProperties`"),
    Rule::error("not-a-build-script", "the function for build scripts was called elsewhere")
        .why("Cargo tells a build script by `OUT_DIR` where it may write.")
        .example("Generator::new(\"api.json\").build_script()")
        .effect("nothing is generated")
        .mend("call it from build.rs, or set a folder with `out_dir`"),
    Rule::error("bug", "collgen itself is at fault")
        .why("A template does not fit what it is given. This should not happen with any input.")
        .example("any input")
        .effect("nothing is generated")
        .mend("report it with the collection, or the part of it that does this"),
];
