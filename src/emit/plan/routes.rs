//! What routes name: `/patients/:id` a patient, `/store/order` an order, `/auth/login` an act.

use crate::emit::ident;

/// The first name for what stands at a route.
pub(super) fn resource_of(route: &str) -> Option<String> {
    resource_names(route, None, "").into_iter().next()
}

/// Names for what stands at a route, best first: `/patients/:id` is a `Patient`,
/// `/patients/:id/access` a `PatientAccess`, `/users/current` a `User` or a `UserCurrent`, `/store/order`
/// an `Order`.
///
/// Where its last segment may be the id of something, the title of the request decides.
pub(super) fn resource_names(route: &str, title: Option<&[String]>, suffix: &str) -> Vec<String> {
    let is_body = !suffix.is_empty();
    let route = Route {
        title,
        ..Route::read(route)
    };
    let names = route.names(is_body).into_iter();
    names
        .map(|name| match is_body {
            true => format!("{name}{suffix}"),
            false if route.does(&name) => format!("{name}Answer"),
            false => of_answer(name),
        })
        .collect()
}

/// A name for an answer that tells how an act went, and of no thing.
pub(super) fn answer_of_act(route: &str) -> Option<String> {
    let route = Route::read(route);
    let mut names = route.names(false).into_iter();
    let name = names.find(|name| route.does(name))?;
    Some(format!("{name}Answer"))
}

/// A name for an answer: what `POST /post` answers is no post.
pub(super) fn of_answer(name: String) -> String {
    match is_method(&name) {
        true => format!("{name}Answer"),
        false => name,
    }
}

/// The segments of a route that may name a thing.
struct Route<'a> {
    literals: Vec<&'a str>,
    /// What a literal at the end does, in place of naming something: `create`.
    act: Option<&'a str>,
    /// The argument that it ends in.
    last_argument: Option<&'a str>,
    /// Whether an argument stands before the last segment.
    is_below_argument: bool,
    /// The words of the title, where the last segment may be an id.
    title: Option<&'a [String]>,
}

impl<'a> Route<'a> {
    fn read(route: &'a str) -> Self {
        let path = route.split_once("://").map_or(route, |(_, rest)| rest);
        let path = path.split_once('/').map_or("", |(_, path)| path);
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let is_argument =
            |part: &str| part.starts_with(':') || part.contains("{{") || is_stand_in(part);
        let literals = segments.iter().filter(|part| !is_argument(part));
        // The end of a file name says how the server is made.
        let literals = literals.map(|segment| match segment.rsplit_once('.') {
            Some((stem, end)) if is_noise(end) || is_ending(end) => stem,
            // The namespace of an action in OData, and the key of an entity: `contacts(7)`.
            Some((space, action)) if space.contains('.') && !action.contains('(') => action,
            _ => segment.split_once('(').map_or(*segment, |(set, _)| set),
        });
        let mut literals: Vec<&str> = literals.filter(|part| !is_noise(part)).collect();
        // What is for logins is said by what stands after it.
        let is_gate = |part: &&str| GATES.contains(&part.to_ascii_lowercase().as_str());
        let gate = literals.iter().rposition(is_gate);
        if let Some(gate) = gate.filter(|gate| gate + 1 < literals.len()) {
            literals.drain(..=gate);
        }
        let last = segments.last().copied();
        Self {
            literals,
            act: last.filter(|last| !is_argument(last) && is_act(last)),
            last_argument: last.filter(|last| is_argument(last)),
            is_below_argument: segments.len() >= 2 && is_argument(segments[segments.len() - 2]),
            title: None,
        }
    }

    /// Whether a segment is no id: it cannot be one, or the title says a word of it, too.
    fn is_told(&self, segment: &str) -> bool {
        let Some(title) = self.title else {
            return true;
        };
        let is_told = |word: String| title.iter().any(|told| ident::singular(told) == word);
        ident::singular_words(segment).into_iter().any(is_told)
    }

    /// Whether a name says what is done: what `orders/:id/cancel` answers is no cancel.
    fn does(&self, name: &str) -> bool {
        /// Acts that are things as well.
        const THINGS: &str = "block copy download extend grant import invite list lock mark merge move open \
            order process release run set start switch test transfer update upload";
        let act = self.act.map(ident::words).unwrap_or_default();
        let verb = act.first().map_or("", String::as_str);
        let is_thing = match act.len() {
            1 => THINGS.split(' ').any(|thing| thing == verb),
            _ => thing_of_act(&act).is_some() || self.act.is_some_and(is_plural),
        };
        !verb.is_empty()
            && !is_thing
            && !is_reading(verb)
            && !is_noise(verb)
            && ident::words(name).iter().any(|word| word == verb)
    }

    fn names(&self, is_body: bool) -> Vec<String> {
        let pascal = |text: &str| ident::pascal(&ident::singular_words(text).join(" "));
        let answer = || "Answer".to_owned();
        let [.., last] = self.literals.as_slice() else {
            return vec![answer()];
        };
        let own = pascal(last).unwrap_or_else(answer);
        // Bodies of `thing/get` and `thing/remove` are no bodies of a thing.
        let act = self.act.filter(|act| {
            is_body && is_noise(act) && !matches!(&*act.to_lowercase(), "create" | "update" | "add")
        });
        if let Some(act) = act {
            return ident::pascal(&format!("{act} {own}")).into_iter().collect();
        }
        let [.., parent, _] = self.literals.as_slice() else {
            return vec![own];
        };
        let around = ident::singular_words(parent).join(" ");
        // `terminals/:id/terminal_settings` says it twice.
        let told = ident::singular_words(last).join(" ");
        let says_both = told.starts_with(&around) || told.ends_with(&format!(" {around}"));
        // So do `bulk_action` and `bulk_mark_as_sent`, in part.
        let first = ident::words(last).into_iter().next().unwrap_or_default();
        let around_words = ident::words(&around);
        let kept = around_words.iter().take_while(|word| **word != first);
        let kept: Vec<&str> = kept.map(String::as_str).collect();
        let both = match says_both {
            true => own.clone(),
            false => pascal(&format!("{} {last}", kept.join(" "))).unwrap_or_else(|| own.clone()),
        };
        let outer = pascal(parent).unwrap_or_else(answer);
        if let Some(argument) = self.last_argument {
            // Those of a type at `groups/type/:type`.
            let is_filter = argument
                .trim_matches([':', '{', '}'])
                .eq_ignore_ascii_case(last);
            return match is_filter && is_plural(parent) {
                true => vec![outer, both],
                false => vec![own, both],
            };
        }
        // `area/thing/get` is about the thing.
        if self.act.is_some_and(is_noise) && !is_plural(parent) && !says_nothing_alone(last) {
            return vec![both, own];
        }
        // `getBalance` says of what, `createWithList` does not.
        let act = self.act.map(ident::words).unwrap_or_default();
        let makes = matches!(
            act.first().map(String::as_str),
            Some("create" | "update" | "add")
        );
        let is_joint = |word: &String| matches!(&**word, "by" | "with" | "from" | "for" | "to");
        let is_part_of_act = act.iter().any(is_joint);
        if is_part_of_act && makes && is_body {
            return vec![outer, both];
        }
        let is_plural_thing = is_plural(last) && !says_nothing_alone(last);
        if !is_part_of_act && (is_plural_thing || act.len() >= 2) {
            let thing = (!is_body).then(|| thing_of_act(&act)).flatten();
            return thing.into_iter().chain([own, both]).collect();
        }
        if self.is_below_argument {
            return vec![both, own];
        }
        // The act stands behind `actions`.
        if MARKERS.contains(&parent.to_ascii_lowercase().as_str()) {
            return vec![own, both];
        }
        let is_about_parent = is_plural(parent) || says_nothing_alone(last);
        if is_plural(parent)
            && self.act.is_none()
            && self.is_told(last)
            && !says_nothing_alone(last)
        {
            return match VAGUE.contains(&parent.to_ascii_lowercase().as_str()) {
                true => vec![own, both],
                false => vec![both, outer, own],
            };
        }
        match (self.act.is_some(), is_about_parent) {
            (true, _) if is_body => vec![both, own],
            // Those found by their tags are what they are.
            (true, false) if self.act.is_some_and(is_reading) => vec![outer, both, own],
            (_, true) => vec![outer, both, own],
            (true, _) => vec![both, own],
            (false, false) => vec![own, both],
        }
    }
}

/// What requests at a route without a name are written in.
pub(super) fn protocol_of(route: &str) -> &'static str {
    match route.trim_end_matches('/').rsplit('/').next() {
        Some("jsonrpc" | "json-rpc" | "json_rpc") => "json rpc",
        Some("graphql") => "graphql",
        _ => "",
    }
}

/// Whether the last segment of a route says what is done.
pub(super) fn ends_in_act(route: &str) -> bool {
    Route::read(route).act.is_some()
}

/// Segments before an act.
const MARKERS: [&str; 5] = ["actions", "action", "commands", "operations", "functions"];

/// Segments that say nothing of what stands below them.
const VAGUE: [&str; 4] = ["options", "preferences", "resources", "settings"];

/// Segments before `login` and `token`.
const GATES: [&str; 6] = [
    "auth",
    "oauth",
    "oauth2",
    "authentication",
    "authorization",
    "connect",
];

/// Words of addresses that are no thing, but one that the segment before names.
fn says_nothing_alone(segment: &str) -> bool {
    const WORDS: &str = "active all batch bulk count current default detail details export first \
        history import info last latest lookup me meta metadata mine new next preview previous \
        random recent self state status summary total validate";
    let lower = segment.to_ascii_lowercase();
    WORDS.split(' ').any(|word| word == lower)
}

/// Whether a segment says what is done rather than to what.
fn is_act(segment: &str) -> bool {
    const VERBS: &str = "abort accept acknowledge activate add approve archive assign attach \
        authenticate authorize ban block calculate cancel capture check clear clone close commit \
        complete configure confirm convert copy create deactivate decline decrypt delete \
        deploy deregister detach disable dismiss download duplicate edit enable encrypt \
        enroll evaluate exchange execute extend fetch filter find finish generate get grant \
        import initialize initiate insert install invalidate invite join kick leave list lock \
        login logon logout mark merge migrate modify move mute notify obtain open pause perform \
        preauth process promote publish purge query reactivate rebuild redeem refresh regenerate \
        register reject release reload remove rename renew reopen reorder replace resend reset \
        resolve restart restore resume retrieve retry revert revoke rotate run save search send \
        set signin signup simulate start stop submit subscribe suspend switch sync synchronize \
        terminate test transfer translate trigger unarchive unassign unblock undelete undo \
        uninstall unlink unlock unpublish unregister unsubscribe unsuspend update upgrade upload \
        validate verify view void withdraw";
    let words = ident::words(segment);
    let first = words.first().map_or("", String::as_str);
    VERBS.split(' ').any(|verb| verb == first)
}

/// Whether an act or a title only reads.
pub(super) fn is_reading(act: &str) -> bool {
    let words = ident::words(act);
    let first = words.first().map_or("", String::as_str);
    matches!(
        first,
        "find"
            | "finds"
            | "get"
            | "gets"
            | "list"
            | "lists"
            | "query"
            | "retrieve"
            | "retrieves"
            | "return"
            | "returns"
            | "search"
            | "searches"
            | "fetch"
            | "view"
            | "views"
    )
}

/// What comes of an act: `add_exam_room` answers an `ExamRoom`.
fn thing_of_act(act: &[String]) -> Option<String> {
    let (verb, thing) = act.split_first()?;
    let is_thing = matches!(
        &**verb,
        "add"
            | "create"
            | "find"
            | "generate"
            | "get"
            | "list"
            | "save"
            | "search"
            | "set"
            | "update"
    );
    let (last, before) = thing.split_last().filter(|_| is_thing)?;
    let words: Vec<String> = before
        .iter()
        .cloned()
        .chain([ident::singular(last)])
        .collect();
    Some(ident::pascal_words(&words))
}

/// Whether a name is that of a method or of a scheme of authentication, which an answer is not.
fn is_method(name: &str) -> bool {
    const NAMES: &str = "Get Post Put Patch Delete Copy Link Unlink Lock Unlock Purge Options Head Trace \
        BasicAuth DigestAuth Hawk HawkAuth Oauth1 OauthOne Oauth2 ApiKey";
    NAMES.split(' ').any(|method| method == name)
}

/// Whether the route is that of a list or of one of its items, rather than of something below.
pub(super) fn is_resource_route(route: &str) -> bool {
    let last = route
        .rsplit('/')
        .find(|segment| !segment.is_empty())
        .unwrap_or_default();
    last.starts_with(':') || last.contains("{{") || is_plural(last)
}

fn is_plural(segment: &str) -> bool {
    ident::words(segment)
        .last()
        .is_some_and(|word| ident::singular(word) != *word)
}

/// Whether a segment stands for the id of something: `sample-item-id`.
fn is_stand_in(segment: &str) -> bool {
    const SAMPLES: [&str; 4] = ["sample", "example", "your", "dummy"];
    let begins_with = |word: &&&str| {
        let start = segment.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let sample = SAMPLES.iter().find(begins_with);
    // Hardly any segment starts with one, and every segment is looked at.
    sample.is_some_and(|sample| {
        let words = ident::words(segment);
        words.len() >= 2 && words.first().is_some_and(|word| word == sample)
    })
}

/// Ends of file names that name no resource and may be words of others.
fn is_ending(end: &str) -> bool {
    matches!(
        end,
        "action" | "ashx" | "asmx" | "asp" | "cgi" | "htm" | "jsp" | "svc"
    )
}

/// Path segments that name no resource.
fn is_noise(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "api"
            | "apis"
            | "rest"
            | "services"
            | "public"
            | "php"
            | "json"
            | "xml"
            | "aspx"
            | "html"
            | "do"
            | "index"
            | "get"
            | "list"
            | "create"
            | "update"
            | "delete"
            | "add"
            | "remove"
            | "jsonrpc"
            | "graphql"
    ) || lower.len() < 2
        || lower.bytes().all(|byte| byte.is_ascii_digit())
        // Somebody's id rather than a word.
        || lower.bytes().filter(u8::is_ascii_digit).count() > 4
        || lower.strip_prefix('v').is_some_and(|version| {
            version.starts_with(|c: char| c.is_ascii_digit())
                && version.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
}

#[cfg(test)]
mod tests {
    use super::resource_names;

    #[test]
    fn a_resource_is_named_by_its_route() {
        let cases = [
            ("{{baseUrl}}/api/patients", "Patient"),
            ("{{baseUrl}}/api/patients/:id", "Patient"),
            ("{{baseUrl}}/v1/users/current", "User"),
            ("{{baseUrl}}/clinical/patients", "Patient"),
            (
                "{{baseUrl}}/api/patients/:id/onpatient_access",
                "PatientOnpatientAccess",
            ),
            ("https://x.test/", "Answer"),
            ("{{baseUrl}}/store/order", "Order"),
            ("{{baseUrl}}/store/order/:id", "Order"),
            ("{{baseUrl}}/travelling/api/v1/group", "Group"),
            ("{{baseUrl}}/groups/type/:type", "Group"),
            ("{{baseUrl}}/post", "PostAnswer"),
            ("{{baseUrl}}/offices/:id/add_exam_room", "ExamRoom"),
            ("{{baseUrl}}/trips/cancelBooking", "CancelBookingAnswer"),
            ("{{baseUrl}}/pet/findByTags", "Pet"),
            ("{{baseUrl}}/vaults/:id/actions/soft_delete", "SoftDelete"),
            (
                "{{baseUrl}}/bulk_actions/bulk_mark_as_sent",
                "BulkMarkAsSent",
            ),
            ("{{baseUrl}}/basic-auth", "BasicAuthAnswer"),
        ];
        for (route, name) in cases {
            assert_eq!(resource_names(route, None, "")[0], name, "{route}");
        }
    }

    #[test]
    fn a_body_is_named_by_what_is_done_where_the_route_says_that() {
        let cases = [
            ("{{baseUrl}}/api/patients", "PatientInput"),
            ("{{baseUrl}}/asset_report/create", "AssetReportInput"),
            ("{{baseUrl}}/asset_report/get", "GetAssetReportInput"),
            (
                "{{baseUrl}}/asset_report/refresh",
                "AssetReportRefreshInput",
            ),
            ("{{baseUrl}}/users/login", "UserLoginInput"),
            ("{{baseUrl}}/auth/login", "LoginInput"),
            ("{{baseUrl}}/oauth/token", "TokenInput"),
            ("{{baseUrl}}/v1/users/current", "UserInput"),
        ];
        for (route, name) in cases {
            assert_eq!(resource_names(route, None, "Input")[0], name, "{route}");
        }
    }
}
