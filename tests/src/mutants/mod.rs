//! Changes the spec on purpose: every part of the contract, in every way. The checks must notice each change, unless it
//! is [`equivalent`].

pub mod equivalent;
mod operators;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::checks::Suite;
use crate::spec::Spec;

pub use operators::all;

/// A changed spec.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The change, such as `maxLength one more`.
    pub operator: String,
    /// The place, as a JSON pointer.
    pub place: String,
    document: Value,
}

/// The result of the checks for a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A check found something: its first finding, after the name of the check.
    Noticed(String),
    /// The harness itself panicked.
    Broken,
    /// No check found anything.
    Unnoticed,
}

impl Mutant {
    /// Returns the unchanged spec.
    pub fn none(spec: &Spec) -> Self {
        Self { operator: String::new(), place: String::new(), document: spec.document().clone() }
    }

    /// Whether it is a change of a kind at a place or within it.
    pub fn is(&self, operator: &str, place: &str) -> bool {
        self.operator == operator && self.place.starts_with(place)
    }

    /// Runs the checks.
    pub fn check(&self) -> Verdict {
        let spec = Spec::from_document(self.document.clone());
        let findings = catch_unwind(AssertUnwindSafe(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let suite = Suite::new(&spec, 16);
            runtime.map(|runtime| runtime.block_on(suite.first_findings())).unwrap_or_default()
        }));
        match findings {
            Ok(findings) => findings.into_iter().next().map_or(Verdict::Unnoticed, Verdict::Noticed),
            Err(_) => Verdict::Broken,
        }
    }
}
