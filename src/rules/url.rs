//! Addresses: their parts, path variables and queries.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::warning("url-raw-only", "the URL has `raw` and no parts")
        .why("Postman's engine sends the parts and never looks at `raw`: newman sends nothing here.")
        .example("{ \"url\": { \"raw\": \"https://api.example/users\" } }")
        .effect("it is taken from `raw`; newman sends nothing")
        .mend("open the request in Postman, change the URL and save it"),
    Rule::warning("url-raw-differs", "the parts of the URL and `raw` name different places")
        .why("`raw` is what people see, the parts are what is sent. They drift apart in files that were edited by hand.")
        .example("{ \"raw\": \"https://api.example/v2\", \"host\": [\"api.example\"], \"path\": [\"v3\"] }")
        .effect("the parts are sent, as in Postman")
        .mend("open the request in Postman and save the URL that is meant"),
    Rule::note("url-raw-query-differs", "the parts of the URL and `raw` differ in the query")
        .why("Usually a parameter that is switched off, or encoded in one place only.")
        .example("{ \"raw\": \"https://api.example/?a=1\", \"host\": [\"api.example\"], \"query\": [] }")
        .effect("the parts are sent, as in Postman")
        .mend("open the request in Postman and save it again"),
    Rule::warning("protocol-missing", "a literal host has no protocol")
        .why("Postman speaks plain http where none is given, which few servers want today.")
        .example("{ \"host\": [\"api\", \"example\"], \"path\": [\"users\"] }")
        .effect("it is sent over http, as in Postman")
        .mend("write `https://` before the host"),
    Rule::warning("plain-http", "requests are sent over plain http to another machine")
        .why("Whoever is on the way reads and changes what is sent, credentials included. `collgen validate --deny plain-http` makes it an error.")
        .example("{ \"url\": \"http://api.example/users\" }")
        .effect("it is sent as it stands")
        .mend("write `https://`, if the server speaks it"),
    Rule::warning("host-missing", "the URL has a path and no host")
        .why("Postman takes the first segment of the path for the host, which is hardly meant.")
        .example("{ \"url\": { \"path\": [\"users\", \"1\"] } }")
        .effect("the first segment of the path is taken for the host, as in Postman")
        .mend("give the URL its host, such as {{baseUrl}}"),
    Rule::warning("host-unsendable", "the host is none that an address can have")
        .why("A blank, `<` or `|` cannot stand in a host, a port has at most 65535, and what ends in a number is an IPv4 address (WHATWG URL, host parsing). It is a slip, or a placeholder for the reader.")
        .example("{ \"url\": \"https://<your host>/users\" }")
        .effect("the function is there, and each call fails before anything is sent, as in Postman")
        .mend("write the host, or a variable such as {{baseUrl}}"),
    Rule::warning("segment-not-text", "a segment of the path is an object")
        .why("The published schema allows it; Postman sends `[object Object]`.")
        .example("{ \"path\": [ { \"type\": \"string\", \"value\": \"users\" } ] }")
        .effect("its `value` is sent; Postman sends `[object Object]`")
        .mend("write the text alone"),
    Rule::warning("reserved-in-segment", "a segment of the path has `?`, `#` or a back slash")
        .why("Postman joins the segments and takes the whole apart again: what follows `?` becomes the query, what follows `#` is not sent, and a back slash becomes a slash.")
        .example("{ \"path\": [\"search?all\", \"users\"] }")
        .effect("it stands in the path as it is written")
        .mend("put a query into `query`, and write `%3F`, `%23` or `%5C` for the character itself"),
    Rule::warning("url-credentials", "the URL holds a user name or password")
        .why("Postman sends it as `Authorization: Basic`. Addresses end up in logs; credentials must not.")
        .example("{ \"url\": \"https://user:pass@api.example/\" }")
        .effect("the credentials are left out")
        .mend("use auth of type `basic` with variables"),
    Rule::note("path-variable-undefined", "a path variable has no value in the collection")
        .why("Postman sends the name with its colon until somebody fills it in. The client always asks for it, so only what is sent without a person, such as `replay`, misses the value.")
        .example("{ \"path\": [\"users\", \":id\"], \"variable\": [] }")
        .effect("it is an argument of the function, as with a value; `replay` needs one for it")
        .mend("nothing has to be done; a value in Postman is what `replay` sends"),
    Rule::note("path-variable-unused", "a path variable is declared and not in the path")
        .why("Left over from an earlier form of the path.")
        .example("{ \"path\": [\"users\"], \"variable\": [ { \"key\": \"id\", \"value\": \"1\" } ] }")
        .effect("none: it is ignored, as in Postman")
        .mend("remove it"),
    Rule::warning("path-variable-unusual", "a colon stands where Postman sees no path variable")
        .why("A path variable is a whole segment that starts with a colon; its name runs to the first dot. `:id:cancel` is one variable of that name, and `x:id` is plain text.")
        .example("{ \"path\": [\"orders\", \":id:cancel\"] }")
        .effect("a segment that starts with a colon is one argument, another one is sent as it stands")
        .mend("use a variable in braces for a part of a segment, such as `{{id}}:cancel`"),
    Rule::note("placeholder-segment", "a segment is a placeholder as other tools write it")
        .why("`{id}` is the spelling of OpenAPI. Postman sends the braces, which no server expects.")
        .example("{ \"path\": [\"users\", \"{id}\"] }")
        .effect("it is an argument of the function; replay sends it as it stands, as Postman does")
        .mend("write `:id`, and give it a value"),
    Rule::note("path-variable-disabled", "a path variable is switched off")
        .why("Postman has no switch for path variables and uses the value all the same.")
        .example("{ \"variable\": [ { \"key\": \"id\", \"value\": \"1\", \"disabled\": true } ] }")
        .effect("none: the value is used, as in Postman")
        .mend("remove `disabled`"),
    Rule::warning("path-variable-repeated", "a path variable is declared twice")
        .why("Only one value can be used.")
        .example("{ \"variable\": [ { \"key\": \"id\", \"value\": \"1\" }, { \"key\": \"id\", \"value\": \"2\" } ] }")
        .effect("the last one counts, as in Postman")
        .mend("remove the others"),
    Rule::warning("path-variable-not-text", "the value of a path variable is not text")
        .why("Postman replaces a path variable by text only, and sends the name with its colon for a number without a type.")
        .example("{ \"key\": \"id\", \"value\": 42 }")
        .effect("it has no saved value: Postman sends the name as it stands in the path")
        .mend("put the value in double quotes"),
    Rule::warning("value-not-text", "a name or value of the query is not text")
        .why("Postman drops a number or truth value and sends the bare name.")
        .example("{ \"query\": [ { \"key\": \"n\", \"value\": 5 } ] }")
        .effect("its text is sent; Postman leaves it out")
        .mend("put it in double quotes"),
    Rule::note("query-key-empty", "a parameter of the query has no name")
        .why("It is sent as `&` or `=value`, which servers ignore.")
        .example("{ \"query\": [ { \"key\": \"\", \"value\": \"x\" } ] }")
        .effect("it is sent as it stands, as in Postman")
        .mend("name it, switch it off or remove it"),
    Rule::note("query-unencoded", "a value of the query has a `+`, which servers read as a blank")
        .why("Postman leaves `+` as it is. Most servers decode a query as a form, where `+` is a blank.")
        .example("{ \"query\": [ { \"key\": \"phone\", \"value\": \"+49\" } ] }")
        .effect("it is sent as it stands, as in Postman")
        .mend("write `%2B` if a plus sign is meant"),
    Rule::warning("percent-sequence", "a percent sign is not followed by two hexadecimal digits")
        .why("Postman leaves it as it is, and many servers refuse such an address.")
        .example("{ \"url\": \"https://api.example/100%/users\" }")
        .effect("it is sent as it stands, as in Postman")
        .mend("write `%25` if a percent sign is meant"),
    Rule::note("url-fragment", "the URL has a fragment")
        .why("What follows `#` is for browsers; HTTP never sends it (RFC 9110 section 7.1).")
        .example("{ \"url\": \"https://api.example/users#top\" }")
        .effect("it is left out, as by Postman")
        .mend("remove it"),
    Rule::warning("url-encoding-off", "encoding of the URL is switched off")
        .why("Postman then sends the bytes as they stand, and fails on a blank.")
        .example("{ \"protocolProfileBehavior\": { \"disableUrlEncoding\": true } }")
        .effect("the setting is ignored: what HTTP does not allow in an address is encoded")
        .mend("write the address as it is to be sent and remove the setting"),
];
