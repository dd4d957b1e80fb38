//! The package, made of the work tree as `cargo publish` would make it, unpacked, and its contents held against what is
//! to be in it. It is not built here: a project that depends on it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use semver::Version;

use crate::process::{BUILD, INSTALL, command, succeed};
use crate::{Outcome, repository, root, target};

const CRATE: &str = "plannr-sdk";

/// All of these folders is shipped, and beside them only these files, some of which Cargo makes.
const FOLDERS: [&str; 3] = ["build", "examples", "src"];
const FILES: [&str; 9] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "openapi/README.md",
    "openapi/contact-details.yaml",
];

/// Makes the package, and unpacks it into a folder.
pub(super) fn make(version: &Version, unpacked: &Path) -> Outcome {
    // A release has looked before that nothing is uncommitted; a dry run judges what is there.
    let package = "cargo package --package plannr-sdk --no-verify --allow-dirty";
    succeed(&mut command(package), package, BUILD)?;
    let packed = target()?.join(format!("package/{CRATE}-{version}.crate"));
    unpack(&packed, unpacked)?;

    let found = files_in(unpacked)?;
    let size = fs::metadata(&packed).map_err(|error| format!("{}: {error}", packed.display()))?.len();
    println!("{}: {size} bytes, {} files:", packed.display(), found.len());
    found.iter().for_each(|name| println!("  {name}"));
    let strays = differences(&due(root())?, &found);
    if strays.is_empty() { Ok(()) } else { Err(strays.join("\n")) }
}

/// Every file is new: the dates in a package are always the same, and Cargo would take another one for built already.
fn unpack(packed: &Path, unpacked: &Path) -> Outcome {
    fs::create_dir_all(unpacked).map_err(|error| format!("{}: {error}", unpacked.display()))?;
    let mut tar = Command::new("tar");
    tar.args(["-x", "-z", "-m", "--strip-components=1", "-f"]).arg(packed).arg("-C").arg(unpacked);
    succeed(&mut tar, "tar", INSTALL)
}

/// What is to be in the package: of the folders, what git knows or would not ignore, and is there.
fn due(root: &Path) -> Result<BTreeSet<String>, String> {
    let within_folders = repository::files(&root.join(CRATE), &FOLDERS)?;
    Ok(within_folders.into_iter().chain(FILES.map(str::to_owned)).collect())
}

pub(super) fn differences(due: &BTreeSet<String>, found: &BTreeSet<String>) -> Vec<String> {
    let missing = due.difference(found).map(|file| format!("the package lacks {file}"));
    missing.chain(found.difference(due).map(|file| format!("{file} does not belong in the package"))).collect()
}

/// All files in a folder, by their paths from it.
fn files_in(folder: &Path) -> Result<BTreeSet<String>, String> {
    fn add(root: &Path, folder: &Path, found: &mut BTreeSet<String>) -> std::io::Result<()> {
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            match entry.file_type()?.is_dir() {
                true => add(root, &path, found)?,
                false => drop(found.insert(path.to_string_lossy().replace('\\', "/"))),
            }
        }
        Ok(())
    }
    let mut found = BTreeSet::new();
    add(folder, Path::new(""), &mut found).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(found)
}
