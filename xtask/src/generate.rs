//! Writes what is generated from the spec, or says that it is not up to date. One function makes the text for both, and
//! for the build script.

use crate::{Outcome, SPEC, codegen, committed, root};

const GENERATED: &str = "plannr-sdk/src/generated.rs";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("cargo xtask generate [--check]".to_owned()),
    };
    let code = codegen::generate(&root().join(SPEC)).map_err(|problem| problem.to_string())?;
    match check {
        false => committed::write(GENERATED, &code),
        true => committed::check(GENERATED, &code)
            .map_err(|diff| format!("{diff}{GENERATED} is not what the spec makes: run `cargo xtask generate`")),
    }
}

/// How many lines are generated.
pub(crate) fn lines() -> Result<usize, String> {
    committed::read(GENERATED).map(|code| code.lines().count())
}
