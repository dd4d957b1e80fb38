//! What stands in the way of a release in the repository, told all at once.

use std::path::Path;

use semver::Version;

use super::changelog;
use crate::repository::{CHANGELOG, MANIFEST, file_now, git, last_release, version_of};

const BRANCH: &str = "main";
/// The pages that say so up to the first release, each in these words; the second is the front page of the crate.
pub(super) const PAGES: [&str; 3] = ["README.md", "plannr-sdk/src/lib.rs", "docs/comparison.md"];
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
    let says_so = |page: &&str| file_now(root, page).is_ok_and(|text| text.contains(UNPUBLISHED));
    let pages = PAGES.into_iter().filter(says_so).collect::<Vec<_>>();
    if !pages.is_empty() {
        hindrances.push(format!("{}: that the crate is {UNPUBLISHED}; say how to depend on it", pages.join(", ")));
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
