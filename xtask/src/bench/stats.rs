//! From samples that were taken in turn to a figure.

/// What a row says: a value with its spread over the rounds, and what it is made of; or why there is none.
#[derive(Debug)]
pub(super) enum Figure {
    Measured { value: f64, spread: (f64, f64), detail: String },
    Missing(String),
}

impl Figure {
    /// A value that does not vary.
    pub(super) fn exact(value: f64, detail: String) -> Self {
        Self::Measured { value, spread: (value, value), detail }
    }

    pub(super) fn value(&self) -> Option<f64> {
        match self {
            Self::Measured { value, .. } => Some(*value),
            Self::Missing(_) => None,
        }
    }

    /// The ratio of the medians. The spread is where the middle half of the rounds lies, each with its own ratio.
    pub(super) fn ratio(ours: &[f64], theirs: &[f64], detail: impl Fn(f64, f64) -> String) -> Self {
        let rounds: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
        let (ours, theirs) = (median(ours), median(theirs));
        let spread = (quantile(&rounds, 0.25), quantile(&rounds, 0.75));
        Self::Measured { value: ours / theirs, spread, detail: detail(ours, theirs) }
    }
}

pub(super) fn median(samples: &[f64]) -> f64 {
    quantile(samples, 0.5)
}

fn quantile(samples: &[f64], part: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = part * (sorted.len().saturating_sub(1)) as f64;
    let at = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
    let (below, above) = (at(place.floor()), at(place.ceil()));
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn a_ratio_is_that_of_the_medians_and_its_spread_that_of_the_rounds() {
        let figure = Figure::ratio(&[2.0, 4.0, 100.0], &[1.0, 2.0, 2.0], |ours, theirs| format!("{ours} {theirs}"));
        let Figure::Measured { value, spread, detail } = figure else { panic!("measured") };
        assert_eq!((value, spread, detail.as_str()), (2.0, (2.0, 26.0), "4 2"));
    }
}
