//! Writes or checks what is generated from the OpenAPI documents: their bundle, and the code.

use anyhow::{Result, anyhow, bail};
use xshell::Shell;

use crate::{BUNDLE, codegen, files, specs};

pub(crate) const GENERATED: &str = "plannr-sdk/src/generated.rs";
const LISTS: &str = "plannr-sdk/src/generated_lists.rs";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let check = match arguments {
        [] => false,
        ["--check"] => true,
        _ => bail!("usage: cargo xtask generate [--check]"),
    };
    let specs = specs()?;
    let written = specs.to_text().and_then(|text| Ok([(BUNDLE, text), (GENERATED, codegen::generate(&specs)?)]));
    let written = written.map_err(|problem| anyhow!("{problem}"))?;
    let mut updates = written.iter().map(|(file, text)| files::update(sh, file, text, check));
    updates.try_for_each(|update| update).map_err(|error| error.context("run `cargo xtask generate`"))
}
