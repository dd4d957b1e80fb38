//! Reads the history of this repository.

use anyhow::{Context, Result, ensure};
use semver::Version;
use xshell::{Cmd, Shell, cmd};

/// Returns the tag of the highest release that HEAD contains. Pre-releases do not count.
pub(crate) fn last_release(sh: &Shell) -> Result<Option<String>> {
    let tags = git(sh, &["tag", "--list", "v*", "--merged", "HEAD"]).read()?;
    let versions = tags.lines().filter_map(|tag| Version::parse(tag.strip_prefix('v')?).ok());
    let last = versions.filter(|version| version.pre.is_empty()).max();
    // A shallow clone has no tags and must not pass for a project without a release.
    let is_complete = last.is_some() || git(sh, &["rev-parse", "--is-shallow-repository"]).read()? == "false";
    ensure!(is_complete, "this clone is shallow: run `git fetch --unshallow --tags` to find the last release");
    Ok(last.map(|version| format!("v{version}")))
}

/// Reads a file as of a revision.
pub(crate) fn file_at(sh: &Shell, revision: &str, file: &str) -> Result<String> {
    let show = git(sh, &["show", &format!("{revision}:./{file}")]).quiet().ignore_stderr();
    show.read().with_context(|| format!("cannot read {file} at `{revision}`: name a tag or commit that has it"))
}

/// Lists the files of a folder as of a revision.
pub(crate) fn files_at(sh: &Shell, revision: &str, folder: &str) -> Result<Vec<String>> {
    let list = git(sh, &["ls-tree", "--name-only", revision, &format!("{folder}/")]).ignore_stderr();
    let list = list.read().with_context(|| format!("cannot list {folder} at `{revision}`: name a tag or commit"))?;
    Ok(list.lines().map(str::to_owned).collect())
}

/// A hook's variables may point to another repository.
fn git<'sh>(sh: &'sh Shell, arguments: &[&str]) -> Cmd<'sh> {
    let git = cmd!(sh, "git {arguments...}").quiet();
    git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn the_last_release_is_the_highest_tag_that_head_contains() {
        let sh = Shell::new().unwrap();
        let folder = sh.create_temp_dir().unwrap();
        sh.change_dir(folder.path());
        let run = |line: &str| {
            let identity =
                ["-c", "user.name=Ava Morgan", "-c", "user.email=ava@example.com", "-c", "tag.gpgsign=false"];
            let words = identity.into_iter().chain(line.split(' '));
            git(&sh, &words.collect::<Vec<_>>()).env("GIT_CONFIG_GLOBAL", folder.path().join("none")).run().unwrap();
        };
        run("init --quiet --initial-branch=main");
        run("commit --quiet --allow-empty --message first");
        assert_eq!(last_release(&sh).unwrap(), None);
        ["v0.9.0", "v0.10.0", "v0.11.0-rc.1", "v1", "vanilla"].iter().for_each(|tag| run(&format!("tag {tag}")));
        run("commit --quiet --allow-empty --message second");
        run("tag v1.0.0");
        run("checkout --quiet --detach v0.10.0");
        assert_eq!(last_release(&sh).unwrap().as_deref(), Some("v0.10.0"));

        run(&format!("clone --quiet --depth=1 file://{} shallow", folder.path().display()));
        sh.change_dir("shallow");
        run("tag --delete v0.10.0 v0.9.0 v0.11.0-rc.1");
        let error = last_release(&sh).unwrap_err().to_string();
        assert!(error.contains("git fetch --unshallow"), "{error}");
    }
}
