//! What has changed in the spec since a git revision, in the terms of the API, and whether the version and the
//! changelog follow. With `--check`, for the gate, these are the rules:
//!
//! - The base is a release: the last tag `v*`, or the one that is named. Without one there is nothing to follow.
//! - The version in `Cargo.toml` is at least as far beyond the tag's as the worst change demands, by Cargo's rules:
//!   while the first number is 0, what breaks demands the second, and all else the third.
//! - `CHANGELOG.md` has an item, under "Unreleased" or under that version, that it did not have at the base.
//! - A change of nothing but words demands a patch, which any release is: before one, nothing follows from it.

mod compare;
mod document;
mod grammar;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt::Write;
use std::path::Path;

use semver::Version;
use serde_json::Value;

use self::compare::Change;
use self::grammar::Class;
use crate::openapi::Document;
use crate::repository::{CHANGELOG, MANIFEST, file_at, file_now, last_release, version_at, version_in, version_of};
use crate::{Outcome, SPEC, root};

const NO_RELEASE: &str = "there has been no release (a tag v*), so there is nothing to compare with. Any other \
                          revision can be named: `cargo xtask spec-diff BASE`";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let (flags, bases): (Vec<&String>, Vec<&String>) = arguments.iter().partition(|word| word.starts_with('-'));
    let (check, base) = match (&flags[..], &bases[..]) {
        ([], [] | [_]) => (false, bases.first()),
        ([flag], [] | [_]) if *flag == "--check" => (true, bases.first()),
        _ => return Err("cargo xtask spec-diff [BASE] [--check]".to_owned()),
    };
    println!("{}", spec_diff(root(), base.map(|base| base.as_str()), check)?);
    Ok(())
}

/// The differences, with what they demand; as an error, if `check` and something does not follow.
pub(crate) fn spec_diff(root: &Path, base: Option<&str>, check: bool) -> Result<String, String> {
    let Some(base) = base.map(str::to_owned).map_or_else(|| last_release(root), |base| Ok(Some(base)))? else {
        return Ok(NO_RELEASE.to_owned());
    };
    if check && version_of(&base).is_none() {
        return Err(format!("{base} is not the tag of a release: name one, such as v0.1.0, or leave out `--check`"));
    }
    let old = parse(&file_at(root, &base, SPEC)?, &format!("{SPEC} at {base}"))?;
    let new = parse(&file_now(root, SPEC)?, SPEC)?;
    let changes = compare::compare(&old, &new);
    let Some(worst) = changes.iter().map(Change::class).max() else {
        return Ok(format!("{SPEC}: nothing has changed since {base}"));
    };
    let then = version_at(root, &base)?;
    let report = report(&changes, worst, &base, &then);
    if !check {
        return Ok(report);
    }
    let problems = what_does_not_follow(root, &base, &then, worst)?;
    if problems.is_empty() { Ok(report) } else { Err(format!("{report}\n{}", problems.join("\n"))) }
}

fn report(changes: &[Change], worst: Class, base: &str, then: &Version) -> String {
    let class = |class: Option<Class>| class.map_or("-".to_owned(), |class| class.to_string());
    let mut report = format!("{:<9} {:<9} {:<6} {}\n", "callers", "readers", "step", "what has changed");
    for change in changes {
        let (callers, readers) = (class(change.callers), class(change.readers));
        let (step, _) = demanded(change.class(), then);
        let (first, others) = change.places.split_first().map_or(("", &[][..]), |(first, others)| (first, others));
        let also = if others.is_empty() { String::new() } else { format!("; also {}", others.join("; ")) };
        // To write into a string cannot fail.
        let _ = writeln!(report, "{callers:<9} {readers:<9} {step:<6} {first}: {}{also}", change.what);
    }
    let count = |class| changes.iter().filter(|change| change.class() == class).count();
    let (step, version) = demanded(worst, then);
    let (breaking, additions, words) = (count(Class::Breaking), count(Class::Addition), count(Class::Text));
    report
        + &format!(
            "{} since {base}: {breaking} breaking, {additions} that add, {words} of text; the step that \
             they demand is {step}, to {version}",
            if changes.len() == 1 { "1 change".to_owned() } else { format!("{} changes", changes.len()) },
        )
}

/// The step that a change demands, and the version that it leads to.
fn demanded(class: Class, from: &Version) -> (&'static str, Version) {
    let (major, minor, patch) = (from.major, from.minor, from.patch);
    match (class, major, minor) {
        (Class::Breaking, 1.., _) => ("major", Version::new(major + 1, 0, 0)),
        (Class::Breaking, 0, 1..) | (Class::Addition, 1.., _) => ("minor", Version::new(major, minor + 1, 0)),
        _ => ("patch", Version::new(major, minor, patch + 1)),
    }
}

/// One sentence for each thing that must be done.
fn what_does_not_follow(root: &Path, base: &str, then: &Version, worst: Class) -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    if worst == Class::Text {
        return Ok(problems);
    }
    let now = version_in(&file_now(root, MANIFEST)?, MANIFEST)?;
    let (step, least) = demanded(worst, then);
    // A candidate for the release is as far as the release.
    if (now.major, now.minor, now.patch) < (least.major, least.minor, least.patch) {
        problems.push(format!(
            "The spec has changed since {base} so that it demands a {step} step, but the version is {now}: set \
             `version` under [workspace.package] in {MANIFEST} to \"{least}\"."
        ));
    }
    // A base that has no changelog has no items.
    let before = file_at(root, base, CHANGELOG).unwrap_or_default();
    if new_items(&file_now(root, CHANGELOG)?, &before, &now).next().is_none() {
        problems.push(format!(
            "The spec has changed since {base}, and {CHANGELOG} does not say so: add an item (`- ...`) under \
             \"## [Unreleased]\"."
        ));
    }
    Ok(problems)
}

/// The items under "Unreleased", or under this version, that were not there before.
fn new_items<'t>(changelog: &'t str, before: &'t str, version: &Version) -> impl Iterator<Item = &'t str> {
    let headings = ["## [Unreleased]".to_owned(), format!("## [{version}]")];
    let mut is_within = false;
    let within = changelog.lines().filter(move |line| {
        if line.starts_with("## ") {
            is_within = headings.iter().any(|heading| line.starts_with(heading));
        }
        is_within
    });
    within.filter(|line| line.starts_with("- ") && before.lines().all(|old| old != *line))
}

fn parse(yaml: &str, name: &str) -> Result<Value, String> {
    Document::parse(yaml).map(|document| document.root).map_err(|error| error.in_file(name).to_string())
}
