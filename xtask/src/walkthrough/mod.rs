//! The walk-through of `CONTRIBUTING.md`, done for real in a copy of the work tree: what it says to edit is edited, what
//! it says to run is run, and before each step the command that is to notice that it was forgotten must fail, in the
//! words that say what to do. Each exercise follows on the one before it.
//!
//! The exercises suppose that a page of Plannr says what they add to the spec. None does.

mod enumeration;
mod field;
mod filter;
mod operation;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use crate::process;
use crate::repository::{self, MANIFEST, git, version_in};
use crate::{Outcome, SPEC, root, target};

/// Where the copy goes.
const OUT: &str = "target/walkthrough";
/// Where the exercises are written, for the one who has to mend them.
const SOURCES: &str = "xtask/src/walkthrough/";

const INFERENCES: &str = "openapi/README.md";
const README: &str = "README.md";
const DRIVER: &str = "tests/src/drive.rs";
const OPERATIONS: &str = "plannr-sdk/src/contact_details.rs";
const LIST: &str = "plannr-sdk/src/list/mod.rs";
const EMBEDDED_LIST: &str = "plannr-sdk/src/mock/list.rs";
const EMBEDDED_SPEC: &str = "plannr-sdk/src/mock/spec.rs";
const EMBEDDED_SERVER: &str = "plannr-sdk/src/mock/server.rs";

const GENERATE: &str = "cargo xtask generate";
const CHECK: &str = "cargo xtask generate --check";
const CONTRACT: &str = "cargo test -p contract-tests --test contract";
const DOCUMENTATION: &str = "cargo test -p contract-tests --test documentation";
const SPEC_DIFF: &str = "cargo xtask spec-diff HEAD";

const EXERCISES: &[Exercise] = &[field::EXERCISE, enumeration::EXERCISE, filter::EXERCISE, operation::EXERCISE];

const NOT_GENERATED: Step =
    fails(CHECK, "plannr-sdk/src/generated.rs is not what the spec makes: run `cargo xtask generate`");

struct Exercise {
    /// The heading of its section in `CONTRIBUTING.md`.
    heading: &'static str,
    steps: &'static [Step],
}

enum Step {
    /// The text is put behind the only place in the file that has the anchor.
    Insert { file: &'static str, anchor: &'static str, text: &'static str },
    /// The command passes with what was done so far, or fails without what follows, and says so.
    Run { command: &'static str, passes: bool, says: &'static str },
}

const fn insert(file: &'static str, anchor: &'static str, text: &'static str) -> Step {
    Step::Insert { file, anchor, text }
}

const fn passes(command: &'static str, says: &'static str) -> Step {
    Step::Run { command, passes: true, says }
}

const fn fails(command: &'static str, says: &'static str) -> Step {
    Step::Run { command, passes: false, says }
}

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [] = arguments else { return Err("cargo xtask walkthrough".to_owned()) };
    let start = Instant::now();
    let copy = root().join(OUT);
    match fs::remove_dir_all(&copy) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(format!("{OUT}: {error}")),
        _ => repository::copy(root(), &copy)?,
    }
    tell_apart(&copy)?;
    git(&copy, &["init", "--quiet"])?;
    commit(&copy, "The work tree")?;
    for exercise in EXERCISES {
        println!("\n== {}", exercise.name());
        let about = |problem| format!("{problem}\nwalkthrough: see \"{}\" in CONTRIBUTING.md", exercise.name());
        exercise.steps.iter().try_for_each(|step| step.take(&copy)).map_err(about)?;
        commit(&copy, exercise.name())?;
    }
    println!("\nwalkthrough: every step does what CONTRIBUTING.md says ({} s)", start.elapsed().as_secs());
    Ok(())
}

impl Exercise {
    fn name(&self) -> &'static str {
        self.heading.trim_start_matches(['#', ' '])
    }
}

impl Step {
    fn take(&self, copy: &Path) -> Outcome {
        match *self {
            Self::Insert { file, anchor, text } => {
                println!("-- edit {file}");
                let at = |error| format!("{file}: {error}");
                let present = fs::read_to_string(copy.join(file)).map_err(at)?;
                fs::write(copy.join(file), inserted(file, &present, anchor, text)?).map_err(at)
            }
            Self::Run { command, passes, says } => {
                println!("-- {command}\n   {}: {says}", if passes { "passes" } else { "fails" });
                let mut cargo = process::command(command);
                // CI, which builds once, switches incremental builds off; here the same is built over and over.
                cargo.current_dir(copy).env("CARGO_TARGET_DIR", target()?).env("CARGO_INCREMENTAL", "1");
                let output = cargo.output().map_err(|error| format!("{command}: {error}"))?;
                let said = [output.stdout, output.stderr].concat();
                judge(command, (passes, says), (output.status.success(), &String::from_utf8_lossy(&said)))
            }
        }
    }
}

/// What is wrong with how a command ended and with what it said, if anything is.
fn judge(command: &str, (is_to_pass, due): (bool, &str), (has_passed, said): (bool, &str)) -> Outcome {
    match (is_to_pass, has_passed) {
        (true, false) => Err(format!("{said}\n`{command}` is to pass, and fails: see above")),
        (false, true) => Err(format!("what is forgotten goes unnoticed: `{command}` passes, and is to say \"{due}\"")),
        _ if !said.contains(due) => Err(format!("{said}\n`{command}` does not say \"{due}\": see above")),
        _ => Ok(()),
    }
}

fn inserted(file: &str, present: &str, anchor: &str, text: &str) -> Result<String, String> {
    match present.matches(anchor).count() {
        1 => Ok(present.replacen(anchor, &format!("{anchor}{text}"), 1)),
        count => Err(format!(
            "{file} has this {count} times, not once; in {SOURCES}, name another place to edit:\n{}",
            anchor.trim_matches('\n')
        )),
    }
}

/// Gives the packages of the copy a version of their own. By that, and not by where they lie, Cargo tells their builds
/// from those of the work tree, beside which they are.
fn tell_apart(copy: &Path) -> Outcome {
    let at = |error: std::io::Error| format!("{MANIFEST}: {error}");
    let path = copy.join(MANIFEST);
    let manifest = fs::read_to_string(&path).map_err(at)?;
    let version = version_in(&manifest, MANIFEST)?;
    let own = manifest.replacen(&format!("\nversion = \"{version}\""), "\nversion = \"0.0.0-walkthrough\"", 1);
    fs::write(path, own).map_err(at)
}

/// `spec-diff` compares with what was committed last.
fn commit(copy: &Path, subject: &str) -> Outcome {
    git(copy, &["add", "--all"])?;
    let who = ["-c", "user.name=Walkthrough", "-c", "user.email=walkthrough@example.com", "-c", "commit.gpgsign=false"];
    git(copy, &[&who[..], &["commit", "--quiet", "--no-verify", "--message", subject]].concat()).map(drop)
}
