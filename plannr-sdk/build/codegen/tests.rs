//! What the bending passes are for, and what a spec that cannot be used is told. Run by `cargo test -p xtask`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by it")]

use serde_json::{Value, json};

use super::pattern::Table;
use super::{generate, generate_from, preprocess, run_progenitor};
use crate::openapi::{Document, nodes};

/// What the SDK walks the tables with.
#[path = "../../src/pattern.rs"]
pub(super) mod pattern;

/// The spec of this checkout.
fn shipped() -> String {
    crate::committed::read(crate::SPEC).unwrap()
}

/// A spec with one operation and what is given of it.
fn spec(operation: Value, schemas: Value) -> Value {
    let mut operation = operation;
    operation["operationId"] = json!("doIt");
    if operation["responses"].is_null() {
        operation["responses"] = json!({});
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Test", "version": "1" },
        "paths": { "/it": { "post": operation } },
        "components": { "schemas": schemas },
    })
}

fn body(schema: &str) -> Value {
    json!({ "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } })
}

/// What progenitor makes of a spec as it is, and of the same spec bent.
fn raw_and_preprocessed(spec: &Value) -> (Result<String, String>, String) {
    let code = |spec: &Document| run_progenitor(spec, spec).map(|file| prettyplease::unparse(&file));
    let spec = Document::new(spec.clone());
    let preprocessed = code(&preprocess::preprocess(&spec)).expect("the preprocessed spec generates");
    (code(&spec), preprocessed)
}

#[test]
fn withholding_responses_is_needed_while_progenitor_panics_on_two_bodies() {
    let responses = json!({
        "200": { "description": "" },
        "401": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } },
        "422": { "description": "", "content": { "application/json": { "schema": { "type": "integer" } } } },
    });
    let (unbent, _) = raw_and_preprocessed(&spec(json!({ "responses": responses }), json!({})));
    assert!(unbent.unwrap_err().contains("response_types.len() <= 1"));
}

#[test]
fn joining_lists_is_needed_while_progenitor_ignores_explode() {
    let parameter = json!({
        "name": "ids", "in": "query", "style": "form", "explode": false,
        "schema": { "type": "array", "items": { "type": "string" } },
    });
    let (unbent, bent) = raw_and_preprocessed(&spec(json!({ "parameters": [parameter] }), json!({})));
    assert!(unbent.unwrap().contains("ids: Option<&'a ::std::vec::Vec<"));
    assert!(bent.contains("ids: Option<&'a str>"));
}

#[test]
fn letting_lists_be_empty_is_needed_while_typify_leaves_empty_ones_away() {
    let schemas = json!({ "New": { "type": "object", "properties": {
        "ids": { "type": "array", "items": { "type": "string" } },
    } } });
    let (unbent, bent) = raw_and_preprocessed(&spec(json!({ "requestBody": body("New") }), schemas));
    assert!(unbent.unwrap().contains("Vec::is_empty"));
    assert!(bent.contains("pub ids: ::std::option::Option<"));
}

#[test]
fn keeping_the_text_of_dates_is_needed_while_typify_reads_them_into_chrono() {
    let schemas = json!({ "New": { "type": "object", "properties": {
        "at": { "type": "string", "format": "date-time", "nullable": true },
    } } });
    let (unbent, bent) = raw_and_preprocessed(&spec(json!({ "requestBody": body("New") }), schemas));
    assert!(unbent.unwrap().contains("::chrono::DateTime"));
    assert!(bent.contains("crate::timestamp::Timestamp"));
}

#[test]
fn a_table_matches_what_a_regex_engine_for_javascript_matches() {
    let spec = Document::parse(&shipped()).unwrap();
    let mut patterns: Vec<String> =
        [r"^\s+\d*$", r"\w.[\w-]", "a|^b|c$", "^[[&~]{2}", r"[^\d\s]$", r"^\/\x41\u{42}?", "", "^$", "[a-c]{2,}?$"]
            .map(str::to_owned)
            .into();
    patterns.extend(nodes(&spec.root).into_iter().filter_map(|(_, node)| Some(node["pattern"].as_str()?.to_owned())));
    assert!(patterns.len() > 12, "the patterns of the spec are not found");
    for pattern in patterns {
        let (table, engine) = (Table::new(&pattern).expect(&pattern), regress::Regex::new(&pattern).unwrap());
        let (compiled, mut matched) = (table.compiled(), 0);
        // Short texts of all letters and of what only some call white space, and longer ones of one letter for each column.
        let letters: Vec<char> =
            table.letters().iter().copied().chain("\u{85}\u{180E}\u{FEFF}\u{2028}\r".chars()).collect();
        let of_columns: Vec<char> = table.letters_of_columns().collect();
        let cuts = |long: &'static str| {
            (0..long.len()).flat_map(move |start| (start..=long.len()).map(move |end| long[start..end].to_owned()))
        };
        let long = cuts("+44 (0)20 7946 0958 01234567 (020) 79460958")
            .chain(cuts("ava.o-neil+1@mail.example-site.co.uk, x@y"));
        for text in texts(&letters, 2).into_iter().chain(texts(&of_columns, 6)).chain(long) {
            matched += usize::from(compiled.matches(&text));
            assert_eq!(compiled.matches(&text), engine.find(&text).is_some(), "{pattern} and {text:?}");
        }
        assert!(matched > 0, "no text matches {pattern}");
    }
}

/// All texts of these letters that are not longer.
fn texts(letters: &[char], longest: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    for length in 0..longest {
        let longer = texts.iter().filter(|text| text.chars().count() == length);
        let longer: Vec<String> = longer.flat_map(|text| letters.iter().map(move |it| format!("{text}{it}"))).collect();
        texts.extend(longer);
    }
    texts
}

#[test]
fn a_pattern_that_may_mean_something_else_in_javascript_is_refused() {
    let yaml = shipped();
    for (pattern, told) in [
        (r"\bword", "`\\b`"),
        (r"\p{L}", "`\\p`"),
        (r"(a)\1", "`\\1`"),
        ("[+--]", "range"),
        (r"[+-\d]", "range"),
        ("[^]", "empty class"),
        ("a{2, 3}", "repetition"),
        ("(?=a)", "look-around"),
    ] {
        let of_number = r"pattern: '^\(?\+?[ ().-]*[0-9]([ ().-]*[0-9]){3,14}$'";
        for (good, place) in
            [("pattern: \"^[A-Z]{2}$\"", "CountryCode"), (of_number, "PhoneNumberInCountry.properties.number")]
        {
            assert!(yaml.contains(good), "the spec no longer has {good}");
            let problem = generate_from(&yaml.replace(good, &format!("pattern: '{pattern}'"))).expect_err(pattern);
            assert_eq!(problem.place, format!("components.schemas.{place}"));
            assert!(problem.to_string().contains(told), "{problem}");
        }
    }
}

#[test]
fn a_spec_that_cannot_be_used_is_told_where_why_and_what_to_do() {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    let table = [
        ("a: [", "line 2 column 1", "not valid YAML", "Correct the YAML"),
        ("a: 1\na: 2", "line 1 column 1", "duplicate entry", "Correct the YAML"),
        ("title: no", "openapi", "not an OpenAPI 3.0 document", "OpenAPI 3.0.x"),
        ("openapi: 3.1.0", "openapi", "but 3.1.0", "3.0.x"),
        (&format!("{head}paths: {{}}"), "components", "missing", "Add it"),
        (
            &format!("{head}components: {{}}\npaths: {{/it: {{get: {{responses: {{}}}}}}}}"),
            "paths./it.get",
            "no operationId",
            "Add one",
        ),
        (
            &format!("{head}components: {{}}\npaths: {{/it: {{$ref: '#/components/x'}}}}"),
            "paths./it.$ref",
            "does not exist in this document",
            "Correct the reference",
        ),
        (
            &format!(
                "{head}components: {{}}\npaths:\n  /good: {{get: {{operationId: good, responses: {{}}}}}}\n  \
                 /bad: {{get: {{operationId: bad, responses: {{}}, parameters: [\
                 {{name: c, in: cookie, schema: {{type: string}}}}]}}}}"
            ),
            "paths./bad.get",
            "cookie",
            "add a pass",
        ),
        (
            &format!(
                "{head}components: {{schemas: {{Odd: {{type: odd}}}}}}\npaths:\n  /it: {{get: {{operationId: it, \
                 responses: {{}}, requestBody: {{content: {{application/json: {{schema: \
                 {{$ref: '#/components/schemas/Odd'}}}}}}}}}}}}"
            ),
            "components.schemas.Odd",
            "progenitor cannot generate this",
            "another way",
        ),
    ];
    for (yaml, place, what, remedy) in table {
        let told = generate_from(yaml).expect_err(yaml).to_string();
        assert!([place, what, remedy].iter().all(|part| told.contains(part)), "{yaml}\n{told}");
    }
}

#[test]
fn a_parameter_that_no_query_can_say_is_refused_wherever_it_is_declared() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let parameter = |schema: Value| json!({ "name": "ids", "in": "query", "schema": schema });
    let referred = parameter(json!({ "$ref": "#/components/schemas/Ids" }));
    let table = [
        (parameter(list.clone()), "repeat its key"),
        (referred.clone(), "repeat its key"),
        (parameter(json!({ "type": "object" })), "is an object"),
    ];
    for (parameter, what) in table {
        let of_operation = spec(json!({ "parameters": [parameter] }), json!({ "Ids": list }));
        let mut of_path = spec(json!({}), json!({ "Ids": list }));
        of_path["paths"]["/it"]["parameters"] = json!([parameter]);
        for spec in [of_path, of_operation] {
            let problem = generate_from(&spec.to_string()).expect_err(what);
            assert!(problem.place == "paths./it.post" && problem.problem.contains(what), "{problem}");
        }
    }
    let mut joined = referred;
    joined["explode"] = json!(false);
    let code = generate_from(&spec(json!({ "parameters": [joined] }), json!({ "Ids": list })).to_string()).unwrap();
    assert!(code.contains("ids: Option<&'a str>"), "{code}");
}

#[test]
fn what_an_answer_may_lack_is_what_the_spec_says_or_empty() {
    let schemas = json!({ "Tag": { "type": "object", "required": ["uuid"], "properties": {
        "uuid": { "type": "string", "format": "uuid" },
        "labels": { "type": "array", "items": { "type": "string" } },
        "weight": { "type": "integer", "default": 7 },
    } } });
    let answer = json!({ "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Tag" } } } } });
    let code = generate_from(&spec(json!({ "responses": answer }), schemas).to_string()).unwrap();
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code.contains("\"labels\" labels defaulted") && code.contains("\"uuid\" uuid required"), "{code}");
    assert!(code.contains("\"weight\" weight defaulted(defaults::default_u64::< i64, 7 >)"), "{code}");
}

#[test]
fn a_spec_that_is_not_there_is_named() {
    let told = generate("nowhere/spec.yaml".as_ref()).unwrap_err().to_string();
    assert!(told.contains("nowhere/spec.yaml") && told.contains("Put the spec there"), "{told}");
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let spec = crate::root().join(crate::SPEC);
    assert_eq!(generate(&spec).unwrap(), generate(&spec).unwrap());
}

#[test]
fn in_the_spec_itself_a_fault_is_found_where_it_is() {
    let yaml = shipped();
    let table = [
        ("  title: Plannr CRM contact details\n", "", "info"),
        ("as an account shows it.\n      type: object", "Odd.\n      type: odd", "components.schemas.Tag"),
        ("    get:\n", "    get:\n      x-x: 1\n", ""),
        (
            "      operationId: updateContactDetail\n",
            "      operationId: updateContactDetail\n      x-dropshot-websocket: {}\n",
            "paths./api/v2/contact-details/{uuid}.put",
        ),
    ];
    for (good, bad, place) in table {
        assert!(yaml.contains(good), "the spec no longer has {good}");
        match generate_from(&yaml.replacen(good, bad, 1)) {
            Ok(_) => assert!(place.is_empty(), "{place} was not noticed"),
            Err(problem) => assert_eq!(problem.place, place, "{problem}"),
        }
    }
}
