//! Changes of the spec that make no difference to anybody who uses the SDK, and why.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::Mutant;
use crate::instance;
use crate::spec::{Spec, is_required};

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
        is: |mutant| mutant.operator == "$ref to another" && has_the_same_form(mutant),
        because: "what is referred to instead has the same form: only words and examples differ",
    },
    Equivalent {
        is: |mutant| mutant.is("variant added", "/components/schemas/FieldErrors/"),
        because: "what is wrong with a field is read as text, whatever it is",
    },
    Equivalent {
        is: |mutant| mutant.is("nullable added", "/components/headers/"),
        because: "a header is text, and cannot be null",
    },
    Equivalent {
        is: |mutant| mutant.operator.starts_with("nullable") && is_in_an_answer(mutant) && !is_needed(mutant),
        because: "what may be absent from an answer is read as null too, whether or not the spec says so",
    },
    Equivalent {
        is: |mutant| {
            mutant.operator == "item dropped" && is_in_an_answer(mutant) && was(mutant) == json!({ "enum": [null] })
        },
        because: "the same, of a reference that may be null",
    },
    Equivalent {
        is: |mutant| mutant.operator == "discriminator dropped",
        because: "it helps to tell variants apart that are told apart without it; what is valid stays the same",
    },
    Equivalent {
        is: |mutant| {
            let of_an_error = ["ErrorMessage", "ValidationErrors"].map(|name| format!("/components/schemas/{name}"));
            mutant.operator == "required added" && of_an_error.contains(&mutant.place)
        },
        because: "an error is read without a message and without fields as well, for it may come from a proxy",
    },
];

/// The first of them that a mutant is.
pub fn to(mutant: &Mutant) -> Option<usize> {
    EQUIVALENT.iter().position(|equivalent| (equivalent.is)(mutant))
}

/// Whether a schema was changed that no request has.
fn is_in_an_answer(mutant: &Mutant) -> bool {
    static OF_REQUESTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let spec = Spec::shipped();
        let operations = spec.operations();
        let bodies = operations.iter().filter_map(|operation| operation.body_schema());
        let parameters = operations.iter().flat_map(|operation| operation.parameters());
        let schemas = bodies.chain(parameters.map(|parameter| parameter.schema_node()));
        schemas.flat_map(|schema| instance::all_content(spec, schema, "").schemas).collect()
    });
    let name = mutant.place.strip_prefix("/components/schemas/").and_then(|rest| rest.split('/').next());
    name.is_some_and(|name| !OF_REQUESTS.contains(name))
}

/// Whether it is a change of a property that must be there.
fn is_needed(mutant: &Mutant) -> bool {
    let property = mutant.place.trim_end_matches("/nullable").rsplit_once("/properties/");
    let document = Spec::shipped().document();
    property.is_some_and(|(owner, name)| document.pointer(owner).is_some_and(|schema| is_required(schema, name)))
}

/// What stood at the place before.
fn was(mutant: &Mutant) -> Value {
    Spec::shipped().document().pointer(&mutant.place).cloned().unwrap_or_default()
}

/// Whether a reference leads to a response with the same schema and headers as before, or to a header with the same schema.
fn has_the_same_form(mutant: &Mutant) -> bool {
    let document = Spec::shipped().document();
    let form = |reference: &Value| {
        let found = document.pointer(reference["$ref"].as_str()?.strip_prefix('#')?)?;
        Some([&found["content"]["application/json"]["schema"], &found["headers"], &found["schema"]])
    };
    let is_schema = mutant.place.starts_with("/components/schemas/");
    !is_schema && mutant.document.pointer(&mutant.place).is_some_and(|now| form(now) == form(&was(mutant)))
}
