//! Texts that are made and committed: whether the committed one is up to date, and to have it so.

use std::fs;

use similar::TextDiff;

use crate::repository::file_now;
use crate::{Outcome, root};

pub(crate) fn read(file: &str) -> Result<String, String> {
    // A checkout can have other ends of lines than those that were written.
    file_now(root(), file).map(|text| text.replace("\r\n", "\n"))
}

pub(crate) fn write(file: &str, due: &str) -> Outcome {
    if read(file).is_ok_and(|present| present == due) {
        println!("{file} is up to date");
        return Ok(());
    }
    fs::write(root().join(file), due).map_err(|error| format!("{file}: {error}"))?;
    println!("{file} written");
    Ok(())
}

/// What differs is the error. A file that is not there differs in all.
pub(crate) fn check(file: &str, due: &str) -> Outcome {
    compare(file, &read(file).unwrap_or_default(), due)
}

pub(crate) fn compare(file: &str, committed: &str, due: &str) -> Outcome {
    if committed == due {
        println!("{file} is up to date");
        return Ok(());
    }
    let diff = TextDiff::from_lines(committed, due);
    Err(diff.unified_diff().header(&format!("{file} (committed)"), &format!("{file} (due)")).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_by_what_comes_and_what_goes() {
        assert_eq!(compare("a/file", "a\nb\n", "a\nb\n"), Ok(()));
        let told = compare("a/file", "a\nb\n", "a\nc\n").err().unwrap_or_default();
        assert!(["a/file (committed)", "a/file (due)", "\n-b\n+c\n"].iter().all(|part| told.contains(part)), "{told}");
        assert!(check("no/such/file", "a\n").is_err_and(|told| told.contains("\n+a\n")));
    }
}
