//! What is read, told and written, in scratch repositories.

#![allow(clippy::expect_used, reason = "a test fails by it")]

use super::hindrances::{CRATE, PAGES, UNPUBLISHED};
use super::package::differences;
use super::*;
use crate::SPEC;
use crate::spec_diff::tests::{ADDITION, Scratch};

const CHANGES: &str = "### Added\n\n- Colours,\n  all of them.\n\n### Fixed\n\n- Names.";

/// A repository on its main branch, which has released 0.1.0, with 0.1.1 to be released.
fn ready() -> Scratch {
    let scratch = Scratch::new();
    scratch.git(&["branch", "--move", "--force", "main"]);
    for setting in [["user.name", "Ava Morgan"], ["user.email", "ava@example.com"]] {
        scratch.git(&["config", setting[0], setting[1]]);
    }
    for signing in ["commit.gpgsign", "tag.gpgsign"] {
        scratch.git(&["config", signing, "false"]);
    }
    for folder in ["plannr-sdk", "plannr-sdk/src", "docs"] {
        fs::create_dir(scratch.root().join(folder)).expect("a folder");
    }
    scratch.write(CRATE, "[package]\nrepository.workspace = true\n");
    PAGES.iter().for_each(|page| scratch.write(page, "The crate is published.\n"));
    scratch.edit(CHANGELOG, ("## [Unreleased]\n", &format!("## [Unreleased]\n\n{CHANGES}\n"))).version("0.1.1");
    scratch.commit("Add colours");
    scratch
}

fn plan(scratch: &Scratch) -> Release {
    Release::plan(scratch.root(), "2026-02-01".to_owned()).expect("a plan")
}

fn said_by_git(scratch: &Scratch, arguments: &[&str]) -> String {
    git(scratch.root(), arguments).expect("git")
}

#[test]
fn a_clean_main_branch_with_a_new_version_and_something_new_has_nothing_in_its_way() {
    assert_eq!(plan(&ready()).hindrances, [""; 0]);
}

#[test]
fn whatever_stands_in_the_way_is_told_and_nothing_else() {
    type Change = fn(&Scratch);
    let cases: &[(Change, &str)] = &[
        (|scratch| scratch.git(&["tag", "v0.1.1"]), "there is a tag v0.1.1: set `version`"),
        (|scratch| scratch.git(&["tag", "v0.2.0"]), "the version 0.1.1 is before 0.2.0"),
        (|scratch| scratch.git(&["switch", "--quiet", "--create", "colours"]), "this is colours, and releases are cut"),
        (|scratch| scratch.write("notes.txt", "Not committed."), "the work tree is not clean:\n?? notes.txt"),
        (
            |scratch| {
                scratch.edit(CHANGELOG, (CHANGES, "### Added")).commit("Take it back");
            },
            "CHANGELOG.md has no item",
        ),
        (
            |scratch| {
                for page in PAGES {
                    scratch.edit(page, ("published", UNPUBLISHED));
                }
                scratch.commit("Take it back");
            },
            "README.md, plannr-sdk/src/lib.rs, docs/comparison.md: that the crate is not published yet",
        ),
        (
            |scratch| {
                scratch.edit(CRATE, ("repository.workspace = true\n", "")).commit("Move");
            },
            "plannr-sdk/Cargo.toml names no `repository`",
        ),
        (
            |scratch| {
                scratch.edit(SPEC, ("enum: [red, green]", "enum: [red]")).commit("Break it");
            },
            "demands a minor step, but the version is 0.1.1: set `version`",
        ),
    ];
    for (change, told) in cases {
        let scratch = ready();
        change(&scratch);
        let hindrances = plan(&scratch).hindrances;
        assert!(hindrances.len() == 1 && hindrances[0].contains(told), "{told}: {hindrances:#?}");
    }
}

#[test]
fn what_stands_in_the_way_is_told_all_at_once() {
    let scratch = ready();
    scratch.edit(SPEC, ADDITION).git(&["tag", "v0.1.1"]);
    assert_eq!(plan(&scratch).hindrances.len(), 3);
}

#[test]
fn a_candidate_may_come_before_its_release_and_not_after_it() {
    let scratch = ready();
    scratch.edit(MANIFEST, ("\"0.1.1\"", "\"0.1.1-rc.1\"")).commit("Try it");
    assert_eq!(plan(&scratch).hindrances, [""; 0]);
    scratch.git(&["tag", "v0.1.1"]);
    assert_eq!(plan(&scratch).hindrances, ["the version 0.1.1-rc.1 is before 0.1.1, which is released"]);
}

#[test]
fn the_first_release_has_none_before_it() {
    let scratch = ready();
    scratch.git(&["tag", "--delete", "v0.1.0"]);
    assert_eq!(plan(&scratch).hindrances, [""; 0]);
}

#[test]
fn the_report_shows_what_has_changed_the_section_and_the_tag_and_writes_nothing() {
    let scratch = ready();
    scratch.edit(SPEC, ADDITION).commit("Add blue");
    let report = plan(&scratch).report();
    for part in [
        format!("== CHANGELOG.md\n## [0.1.1] - 2026-02-01\n\n{CHANGES}\n"),
        "0 breaking, 1 that add, 0 of text; the step that they demand is patch, to 0.1.1".to_owned(),
        format!("== tag v0.1.1\nplannr-sdk 0.1.1\n\n{CHANGES}\n"),
    ] {
        assert!(report.contains(&part), "{part:?} is not in:\n{report}");
    }
    assert_eq!(said_by_git(&scratch, &["status", "--porcelain"]), "");
    assert_eq!(said_by_git(&scratch, &["tag"]), "v0.1.0\n");
}

#[test]
fn a_release_is_one_commit_of_the_changelog_and_a_tag_that_has_the_section() {
    let scratch = ready();
    plan(&scratch).write(scratch.root()).expect("a release");

    let changelog = format!(
        "# Changelog\n\n## [Unreleased]\n\n## [0.1.1] - 2026-02-01\n\n{CHANGES}\n\n## [0.1.0] - 2026-01-01\n\n- All of it.\n"
    );
    assert_eq!(file_now(scratch.root(), CHANGELOG), Ok(changelog));
    assert_eq!(said_by_git(&scratch, &["show", "--format=%s", "--name-only"]), "Release 0.1.1\n\nCHANGELOG.md\n");
    assert_eq!(said_by_git(&scratch, &["status", "--porcelain"]), "");
    assert_eq!(said_by_git(&scratch, &["rev-parse", "v0.1.1^{commit}"]), said_by_git(&scratch, &["rev-parse", "HEAD"]));
    let message = said_by_git(&scratch, &["tag", "--list", "--format=%(objecttype) %(contents)", "v0.1.1"]);
    assert_eq!(message.trim_end(), format!("tag plannr-sdk 0.1.1\n\n{CHANGES}"));
    // There is nothing to release any more.
    assert_eq!(plan(&scratch).hindrances.len(), 2);
}

#[test]
fn a_changelog_without_its_heading_is_named() {
    let scratch = ready();
    scratch.edit(CHANGELOG, ("## [Unreleased]", "## Unreleased"));
    let told = Release::plan(scratch.root(), String::new()).err().unwrap_or_default();
    assert!(told.contains("CHANGELOG.md has no line \"## [Unreleased]\""), "{told}");
}

#[test]
fn what_the_package_lacks_and_what_does_not_belong_in_it_is_told() {
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(differences(&set(&["a", "b"]), &set(&["a", "b"])), [""; 0]);
    assert_eq!(
        differences(&set(&["README.md", "src/lib.rs"]), &set(&["src/lib.rs", "src/lib.rs.orig"])),
        ["the package lacks README.md", "src/lib.rs.orig does not belong in the package"]
    );
}
