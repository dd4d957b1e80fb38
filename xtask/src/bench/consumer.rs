//! What a user's own build pays: time, crates and bytes.

use std::collections::BTreeSet;
use std::fs;

use super::stats::Figure;
use super::workspace::{locked_cargo, out, with_lock};
use crate::process::{BUILD, output, succeed};

const CONSUMERS: [&str; 2] = ["consumer-sdk", "consumer-raw"];
/// A cold build takes a minute of two processors, and its CPU varies by some percent.
const BUILDS: usize = 3;

pub(super) fn measure() -> Result<Vec<Figure>, String> {
    let (mut cpu, mut sizes) = ([Vec::new(), Vec::new()], [0.0; 2]);
    for _ in 0..BUILDS {
        for (index, consumer) in CONSUMERS.iter().enumerate() {
            cpu[index].push(build_cold(consumer)?);
            let program = out("cold/release").join(consumer);
            sizes[index] =
                fs::metadata(&program).map_err(|error| format!("{}: {error}", program.display()))?.len() as f64;
        }
    }
    let detail = |ours, theirs| format!("{ours:.0} s against {theirs:.0} s");
    let [ours, theirs] = [crates(CONSUMERS[0])?.len() as f64, crates(CONSUMERS[1])?.len() as f64];
    let [our_size, their_size] = sizes.map(|size| size / 1024.0);
    Ok(vec![
        Figure::ratio(&cpu[0], &cpu[1], detail),
        Figure::exact(ours - theirs, format!("{ours} against {theirs}")),
        Figure::exact(our_size - their_size, format!("{our_size:.0} KiB against {their_size:.0} KiB")),
    ])
}

/// Builds a program from nothing, and says how many seconds of CPU that took.
fn build_cold(consumer: &str) -> Result<f64, String> {
    let folder = out("cold");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut cargo = locked_cargo();
    cargo.args(["build", "--release", "--quiet", "--package", consumer]);
    cargo.env("CARGO_TARGET_DIR", &folder).env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    let before = cpu_of_children()?;
    succeed(&mut cargo, &format!("cargo build of {consumer}"), BUILD).map_err(with_lock)?;
    Ok(cpu_of_children()? - before)
}

/// The seconds of CPU of all children that have ended, as Linux counts them: in hundredths.
fn cpu_of_children() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|_| "only Linux says what CPU a build took".to_owned())?;
    // The second field, a name, may hold spaces; it ends with the last bracket.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    Ok((ticks(13) + ticks(14)) / 100.0)
}

/// The crates that a program is built from on Linux, those of build scripts among them, without itself.
pub(crate) fn crates(consumer: &str) -> Result<BTreeSet<String>, String> {
    let mut tree = locked_cargo();
    tree.args(["tree", "--package", consumer, "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    tree.args(["--target", "x86_64-unknown-linux-gnu"]);
    let text = output(&mut tree, "cargo tree").map_err(with_lock)?;
    // Name and version: what follows is a path, or that it was named before.
    let crates = text.lines().map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "));
    Ok(crates.filter(|name| !name.is_empty() && !name.starts_with(consumer)).collect())
}
