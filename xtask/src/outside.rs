//! Tests with tools of other projects: schemathesis calls the mock server, Prism checks the requests of the SDK,
//! libphonenumber its phone numbers, and a real Laravel stands beside the mock server.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::dialogue::Dialogue;
use crate::{BUNDLE, built, root, tools};

/// Settings, pinned versions and explained findings.
const SOURCES: &str = "tests/outside";
const OUT: &str = "target/outside";
const PROGRAMS: [&str; 6] = ["mock-server", "against_prism", "against_laravel", "quickstart", "list", "ensure"];
/// The rate limit has its own tests.
const NO_QUOTA: &str = "1000000000";

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let all_numbers = match arguments {
        [] => false,
        ["--all-numbers"] => true,
        _ => bail!("usage: cargo xtask outside [--all-numbers]"),
    };
    sh.create_dir(OUT)?;
    let examples = PROGRAMS.into_iter().flat_map(|name| ["--example", name]);
    cmd!(sh, "cargo build --quiet --workspace {examples...}").quiet().run()?;
    // Run all, so that the first failure does not hide the second.
    let results = [test_mock_server(sh), test_sdk(sh), test_phone_numbers(sh, all_numbers), test_laravel(sh)];
    results.into_iter().collect()
}

/// Returns a Python with the pinned packages.
fn python(sh: &Shell) -> Result<PathBuf> {
    tools::python(sh, &format!("{OUT}/venv"), &format!("{SOURCES}/requirements.txt"))
}

/// Runs schemathesis and compares its findings with the explained ones.
fn test_mock_server(sh: &Shell) -> Result<()> {
    let python = python(sh)?;
    let mut server = Command::new(built("examples/mock-server")?);
    server.arg(NO_QUOTA);
    let (_server, greeting) = start(server, &["listens at ", "access token ", "account uuid ", "a client "])?;
    let (events, summary) = (format!("{OUT}/events.ndjson"), format!("{OUT}/run.json"));
    [&events, &summary].into_iter().try_for_each(|report| sh.remove_path(report))?;

    let (sources, spec) = (root().join(SOURCES), root().join(BUNDLE));
    let folder = sh.push_dir(OUT);
    let schemathesis =
        cmd!(sh, "{python} -m schemathesis.cli --config-file {sources}/schemathesis.toml run {spec} --no-color");
    let schemathesis = schemathesis.args(["--report", "ndjson,json", "--report-ndjson-path", "events.ndjson"]);
    let schemathesis = schemathesis.args(["--report-json-path", "run.json"]).envs([
        ("NO_PROXY", "127.0.0.1"),
        ("no_proxy", "127.0.0.1"),
        // Otherwise the same seed makes different requests.
        ("PYTHONHASHSEED", "0"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
    ]);
    // It fails if it finds anything; `judge.py` decides, and also notices an incomplete run.
    let variables = ["OUTSIDE_URL", "OUTSIDE_TOKEN", "OUTSIDE_ACCOUNT", "OUTSIDE_CLIENT"].into_iter().zip(greeting);
    let schemathesis = schemathesis.envs(variables).env("OUTSIDE_HOOKS", sources.join("hooks.py"));
    let output = schemathesis.ignore_status().output()?;
    sh.write_file("run.txt", [output.stdout, output.stderr].concat())?;
    drop(folder);

    let judge = cmd!(sh, "{python} {SOURCES}/judge.py {events} {summary} {SOURCES}/expected.toml");
    judge
        .run()
        .with_context(|| format!("{SOURCES}/expected.toml does not explain the findings; {OUT}/run.txt has them"))
}

/// Sends the requests of the SDK to Prism.
fn test_sdk(sh: &Shell) -> Result<()> {
    cmd!(sh, "npm --prefix {SOURCES} ci --prefer-offline --no-audit --no-fund --loglevel=error").run()?;
    let mut prism = Command::new("node");
    prism.arg(format!("{SOURCES}/prism.js")).arg(BUNDLE).current_dir(root());
    let (_server, url) = start(prism, &["listening at "])?;
    let program = built("examples/against_prism")?;
    cmd!(sh, "{program} {url...}").run().context("SDK and spec differ: see the lines with FAILED")
}

/// Compares the committed table with libphonenumber or, with all numbers, tests the SDK with tens of thousands of spellings.
fn test_phone_numbers(sh: &Shell, all: bool) -> Result<()> {
    const TABLE: &str = "tests/tests/phone_numbers.tsv";
    let python = python(sh)?;
    let table = cmd!(sh, "{python} {SOURCES}/phone_numbers.py").read()?;
    ensure!(table.trim() == sh.read_file(TABLE)?.trim(), "{SOURCES}/phone_numbers.py writes another {TABLE}");
    if !all {
        return Ok(());
    }
    let large = root().join(OUT).join("phone_numbers.tsv");
    sh.write_file(&large, cmd!(sh, "{python} {SOURCES}/phone_numbers.py --all").read()?)?;
    let tests = cmd!(sh, "cargo test --quiet --workspace --test all -- phone_numbers::");
    tests.env("PHONE_NUMBERS", large).run().context("the SDK and libphonenumber differ")
}

/// Compares the mock server with the application on the real Laravel, and runs programs of the SDK against it.
fn test_laravel(sh: &Shell) -> Result<()> {
    const VERSION: &str = "require 'Illuminate/autoload.php';\
        echo extension_loaded('pdo_sqlite') ? Illuminate\\Foundation\\Application::VERSION : '';";
    let version = cmd!(sh, "php -r {VERSION}").quiet().ignore_stderr().read().unwrap_or_default();
    if !version.starts_with("8.83.") {
        println!("outside: skipped Laravel, which needs Debian 12's php-laravel-framework, php-cli and php-sqlite3");
        return Ok(());
    }
    let (python, programs) = (python(sh)?, built("examples")?);
    let compare = cmd!(sh, "{python} {SOURCES}/laravel/compare.py {programs} {OUT}/laravel");
    compare.run().with_context(|| format!("{SOURCES}/laravel/differences.toml does not explain the differences"))
}

/// Starts a server, and returns the first word after each of these texts in its greeting.
fn start(command: Command, texts: &[&str]) -> Result<(Dialogue, Vec<String>)> {
    let (mut process, mut words) = (Dialogue::start(command)?, Vec::new());
    while let Some(text) = texts.get(words.len()) {
        let line = process.read_line().with_context(|| format!("the server did not print `{text}`"))?;
        let word = line.split_once(text).and_then(|(_, rest)| rest.split_whitespace().next());
        words.extend(word.map(|word| word.trim_end_matches('.').to_owned()));
    }
    Ok((process, words))
}
