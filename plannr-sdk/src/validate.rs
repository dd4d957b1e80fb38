//! The limits of the spec that types cannot hold, checked before a request leaves.

use std::ops::RangeInclusive;

use crate::Error;

/// A request body that knows its limits. The implementations are generated from the spec.
pub(crate) trait Check {
    fn check(&self) -> Result<(), Error>;
}

/// Checks how many items a list has, where there is one.
pub(crate) fn length(field: &str, count: Option<usize>, allowed: &RangeInclusive<u64>) -> Result<(), Error> {
    within(field, count.map(|count| count as u64), "items", allowed)
}

/// Checks a number in a query, where there is one.
pub(crate) fn number(field: &str, value: Option<u64>, allowed: &RangeInclusive<u64>) -> Result<(), Error> {
    within(field, value, "as its value", allowed)
}

fn within(field: &str, value: Option<u64>, unit: &str, allowed: &RangeInclusive<u64>) -> Result<(), Error> {
    let Some(value) = value.filter(|value| !allowed.contains(value)) else { return Ok(()) };
    let limits = match (allowed.start(), allowed.end()) {
        (least, &u64::MAX) => format!("at least {least}"),
        (least, most) => format!("{least} to {most}"),
    };
    Err(Error::invalid(field, format!("has {value} {unit}, {limits} allowed")))
}
