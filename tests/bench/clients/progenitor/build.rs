//! Generates a client with progenitor's default settings. It panics on operations with several error bodies and does
//! not read `anyOf` of strings, so both are cut from the spec.

use std::path::Path;
use std::{env, fs};

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Value, json};

const SPEC: &str = "../../../../plannr-sdk/src/openapi.json";

fn main() {
    println!("cargo::rerun-if-changed={SPEC}");
    let mut spec: Value = serde_yaml_ng::from_str(&fs::read_to_string(SPEC).unwrap()).unwrap();
    cut(&mut spec);
    let spec = serde_json::from_value(spec).unwrap();
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional);
    let tokens = Generator::new(&settings).generate_tokens(&spec).unwrap();
    let code = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("client.rs"), code).unwrap();
}

fn cut(value: &mut Value) {
    if let Some(responses) = value.get_mut("responses").and_then(Value::as_object_mut) {
        if responses.keys().any(|key| key.starts_with(|first: char| first.is_ascii_digit())) {
            responses.retain(|status, _| status.starts_with('2'));
        }
    }
    if value["in"] == "query" && value["explode"] == false {
        value["schema"] = json!({ "type": "string" });
    }
    if value["anyOf"].as_array().is_some_and(|any| any.iter().all(|schema| schema["type"] == "string")) {
        *value = json!({ "type": "string" });
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(cut),
        Value::Array(values) => values.iter_mut().for_each(cut),
        _ => {}
    }
}
