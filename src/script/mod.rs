//! Scripts: what they say about the API, read from their syntax; nothing is ever run.
//!
//! In: the text of one script. Out: [`Script`], its findings in the order of the text. A script is
//! followed as far as it can be without running it: through local names, members, and the calls
//! that Postman's sandbox offers. What is not followed is unknown and says nothing. Sources:
//! Postman's sandbox, the assertions of chai, ECMA-262.

mod assertions;
mod calls;
mod changes;
mod evaluate;
mod finding;
mod scope;
mod syntax;
mod truths;
mod value;
mod walk;

pub(crate) use finding::{Fact, Problem, RequestPart, Script};

/// Reads scripts, with an allowance for all of them together.
pub(crate) struct Reader(Option<syntax::Syntax>);

impl Reader {
    /// A reader; the parser is made with the first script.
    pub(crate) fn new() -> Self {
        Self(None)
    }

    /// What a script says.
    pub(crate) fn read(&mut self, text: &str) -> Script {
        let syntax = self.0.get_or_insert_with(syntax::Syntax::new);
        match syntax.parse(text) {
            Ok(tree) => Script {
                findings: walk::findings(&tree, text),
                problem: None,
            },
            Err(problem) => Script {
                findings: Vec::new(),
                problem: Some(problem),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a script says, one line for each finding; `?` marks what stands in a branch.
    fn said(script: &str) -> Vec<String> {
        let read = Reader::new().read(script);
        assert_eq!(read.problem, None, "{script}");
        let findings = read.findings.into_iter();
        let line = |finding: finding::Finding| {
            let mark = if finding.conditional { "? " } else { "" };
            format!("{mark}{}", line(&finding.fact))
        };
        findings.map(line).collect()
    }

    fn line(fact: &Fact) -> String {
        match fact {
            Fact::Status(statuses) => format!("status {statuses:?}"),
            Fact::StatusClass(class) => format!("status {class}xx"),
            Fact::Member(member) => match member.kind {
                Some(kind) => format!("member {} {kind:?}", member.path),
                None => format!("member {}", member.path),
            },
            Fact::AnswerHeader(name) => format!("answer header {name}"),
            Fact::Sets(feed) => {
                format!("{} {}", feed.variable, feed.source.words(str::to_owned))
            }
            Fact::AddsHeader { name, computed } => {
                let name = name.as_deref().unwrap_or("?");
                format!("adds {name}{}", if *computed { " computed" } else { "" })
            }
            other => format!("{other:?}"),
        }
    }

    fn says(script: &str, expected: &[&str]) {
        assert_eq!(said(script), expected, "{script}");
    }

    #[test]
    fn every_way_to_ask_for_a_status_is_read() {
        for script in [
            "pm.response.to.have.status(201)",
            "pm.response.to.have.status('Created')",
            "pm.test('x', () => pm.response.to.have.status(201))",
            "pm.test('x', function () { pm.expect(pm.response.code).to.equal(201); });",
            "pm.expect(pm.response.code).to.be.oneOf([201])",
            "pm.expect([201]).to.include(pm.response.code)",
            "pm.expect(pm.response).to.have.property('code', 201)",
            "pm.expect(pm.response.code === 201).to.be.true",
            "pm.expect(pm.response.status).to.eql('Created')",
            "const expected = 201; pm.response.to.have.status(expected)",
            "const { code } = pm.response; pm.expect(code).to.eql(201)",
            "tests['x'] = responseCode.code === 201",
            "tests[`x`] = (201 == responseCode.code)",
            "tests.x = responseCode.name === 'Created'",
        ] {
            says(script, &["status [201]"]);
        }
        says("pm.response.to.be.success", &["status 2xx"]);
        says("pm.response.to.be.withoutContent", &["status [204]"]);
        says(
            "tests['x'] = responseCode.code === 200 || responseCode.code == 202",
            &["status [200, 202]"],
        );
    }

    #[test]
    fn what_a_test_refuses_or_only_looks_at_is_no_expectation() {
        for script in [
            "pm.response.to.not.have.status(500)",
            "pm.expect(pm.response.code).to.not.equal(404)",
            "if (pm.response.code === 200) { console.log(1) }",
            "tests['x'] = responseCode.code === 200 || body.ok",
            "// pm.response.to.have.status(200)",
            "console.log('pm.response.to.have.status(200)')",
            "pm.response.to.have.status(pm.environment.get('expected'))",
        ] {
            says(script, &[]);
        }
        says(
            "if (a) { pm.response.to.have.status(200) }",
            &["? status [200]"],
        );
    }

    #[test]
    fn a_value_is_followed_from_the_answer_to_the_variable() {
        for script in [
            "pm.environment.set('id', pm.response.json().data.id)",
            "const body = pm.response.json(); pm.collectionVariables.set(\"id\", body.data.id)",
            "var j = JSON.parse(responseBody); postman.setEnvironmentVariable('id', j['data'].id)",
            "let { data } = pm.response.json(); pm.globals.set('id', data.id)",
            "let { data: { id: n } } = pm.response.json(); pm.variables.set('id', n)",
            "let d; try { d = JSON.parse(pm.response.text()).data } catch (e) {} pm.environment.set('id', d.id)",
            "pm.test('x', () => { const r = pm.response; pm.environment.set(`id`, r.json().data?.id || '') })",
            "const name = 'i' + 'd'; pm.environment.set(name, _.get(pm.response.json(), 'data.id'))",
        ] {
            says(script, &["id to data.id of the answer"]);
        }
    }

    #[test]
    fn the_source_of_a_variable_is_told_apart() {
        says(
            "pm.environment.set('x', pm.response.json().items[0].name)
             pm.environment.set('x', pm.response.json().items.find(i => i.a === 1).id)
             pm.environment.set('x', 'Bearer ' + pm.response.json().token)
             pm.environment.set('x', pm.response.headers.get('Location'))
             pm.environment.set('x', pm.cookies.get('sid'))
             pm.environment.set('x', pm.environment.get('y'))
             pm.environment.set('x', 'hunter2')
             pm.environment.set('x', Date.now())",
            &[
                "x to items[0].name of the answer",
                "x to items[].id of the answer",
                "x to what it makes of token of the answer",
                "x to the header Location of the answer",
                "x to the cookie sid of the answer",
                "x to the value of {{y}}",
                "x to a value that stands in it",
                "x to a value that it computes",
            ],
        );
    }

    #[test]
    fn the_answer_to_a_request_of_its_own_is_another_answer() {
        says(
            "pm.sendRequest({ url: 'https://user:pw@h/t?key=1' }, (error, answer) => {
                 pm.environment.set('token', answer.json().access_token)
                 pm.expect(answer.code).to.equal(200)
             })",
            &[
                "Sends { address: None, token: false }",
                "token from access_token of the answer to a request of its own",
            ],
        );
        says(
            "const r = { url: 'https://h/t?key=1', body: { urlencoded: 'grant_type=password' } }
             pm.sendRequest(r, () => {})",
            &["Sends { address: Some(\"https://h/t\"), token: true }"],
        );
    }

    #[test]
    fn members_that_are_asked_for_have_their_kinds() {
        says(
            "const body = pm.response.json();
             pm.expect(body).to.be.an('object').that.has.property('id').that.is.a('number');
             pm.expect(body.name).to.be.a('string').and.not.empty;
             pm.expect(body).to.have.all.keys('a', 'b');
             pm.expect(body).to.have.nested.property('c.d', true);
             pm.expect(body.list).to.exist;
             body.list.forEach(item => pm.expect(item.n).to.be.above(1));
             pm.expect(body.gone).to.be.undefined;
             tests['x'] = typeof body.t === 'string' && body.hasOwnProperty('u') && body.v === 5;
             pm.response.to.have.jsonBody('w.x', 'y');
             pm.response.to.have.header('ETag');",
            &[
                "member  Object",
                "member id",
                "member id Number",
                "member name Text",
                "member a",
                "member b",
                "member c.d Boolean",
                "member list",
                "member list[].n Number",
                "member t Text",
                "member u",
                "member v Number",
                "member w.x Text",
                "answer header ETag",
            ],
        );
    }

    #[test]
    fn a_name_that_may_have_one_of_two_values_says_nothing() {
        says(
            "let id = pm.response.json().a; if (x) { id = pm.response.json().b } pm.environment.set('id', id)",
            &["id to a value that it computes"],
        );
        says(
            "const pm = { environment: { set() {} } }; pm.environment.set('id', 1)",
            &[],
        );
    }

    #[test]
    fn changes_of_the_request_are_seen() {
        says(
            "pm.request.headers.add({ key: 'A', value: '1' });
             pm.request.headers.upsert({ key: 'B', value: CryptoJS.HmacSHA256(x, y).toString() });
             pm.request.addHeader('C: 2');
             pm.request.headers.remove('D');
             pm.request.url.query.add({ key: 'q', value: '1' });
             pm.request.body.raw = '{}';
             const r = pm.request; r.method = 'PUT';
             console.log(pm.request.url.toString(), pm.request.headers.get('A'));",
            &[
                "adds A",
                "adds B computed",
                "Signs(\"CryptoJS.HmacSHA256\")",
                "adds C",
                "ChangesRequest(Headers)",
                "ChangesRequest(Address)",
                "ChangesRequest(Body)",
                "ChangesRequest(Method)",
            ],
        );
    }

    #[test]
    fn code_from_elsewhere_and_the_order_of_a_run_are_seen() {
        says(
            "eval(pm.globals.get('u')); new Function('a')(); pm.require('@t/p'); require('moment'); require('x');
             postman.setNextRequest(null); pm.execution.skipRequest(); pm.environment.set(a + 'b', 1)",
            &[
                "Hides(\"eval\")",
                "Hides(\"new Function\")",
                "Hides(\"pm.require\")",
                "Hides(\"require\")",
                "Steers(\"postman.setNextRequest\")",
                "Steers(\"pm.execution.skipRequest\")",
                "SetsUnnamed",
            ],
        );
    }

    #[test]
    fn what_is_no_javascript_is_placed_and_says_nothing() {
        let read = Reader::new().read("pm.response.to.have.status(200)\npm.test('x', () => {\n");
        assert!(read.findings.is_empty());
        assert!(matches!(
            read.problem,
            Some(Problem::Syntax { line: 0..=2 })
        ));
        let top_level = "if (!pm.environment.get('a')) return;\nawait x;";
        assert_eq!(Reader::new().read(top_level).problem, None);
    }

    #[test]
    fn hostile_scripts_end_soon() {
        let nested =
            |open: &str, close: &str| format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        let doubled: String = (0..3_000)
            .map(|n| format!("x{}=x{n}.a+x{n}.b;", n + 1))
            .collect();
        let objects: String = (0..3_000)
            .map(|n| format!("x{} = {{ a: x{n}.a + x{n}.a }};", n + 1))
            .collect();
        let mut reader = Reader::new();
        let least = |open: &str, close: &str| format!("{}1{}", open.repeat(390), close.repeat(390));
        for script in [
            least("(", ")"),
            least("{a:", "}"),
            least("f(", ")"),
            least("(a=>", ")"),
            nested("(", ")"),
            nested("[", "]"),
            nested("f(", ")"),
            nested("(()=>{", "})()"),
            nested("{a:", "}"),
            "a.b(".repeat(20_000),
            format!("a{}", ".b()".repeat(20_000)),
            format!("pm.expect(a){}", ".to".repeat(20_000)),
            format!("a = {}1", "1+".repeat(20_000)),
            "'".repeat(30_001),
            "`${".repeat(20_000),
            "if(a)".repeat(20_000),
            "tests.a=a.b===1;".repeat(20_000),
            format!("x0 = pm.response.json();{doubled}{objects}pm.environment.set('a', x3000.a)"),
        ] {
            let read = reader.read(&script);
            assert!(read.findings.len() <= 2_000);
        }
    }
}
