//! Tools that others made, at the versions that are pinned here, called by `cargo xtask tool`. Each is put into `target/`
//! when it is first called, and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{BUILD, INSTALL, succeed};
use crate::{Outcome, cargo, root};

/// Those that come ready to run, as wheels of the Python package index, with a checksum for each platform.
const WHEELS: &str = "xtask/requirements.txt";
/// Those that are not to be had so, and take minutes to build: the gates must do without them.
const BUILT: [(&str, &str); 2] = [("cargo-semver-checks", "0.51.0"), ("openapi-to-rust", "0.23.0")];
/// Where all of them go.
const OUT: &str = "target/tools";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let Some((name, rest)) = arguments.split_first() else {
        return Err("cargo xtask tool NAME [ARGUMENTS]".to_owned());
    };
    let program = match BUILT.iter().any(|(built, _)| built == name) {
        true => built(name)?,
        false => python(&root().join(OUT).join("wheels"), &root().join(WHEELS))?.with_file_name(name),
    };
    let status = Command::new(&program).args(rest).current_dir(root()).status();
    let versions = BUILT.map(|(name, version)| format!("{name} {version}")).join(", ");
    let status = status.map_err(|error| format!("{name}: {error}: {WHEELS} names the tools, and {versions}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: {status}")) }
}

pub(crate) fn pinned(name: &str) -> Result<&'static str, String> {
    let found = BUILT.iter().find(|(built, _)| *built == name);
    found.map(|(_, version)| *version).ok_or_else(|| format!("{name} is not pinned"))
}

/// Builds a program at its pinned version, unless it is there.
pub(crate) fn built(name: &str) -> Result<PathBuf, String> {
    let version = pinned(name)?;
    let mut cargo = cargo();
    cargo.args(["install", "--locked", "--quiet", "--version", version, name, "--root"]).arg(root().join(OUT));
    println!("cargo install {name} {version}, which takes minutes where it is not here yet ...");
    succeed(&mut cargo, "cargo install", BUILD)?;
    Ok(root().join(OUT).join("bin").join(name))
}

/// The Python of an environment that has what the list pins, and nothing else; the programs of the wheels are beside it.
pub(crate) fn python(environment: &Path, pins: &Path) -> Result<PathBuf, String> {
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    once(environment, &[pins], || {
        succeed(Command::new("python3").args(["-m", "venv"]).arg(environment), "python3 -m venv", INSTALL)?;
        let mut pip = Command::new(&python);
        // All that is needed is in the list: nothing comes that is not pinned.
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
        succeed(pip.arg(pins), "pip install", INSTALL)?;
        succeed(Command::new(&python).args(["-m", "pip", "check"]).stdout(Stdio::null()), "pip check", INSTALL)
    })?;
    Ok(python)
}

/// Installs into a folder, unless what is there was installed from the very same pins.
pub(crate) fn once(folder: &Path, pins: &[&Path], install: impl FnOnce() -> Outcome) -> Outcome {
    let mut wanted = String::new();
    for pin in pins {
        wanted += &fs::read_to_string(pin).map_err(|error| format!("{}: {error}", pin.display()))?;
    }
    let receipt = folder.join("installed-from");
    if fs::read_to_string(&receipt).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    println!("installing into {} ...", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    install()?;
    fs::write(&receipt, wanted).map_err(|error| format!("{}: {error}", receipt.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn a_tool_is_installed_once_and_again_when_its_pins_change() {
        let there = tempfile::tempdir().unwrap();
        let (pins, folder) = (there.path().join("pins"), there.path().join("tool"));
        let mut installed = 0;
        for version in ["1", "1", "2"] {
            fs::write(&pins, version).unwrap();
            let install = || {
                installed += 1;
                fs::create_dir(&folder).map_err(|error| error.to_string())
            };
            once(&folder, &[&pins], install).unwrap();
        }
        assert_eq!(installed, 2);
    }

    #[test]
    fn what_was_installed_in_part_is_installed_again() {
        let there = tempfile::tempdir().unwrap();
        let (pins, folder) = (there.path().join("pins"), there.path().join("tool"));
        fs::write(&pins, "1").unwrap();
        let broken = once(&folder, &[&pins], || {
            fs::create_dir(&folder).unwrap();
            Err("no network".to_owned())
        });
        assert_eq!(broken, Err("no network".to_owned()));
        assert_eq!(once(&folder, &[&pins], || fs::create_dir(&folder).map_err(|error| error.to_string())), Ok(()));
    }

    #[test]
    fn every_wheel_has_its_version_and_its_checksums() {
        let list = fs::read_to_string(root().join(WHEELS)).unwrap();
        let list = list.replace("\\\n", " ");
        let wheels: Vec<&str> = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        assert!(!wheels.is_empty());
        for wheel in wheels {
            assert!(wheel.contains("==") && wheel.contains("--hash=sha256:"), "{wheel}");
        }
    }
}
