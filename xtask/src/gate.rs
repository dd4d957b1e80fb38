//! What a gate is, and how a table of gates is passed.

use std::time::Instant;

use crate::Outcome;
use crate::process::{command, passes};

/// A gate: what it is called, what has been shown when it is passed, and the commands that show it.
pub(crate) struct Gate {
    pub(crate) name: &'static str,
    pub(crate) proves: &'static str,
    pub(crate) steps: &'static [Step],
}

/// A command, as [`command`] reads it.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    command: &'static str,
    /// Why it is there, where that is not plain from the gate.
    because: &'static str,
    needs: &'static [Need],
}

/// Something that is not part of the workspace. Where a command shows that it is not to be had, a step is skipped.
pub(crate) struct Need {
    pub(crate) shown_by: &'static str,
    pub(crate) or_else: &'static str,
}

/// A task that passes a table of gates: all of them, or those that are named; with `--list`, it names them. Gives back what
/// had to be skipped.
pub(crate) fn run(task: &str, gates: &'static [Gate], arguments: &[String]) -> Result<Vec<String>, String> {
    if arguments == ["--list"] {
        for gate in gates {
            println!("{:<14} {}", gate.name, gate.proves);
        }
        return Ok(Vec::new());
    }
    let (start, mut skipped) = (Instant::now(), Vec::new());
    let gates = chosen(task, gates, arguments)?;
    for gate in &gates {
        pass(task, gate, &mut skipped)?;
    }
    let names: Vec<&str> = gates.iter().map(|gate| gate.name).collect();
    let left_out = if skipped.is_empty() { "nothing".to_owned() } else { skipped.join("; ") };
    println!("\n{task}: no failure in {} ({} s); skipped: {left_out}", names.join(", "), start.elapsed().as_secs());
    Ok(skipped)
}

/// The gates of these names, in the order of the table; all of them, if none is named.
fn chosen(task: &str, gates: &'static [Gate], names: &[String]) -> Result<Vec<&'static Gate>, String> {
    if let Some(stranger) = names.iter().find(|name| gates.iter().all(|gate| gate.name != *name)) {
        return Err(format!("there is no gate `{stranger}`: `cargo xtask {task} --list` names them"));
    }
    let is_chosen = |gate: &&Gate| names.is_empty() || names.iter().any(|name| name == gate.name);
    Ok(gates.iter().filter(is_chosen).collect())
}

/// Runs the steps of a gate, up to the first that fails; adds those that had to be left out to `skipped`.
fn pass(task: &str, gate: &Gate, skipped: &mut Vec<String>) -> Outcome {
    let start = Instant::now();
    println!("\n== {}: {}", gate.name, gate.proves);
    for step in gate.steps {
        match step.because {
            "" => println!("-- {}", step.command),
            because => println!("-- {}  ({because})", step.command),
        }
        if let Some(need) = step.needs.iter().find(|need| !passes(need.shown_by)) {
            println!("   skipped: {}", need.or_else);
            let skip = format!("{} ({})", gate.name, need.or_else);
            if !skipped.contains(&skip) {
                skipped.push(skip);
            }
            continue;
        }
        let failure = match command(step.command).status() {
            Ok(status) if status.success() => continue,
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        return Err(format!(
            "\n{task}: the gate `{name}` failed ({failure}) at\n  {command}\nOnce it is mended: cargo xtask {task} {name}",
            name = gate.name,
            command = step.command,
        ));
    }
    println!("== {} done in {:.1} s", gate.name, start.elapsed().as_secs_f64());
    Ok(())
}

pub(crate) const fn step(command: &'static str) -> Step {
    Step { command, because: "", needs: &[] }
}

impl Step {
    pub(crate) const fn because(mut self, because: &'static str) -> Self {
        self.because = because;
        self
    }

    pub(crate) const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILING: Gate = Gate { name: "failing", proves: "nothing", steps: &[step("cargo no-such-command")] };
    const NOBODY: Need = Need { shown_by: "no-such-program", or_else: "nobody is here" };
    const SKIPPED: Gate = Gate { name: "g", proves: "", steps: &[step("cargo no-such-command").needs(&[NOBODY])] };

    #[test]
    fn a_gate_that_fails_is_told_by_name_with_the_commands_to_repeat_it() {
        let told = pass("ci", &FAILING, &mut Vec::new()).err().unwrap_or_default();
        assert!(
            ["`failing`", "cargo no-such-command", "cargo xtask ci failing"].iter().all(|part| told.contains(part))
        );
    }

    #[test]
    fn a_step_whose_need_is_not_met_is_skipped_and_told() {
        let mut skipped = Vec::new();
        assert_eq!(pass("ci", &SKIPPED, &mut skipped), Ok(()));
        assert_eq!(skipped, ["g (nobody is here)"]);
    }

    #[test]
    fn what_was_skipped_is_given_back_once_all_the_rest_has_run() {
        const PASSED: Gate = Gate { name: "h", proves: "", steps: &[step("cargo --version")] };
        assert_eq!(run("audit", &[SKIPPED, PASSED], &[]), Ok(vec!["g (nobody is here)".to_owned()]));
        assert!(run("audit", &[SKIPPED, FAILING], &[]).is_err_and(|told| told.contains("`failing`")));
    }

    #[test]
    fn gates_are_chosen_by_name_in_the_order_of_the_table() {
        const TABLE: &[Gate] = &[Gate { name: "first", ..FAILING }, Gate { name: "second", ..FAILING }];
        let names = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            chosen("ci", TABLE, &names).map(|gates| gates.iter().map(|gate| gate.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["second", "first"]), Ok(vec!["first", "second"]));
        assert_eq!(names(&["second"]), Ok(vec!["second"]));
        assert_eq!(names(&[]), Ok(vec!["first", "second"]));
        assert!(names(&["first", "nope"]).is_err_and(|told| told.contains("`nope`")));
    }
}
