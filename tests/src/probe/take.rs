//! What is noted of each answer.

use plannr_sdk::{Error, Page};
use serde_json::Value;

use super::ask::Probe;
use super::notes::{Made, Topic};
use super::reply::{About, Outcome, Reply};
use super::{deviations, look, safe};
use crate::calls::{Answered, Call};
use crate::spec::Spec;

impl Probe {
    /// Notes what there is to see in an answer.
    pub(super) fn take(&mut self, about: About, call: &Call, outcome: &Outcome) {
        self.requests += match (&outcome.read, &outcome.error) {
            (Some(Answered::Page(page)), _) => page.attempts(),
            (Some(Answered::Detail(detail)), _) => detail.attempts(),
            (None, error) => error.as_ref().map_or(0, Error::attempts),
        };
        let deviations = outcome.reply.as_ref().map_or(0, |reply| self.judge(about, reply));
        let made = Made { what: call.label.clone(), came: outcome.came(), deviations };
        self.notes.made.push(made);
        self.silent = if outcome.reply.is_some() { 0 } else { self.silent + 1 };
        self.reading(about, outcome);
        let Some(reply) = &outcome.reply else { return };
        self.headers(reply);
        match &reply.body {
            _ if !reply.is_success() => self.notes.note(Topic::Errors, reply.status.to_string(), reply.shape()),
            Some(body) if about == About::List => {
                let asked = call.parameters_in("query");
                let included =
                    asked.iter().filter(|(name, _)| *name == "include").flat_map(|(_, value)| value.as_array());
                let included: Vec<_> = included.flatten().filter_map(Value::as_str).map(str::to_owned).collect();
                let names: Vec<_> = asked.iter().map(|(name, _)| *name).collect();
                look::page(&mut self.notes, body, &names, &included);
            }
            Some(body) => look::single(&mut self.notes, body, about.id()),
            None => {}
        }
    }

    /// Holds an answer against the spec, and says how many deviations there are.
    fn judge(&mut self, about: About, reply: &Reply) -> usize {
        let Some(operation) = about.operation() else { return 0 };
        let answer = format!("{} {}", about.id(), reply.status);
        let found = match (operation.response_to(reply.status), &reply.body) {
            (None, _) => vec![("the status".to_owned(), "not in the spec".to_owned())],
            (Some(_), None) => vec![("the body".to_owned(), reply.form.to_owned())],
            (Some(response), Some(body)) => deviations::find(response.schema(), body),
        };
        for (place, what) in &found {
            self.notes.note(Topic::Deviations, format!("{place}, {answer}"), what.clone());
        }
        found.len()
    }

    /// Whether the SDK reads what came with success, and otherwise where it does not.
    fn reading(&mut self, about: About, outcome: &Outcome) {
        let failures = outcome.page().map_or(&[][..], Page::failures);
        let undecodable = outcome.error.iter().filter(|error| error.is_decode());
        for error in failures.iter().chain(undecodable) {
            let place = safe::place(error.json_path().unwrap_or_default().split(['.', '[', ']']));
            self.notes.note(Topic::Reading, about.id(), format!("not read at {place}"));
        }
        if outcome.read.is_some() && failures.is_empty() {
            self.notes.note(Topic::Reading, about.id(), "read");
        }
    }

    /// The headers that the spec names, and what else there is of the kind.
    fn headers(&mut self, reply: &Reply) {
        let responses = Spec::shipped().operations().into_iter().flat_map(|operation| operation.responses());
        let mut names: Vec<String> =
            responses.flat_map(|response| response.headers()).map(|(name, _)| name.to_lowercase()).collect();
        let others = reply.headers.keys().map(|name| name.as_str().to_owned());
        names.extend(others.filter(|name| ["ratelimit", "rate-limit"].iter().any(|word| name.contains(word))));
        names.sort_unstable();
        names.dedup();
        for name in names {
            let what = match reply.headers.get(&name).map(|value| value.to_str().unwrap_or_default()) {
                None => "absent",
                Some(text) if text.parse::<u64>().is_ok() => "a number",
                Some(_) => "no number",
            };
            self.notes.note(Topic::Headers, format!("`{name}` is {what} with"), reply.status.to_string());
        }
    }
}
