//! The gate in a scratch repository, each kind of change in a small spec, and the walk over the real one.

#![allow(clippy::expect_used, reason = "a test fails by it")]

mod classes;
mod whole;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::spec_diff;
use crate::SPEC;
use crate::repository::{CHANGELOG, MANIFEST, git_in, last_release};

const THINGS: &str = include_str!("tests/things.yaml");
/// A change that adds, and one that breaks.
pub(crate) const ADDITION: (&str, &str) = ("enum: [red, green]", "enum: [red, green, blue]");
const BREAKING: (&str, &str) = ("enum: [red, green]", "enum: [red]");

/// A repository of its own, with a commit of all that the gate reads.
pub(crate) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    fn without_tag() -> Self {
        let scratch = Self { folder: TempDir::new().expect("a folder") };
        fs::create_dir(scratch.root().join("openapi")).expect("a folder");
        scratch.write(SPEC, THINGS);
        scratch.write(MANIFEST, "[package]\nversion = \"9.9.9\"\n\n[workspace.package]\nversion = \"0.1.0\"\n");
        scratch.write(CHANGELOG, "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- All of it.\n");
        scratch.git(&["init", "--quiet"]);
        scratch.commit("All of it");
        scratch
    }

    /// That of a project which has released 0.1.0.
    pub(crate) fn new() -> Self {
        let scratch = Self::without_tag();
        scratch.git(&["tag", "v0.1.0"]);
        scratch
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.root().join(file), text).expect("to write");
    }

    pub(crate) fn edit(&self, file: &str, (old, new): (&str, &str)) -> &Self {
        let text = fs::read_to_string(self.root().join(file)).expect("to read");
        self.write(file, &edited(&text, old, new));
        self
    }

    /// Notes a change as unreleased.
    fn note(&self) -> &Self {
        self.edit(CHANGELOG, ("## [Unreleased]\n", "## [Unreleased]\n\n- Colours.\n"))
    }

    pub(crate) fn version(&self, version: &str) -> &Self {
        self.edit(MANIFEST, ("\"0.1.0\"", &format!("\"{version}\"")))
    }

    pub(crate) fn commit(&self, subject: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", subject]);
    }

    /// Runs git, whatever the settings of who runs the tests.
    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut git = git_in(self.root());
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", self.root().join("no-settings"));
        git.args(["-c", "user.name=Ava Morgan", "-c", "user.email=ava@example.com"]);
        let status = git.args(arguments).status().expect("git");
        assert!(status.success(), "git {arguments:?}");
    }

    fn diff(&self, base: &str) -> Result<String, String> {
        spec_diff(self.root(), Some(base), false)
    }

    fn gate(&self) -> Result<String, String> {
        spec_diff(self.root(), None, true)
    }
}

/// The text with another passage, which must be there once.
fn edited(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old}");
    text.replace(old, new)
}

#[track_caller]
fn assert_told(outcome: &Result<String, String>, parts: &[&str]) {
    let told = outcome.as_ref().unwrap_or_else(|problem| problem);
    for part in parts {
        assert!(told.contains(part), "{part:?} is not in:\n{told}");
    }
}

#[test]
fn a_shallow_clone_is_no_project_without_a_release() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, ADDITION).commit("Add blue");
    let url = format!("file://{}", scratch.root().display());
    scratch.git(&["clone", "--quiet", &url, "whole"]);
    scratch.git(&["clone", "--quiet", "--depth=1", &url, "shallow"]);
    assert_eq!(last_release(&scratch.root().join("whole")), Ok(Some("v0.1.0".to_owned())));
    let told = spec_diff(&scratch.root().join("shallow"), None, true);
    assert!(told.is_err_and(|told| told.contains("shallow") && told.contains("--unshallow")));
}

#[test]
fn without_a_tag_of_a_release_it_says_so_and_passes() {
    let scratch = Scratch::without_tag();
    scratch.git(&["tag", "vanilla"]);
    scratch.git(&["tag", "v0.1.0-rc.1"]);
    scratch.edit(SPEC, BREAKING);
    assert!(scratch.gate().is_ok());
    assert_told(&scratch.gate(), &["there has been no release (a tag v*)", "cargo xtask spec-diff BASE"]);
}

#[test]
fn without_a_change_nothing_has_to_follow() {
    let scratch = Scratch::new();
    assert_eq!(scratch.gate(), Ok(format!("{SPEC}: nothing has changed since v0.1.0")));
    scratch.edit(SPEC, ("openapi: 3.0.3", "# A comment is no change.\nopenapi: 3.0.3"));
    assert_eq!(scratch.gate(), Ok(format!("{SPEC}: nothing has changed since v0.1.0")));
}

#[test]
fn a_change_without_a_line_in_the_changelog_fails_the_gate() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, ADDITION).version("0.1.1");
    assert!(scratch.gate().is_err());
    assert_told(&scratch.gate(), &["CHANGELOG.md does not say so: add an item (`- ...`) under \"## [Unreleased]\"."]);
    // Neither a heading is a line, nor one that is moved, nor one about another version.
    scratch.edit(CHANGELOG, ("## [Unreleased]\n", "## [Unreleased]\n\n### Added\n\n- All of it.\n"));
    scratch.edit(CHANGELOG, ("## [0.1.0] - 2026-01-01\n", "## [0.1.0] - 2026-01-01\n\n- Colours.\n"));
    assert!(scratch.gate().is_err());
    scratch.edit(CHANGELOG, ("### Added\n", "### Added\n\n- Blue.\n"));
    assert!(scratch.gate().is_ok());
}

#[test]
fn a_change_without_a_step_of_the_version_fails_the_gate() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, ADDITION).note();
    assert!(scratch.gate().is_err());
    assert_told(
        &scratch.gate(),
        &["demands a patch step, but the version is 0.1.0", "[workspace.package] in Cargo.toml to \"0.1.1\""],
    );
    scratch.version("0.1.1");
    assert!(scratch.gate().is_ok());
    assert_told(&scratch.gate(), &["0 breaking, 1 that add, 0 of text; the step that they demand is patch, to 0.1.1"]);
}

#[test]
fn too_small_a_step_for_what_breaks_fails_the_gate() {
    for (version, passes) in [("0.1.1", false), ("0.2.0-rc.1", true), ("0.2.0", true), ("1.0.0", true)] {
        let scratch = Scratch::new();
        scratch.edit(SPEC, BREAKING).note().version(version);
        assert_eq!(scratch.gate().is_ok(), passes, "{version}");
        if !passes {
            assert_told(&scratch.gate(), &["demands a minor step, but the version is 0.1.1", "to \"0.2.0\""]);
        }
    }
}

#[test]
fn from_the_first_full_version_on_what_breaks_demands_a_major_step_and_what_is_added_a_minor_one() {
    for (change, least) in [(BREAKING, "2.0.0"), (ADDITION, "1.3.0")] {
        let scratch = Scratch::without_tag();
        scratch.git(&["tag", "v1.2.3"]);
        scratch.edit(SPEC, change).note();
        assert_told(&scratch.gate(), &[&format!("to \"{least}\"")]);
        scratch.version(least);
        assert!(scratch.gate().is_ok(), "{least}");
    }
}

#[test]
fn all_that_is_missing_is_told_at_once_with_the_changes() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, BREAKING);
    assert_told(&scratch.gate(), &["value \"green\" removed", "to \"0.2.0\"", "CHANGELOG.md does not say so"]);
}

#[test]
fn nothing_follows_from_a_change_of_words_before_a_release() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, ("What it is called.", "Its name."));
    assert!(scratch.gate().is_ok());
    assert_told(&scratch.gate(), &["text", "`description` reads otherwise", "patch, to 0.1.1"]);
}

#[test]
fn a_line_under_the_version_that_is_being_released_counts() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, ADDITION).version("0.1.1");
    scratch.edit(CHANGELOG, ("## [Unreleased]\n", "## [Unreleased]\n\n## [0.1.1] - 2026-02-01\n\n- Colours.\n"));
    assert!(scratch.gate().is_ok());
}

#[test]
fn the_base_is_the_highest_release_on_the_way_here_unless_another_is_named() {
    let scratch = Scratch::new();
    scratch.edit(SPEC, ADDITION).note().version("0.1.1").commit("Add a colour");
    for tag in ["v0.1.1", "v0.2.0-rc.1", "v1", "v0.1.10x"] {
        scratch.git(&["tag", tag]);
    }
    assert_eq!(scratch.gate(), Ok(format!("{SPEC}: nothing has changed since v0.1.1")));
    assert_told(&scratch.diff("v0.1.0"), &["value \"blue\" added"]);
    assert_told(&scratch.diff("HEAD~1"), &["since HEAD~1", "patch, to 0.1.1"]);
    assert_told(&spec_diff(scratch.root(), Some("HEAD~1"), true), &["HEAD~1 is not the tag of a release"]);
}

#[test]
fn a_base_that_does_not_exist_is_named() {
    let told = "git knows no revision `nope` here: `git tag` and `git log` name those that there are";
    assert_eq!(Scratch::new().diff("nope"), Err(told.to_owned()));
}

#[test]
fn a_base_without_the_spec_is_named() {
    let scratch = Scratch::new();
    scratch.git(&["rm", "--quiet", SPEC]);
    scratch.commit("Take the spec away");
    fs::create_dir_all(scratch.root().join("openapi")).expect("a folder");
    scratch.write(SPEC, THINGS);
    let told = format!("there is no {SPEC} at HEAD: name a revision that has it");
    assert_eq!(scratch.diff("HEAD"), Err(told));
}

#[test]
fn a_spec_that_cannot_be_read_is_named() {
    let scratch = Scratch::new();
    scratch.write(SPEC, "paths: [");
    assert_told(&scratch.gate(), &[&format!("{SPEC}: line 2 column 1: not valid YAML")]);
    scratch.commit("Break it");
    scratch.write(SPEC, THINGS);
    assert_told(&scratch.diff("HEAD"), &[&format!("{SPEC} at HEAD: line 2 column 1: not valid YAML")]);
}
