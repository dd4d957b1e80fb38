//! Lists the changes of the spec since a revision. With `--check`, also enforces what must follow from them:
//!
//! - The version in `Cargo.toml` steps as far as Cargo's rules demand for the worst change.
//! - `CHANGELOG.md` has a new item, unless only text changed.

mod compare;
#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use semver::Version;
use xshell::Shell;

use compare::{Change, Class, compare};

use crate::bundle::Bundle;
use crate::openapi::Document;
use crate::{SPECS, git, specs};

const MANIFEST: &str = "Cargo.toml";
const CHANGELOG: &str = "CHANGELOG.md";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let (flags, bases): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| argument.starts_with('-'));
    let (check, base) = match (&flags[..], &bases[..]) {
        ([], [] | [_]) => (false, bases.first()),
        (["--check"], [] | [_]) => (true, bases.first()),
        _ => bail!("usage: cargo xtask spec-diff [BASE] [--check]"),
    };
    let Some(base) = base.map_or_else(|| git::last_release(sh), |base| Ok(Some((*base).to_owned())))? else {
        println!("nothing to compare: there is no release (a tag v*); `cargo xtask spec-diff BASE` compares with BASE");
        return Ok(());
    };
    let old = || Snapshot::read(old_specs(sh, &base)?, |file| git::file_at(sh, &base, file));
    let old = old().with_context(|| format!("at {base}"))?;
    let new = Snapshot::read(specs()?, |file| Ok(sh.read_file(file)?))?;
    let changes = compare(&old.spec, &new.spec);
    println!("{}", report(&changes, &base));
    if check { enforce(&changes, &old, &new) } else { Ok(()) }
}

/// The spec and what must follow it, at one revision.
struct Snapshot {
    spec: Document,
    version: Version,
    changelog: String,
}

impl Snapshot {
    fn read(specs: Bundle, read: impl Fn(&str) -> Result<String>) -> Result<Self> {
        Ok(Self {
            spec: specs.document,
            version: version(&read(MANIFEST)?).with_context(|| format!("{MANIFEST} has no workspace version"))?,
            changelog: read(CHANGELOG)?,
        })
    }
}

/// The OpenAPI documents at a revision.
fn old_specs(sh: &Shell, base: &str) -> Result<Bundle> {
    let files = git::files_at(sh, base, SPECS)?.into_iter().filter(|file| file.ends_with(".yaml"));
    let files = files.map(|file| Ok((PathBuf::from(&file), git::file_at(sh, base, &file)?)));
    Ok(Bundle::of(files.collect::<Result<Vec<_>>>()?)?)
}

fn version(manifest: &str) -> Option<Version> {
    let (_, package) = manifest.split_once("[workspace.package]")?;
    let (_, version) = package.split_once("version = \"")?;
    Version::parse(version.split('"').next()?).ok()
}

fn report(changes: &[Change], base: &str) -> String {
    let class = |class: Option<Class>| class.map_or("-".to_owned(), |class| format!("{class:?}"));
    let mut report = format!("{:<9} {:<9} change\n", "callers", "readers");
    for change in changes {
        let _ = writeln!(report, "{:<9} {:<9} {change}", class(change.callers), class(change.readers));
    }
    let count = |class| changes.iter().filter(|change| change.class() == class).count();
    let counts = [Class::Breaking, Class::Addition, Class::Text].map(|class| format!("{class:?}: {}", count(class)));
    report + &format!("{SPECS}/ since {base}: {}", counts.join(", "))
}

/// Fails with everything that is still to do.
fn enforce(changes: &[Change], old: &Snapshot, new: &Snapshot) -> Result<()> {
    let mut problems = Vec::new();
    let worst = changes.iter().map(Change::class).max().unwrap_or(Class::Text);
    let least = least_version(worst, &old.version);
    // A pre-release counts as its release.
    if Version::new(new.version.major, new.version.minor, new.version.patch) < least {
        problems.push(format!("the version is {}: set it to {least} or higher in {MANIFEST}", new.version));
    }
    let is_new = |line: &&str| line.starts_with("- ") && old.changelog.lines().all(|known| known != *line);
    if worst > Class::Text && !new.changelog.lines().any(|line| is_new(&line)) {
        problems.push(format!("{CHANGELOG} does not mention the change: add an item under \"Unreleased\""));
    }
    if problems.is_empty() { Ok(()) } else { bail!("the spec changed, but {}", problems.join("\n  and ")) }
}

/// Applies Cargo's rules: below 1.0, the minor version marks breaking changes.
fn least_version(worst: Class, from: &Version) -> Version {
    match (worst, from.major) {
        (Class::Text, _) => from.clone(),
        (Class::Breaking, 1..) => Version::new(from.major + 1, 0, 0),
        (Class::Breaking, 0) | (Class::Addition, 1..) => Version::new(from.major, from.minor + 1, 0),
        (Class::Addition, 0) => Version::new(0, from.minor, from.patch + 1),
    }
}
