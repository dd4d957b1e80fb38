//! What stands in the way of a release in the repository, told all at once.

use std::path::Path;

use semver::Version;

use super::changelog;
use crate::repository::{CHANGELOG, MANIFEST, file_now, git, last_release, version_of};

const BRANCH: &str = "main";
pub(super) const README: &str = "README.md";
/// As README.md says it, up to the first release.
pub(super) const UNPUBLISHED: &str = "not published yet";
pub(super) const CRATE: &str = "plannr-sdk/Cargo.toml";

pub(super) fn of(root: &Path, version: &Version, changes: &str) -> Result<Vec<String>, String> {
    let mut hindrances = Vec::new();
    if !git(root, &["tag", "--list", &format!("v{version}")])?.is_empty() {
        hindrances.push(format!("there is a tag v{version}: set `version` under [workspace.package] in {MANIFEST}"));
    // Where the releases are not known, the comparison of the spec tells that.
    } else if let Ok(Some(last)) = last_release(root)
        && let Some(last) = version_of(&last)
        && *version < last
    {
        hindrances.push(format!("the version {version} is before {last}, which is released"));
    }
    if !changelog::has_items(changes) {
        hindrances.push(format!("{CHANGELOG} has no item (`- ...`) under \"## [Unreleased]\""));
    }
    if file_now(root, README)?.contains(UNPUBLISHED) {
        hindrances.push(format!("{README} says that the crate is {UNPUBLISHED}: say how to depend on it"));
    }
    if !file_now(root, CRATE)?.lines().any(|line| line.starts_with("repository")) {
        hindrances.push(format!("{CRATE} names no `repository`"));
    }
    let branch = git(root, &["rev-parse", "--abbrev-ref", "HEAD"])?;
    if branch.trim() != BRANCH {
        hindrances.push(format!("this is {}, and releases are cut on {BRANCH}", branch.trim()));
    }
    let changed = git(root, &["status", "--porcelain"])?;
    if !changed.is_empty() {
        hindrances.push(format!("the work tree is not clean:\n{}", changed.trim_end()));
    }
    Ok(hindrances)
}
