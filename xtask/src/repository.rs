//! This repository, or a copy of it: its releases, the version that it states, its files as they are and as they were.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use semver::Version;

use crate::Outcome;
use crate::process::output;

pub(crate) const MANIFEST: &str = "Cargo.toml";
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

/// In a hook of git these name the repository of the hook, which need not be the one that is meant.
const OF_A_HOOK: [&str; 3] = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"];

/// The version of a release's tag.
pub(crate) fn version_of(tag: &str) -> Option<Version> {
    tag.strip_prefix('v').and_then(|version| Version::parse(version).ok())
}

/// The tag of the last release on the way to here; candidates are none. A shallow clone without one has lost what would
/// tell, which is not to be taken for a project that has not released yet.
pub(crate) fn last_release(root: &Path) -> Result<Option<String>, String> {
    let tags = git(root, &["tag", "--list", "v*", "--merged", "HEAD"])?;
    let releases = tags.lines().filter_map(|tag| Some((version_of(tag)?, tag.to_owned())));
    let last = releases.filter(|(version, _)| version.pre.is_empty()).max().map(|(_, tag)| tag);
    if last.is_none() && git(root, &["rev-parse", "--is-shallow-repository"])?.trim() == "true" {
        return Err(
            "this clone is shallow, so that nothing tells what has been released: `git fetch --unshallow --tags`"
                .to_owned(),
        );
    }
    Ok(last)
}

/// The version of a tag, or of what the manifest says at any other revision.
pub(crate) fn version_at(root: &Path, base: &str) -> Result<Version, String> {
    match version_of(base) {
        Some(version) => Ok(version),
        None => version_in(&file_at(root, base, MANIFEST)?, &format!("{MANIFEST} at {base}")),
    }
}

pub(crate) fn version_in(manifest: &str, name: &str) -> Result<Version, String> {
    let package = manifest.lines().skip_while(|line| line.trim() != "[workspace.package]").skip(1);
    let entries = package.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('='));
    let mut versions =
        entries.filter(|(key, _)| key.trim() == "version").filter_map(|(_, value)| value.split('"').nth(1));
    let version = versions.next().and_then(|version| Version::parse(version).ok());
    version.ok_or_else(|| format!("{name} has no `version = \"x.y.z\"` under [workspace.package]"))
}

pub(crate) fn file_now(root: &Path, file: &str) -> Result<String, String> {
    fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))
}

pub(crate) fn file_at(root: &Path, base: &str, file: &str) -> Result<String, String> {
    git(root, &["rev-parse", "--verify", "--quiet", &format!("{base}^{{commit}}")]).map_err(|_| {
        format!("git knows no revision `{base}` here: `git tag` and `git log` name those that there are")
    })?;
    git(root, &["show", &format!("{base}:./{file}")])
        .map_err(|_| format!("there is no {file} at {base}: name a revision that has it"))
}

pub(crate) fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    output(git_in(root).args(arguments), &format!("git {}", arguments.join(" ")))
}

pub(crate) fn git_in(root: &Path) -> Command {
    let mut git = Command::new("git");
    for name in OF_A_HOOK {
        git.env_remove(name);
    }
    git.current_dir(root);
    git
}

/// What git knows in a folder, and what it would not ignore, as it lies there: by paths from the folder.
pub(crate) fn files(folder: &Path, within: &[&str]) -> Result<Vec<String>, String> {
    let list = [&["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"], within].concat();
    // Some may be deleted, and that not be committed yet.
    let is_gone =
        |file: &&str| folder.join(file).symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound);
    let known = git(folder, &list)?;
    Ok(known.split_terminator('\0').filter(|file| !is_gone(file)).map(str::to_owned).collect())
}

/// Copies these files; a link stays one.
pub(crate) fn copy(from: &Path, to: &Path) -> Outcome {
    for file in files(from, &[])? {
        copy_file(&from.join(&file), &to.join(&file)).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> std::io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    #[cfg(unix)]
    if from.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    fs::copy(from, to).map(drop)
}
