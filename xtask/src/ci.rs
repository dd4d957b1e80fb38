//! The gates: everything that a change must pass beyond the tests that `cargo test --workspace` runs. A new gate is one
//! entry in [`GATES`].

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{Outcome, root};

/// A gate: what it is called, what has been shown when it is passed, and the commands that show it.
struct Gate {
    name: &'static str,
    proves: &'static str,
    steps: &'static [Step],
}

/// A command, as one would type it in the root of the workspace: words between spaces, the first of them variables.
#[derive(Clone, Copy)]
struct Step {
    command: &'static str,
    /// Why it is there, where that is not plain from the gate.
    because: &'static str,
    needs: &'static [Need],
}

/// Something that is not part of the workspace. Where a command shows that it is not to be had, a step is skipped.
struct Need {
    shown_by: &'static str,
    or_else: &'static str,
}

const NODE: Need = Need {
    shown_by: "node --eval process.exit(+(parseInt(process.versions.node)<20))",
    or_else: "Node.js 20.19 or later is not here",
};
const NPM: Need = Need { shown_by: "npm --version", or_else: "npm is not here" };
const PYTHON: Need = Need {
    shown_by: "python3 -m ensurepip --version",
    or_else: "Python 3 with venv is not here (Debian: python3-venv)",
};
const OPENSSL: Need = Need {
    shown_by: "pkg-config --exists openssl",
    or_else: "pkg-config and the headers of OpenSSL are not here (Debian: pkg-config, libssl-dev)",
};
const GIT: Need = Need { shown_by: "git rev-parse HEAD", or_else: "git, or its repository, is not here" };
const RELEASE: Need = Need {
    shown_by: "git describe --tags --match=v* --abbrev=0",
    or_else: "no tag of a release is here: there has been none, or the clone is shallow",
};

/// The cheap ones come first. Those that build the SDK without its feature `buildtime-codegen` are there because
/// `cargo test --workspace`, where features unify, never compiles the committed code that users get.
const GATES: &[Gate] = &[
    Gate { name: "fmt", proves: "the code has one form", steps: &[step("cargo fmt --all --check")] },
    Gate {
        name: "spec-lint",
        proves: "other tools can read the spec, and find nothing to say about it",
        steps: &[
            step("npm --prefix openapi ci --prefer-offline --no-audit --no-fund").needs(&[NODE, NPM]),
            step("npm --prefix openapi run lint").needs(&[NODE, NPM]),
        ],
    },
    Gate {
        name: "reference",
        proves: "the spec renders as a page, which has every operation and loads nothing from elsewhere",
        steps: &[step("cargo xtask docs").needs(&[NODE, NPM])],
    },
    Gate {
        name: "generate",
        proves: "what is committed is what the spec makes",
        steps: &[step("cargo xtask generate --check")],
    },
    Gate {
        name: "spec-diff",
        proves: "version and changelog follow what has changed in the spec since the last release",
        steps: &[step("cargo xtask spec-diff --check").needs(&[RELEASE])],
    },
    Gate {
        name: "clippy",
        proves: "no lint has anything to say",
        steps: &[
            step("cargo clippy --workspace --all-targets -- -D warnings"),
            step("cargo clippy -p plannr-sdk --all-targets -- -D warnings").because("the committed code"),
        ],
    },
    Gate {
        name: "docs",
        proves: "the documentation builds, and its links lead somewhere",
        steps: &[
            step("RUSTDOCFLAGS=-Dwarnings cargo doc -p plannr-sdk --no-deps").because("what a user's own build has"),
            step(
                "RUSTDOCFLAGS=-Dwarnings cargo doc -p plannr-sdk --no-deps --features mock,phonenumber,schemars,tracing \
                 --document-private-items",
            )
            .because("what docs.rs has, and what maintainers read"),
            step("cargo test -p plannr-sdk --doc --features phonenumber,tracing")
                .because("the recipes that need these, which the other tests leave out"),
        ],
    },
    Gate {
        name: "features",
        proves: "the combinations of features that matter compile",
        steps: &[
            step("cargo check -p plannr-sdk --no-default-features")
                .because("no TLS: a spec or a test double on loopback"),
            step("cargo check -p plannr-sdk").because("what most users have"),
            step("cargo check -p plannr-sdk --no-default-features --features native-tls")
                .because("the TLS of the platform instead of rustls, not beside it")
                .needs(&[OPENSSL]),
            step("cargo check -p plannr-sdk --no-default-features --features rustls-no-provider")
                .because("rustls with the provider of the application"),
            step("cargo check -p plannr-sdk --no-default-features --features mock")
                .because("the embedded Plannr needs no TLS"),
            step("cargo check -p plannr-sdk --no-default-features --features schemars")
                .because("the derives alone: all other builds of them have `mock` beside them"),
            step("cargo clippy -p plannr-sdk --no-default-features --features tracing -- -D warnings")
                .because("spans instead of the stand-ins that the other builds have"),
            step("cargo clippy -p plannr-sdk --no-default-features --features phonenumber -- -D warnings")
                .because("the comparison of numbers without what the embedded Plannr brings"),
            step("cargo check -p plannr-sdk --no-default-features --features buildtime-codegen")
                .because("a spec of one's own, without what the contract tests turn on beside it"),
        ],
    },
    Gate {
        name: "committed",
        proves: "the committed code, which is what users compile, passes the tests of the SDK",
        steps: &[step("cargo test -p plannr-sdk")],
    },
    Gate {
        name: "contract",
        proves: "all of the contract is exercised, and no change of it would go unnoticed",
        steps: &[step("cargo xtask contract"), step("cargo xtask contract --mutate")],
    },
    Gate {
        name: "phonenumber",
        proves: "numbers are sent and compared by libphonenumber's rules as well",
        steps: &[step(
            "cargo test -p contract-tests --features phonenumber --test phone_numbers --test ensure --test ensure_unknown \
             --test bulk",
        )],
    },
    Gate {
        name: "quickstart",
        proves: "the first command of the README works",
        steps: &[step("cargo run --example quickstart")],
    },
    Gate {
        name: "outside",
        proves: "tools that others made find nothing that is not explained",
        steps: &[step("cargo xtask outside").needs(&[PYTHON, NODE, NPM])],
    },
    Gate {
        name: "walkthrough",
        proves: "a change of the spec takes what CONTRIBUTING.md says, and nothing that is forgotten goes unnoticed",
        steps: &[step("cargo xtask walkthrough").needs(&[GIT])],
    },
    Gate {
        name: "package",
        proves: "the package holds all that it needs, whether or not it generates its code",
        steps: &[
            // What is judged is the work tree, so that a change can be judged before it is committed.
            step("cargo package -p plannr-sdk --allow-dirty"),
            step("cargo package -p plannr-sdk --allow-dirty --features buildtime-codegen"),
        ],
    },
];

/// No gate talks to the real API, or judges another spec than this one.
const NOT_FOR_GATES: [&str; 4] = ["PLANNR_ACCESS_TOKEN", "PLANNR_ACCOUNT_UUID", "PLANNR_BASE_URL", "PLANNR_OPENAPI"];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if arguments == ["--list"] {
        for gate in GATES {
            println!("{:<12} {}", gate.name, gate.proves);
        }
        return Ok(());
    }
    let (start, mut skipped) = (Instant::now(), Vec::new());
    let gates = chosen(arguments)?;
    for gate in &gates {
        pass(gate, &mut skipped)?;
    }
    let names: Vec<&str> = gates.iter().map(|gate| gate.name).collect();
    let skipped = if skipped.is_empty() { "nothing".to_owned() } else { skipped.join("; ") };
    println!("\nci: no failure in {} ({} s); skipped: {skipped}", names.join(", "), start.elapsed().as_secs());
    Ok(())
}

/// The gates of these names, in the order of the table; all of them, if none is named.
fn chosen(names: &[String]) -> Result<Vec<&'static Gate>, String> {
    if let Some(stranger) = names.iter().find(|name| GATES.iter().all(|gate| gate.name != *name)) {
        return Err(format!("there is no gate `{stranger}`: `cargo xtask ci --list` names them"));
    }
    let is_chosen = |gate: &&Gate| names.is_empty() || names.iter().any(|name| name == gate.name);
    Ok(GATES.iter().filter(is_chosen).collect())
}

/// Runs the steps of a gate, up to the first that fails; adds those that had to be left out to `skipped`.
fn pass(gate: &Gate, skipped: &mut Vec<String>) -> Outcome {
    let start = Instant::now();
    println!("\n== {}: {}", gate.name, gate.proves);
    for step in gate.steps {
        match step.because {
            "" => println!("-- {}", step.command),
            because => println!("-- {}  ({because})", step.command),
        }
        if let Some(need) = step.needs.iter().find(|need| !need.is_met()) {
            println!("   skipped: {}", need.or_else);
            let skip = format!("{} ({})", gate.name, need.or_else);
            if !skipped.contains(&skip) {
                skipped.push(skip);
            }
            continue;
        }
        let failure = match step.to_command().status() {
            Ok(status) if status.success() => continue,
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        return Err(format!(
            "\nci: the gate `{name}` failed ({failure}) at\n  {command}\nOnce it is mended: cargo xtask ci {name}",
            name = gate.name,
            command = step.command,
        ));
    }
    println!("== {} done in {:.1} s", gate.name, start.elapsed().as_secs_f64());
    Ok(())
}

const fn step(command: &'static str) -> Step {
    Step { command, because: "", needs: &[] }
}

impl Step {
    const fn because(mut self, because: &'static str) -> Self {
        self.because = because;
        self
    }

    const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    fn to_command(self) -> Command {
        to_command(self.command)
    }
}

impl Need {
    fn is_met(&self) -> bool {
        let mut probe = to_command(self.shown_by);
        probe.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}

pub(crate) fn to_command(line: &str) -> Command {
    let mut words = line.split_whitespace().peekable();
    let mut variables = Vec::new();
    while let Some(variable) = words.next_if(|word| is_variable(word)).and_then(|word| word.split_once('=')) {
        variables.push(variable);
    }
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).envs(variables).current_dir(root());
    for name in NOT_FOR_GATES {
        command.env_remove(name);
    }
    command
}

/// `NAME=value`, as it stands before a command.
fn is_variable(word: &str) -> bool {
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILING: Gate = Gate { name: "failing", proves: "nothing", steps: &[step("cargo no-such-command")] };
    const NOBODY: Need = Need { shown_by: "no-such-program", or_else: "nobody is here" };

    #[test]
    fn a_gate_that_fails_is_told_by_name_with_the_commands_to_repeat_it() {
        let told = pass(&FAILING, &mut Vec::new()).err().unwrap_or_default();
        assert!(
            ["`failing`", "cargo no-such-command", "cargo xtask ci failing"].iter().all(|part| told.contains(part))
        );
    }

    #[test]
    fn a_step_whose_need_is_not_met_is_skipped_and_told() {
        const GATE: Gate = Gate { name: "g", proves: "", steps: &[step("cargo no-such-command").needs(&[NOBODY])] };
        let mut skipped = Vec::new();
        assert_eq!(pass(&GATE, &mut skipped), Ok(()));
        assert_eq!(skipped, ["g (nobody is here)"]);
    }

    #[test]
    fn gates_are_chosen_by_name_in_the_order_of_the_table() {
        let names = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            chosen(&names).map(|gates| gates.iter().map(|gate| gate.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["clippy", "fmt"]), Ok(vec!["fmt", "clippy"]));
        assert_eq!(names(&[]).map(|all| all.len()), Ok(GATES.len()));
        assert!(names(&["fmt", "nope"]).is_err_and(|told| told.contains("`nope`")));
    }

    #[test]
    fn variables_before_a_command_are_set_for_it() {
        let command = to_command("FLAGS=-Dwarnings cargo doc --features a=b");
        assert_eq!(command.get_program(), "cargo");
        assert!(command.get_envs().any(|(name, value)| name == "FLAGS" && value == Some("-Dwarnings".as_ref())));
        assert!(command.get_args().eq(["doc", "--features", "a=b"]));
    }
}
