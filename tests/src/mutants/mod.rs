//! A spec changed on purpose: at every place, everything that would alter the contract. The checks must notice each of
//! these changes, or it is listed, with the reason, among those that are [`equivalent`].

pub mod equivalent;
mod grammar;
mod operators;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use crate::checks::Suite;
use crate::spec::Spec;
use grammar::Visitor;

/// A changed spec.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What was changed, such as `maxLength one more`.
    pub operator: String,
    /// Where, as a JSON pointer.
    pub place: String,
    document: Value,
}

/// What the checks say of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A check found something: the first that it found, after the name of the check.
    Noticed(String),
    /// The harness itself could not go on.
    Broken,
    /// No check found anything.
    Unnoticed,
}

/// All mutants of a spec.
pub fn all(spec: &Spec) -> Result<Vec<Mutant>, String> {
    let mut visitor = Visitor::new(spec.document());
    visitor.visit();
    if !visitor.strangers.is_empty() {
        let strangers = visitor.strangers.join(", ");
        return Err(format!("no operator in tests/src/mutants/operators.rs changes {strangers}"));
    }
    Ok(visitor.mutants)
}

impl Mutant {
    /// The spec as it is.
    pub fn none(spec: &Spec) -> Self {
        Self { operator: String::new(), place: String::new(), document: spec.document().clone() }
    }

    /// Whether it is a change of a kind at a place or within it.
    pub fn is(&self, operator: &str, place: &str) -> bool {
        self.operator == operator && self.place.starts_with(place)
    }

    /// Runs the checks against it.
    pub fn judge(&self) -> Verdict {
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
