//! A filter more of a list: a method of the SDK, how the tests call it, and what the mock server does with it. Its
//! name is on no page, so that it is an inference, too.

use super::{
    CONTRACT, DOCUMENTATION, DRIVER, EMBEDDED_LIST, Exercise, GENERATE, INFERENCES, LIST, NOT_GENERATED, SPEC,
    SPEC_DIFF, fails, insert, passes,
};

pub(super) const EXERCISE: Exercise = Exercise {
    heading: "### A filter of a list",
    steps: &[
        insert(
            SPEC,
            r##"
        - $ref: "#/components/parameters/FilterValue""##,
            r##"
        - $ref: "#/components/parameters/FilterName""##,
        ),
        insert(
            SPEC,
            "\n  parameters:",
            "
    FilterName:
      name: filter[name]
      in: query
      description: Only an exercise. Comma-separated names, each matched partially.
      style: form
      explode: false
      schema:
        type: array
        items:
          type: string
      example: [Work, e-mail]
      x-evidence: inferred
      x-evidence-reason: Only an exercise; no page names such a filter.",
        ),
        NOT_GENERATED,
        passes(GENERATE, "plannr-sdk/src/generated.rs written"),
        fails(
            CONTRACT,
            "has the parameter `filter[name]`, which the tests cannot set: write a method for it in \
             plannr-sdk/src/list/mod.rs, and say in tests/src/drive.rs which one it is",
        ),
        insert(LIST, "\n    values: Option<Vec<String>>,", "\n    names: Option<Vec<String>>,"),
        insert(LIST, "\n            values: None,", "\n            names: None,"),
        insert(
            LIST,
            "\n        self.values = Some(parts.into_iter().map(Into::into).collect());\n        self\n    }\n",
            "
    /// Only those whose name has one of these parts (`filter[name]`, which is only an exercise).
    pub fn names(mut self, parts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.names = Some(parts.into_iter().map(Into::into).collect());
        self
    }
",
        ),
        insert(
            LIST,
            r#"
        let values = texts("filter[value]", self.values.as_deref())?;"#,
            r#"
        let names = texts("filter[name]", self.names.as_deref())?;"#,
        ),
        insert(
            LIST,
            r#"
            filter_value: not_empty("filter[value]", &values)?,"#,
            r#"
            filter_name: not_empty("filter[name]", &names)?,"#,
        ),
        insert(
            DRIVER,
            "const LIST_SETTERS: &[(&str, Setter)] = &[",
            r#"
    ("filter[name]", |list, value| Ok(list.names(read::<Vec<String>>(value)?))),"#,
        ),
        fails(
            CONTRACT,
            "The mock server does not know filter[name]=Work,e-mail: say in plannr-sdk/src/mock/ what it does.",
        ),
        insert(
            EMBEDDED_LIST,
            "const FILTERS: &[(&str, Fits)] = &[",
            r#"
    ("filter[name]", |_, detail, text| detail.name.to_lowercase().contains(&text.to_lowercase())),"#,
        ),
        passes(CONTRACT, "test result: ok"),
        fails(DOCUMENTATION, "no row names FilterName"),
        insert(
            INFERENCES,
            "| where (`x-evidence: inferred`) | what | why |\n|---|---|---|",
            "
| parameter `FilterName` | all of it | only an exercise |",
        ),
        passes(DOCUMENTATION, "test result: ok"),
        passes(SPEC_DIFF, "0 breaking, 1 that add, 0 of text"),
    ],
};
