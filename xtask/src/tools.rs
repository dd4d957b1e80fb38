//! Installs pinned tools into `target/tools/` on first use, and runs them.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

/// Pins the tools that come as Python wheels, with checksums.
const WHEELS: &str = "xtask/requirements.txt";
/// Pins the tools that Cargo builds, which takes minutes.
const BUILT: [(&str, &str); 2] = [("cargo-semver-checks", "0.51.0"), ("openapi-to-rust", "0.23.0")];
const OUT: &str = "target/tools";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let [name, arguments @ ..] = arguments else { bail!("usage: cargo xtask tool <NAME> [ARGUMENTS]") };
    let program = match BUILT.iter().any(|(built, _)| built == name) {
        true => build(sh, name)?,
        false => python(sh, &format!("{OUT}/wheels"), WHEELS)?.with_file_name(format!("{name}{EXE_SUFFIX}")),
    };
    if !program.exists() {
        bail!("unknown tool `{name}`: the tools are in {WHEELS} and xtask/src/tools.rs");
    }
    Ok(cmd!(sh, "{program} {arguments...}").quiet().run()?)
}

/// Builds a pinned tool unless it is already there.
pub(crate) fn build(sh: &Shell, name: &str) -> Result<PathBuf> {
    let version = BUILT.iter().find(|(built, _)| *built == name).map(|(_, version)| version);
    let version = version.with_context(|| format!("{name} has no pinned version"))?;
    cmd!(sh, "cargo install --locked --quiet --root {OUT} --version {version} {name}").run()?;
    Ok(sh.current_dir().join(OUT).join("bin").join(format!("{name}{EXE_SUFFIX}")))
}

/// Returns the Python of a virtual environment that holds exactly the pinned packages.
pub(crate) fn python(sh: &Shell, environment: &str, pins: &str) -> Result<PathBuf> {
    let environment = sh.current_dir().join(environment);
    let python = environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    install_once(sh, &environment, pins, || {
        cmd!(sh, "python3 -m venv {environment}").run()?;
        // `--no-deps` keeps out every package that is not pinned.
        cmd!(sh, "{python} -m pip install --quiet --disable-pip-version-check --no-deps --requirement {pins}").run()?;
        Ok(cmd!(sh, "{python} -m pip check").ignore_stdout().run()?)
    })?;
    Ok(python)
}

/// Runs `install` unless the folder was completely installed from the same pins.
fn install_once(sh: &Shell, folder: &Path, pins: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted = sh.read_file(pins)?;
    let receipt = folder.join("installed-from");
    if sh.read_file(&receipt).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    sh.remove_path(folder)?;
    install()?;
    Ok(sh.write_file(receipt, wanted)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn a_tool_is_reinstalled_after_a_failure_and_after_a_change_of_its_pins() {
        let sh = Shell::new().unwrap();
        let folder = sh.create_temp_dir().unwrap();
        sh.change_dir(folder.path());
        let mut installed = Vec::new();
        for (pins, works) in [("1", false), ("1", true), ("1", true), ("2", true)] {
            sh.write_file("pins", pins).unwrap();
            let outcome = install_once(&sh, Path::new("tool"), "pins", || {
                installed.push(pins);
                sh.create_dir("tool")?;
                if works { Ok(()) } else { bail!("no network") }
            });
            assert_eq!(outcome.is_ok(), works);
        }
        assert_eq!(installed, ["1", "1", "2"]);
    }
}
