//! Texts, numbers and booleans, each in the forms of the others that keep its meaning.

use serde_json::Number;
use uuid::Uuid;

use super::{Lenient, Reading};

impl Lenient for String {
    fn from_text(text: &str) -> Reading<Self> {
        Reading::Value(text.to_owned())
    }

    fn from_bool(value: bool) -> Reading<Self> {
        Reading::Value(value.to_string())
    }

    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(value.to_string())
    }

    fn from_float(value: f64) -> Reading<Self> {
        Reading::Value(value.to_string())
    }

    fn from_large(value: u64) -> Reading<Self> {
        Reading::Value(value.to_string())
    }
}

impl Lenient for Uuid {
    fn from_text(text: &str) -> Reading<Self> {
        text.parse().map_or(Reading::Unfit, Reading::Value)
    }
}

impl Lenient for bool {
    fn from_bool(value: bool) -> Reading<Self> {
        Reading::Value(value)
    }

    fn from_integer(value: i64) -> Reading<Self> {
        match value {
            0 => Reading::Value(false),
            1 => Reading::Value(true),
            _ => Reading::Unfit,
        }
    }

    fn from_text(text: &str) -> Reading<Self> {
        match text {
            "true" | "1" => Reading::Value(true),
            "false" | "0" => Reading::Value(false),
            "" => Reading::Nothing,
            _ => Reading::Unfit,
        }
    }
}

impl Lenient for i64 {
    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(value)
    }

    fn from_float(value: f64) -> Reading<Self> {
        // Beyond 2^53 a float no longer names one whole number.
        if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            Reading::Value(value as Self)
        } else {
            Reading::Unfit
        }
    }

    fn from_text(text: &str) -> Reading<Self> {
        number(text)
    }
}

impl Lenient for f64 {
    fn from_integer(value: i64) -> Reading<Self> {
        Reading::Value(value as Self)
    }

    fn from_float(value: f64) -> Reading<Self> {
        Reading::Value(value)
    }

    fn from_text(text: &str) -> Reading<Self> {
        number(text)
    }
}

/// A number in a text, as PHP writes one or as JSON does.
fn number<T: Lenient>(text: &str) -> Reading<T> {
    if let Ok(integer) = text.parse() {
        return T::from_integer(integer);
    }
    // As whole answers are read: another kind of input would compile the reading once more.
    match serde_json::from_slice::<Number>(text.as_bytes()).map(|number| (number.as_u64(), number.as_f64())) {
        Ok((Some(large), _)) => T::from_large(large),
        Ok((None, Some(float))) => T::from_float(float),
        Err(_) if text.is_empty() => Reading::Nothing,
        _ => Reading::Unfit,
    }
}
