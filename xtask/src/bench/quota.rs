//! The limiter, in simulated time.

use std::process::Command;

use serde_json::Value;

use super::stats::Figure;
use super::workspace;
use crate::process::output;

pub(super) fn measure() -> Result<Vec<Figure>, String> {
    let said = output(&mut Command::new(workspace::program("bench-quota", false)?), "bench-quota")?;
    let shares: Value = serde_json::from_str(&said).map_err(|error| format!("bench-quota: {said}: {error}"))?;
    Ok(["fixed", "sliding"].map(|count| figure(&shares[count])).into())
}

fn figure(measured: &Value) -> Figure {
    let number = |name: &str| measured[name].as_f64().unwrap_or(f64::NAN);
    let (refused, requests, seconds) = (number("refused"), number("requests"), number("seconds"));
    // Who is refused has not kept to the quota, however much of it was used.
    let share = if refused == 0.0 { number("share") } else { 0.0 };
    Figure::exact(share, format!("{requests:.0} requests in {seconds:.1} s, {refused:.0} refused"))
}
