//! Reads, writes and compares committed files.

use anyhow::{Result, bail};
use similar::TextDiff;
use xshell::Shell;

/// Reads a file with `\n` line endings, however it was checked out.
pub(crate) fn read(sh: &Shell, file: &str) -> Result<String> {
    Ok(sh.read_file(file)?.replace("\r\n", "\n"))
}

/// Writes a generated file, or fails with a diff if `check` is set and the file is not up to date.
pub(crate) fn update(sh: &Shell, file: &str, text: &str, check: bool) -> Result<()> {
    let committed = read(sh, file).unwrap_or_default();
    if committed == text {
        println!("{file} is up to date");
    } else if check {
        let diff = TextDiff::from_lines(committed.as_str(), text);
        bail!("{}{file} is out of date", diff.unified_diff().header("committed", "expected"));
    } else {
        sh.write_file(file, text)?;
        println!("{file} written");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn a_check_shows_the_difference_and_writes_nothing() {
        let sh = Shell::new().unwrap();
        let folder = sh.create_temp_dir().unwrap();
        sh.change_dir(folder.path());
        update(&sh, "file", "a\nb\n", false).unwrap();
        update(&sh, "file", "a\nb\n", true).unwrap();
        let error = update(&sh, "file", "a\nc\n", true).unwrap_err().to_string();
        assert!(error.contains("\n-b\n+c\n") && error.ends_with("file is out of date"), "{error}");
        assert_eq!(read(&sh, "file").unwrap(), "a\nb\n");
    }
}
