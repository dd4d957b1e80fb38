//! The report, in Markdown.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::notes::{Notes, Topic, text};
use super::questions::QUESTIONS;
use super::{Made, Settings};

/// What is no answer to a question, and yet of use to whoever mends the spec.
const BEYOND: [(&str, Topic); 6] = [
    ("Deviations from the spec", Topic::Deviations),
    ("Fields that the spec does not name", Topic::Unknown),
    ("What the SDK made of answers of success", Topic::Reading),
    ("Pages", Topic::Pages),
    ("Sorts", Topic::Sorts),
    ("Forms of dates, each digit as 9", Topic::Dates),
];

pub(super) fn render(settings: &Settings, notes: &Notes, requests: u32, made: &Made) -> String {
    let mut report = String::new();
    // Writing to a text does not fail.
    let _ = write(&mut report, settings, notes, requests, made);
    report
}

fn write(out: &mut String, settings: &Settings, notes: &Notes, requests: u32, made: &Made) -> std::fmt::Result {
    let server = if settings.is_documented_server() { "the documented server" } else { "another server" };
    let mode = if settings.write.is_some() { "reading and writing" } else { "reading only" };
    writeln!(out, "# What the Plannr API answers\n")?;
    writeln!(out, "By `cargo xtask probe` {}: {server}, {mode}, {requests} requests.", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "It has types, forms and counts of what came, and no value.")?;
    if settings.write.is_some() {
        writeln!(out, "\n**Contact details created: {}.** {}", made.uuids.len(), removal(made))?;
    }
    calls(out, notes)?;

    writeln!(out, "\n## The open questions of openapi/README.md")?;
    for (at, question) in QUESTIONS.iter().enumerate() {
        writeln!(out, "\n### {}. {}\n", at + 1, question.asks)?;
        list(out, &question.answers(notes))?;
    }
    writeln!(out, "\n## Beyond the questions")?;
    for (title, topic) in BEYOND {
        writeln!(out, "\n### {title}\n")?;
        let lines = notes.lines(topic);
        let none = vec!["none".to_owned()];
        list(out, if lines.is_empty() { &none } else { &lines })?;
    }
    fields(out, notes)
}

/// What the maintainer is to do with what was created.
fn removal(made: &Made) -> String {
    let doubt = match made.in_doubt {
        0 => String::new(),
        more => format!(" {more} more may exist, for no clear answer came: look for them."),
    };
    format!("They must be removed by hand in Plannr: the API documents no way to delete.{doubt}")
}

fn list(out: &mut String, lines: &[impl AsRef<str>]) -> std::fmt::Result {
    lines.iter().try_for_each(|line| writeln!(out, "- {}", line.as_ref()))
}

fn calls(out: &mut String, notes: &Notes) -> std::fmt::Result {
    writeln!(out, "\n## Calls\n\n| call | status | deviations from the spec |\n|---|---|---|")?;
    for call in &notes.made {
        let deviations = if call.deviations == 0 { "none".to_owned() } else { call.deviations.to_string() };
        writeln!(out, "| {} | {} | {deviations} |", call.what, call.came)?;
    }
    Ok(())
}

/// Each field with its types; one that never came is not shown.
fn fields(out: &mut String, notes: &Notes) -> std::fmt::Result {
    writeln!(out, "\n### Fields and their types\n\n| field | in lists | in single resources |\n|---|---|---|")?;
    let topics = [Topic::InLists, Topic::InSingles];
    let fields: BTreeSet<&str> = topics.iter().flat_map(|topic| notes.of(*topic)).map(|(field, _)| field).collect();
    for field in fields {
        let tallies = topics.map(|topic| notes.about(topic, field));
        if tallies.iter().flatten().any(|tally| tally.keys().any(|finding| finding != "absent")) {
            let [lists, singles] = tallies.map(|tally| tally.map(text).unwrap_or_default());
            writeln!(out, "| {field} | {lists} | {singles} |")?;
        }
    }
    Ok(())
}
