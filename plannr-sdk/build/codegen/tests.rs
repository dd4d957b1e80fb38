//! Tests of the generator, run by `cargo test -p xtask`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by it")]

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use self::reader::Pattern;
use super::pattern::Table;
use super::{lists, preprocess, run_progenitor, superset};
use crate::bundle::Bundle;
use crate::openapi::{Document, SpecError, nodes};

/// The SDK's reader of tables.
#[path = "../../src/pattern.rs"]
mod reader;

/// The first OpenAPI document of this checkout.
fn shipped() -> String {
    fs::read_to_string(crate::root().join("openapi/contact-details.yaml")).unwrap()
}

fn parse(yaml: &str) -> Result<Document, SpecError> {
    Ok(Bundle::of([("spec.yaml".into(), yaml.to_owned())])?.document)
}

fn generate_from(yaml: &str) -> Result<String, SpecError> {
    super::generate_from(&parse(yaml)?)
}

/// A spec with one operation, `POST /it`.
fn spec(operation: Value, schemas: Value) -> Value {
    let mut whole = json!({ "operationId": "doIt", "responses": {} });
    whole.as_object_mut().unwrap().extend(operation.as_object().unwrap().clone());
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Test", "version": "1" },
        "paths": { "/it": { "post": whole } },
        "components": { "schemas": schemas },
    })
}

fn content(schema: &Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The code of progenitor for a spec as it is, and for the same spec preprocessed.
fn raw_and_preprocessed(spec: Value) -> (Result<String, String>, String) {
    let code = |spec: &Document| {
        run_progenitor(spec).map(|file| prettyplease::unparse(&file)).map_err(|error| error.to_string())
    };
    let spec = Document::new(spec);
    (code(&spec), code(&preprocess::preprocess(&spec)).expect("the preprocessed spec generates"))
}

#[test]
fn withholding_responses_is_needed_while_progenitor_panics_on_two_bodies() {
    let [text, number] = ["string", "integer"].map(|kind| content(&json!({ "type": kind })));
    let responses = json!({ "200": { "description": "" }, "401": text, "422": number });
    let (raw, _) = raw_and_preprocessed(spec(json!({ "responses": responses }), json!({})));
    assert!(raw.unwrap_err().contains("response_types.len() <= 1"));
}

#[test]
fn withholding_queries_is_needed_while_progenitor_takes_optional_parameters_by_position() {
    let parameters = ["a", "b"].map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
    let whole = spec(json!({ "parameters": parameters }), json!({}));
    let (raw, preprocessed) = raw_and_preprocessed(whole.clone());
    assert!(raw.unwrap().contains("a: Option<&'a str>,\n        b: Option<&'a str>"));
    assert!(!preprocessed.contains("Option<"));
    let code = generate_from(&whole.to_string()).unwrap();
    assert!(code.contains("query: &'a [(&'a str, &'a str)]") && code.contains(".query(query)"), "{code}");
}

#[test]
fn sending_text_in_queries_is_needed_while_progenitor_ignores_explode() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let parameter = json!({ "name": "ids", "in": "query", "required": true, "explode": false, "schema": list });
    let (raw, preprocessed) = raw_and_preprocessed(spec(json!({ "parameters": [parameter] }), json!({})));
    assert!(raw.unwrap().contains("ids: &'a ::std::vec::Vec<"));
    assert!(preprocessed.contains("ids: &'a str"));
}

#[test]
fn letting_fields_be_absent_is_needed_while_typify_sends_no_empty_lists_and_every_default() {
    let ids = json!({ "type": "array", "items": { "type": "string" } });
    let is_primary = json!({ "type": "boolean", "default": false });
    let schemas = json!({ "New": { "type": "object", "properties": { "ids": ids, "is_primary": is_primary } } });
    let (raw, preprocessed) = raw_and_preprocessed(spec(json!({ "requestBody": content(&reference("New")) }), schemas));
    let raw = raw.unwrap();
    assert!(raw.contains("Vec::is_empty") && raw.contains("pub is_primary: bool"));
    assert!(preprocessed.contains("pub ids: ::std::option::Option<"));
    assert!(preprocessed.contains("pub is_primary: ::std::option::Option<bool>"));
}

#[test]
fn keeping_the_text_of_dates_is_needed_while_typify_reads_them_into_chrono() {
    let at = json!({ "type": "string", "format": "date-time", "nullable": true });
    let schemas = json!({ "New": { "type": "object", "properties": { "at": at } } });
    let (raw, preprocessed) = raw_and_preprocessed(spec(json!({ "requestBody": content(&reference("New")) }), schemas));
    assert!(raw.unwrap().contains("::chrono::DateTime"));
    assert!(preprocessed.contains("crate::timestamp::Timestamp"));
}

#[test]
fn loosening_responses_is_needed_while_typify_makes_types_of_limits() {
    let count = json!({ "type": "integer", "minimum": 1 });
    let schemas =
        json!({ "Tag": { "type": "object", "properties": { "count": count, "format": { "type": "string" } } } });
    let responses = json!({ "200": content(&reference("Tag")) });
    let (raw, preprocessed) = raw_and_preprocessed(spec(json!({ "responses": responses }), schemas));
    assert!(raw.unwrap().contains("NonZeroU64"));
    assert!(preprocessed.contains("pub count: ::std::option::Option<i64>") && preprocessed.contains("pub format:"));
}

#[test]
fn a_table_matches_the_same_texts_as_a_regex_engine_for_javascript() {
    let spec = crate::specs().unwrap().document;
    let mut patterns: Vec<&str> =
        vec![r"^\s+\d*$", r"\w.[\w-]", "a|^b|c$", "^[[&~]{2}", r"[^\d\s]$", r"^\/\x41\u{42}?", "", "^$", "[a-c]{2,}?$"];
    patterns.extend(nodes(&spec.root).into_iter().filter_map(|(_, node)| node["pattern"].as_str()));
    assert!(patterns.len() > 12, "the patterns of the spec are not found");
    for pattern in patterns {
        let (table, engine) = (Table::new(pattern).expect(pattern), regress::Regex::new(pattern).unwrap());
        // Short texts of all letters and of disputed white space, and longer ones of one letter for each column.
        let letters: Vec<char> =
            table.starts.iter().copied().chain("\u{85}\u{180E}\u{FEFF}\u{2028}\r".chars()).collect();
        let columns = table.columns.iter().copied().zip(table.starts.iter().copied()).rev();
        let of_columns: Vec<char> = columns.collect::<BTreeMap<_, _>>().into_values().collect();
        let long = ["+44 (0)20 7946 0958 01234567 (020) 79460958", "ava.o-neil+1@mail.example-site.co.uk, x@y"];
        let parts = long.into_iter().flat_map(|long| {
            (0..long.len()).flat_map(move |start| (start..=long.len()).map(move |end| long[start..end].to_owned()))
        });
        let (compiled, mut matched) = (compiled(table), 0);
        for text in texts(&letters, 2).into_iter().chain(texts(&of_columns, 6)).chain(parts) {
            matched += usize::from(compiled.matches(&text));
            assert_eq!(compiled.matches(&text), engine.find(&text).is_some(), "{pattern} and {text:?}");
        }
        assert!(matched > 0, "no text matches {pattern}");
    }
}

/// The table as the SDK has it.
fn compiled(Table { starts, columns, width, next, matching }: Table) -> Pattern {
    let (starts, columns, next, matching) = (starts.leak(), columns.leak(), next.leak(), matching.leak());
    Pattern { starts, columns, width, next, matching }
}

/// All texts of these letters up to a length.
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
fn a_pattern_with_another_meaning_in_javascript_is_refused() {
    let yaml = shipped();
    let country = (r#"pattern: "^([A-TV-Z][A-Z]|U[A-JL-Z])$""#, "components.schemas.CountryCode");
    let number = (
        r"pattern: '^\(?\+?[ ().-]*[0-9]([ ().-]*[0-9]){3,14}$'",
        "components.schemas.PhoneNumberInCountry.properties.number",
    );
    for (pattern, problem) in [
        (r"\bword", "`\\b`"),
        (r"\p{L}", "`\\p`"),
        (r"(a)\1", "`\\1`"),
        ("[+--]", "range"),
        (r"[+-\d]", "range"),
        ("[^]", "empty class"),
        ("a{2, 3}", "repetition"),
        ("(?=a)", "look-around"),
    ] {
        for (good, place) in [country, number] {
            assert!(yaml.contains(good), "the spec no longer has {good}");
            let error = generate_from(&yaml.replace(good, &format!("pattern: '{pattern}'"))).expect_err(pattern);
            assert!(error.place == place && error.problem.contains(problem), "{error}");
        }
    }
}

#[test]
fn an_unusable_spec_is_refused_with_the_place_the_problem_and_the_remedy() {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    let table = [
        ("a: [".to_owned(), ["line 2 column 1", "not valid YAML", "Correct the YAML"]),
        ("a: 1\na: 2".to_owned(), ["line 1 column 1", "duplicate entry", "Correct the YAML"]),
        ("a: {b: {<<: {c: 1}}}".to_owned(), ["a.b.<<", "most tools ignore merge keys", "Write the members out"]),
        ("title: no".to_owned(), ["openapi", "not an OpenAPI 3.0 document", "OpenAPI 3.0.x"]),
        ("openapi: 3.1.0".to_owned(), ["openapi", "but 3.1.0", "3.0.x"]),
        (format!("{head}paths: {{}}"), ["components", "missing", "Add it"]),
        (
            format!("{head}components: {{}}\npaths: {{/it: {{get: {{responses: {{}}}}}}}}"),
            ["paths./it.get", "no operationId", "Add one"],
        ),
        (
            format!("{head}components: {{}}\npaths: {{/it: {{$ref: '#/components/x'}}}}"),
            ["paths./it.$ref", "does not exist in this document", "Correct the reference"],
        ),
    ];
    for (yaml, parts) in table {
        let error = generate_from(&yaml).expect_err(&yaml).to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{yaml}\n{error}");
    }
    let error = Bundle::read("nowhere/spec.yaml".as_ref()).err().unwrap().to_string();
    assert!(error.contains("nowhere/spec.yaml") && error.contains("Put the spec there"), "{error}");
}

/// Makes a bundle of documents that begin with these paths and components, beside the settings of a linter.
fn bundle(documents: [(&str, &str); 2]) -> Result<Bundle, SpecError> {
    let text = |content: &str| format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{content}");
    let documents = documents.map(|(name, content)| (name.into(), text(content)));
    Bundle::of([("redocly.yaml".into(), "openapi: {theme: x}".to_owned())].into_iter().chain(documents))
}

#[test]
fn documents_that_refer_to_each_other_are_one() {
    let a = "paths: {/a: {get: {}}}\ncomponents: {schemas: {A: {type: object}}, securitySchemes: {s: {type: http}}}";
    let b = "paths: {/a: {put: {}}, /b: {get: {x: {$ref: './a.yaml#/components/schemas/A'}}}}\ncomponents:\n  \
             securitySchemes: {s: {$ref: 'a.yaml#/components/securitySchemes/s'}}\n  \
             schemas: {B: {discriminator: {mapping: {a: 'a.yaml#/components/schemas/A'}}}}";
    for documents in [[("a.yaml", a), ("b.yaml", b)], [("b.yaml", b), ("a.yaml", a)]] {
        let document = bundle(documents).unwrap_or_else(|error| panic!("{error}")).document;
        assert_eq!(document.operations().count(), 3);
        assert_eq!(document.root["paths"]["/b"]["get"]["x"], reference("A"));
        let components = json!({ "schemas": {
            "A": { "type": "object" },
            "B": { "discriminator": { "mapping": { "a": "#/components/schemas/A" } } },
        }, "securitySchemes": { "s": { "type": "http" } } });
        assert_eq!(document.root["components"], components);
    }
}

#[test]
fn documents_that_contradict_each_other_are_refused_with_both_places() {
    let a = "servers: [{url: a}]\nx-rate-limit: {n: 5}\ntags: [{name: t}]\ncomponents: {schemas: {A: {type: object}}}\n\
             paths: {/a: {get: {}, parameters: []}}";
    for (good, bad, place) in [
        ("type: object", "type: string", "components.schemas.A"),
        ("get: {}", "get: {x: 1}", "paths./a.get"),
        ("get: {}, parameters: []", "put: {}", "paths./a"),
        ("url: a", "url: b", "servers"),
        ("servers: [{url: a}]\n", "", "servers"),
        ("n: 5", "n: 6", "x-rate-limit"),
        ("servers", "security: [{s: []}]\nservers", "security"),
    ] {
        assert!(a.contains(good), "{good}");
        let error = bundle([("a.yaml", a), ("b.yaml", &a.replace(good, bad))]).err().expect(bad).to_string();
        let places = format!("b.yaml: {place}: contradicts a.yaml: {place}\n");
        assert!(error.starts_with(&places), "{error}");
    }
    assert!(bundle([("a.yaml", a), ("b.yaml", a)]).is_ok());
    let error = bundle([("a.yaml", a), ("b.yaml", &a.replace("{}", "{$ref: 'c.yaml#/x'}"))]).err().unwrap();
    assert!(error.to_string().starts_with("b.yaml: paths./a.get.$ref: c.yaml#/x does not exist"), "{error}");
    // An error of the generator, too, names the file.
    let b = "paths: {/b: {get: {parameters: []}}}\ncomponents: {}";
    let error =
        super::generate(&bundle([("a.yaml", "paths: {}\ncomponents: {}"), ("b.yaml", b)]).unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("b.yaml: paths./b.get: no operationId"), "{error}");
}

#[test]
fn an_error_of_progenitor_is_narrowed_down_to_its_place() {
    let yaml = shipped();
    let title = "  title: Plannr CRM contact details\n";
    let (tag, update) =
        ("in the form that accounts have.\n      type: object", "      operationId: updateContactDetail\n");
    // Accounts, circles and contact details refer to each other.
    let circle = "A circle of accounts.\n      type: object";
    for (good, bad, place) in [
        (title, String::new(), "info"),
        (tag, "Odd.\n      type: odd".to_owned(), "components.schemas.Tag"),
        (circle, "Odd.\n      type: odd".to_owned(), "components.schemas.Circle"),
        (update, format!("{update}      x-dropshot-websocket: {{}}\n"), "paths./api/v2/contact-details/{uuid}.put"),
    ] {
        assert!(yaml.contains(good), "the spec no longer has {good}");
        let error = generate_from(&yaml.replacen(good, &bad, 1)).expect_err(place);
        assert!(error.place == place && error.to_string().contains("add a pass"), "{error}");
    }
}

/// A spec with a property `x` of a request or a response.
fn spec_with(direction: &str, x: &Value) -> Value {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let schemas = json!({ "Body": { "type": "object", "properties": { "x": x } }, "Object": object, "Named": x });
    spec(
        if direction == "request" {
            json!({ "requestBody": content(&reference("Body")) })
        } else {
            json!({ "responses": { "200": content(&reference("Body")) } })
        },
        schemas,
    )
}

#[test]
fn a_schema_that_would_not_compile_is_refused_with_its_place_and_the_remedy() {
    let named = |more: Value| json!({ "$ref": "#/components/schemas/Named", "x": more });
    let (text, object, absent) = (json!({ "type": "string" }), reference("Object"), json!({ "enum": [null] }));
    let values = json!({ "type": "string", "enum": ["a", "b"] });
    for (direction, x, parts) in [
        ("response", values.clone(), ["Body.properties.x: an enumeration that is not open", "write `anyOf`"]),
        ("response", named(values.clone()), ["schemas.Named: an enumeration that is not open", "write `anyOf`"]),
        ("response", json!({ "anyOf": [values, text] }), ["x: a choice without a name", "Move it"]),
        ("response", json!({ "oneOf": [object, object] }), ["x: a choice without a name", "Move it"]),
        (
            "response",
            named(json!({ "oneOf": [object, object] })),
            ["Named: a choice that cannot be read", "in this order"],
        ),
        (
            "response",
            named(json!({ "oneOf": [text, object] })),
            ["Named: a choice that cannot be read", "in this order"],
        ),
        ("request", json!({ "oneOf": [object, object] }), ["x: a choice without a name", "Move it"]),
        (
            "response",
            json!({ "additionalProperties": text, "type": "object" }),
            ["x: a map whose values", "`additionalP"],
        ),
        ("request", json!({}), ["x: a schema without a type", "Add its `type`"]),
        ("response", json!({ "type": "array" }), ["x: a list without `items`", "Add the schema"]),
        ("response", json!({ "type": "array", "items": {} }), ["x.items: a schema without a type", "Add its `type`"]),
        ("request", json!({ "type": "integer", "enum": [1, 2] }), ["x: an enumeration of other", "Leave out `enum`"]),
        ("response", json!({ "type": "string", "enum": ["a", null] }), ["x: an enumeration of other", "`oneOf` with"]),
        (
            "request",
            json!({ "type": "string", "enum": ["a"], "nullable": true }),
            ["x: an enumeration or a comp", "Move it"],
        ),
        (
            "response",
            named(json!({ "type": "string", "nullable": true })),
            ["Named: an enumeration or a comp", "each use"],
        ),
        ("response", json!({ "nullable": true, "maxLength": 2, "allOf": [object] }), ["x: `allOf`", "List the prop"]),
        ("response", json!({ "const": "a" }), ["x.const: no keyword of OpenAPI 3.0", "Correct its name"]),
        ("request", json!({ "type": "string", "maxlength": 2 }), ["x.maxlength: no keyword", "Correct its name"]),
        (
            "request",
            json!({ "type": "object", "properties": { "y": text } }),
            ["x: an object without a name", "Move it"],
        ),
        ("request", json!({ "type": "integer", "minimum": 1 }), ["Body: `minimum` of `x` would not be", "Check it"]),
        (
            "response",
            json!({ "oneOf": [{ "type": "array" }, absent] }),
            ["x.oneOf.0: a list without `items`", "Add the"],
        ),
    ] {
        let spec = match x.get("x") {
            None => spec_with(direction, &x),
            Some(named) => {
                let mut spec = spec_with(direction, &reference("Named"));
                spec["components"]["schemas"]["Named"] = named.clone();
                spec
            }
        };
        let error = generate_from(&spec.to_string()).expect_err(&x.to_string()).to_string();
        assert!(
            error.starts_with("components.schemas.") && parts.iter().all(|part| error.contains(part)),
            "{x}\n{error}"
        );
    }
}

#[test]
fn what_an_operation_cannot_have_is_refused_with_its_place_and_the_remedy() {
    let (tag, object) = (reference("Tag"), json!({ "type": "object", "properties": { "a": { "type": "string" } } }));
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "schema": schema });
    let text = json!({ "type": "string" });
    for (operation, parts) in [
        (json!({ "requestBody": content(&object) }), ["/it.post.requestBody: a body that is not JSON, or", "Move it"]),
        (
            json!({ "responses": { "200": content(&object) } }),
            ["/it.post.responses.200: a body that is not", "Move it"],
        ),
        (
            json!({ "responses": { "200": content(&tag), "201": content(&reference("Other")) } }),
            ["different", "Keep one"],
        ),
        (json!({ "responses": { "200": content(&tag), "204": { "description": "" } } }), ["different", "Keep one"]),
        (
            json!({ "parameters": [query("f[a]", text.clone()), query("f_a", text.clone())] }),
            ["both `f_a` in Rust", "Rename"],
        ),
        (
            json!({ "parameters": [query("a", json!({ "type": "string", "enum": ["a"] }))] }),
            ["a: an enumeration w", "Move"],
        ),
        (
            json!({ "parameters": [query("a", json!({ "type": "string", "maxLength": 2 }))] }),
            ["a: a limit that", "Leave it"],
        ),
        (
            json!({ "requestBody": content(&tag), "responses": { "200": content(&tag) } }),
            ["Tag: it is used both", "twice"],
        ),
    ] {
        let error = generate_from(&spec(operation.clone(), json!({ "Tag": object, "Other": object })).to_string());
        let error = error.expect_err(&operation.to_string()).to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{operation}\n{error}");
    }
    for (schemas, place) in [
        (
            json!({ "Tag": { "type": "object", "properties": { "aB": text, "a_b": text } } }),
            "components.schemas.Tag.properties",
        ),
        (json!({ "Tag": object, "tag": object }), "components.schemas"),
    ] {
        let operation = json!({ "responses": { "200": content(&tag) } });
        let error = generate_from(&spec(operation, schemas).to_string()).expect_err(place);
        assert!(error.place == place && error.problem.contains("in Rust"), "{error}");
    }
}

#[test]
fn an_operation_needs_no_header_and_no_body() {
    let page = json!({ "name": "page", "in": "query", "schema": { "type": "integer" } });
    let conflict = json!({ "type": "object", "properties": { "by": { "type": "string" } } });
    let responses = json!({ "204": { "description": "" }, "409": content(&reference("Conflict")) });
    let spec = spec(json!({ "parameters": [page], "responses": responses }), json!({ "Conflict": conflict }));
    let code = generate_from(&spec.to_string()).unwrap();
    assert!(code.contains("let header_map =") && code.contains("pub struct Conflict {"), "{code}");
}

#[test]
fn a_spec_that_lacks_a_part_of_the_shipped_one_is_refused_with_a_list() {
    let own = crate::specs().unwrap().document;
    let check = |change: fn(&mut Value)| {
        let mut other = own.clone();
        change(&mut other.root["components"]);
        superset::check(&other, &own).map_err(|error| error.to_string())
    };
    assert_eq!(check(|_| {}), Ok(()));
    assert_eq!(check(|it| it["schemas"]["Account"]["properties"]["new"] = json!({ "type": "string" })), Ok(()));
    for (change, part) in [
        (
            (|it| it["parameters"]["FilterUuid"]["name"] = json!("x")) as fn(&mut Value),
            "parameter filter[uuid] of listContactDetails",
        ),
        (|it| it["schemas"]["Tag"]["properties"]["slug"]["type"] = json!("integer"), "optional string Tag.slug"),
        (|it| it["schemas"]["Tag"]["required"] = json!(["uuid", "slug"]), "optional string Tag.slug"),
        (|it| it["schemas"]["AccountSort"]["enum"] = json!(["email"]), "value first_name of AccountSort"),
        (|it| it["schemas"]["NewEmail"]["required"] = json!(["type"]), "body NewEmail that requires only"),
    ] {
        let error = check(change).expect_err(part);
        assert!(error.contains(&format!("\n  {part}")) || error.contains(&format!(" {part}")), "{error}");
    }
}

#[test]
fn a_parameter_without_a_single_form_in_a_query_is_refused() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let parameter = |schema: &Value| json!({ "name": "ids", "in": "query", "schema": schema });
    for (schema, problem) in [
        (&list, "repeat its key"),
        (&reference("Ids"), "repeat its key"),
        (&json!({ "type": "object" }), "is an object"),
    ] {
        let of_operation = spec(json!({ "parameters": [parameter(schema)] }), json!({ "Ids": list }));
        let mut of_path = spec(json!({}), json!({ "Ids": list }));
        of_path["paths"]["/it"]["parameters"] = json!([parameter(schema)]);
        for spec in [of_path, of_operation] {
            let error = generate_from(&spec.to_string()).expect_err(problem);
            assert!(error.place == "paths./it.post" && error.problem.contains(problem), "{error}");
        }
    }
    let mut joined = parameter(&reference("Ids"));
    joined
        .as_object_mut()
        .unwrap()
        .extend([("explode".to_owned(), json!(false)), ("required".to_owned(), json!(true))]);
    let code = generate_from(&spec(json!({ "parameters": [joined] }), json!({ "Ids": list })).to_string()).unwrap();
    assert!(code.contains("ids: &'a str"), "{code}");
}

#[test]
fn an_absent_field_of_a_response_has_the_default_of_the_spec_or_is_empty() {
    let schemas = json!({ "Tag": { "type": "object", "required": ["uuid"], "properties": {
        "uuid": { "type": "string", "format": "uuid" },
        "labels": { "type": "array", "items": { "type": "string" } },
        "weight": { "type": "integer", "default": 7 },
    } } });
    let responses = json!({ "200": content(&reference("Tag")) });
    let code = generate_from(&spec(json!({ "responses": responses }), schemas).to_string()).unwrap();
    let code: String = code.split_whitespace().collect();
    assert!(code.contains(r#""labels"labelsdefaulted"#) && code.contains(r#""uuid"uuidrequired"#), "{code}");
    assert!(code.contains(r#""weight"weightdefaulted(defaults::default_u64::<i64,7>)"#), "{code}");
}

/// A spec with the list `GET /its` and one parameter beside those of its pages.
fn list_with(parameter: &Value) -> Value {
    let number = |name| json!({ "name": name, "in": "query", "schema": { "type": "integer", "minimum": 1 } });
    let schema =
        |properties: Value| json!({ "type": "object", "required": ["data", "uuid"], "properties": properties });
    let mut whole = spec(
        json!({}),
        json!({
            "It": schema(json!({ "uuid": { "type": "string", "format": "uuid" } })),
            "Kind": { "type": "string", "enum": ["a", "-a"] },
            "PageLinks": schema(json!({})),
            "PageMeta": schema(json!({})),
            "ItPage": schema(json!({
                "data": { "type": "array", "items": reference("It") },
                "links": reference("PageLinks"),
                "meta": reference("PageMeta"),
            })),
        }),
    );
    whole["paths"] = json!({ "/its": { "get": {
        "operationId": "listIts",
        "parameters": [number("page"), number("per_page"), parameter],
        "responses": { "200": content(&reference("ItPage")) },
    } } });
    whole
}

fn lists_of(spec: Value) -> Result<String, SpecError> {
    lists::file(&Document::new(spec)).map(|file| prettyplease::unparse(&file))
}

#[test]
fn each_kind_of_parameter_has_a_setter_of_its_type() {
    for (name, schema, setter) in [
        (
            "filter[uuid]",
            json!({ "type": "array", "items": { "format": "uuid", "type": "string" } }),
            "uuids(self, values: impl IntoIterator<Item = ::uuid::Uuid>)",
        ),
        (
            "filter[status]",
            json!({ "type": "array", "items": reference("Kind") }),
            "statuses(self, values: impl IntoIterator<Item = types::Kind>)",
        ),
        (
            "filter[groups]",
            json!({ "type": "array", "items": { "type": "string" } }),
            "groups(self, values: impl IntoIterator<Item = impl Into<String>>)",
        ),
        ("filter[name]", json!({ "type": "string" }), "name(self, value: impl Into<String>)"),
        ("filter[is_new]", json!({ "type": "boolean" }), "is_new(self, value: bool)"),
        ("filter[size]", json!({ "type": "integer" }), "size(self, value: i64)"),
        ("sort", reference("Kind"), "sort(self, value: types::Kind)"),
    ] {
        let spec = list_with(&json!({ "name": name, "in": "query", "explode": false, "schema": schema }));
        let code = lists_of(spec).unwrap();
        let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
        assert!(squeezed(&code).contains(&squeezed(&format!("pub fn {setter} -> Self"))), "{code}");
        assert!(code.contains("pages: 1u64..=u64::MAX"), "{code}");
    }
}

#[test]
fn a_list_that_has_no_setters_or_no_page_is_refused_with_the_place() {
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "explode": false, "schema": schema });
    let mut of_path = query("id", json!({ "type": "string" }));
    of_path["in"] = json!("path");
    for (parameter, problem) in [
        (query("filter[a]", json!({ "type": "string", "enum": ["a"] })), "no name of its own"),
        (query("filter[a]", json!({ "type": "string", "maxLength": 5 })), "`maxLength` would not be checked"),
        (query("filter[a]", json!({ "type": "array", "items": reference("It") })), "no setter for the type object"),
        (query("filter[send]", json!({ "type": "string" })), "the name `send`"),
        (of_path, "is no header"),
    ] {
        let error = lists_of(list_with(&parameter)).expect_err(problem);
        assert!(error.place.starts_with("paths./its.get") && error.problem.contains(problem), "{error}");
    }
    let mut nameless = list_with(&query("a", json!({ "type": "string" })));
    nameless["components"]["schemas"]["ItPage"]["properties"]["data"]["items"] = json!({ "type": "object" });
    assert!(lists_of(nameless).unwrap_err().problem.contains("no page"));
    let mut twice = list_with(&query("a", json!({ "type": "string" })));
    twice["paths"]["/others"] = twice["paths"]["/its"].clone();
    assert!(lists_of(twice).unwrap_err().problem.contains("another list has the items It"));
}
