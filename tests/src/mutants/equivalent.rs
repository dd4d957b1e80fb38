//! Changes of the spec that make no difference to anybody who uses the SDK, and why.

use super::Mutant;

/// A kind of change that is not to be noticed.
pub struct Equivalent {
    is: fn(&Mutant) -> bool,
    /// Why it makes no difference.
    pub because: &'static str,
}

/// All of them.
pub const EQUIVALENT: &[Equivalent] = &[
    Equivalent {
        is: |mutant| mutant.operator == "style dropped",
        because: "`form` is the style of a query when none is said",
    },
    Equivalent {
        is: |mutant| mutant.is("format dropped", "/components/schemas/EmailAddress"),
        because: "the pattern beside the format is what is checked before sending; the format is for other tools",
    },
];

/// The first of them that a mutant is.
pub fn to(mutant: &Mutant) -> Option<usize> {
    EQUIVALENT.iter().position(|equivalent| (equivalent.is)(mutant))
}
