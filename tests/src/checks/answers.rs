//! Is every answer read without loss, as the value or the error that it is?

use serde_json::{Value, json};

use super::{Suite, reply};
use crate::arbitrary;
use crate::calls::{self, Call};
use crate::instance::{self, without_unknown};
use crate::plannr::client;
use crate::server::{StubResponse, StubServer};
use crate::spec::{Operation, Spec, entries};
use crate::validate;

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in suite.spec.operations() {
        let server = StubServer::always(StubResponse::hang_up()).await;
        let asked = Asked { suite, operation: &operation, plannr: client(&server), server };
        findings.extend(asked.every_example().await);
        findings.extend(asked.every_value().await);
        findings.extend(asked.every_error().await);
        findings.extend(asked.what_the_spec_does_not_name().await);
    }
    findings
}

struct Asked<'a> {
    suite: &'a Suite<'a>,
    operation: &'a Operation<'a>,
    plannr: plannr_sdk::Plannr,
    server: StubServer,
}

type Outcome = Result<calls::Answered, plannr_sdk::Error>;

impl Asked<'_> {
    async fn read(&self, reply: StubResponse) -> Result<Outcome, String> {
        self.server.set_response(reply);
        calls::call(&self.plannr, self.operation, &Call::least(self.operation)).await
    }

    /// Every example of every status.
    async fn every_example(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for response in self.operation.responses() {
            for status in response.statuses() {
                for (name, example) in response.examples() {
                    let outcome = match self.read(reply(&response, status, example)).await {
                        Ok(outcome) => outcome,
                        Err(unknown) => return vec![unknown],
                    };
                    let wrong = validate::outcome(self.operation, &response, status, example, &outcome);
                    if wrong.is_empty() {
                        self.suite.coverage.answer(self.operation, &response, Some(name), example);
                    }
                    let about = format!("{} {status} {name}", self.operation.name());
                    findings.extend(wrong.into_iter().map(|finding| format!("{about}: {finding}")));
                }
            }
        }
        findings
    }

    /// Every value of success: one with all that the spec names, one for each value of each enumeration, and others at
    /// random, with properties that it does not name, in any order.
    async fn every_value(&self) -> Vec<String> {
        let (spec, response) = (self.suite.spec, self.operation.success());
        let schema = response.schema();
        let full = instance::full(spec, schema);
        let mut values = arbitrary::samples(spec, schema, self.suite.cases);
        values.extend(with_null(spec, schema, &full));
        values.extend(with_each_member(spec, schema, &full));
        values.push(full);
        let mut findings = Vec::new();
        for (turn, value) in values.into_iter().enumerate() {
            let text = arbitrary::shuffled(&value, turn);
            let status = response.statuses().first().copied().unwrap_or(200);
            let wrong = match self.read(StubResponse::new(status, "application/json", text.clone())).await {
                Err(unknown) => Some(unknown),
                Ok(Err(error)) => Some(format!("it is an error for the SDK: {error}")),
                Ok(Ok(answered)) if answered.body() != text.as_bytes() => Some("the body is not what came".to_owned()),
                Ok(Ok(answered)) => match answered.written() {
                    Err(problem) => Some(problem),
                    Ok(written) => validate::difference(&without_unknown(&written), &without_unknown(&value)),
                },
            };
            match wrong {
                None => self.suite.coverage.answer(self.operation, &response, None, &value),
                Some(wrong) => findings.push(format!("{}: {wrong}, of {text}", self.operation.name())),
            }
        }
        findings
    }

    /// An error gives all that its schema names, whatever the values are, and its schema names all that an error gives.
    async fn every_error(&self) -> Vec<String> {
        let (spec, mut findings) = (self.suite.spec, Vec::new());
        for response in self.operation.responses().iter().filter(|response| !response.status.starts_with('2')) {
            let status = response.statuses().first().copied().unwrap_or_default();
            let full = instance::full(spec, response.schema());
            let drawn = arbitrary::samples(spec, response.schema(), self.suite.cases / 4);
            for (turn, value) in drawn.into_iter().chain([full.clone()]).enumerate() {
                let wrong = self.refused(status, &arbitrary::shuffled(&value, turn), &value).await;
                findings.extend(wrong.into_iter().map(|wrong| format!("{wrong}, of {value}")));
            }
            let named: Vec<_> = entries(&full).map(|(name, _)| name.as_str()).collect();
            let fields = full["errors"].as_object().is_none_or(|fields| !fields.is_empty());
            let due: &[&str] = if status == 422 { &["errors", "message"] } else { &["message"] };
            if named != due || !fields {
                findings.push(format!("{} {status}: an error gives {due:?}, not {full}", self.operation.name()));
            }
        }
        findings
    }

    /// What is wrong with what the SDK makes of a refusal.
    async fn refused(&self, status: u16, body: &str, meant: &Value) -> Vec<String> {
        let wrong = match self.read(StubResponse::new(status, "application/json", body)).await {
            Err(unknown) => vec![unknown],
            Ok(Ok(_)) => vec!["it is a success for the SDK".to_owned()],
            Ok(Err(error)) => validate::refused(self.operation, status, meant, &error),
        };
        wrong.into_iter().map(|wrong| format!("{} {status}: {wrong}", self.operation.name())).collect()
    }

    /// Every status of an error that the spec does not name, and no value where one is due.
    async fn what_the_spec_does_not_name(&self) -> Vec<String> {
        let (mut findings, body) = (Vec::new(), json!({ "message": "Not today." }));
        let statuses = (400..600).filter(|status| self.operation.response_to(*status).is_none());
        // With a few cases only, a few statuses.
        for status in statuses.step_by(256_usize.div_ceil(self.suite.cases.max(1)).min(16)).chain([418, 599]) {
            findings.extend(self.refused(status, &body.to_string(), &body).await);
        }
        findings.extend(self.nothing_where_a_value_is_due().await);
        findings
    }

    /// A success without a body is none: what the caller asked for is not there.
    async fn nothing_where_a_value_is_due(&self) -> Option<String> {
        let is_write = self.operation.method != "GET";
        match self.read(StubResponse::empty(204)).await {
            Ok(Err(error)) if error.is_decode() && validate::is_applied(&error) == is_write => None,
            Ok(outcome) => Some(format!("{} 204: {:?}", self.operation.name(), outcome.err())),
            Err(unknown) => Some(unknown),
        }
    }
}

/// A value with null where something must be, or as an item of a list, as far as the spec allows it. What may be absent may
/// be null as well: `lenient.rs` shows it of every place.
fn with_null(spec: &Spec, schema: &Value, full: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    for place in instance::places(spec, schema, full) {
        let is_list = full.pointer(&place.pointer).is_some_and(Value::is_array);
        found.extend(place.is_required.then(|| place.set(full, Value::Null)));
        found.extend(is_list.then(|| place.set(full, json!([null]))));
    }
    found.retain(|value| spec.fits(schema, value));
    found
}

/// A value for each member of each of its enumerations: which of them are drawn at random changes with the spec.
fn with_each_member(spec: &Spec, schema: &Value, full: &Value) -> Vec<Value> {
    let places = instance::places(spec, schema, full);
    let with_members = places.iter().flat_map(|place| {
        let members = place.schemas.iter().filter_map(|schema| schema["enum"].as_array()).flatten();
        members.map(|member| place.set(full, member.clone()))
    });
    with_members.collect()
}
