//! Packages the crate as `cargo publish` would, and tests a program that depends on the package.

use anyhow::{Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::{SPECS, specs};

/// Everything that the package may contain and must contain, beside the OpenAPI documents. A folder ends with `/`.
const CONTENTS: [&str; 11] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "build/",
    "examples/",
    "openapi/README.md",
    "src/",
];

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask package");
    let specs = specs()?;
    let names = specs.files().filter_map(|file| file.file_name()?.to_str());
    let documents: Vec<String> = names.map(|name| format!("{SPECS}/{name}")).collect();
    check(&cmd!(sh, "cargo package --package plannr-sdk --list --allow-dirty").read()?, &documents)?;
    cmd!(sh, "cargo package --package plannr-sdk --no-verify --allow-dirty").run()?;

    // Outside of the workspace, as for a user. Without a lock file, Cargo takes the newest dependencies.
    let target = crate::target()?;
    let folder = sh.create_temp_dir()?;
    let unpacked = sh.create_dir(folder.path().join("plannr-sdk"))?;
    let crate_file = format!("plannr-sdk-{}.crate", env!("CARGO_PKG_VERSION"));
    // `-m` sets new dates. All packages have the same dates, so Cargo would take this one for an older one.
    cmd!(sh, "tar -x -z -m --strip-components=1 -C {unpacked} -f {target}/package/{crate_file}").run()?;
    for file in ["Cargo.toml", "src/main.rs"] {
        sh.write_file(folder.path().join("consumer").join(file), sh.read_file(format!("xtask/consumer/{file}"))?)?;
    }
    sh.change_dir(folder.path().join("consumer"));
    sh.set_var("CARGO_TARGET_DIR", target);
    cmd!(sh, "cargo test").run()?;
    Ok(cmd!(sh, "cargo check --features plannr-sdk/buildtime-codegen").run()?)
}

fn check(list: &str, documents: &[String]) -> Result<()> {
    let contents: Vec<&str> = CONTENTS.into_iter().chain(documents.iter().map(String::as_str)).collect();
    let list = list.replace('\\', "/");
    let is_in = |file: &str, entry: &str| file == entry || (entry.ends_with('/') && file.starts_with(entry));
    if let Some(stray) = list.lines().find(|file| contents.iter().all(|entry| !is_in(file, entry))) {
        bail!("{stray} does not belong in the package: see `include` in plannr-sdk/Cargo.toml");
    }
    if let Some(missing) = contents.iter().find(|entry| list.lines().all(|file| !is_in(file, entry))) {
        bail!("the package lacks {missing}: see `include` in plannr-sdk/Cargo.toml");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_and_stray_files_fail() {
        let list = CONTENTS.map(|entry| if entry.ends_with('/') { format!("{entry}lib.rs") } else { entry.to_owned() });
        assert!(check(&list.join("\n"), &[]).is_ok());
        assert!(
            check(&list[1..].join("\n"), &[]).is_err_and(|error| error.to_string().contains("lacks .cargo_vcs_info"))
        );
        let document = "openapi/new.yaml".to_owned();
        assert!(
            check(&list.join("\n"), &[document]).is_err_and(|error| error.to_string().contains("lacks openapi/new"))
        );
        let stray = format!("{}\nsrv.out", list.join("\n"));
        assert!(check(&stray, &[]).is_err_and(|error| error.to_string().starts_with("srv.out does not belong")));
    }
}
