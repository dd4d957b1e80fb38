//! Lists the changes of the spec that make no difference to a user of the SDK, and why.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::Mutant;
use crate::spec::{Spec, entries, is_required};

/// A kind of change that need not be noticed.
pub struct Equivalent {
    is: fn(&Mutant) -> bool,
    /// The reason.
    pub because: &'static str,
}

/// All of them.
pub const EQUIVALENT: &[Equivalent] = &[
    Equivalent { is: |mutant| mutant.operator == "style dropped", because: "`form` is the default style of a query" },
    Equivalent {
        is: |mutant| mutant.operator == "$ref to another" && has_the_same_form(mutant),
        because: "only descriptions and examples of the target differ",
    },
    Equivalent {
        is: |mutant| mutant.is("oneOf with one more", "/components/schemas/FieldErrors/"),
        because: "the messages of a field are read as text, whatever their form",
    },
    Equivalent {
        is: |mutant| {
            let is_text = mutant.place.starts_with("/components/headers/") || mutant.place.contains("/x-name-parts/");
            mutant.operator == "nullable added" && is_text
        },
        because: "a header and a part of a name are text, and cannot be null",
    },
    Equivalent {
        is: |mutant| {
            mutant.operator.starts_with("nullable") && is_in_a_response(mutant) && !is_required_property(mutant)
        },
        because: "an optional property of a response may always be null",
    },
    Equivalent {
        is: |mutant| {
            let is_null = original(mutant) == json!({ "enum": [null] });
            mutant.operator == "oneOf with one less" && is_in_a_response(mutant) && is_null
        },
        because: "the same, of a reference that may be null",
    },
    Equivalent {
        is: |mutant| mutant.operator == "discriminator dropped",
        because: "the variants differ without it, and the same bodies are valid",
    },
    Equivalent {
        is: |mutant| {
            let of_errors = ["ErrorMessage", "ValidationErrors"].map(|name| format!("/components/schemas/{name}"));
            mutant.operator == "required added" && of_errors.contains(&mutant.place)
        },
        because: "an error may come from a proxy, so message and fields are optional",
    },
];

/// Returns the index of the first that a mutant matches.
pub fn find(mutant: &Mutant) -> Option<usize> {
    EQUIVALENT.iter().position(|equivalent| (equivalent.is)(mutant))
}

/// Whether the change is in a schema that no request uses.
fn is_in_a_response(mutant: &Mutant) -> bool {
    static OF_REQUESTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let document = Spec::shipped().document();
        let mut names = BTreeSet::new();
        ["requestBodies", "parameters"].iter().for_each(|kind| add_schemas(&document["components"][kind], &mut names));
        names
    });
    let name = mutant.place.strip_prefix("/components/schemas/").and_then(|rest| rest.split('/').next());
    name.is_some_and(|name| !OF_REQUESTS.contains(name))
}

/// Adds the names of the schemas that a node refers to, directly or not.
fn add_schemas(node: &Value, names: &mut BTreeSet<String>) {
    let name = node["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"));
    if let Some(name) = name.filter(|name| names.insert((*name).to_owned())) {
        add_schemas(Spec::shipped().schema(name), names);
    }
    let items = node.as_array().into_iter().flatten();
    entries(node).map(|(_, child)| child).chain(items).for_each(|child| add_schemas(child, names));
}

/// Whether the change is in a required property.
fn is_required_property(mutant: &Mutant) -> bool {
    let property = mutant.place.trim_end_matches("/nullable").rsplit_once("/properties/");
    let document = Spec::shipped().document();
    property.is_some_and(|(owner, name)| document.pointer(owner).is_some_and(|schema| is_required(schema, name)))
}

/// The value at the place before the change.
fn original(mutant: &Mutant) -> Value {
    Spec::shipped().document().pointer(&mutant.place).cloned().unwrap_or_default()
}

/// Whether the new target is a response with the same schema and headers, or a header with the same schema.
fn has_the_same_form(mutant: &Mutant) -> bool {
    let document = Spec::shipped().document();
    let form = |reference: &Value| {
        let found = document.pointer(reference["$ref"].as_str()?.strip_prefix('#')?)?;
        Some([&found["content"]["application/json"]["schema"], &found["headers"], &found["schema"]])
    };
    let is_schema = mutant.place.starts_with("/components/schemas/");
    !is_schema && mutant.document.pointer(&mutant.place).is_some_and(|now| form(now) == form(&original(mutant)))
}
