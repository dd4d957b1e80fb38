//! A release, as "To cut a release" in CONTRIBUTING.md has it, up to what cannot be taken back: it is checked, shown, tried
//! by a project that depends on the package, and written as a commit and a tag. To push and to publish is left to the one
//! who releases; the commands are named.
//!
//! A dry run writes nothing outside `target/` and a temporary folder. What is amiss with the state of the repository (the
//! version, the changelog, the branch, what is not committed) stops a release, and is only told by a dry run, for it need
//! not hold before that day. What is amiss with the package fails both.

mod changelog;
mod consumer;
mod hindrances;
mod package;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use semver::Version;

use crate::repository::{CHANGELOG, MANIFEST, file_now, git, version_in};
use crate::spec_diff::spec_diff;
use crate::{Outcome, root};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let is_dry = match arguments {
        [] => false,
        [flag] if flag == "--dry-run" => true,
        _ => return Err("cargo xtask release [--dry-run]".to_owned()),
    };
    let release = Release::plan(root(), Timestamp::now().strftime("%F").to_string())?;
    println!("{}", release.report());
    if !is_dry && !release.hindrances.is_empty() {
        return Err("release: nothing was written; see above what stands in the way".to_owned());
    }
    println!("== package");
    // Far from this workspace, whose settings a user has not got; the project that depends on the package is beside it.
    let there = tempfile::tempdir().map_err(|error| format!("a folder for what is tried: {error}"))?;
    package::make(&release.version, &there.path().join("plannr-sdk"))?;
    println!("\n== a project that depends on it");
    consumer::try_out(&there.path().join("consumer"))?;
    if is_dry {
        println!("\nrelease: the package is as it should be; nothing was written, for this was a dry run");
        return Ok(());
    }
    release.write(root())?;
    println!("\nrelease: committed and tagged. What cannot be taken back is left to you, in this order:\n");
    println!("  git push --atomic origin main {tag}\n  cargo publish -p plannr-sdk", tag = release.tag());
    Ok(())
}

/// What a release would be, made of the work tree.
struct Release {
    version: Version,
    date: String,
    /// What was unreleased.
    changes: String,
    /// What has changed in the spec since the last release, where version and changelog follow.
    spec: String,
    /// What stands in the way, a sentence each.
    hindrances: Vec<String>,
}

impl Release {
    fn plan(root: &Path, date: String) -> Result<Self, String> {
        let version = version_in(&file_now(root, MANIFEST)?, MANIFEST)?;
        let changes = changelog::unreleased(&file_now(root, CHANGELOG)?)?.to_owned();
        let mut hindrances = hindrances::of(root, &version, &changes)?;
        let spec = spec_diff(root, None, true).unwrap_or_else(|problem| {
            hindrances.push(problem);
            String::new()
        });
        Ok(Self { version, date, changes, spec, hindrances })
    }

    fn tag(&self) -> String {
        format!("v{}", self.version)
    }

    fn message(&self) -> String {
        format!("plannr-sdk {}\n\n{}\n", self.version, self.changes)
    }

    fn report(&self) -> String {
        let hindrances: String = self.hindrances.iter().map(|one| format!("stands in the way: {one}\n")).collect();
        format!(
            "== release {version}\n{spec}\n{hindrances}\n== {CHANGELOG}\n{heading}\n\n{changes}\n\n== tag {tag}\n{message}",
            version = self.version,
            spec = self.spec,
            heading = changelog::heading(&self.version, &self.date),
            changes = self.changes,
            tag = self.tag(),
            message = self.message(),
        )
    }

    /// Writes the changelog, the commit and the tag.
    fn write(&self, root: &Path) -> Outcome {
        let changelog = changelog::released(&file_now(root, CHANGELOG)?, &self.version, &self.date);
        fs::write(root.join(CHANGELOG), changelog).map_err(|error| format!("{CHANGELOG}: {error}"))?;
        git(root, &["commit", "--quiet", "--message", &format!("Release {}", self.version), "--", CHANGELOG])?;
        // Otherwise git would take the headings of the changelog for comments, and leave them out.
        let message = self.message();
        git(root, &["tag", "--annotate", "--cleanup=verbatim", "--message", &message, &self.tag()]).map(drop)
    }
}
