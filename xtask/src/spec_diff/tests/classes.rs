//! What each kind of change is, and where it is said to be.

use serde_json::Value;

use super::{THINGS, edited};
use crate::spec_diff::compare::compare;

/// The lines that are told of a spec in which this passage has been replaced by that: callers, readers, and the rest.
fn told(old: &str, new: &str) -> Vec<String> {
    let read = |yaml: &str| serde_yaml_ng::from_str::<Value>(yaml).expect("YAML");
    let class = |class: Option<_>| class.map_or("-".to_owned(), |class| format!("{class}"));
    let changes = compare(&read(THINGS), &read(&edited(THINGS, old, new)));
    let lines = changes.iter().map(|change| {
        let (callers, readers) = (class(change.callers), class(change.readers));
        format!("{callers} {readers} {}: {}", change.places.join("; "), change.what)
    });
    lines.collect()
}

/// A passage, what replaces it, and the lines that are to be told of that.
type Case = (&'static str, &'static str, &'static [&'static str]);

#[track_caller]
fn assert_all(cases: &[Case]) {
    for (old, new, lines) in cases {
        assert_eq!(told(old, new), *lines, "{old} -> {new}");
    }
}

#[test]
fn what_callers_send_may_be_more_but_not_less() {
    assert_all(&[
        (
            "maxLength: 255",
            "maxLength: 300",
            &["addition - createThing (POST /things), request, `name`: `maxLength` from 255 to 300"],
        ),
        (
            "maxLength: 255",
            "maxLength: 200",
            &["breaking - createThing (POST /things), request, `name`: `maxLength` from 255 to 200"],
        ),
        (
            "          maxLength: 255\n",
            "",
            &["breaking - createThing (POST /things), request, `name`: `maxLength` from 255 to nothing"],
        ),
        (
            "minimum: 1,",
            "minimum: 0,",
            &["breaking - listThings (GET /things), parameter `page` (query): `minimum` from 1 to 0"],
        ),
        (
            "minItems: 1, ",
            "",
            &["addition - createThing (POST /things), request, `tags`: `minItems` from 1 to nothing"],
        ),
        (
            "minItems: 1",
            "minItems: 2",
            &["breaking - createThing (POST /things), request, `tags`: `minItems` from 1 to 2"],
        ),
        (
            ", maximum: 500",
            "",
            &["addition - listThings (GET /things), parameter `page` (query): `maximum` from 500 to nothing"],
        ),
        (
            "enum: [red, green]",
            "enum: [green, red, blue]",
            &["addition - listThings (GET /things), parameter `filter[colour]` (query), `[]`: value \"blue\" added"],
        ),
        (
            "enum: [red, green]",
            "enum: [red]",
            &["breaking - listThings (GET /things), parameter `filter[colour]` (query), `[]`: value \"green\" removed"],
        ),
        (
            "        tags: {",
            "        note: { type: string }\n        tags: {",
            &["addition - createThing (POST /things), request, `note`: added"],
        ),
        (
            "pattern: \"^x\"",
            "pattern: \"^y\"",
            &["breaking - createThing (POST /things), request, `value<Text>`: `pattern` from \"^x\" to \"^y\""],
        ),
        (
            "            - $ref: \"#/components/schemas/Text\"\n",
            "",
            &["breaking - createThing (POST /things), request, `value`: variant Text removed"],
        ),
        (
            "            - $ref: \"#/components/schemas/Count\"\n",
            "            - $ref: \"#/components/schemas/Count\"\n            - { type: boolean }\n",
            &["addition - createThing (POST /things), request, `value`: variant {\"type\":\"boolean\"} added"],
        ),
        (
            "      requestBody:\n        required: true\n",
            "      requestBody:\n",
            &["addition - createThing (POST /things), request: is no longer `required`"],
        ),
    ]);
}

#[test]
fn what_callers_need_not_send_is_an_addition_and_what_they_must_is_breaking() {
    assert_all(&[
        (
            "        - name: page\n",
            "        - { name: size, in: query, schema: {} }\n        - name: page\n",
            &["addition - listThings (GET /things), parameter `size` (query): added"],
        ),
        (
            "        - name: page\n",
            "        - { name: size, in: query, required: true }\n        - name: page\n",
            &["breaking - listThings (GET /things), parameter `size` (query): added, and required"],
        ),
        (
            "name: filter[colour]",
            "name: colour",
            &[
                "breaking - listThings (GET /things), parameter `filter[colour]` (query): removed",
                "addition - listThings (GET /things), parameter `colour` (query): added",
            ],
        ),
        (
            "          in: query\n          schema",
            "          in: query\n          required: true\n          schema",
            &["breaking - listThings (GET /things), parameter `page` (query): is now `required`"],
        ),
        (
            "in: header, required: true",
            "in: header",
            &[
                "addition - listThings (GET /things), parameter `X-Account` (header): is no longer `required`",
                "addition - createThing (POST /things), parameter `X-Account` (header): is no longer `required`",
            ],
        ),
        (
            "[name, value]\n      properties:",
            "[name, value, size]\n      properties:\n        size: { type: integer }",
            &["breaking - createThing (POST /things), request, `size`: added, and required"],
        ),
        (
            "[name, value]",
            "[name, value, tags]",
            &["breaking - createThing (POST /things), request, `tags`: is now required"],
        ),
    ]);
}

#[test]
fn what_readers_get_may_be_more_fields_and_values_but_no_other_types() {
    let (thing, things) =
        ("createThing (POST /things), answer 201, `", "listThings (GET /things), answer 200, `data[].");
    let cases = [
        ("        size: {", "        note: { type: string }\n        size: {", "addition", "note", "added"),
        ("        name: { type: string, nullable: true }\n", "", "breaking", "name", "removed"),
        ("name: { type: string", "name: { type: number", "breaking", "name", "`type` from \"string\" to \"number\""),
        ("type: string, nullable: true", "type: string", "breaking", "name", "is no longer `nullable`"),
        (
            "type: integer, maximum: 9",
            "type: integer, nullable: true, maximum: 9",
            "breaking",
            "size",
            "is now `nullable`",
        ),
        ("maximum: 9 ", "maximum: 10 ", "breaking", "size", "`maximum` from 9 to 10"),
        ("format: uuid", "format: id", "breaking", "uuid", "`format` from \"uuid\" to \"id\""),
        ("required: [uuid]", "required: [uuid, size]", "breaking", "size", "is now required"),
        ("required: [uuid]", "required: []", "breaking", "uuid", "is no longer required"),
        ("[flat, round]", "[flat, round, long]", "addition", "kind", "value \"long\" added"),
        ("[flat, round]", "[flat]", "breaking", "kind", "value \"round\" removed"),
        ("            - enum: [null]\n", "", "breaking", "parent", "variant {\"enum\":[null]} removed"),
    ];
    for (old, new, class, property, what) in cases {
        assert_eq!(
            told(old, new),
            [format!("- {class} {things}{property}`; {thing}{property}`: {what}")],
            "{old} -> {new}"
        );
    }
}

#[test]
fn an_answer_an_operation_and_a_body_are_told_as_such() {
    let missing = "        \"404\": { $ref: \"#/components/responses/Failed\" }\n    post";
    assert_all(&[
        (missing, "    post", &["- addition listThings (GET /things), answer 404: removed"]),
        (
            missing,
            "        5XX: {}\n        \"404\": { $ref: \"#/components/responses/Failed\" }\n    post",
            &["- addition listThings (GET /things), answer 5XX: added"],
        ),
        (
            missing,
            "        default: {}\n        \"404\": { $ref: \"#/components/responses/Failed\" }\n    post",
            &["- breaking listThings (GET /things), answer default: added"],
        ),
        (
            "\"201\"",
            "\"200\"",
            &[
                "- breaking createThing (POST /things), answer 200: added",
                "- breaking createThing (POST /things), answer 201: removed",
            ],
        ),
        (
            "            X-Remaining: { schema: { type: integer } }\n",
            "            X-Left: {}\n",
            &[
                "- breaking listThings (GET /things), answer 200, header `X-Remaining`: removed",
                "- addition listThings (GET /things), answer 200, header `X-Left`: added",
            ],
        ),
        (
            "X-Remaining: { schema: { type: integer } }",
            "X-Remaining: { schema: { type: string } }",
            &[
                "- breaking listThings (GET /things), answer 200, header `X-Remaining`: `type` from \"integer\" to \"string\"",
            ],
        ),
        (
            "It failed.\n      content:\n        application/json",
            "It failed.\n      content:\n        text/html",
            &[
                "- breaking listThings (GET /things), answer 404, application/json; createThing (POST /things), answer 404, application/json: removed",
                "- breaking listThings (GET /things), answer 404, text/html; createThing (POST /things), answer 404, text/html: added",
            ],
        ),
        (
            "    post:",
            "    put:",
            &[
                "breaking breaking createThing (POST /things): removed",
                "addition addition createThing (PUT /things): added",
            ],
        ),
    ]);
}

#[test]
fn what_holds_for_the_whole_is_breaking_for_both() {
    assert_all(&[
        (
            "scheme: bearer",
            "scheme: basic",
            &["breaking breaking the API, security scheme `bearer`: `scheme` from \"bearer\" to \"basic\""],
        ),
        (
            "  - bearer: []",
            "  - other: []",
            &["breaking breaking the API: `security` from [{\"bearer\":[]}] to [{\"other\":[]}]"],
        ),
        (
            "per-minute: 500",
            "per-minute: 400",
            &["breaking breaking the API, x-rate-limit: `requests-per-minute` from 500 to 400"],
        ),
        (
            "operationId: listThings",
            "operationId: things",
            &["breaking breaking things (GET /things): `operationId` from \"listThings\" to \"things\""],
        ),
        (
            "      style: form\n",
            "",
            &[
                "breaking - listThings (GET /things), parameter `filter[colour]` (query): `style` from \"form\" to nothing",
            ],
        ),
        (
            "explode: false",
            "explode: true",
            &["breaking - listThings (GET /things), parameter `filter[colour]` (query): `explode` from false to true"],
        ),
    ]);
}

#[test]
fn words_and_examples_are_text() {
    assert_all(&[
        (
            "What it is called.",
            "Its name.",
            &["text - createThing (POST /things), request, `name`: `description` reads otherwise"],
        ),
        (
            "value: { name: a }",
            "value: { name: b }",
            &["text - createThing (POST /things), request, application/json: `examples` reads otherwise"],
        ),
        ("title: Things", "title: All things", &["text text the API: `info` reads otherwise"]),
        (
            "x-evidence: documented",
            "x-evidence: inferred",
            &["text text the API, x-rate-limit: `x-evidence` reads otherwise"],
        ),
    ]);
}

#[test]
fn a_keyword_that_nobody_has_thought_of_is_breaking() {
    assert_all(&[
        (
            "maxLength: 255",
            "maxLength: 255\n          x-new: 1",
            &["breaking - createThing (POST /things), request, `name`: `x-new` from nothing to 1"],
        ),
        ("openapi: 3.0.3", "openapi: 3.0.4", &["breaking breaking the API: `openapi` from \"3.0.3\" to \"3.0.4\""]),
    ]);
}

#[test]
fn a_schema_is_a_public_type_under_its_name_whether_it_is_used_or_not() {
    assert_all(&[
        ("    Unused: { type: string, enum: [nothing] }\n", "", &["breaking breaking schema Unused: removed"]),
        (
            "[nothing]",
            "[something]",
            &[
                "breaking breaking schema Unused: value \"nothing\" removed",
                "addition addition schema Unused: value \"something\" added",
            ],
        ),
        ("    Unused:", "    New: {}\n    Unused:", &["addition addition schema New: added"]),
        (
            "items: { $ref: \"#/components/schemas/Colour\" }",
            "items: { type: string, enum: [red, green] }",
            &["breaking - listThings (GET /things), parameter `filter[colour]` (query), `[]`: `$ref` from \
             \"#/components/schemas/Colour\" to nothing"],
        ),
    ]);
}
