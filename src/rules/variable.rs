//! Variables of the collection, of environments and globals.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::note("variable-undefined", "a variable is used and defined nowhere")
        .why("Most collections expect an environment that is not exported with them, so this is normal.")
        .example("{ \"url\": \"{{baseUrl}}/users\" }")
        .effect("it is a setting of the client without a default")
        .mend("define it in the collection, or give the environment with --env, for a default"),
    Rule::note("variable-from-script", "a variable is only set by a script")
        .why("The value comes out of an earlier answer, usually an id or a token. collgen reads scripts and never runs them.")
        .example("pm.environment.set(\"userId\", pm.response.json().id)")
        .effect("it is a setting of the client; the caller hands the value on")
        .mend("take the value from the answer of the earlier call"),
    Rule::warning("variable-name-blanks", "a name between braces has blanks at its edge")
        .why("Postman does not trim: `{{ id }}` is not the variable `id`, and stays as it is.")
        .example("{ \"url\": \"{{ baseUrl }}/users\" }")
        .effect("it is a variable of that name, blanks included, as in Postman")
        .mend("remove the blanks"),
    Rule::warning("variable-nested", "the name of a variable has another variable in it")
        .why("Postman puts in the inner value first and then looks for a variable of the name that comes out. Which one that is, only the run can tell.")
        .example("{ \"url\": \"{{baseUrl}}/users/{{user-{{stage}}}}\" }")
        .effect("the inner variable is put in; the name that comes out is sent with its braces")
        .mend("use a variable of one name, and give it the value that fits"),
    Rule::warning("unbalanced-braces", "`{{` or `}}` stands alone")
        .why("A brace was forgotten: what was meant for a variable is sent as text.")
        .example("{ \"url\": \"{{baseUrl/users\" }")
        .effect("it is text, as in Postman")
        .mend("add the missing braces"),
    Rule::warning("variable-cycle", "the value of a variable leads back to the variable")
        .why("Postman gives up after 19 rounds and sends the braces.")
        .example("[ { \"key\": \"a\", \"value\": \"{{b}}\" }, { \"key\": \"b\", \"value\": \"{{a}}\" } ]")
        .effect("the default cannot be resolved; give the setting a value")
        .mend("break the circle"),
    Rule::note("variable-unused", "a variable is defined and used nowhere")
        .why("Left over, or used by scripts only.")
        .example("{ \"variable\": [ { \"key\": \"old\", \"value\": \"1\" } ] }")
        .effect("it is not in the generated crate")
        .mend("remove it"),
    Rule::note("variable-shadowed", "an environment or globals file defines a variable of the collection, too")
        .why("The environment goes before the collection, and the collection before globals, as in Postman.")
        .example("collgen build api.json --env staging.json")
        .effect("the value of higher rank is the default")
        .mend("nothing has to be done"),
    Rule::warning("variable-repeated", "a variable is defined more than once")
        .why("Only one value can count.")
        .example("[ { \"key\": \"a\", \"value\": \"1\" }, { \"key\": \"a\", \"value\": \"2\" } ]")
        .effect("the last one that is switched on counts, as in Postman")
        .mend("remove the others"),
    Rule::warning("variable-without-name", "a variable has no `key`")
        .why("Postman finds a variable of the collection by its `key` only.")
        .example("{ \"variable\": [ { \"id\": \"baseUrl\", \"value\": \"https://api.example\" } ] }")
        .effect("it is not used: Postman does not find a variable by its `id`")
        .mend("give it a `key`"),
    Rule::warning("variable-type", "the value of a variable does not fit its type")
        .why("Postman converts as JavaScript does: \u{201c}12x\u{201d} of type number is NaN, \u{201c}false\u{201d} of type boolean is true.")
        .example("{ \"key\": \"n\", \"value\": \"12x\", \"type\": \"number\" }")
        .effect("its value is what Postman makes of it")
        .mend("correct the value, or make it a variable of type `string`"),
    Rule::warning("variable-object", "the value of a variable is a list or an object")
        .why("Postman puts `1,2` for a list and `[object Object]` for an object.")
        .example("{ \"key\": \"filter\", \"value\": { \"a\": 1 } }")
        .effect("its JSON text is the default; Postman sends `[object Object]`")
        .mend("write the text that is to be sent"),
    Rule::note("dynamic-variable", "a variable whose value Postman makes up is used")
        .why("Postman makes a fresh value wherever such a name stands.")
        .example("{ \"key\": \"X-Request-Id\", \"value\": \"{{$guid}}\" }")
        .effect("the client makes up a fresh value for each call, unless it is given one")
        .mend("nothing has to be done"),
    Rule::warning("dynamic-variable-unknown", "Postman has no dynamic variable of this name")
        .why("A name with a dollar sign may be a typing error of a dynamic one, or a variable of the collection's own, such as `$filter` of OData.")
        .example("{ \"key\": \"id\", \"value\": \"{{$randomGuid}}\" }")
        .effect("it is a setting of the client without a default")
        .mend("correct the name, or define the variable"),
    Rule::warning("variable-scope", "a folder or request has variables, which Postman ignores")
        .why("The published schema allows them; Postman's engine does not read them.")
        .example("{ \"name\": \"Patients\", \"variable\": [ { \"key\": \"a\" } ], \"item\": [] }")
        .effect("they are ignored, as by Postman")
        .mend("move them to the collection"),
    Rule::warning("vault-variable", "a value comes from Postman's vault")
        .why("The vault is on the author's machine and in no export.")
        .example("{ \"key\": \"Authorization\", \"value\": \"Bearer {{vault:token}}\" }")
        .effect("it is a setting of the client without a default")
        .mend("give the value to the client builder"),
    Rule::warning("variable-disabled", "values are switched off with `enabled: false`")
        .why("Postman's app does not use such a value; newman does.")
        .example("{ \"values\": [ { \"key\": \"a\", \"value\": \"1\", \"enabled\": false } ] }")
        .effect("they are not used; the app does the same, newman uses them")
        .mend("switch them on in Postman if they are meant to count"),
    Rule::error("not-an-environment", "the file given with --env or --globals holds no values")
        .why("An environment has a list named `values`.")
        .example("collgen build api.json --env api.json")
        .effect("nothing is generated")
        .mend("in Postman, open the environment, open its menu and choose Export"),
    Rule::warning("scope-mismatch", "an environment was given as globals, or the reverse")
        .why("The two differ in rank: an environment goes over the collection's values, globals do not.")
        .example("collgen build api.json --env workspace.postman_globals.json")
        .effect("its values are used with the rank of the option")
        .mend("give it with the other option"),
    Rule::warning("environment-repeated", "a file of values is given twice")
        .why("The second one changes nothing.")
        .example("collgen build api.json --env a.json --env a.json")
        .effect("none: the values are the same")
        .mend("give it once"),
    Rule::warning("secret", "a secret stands in the file as plain text")
        .why("Whoever has the file has the secret. Tokens, passwords, keys, client secrets, JWTs and private keys are found by the names they stand under and by their form. The value itself is never printed.")
        .example("{ \"key\": \"token\", \"value\": \"sk_live_4eC39HqLyjWDarjtT1\" }")
        .effect("it is masked: no generated file, log or error holds it")
        .mend("revoke it if it is a real one, and put a variable such as {{token}} in its place"),
];
