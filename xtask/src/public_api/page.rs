//! The page that says of each public item why it is public, held to the listing in both directions.

use std::collections::HashSet;

use super::PAGE;
use crate::Outcome;

const CRATE: &str = "plannr_sdk";

/// Each item of the listing has a row, each row is of something that the listing has, and gives a reason.
pub(super) fn judge(page: &str, listing: &str) -> Outcome {
    let (items, paths) = (items(listing), paths(listing));
    let rows: Vec<(Vec<&str>, &str)> = page.lines().filter_map(row).collect();
    let named: Vec<&str> = rows.iter().flat_map(|(names, _)| names.iter().copied()).collect();
    let has_row: HashSet<&str> = named.iter().copied().collect();
    // What the crate's root exports again has its methods listed where it is from.
    let is_there = |name: &str| paths.contains(name) || paths.contains(&format!("models::{name}"));
    let mut problems = Vec::new();
    for item in items.iter().filter(|item| !has_row.contains(item.as_str())) {
        problems.push(format!("`{item}` is public and has no row: say why it is, or make it private"));
    }
    for name in named.iter().filter(|name| !is_there(name)) {
        problems.push(format!("`{name}` has a row and is not public"));
    }
    let mut seen = HashSet::new();
    for name in named.iter().filter(|name| !seen.insert(**name)) {
        problems.push(format!("`{name}` has two rows"));
    }
    for (names, _) in rows.iter().filter(|(_, reason)| reason.is_empty()) {
        problems.push(format!("the row of `{}` gives no reason", names.join("`, `")));
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("{PAGE}:\n  {}", problems.join("\n  "))) }
}

/// A row of a table: the names in its first cell, in backticks, and the rest.
fn row(line: &str) -> Option<(Vec<&str>, &str)> {
    let (first, rest) = line.strip_prefix("| `")?.split_once(" | ")?;
    Some((first.split('`').step_by(2).filter(|name| !name.is_empty()).collect(), rest.trim_matches([' ', '|'])))
}

/// The items at the level of modules, without the name of the crate.
fn items(listing: &str) -> Vec<String> {
    let declared: Vec<(&str, String)> = listing.lines().filter_map(declaration).collect();
    let modules: HashSet<&str> =
        declared.iter().filter(|(kind, _)| *kind == "mod").map(|(_, path)| path.as_str()).chain([""]).collect();
    let is_item = |(_, path): &&(&str, String)| {
        !path.is_empty() && modules.contains(path.rsplit_once("::").map_or("", |(parent, _)| parent))
    };
    declared.iter().filter(is_item).map(|(_, path)| path.clone()).collect()
}

/// All paths that the listing declares: those of variants, fields and methods too.
fn paths(listing: &str) -> HashSet<String> {
    listing.lines().filter_map(declaration).map(|(_, path)| path).collect()
}

/// A line of the listing as its kind, which variants and fields have not, and its path in this crate.
fn declaration(line: &str) -> Option<(&str, String)> {
    let mut line = line;
    while let Some((_, rest)) = line.strip_prefix("#[").and_then(|line| line.split_once("] ")) {
        line = rest;
    }
    let (kind, rest) = line.strip_prefix("pub ")?.split_once(CRATE)?;
    // What is declared elsewhere, such as a conversion into a type of another crate, names ours only as a parameter.
    (!kind.contains(':')).then(|| (kind.trim(), path(rest)))
}

/// The path at the start of a text, without what is in angle brackets.
fn path(text: &str) -> String {
    let (mut path, mut depth) = (String::new(), 0);
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ if depth > 0 => {}
            ':' if rest.peek() == Some(&':') => {
                rest.next();
                path += "::";
            }
            _ if next.is_alphanumeric() || next == '_' => path.push(next),
            _ => break,
        }
    }
    path.trim_start_matches("::").to_owned()
}
