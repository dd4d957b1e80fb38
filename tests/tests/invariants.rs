//! Checks the invariants of ARCHITECTURE.md that the source files show. ARCHITECTURE.md names the tests of the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use contract_tests::assert_none;
use contract_tests::checkout::{packages, root, text};
use proc_macro2::{TokenStream, TokenTree};

/// Code that only these files of the SDK may contain, and the fault elsewhere.
const RESERVED: &[(&str, &[&str], &str)] = &[
    (".execute(", &["transport/attempt.rs"], "sends a request outside of the transport"),
    ("Instant::now(", &["clock.rs", "mock/clock.rs"], "reads the time without the clock"),
    ("SystemTime::now(", &["clock.rs", "mock/clock.rs"], "reads the time of day without the clock"),
    ("tokio::time::", &["clock.rs", "mock/clock.rs"], "waits without the clock"),
    ("RandomState", &["clock.rs"], "makes random numbers without the clock"),
    ("progenitor", &[], "depends on the generator at run time"),
];

#[test]
fn reserved_code_is_in_its_files_only() {
    let sources = sources(&root().join("plannr-sdk/src"));
    assert!(sources.len() > 50, "the sources of the SDK are not found");
    let mut findings = Vec::new();
    for (word, places, fault) in RESERVED {
        let is_there = |place: &&str| sources.iter().any(|(file, code)| file.ends_with(place) && code.contains(word));
        findings
            .extend(places.iter().filter(|place| !is_there(place)).map(|place| format!("`{word}` is not in {place}")));
        let elsewhere = sources
            .iter()
            .filter(|(file, code)| !places.iter().any(|place| file.ends_with(place)) && code.contains(word));
        findings.extend(elsewhere.map(|(file, _)| format!("{} has `{word}`: it {fault}", file.display())));
    }
    assert_none(&findings);
}

#[test]
fn every_file_of_tests_is_part_of_a_program() {
    let programs = text("tests/Cargo.toml") + &text("tests/tests/main.rs");
    let files = fs::read_dir(root().join("tests/tests")).unwrap().map(|file| file.unwrap().path());
    let names = files
        .filter(|file| file.is_dir() || file.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
    let is_part =
        |name: &String| programs.contains(&format!("mod {name};")) || programs.contains(&format!("\"{name}\""));
    let missing = names.filter(|name| name != "main" && !is_part(name));
    assert_none(&missing.map(|name| format!("add `mod {name};` to tests/tests/main.rs")).collect::<Vec<_>>());
}

#[test]
fn the_generated_client_builds_requests_and_sends_none() {
    let generated = text("plannr-sdk/src/generated.rs");
    assert!(generated.contains(".build()?"), "no request is built");
    for word in ["async ", ".await", ".send(", "execute"] {
        assert!(!generated.contains(word), "generated.rs has `{word}`");
    }
}

#[test]
fn the_public_api_names_no_type_of_reqwest_but_its_client_builder_and_those_of_http() {
    const KNOWN: [&str; 4] = [
        "plannr_sdk::reqwest",
        "reqwest::async_impl::client::ClientBuilder",
        "http::header::map::HeaderMap",
        "http::status::StatusCode",
    ];
    let listing = text("plannr-sdk/public-api.txt");
    assert!(KNOWN.iter().all(|known| listing.contains(known)), "the listing has another form, or one of these is gone");
    let rest = KNOWN.iter().fold(listing, |rest, known| rest.replace(known, ""));
    for stranger in ["reqwest", "http::", "httpmock", "progenitor", "bytes::", "httpdate", "hyper"] {
        let lines = rest.lines().filter(|line| line.contains(stranger));
        assert_none(&lines.map(str::to_owned).collect::<Vec<_>>());
    }
}

#[test]
fn the_sdk_depends_on_no_other_package_of_the_workspace() {
    let packages = packages();
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let sdk = packages.iter().find(|package| package["name"] == "plannr-sdk").unwrap();
    let dependencies = sdk["dependencies"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str());
    // It depends on itself, for the feature `mock` in the examples.
    let strangers = dependencies.filter(|name| *name != "plannr-sdk" && names.contains(name));
    assert_none(&strangers.map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn no_file_of_the_sdk_imports_itself_through_others() {
    let folder = root().join("plannr-sdk/src");
    let module = |(file, code): (PathBuf, String)| {
        let path = file.strip_prefix(&folder).unwrap().with_extension("");
        let names = path.iter().map(|name| name.to_str().unwrap()).filter(|name| !["mod", "lib"].contains(name));
        (names.collect::<Vec<_>>().join("::"), code)
    };
    let modules: BTreeMap<String, String> = sources(&folder).into_iter().map(module).collect();
    let imports: BTreeMap<&str, _> = modules.keys().map(|name| (name.as_str(), imports(&modules, name))).collect();
    assert!(imports["decode"].contains("error::kind") && imports["list"].contains("list::page"), "{imports:#?}");
    let mut finished = BTreeSet::new();
    modules.keys().for_each(|name| follow(&imports, &mut vec![name], &mut finished));
}

/// Follows the imports of the last module of a path, and fails where they lead back to the path.
fn follow<'a>(
    imports: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    path: &mut Vec<&'a str>,
    finished: &mut BTreeSet<&'a str>,
) {
    let name = path[path.len() - 1];
    for next in &imports[name] {
        let start = path.iter().position(|earlier| earlier == next);
        assert!(start.is_none(), "import cycle: {} -> {next}", path[start.unwrap_or(0)..].join(" -> "));
        if !finished.contains(next) {
            path.push(next);
            follow(imports, path, finished);
            path.pop();
        }
    }
    finished.insert(name);
}

/// Returns the modules that a module names. A folder that is named from outside counts as all its files.
fn imports<'a>(modules: &'a BTreeMap<String, String>, name: &'a str) -> BTreeSet<&'a str> {
    let mut paths = Vec::new();
    collect_paths(modules[name].parse().unwrap(), &[], name.is_empty(), &mut paths);
    let file_of = |path: Vec<String>| {
        let mut module: Vec<&str> = name.split("::").filter(|name| !name.is_empty()).collect();
        for name in &path {
            match name.as_str() {
                "crate" => module.clear(),
                "super" => drop(module.pop()),
                _ if modules.contains_key(&[&module[..], &[name]].concat().join("::")) => module.push(name),
                _ => break,
            }
        }
        module.join("::")
    };
    let named: BTreeSet<String> = paths.into_iter().filter(|path| path.len() > 1).map(file_of).collect();
    let is_in = |file: &str, folder: &str| file == folder || file.starts_with(&format!("{folder}::"));
    let is_named = |file: &&str| named.iter().any(|named| file == named || !is_in(name, named) && is_in(file, named));
    modules.keys().map(String::as_str).filter(is_named).filter(|file| *file != name).collect()
}

/// Collects the paths in code, such as `crate::error::Kind`. A `pub use` is left out: a folder need not depend on what
/// it publishes. The crate itself does.
fn collect_paths(code: TokenStream, prefix: &[String], with_public: bool, paths: &mut Vec<Vec<String>>) {
    let (mut path, mut colons, mut is_public_use) = (prefix.to_vec(), 2, false);
    for token in code {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Ident(name) => {
                is_public_use |= !with_public && name == "use" && path == ["pub"];
                if colons != 2 {
                    paths.push(std::mem::replace(&mut path, prefix.to_vec()));
                }
                path.push(name.to_string());
                colons = 0;
            }
            token => {
                let path = std::mem::replace(&mut path, prefix.to_vec());
                if let (TokenTree::Group(group), false) = (&token, is_public_use) {
                    collect_paths(group.stream(), if colons == 2 { &path } else { &[] }, with_public, paths);
                }
                paths.extend(Some(path).filter(|_| !is_public_use));
                is_public_use &= matches!(token, TokenTree::Group(_));
                colons = 2;
            }
        }
    }
    paths.push(path);
}

/// The files below a folder, with their code without comments.
fn sources(folder: &std::path::Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut sources = Vec::new();
    for path in entries {
        if path.is_dir() {
            sources.extend(self::sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let is_code = |line: &&str| !line.trim_start().starts_with("//") && !line.starts_with("#!");
            let code: Vec<&str> = text.lines().filter(is_code).collect();
            sources.push((path, code.join("\n")));
        }
    }
    sources
}
