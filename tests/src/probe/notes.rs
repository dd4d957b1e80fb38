//! What was found so far: how often, by topic and subject.

use std::collections::BTreeMap;

/// What a note is about; a section of the report has the notes of some topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Relations,
    Single,
    Primary,
    Filters,
    Errors,
    Headers,
    AccountHeader,
    PhoneMeta,
    Routes,
    Limits,
    Links,
    Values,
    Choices,
    FreeForm,
    /// The types of the fields in lists, and in single resources.
    InLists,
    InSingles,
    Dates,
    Unknown,
    Deviations,
    Pages,
    Sorts,
    Reading,
}

/// A call, for the table of the report.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) what: String,
    /// The status, or why there is none.
    pub(super) came: String,
    pub(super) deviations: usize,
}

/// How often each finding was made.
pub(super) type Tally = BTreeMap<String, usize>;

/// All that is kept of the answers. Nothing in it is a value of theirs: see [`safe`](super::safe).
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) made: Vec<Made>,
    found: BTreeMap<(Topic, String), Tally>,
}

impl Notes {
    pub(super) fn note(&mut self, topic: Topic, subject: impl Into<String>, finding: impl Into<String>) {
        *self.found.entry((topic, subject.into())).or_default().entry(finding.into()).or_default() += 1;
    }

    /// The subjects of a topic, each with its findings.
    pub(super) fn of(&self, topic: Topic) -> impl Iterator<Item = (&str, &Tally)> {
        let of_it = self.found.iter().filter(move |((other, _), _)| *other == topic);
        of_it.map(|((_, subject), tally)| (subject.as_str(), tally))
    }

    /// What was found about a subject.
    pub(super) fn about(&self, topic: Topic, subject: &str) -> Option<&Tally> {
        self.found.get(&(topic, subject.to_owned()))
    }

    /// A topic as the lines of a list.
    pub(super) fn lines(&self, topic: Topic) -> Vec<String> {
        self.of(topic).map(|(subject, tally)| format!("{subject}: {}", text(tally))).collect()
    }
}

/// `array ×12; null`: the most frequent first, and a number only where it is not one.
pub(super) fn text(tally: &Tally) -> String {
    let mut findings: Vec<_> = tally.iter().collect();
    findings.sort_by(|(one, a), (other, b)| b.cmp(a).then(one.cmp(other)));
    let text = |(finding, count): (&String, &usize)| match count {
        1 => finding.clone(),
        count => format!("{finding} ×{count}"),
    };
    findings.into_iter().map(text).collect::<Vec<_>>().join("; ")
}
