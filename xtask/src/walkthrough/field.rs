//! A field more in an answer: the spec, and what is generated from it.

use super::{CHECK, CONTRACT, Exercise, GENERATE, NOT_GENERATED, SPEC, SPEC_DIFF, insert, passes};

pub(super) const EXERCISE: Exercise = Exercise {
    heading: "### A field of an answer",
    steps: &[
        insert(
            SPEC,
            "          description: Contact detail value\n          type: string",
            "
        label:
          description: Only an exercise; Plannr documents no label.
          type: string
          nullable: true",
        ),
        NOT_GENERATED,
        passes(GENERATE, "plannr-sdk/src/generated.rs written"),
        passes(CHECK, "plannr-sdk/src/generated.rs is up to date"),
        passes(CONTRACT, "test result: ok"),
        passes(SPEC_DIFF, "0 breaking, 1 that add, 0 of text"),
    ],
};
