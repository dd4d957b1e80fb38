//! The progress bar. indicatif shows none where standard error is no terminal.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressState, ProgressStyle};

use super::target::Target;
use super::terminal::remark;

const MINUTE: Duration = Duration::from_secs(60);
/// A look-up and a create.
const REQUESTS_PER_ROW: u64 = 2;

pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn start(rows: usize, target: &Target) -> Self {
        let plannr = target.plannr.clone();
        // Before anything is sent, all of it is left. A rehearsal does not wait for more.
        let per_minute = plannr.requests_left().filter(|_| !target.is_rehearsal());
        let state = move |state: &ProgressState, out: &mut dyn Write| {
            let (done, elapsed) = (state.pos(), state.elapsed());
            let rows = state.len().unwrap_or(done);
            let _ = write!(out, "{:.1}/s", done as f64 / elapsed.as_secs_f64().max(1.0));
            match plannr.requests_left() {
                Some(0) => drop(write!(out, ", waiting for the quota")),
                Some(left) => drop(write!(out, ", quota {left}")),
                None => {}
            }
            let time_left = time_left(done, rows, elapsed, per_minute);
            if !time_left.is_zero() {
                let _ = write!(out, ", {:#} left", HumanDuration(time_left));
            }
        };
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} rows, {state}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(rows as u64).with_style(style.progress_chars("#>-").with_key("state", state));
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    pub(crate) fn advance(&self) {
        self.0.inc(1);
    }

    pub(crate) fn say(&self, text: &str) {
        self.0.suspend(|| remark(text));
    }

    pub(crate) fn end(self) {
        self.0.finish_and_clear();
    }
}

/// By the pace so far, but no less than the quota takes: the first minute's is had at once, and each further one costs a
/// minute.
pub(crate) fn time_left(done: u64, rows: u64, elapsed: Duration, per_minute: Option<u32>) -> Duration {
    let by_pace = if done == 0 { elapsed } else { elapsed.mul_f64(rows as f64 / done as f64) };
    let minutes = per_minute.map_or(0, |quota| (rows * REQUESTS_PER_ROW).saturating_sub(1) / u64::from(quota.max(1)));
    let by_quota = MINUTE.saturating_mul(u32::try_from(minutes).unwrap_or(u32::MAX));
    by_pace.max(by_quota).saturating_sub(elapsed)
}
