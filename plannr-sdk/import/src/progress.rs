//! The progress bar. indicatif hides it if standard error is not a terminal.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use super::target::Target;

/// A row takes a create. One look-up serves at least this many rows, unless the server's responses prove too little.
const ROWS_PER_LOOK_UP: u64 = 100;

pub(crate) fn start(rows: usize, target: &Target) -> ProgressBar {
    let plannr = target.plannr.clone();
    // Before the first request the whole quota is left. A rehearsal does not wait for it.
    let per_minute = plannr.requests_left().filter(|_| !target.is_rehearsal());
    let state = move |state: &ProgressState, out: &mut dyn Write| {
        let (done, elapsed) = (state.pos(), state.elapsed());
        let rows = state.len().unwrap_or(done);
        let _ = write!(out, "{:.1}/s", done as f64 / elapsed.as_secs_f64().max(1.0));
        let _ = match plannr.requests_left() {
            Some(0) => write!(out, ", waiting for the quota"),
            Some(left) => write!(out, ", quota {left}"),
            None => Ok(()),
        };
        let time_left = time_left(done, rows, elapsed, per_minute);
        if !time_left.is_zero() {
            let _ = write!(out, ", {:#} left", HumanDuration(time_left));
        }
    };
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} rows, {state}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(rows as u64).with_style(style.progress_chars("#>-").with_key("state", state));
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// Extrapolates the pace so far, but assumes no less than the quota needs: the first minute's requests can be sent at
/// once, and each further quota costs a minute.
pub(crate) fn time_left(done: u64, rows: u64, elapsed: Duration, per_minute: Option<u32>) -> Duration {
    let by_pace = if done == 0 { elapsed } else { elapsed.mul_f64(rows as f64 / done as f64) };
    let requests = rows + rows / ROWS_PER_LOOK_UP;
    let minutes = per_minute.map_or(0, |quota| requests.saturating_sub(1) / u64::from(quota.max(1)));
    by_pace.max(Duration::from_secs(minutes.saturating_mul(60))).saturating_sub(elapsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace_and_the_quota() {
        // Rows done, rows, seconds elapsed, quota per minute, seconds left. 1,980 rows are 1,999 requests: 500 at once,
        // and 500 more after each of three minutes.
        let cases = [
            (0, 1980, 0, None, 0),
            (10, 40, 5, None, 15),
            (0, 1980, 0, Some(500), 180),
            (100, 1980, 60, Some(500), 1128),
            (0, 496, 0, Some(500), 0),
            (0, 497, 0, Some(500), 60),
        ];
        for (done, rows, elapsed, quota, left) in cases {
            let actual = time_left(done, rows, Duration::from_secs(elapsed), quota).as_secs();
            assert_eq!(actual, left, "{done} of {rows} rows after {elapsed} s, quota {quota:?}");
        }
    }
}
