//! What is told when a step is not as it was, and whether `CONTRIBUTING.md` says what is done.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const TEXT: &str = "CONTRIBUTING.md";

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_default()
}

/// The words below a heading, up to the next, wherever the lines end.
fn section(heading: &str) -> String {
    let text = read(TEXT);
    let lines = text.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The files and the commands of an exercise, as they stand between backticks.
fn named(exercise: &Exercise) -> BTreeSet<&str> {
    let names = exercise.steps.iter().map(|step| match step {
        Step::Insert { file, .. } => *file,
        Step::Run { command, .. } => *command,
    });
    names.collect()
}

#[test]
fn every_section_names_the_files_and_the_commands_of_its_exercise_and_no_others() {
    for exercise in EXERCISES {
        let section = section(exercise.heading);
        let quoted: BTreeSet<&str> = section.split('`').skip(1).step_by(2).collect();
        let is_step = |name: &&str| name.starts_with("cargo ") || root().join(name).is_file();
        let found: BTreeSet<&str> = quoted.into_iter().filter(is_step).collect();
        assert_eq!(found, named(exercise), "in \"{}\"", exercise.heading);
    }
}

#[test]
fn every_section_has_the_words_of_what_fails() {
    for exercise in EXERCISES {
        let section = section(exercise.heading);
        for step in exercise.steps {
            if let Step::Run { passes: false, says, .. } = step {
                assert!(section.contains(says), "\"{}\" lacks: {says}", exercise.heading);
            }
        }
    }
}

#[test]
fn every_place_to_edit_is_there_once_when_its_turn_comes() {
    let mut files = BTreeMap::new();
    for step in EXERCISES.iter().flat_map(|exercise| exercise.steps) {
        if let Step::Insert { file, anchor, text } = step {
            let present = files.entry(file).or_insert_with(|| read(file));
            match inserted(file, present, anchor, text) {
                Ok(edited) => *present = edited,
                Err(problem) => assert_eq!(problem, ""),
            }
        }
    }
}

#[test]
fn a_place_that_is_gone_or_there_twice_is_told_with_its_file() {
    for present in ["", "here, and here"] {
        let told = inserted("a/file", present, "here", "!").err().unwrap_or_default();
        assert!(["a/file", "not once", SOURCES, "\nhere"].iter().all(|part| told.contains(part)), "{told}");
    }
    assert_eq!(inserted("a/file", "here", "here", "!"), Ok("here!".to_owned()));
}

#[test]
fn what_is_forgotten_and_goes_unnoticed_is_told() {
    let fails = (false, "mend it");
    assert_eq!(judge("cargo x", fails, (false, "please mend it")), Ok(()));
    assert!(judge("cargo x", fails, (true, "")).is_err_and(|told| told.contains("goes unnoticed: `cargo x`")));
    assert!(judge("cargo x", fails, (false, "oh")).is_err_and(|told| told.contains("does not say \"mend it\"")));
    assert!(judge("cargo x", (true, "ok"), (false, "ok")).is_err_and(|told| told.contains("is to pass")));
    assert!(judge("cargo x", (true, "ok"), (true, "")).is_err_and(|told| told.contains("does not say \"ok\"")));
}
