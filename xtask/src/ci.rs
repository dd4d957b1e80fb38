//! Runs the gates in `xtask/gates.yaml`.

use std::collections::BTreeMap;
use std::env;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use xshell::{Cmd, Shell};

#[derive(Deserialize)]
struct Table {
    /// A tool that the machine may lack: a command, and a part of its output if the tool is present.
    needs: BTreeMap<String, (String, String)>,
    gates: Vec<Gate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    name: String,
    #[serde(default)]
    needs: Vec<String>,
    run: Vec<String>,
}

pub(crate) fn run(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let table: Table = serde_yaml_ng::from_str(include_str!("../gates.yaml")).context("xtask/gates.yaml")?;
    if arguments == ["--list"] {
        table.gates.iter().for_each(|gate| println!("{:<13} {}", gate.name, gate.run.join("\n              ")));
        return Ok(());
    }
    run_gates(sh, &table, arguments)
}

fn run_gates(sh: &Shell, table: &Table, names: &[&str]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| table.gates.iter().all(|gate| gate.name != **name)) {
        bail!("unknown gate `{unknown}`; `cargo xtask ci --list` lists the gates");
    }
    let mut skipped = Vec::new();
    for gate in table.gates.iter().filter(|gate| names.is_empty() || names.contains(&gate.name.as_str())) {
        let (name, start) = (&gate.name, Instant::now());
        println!("\n== {name}");
        match gate.needs.iter().find(|need| !is_met(sh, table, need)) {
            // A gate that is named must run.
            Some(need) if !names.is_empty() => bail!("gate `{name}` needs {need}"),
            Some(need) => skipped.push(format!("ci: skipped {name}, which needs {need}")),
            None => {
                let retry = || format!("gate `{name}` failed; `cargo xtask ci {name}` runs it again");
                gate.run.iter().try_for_each(|line| run_line(sh, line)).with_context(retry)?;
            }
        }
        println!("== {name}: {} s", start.elapsed().as_secs());
    }
    println!("\nci: passed\n{}", skipped.join("\n"));
    Ok(())
}

fn run_line(sh: &Shell, line: &str) -> Result<()> {
    Ok(command(sh, line)?.run()?)
}

fn is_met(sh: &Shell, table: &Table, need: &str) -> bool {
    let Some((probe, shows)) = table.needs.get(need) else { return false };
    let output = command(sh, probe).and_then(|probe| Ok(probe.quiet().ignore_stderr().read()?));
    output.is_ok_and(|output| output.contains(shows))
}

/// Turns a line such as `NAME=value cargo test` into a command.
fn command<'sh>(sh: &'sh Shell, line: &str) -> Result<Cmd<'sh>> {
    let mut words = line.split_whitespace().peekable();
    let mut variables = Vec::new();
    while let Some(variable) = words.next_if(|word| word.contains('=')) {
        variables.extend(variable.split_once('='));
    }
    let program = words.next().context("a gate has an empty command")?;
    let command = match words.next_if_eq(&"xtask") {
        // `cargo xtask` would compile this program again, with other features of its dependencies.
        Some(_) => sh.cmd(env::current_exe()?),
        None => sh.cmd(program),
    };
    // No gate may call the real API or use another spec.
    let removed = ["PLANNR_ACCESS_TOKEN", "PLANNR_ACCOUNT_UUID", "PLANNR_BASE_URL", "PLANNR_OPENAPI"];
    Ok(removed.into_iter().fold(command.args(words).envs(variables), Cmd::env_remove))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn a_gate_fails_by_its_commands_and_by_unmet_needs_if_it_was_named() {
        let sh = Shell::new().unwrap();
        let table = |gates: &str| {
            let needs = "{the impossible: [cargo -V, 'no such version'], cargo: [cargo -V, cargo]}";
            serde_yaml_ng::from_str(&format!("needs: {needs}\ngates: [{gates}]")).unwrap()
        };
        let good = "{name: good, needs: [cargo], run: [RUST_LOG=a=b cargo --version]}";
        let bad = "{name: bad, run: [cargo no-such-command]}";
        let needy = "{name: needy, needs: [the impossible], run: [cargo no-such-command]}";
        for (gates, names, error) in [
            (format!("{good}, {needy}"), &[][..], ""),
            (format!("{good}, {bad}"), &[], "`cargo xtask ci bad`"),
            (format!("{good}, {bad}"), &["good"], ""),
            (needy.to_owned(), &["needy"], "needs the impossible"),
            (good.to_owned(), &["worse"], "unknown gate `worse`"),
        ] {
            let outcome =
                run_gates(&sh, &table(&gates), names).map_or_else(|error| format!("{error:#}"), |()| String::new());
            assert!(outcome.contains(error) && outcome.is_empty() == error.is_empty(), "{gates} {names:?}: {outcome}");
        }
    }

    #[test]
    fn every_need_is_known_and_the_oldest_rust_is_the_promised_one() {
        let table: Table = serde_yaml_ng::from_str(include_str!("../gates.yaml")).unwrap();
        assert!(table.gates.iter().flat_map(|gate| &gate.needs).all(|need| table.needs.contains_key(need)));
        let manifest = Shell::new().unwrap().read_file(crate::root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("rust-version = \"1.88\"") && table.needs.contains_key("rust 1.88"));
    }
}
