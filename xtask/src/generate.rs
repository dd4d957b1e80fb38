//! Writes or checks what is generated from the OpenAPI documents: their bundle, and the code.

use anyhow::{Result, bail};
use xshell::Shell;

use crate::{BUNDLE, codegen, files, specs};

/// The generated code.
pub(crate) const GENERATED: [&str; 2] = ["plannr-sdk/src/generated.rs", "plannr-sdk/src/generated_lists.rs"];

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let check = match arguments {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: cargo xtask generate [--check]"),
    };
    let specs = specs()?;
    files::update(sh, BUNDLE, &specs.to_text()?, check).map_err(again)?;
    let mut code = codegen::generate(&specs)?.into_iter();
    code.try_for_each(|(file, text)| files::update(sh, &format!("plannr-sdk/src/{file}"), &text, check).map_err(again))
}

fn again(error: anyhow::Error) -> anyhow::Error {
    error.context("run `cargo xtask generate`")
}
