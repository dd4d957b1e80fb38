//! The table: what is measured, against what, and what it may cost. A new row is one entry.

use super::stats::Figure;
use super::{calls, consumer, generator, json, quota};

/// Rows that are measured together.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Gives a figure for each row, in their order.
    pub(super) measure: fn() -> Result<Vec<Figure>, String>,
    pub(super) rows: &'static [Row],
}

pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) unit: Unit,
    pub(super) must: f64,
    pub(super) goal: f64,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Unit {
    /// Ours by theirs: less is better.
    Ratio,
    /// Ours by theirs, or a share: more is better.
    Share,
    /// Ours less theirs: less is better.
    More,
    /// Ours less theirs, in KiB: less is better.
    MoreKib,
    /// Ours alone: less is better.
    Seconds,
}

const fn row(name: &'static str, what: &'static str, unit: Unit, must: f64, goal: f64) -> Row {
    Row { name, what, unit, must, goal }
}

pub(super) const GROUPS: &[Group] = &[
    Group {
        name: "create",
        about: "one create after the other, over a connection that is kept alive",
        measure: calls::create,
        rows: &[
            row("create-wall", "one create against raw reqwest, wall (p50)", Unit::Ratio, 1.10, 1.03),
            row("create-cpu", "one create against raw reqwest, CPU", Unit::Ratio, 1.15, 1.05),
            row("create-allocations", "one create, allocations beyond raw reqwest's", Unit::More, 30.0, 8.0),
            row(
                "create-progenitor",
                "one create against progenitor's plain client, wall (p50)",
                Unit::Ratio,
                1.05,
                1.0,
            ),
            row("create-openapi-to-rust", "one create against openapi-to-rust, wall (p50)", Unit::Ratio, 1.0, 1.0),
            row("create-openapi-generator", "one create against openapi-generator, wall (p50)", Unit::Ratio, 1.0, 1.0),
            row(
                "create-floor",
                "one create against raw TCP, the floor, wall (p50)",
                Unit::Ratio,
                f64::INFINITY,
                f64::INFINITY,
            ),
        ],
    },
    Group {
        name: "json",
        about: "decoding and encoding alone, against strict types by hand",
        measure: json::measure,
        rows: &[
            row("decode-one", "decode a wide contact detail, against strict serde", Unit::Ratio, 1.05, 1.0),
            row("decode-100", "decode a page of 100, against strict serde", Unit::Ratio, 1.05, 1.0),
            row("decode-500", "decode a page of 500, against strict serde", Unit::Ratio, 1.05, 1.0),
            row("encode", "encode a create, against serde by hand", Unit::Ratio, 1.05, 1.0),
        ],
    },
    Group {
        name: "list",
        about: "100,000 items at 500 a page, as a stream, against paging by hand",
        measure: calls::list,
        rows: &[
            row("list-items", "items a second of a list, against paging by hand", Unit::Share, 0.95, 0.98),
            row("list-memory", "peak memory of a list, against one page", Unit::Ratio, 1.5, 1.2),
        ],
    },
    Group {
        name: "bulk",
        about: "20,000 creates, 32 at a time, limiter off",
        measure: calls::bulk,
        rows: &[row("bulk-calls", "calls a second of a bulk, against raw reqwest", Unit::Share, 0.90, 0.97)],
    },
    Group {
        name: "quota",
        about: "what the limiter uses of 500 requests a minute, in simulated time, with none refused",
        measure: quota::measure,
        rows: &[
            row("quota-fixed", "share of the quota used, in fixed minutes", Unit::Share, 0.95, 0.99),
            row("quota-sliding", "share of the quota used, in a sliding minute", Unit::Share, 0.95, 0.99),
        ],
    },
    Group {
        name: "build",
        about: "a program that creates one contact detail, built from nothing, with TLS (minutes)",
        measure: consumer::measure,
        rows: &[
            row("build-cpu", "CPU of a cold release build, against reqwest's", Unit::Ratio, 1.15, 1.06),
            row("build-crates", "crates beyond reqwest, serde and uuid", Unit::More, 10.0, 6.0),
            row("build-size", "stripped program, beyond the one on raw reqwest", Unit::MoreKib, 400.0, 200.0),
        ],
    },
    Group {
        name: "generate",
        about: "the generator",
        measure: generator::measure,
        rows: &[row("generate", "`cargo xtask generate --check`, warm", Unit::Seconds, 2.0, 1.0)],
    },
];

impl Unit {
    pub(super) fn is_more_better(self) -> bool {
        self == Self::Share
    }

    /// How a value is written.
    pub(super) fn show(self, value: f64) -> String {
        match self {
            _ if value.is_infinite() => "–".to_owned(),
            Self::Ratio | Self::Share => format!("{value:.3}"),
            Self::More => format!("{value:+.0}"),
            Self::MoreKib => format!("{value:+.0} KiB"),
            Self::Seconds => format!("{value:.2} s"),
        }
    }
}

impl Row {
    pub(super) fn verdict(&self, value: f64) -> &'static str {
        let reaches = |limit: f64| if self.unit.is_more_better() { value >= limit } else { value <= limit };
        match (reaches(self.must), reaches(self.goal)) {
            (true, _) if self.must.is_infinite() => "",
            (true, true) => "goal",
            (true, false) => "must",
            (false, _) => "missed",
        }
    }
}
