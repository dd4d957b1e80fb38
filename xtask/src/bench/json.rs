//! Decoding and encoding, measured by criterion within one process; a short run of each in turn.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::build::{HERE, LIMIT, cargo_in, there};
use super::programs::{keep_memory, on_one_core};
use super::stats::Figure;
use crate::root;
use crate::tools::succeed;

const ROWS: [&str; 4] = ["decode-one", "decode-100", "decode-500", "encode"];
const ROUNDS: usize = 11;

pub(super) fn measure() -> Result<Vec<Figure>, String> {
    let program = build()?;
    let figure = |row: &str| {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(median_of(&program, row, "sdk")?);
            theirs.push(median_of(&program, row, "raw")?);
        }
        let detail = |ours: f64, theirs: f64| match theirs < 1e3 {
            true => format!("{ours:.1} ns against {theirs:.1} ns"),
            false => format!("{:.2} µs against {:.2} µs", ours / 1e3, theirs / 1e3),
        };
        Ok(Figure::ratio(&ours, &theirs, detail))
    };
    ROWS.iter().map(|row| figure(row)).collect()
}

/// The median of one benchmark, in nanoseconds.
fn median_of(program: &Path, row: &str, whose: &str) -> Result<f64, String> {
    let home = there("criterion");
    let mut criterion = on_one_core(program);
    criterion.args(["--bench", "--noplot", "--quiet", "--warm-up-time", "0.1", "--measurement-time", "0.4"]);
    criterion.args(["--sample-size", "10", "--nresamples", "1001"]).arg(format!("^{row}/{whose}$"));
    keep_memory(&mut criterion);
    criterion.env("CRITERION_HOME", &home).stdout(Stdio::null()).stderr(Stdio::null());
    succeed(&mut criterion, "criterion", LIMIT)?;
    let file = home.join(row).join(whose).join("new/estimates.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let estimates: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    estimates["median"]["point_estimate"].as_f64().ok_or_else(|| format!("{} has no median", file.display()))
}

fn build() -> Result<PathBuf, String> {
    let messages = there("build.json");
    fs::create_dir_all(there("")).map_err(|error| error.to_string())?;
    let output = File::create(&messages).map_err(|error| format!("{}: {error}", messages.display()))?;
    let mut cargo = cargo_in(&root().join(HERE));
    cargo.args([
        "bench",
        "--no-run",
        "--quiet",
        "--package",
        "bench-in-process",
        "--message-format=json-render-diagnostics",
    ]);
    succeed(cargo.stdout(output), "cargo bench --no-run", LIMIT)?;
    let text = fs::read_to_string(&messages).map_err(|error| format!("{}: {error}", messages.display()))?;
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut of_it = messages.filter(|message| message["target"]["name"] == "json");
    let built = of_it.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    built.ok_or_else(|| "cargo has not built the benchmarks of JSON".to_owned())
}
