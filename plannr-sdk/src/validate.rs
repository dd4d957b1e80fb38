//! Checks the limits of the spec that types cannot express, before a request is sent.

use std::ops::RangeInclusive;

/// A request body whose lists have limits. The implementations are generated from the spec.
pub(crate) trait Check {
    fn check(&self) -> Result<(), Violation>;
}

/// A field that violates a limit. `Error` implements `From` for it.
pub(crate) struct Violation {
    pub(crate) field: String,
    pub(crate) reason: String,
}

/// Checks the number of items of a list, if there is one.
pub(crate) fn length(field: &str, count: Option<usize>, allowed: &RangeInclusive<u64>) -> Result<(), Violation> {
    within(field, count.map(|count| count as u64), " items", allowed)
}

/// Checks a number in a query, if there is one.
pub(crate) fn number(field: &str, value: Option<u64>, allowed: &RangeInclusive<u64>) -> Result<(), Violation> {
    within(field, value, "", allowed)
}

fn within(field: &str, value: Option<u64>, unit: &str, allowed: &RangeInclusive<u64>) -> Result<(), Violation> {
    let Some(value) = value.filter(|value| !allowed.contains(value)) else { return Ok(()) };
    let limits = match (allowed.start(), allowed.end()) {
        (least, &u64::MAX) => format!("at least {least}"),
        (least, most) => format!("{least} to {most}"),
    };
    let verb = if unit.is_empty() { "is" } else { "has" };
    Err(Violation { field: field.to_owned(), reason: format!("{verb} {value}{unit}; expected {limits}") })
}
