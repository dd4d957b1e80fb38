//! Whether a number is what was committed.

/// What is said of a number: within its budget, or not. Less is told as well: it is to be accepted, so that it stays.
pub(super) fn of(number: f64, committed: Option<f64>, tolerance: f64) -> Result<String, String> {
    let Some(committed) = committed else {
        return Err(format!("{number:.0}, and no number is committed"));
    };
    let room = committed * tolerance;
    let told = format!("{number:.0}, and {committed:.0} is committed, give or take {room:.0}");
    if number.round() > committed + room {
        Err(format!("more: {told}"))
    } else if number.round() < committed - room {
        Err(format!("less, which is to stay so: {told}"))
    } else {
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_the_tolerance_passes_on_both_sides() {
        for number in [97.0, 100.0, 100.4, 103.0] {
            assert!(of(number, Some(100.0), 0.03).is_ok(), "{number}");
        }
    }

    #[test]
    fn more_and_less_are_told_with_both_numbers() {
        for (number, word) in [(104.0, "more"), (96.0, "less")] {
            let told = of(number, Some(100.0), 0.03).err().unwrap_or_default();
            assert!([word, &number.to_string(), "100"].iter().all(|part| told.contains(part)), "{told}");
        }
    }

    #[test]
    fn without_tolerance_one_more_is_too_many() {
        assert!(of(60.0, Some(60.0), 0.0).is_ok());
        assert!(of(61.0, Some(60.0), 0.0).is_err());
    }

    #[test]
    fn a_number_that_was_never_committed_does_not_pass() {
        assert!(of(1.0, None, 0.5).is_err_and(|told| told.contains('1')));
    }
}
