//! Proof from outside, by tools that are not ours: schemathesis tries the mock server with requests made from the
//! spec, and Prism, a mock of the spec, judges the requests of the SDK.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::process::{self, Dialogue, INSTALL, executable, succeed, wait};
use crate::tools::{once, python};
use crate::{Outcome, SPEC, cargo, root};

/// The settings, the pins and the explained findings.
const SOURCES: &str = "tests/outside";
/// The tools and their reports.
const OUT: &str = "target/outside";

const START: Duration = Duration::from_secs(30);
const SCHEMATHESIS: Duration = Duration::from_secs(300);
const REQUESTS: Duration = Duration::from_secs(120);

/// So many requests a minute that the rate limit is never met: it is tested elsewhere.
const QUOTA: &str = "1000000000";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [] = arguments else { return Err("cargo xtask outside".to_owned()) };
    let start = Instant::now();
    fs::create_dir_all(out()).map_err(|error| format!("{OUT}: {error}"))?;
    let python = python(&out().join("venv"), &sources().join("requirements.txt"))?;
    let prism = install_prism()?;
    let (mock_server, against_prism) = build()?;
    // Both are run, whatever the first one finds.
    let outcomes = [try_mock_server(&python, &mock_server), try_sdk(&prism, &against_prism)];
    let failures: Vec<String> = outcomes.iter().filter_map(|outcome| outcome.clone().err()).collect();
    if !failures.is_empty() {
        return Err(format!("\noutside: {}", failures.join("\noutside: ")));
    }
    println!(
        "outside: schemathesis found nothing unexplained in the mock server, Prism nothing in the requests of the \
         SDK ({} s)",
        start.elapsed().as_secs()
    );
    Ok(())
}

/// Schemathesis against the mock server; what it finds is compared with what is explained.
fn try_mock_server(python: &Path, mock_server: &Path) -> Outcome {
    let mut server = Command::new(mock_server);
    let server = Server::start(server.arg(QUOTA), "The mock server listens at ", "Ctrl-C stops it.")?;
    let (events, summary, log) = (out().join("events.ndjson"), out().join("run.json"), out().join("run.txt"));
    println!("schemathesis tries the mock server ...");
    let mut schemathesis = Command::new(python);
    schemathesis
        // It leaves folders of its own where it is run.
        .current_dir(out())
        .args(["-m", "schemathesis.cli"])
        .arg("--config-file")
        .arg(sources().join("schemathesis.toml"))
        .arg("run")
        .arg(root().join(SPEC))
        .arg("--no-color")
        .args(["--report", "ndjson,json"])
        .arg("--report-ndjson-path")
        .arg(&events)
        .arg("--report-json-path")
        .arg(&summary)
        .env("OUTSIDE_URL", &server.url)
        .env("OUTSIDE_TOKEN", server.said("access token")?)
        .env("OUTSIDE_ACCOUNT", server.said("account uuid")?)
        .env("OUTSIDE_CLIENT", server.said("a client")?)
        .env("OUTSIDE_HOOKS", sources().join("hooks.py"))
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        // Else the same seed does not make the same requests.
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    for report in [&events, &summary] {
        // That of an earlier run must not be taken for this one's.
        let _ = fs::remove_file(report);
    }
    let output = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let errors = output.try_clone().map_err(|error| error.to_string())?;
    let status = wait(schemathesis.stdout(output).stderr(errors), "schemathesis", SCHEMATHESIS)?;
    // 1: there are findings.
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(format!("schemathesis did not run to its end; see {OUT}/run.txt"));
    }
    let mut judge = Command::new(python);
    judge.arg(sources().join("judge.py")).arg(events).arg(summary).arg(sources().join("expected.toml"));
    match wait(&mut judge, "judge.py", REQUESTS)?.success() {
        true => Ok(()),
        false => Err(format!(
            "schemathesis found what {SOURCES}/expected.toml does not explain; {OUT}/run.txt has the requests"
        )),
    }
}

/// The requests of the SDK against a mock of the spec.
fn try_sdk(prism: &Path, against_prism: &Path) -> Outcome {
    let mut server = Command::new("node");
    let server = Server::start(server.arg(prism).arg(root().join(SPEC)), "listening at ", "listening at ")?;
    match wait(Command::new(against_prism).arg(&server.url), "against_prism", REQUESTS)?.success() {
        true => Ok(()),
        false => {
            Err("Prism found what is wrong between the SDK and the spec; see the lines that begin with FAILED".into())
        }
    }
}

/// The program that starts Prism, beside the packages that it needs.
fn install_prism() -> Result<PathBuf, String> {
    let folder = out().join("prism");
    let files = ["package.json", "package-lock.json", ".npmrc", "prism.js"];
    let sources = files.map(|file| sources().join(file));
    once(&folder, &sources.each_ref().map(PathBuf::as_path), || {
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for (file, source) in files.iter().zip(&sources) {
            fs::copy(source, folder.join(file)).map_err(|error| format!("{}: {error}", source.display()))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
        succeed(&mut npm, "npm ci", INSTALL)
    })?;
    Ok(folder.join("prism.js"))
}

/// Builds the mock server and the caller of Prism; in one go, so that what `cargo test --workspace` built is used.
fn build() -> Result<(PathBuf, PathBuf), String> {
    let mut cargo = cargo();
    cargo.args(["build", "--quiet", "--package", "plannr-sdk", "--package", "contract-tests"]).args([
        "--example",
        "mock-server",
        "--example",
        "against_prism",
    ]);
    let messages = process::build(&mut cargo, "cargo build")?;
    Ok((executable(&messages, "mock-server")?, executable(&messages, "against_prism")?))
}

/// A server on a free port of this machine.
struct Server {
    _process: Dialogue,
    url: String,
    greeting: Vec<String>,
}

impl Server {
    /// Starts it, and reads what it says up to the last line of its greeting.
    fn start(command: &mut Command, before_url: &str, last: &str) -> Result<Self, String> {
        let name = Path::new(command.get_program()).display().to_string();
        let process = Dialogue::start(command.current_dir(root()), &name)?;
        let (deadline, mut greeting) = (Instant::now() + START, Vec::<String>::new());
        while !greeting.last().is_some_and(|line| line.starts_with(last)) {
            greeting.push(process.line(deadline).map_err(|_| format!("{name} does not start"))?);
        }
        let url = greeting.iter().find_map(|line| line.strip_prefix(before_url));
        let url = url.ok_or_else(|| format!("{name} does not say where it listens"))?.to_owned();
        Ok(Self { _process: process, url, greeting })
    }

    /// What stands behind a name in the greeting.
    fn said(&self, name: &str) -> Result<&str, String> {
        let found = self.greeting.iter().find_map(|line| line.trim().strip_prefix(name));
        found.map(str::trim).ok_or_else(|| format!("the mock server does not say its {name}"))
    }
}

fn sources() -> PathBuf {
    root().join(SOURCES)
}

fn out() -> PathBuf {
    root().join(OUT)
}
