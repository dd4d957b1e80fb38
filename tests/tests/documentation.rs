//! Does what is written by hand say what the spec says?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use contract_tests::assert_none;
use contract_tests::checkout::{packages, root, text};
use contract_tests::spec::{Spec, entries};
use serde_json::Value;

const RATE: &str = "/x-rate-limit/requests-per-minute";
const MOST: &str = "/components/parameters/PerPage/schema/maximum";
const LEAST: &str = "/components/parameters/PerPage/schema/minimum";
const USUAL: &str = "/components/parameters/PerPage/schema/default";
const FIRST_PAGE: &str = "/components/parameters/Page/schema/minimum";
const NAME: &str = "/components/schemas/ContactDetailName/maxLength";
const SERVER: &str = "/servers/0/url";

/// Sentences that say what the spec says: the file, the sentence with `{}` for each fact, and where the spec has those.
const FACTS: &[(&str, &str, &[&str])] = &[
    ("README.md", "documented quota of {} requests a minute", &[RATE]),
    ("README.md", "curl {}/api/v1/logins", &[SERVER]),
    ("ARCHITECTURE.md", "all {} can be had at once", &[RATE]),
    ("ARCHITECTURE.md", "the page of {} around it", &[MOST]),
    ("openapi/README.md", "`per_page` (default {}, at most {})", &[USUAL, MOST]),
    ("openapi/README.md", "`name` of at most {}", &[NAME]),
    ("openapi/README.md", "{} requests per minute and user", &[RATE]),
    ("openapi/README.md", "`page`, from {}", &[FIRST_PAGE]),
    ("openapi/README.md", "the minimum, {}", &[LEAST]),
    ("openapi/README.md", "above {} per page", &[MOST]),
    ("openapi/contact-details.yaml", "A user may make {} requests per minute", &[RATE]),
    ("openapi/contact-details.yaml", "More than {} requests per minute", &[RATE]),
    ("openapi/contact-details.yaml", "The page to list, counted from {}.", &[FIRST_PAGE]),
    ("openapi/contact-details.yaml", "The per page field must not be greater than {}.", &[MOST]),
    ("plannr-sdk/src/lib.rs", "The quota of {} requests a minute", &[RATE]),
    ("plannr-sdk/src/client/builder.rs", "Where the API is; `{}` if not set", &[SERVER]),
    ("plannr-sdk/src/client/builder.rs", "The documented {} requests a minute and user if not set", &[RATE]),
    ("plannr-sdk/src/contact_details.rs", "the quota of {} a minute", &[RATE]),
    ("plannr-sdk/src/list/mod.rs", "So many on a page, from {} to {}.", &[LEAST, MOST]),
    ("plannr-sdk/src/list/mod.rs", "Plannr's own {} for", &[USUAL]),
    ("plannr-sdk/src/list/mod.rs", "This page, counted from {}", &[FIRST_PAGE]),
    ("plannr-sdk/src/mock/mod.rs", "instead of the documented {}.", &[RATE]),
    ("plannr-sdk/src/transport/limiter.rs", "Plannr documents {} requests a minute and user", &[RATE]),
];

/// Where a number that is a limit of the spec, too, is something else.
const SOMETHING_ELSE: &[(&str, &str)] = &[
    ("docs/comparison.md", "connect and whole 15 s"),
    ("openapi/README.md", "E.164 (at most 15 digits"),
    ("plannr-sdk/src/client/builder.rs", "answers 408, 500, 502, 503 or 504"),
    ("plannr-sdk/src/error/refusal.rs", "a 403, 404 or 500 may"),
    ("plannr-sdk/src/mock/response.rs", "500: the server failed."),
];

#[test]
fn every_operation_has_its_row_in_the_readme() {
    let operations = Spec::shipped().operations();
    let due = operations.iter().map(|one| (quoted(one.id()), quoted(&format!("{} {}", one.method, one.path))));
    let rows = table(&text("README.md"), "## Operations");
    let found = rows.iter().map(|cells| (cells[0].clone(), cells[1].clone()));
    let (due, found): (BTreeSet<_>, BTreeSet<_>) = (due.collect(), found.collect());
    let mut findings: Vec<_> = due.difference(&found).map(|(id, call)| format!("no row is of {id}, {call}")).collect();
    findings.extend(found.difference(&due).map(|(id, call)| format!("a row is of {id}, {call}, the spec has none")));
    assert_none(&findings);
    assert_eq!(rows.len(), operations.len(), "an operation has two rows");
}

#[test]
fn every_feature_has_its_row_in_the_readme_and_its_section() {
    let due = features();
    let row = |cells: &Vec<String>| (code(&cells[0]).remove(0), cells[1] == "yes");
    assert_eq!(table(&text("README.md"), "## Features").iter().map(row).collect::<BTreeMap<_, _>>(), due);
    let sections = text("plannr-sdk/src/features.md");
    let sections: Vec<(&str, &str)> = sections.split("\n## ").skip(1).filter_map(|one| one.split_once('\n')).collect();
    let section = |(name, words): &(&str, &str)| (code(name).remove(0), words.trim().starts_with("On by default."));
    assert_eq!(sections.iter().map(section).collect::<BTreeMap<_, _>>(), due);
}

#[test]
fn every_dependency_of_the_sdk_has_its_row_with_the_features_that_bring_it() {
    let sdk = package("plannr-sdk");
    for (heading, kind) in [("## Of the SDK", Value::Null), ("## Of its build script", "build".into())] {
        let rows = table(&text("docs/dependencies.md"), heading).into_iter();
        let found: BTreeMap<_, BTreeSet<_>> =
            rows.map(|cells| (cells[0].clone(), code(&cells[1]).into_iter().collect())).collect();
        let due =
            dependencies(&sdk, &[kind]).iter().map(|one| (quoted(&name(one)), features_with(&sdk, one))).collect();
        assert_eq!(found, due, "{heading}");
    }
}

#[test]
fn every_dependency_of_the_tests_and_of_the_tasks_has_its_row() {
    let rows = table(&text("docs/dependencies.md"), "## Of the tests and the tasks");
    let found: BTreeSet<_> = rows.iter().flat_map(|cells| code(&cells[0])).collect();
    let own = ["plannr-sdk", "contract-tests", "xtask"];
    let due = own.iter().flat_map(|own| {
        let kinds = if *own == "plannr-sdk" { vec!["dev".into()] } else { vec![Value::Null, "dev".into()] };
        dependencies(&package(own), &kinds)
    });
    let names = due.map(|one| name(&one)).filter(|name| !own.contains(&name.as_str()));
    assert_eq!(found, names.collect());
}

#[test]
fn every_number_of_the_api_that_is_written_down_is_that_of_the_spec() {
    let missing = FACTS.iter().filter_map(|&(file, sentence, facts)| {
        let sentence = filled(sentence, facts);
        (!words(&text(file)).contains(&sentence)).then(|| format!("{file} does not say: {sentence}"))
    });
    assert_none(&missing.collect::<Vec<_>>());
}

#[test]
fn no_limit_of_the_spec_is_written_down_without_being_checked() {
    let mut limits = BTreeSet::new();
    add_limits(Spec::shipped().document(), &mut limits);
    let mut findings = Vec::new();
    for file in prose() {
        let facts = FACTS.iter().map(|&(place, sentence, facts)| (place, filled(sentence, facts)));
        let others = SOMETHING_ELSE.iter().map(|&(place, sentence)| (place, sentence.to_owned()));
        let known = facts.chain(others).filter(|(place, _)| *place == file);
        let rest = known.fold(words(&said(&file)), |rest, (_, sentence)| rest.replace(&sentence, ""));
        let strays = rest.split(' ').filter(|word| limits.contains(bare(word)));
        findings.extend(strays.map(|word| format!("{file} says {word}: it belongs in FACTS or in SOMETHING_ELSE")));
    }
    assert_none(&findings);
}

#[test]
fn the_exceptions_are_still_written_down() {
    let gone = SOMETHING_ELSE.iter().filter(|(file, sentence)| !words(&said(file)).contains(sentence));
    assert_none(&gone.map(|(file, sentence)| format!("{file} does not say: {sentence}")).collect::<Vec<_>>());
}

#[test]
fn every_inference_is_listed_with_its_evidence() {
    let mut due = BTreeSet::new();
    add_inferences(Spec::shipped().document(), "", &mut due);
    let rows = table(&text("openapi/README.md"), "## Inferences");
    let listed: BTreeSet<_> = rows.iter().flat_map(|cells| code(&cells[0])).collect();
    let mut findings: Vec<_> = due.difference(&listed).map(|name| format!("no row names {name}")).collect();
    findings.extend(listed.difference(&due).map(|name| format!("{name} is listed, but not marked")));
    let empty = rows.iter().filter(|cells| cells.len() != 3 || cells.iter().any(String::is_empty));
    findings.extend(empty.map(|cells| format!("{} lacks what or why", cells[0])));
    assert_none(&findings);
}

#[test]
fn all_evidence_is_documented_or_inferred_and_what_is_inferred_alone_has_a_reason() {
    fn add_findings(node: &Value, at: &str, findings: &mut Vec<String>) {
        let has_reason = node.get("x-evidence-reason").is_some();
        match node.get("x-evidence").map(Value::as_str) {
            Some(Some("inferred")) if has_reason => {}
            Some(Some("documented")) | None if !has_reason => {}
            _ => findings.push(at.to_owned()),
        }
        children(node).into_iter().for_each(|(name, child)| add_findings(child, &format!("{at}/{name}"), findings));
    }
    let mut findings = Vec::new();
    add_findings(Spec::shipped().document(), "", &mut findings);
    assert_none(&findings);
}

/// What is marked as inferred, by the name that the table of inferences gives it: that of the component, or
/// `Schema.property`. Marks in any other place have none, and are called by it.
fn add_inferences(node: &Value, at: &str, marked: &mut BTreeSet<String>) {
    if node["x-evidence"] == "inferred" {
        let steps: Vec<_> = at.split('/').skip(1).collect();
        let name = match steps.as_slice() {
            ["components", _, name] => (*name).to_owned(),
            ["components", "schemas", schema, "properties", property] => format!("{schema}.{property}"),
            _ => at.to_owned(),
        };
        assert!(marked.insert(name), "{at}: something else that is inferred has this name");
    }
    children(node).into_iter().for_each(|(name, child)| add_inferences(child, &format!("{at}/{name}"), marked));
}

/// The numbers that limit something. Those of one digit are everywhere, and are not looked for.
fn add_limits(node: &Value, limits: &mut BTreeSet<String>) {
    for (name, child) in entries(node) {
        let is_limit = name.starts_with("min") || name.starts_with("max");
        if is_limit || ["default", "requests-per-minute"].contains(&name.as_str()) {
            limits.extend(child.as_u64().filter(|number| *number > 9).map(|number| number.to_string()));
        }
    }
    let without_examples = children(node).into_iter().filter(|(name, _)| name != "examples");
    without_examples.for_each(|(_, child)| add_limits(child, limits));
}

fn children(node: &Value) -> Vec<(String, &Value)> {
    let items = node.as_array().into_iter().flatten().enumerate().map(|(at, item)| (at.to_string(), item));
    items.chain(entries(node).map(|(name, child)| (name.clone(), child))).collect()
}

/// The features, and whether each is on by default.
fn features() -> BTreeMap<String, bool> {
    let features = &package("plannr-sdk")["features"];
    let defaults = features["default"].as_array().unwrap();
    let named = entries(features).filter(|(name, _)| *name != "default");
    named.map(|(name, _)| (name.clone(), defaults.iter().any(|one| one == name))).collect()
}

/// The features that bring a dependency, if it is optional.
fn features_with(package: &Value, dependency: &Value) -> BTreeSet<String> {
    let bringing = format!("dep:{}", name(dependency));
    let features = entries(&package["features"]).filter(|_| dependency["optional"] == true);
    let bring = features.filter(|(_, items)| items.as_array().unwrap().iter().any(|item| *item == bringing));
    bring.map(|(name, _)| name.clone()).collect()
}

/// A package's dependencies of some kinds, of which the usual one has no name.
fn dependencies(package: &Value, kinds: &[Value]) -> Vec<Value> {
    let all = package["dependencies"].as_array().unwrap().iter();
    all.filter(|one| kinds.contains(&one["kind"])).cloned().collect()
}

fn name(dependency: &Value) -> String {
    dependency["name"].as_str().unwrap().to_owned()
}

/// A package of the workspace, as Cargo reads it.
fn package(name: &str) -> Value {
    packages().into_iter().find(|package| package["name"] == name).unwrap()
}

/// A sentence with the spec's facts in it.
fn filled(sentence: &str, facts: &[&str]) -> String {
    facts.iter().fold(sentence.to_owned(), |sentence, pointer| {
        let fact = Spec::shipped().document().pointer(pointer).unwrap_or_else(|| panic!("the spec has no {pointer}"));
        sentence.replacen("{}", fact.to_string().trim_matches('"'), 1)
    })
}

/// The files whose prose is looked through for numbers: of code, only the comments for readers count.
fn prose() -> Vec<String> {
    let texts = [
        "README.md",
        "SECURITY.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "openapi/README.md",
        "docs/comparison.md",
        "docs/dependencies.md",
    ];
    let mut files = texts.map(str::to_owned).to_vec();
    let mut folders = vec![PathBuf::from("plannr-sdk/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(path),
                false if path.ends_with("generated.rs") => {}
                false => files.push(path.to_str().unwrap().replace('\\', "/")),
            }
        }
    }
    files
}

/// What a file says in words: its text, or the documentation in its code, without the examples.
fn said(file: &str) -> String {
    let text = text(file);
    let mut in_example = false;
    let is_code = file.ends_with(".rs");
    let lines = text.lines().map(str::trim_start).filter(|line| !is_code || is_documentation(line));
    let said = lines.filter(|line| {
        let is_fence = uncommented(line).starts_with("```");
        in_example ^= is_fence;
        !in_example && !is_fence
    });
    said.collect::<Vec<_>>().join("\n")
}

fn is_documentation(line: &str) -> bool {
    line.starts_with("///") || line.starts_with("//!")
}

fn uncommented(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).unwrap_or(line).trim()
}

/// The words of a text, wherever its lines end.
fn words(text: &str) -> String {
    text.lines().flat_map(|line| uncommented(line).split_whitespace()).collect::<Vec<_>>().join(" ")
}

fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// The rows of the first table below a heading, each as its cells, without the heads of the columns.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(uncommented).skip_while(|line| *line != heading && *line != format!("#{heading}"));
    let rows = lines.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).skip(2);
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.map(cells).collect();
    assert!(!rows.is_empty(), "no table below {heading}");
    rows
}

/// What stands between backticks.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn quoted(text: &str) -> String {
    format!("`{text}`")
}
