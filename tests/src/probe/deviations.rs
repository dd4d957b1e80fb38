//! Where an answer is not as the spec says: the place, the keyword of the schema and the JSON type, for the validator's
//! own texts quote values.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::{Value, json};

use super::safe;
use crate::spec::Spec;

/// What is wrong with a body, by its schema: pairs of the place and what is there.
pub(super) fn find(schema: &Value, body: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for error in Spec::shipped().validator(schema).iter_errors(body) {
        read(&error, &mut found);
    }
    found
}

fn read(error: &ValidationError<'_>, found: &mut Vec<(String, String)>) {
    let alternatives = match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => context.as_slice(),
        _ => &[],
    };
    let mut meant = alternatives.iter().filter(|errors| !errors.iter().any(|inner| is_of_other_type(error, inner)));
    let keyword = match (meant.next(), meant.next()) {
        // The one that has the type of the value: what is wrong by it tells more.
        (Some(errors), None) => return errors.iter().for_each(|inner| read(inner, found)),
        (None, None) if !alternatives.is_empty() => "type",
        _ => error.kind().keyword(),
    };
    let place = error.instance_path().as_str().split('/');
    let place = match error.kind() {
        Kind::Required { property } => safe::place(place.chain(property.as_str())),
        _ => safe::place(place),
    };
    found.push((place, format!("{keyword}, {} found", safe::kind(Some(error.instance())))));
}

/// Whether an alternative was not meant at all; null as the only value is the spec's other way to say a type.
fn is_of_other_type(error: &ValidationError<'_>, inner: &ValidationError<'_>) -> bool {
    let is_type = match inner.kind() {
        Kind::Type { .. } => true,
        Kind::Enum { options } => **options == json!([null]),
        _ => false,
    };
    is_type && inner.instance_path() == error.instance_path()
}
