//! The invariants of ARCHITECTURE.md that can be seen in the files; it says which other test holds each of the others.

use std::fs;
use std::path::{Path, PathBuf};

use contract_tests::assert_none;
use contract_tests::checkout::{packages, root, text};

/// What may be said in few places of the SDK alone, and in which.
const RESERVED: &[(&str, &[&str], &str)] = &[
    (".execute(", &["transport/attempt.rs"], "sends a request beside the transport"),
    ("Instant::now(", &["clock.rs", "mock/clock.rs"], "tells the time beside the clock"),
    ("SystemTime::now(", &["clock.rs", "mock/clock.rs"], "tells the time of day beside the clock"),
    ("tokio::time::", &["clock.rs", "mock/clock.rs"], "waits beside the clock"),
    ("RandomState", &["clock.rs"], "rolls dice beside the clock"),
    ("progenitor", &[], "names the generator, of which nothing is left in the SDK"),
];

#[test]
fn what_is_reserved_to_one_place_is_nowhere_else() {
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
fn the_generated_client_makes_requests_and_sends_none() {
    let generated = text("plannr-sdk/src/generated.rs");
    assert!(generated.contains(".build()?"), "no request is made");
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
    // Itself it names to have its own feature `mock` in the examples.
    let strangers = dependencies.filter(|name| *name != "plannr-sdk" && names.contains(name));
    assert_none(&strangers.map(str::to_owned).collect::<Vec<_>>());
}

/// The files below a folder, with their code: what is no comment.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut sources = Vec::new();
    for path in entries {
        if path.is_dir() {
            sources.extend(self::sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            sources.push((path, code.join("\n")));
        }
    }
    sources
}
