//! Folders, requests and their names.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::error("no-requests", "the collection holds no usable request")
        .why("There is nothing to generate. Postman runs such a collection without a word, and without sending anything.")
        .example("{ \"info\": { \"name\": \"A\" }, \"item\": [] }")
        .effect("nothing is generated")
        .mend("save at least one request in the collection and export it again"),
    Rule::warning("request-left-out", "an item is no request that can be sent")
        .why("An item without `request`, one that is `null` or text, and a request inside a folder's own object cannot be sent by Postman either.")
        .example("{ \"item\": [ null, { \"name\": \"a\" } ] }")
        .effect("the generated crate has no function for this request")
        .mend("open the request in Postman, complete it and export the collection again"),
    Rule::error("url-missing", "a request has no URL")
        .why("Postman fails with \u{201c}url is empty\u{201d} when the request is sent. An absent URL, an empty one and `about:blank` count alike.")
        .example("{ \"name\": \"a\", \"request\": { \"method\": \"GET\", \"url\": \"\" } }")
        .effect("the generated crate has no function for this request")
        .mend("give the request its address in Postman, or delete it"),
    Rule::warning("empty-folder", "a folder holds nothing")
        .why("It is often a left-over, or its requests were lost on the way.")
        .example("{ \"name\": \"Patients\", \"item\": [] }")
        .effect("the folder is not in the generated crate")
        .mend("delete the folder, or put its requests back"),
    Rule::warning("duplicate-name", "neighbours in one folder have names that make one Rust name")
        .why("Two functions of one group cannot share a name, so the later one gets another made from its method, its path or a number.")
        .example("[ { \"name\": \"List users\" }, { \"name\": \"list-users\" } ]")
        .effect("each gets a name of its own; `collgen inspect` shows them")
        .mend("give them different names in Postman"),
    Rule::warning("name-missing", "a folder or request has no name")
        .why("Names of functions and modules come from the names in the collection.")
        .example("{ \"request\": { \"method\": \"GET\", \"url\": \"https://api.example/users\" } }")
        .effect("a name is made from its method and path")
        .mend("name it in Postman"),
    Rule::note("name-not-ascii", "a name has no letter of the Rust alphabet to start from")
        .why("Rust names are made of ASCII words. A name in another script, or of signs only, gives none.")
        .example("{ \"name\": \"\u{041f}\u{043e}\u{0438}\u{0441}\u{043a}\" }")
        .effect("a name is made from its method and path")
        .mend("nothing has to be done; a name with words in ASCII would be used"),
    Rule::warning("method-unusual", "the method is none of those that HTTP defines")
        .why("A typing error, or a method of a server's own.")
        .example("{ \"method\": \"FETCH\", \"url\": \"https://api.example/\" }")
        .effect("it is sent as it stands, in upper case")
        .mend("correct it if it is a typing error"),
    Rule::error("method-illegal", "the method has characters that HTTP does not allow")
        .why("A method is one word of letters, digits and a few signs (RFC 9110 section 9.1). Postman fails when the request is sent.")
        .example("{ \"method\": \"GET /users\", \"url\": \"https://api.example/\" }")
        .effect("the generated crate has no function for this request")
        .mend("write the method alone"),
    Rule::warning("method-variable", "the method is a variable")
        .why("Postman turns the method into upper case before it looks for variables, so it looks for a name in upper case, which is usually not there.")
        .example("{ \"method\": \"{{verb}}\", \"url\": \"https://api.example/\" }")
        .effect("the generated crate has no function for this request")
        .mend("write the method itself"),
    Rule::warning("protocol-behavior", "a request does without certificate checks")
        .why("Whoever stands between can read and change everything then. That belongs to a connection to a test server, not to an API.")
        .example("{ \"protocolProfileBehavior\": { \"strictSSL\": false } }")
        .effect("the setting is ignored: certificates are always checked")
        .mend("set `accept_invalid_certificates` of the client builder where it is really needed"),
    Rule::note("redirect-behavior", "a request sends its credentials along a redirect")
        .why("Credentials that follow a redirect to another host are given away.")
        .example("{ \"protocolProfileBehavior\": { \"followAuthorizationHeader\": true } }")
        .effect("the setting is ignored: credentials stay with the origin of the request")
        .mend("call the other host with credentials of its own"),
    Rule::note("cookies-off", "a request neither sends nor keeps cookies")
        .why("Clients keep cookies for all their requests or for none.")
        .example("{ \"protocolProfileBehavior\": { \"disableCookies\": true } }")
        .effect("it counts as long as the feature `cookies` of the generated crate is off, as it is by default")
        .mend("leave the feature off, or call this request by a client of its own"),
    Rule::note("tls-behavior", "a request chooses versions or ciphers of TLS")
        .why("The generated client speaks TLS 1.2 and 1.3 with the ciphers that rustls holds safe; what is older cannot be switched on by accident.")
        .example("{ \"protocolProfileBehavior\": { \"tlsCipherSelection\": [\"AES128-SHA\"] } }")
        .effect("the setting is ignored")
        .mend("give `ClientBuilder::http_client` a `reqwest::Client` with `tls_version_min`, or with a TLS configuration of its own"),
    Rule::note("protocol-version", "a request asks for HTTP/2")
        .why("Which version is spoken is settled by server and client when they connect; HTTP/2 means the same.")
        .example("{ \"protocolProfileBehavior\": { \"protocolVersion\": \"http2\" } }")
        .effect("the client speaks HTTP/1.1; with the feature `http2` of the generated crate HTTP/2, where server and TLS offer it")
        .mend("switch on the feature `http2`; where it has to be HTTP/2, give a `reqwest::Client` with `http2_prior_knowledge`"),
    Rule::note("lenient-answers", "answers that break the rules of HTTP are read")
        .why("A parser that takes what HTTP forbids can be told two answers in one (request smuggling).")
        .example("{ \"protocolProfileBehavior\": { \"insecureHTTPParser\": true } }")
        .effect("the setting is ignored: such an answer is an error")
        .mend("mend the server, or give `ClientBuilder::http_client` a `reqwest::Client` with `http1_ignore_invalid_headers_in_responses`"),
    Rule::note("system-header", "a header that every client sends is switched off")
        .why("`Host` and `Content-Length` belong to HTTP, and the HTTP client says what it accepts; `User-Agent` says who calls.")
        .example("{ \"protocolProfileBehavior\": { \"disabledSystemHeaders\": { \"user-agent\": true } } }")
        .effect("it is sent all the same")
        .mend("give it another value where that matters: `ClientBuilder::user_agent`, `ClientBuilder::default_header`"),
];
