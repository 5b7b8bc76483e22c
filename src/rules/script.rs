//! Scripts.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::note("event-unknown", "a script waits for an event that Postman does not have")
        .why("Postman knows `prerequest` and `test`; a script for anything else never runs.")
        .example("{ \"listen\": \"before\", \"script\": { \"exec\": [] } }")
        .effect("the script is not looked at")
        .mend("set `listen` to `prerequest` or `test`"),
    Rule::note("script-syntax", "a script is no JavaScript")
        .why("Postman reports a syntax error and runs none of the script, so it says nothing about the API.")
        .example("pm.test(\"ok\", () => {")
        .effect("nothing is taken from the script")
        .mend("mend the script, or remove it"),
    Rule::note("script-too-long", "a script takes more work to read than scripts do")
        .why("Scripts are read within an allowance, so that no collection can keep the generator busy. Real collections take a tenth of it.")
        .example("((((((((((…")
        .effect("nothing is taken from the script")
        .mend("take libraries that were pasted into scripts out of them"),
    Rule::warning("script-adds-header", "a script adds a header to the request")
        .why("collgen reads scripts and never runs them, so the header is missing from what the client sends.")
        .example("pm.request.headers.add({ key: \"X-Request-Id\", value: \"{{$guid}}\" })")
        .effect("the client sends the request without the header")
        .mend("save the header with the request in Postman; or set it with `header` on the call, with `default_header` on the builder, or in an `Authorize` of your own where it depends on the request"),
    Rule::warning("script-changes-request", "a script changes the request before it is sent")
        .why("What is saved is not what Postman sends. collgen reads scripts and never runs them.")
        .example("pm.request.url.query.add({ key: \"ts\", value: Date.now() })")
        .effect("the client sends the request as it is saved")
        .mend("save the request as it is to be sent; or change it in an `Authorize` of your own, which gets every request before it is sent"),
    Rule::warning("script-signs", "a script makes a signature, a digest or a cipher text")
        .why("Servers that want one refuse requests without it, and a saved value is worth nothing for the next request.")
        .example("CryptoJS.HmacSHA256(body, pm.environment.get(\"secret\"))")
        .effect("the client does not compute it; variables that it goes into are settings")
        .mend("if it is one of Postman's auth types, choose that in Postman; else compute it in an `Authorize` of your own, which gets every request before it is sent"),
    Rule::warning("script-fetches-token", "a script fetches an OAuth 2.0 token")
        .why("The client could fetch and refresh tokens by itself, if the collection said so in an auth block.")
        .example("pm.sendRequest({ url: tokenUrl, method: \"POST\", body: { mode: \"urlencoded\", urlencoded: [{ key: \"grant_type\", value: \"client_credentials\" }] } })")
        .effect("the client does not fetch this token; it wants it from the caller")
        .mend("choose OAuth 2.0 as the auth in Postman, with the address, grant and client of the script"),
    Rule::warning("script-sends-request", "a script sends a request before the saved one")
        .why("The saved request depends on the answer to another one, which is not in the list of requests.")
        .example("pm.sendRequest(pm.environment.get(\"sessionUrl\"), (error, answer) => {})")
        .effect("the client sends the saved request alone")
        .mend("save the other request in the collection and call its function first; for credentials, send it in an `Authorize` of your own"),
    Rule::note("script-sends-request-after", "a test sends a further request")
        .why("Tests clean up or look a second time. The saved request does not depend on it.")
        .example("pm.sendRequest(\"https://api.example/check\", (error, answer) => {})")
        .effect("the client sends the saved request alone")
        .mend("call the function of the further request, if it is wanted"),
    Rule::warning("script-hides", "a script runs code that does not stand in it")
        .why("What `eval`, `new Function`, `pm.require` or a package does cannot be read. It may well change the request.")
        .example("eval(pm.globals.get(\"helpers\"))")
        .effect("whatever the code does to the request, the client does not do")
        .mend("look at the code: if it changes the request, do the same in an `Authorize` of your own; else nothing has to be done"),
    Rule::note("script-hides-checks", "a test runs code that does not stand in it")
        .why("What it checks cannot be read, so it is no evidence about the answer.")
        .example("eval(pm.globals.get(\"helpers\"))")
        .effect("nothing is taken from that code")
        .mend("nothing has to be done"),
    Rule::note("script-steers", "a script changes the order of a run")
        .why("Which request comes next is a matter of Postman's runner.")
        .example("pm.execution.setNextRequest(\"Log out\")")
        .effect("the client makes the calls that the program makes; `replay` goes in the order of the collection")
        .mend("nothing has to be done"),
    Rule::note("script-sets-unnamed", "a script sets a variable whose name it computes")
        .why("It cannot be told which variable it is.")
        .example("pm.environment.set(prefix + \"_id\", id)")
        .effect("no setting says that this script sets it")
        .mend("nothing has to be done"),
    Rule::note("script-logs-in", "an auth uses a variable that a script takes from an answer")
        .why("The request is a login. collgen reads scripts and never runs them, so the value does not find its way by itself.")
        .example("pm.environment.set(\"token\", pm.response.json().access_token)")
        .effect("the client takes the credential from its builder: the value, or the login, which it then sends when a token is needed")
        .mend("give the builder's function for the slot that ends in `_by` the call of that request, or the slot an `Authorize` of your own"),
];
