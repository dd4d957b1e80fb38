//! The public API of the SDK, as a committed listing that reviewers see change, and a page that gives each item its reason.
//! With `--check`, for the gate, these are the rules:
//!
//! - The page has a row for each item of the code, and no other row.
//! - The listing is what the code has. Before the first release a difference is only told. After it, it fails: what goes
//!   breaks callers, and what comes cannot be taken back, so that both are to be seen in a commit.

mod listing;
mod page;
pub(crate) mod semver;
#[cfg(test)]
mod tests;

use crate::repository::last_release;
use crate::{Outcome, committed, root};

/// All that add to the public API and are documented; TLS adds nothing.
const FEATURES: &str = "mock,phonenumber,schemars,tracing";

const LISTING: &str = "plannr-sdk/public-api.txt";
const PAGE: &str = "docs/public-api.md";
const ACCEPT: &str = "cargo xtask public-api";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        [flag] if flag == "--fits" => return listing::fits(),
        _ => return Err("cargo xtask public-api [--check | --fits]".to_owned()),
    };
    let due = listing::listing()?;
    let page = page::judge(&committed::read(PAGE)?, &due);
    if !check {
        committed::write(LISTING, &due)?;
        return page;
    }
    page?;
    println!("{PAGE} has each item, and nothing else");
    compare(&committed::read(LISTING).unwrap_or_default(), &due, last_release(root()))
}

/// Whether the committed listing is what the code has; where it is not, whether that matters yet.
fn compare(committed: &str, due: &str, release: Result<Option<String>, String>) -> Outcome {
    let Err(diff) = committed::compare(LISTING, committed, due) else { return Ok(()) };
    let lines = |sign: char| diff.lines().skip(2).filter(|line| line.starts_with(sign)).count();
    let (gone, new) = (lines('-'), lines('+'));
    let told = format!(
        "{diff}{LISTING} is not the public API: of its lines {gone} go, and {new} come. If that is meant: `{ACCEPT}`"
    );
    match release.map_err(|problem| format!("{told}\nWhether that matters cannot be told: {problem}"))? {
        None => println!("{told}\nThere has been no release, so this is only told."),
        Some(release) if gone > 0 => {
            return Err(format!("{told}\nWhat goes breaks who calls {release}: the version must say so."));
        }
        Some(release) => {
            return Err(format!("{told}\nWhat comes cannot be taken back from then on; {release} has not got it yet."));
        }
    }
    Ok(())
}
