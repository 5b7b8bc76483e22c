//! Auth blocks.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule::error("unknown-auth-type", "Postman has no auth of this type")
        .why("Requests then go out without auth. `inherit` is no type either: a block with it stops inheritance.")
        .example("{ \"auth\": { \"type\": \"inherit\" } }")
        .effect("requests are sent without auth, as in Postman")
        .mend("choose a type in Postman, or remove the block to inherit the auth from above"),
    Rule::warning("auth-custom", "auth of this type is not built in")
        .why("The client cannot sign such requests by itself.")
        .example("{ \"auth\": { \"type\": \"ntlm\", \"ntlm\": [] } }")
        .effect("the client takes an implementation of `Authorize` for it and refuses to send without one")
        .mend("implement `Authorize` and give it to the client builder"),
    Rule::note("auth-by-hand", "a request holds credentials in a header or parameter of its own")
        .why("Postman sends it like any other header. A program should know that it is a credential: it is asked for by name, refused when it is missing, and kept from other origins.")
        .example("{ \"key\": \"Authorization\", \"value\": \"Bearer {{token}}\" }")
        .effect("the client takes it as credentials, from the setting or from the builder's function")
        .mend("save it under Authorization, on the collection if all requests need it"),
    Rule::warning("auth-without-parameters", "an auth block has a type and no parameters")
        .why("It does not fall back to the auth around it: Postman sends empty credentials, or none.")
        .example("{ \"auth\": { \"type\": \"basic\" } }")
        .effect("the client asks for the credentials")
        .mend("fill in the parameters, as variables, or remove the block to inherit"),
    Rule::note("auth-leftovers", "an auth block has parameters of other types")
        .why("Postman keeps what was filled in before the type was changed. Only the type in force counts; what is left may hold secrets.")
        .example("{ \"type\": \"bearer\", \"bearer\": [], \"basic\": [ { \"key\": \"password\", \"value\": \"…\" } ] }")
        .effect("they are ignored, as by Postman")
        .mend("remove them from the export"),
    Rule::warning("bearer-doubled", "a bearer token starts with `Bearer `")
        .why("Postman puts the word before the token itself, so that it is sent twice.")
        .example("{ \"type\": \"bearer\", \"bearer\": [ { \"key\": \"token\", \"value\": \"Bearer {{token}}\" } ] }")
        .effect("the client puts one `Bearer ` before the token that it is given")
        .mend("write the token alone"),
    Rule::note("api-key-place-missing", "an API key does not say where it is sent")
        .why("Postman does not write its default, the header.")
        .example("{ \"type\": \"apikey\", \"apikey\": [ { \"key\": \"key\", \"value\": \"X-Api-Key\" } ] }")
        .effect("it is sent as a header, as by Postman")
        .mend("nothing has to be done if a header is meant; else choose Query Params in Postman"),
    Rule::warning("api-key-place", "an API key is sent to a place that there is not")
        .why("`in` is `header` or `query`; Postman takes anything else for `header`.")
        .example("{ \"type\": \"apikey\", \"apikey\": [ { \"key\": \"in\", \"value\": \"cookie\" } ] }")
        .effect("it is sent as a header, as by Postman")
        .mend("choose Header or Query Params in Postman"),
    Rule::warning("oauth2-token-place", "the OAuth 2.0 block says that the token is not sent in a known way")
        .why("`addTokenTo` is `header` or `queryParams`; with anything else, or with tokens of type `mac`, Postman sends no token.")
        .example("{ \"key\": \"addTokenTo\", \"value\": \"body\" }")
        .effect("the token is sent in the Authorization header")
        .mend("choose Request Headers or Request URL in Postman"),
    Rule::warning("oauth2-incomplete", "the OAuth 2.0 block lacks what its grant needs")
        .why("Without the address of the token endpoint or a client id no token can be fetched. Postman writes no fields that were left empty.")
        .example("{ \"key\": \"grant_type\", \"value\": \"client_credentials\" }")
        .effect("the client needs them from the caller before it can fetch a token")
        .mend("fill in the field in Postman, or give it to the builder of the OAuth 2.0 configuration"),
    Rule::note("oauth2-grant-missing", "the OAuth 2.0 block names no grant")
        .why("Postman does not write its default, the authorization code.")
        .example("{ \"type\": \"oauth2\", \"oauth2\": [ { \"key\": \"authUrl\", \"value\": \"https://id.example/authorize\" } ] }")
        .effect("the authorization code grant is taken")
        .mend("nothing has to be done if this is the grant"),
    Rule::warning("oauth2-grant-deprecated", "the OAuth 2.0 grant is one that RFC 9700 advises against")
        .why("The implicit grant puts tokens into addresses, and the password grant hands the password to the client.")
        .example("{ \"key\": \"grant_type\", \"value\": \"password_credentials\" }")
        .effect("it is carried over as it stands")
        .mend("use the authorization code grant with PKCE, if the server has it"),
    Rule::warning("oauth2-challenge-plain", "the PKCE challenge of the OAuth 2.0 block is `plain`")
        .why("The verifier itself is sent then, so that whoever reads the address can redeem the code. RFC 7636 section 4.2 keeps `plain` for clients that cannot do SHA-256.")
        .example("{ \"key\": \"challengeAlgorithm\", \"value\": \"plain\" }")
        .effect("it is carried over as it stands")
        .mend("choose SHA-256 as the code challenge method in Postman"),
    Rule::warning("oauth2-url", "an address of the OAuth 2.0 block is not https")
        .why("Tokens and secrets go there. RFC 6749 section 3.1 asks for TLS.")
        .example("{ \"key\": \"accessTokenUrl\", \"value\": \"http://id.example/token\" }")
        .effect("the address is used as it stands")
        .mend("write `https://`"),
    Rule::warning("oauth2-parameters", "an extra parameter of the OAuth 2.0 block is not sent")
        .why("It is switched off, or `send_as` names no place that there is.")
        .example("{ \"key\": \"tokenRequestParams\", \"value\": [ { \"key\": \"audience\", \"value\": \"x\", \"enabled\": false } ] }")
        .effect("the parameter is left out")
        .mend("switch it on, with `send_as` one of request_url, request_body and request_header"),
    Rule::note("oauth2-configurations", "requests have different OAuth 2.0 blocks")
        .why("Each distinct block is a client of its own at the authorization server.")
        .example("two requests with different token endpoints")
        .effect("the client has one slot for each")
        .mend("put one block on the collection if they are meant to be the same"),
    Rule::note("auth-null", "`auth` is null")
        .why("On the collection it means none; on a folder or request it inherits and does not switch off.")
        .example("{ \"name\": \"Public\", \"auth\": null, \"item\": [] }")
        .effect("the auth around it is in force, as in Postman")
        .mend("choose \u{201c}No Auth\u{201d} in Postman to switch it off"),
    Rule::note("auth-parameters-form", "the parameters of an auth block have the form of another version")
        .why("v2.1 writes a list of `{key, value}`, v2.0 a map. Postman reads either under either mark.")
        .example("{ \"type\": \"basic\", \"basic\": { \"username\": \"u\" } }")
        .effect("none: both forms mean the same")
        .mend("nothing has to be done"),
];
