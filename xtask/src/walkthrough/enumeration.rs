//! A value more of an answer, which is like a field, and one of a request, which the mock server must know too.

use super::{CONTRACT, EMBEDDED_LIST, Exercise, GENERATE, NOT_GENERATED, SPEC, SPEC_DIFF, fails, insert, passes};

pub(super) const EXERCISE: Exercise = Exercise {
    heading: "### A value of an enumeration",
    steps: &[
        insert(SPEC, "enum: [individual, joint, trust", ", trustee"),
        insert(SPEC, "enum: [created_at, -created_at", ", type, -type"),
        NOT_GENERATED,
        passes(GENERATE, "plannr-sdk/src/generated.rs written"),
        fails(CONTRACT, "The mock server does not know sort=type: say in plannr-sdk/src/mock/ what it does."),
        insert(
            EMBEDDED_LIST,
            "const ORDERS: &[(&str, Compare)] = &[",
            r#"
    ("type", |one, other| one.kind.cmp(&other.kind)),"#,
        ),
        passes(CONTRACT, "test result: ok"),
        passes(SPEC_DIFF, "0 breaking, 3 that add, 0 of text"),
    ],
};
