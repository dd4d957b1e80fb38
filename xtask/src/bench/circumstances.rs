//! When, with what and on what it was measured.

use std::thread;

use jiff::Zoned;

use super::workspace::SOURCES;
use crate::committed::read;
use crate::process::version;
use crate::tools;

/// Those that a reader wants to know the version of.
const CRATES: [&str; 5] = ["plannr-sdk", "reqwest", "serde", "serde_json", "progenitor"];

/// A line for each, as they stand above the table.
pub(super) fn lines() -> Result<Vec<String>, String> {
    let lock = read(&format!("{SOURCES}/Cargo.lock"))?;
    let of_crate = |name: &str| version_in(&lock, name).map(|version| format!("{name} {version}"));
    let mut versions: Vec<String> = CRATES.iter().filter_map(|name| of_crate(name)).collect();
    versions.push(format!("openapi-to-rust {}", tools::pinned("openapi-to-rust")?));
    let pins = read(&format!("{SOURCES}/others/requirements.txt"))?;
    versions.extend(pins.split_whitespace().next().map(|pin| pin.replace("==", " ")));
    let cores = thread::available_parallelism().map_or(0, usize::from);
    Ok(vec![
        format!("{}, {}", Zoned::now().strftime("%-d %B %Y"), version("rustc")?),
        format!("{cores} cores, {} on {}", std::env::consts::OS, std::env::consts::ARCH),
        versions.join(", "),
    ])
}

/// The version of a crate in a lock file.
fn version_in<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_that_of_the_crate_of_this_very_name() {
        let lock = "[[package]]\nname = \"serde_json\"\nversion = \"1.2.3\"\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\n";
        assert_eq!(version_in(lock, "serde"), Some("1.0.1"));
        assert_eq!(version_in(lock, "json"), None);
    }
}
