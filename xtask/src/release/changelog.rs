//! The changelog, in the form of Keep a Changelog: what is unreleased becomes a version.

use semver::Version;

use crate::repository::CHANGELOG;

const UNRELEASED: &str = "\n## [Unreleased]\n";

/// What stands under "Unreleased", up to the next version.
pub(super) fn unreleased(changelog: &str) -> Result<&str, String> {
    let Some((_, below)) = changelog.split_once(UNRELEASED) else {
        return Err(format!("{CHANGELOG} has no line \"{}\": put it above the last version", UNRELEASED.trim()));
    };
    Ok(below.split("\n## ").next().unwrap_or_default().trim())
}

/// The changelog with what was unreleased under a version, and nothing unreleased.
pub(super) fn released(changelog: &str, version: &Version, date: &str) -> String {
    changelog.replacen(UNRELEASED, &format!("{UNRELEASED}\n{}\n", heading(version, date)), 1)
}

pub(super) fn heading(version: &Version, date: &str) -> String {
    format!("## [{version}] - {date}")
}

pub(super) fn has_items(section: &str) -> bool {
    section.lines().any(|line| line.starts_with("- "))
}
