//! Writes what is generated from the spec, or says that it is not up to date. One function makes the text for both, and
//! for the build script.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::{Outcome, SPEC, codegen, root};

const GENERATED: &str = "plannr-sdk/src/generated.rs";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("cargo xtask generate [--check]".to_owned()),
    };
    let code = codegen::generate(&root().join(SPEC)).map_err(|problem| problem.to_string())?;
    write_or_check(GENERATED, &code, check)
}

/// How many lines are generated.
pub(crate) fn lines() -> Result<usize, String> {
    let text = fs::read_to_string(root().join(GENERATED)).map_err(|error| format!("{GENERATED}: {error}"))?;
    Ok(text.lines().count())
}

/// Makes the file hold the text or, with `check`, says how it differs.
fn write_or_check(file: &str, text: &str, check: bool) -> Outcome {
    let path = root().join(file);
    // A checkout can have other ends of lines than those that were written.
    let present = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if present == text {
        println!("{file} is up to date");
        return Ok(());
    }
    if check {
        return Err(format!(
            "{}{file} is not what the spec makes: run `cargo xtask generate`",
            diff(file, &present, text)
        ));
    }
    write(&path, text)?;
    println!("{file} written");
    Ok(())
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn diff(file: &str, present: &str, due: &str) -> String {
    let diff = TextDiff::from_lines(present, due);
    diff.unified_diff().header(&format!("{file} (committed)"), &format!("{file} (from the spec)")).to_string()
}
