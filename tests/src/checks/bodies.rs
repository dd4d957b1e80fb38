//! Do the SDK and the spec agree on every body close to a valid one?

use plannr_sdk::Error;
use serde_json::{Value, json};

use super::{Findings, Suite};
use crate::arbitrary::{self, Near};
use crate::calls::{Body, Row};
use crate::spec::Operation;

pub(super) fn check(suite: &Suite<'_>, findings: &mut Findings) {
    for operation in suite.spec.operations() {
        let Some(schema) = operation.body_schema() else { continue };
        // The check of the types reports a missing one.
        let Some(body) = Row::of(&operation).ok().and_then(|row| row.body) else { continue };
        let drawn = arbitrary::samples(suite.spec, schema, suite.cases);
        // A generator without values would check nothing.
        if drawn.len() < suite.cases / 2 {
            findings.add(operation.name(), format!("only {} random bodies fit the spec", drawn.len()));
        }
        let examples = operation.body_examples().into_iter().map(|(_, example)| example);
        // Values close to all random bodies would repeat each other.
        for valid in examples.chain(drawn.iter().take(suite.cases / 16)) {
            for near in arbitrary::nearby(suite.spec, valid) {
                agree(&operation, schema, body, &near, findings);
            }
        }
    }
}

/// The types and the constructors accept what the spec accepts, and the error of a constructor names the field.
fn agree(operation: &Operation<'_>, schema: &Value, body: Body, Near { field, value }: &Near, findings: &mut Findings) {
    let is_valid = operation.spec.fits(schema, value);
    let mut add = |what: &str, details: &dyn ToString| {
        let what = format!("{} with another {field}: {what}", operation.name());
        findings.add(what, format!("{} of {value}", details.to_string()));
    };
    let is_lenient = field == "value" && is_lenient(value);
    match (body.reread)(value) {
        // The types can hold an empty list, which is refused when sent, see `bad_input.rs`.
        Ok(_) if is_lenient || value.get(field) == Some(&json!([])) => {}
        // Null is read as absent, and a UUID in capitals is written in small letters.
        Ok(written) if !operation.spec.fits(schema, &written) => add("the type accepts what the spec does not", &""),
        Ok(written) if is_valid && written.to_string().to_lowercase() != value.to_string().to_lowercase() => {
            add("the type changes it", &written);
        }
        Err(problem) if is_valid => add("the type does not accept it", &problem),
        _ => {}
    }
    match body.build(value) {
        Ok(Ok(())) if is_lenient => {}
        Ok(Ok(())) if !is_valid => add("a constructor accepts what the spec does not", &""),
        Ok(Err(error)) if is_valid => add("a constructor refuses it", &error),
        Err(problem) if is_valid => add("no constructor makes it", &problem),
        Ok(Err(error)) if !names(&error, field) => add("the error names another field", &error),
        _ => {}
    }
}

/// The format `email` is ASCII, limits the length, and knows encoded host names. It is not known whether Plannr agrees,
/// so the SDK leaves these addresses to the server.
fn is_lenient(body: &Value) -> bool {
    let parts = body["value"].as_str().and_then(|address| address.split_once('@'));
    parts.is_some_and(|(name, host)| {
        !name.is_ascii() || !host.is_ascii() || host.contains("--") || name.len() > 64 || host.len() > 63
    })
}

/// Another type makes the value wrong.
fn names(error: &Error, field: &str) -> bool {
    let fields = error.field_errors();
    let is_right = |name: &str| name == field || (field == "type" && name == "value");
    error.is_invalid_input() && !fields.is_empty() && fields.iter().all(|named| is_right(named.field()))
}
