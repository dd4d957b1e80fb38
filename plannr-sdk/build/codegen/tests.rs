//! Tests of the generator, run by `cargo test -p xtask`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by it")]

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use self::reader::Pattern;
use super::pattern::Table;
use super::{preprocess, run_progenitor, superset};
use crate::bundle::Bundle;
use crate::openapi::{Document, SpecError, nodes};

/// The SDK's reader of tables.
#[path = "../../src/pattern.rs"]
mod reader;

/// The first OpenAPI document of this checkout.
fn shipped() -> String {
    fs::read_to_string(crate::root().join("openapi/contact-details.yaml")).unwrap()
}

/// A document in which `<Tag>` refers to a schema.
fn document(paths: &str, schemas: &str) -> String {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}";
    let text = format!("{head}\npaths: {{{paths}}}\ncomponents: {{schemas: {{{schemas}}}}}");
    text.replace('<', "{$ref: '#/components/schemas/").replace('>', "'}")
}

/// A document with one operation, `POST /it`.
fn spec(operation: &str, schemas: &str) -> String {
    document(&format!("/it: {{post: {{operationId: doIt, {operation}}}}}"), schemas)
}

/// A request or a response with JSON.
fn content(schema: &str) -> String {
    format!("{{description: '', content: {{application/json: {{schema: {schema}}}}}}}")
}

fn parse(yaml: &str) -> Result<Document, SpecError> {
    Ok(Bundle::of([("spec.yaml".into(), yaml.to_owned())])?.document)
}

/// The text of both generated files, without white space.
fn generate(yaml: &str) -> Result<String, SpecError> {
    let files = super::files(&parse(yaml)?)?;
    Ok(files.iter().map(|(_, file)| squeezed(&prettyplease::unparse(file))).collect())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace(",)", ")")
}

/// Asserts that a spec is refused with an error that has these parts.
fn assert_refused(yaml: &str, parts: &[&str]) {
    let error = generate(yaml).expect_err(yaml).to_string();
    assert!(parts.iter().all(|part| error.contains(part)), "{yaml}\n{error}\n{parts:?}");
}

#[test]
fn each_pass_is_needed_while_progenitor_or_typify_has_a_defect() {
    // An operation, the properties of its body, and a part of the code, or of the error, without the passes and with them.
    for (operation, properties, raw, preprocessed) in [
        // Withholding responses: progenitor panics on two bodies.
        ("responses: {401: TEXT, 422: BODY}", "{}", "response_types.len() <= 1", "fn do_it"),
        // Withholding queries: it takes optional parameters by position.
        ("parameters: [{name: a, QUERY}, {name: b, QUERY}]", "{}", "a: Option<&str>, b: Option<&str>", "(&self)"),
        // Sending text in queries: it ignores `explode`.
        ("parameters: [{name: a, JOINED LIST}]", "{}", "a: &::std::vec::Vec<", "a: &str"),
        ("parameters: [{name: a, JOINED <Ids>}]", "{}", "a: &types::Ids", "a: &str"),
        // Letting fields be absent: typify sends no empty lists, and every default.
        ("requestBody: BODY", "{ids: LIST}", "Vec::is_empty", "pub ids: ::std::option::Option<"),
        ("requestBody: BODY", "{is: {type: boolean, default: false}}", "is: bool", "is: ::std::option::Option<bool>"),
        // Keeping the text of dates: it reads them into chrono.
        ("requestBody: BODY", "{at: {type: string, format: date, nullable: true}}", "::chrono::", "::Timestamp"),
        // Loosening responses: it makes types of limits.
        (
            "responses: {200: BODY}",
            "{count: {type: integer, minimum: 1}}",
            "NonZeroU64",
            "count: ::std::option::Option<i64>",
        ),
        ("responses: {200: BODY}", "{format: {type: string}}", "pub format:", "pub format:"),
    ] {
        let responses = if operation.starts_with("responses") { "" } else { ", responses: {}" };
        let operation = [
            ("BODY", content("<New>").as_str()),
            ("TEXT", &content("{type: string}")),
            ("QUERY", "in: query, schema: {type: string}"),
            ("JOINED", "in: query, required: true, explode: false, schema:"),
        ]
        .into_iter()
        .fold(format!("{operation}{responses}"), |text, (short, long)| text.replace(short, long));
        let schemas = format!("New: {{type: object, properties: {properties}}}, Ids: LIST");
        let yaml = spec(&operation, &schemas).replace("LIST", "{type: array, items: {type: string}}");
        let spec = parse(&yaml).unwrap();
        let code = |spec| run_progenitor(spec).map(|file| prettyplease::unparse(&file));
        let without = code(&spec).unwrap_or_else(|error| error.to_string());
        let with = code(&preprocess::preprocess(&spec)).expect("the preprocessed spec generates");
        for (code, part) in [(without, raw), (with, preprocessed)] {
            assert!(squeezed(&code.replace("'a ", "")).contains(&squeezed(part)), "{yaml}\n{code}\n{part}");
        }
    }
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
        let schema = format!("New: {{type: object, properties: {{x: {{type: string, pattern: '{pattern}'}}}}}}");
        let yaml = spec(&format!("requestBody: {}", content("<New>")), &schema);
        assert_refused(&yaml, &["components.schemas.New.properties.x: `pattern`: ", problem, "JavaScript"]);
    }
}

#[test]
fn an_unusable_spec_is_refused_with_the_place_the_problem_and_the_remedy() {
    for (yaml, parts) in [
        ("a: [", ["line 2 column 1", "not valid YAML", "Correct the YAML"]),
        ("a: 1\na: 2", ["line 1 column 1", "duplicate entry", "Correct the YAML"]),
        ("title: no", ["openapi", "not an OpenAPI 3.0 document", "OpenAPI 3.0.x"]),
        ("openapi: 3.1.0", ["openapi", "but 3.1.0", "3.0.x"]),
        ("openapi: 3.0.3\ninfo: {}\npaths: {}", ["components", "missing", "Add it"]),
        (
            &document("", "A: {b: {<<: {c: 1}}}").replace("{$ref: '#/components/schemas/", "<"),
            ["components.schemas.A.b.<<", "most tools ignore merge keys", "Write the members out"],
        ),
        (&document("/it: {get: {}}", ""), ["paths./it.get", "no operationId", "Add one"]),
        (&document("/it: <x>", ""), ["paths./it.$ref", "does not exist in this document", "Correct the reference"]),
    ] {
        assert_refused(yaml, &parts);
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
        assert_eq!(document.root["paths"]["/b"]["get"]["x"], json!({ "$ref": "#/components/schemas/A" }));
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
    let update = "      operationId: updateContactDetail\n";
    for (good, bad, place) in [
        ("  title: Plannr CRM contact details\n", "", "info"),
        ("in the form that accounts have.\n      type: object", "O.\n      type: odd", "components.schemas.Tag"),
        // Accounts, circles and contact details refer to each other.
        ("A circle of accounts.\n      type: object", "O.\n      type: odd", "components.schemas.Circle"),
        (update, &format!("{update}      x-dropshot-websocket: {{}}\n"), "paths./api/v2/contact-details/{uuid}.put"),
    ] {
        assert!(yaml.contains(good), "the spec no longer has {good}");
        assert_refused(&yaml.replacen(good, bad, 1), &[&format!("{place}: progenitor cannot"), "add a pass"]);
    }
}

#[test]
fn a_schema_that_would_not_compile_is_refused_with_its_place_and_the_remedy() {
    for (usage, schema, parts) in [
        ("response", "{type: string, enum: [a, b]}", ["Body.properties.x: an enumeration that is not", "`anyOf`"]),
        ("named response", "{type: string, enum: [a, b]}", ["schemas.Named: an enumeration that is not", "`anyOf`"]),
        ("response", "{anyOf: [{type: string, enum: [a]}, {type: string}]}", ["x: a choice without a name", "Move it"]),
        ("response", "{oneOf: [<Object>, <Object>]}", ["x: a choice without a name", "Move it"]),
        ("named response", "{oneOf: [<Object>, <Object>]}", ["Named: a choice that cannot be read", "in this order"]),
        ("named response", "{oneOf: [{type: string}, <Object>]}", ["Named: a choice that cannot", "in this order"]),
        ("request", "{oneOf: [<Object>, <Object>]}", ["x: a choice without a name", "Move it"]),
        ("response", "{type: object, additionalProperties: {type: string}}", ["x: a map whose values", "`additionalP"]),
        ("request", "{}", ["x: a schema without a type", "Add its `type`"]),
        ("response", "{type: array}", ["x: a list without `items`", "Add the schema"]),
        ("response", "{type: array, items: {}}", ["x.items: a schema without a type", "Add its `type`"]),
        ("request", "{type: integer, enum: [1, 2]}", ["x: an enumeration of other", "Leave out `enum`"]),
        ("response", "{type: string, enum: [a, null]}", ["x: an enumeration of other", "`oneOf` with"]),
        ("request", "{type: string, enum: [a], nullable: true}", ["x: an enumeration or a comp", "Move it"]),
        ("named response", "{type: string, nullable: true}", ["Named: an enumeration or a comp", "each use"]),
        ("response", "{nullable: true, maxLength: 2, allOf: [<Object>]}", ["x: `allOf`", "List the properties"]),
        ("response", "{const: a}", ["x.const: no keyword of OpenAPI 3.0", "Correct its name"]),
        ("request", "{type: string, maxlength: 2}", ["x.maxlength: no keyword", "Correct its name"]),
        ("request", "{type: object, properties: {y: {type: string}}}", ["x: an object without a name", "Move it"]),
        ("request", "{type: integer, minimum: 1}", ["x: a limit that would not be checked", "check it"]),
        (
            "request",
            "{type: array, items: {type: string}, uniqueItems: true}",
            ["x: a limit that would", "Leave it out"],
        ),
        ("named request", "{type: array, items: {type: string}, maxItems: 1}", ["Named: a limit that", "check it"]),
        ("named request", "{type: integer, multipleOf: 2}", ["Named: a limit that", "check it"]),
        ("response", "{oneOf: [{type: array}, {enum: [null]}]}", ["x.oneOf.0: a list without `items`", "Add the"]),
        ("response", "{type: object, properties: {aB: {type: string}, a_b: {type: string}}}", ["both `a_b`", "Rename"]),
    ] {
        let property = if usage.starts_with("named") { "<Named>" } else { schema };
        let body = content("<Body>");
        let operation = if usage.ends_with("request") {
            format!("requestBody: {body}")
        } else {
            format!("responses: {{200: {body}}}")
        };
        let object = "{type: object, properties: {a: {type: string}}}";
        let body = format!("{{type: object, properties: {{x: {property}}}}}");
        let schemas = format!("Body: {body}, Named: {schema}, Object: {object}");
        assert_refused(&spec(&operation, &schemas), &parts);
    }
}

#[test]
fn an_operation_that_would_not_compile_is_refused_with_its_place_and_the_remedy() {
    let object = "{type: object, properties: {a: {type: string}}}";
    let schemas = format!("Tag: {object}, Other: {object}, Ids: {{type: array, items: {{type: string}}}}");
    for (operation, parts) in [
        ("requestBody: OBJECT", ["/it.post.requestBody: a body that is not JSON, or", "Move it"]),
        ("responses: {200: OBJECT}", ["/it.post.responses.200: a body that is not", "Move it"]),
        ("responses: {200: TAG, 201: OTHER}", ["/it.post: its 2xx responses have different", "Keep one"]),
        ("responses: {200: TAG, 204: {description: ''}}", ["/it.post: its 2xx responses have different", "Keep one"]),
        ("requestBody: TAG, responses: {200: TAG}", ["Tag: it is used both", "twice"]),
        ("parameters: [{name: 'f[a]'}, {name: f_a}]", ["/it.post: `f[a]` and `f_a` are both `f_a` in Rust", "Rename"]),
        ("parameters: [{name: a, schema: {type: string, enum: [a]}}]", ["a: an enumeration without", "Move it"]),
        ("parameters: [{name: a, schema: {type: string, maxLength: 2}}]", ["a: a limit that", "Leave it out"]),
        ("parameters: [{name: a, in: query, schema: <Ids>}]", ["a: a list that would repeat", "explode: false"]),
        ("parameters: [{name: a, in: query, schema: {type: object}}]", ["a: an object, which", "Make it a text"]),
        ("x-parameter-templates: [{name: '{a}', schema: {}}]", ["{a}: a schema without a type", "Add its `type`"]),
    ] {
        let operation = operation.replace("OBJECT", &content(object));
        let operation = operation.replace("TAG", &content("<Tag>")).replace("OTHER", &content("<Other>"));
        assert_refused(&spec(&operation, &schemas), &parts);
    }
    let of_path = "/it: {parameters: [{name: a, in: query, schema: <Ids>}], post: {operationId: doIt}}";
    assert_refused(&document(of_path, &schemas), &["paths./it.post.parameters.a: a list that would repeat its key"]);
    let two = format!("Tag: {object}, tag: {object}");
    assert_refused(&spec("responses: {}", &two), &["components.schemas: `Tag` and `tag` are both `Tag` in Rust"]);
}

#[test]
fn an_operation_needs_no_header_and_no_body() {
    let responses = format!("204: {{description: ''}}, 409: {}", content("<Conflict>"));
    let page = "parameters: [{name: page, in: query, schema: {type: integer}}]";
    let conflict = "Conflict: {type: object, properties: {by: {type: string}}}";
    let code = generate(&spec(&format!("{page}, responses: {{{responses}}}"), conflict)).unwrap();
    let parts = ["letheader_map=", "pubstructConflict{", "query:&'a[(&'astr,&'astr)]", ".query(query)"];
    assert!(parts.iter().all(|part| code.contains(part)), "{code}");
}

#[test]
fn a_spec_that_lacks_a_part_of_the_shipped_one_is_refused_with_a_list() {
    let new = "New: {type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}";
    let operation = format!("requestBody: {}, parameters: [{{name: c, in: query, schema: <Kind>}}]", content("<New>"));
    let own = spec(&operation, &format!("{new}, Kind: {{type: string, enum: [d, e]}}"));
    let check = |yaml: &str| superset::check(&parse(yaml).unwrap(), &parse(&own).unwrap());
    for (good, bad, part) in [
        ("doIt", "doAll", "operation doIt"),
        ("name: c", "name: x", "optional parameter c of doIt"),
        ("name: c", "name: c, required: true", "optional parameter c of doIt"),
        ("b: {type: string}", "b: {type: integer}", "optional string New.b"),
        ("required: [a]", "required: [a, b]", "optional string New.b"),
        ("required: [a]", "required: []", "body New that requires only [\"a\"]"),
        ("[d, e]", "[e]", "value d of Kind"),
    ] {
        let error = check(&own.replace(good, bad)).expect_err(part).to_string();
        assert!(error.contains(&format!("\n  {part}\n")), "{error}");
    }
    for more in ["b: {type: string}, f: {type: string}", "b: {type: string, maxLength: 9}"] {
        assert!(check(&own.replace("b: {type: string}", more)).is_ok());
    }
}

#[test]
fn an_absent_field_of_a_response_has_the_default_of_the_spec_or_is_empty() {
    let uuid = "uuid: {type: string, format: uuid}";
    let others = "labels: {type: array, items: {type: string}}, weight: {type: integer, default: 7}";
    let tag = format!("Tag: {{type: object, required: [uuid], properties: {{{uuid}, {others}}}}}");
    let code = generate(&spec(&format!("responses: {{200: {}}}", content("<Tag>")), &tag)).unwrap();
    assert!(code.contains(r#""labels"labelsdefaulted"#) && code.contains(r#""uuid"uuidrequired"#), "{code}");
    assert!(code.contains(r#""weight"weightdefaulted(defaults::default_u64::<i64,7>)"#), "{code}");
}

/// A spec with the list `GET /its` and one parameter beside those of its pages.
fn list_with(parameter: &str) -> String {
    let number = "in: query, schema: {type: integer, minimum: 1}";
    let parameters = format!("[{{name: page, {number}}}, {{name: per_page, {number}}}, {{{parameter}}}]");
    let page = "{data: {type: array, items: <It>}, links: <PageLinks>, meta: <PageMeta>}";
    let schemas = format!(
        "It: {{type: object, required: [uuid], properties: {{uuid: {{type: string, format: uuid}}}}}}, \
         ItPage: {{type: object, required: [data], properties: {page}}}, \
         Kind: {{type: string, enum: [a, '-a']}}, PageLinks: {{type: object}}, PageMeta: {{type: object}}"
    );
    let responses = format!("{{200: {}}}", content("<ItPage>"));
    let list = format!("{{operationId: listIts, parameters: {parameters}, responses: {responses}}}");
    document(&format!("/its: {{get: {list}}}"), &schemas)
}

#[test]
fn each_kind_of_parameter_has_a_setter_of_its_type() {
    for (name, schema, setter) in [
        ("filter[uuid]", "[{type: string, format: uuid}]", "uuids(self, values: LIST<Item = ::uuid::Uuid>)"),
        ("filter[status]", "[<Kind>]", "statuses(self, values: LIST<Item = types::Kind>)"),
        ("filter[groups]", "[{type: string}]", "groups(self, values: LIST<Item = impl Into<String>>)"),
        ("filter[name]", "{type: string}", "name(self, value: impl Into<String>)"),
        ("filter[is_new]", "{type: boolean}", "is_new(self, value: bool)"),
        ("filter[size]", "{type: integer}", "size(self, value: i64)"),
        ("sort", "<Kind>", "sort(self, value: types::Kind)"),
    ] {
        let schema = schema.replace('[', "{type: array, items: ").replace(']', "}");
        let yaml = list_with(&format!("name: '{name}', in: query, explode: false, schema: {schema}"));
        let code = generate(&yaml).unwrap_or_else(|error| panic!("{error}"));
        let setter = squeezed(&format!("pub fn {setter} -> Self").replace("LIST", "impl IntoIterator"));
        assert!(code.contains(&setter) && code.contains("pages:1u64..=u64::MAX"), "{setter}\n{code}");
    }
}

#[test]
fn a_list_that_has_no_setters_or_no_page_is_refused_with_the_place() {
    for (parameter, problem) in [
        ("name: a, schema: {type: string, enum: [a]}", ".parameters.a: an enumeration without a name"),
        ("name: a, schema: {type: integer, maximum: 5}", ".parameters.a: a limit that would not be checked"),
        ("name: a, explode: false, schema: {type: array, items: <It>}", ": a: no setter for the type object"),
        ("name: 'filter[send]', schema: {type: string}", ": `send` and `filter[send]` are both `send` in Rust"),
        ("name: a, required: true, schema: {type: string}", ": the list requires \"a\", which is no header"),
    ] {
        let yaml = list_with(&format!("in: query, {parameter}"));
        assert_refused(&yaml, &[&format!("paths./its.get{problem}")]);
    }
    let list = list_with("name: a, in: query, schema: {type: string}");
    let nameless = list.replace("items: {$ref: '#/components/schemas/It'}", "items: {type: object}");
    assert_refused(&nameless, &["paths./its.get: a list whose response is no page", "Name the schemas"]);
    let (_, path) = list.split_once("/its: ").unwrap();
    let (path, _) = path.split_once("}\ncomponents").unwrap();
    let twice = path.replace("listIts", "listOthers");
    let twice = list.replace("paths: {", &format!("paths: {{/others: {twice}, "));
    assert_refused(&twice, &["another list has the items It"]);
}
