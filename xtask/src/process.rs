//! Programs that are started: run to their end or to a deadline, asked for what they print, or talked to line by line.

use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Outcome, root};

/// What a build may take, and what an installation.
pub(crate) const BUILD: Duration = Duration::from_secs(3600);
pub(crate) const INSTALL: Duration = Duration::from_secs(600);

/// No command of ours talks to the real API, or judges another spec than this one.
const NOT_FOR_COMMANDS: [&str; 4] = ["PLANNR_ACCESS_TOKEN", "PLANNR_ACCOUNT_UUID", "PLANNR_BASE_URL", "PLANNR_OPENAPI"];

/// A command, as one would type it in the root of the workspace: words between spaces, the first of them variables.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace().peekable();
    let mut variables = Vec::new();
    while let Some(variable) = words.next_if(|word| is_variable(word)).and_then(|word| word.split_once('=')) {
        variables.push(variable);
    }
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).envs(variables).current_dir(root());
    for name in NOT_FOR_COMMANDS {
        command.env_remove(name);
    }
    command
}

/// `NAME=value`, as it stands before a command.
fn is_variable(word: &str) -> bool {
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// Whether a command passes, whatever it says: that of a program which is not here does not.
pub(crate) fn passes(line: &str) -> bool {
    let mut command = command(line);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs to the end, or to the deadline; the status is that of a process that was not killed.
pub(crate) fn wait(command: &mut Command, name: &str, limit: Duration) -> Result<ExitStatus, String> {
    if command.get_current_dir().is_none() {
        command.current_dir(root());
    }
    let mut process = command.stdin(Stdio::null()).spawn().map_err(|error| format!("{name}: {error}"))?;
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = process.try_wait().map_err(|error| format!("{name}: {error}"))? {
            return Ok(status);
        }
        if Instant::now() >= deadline {
            let _ = process.kill();
            let _ = process.wait();
            return Err(format!("{name} was stopped: it took more than {} s", limit.as_secs()));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

pub(crate) fn succeed(command: &mut Command, name: &str, limit: Duration) -> Outcome {
    let status = wait(command, name, limit)?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// What a command prints. Where it fails, what it says of that is the error.
pub(crate) fn output(command: &mut Command, name: &str) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The version of a program of Rust's.
pub(crate) fn version(program: &str) -> Result<String, String> {
    output(Command::new(program).arg("--version"), program).map(|version| version.trim().to_owned())
}

/// Builds, and gives back what Cargo says of it in JSON.
pub(crate) fn build(cargo: &mut Command, name: &str) -> Result<String, String> {
    let at = |error| format!("{name}: {error}");
    let mut file = tempfile::tempfile().map_err(at)?;
    cargo.arg("--message-format=json-render-diagnostics").stdout(file.try_clone().map_err(at)?);
    succeed(cargo, name, BUILD)?;
    let mut messages = String::new();
    file.rewind().and_then(|()| file.read_to_string(&mut messages)).map_err(at)?;
    Ok(messages)
}

/// Where Cargo has put a program, by what it said of the build.
pub(crate) fn executable(messages: &str, name: &str) -> Result<PathBuf, String> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut of_it = messages.filter(|message| message["target"]["name"] == name);
    let found = of_it.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    found.ok_or_else(|| format!("cargo has not built {name}"))
}

/// A process that is talked to line by line, and ends when this is dropped.
pub(crate) struct Dialogue {
    name: String,
    child: Child,
    lines: Receiver<String>,
}

impl Dialogue {
    pub(crate) fn start(command: &mut Command, name: &str) -> Result<Self, String> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{name}: {error}"))?;
        let output = child.stdout.take().ok_or("a process without output")?;
        let (sender, lines) = mpsc::channel();
        // It ends with the process, and takes whatever that says until then, for a full pipe would halt it.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Ok(Self { name: name.to_owned(), child, lines })
    }

    pub(crate) fn say(&mut self, line: &str) -> Outcome {
        let input = self.child.stdin.as_mut().ok_or("a process without input")?;
        writeln!(input, "{line}").map_err(|error| format!("{}: {error}", self.name))
    }

    /// The next line that it says.
    pub(crate) fn line(&self, deadline: Instant) -> Result<String, String> {
        let left = deadline.saturating_duration_since(Instant::now());
        self.lines
            .recv_timeout(left)
            .map_err(|_| format!("{} has ended without an answer, or takes too long", self.name))
    }

    /// Ends its input, and waits for its own end.
    pub(crate) fn finish(mut self) -> Outcome {
        self.child.wait().map(drop).map_err(|error| format!("{}: {error}", self.name))
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn variables_before_a_command_are_set_for_it() {
        let command = command("FLAGS=-Dwarnings cargo doc --features a=b");
        assert_eq!(command.get_program(), "cargo");
        assert!(command.get_envs().any(|(name, value)| name == "FLAGS" && value == Some("-Dwarnings".as_ref())));
        assert!(command.get_args().eq(["doc", "--features", "a=b"]));
    }

    #[test]
    fn a_program_is_found_by_its_name_where_cargo_has_built_one() {
        let messages = "{\"target\":{\"name\":\"a\"},\"executable\":null}\nno JSON\n\
                        {\"target\":{\"name\":\"a\"},\"executable\":\"/there/a\"}\n";
        assert_eq!(executable(messages, "a"), Ok(PathBuf::from("/there/a")));
        assert_eq!(executable(messages, "b"), Err("cargo has not built b".to_owned()));
    }

    #[test]
    fn what_a_process_says_is_read_line_by_line_up_to_its_end() {
        let deadline = Instant::now() + INSTALL;
        let dialogue = Dialogue::start(Command::new("cargo").arg("--version"), "cargo").unwrap();
        assert!(dialogue.line(deadline).is_ok_and(|line| line.starts_with("cargo ")));
        assert!(dialogue.line(deadline).is_err_and(|told| told.starts_with("cargo has ended")));
        assert_eq!(dialogue.finish(), Ok(()));
    }

    #[test]
    fn what_fails_is_told_by_its_name() {
        let failed = succeed(Command::new("cargo").arg("no-such-command").stderr(Stdio::null()), "it", INSTALL);
        assert!(failed.is_err_and(|told| told.starts_with("it failed (exit ")));
        let said = output(Command::new("cargo").arg("no-such-command"), "it");
        assert!(said.is_err_and(|told| told.starts_with("it: ") && told.contains("no-such-command")));
    }
}
