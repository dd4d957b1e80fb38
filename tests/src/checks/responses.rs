//! Is every response read without loss, as the value or the error that it is?

use plannr_sdk::{Error, ServerState};
use serde_json::{Value, json};

use super::{Caller, Findings, Suite, stub};
use crate::arbitrary;
use crate::calls::{Call, Row, Success};
use crate::instance::{self, without_unknown};
use crate::server::StubResponse;
use crate::spec::{Response, Spec, entries};
use crate::validate;

pub(super) async fn check(suite: &Suite<'_>, findings: &mut Findings) {
    // The check of the requests reports an operation without a row.
    for operation in suite.spec.operations().into_iter().filter(|operation| Row::of(operation).is_ok()) {
        let caller = Caller::new(&operation, StubResponse::hang_up()).await;
        examples(suite, &caller, findings).await;
        values(suite, &caller, findings).await;
        errors(suite, &caller, findings).await;
        statuses_beyond_the_spec(suite, &caller, findings).await;
    }
}

impl Caller<'_> {
    /// Calls the operation for the resource that the body of the response names.
    async fn read(&self, response: StubResponse, body: &Value) -> Result<Result<Success, Error>, String> {
        self.server.set_response(response);
        self.call(&Call::for_resource(self.operation, body)).await.0
    }

    /// Returns a response with the type and the value of the request: a create's must show what was sent.
    fn fitting(&self, body: &Value) -> Value {
        let sent = Call::least(self.operation).body.filter(|_| self.operation.method == "POST").unwrap_or_default();
        let shown = ["type", "value"].into_iter().filter(|name| body.get(name).is_some() && sent[name].is_string());
        shown.fold(body.clone(), |mut body, name| {
            body[name] = sent[name].clone();
            body
        })
    }

    /// Lists what is wrong with the error that the SDK makes of a response.
    async fn refused(&self, status: u16, body: &str, value: &Value) -> Vec<String> {
        let own = Row::of(self.operation).ok().and_then(|row| row.error(status));
        match self.read(StubResponse::new(status, "application/json", body), value).await {
            Err(unsupported) => vec![unsupported],
            Ok(Ok(success)) if success.is_absent() && status == 404 => Vec::new(),
            Ok(Ok(_)) => vec!["it is a success for the SDK".to_owned()],
            Ok(Err(error)) => {
                let reread = own.map(|own| without_unknown(&(own.reread)(&error).unwrap_or_default()));
                let lost = reread.and_then(|reread| validate::difference(&reread, &without_unknown(value)));
                let lost = lost.map(|text| format!("the type of the body loses something: {text}"));
                validate::refused(self.operation, status, value, &error).into_iter().chain(lost).collect()
            }
        }
    }
}

/// Reads every example of every status.
async fn examples(suite: &Suite<'_>, caller: &Caller<'_>, findings: &mut Findings) {
    for response in caller.operation.responses() {
        let without_body = (!response.has_body()).then_some(("no body", &Value::Null));
        let examples: Vec<_> = response.examples().into_iter().chain(without_body).collect();
        for (status, (name, example)) in
            response.statuses().into_iter().flat_map(|status| examples.iter().map(move |&it| (status, it)))
        {
            let fitting = caller.fitting(example);
            let wrong = match caller.read(stub(&response, status, &fitting), example).await {
                Ok(outcome) => validate::outcome(caller.operation, &response, status, &fitting, &outcome),
                Err(unsupported) => vec![unsupported],
            };
            if wrong.is_empty() {
                suite.coverage.response(caller.operation, &response, Some(name), example);
            }
            findings.extend(&format!("{} {}", caller.operation.name(), response.status), wrong, name);
        }
    }
}

/// Reads values of success: a full one, one for each member of each enumeration, and random ones, with unknown
/// properties and in any order.
async fn values(suite: &Suite<'_>, caller: &Caller<'_>, findings: &mut Findings) {
    for response in caller.operation.successes().filter(Response::has_body) {
        let (schema, status) = (response.schema(), response.statuses().first().copied().unwrap_or(200));
        let mut values = arbitrary::samples(suite.spec, schema, suite.cases);
        values.extend(full_and_variations(suite.spec, schema));
        for (turn, value) in values.into_iter().enumerate() {
            let fitting = caller.fitting(&value);
            let text = arbitrary::shuffled(&fitting, turn);
            let wrong = match caller.read(StubResponse::new(status, "application/json", text.clone()), &value).await {
                Err(unsupported) => Some(unsupported),
                Ok(Err(error)) => Some(validate::undecoded(&error)),
                Ok(Ok(success)) if success.body != text.as_bytes() => Some("the body is not the one sent".to_owned()),
                Ok(Ok(success)) => validate::difference(&without_unknown(&success.value), &without_unknown(&fitting)),
            };
            if wrong.is_none() {
                suite.coverage.response(caller.operation, &response, None, &value);
            }
            findings.extend(&caller.operation.name(), wrong, &text);
        }
    }
}

/// Returns the full value, and variations of it: null where a value is required or in a list, if the spec allows it,
/// and each member of each enumeration. `lenient_fields.rs` tests null for optional properties.
fn full_and_variations(spec: &Spec, schema: &Value) -> Vec<Value> {
    let full = instance::full(spec, schema);
    let mut found = vec![full.clone()];
    for place in instance::places(spec, schema, &full) {
        let is_list = full.pointer(&place.pointer).is_some_and(Value::is_array);
        let members = place.schemas.iter().filter_map(|schema| schema["enum"].as_array()).flatten().cloned();
        let null = place.is_required.then_some(Value::Null);
        let values = members.chain(null).chain(is_list.then(|| json!([null])));
        found.extend(values.map(|value| place.set(&full, value)));
    }
    found.retain(|value| spec.fits(schema, value));
    found
}

/// Reads error bodies: the SDK returns all that their schema names, and their schema names all that the SDK returns.
async fn errors(suite: &Suite<'_>, caller: &Caller<'_>, findings: &mut Findings) {
    for response in caller.operation.responses().iter().filter(|response| !response.is_success()) {
        let status = response.statuses().first().copied().unwrap_or_default();
        let about = format!("{} {status}", caller.operation.name());
        let has_own = Row::of(caller.operation).is_ok_and(|row| row.error(status).is_some());
        let full = instance::full(suite.spec, response.schema());
        // Without both, any property is read as a field error, see `bad_responses.rs`.
        let has_either = |value: &Value| {
            value.get("message").is_some() || value["errors"].as_object().is_some_and(|fields| !fields.is_empty())
        };
        let drawn = arbitrary::samples(suite.spec, response.schema(), suite.cases / 4);
        for (turn, value) in drawn.into_iter().filter(has_either).chain([full.clone()]).enumerate() {
            let wrong = caller.refused(status, &arbitrary::shuffled(&value, turn), &value).await;
            findings.extend(&about, wrong, &value.to_string());
        }
        let named: Vec<_> = entries(&full).map(|(name, _)| name.as_str()).collect();
        let fields = full["errors"].as_object().is_none_or(|fields| !fields.is_empty());
        let due: &[&str] = if status == 422 { &["errors", "message"] } else { &["message"] };
        if !has_own && (named != due || !fields) {
            let remedy = "name the type of another in its row in tests/src/calls.rs";
            findings.add(format!("{about}: an error has {due:?}: {remedy}"), full);
        }
    }
}

/// Reads statuses of errors that the spec does not have, and a success without a body.
async fn statuses_beyond_the_spec(suite: &Suite<'_>, caller: &Caller<'_>, findings: &mut Findings) {
    let (operation, body) = (caller.operation, json!({ "message": "Not today." }));
    let statuses = (400..600).filter(|status| operation.response_to(*status).is_none());
    // With few cases, few statuses.
    for status in statuses.step_by(256_usize.div_ceil(suite.cases.max(1)).min(16)).chain([418, 599]) {
        let wrong = caller.refused(status, &body.to_string(), &body).await;
        findings.extend(&operation.name(), wrong, &status.to_string());
    }
    let is_write = operation.method != "GET";
    let is_applied = |error: &Error| matches!(error.server_state(), ServerState::Applied { .. });
    if operation.response_to(204).is_some() {
        return;
    }
    match caller.read(StubResponse::empty(204), &Value::Null).await {
        Ok(Err(error)) if error.is_decode() && is_applied(&error) == is_write => {}
        outcome => findings.add(format!("{}: a 204", operation.name()), format!("{outcome:?}")),
    }
}
