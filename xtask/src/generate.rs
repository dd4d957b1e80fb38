//! Writes or checks the code that is generated from the spec.

use anyhow::{Result, anyhow, bail};
use xshell::Shell;

use crate::{SPEC, codegen, files, root};

pub(crate) const GENERATED: &str = "plannr-sdk/src/generated.rs";
const LISTS: &str = "plannr-sdk/src/generated_lists.rs";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let check = match arguments {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: cargo xtask generate [--check]"),
    };
    let spec = root().join(SPEC);
    for (file, code) in [(GENERATED, codegen::generate(&spec)), (LISTS, codegen::generate_lists(&spec))] {
        let code = code.map_err(|problem| anyhow!("{problem}"))?;
        files::update(sh, file, &code, check).map_err(|error| error.context("run `cargo xtask generate`"))?;
    }
    Ok(())
}
