//! The open questions of `openapi/README.md`, and which notes answer them.

use super::notes::{Notes, Topic, text};
use crate::spec::{Spec, entries};

/// An open question.
pub(super) struct Question {
    /// How it begins.
    pub(super) asks: &'static str,
    /// The notes that answer it.
    topics: &'static [Topic],
    /// What else there is to say, computed from the notes.
    more: fn(&Notes) -> Vec<String>,
    /// What of it the probe does not try, and why.
    left: &'static [&'static str],
}

/// In the order of their numbers.
pub(super) const QUESTIONS: [Question; 13] = [
    Question {
        asks: "Are `accounts` and `primary_accounts` arrays or objects?",
        topics: &[Topic::Relations],
        more: nothing,
        left: &[],
    },
    Question { asks: "Is a single resource bare", topics: &[Topic::Single], more: nothing, left: &[] },
    Question {
        asks: "Does update take the contact detail from accounts that are left out",
        topics: &[Topic::Primary],
        more: nothing,
        left: &["accounts that are left out: that takes a second client account"],
    },
    Question {
        asks: "Are the filters named `filter[type]` and `filter[value]`?",
        topics: &[Topic::Filters],
        more: nothing,
        left: &[],
    },
    Question {
        asks: "The bodies of 400, 403, 404, 429 and 5XX",
        topics: &[Topic::Errors, Topic::Headers],
        more: statuses_not_seen,
        left: &[],
    },
    Question {
        asks: "The status when `X-PLANNR-ACCOUNT-UUID` is missing",
        topics: &[Topic::AccountHeader],
        more: nothing,
        left: &[],
    },
    Question {
        asks: "What wins when `is_primary` and `primary_account_uuids` are both sent?",
        topics: &[],
        more: nothing,
        left: &["all of it: it could change what is primary for a client"],
    },
    Question {
        asks: "Is `phone_number_meta` of an e-mail address absent or null?",
        topics: &[Topic::PhoneMeta],
        more: nothing,
        left: &[],
    },
    Question {
        asks: "Do routes to show or to delete one contact detail exist?",
        topics: &[Topic::Routes],
        more: nothing,
        left: &["to delete; where the path has other methods, `Allow` names them"],
    },
    Question {
        asks: "What happens above 500 per page",
        topics: &[Topic::Limits, Topic::Links],
        more: nothing,
        left: &[],
    },
    Question {
        asks: "Are duplicates refused, merged or created?",
        topics: &[Topic::Values],
        more: nothing,
        left: &["null for the optional fields, lengths, extensions and short codes: each may leave one more behind"],
    },
    Question {
        asks: "Which fields of an account can be null",
        topics: &[Topic::Choices, Topic::FreeForm],
        more: account_fields,
        left: &[],
    },
    Question {
        asks: "Does update insist on `name`, `value` and `account_uuids`?",
        topics: &[],
        more: nothing,
        left: &["all of it: the SDK sends no such update, and a contact detail without an owner would be hard to find"],
    },
];

impl Question {
    /// The answers, as the lines of a list.
    pub(super) fn answers(&self, notes: &Notes) -> Vec<String> {
        let mut answers: Vec<String> = self.topics.iter().flat_map(|topic| notes.lines(*topic)).collect();
        answers.extend((self.more)(notes));
        if answers.is_empty() && !self.topics.is_empty() {
            let writes = [Topic::Primary, Topic::Single, Topic::Values];
            let needs_write = self.topics.iter().any(|topic| writes.contains(topic));
            answers.push(if needs_write { "not tried: needs `--write`" } else { "not seen" }.to_owned());
        }
        answers.extend(self.left.iter().map(|what| format!("not tried: {what}")));
        answers
    }
}

fn nothing(_: &Notes) -> Vec<String> {
    Vec::new()
}

fn statuses_not_seen(notes: &Notes) -> Vec<String> {
    let operations = Spec::shipped().operations();
    let statuses = operations.iter().flat_map(|operation| operation.responses()).map(|response| response.status);
    let is_seen =
        |status: &str| notes.of(Topic::Errors).any(|(seen, _)| seen.starts_with(status.trim_end_matches('X')));
    let mut missing: Vec<_> = statuses.filter(|status| !status.starts_with('2') && !is_seen(status)).collect();
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() { Vec::new() } else { vec![format!("not seen: {}", missing.join(", "))] }
}

fn account_fields(notes: &Notes) -> Vec<String> {
    let fields: Vec<String> = entries(&Spec::shipped().schema("Account")["properties"])
        .map(|(name, _)| format!("`Account.{name}`"))
        .collect();
    let has = |topic, field: &str, is: fn(&str) -> bool| {
        notes.about(topic, field).is_some_and(|tally| tally.keys().any(|finding| is(finding)))
    };
    let mut lines = Vec::new();
    for (topic, whence) in [(Topic::InLists, "lists"), (Topic::InSingles, "single resources")] {
        let there = fields.iter().filter(|field| has(topic, field, |finding| finding != "absent")).count();
        let count = match there {
            0 => continue,
            some if some == fields.len() => format!("all {some} fields of the spec"),
            some => format!("{some} of the {} fields of the spec", fields.len()),
        };
        lines.push(format!("accounts in {whence}: {count}"));
        let null: Vec<_> = fields.iter().filter(|field| has(topic, field, |finding| finding == "null")).collect();
        let null: Vec<_> = null.into_iter().map(String::as_str).collect();
        let null = if null.is_empty() { "none".to_owned() } else { null.join(", ") };
        lines.push(format!("fields of an account that are null in {whence}: {null}"));
        if let Some(tally) = notes.about(topic, "`Account.can_be_deleted`") {
            lines.push(format!("`can_be_deleted` in {whence}: {}", text(tally)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::QUESTIONS;

    /// Who settles a question, and takes it out of the list, takes it out here.
    #[test]
    fn the_questions_are_those_of_the_readme() {
        let readme = include_str!("../../../openapi/README.md");
        let (_, open) = readme.split_once("## Open questions").unwrap_or_default();
        let open = open.split_whitespace().collect::<Vec<_>>().join(" ");
        for (at, question) in QUESTIONS.iter().enumerate() {
            let begins = format!(" {}. {}", at + 1, question.asks);
            assert!(open.contains(&begins), "openapi/README.md does not ask `{begins}`");
        }
        assert!(!open.contains(&format!(" {}. ", QUESTIONS.len() + 1)), "the probe does not know the last question");
    }
}
