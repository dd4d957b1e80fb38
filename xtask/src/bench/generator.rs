//! How long the generator takes.

use std::process::Stdio;
use std::time::Instant;

use super::stats::Figure;
use crate::process::{BUILD, succeed};
use crate::{cargo, generate};

const CHECKS: usize = 5;

pub(super) fn measure() -> Result<Vec<Figure>, String> {
    let mut seconds = Vec::new();
    for _ in 0..CHECKS {
        let start = Instant::now();
        succeed(cargo().args(["xtask", "generate", "--check"]).stdout(Stdio::null()), "cargo xtask generate", BUILD)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let lines = generate::lines()?;
    Ok(vec![Figure::ratio(&seconds, &[1.0; CHECKS], |_, _| format!("{lines} lines"))])
}
