//! Writes or checks the code that is generated from the spec.

use anyhow::{Result, anyhow, bail};
use xshell::Shell;

use crate::{SPEC, codegen, files, root};

pub(crate) const GENERATED: &str = "plannr-sdk/src/generated.rs";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let check = match arguments {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: cargo xtask generate [--check]"),
    };
    let code = codegen::generate(&root().join(SPEC)).map_err(|problem| anyhow!("{problem}"))?;
    files::update(sh, GENERATED, &code, check).map_err(|error| error.context("run `cargo xtask generate`"))
}
