#![allow(clippy::panic, clippy::unwrap_used, reason = "a failing test panics")]

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::openapi;

const THINGS: &str = include_str!("things.yaml");

/// Returns the spec of things with some text replaced.
fn things(old: &str, new: &str) -> Document {
    assert_eq!(THINGS.matches(old).count(), 1, "{old}");
    parse(&THINGS.replace(old, new)).unwrap_or_else(|error| panic!("{old} -> {new}: {error}"))
}

fn parse(yaml: &str) -> Result<Document> {
    Ok(Bundle::of([("things.yaml".into(), yaml.to_owned())])?.document)
}

/// The text to replace, its replacement, and the reported changes, each after the effects on callers and readers.
type Case = (&'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    // Limits of requests may widen, unless the generated type changes.
    ("maxLength: 255", "maxLength: 300", &["addition - schema NewThing.name: `maxLength` changed from 255 to 300"]),
    ("maxLength: 255", "maxLength: 200", &["breaking - schema NewThing.name: `maxLength` changed from 255 to 200"]),
    (", maxLength: 255", "", &["breaking - schema NewThing.name: `maxLength` changed from 255 to nothing"]),
    ("minItems: 1, ", "", &["addition - schema NewThing.tags: `minItems` changed from 1 to nothing"]),
    ("minimum: 1 ", "minimum: 0 ", &["breaking - list (GET /), parameter page (query): `minimum` changed from 1 to 0"]),
    ("maximum: 9 ", "maximum: 10 ", &["- breaking schema Thing.size: `maximum` changed from 9 to 10"]),
    // Enumerations are open for readers.
    ("[red, green]", "[green, red, blue]", &["addition - schema Colour, value blue: added"]),
    ("[red, green]", "[red]", &["breaking - schema Colour, value green: removed"]),
    ("[flat, round]", "[flat, round, long]", &["- addition schema Thing.kind<0>, value long: added"]),
    // Variants and discriminators.
    ("- { type: boolean }", "", &["breaking - schema NewThing.value<1>: removed"]),
    ("- { type: boolean }", "- { type: boolean }\n            - {}", &["addition - schema NewThing.value<2>: added"]),
    ("{ text: ", "{ b: x, text: ", &["addition - schema NewThing.value, discriminator, mapping b: added"]),
    ("- enum: [null]", "", &["- breaking schema Thing.parent<1>: removed"]),
    // Properties and parameters.
    ("        tags: {", "        note: {}\n        tags: {", &["addition - schema NewThing.note: added"]),
    ("[name, value]", "[name, value, tags]", &["breaking - schema NewThing.tags (required): added"]),
    ("        name: { type: string, nullable: true }\n", "", &["- breaking schema Thing.name: removed"]),
    (", nullable: true", "", &["- breaking schema Thing.name: `nullable` changed from true to nothing"]),
    (
        "- name: page",
        "- { name: x, in: query }\n        - name: page",
        &["addition - list (GET /), parameter x (query): added"],
    ),
    (
        "in: query",
        "in: query\n          required: true",
        &["breaking - list (GET /), parameter page (query): `required` changed from nothing to true"],
    ),
    (
        ", in: header }",
        ", in: header, required: true }",
        &[
            "breaking - create (POST /) and list (GET /), parameter X-Account (header): `required` changed from nothing to true",
        ],
    ),
    // Bodies, responses and operations.
    ("        required: true\n", "", &["addition - create (POST /), request: `required` changed from true to nothing"]),
    ("        5XX: {}\n", "", &["- addition create (POST /), response 5XX: removed"]),
    ("        5XX: {}", "        \"202\": {}\n        5XX: {}", &["- breaking create (POST /), response 202: added"]),
    ("X-Left: {}", "{}", &["- breaking list (GET /), response 200, header X-Left: removed"]),
    ("It failed.", "No.", &["- text create (POST /) and list (GET /), response 404: `description` changed"]),
    (
        "    post:",
        "    put:",
        &["breaking breaking create (POST /): removed", "addition addition create (PUT /): added"],
    ),
    // The API as a whole, types that nothing uses, and keywords without a rule.
    ("type: http", "type: x", &["breaking breaking security scheme bearer: `type` changed from \"http\" to \"x\""]),
    ("minute: 500", "minute: 4", &["breaking breaking API, x-rate-limit: `requests-per-minute` changed from 500 to 4"]),
    ("title: Things", "title: All things", &["text text API: `info` changed"]),
    (
        "    Unused: {}",
        "    New: {}",
        &["breaking breaking schema Unused: removed", "addition addition schema New: added"],
    ),
    ("name., ", "name., x: 1, ", &["breaking - schema NewThing.name: `x` changed from nothing to 1"]),
];

#[test]
fn each_change_is_classified_for_callers_and_readers() {
    let old = parse(THINGS).unwrap();
    for (from, to, expected) in CASES {
        let class = |class: Option<Class>| class.map_or("-".to_owned(), |class| format!("{class:?}").to_lowercase());
        let changes = compare(&old, &things(from, to));
        let changes =
            changes.iter().map(|change| format!("{} {} {change}", class(change.callers), class(change.readers)));
        assert_eq!(changes.collect::<Vec<_>>(), *expected, "{from} -> {to}");
    }
}

#[test]
fn no_keyword_of_the_real_spec_goes_unnoticed() {
    let old = specs().unwrap().document;
    assert!(compare(&old, &old).is_empty());
    let mut seen = BTreeSet::new();
    for (place, node) in openapi::nodes(&old.root) {
        let is_leaf = !node.is_object() && !node.is_array() && !place.contains(".examples.");
        // One change for each keyword at each depth.
        if is_leaf && seen.insert((place.matches('.').count(), place.rsplit('.').next().unwrap().to_owned())) {
            let mut new = old.clone();
            let pointer = format!("/{}", place.replace('/', "~1").replace('.', "/"));
            *new.root.pointer_mut(&pointer).unwrap() = json!(format!("{node} changed"));
            assert!(!compare(&old, &new).is_empty(), "{place}");
        }
    }
    assert!(seen.len() > 60);
}

fn snapshot(spec: Document, version: &str, changelog: &str) -> Snapshot {
    Snapshot { spec, version: Version::parse(version).unwrap(), changelog: changelog.to_owned() }
}

#[test]
fn version_and_changelog_must_follow_a_change() {
    let (text, addition, breaking) =
        (("The name.", "Its name."), ("red, green", "red, green, blue"), ("red, green", "red"));
    for (change, then, now, fits) in [
        (text, "0.1.0", "0.1.0", true),
        (addition, "0.1.0", "0.1.0", false),
        (addition, "0.1.0", "0.1.1", true),
        (breaking, "0.1.0", "0.1.1", false),
        (breaking, "0.1.0", "0.2.0-rc.1", true),
        (addition, "1.2.3", "1.2.4", false),
        (addition, "1.2.3", "1.3.0", true),
        (breaking, "1.2.3", "1.3.0", false),
        (breaking, "1.2.3", "2.0.0", true),
    ] {
        let old = snapshot(parse(THINGS).unwrap(), then, "- Things.\n");
        let new = snapshot(things(change.0, change.1), now, "- Colours.\n- Things.\n");
        let changes = compare(&old.spec, &new.spec);
        assert_eq!(enforce(&changes, &old, &new).is_ok(), fits, "{change:?} from {then} to {now}");
        let unmentioned = Snapshot { changelog: "## Unreleased\n- Things.\n".to_owned(), ..new };
        assert_eq!(enforce(&changes, &old, &unmentioned).is_ok(), change == text, "{change:?} without a new item");
    }
}

#[test]
fn the_version_is_that_of_the_workspace() {
    let manifest = "[package]\nversion = \"9.9.9\"\n\n[workspace.package]\nedition = \"2024\"\nversion = \"0.1.0\"\n";
    assert_eq!(version(manifest), Some(Version::new(0, 1, 0)));
    assert_eq!(version("[package]\nversion = \"9.9.9\"\n"), None);
}
