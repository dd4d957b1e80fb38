//! Texts, numbers and booleans, each in those forms of the others that keep its meaning.

use serde_json::Number;
use uuid::Uuid;

use super::json::{Failure, Json, Lenient, Reading};

impl Lenient for String {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        Ok(Some(match json {
            Json::Text(text) => text.to_owned(),
            Json::Bool(value) => value.to_string(),
            Json::Integer(value) => value.to_string(),
            Json::Large(value) => value.to_string(),
            Json::Float(value) => value.to_string(),
            _ => return Err(Failure::Unfit("a text")),
        }))
    }
}

impl Lenient for Uuid {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        match json {
            Json::Text(text) => text.parse().map(Some).map_err(|_| Failure::Unfit("a uuid")),
            _ => Err(Failure::Unfit("a uuid")),
        }
    }
}

impl Lenient for bool {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        match json {
            Json::Bool(value) => Ok(Some(value)),
            Json::Integer(0) | Json::Text("false" | "0") => Ok(Some(false)),
            Json::Integer(1) | Json::Text("true" | "1") => Ok(Some(true)),
            Json::Text("") => Ok(None),
            _ => Err(Failure::Unfit("a boolean")),
        }
    }
}

impl Lenient for i64 {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        match json {
            Json::Integer(value) => Ok(Some(value)),
            // Above 2^53 a float no longer names one integer.
            Json::Float(value) if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 => {
                Ok(Some(value as Self))
            }
            Json::Text(text) => number(text),
            _ => Err(Failure::Unfit("an integer")),
        }
    }
}

impl Lenient for f64 {
    fn from_json(json: Json<'_>) -> Reading<Self> {
        match json {
            Json::Integer(value) => Ok(Some(value as Self)),
            Json::Large(value) => Ok(Some(value as Self)),
            Json::Float(value) => Ok(Some(value)),
            Json::Text(text) => number(text),
            _ => Err(Failure::Unfit("a number")),
        }
    }
}

/// Reads a number from a text, as PHP or JSON writes it.
pub(super) fn number<T: Lenient>(text: &str) -> Reading<T> {
    if let Ok(integer) = text.parse() {
        return T::from_json(Json::Integer(integer));
    }
    match serde_json::from_str::<Number>(text).map(|number| (number.as_u64(), number.as_f64())) {
        Ok((Some(large), _)) => T::from_json(Json::Large(large)),
        Ok((None, Some(float))) => T::from_json(Json::Float(float)),
        Err(_) if text.is_empty() => Ok(None),
        _ => Err(Failure::Unfit("a number")),
    }
}
