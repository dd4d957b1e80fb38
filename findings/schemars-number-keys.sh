#!/usr/bin/env bash
# schemars writes a map with numbers as keys as an OpenAPI 3.0 schema of the empty map.
# Versions: schemars 1.2.3 and openapiv3 2.2.0 (cargo).
# Expected: with the OpenAPI 3.0 settings, `BTreeMap<u64, bool>` is an object whose additionalProperties are booleans,
# as `BTreeMap<String, bool>` is.
# Observed: it is `additionalProperties: false` beside `patternProperties`, a keyword that OpenAPI 3.0 does not have.
# openapiv3, the reader of progenitor, drops that keyword without an error, and a closed object without fields is left.
# Met by: everyone with a map by id or by year in a type whose schema goes into a 3.0 document.
. "$(dirname "$0")/setup.bash"

rust_program 'openapiv3 = "=2.2.0"' 'schemars = "=1.2.3"' 'serde_json = "1"' <<'RUST'
use schemars::{JsonSchema, generate::SchemaSettings};
use std::collections::BTreeMap;

fn show<T: JsonSchema>() {
    let settings = SchemaSettings::openapi3().with(|settings| settings.meta_schema = None);
    let mut written = settings.into_generator().into_root_schema_for::<T>();
    written.remove("title");
    let read: openapiv3::Schema = serde_json::from_value(written.clone().to_value()).unwrap();
    println!("written {}", written.as_value());
    println!("read    {}", serde_json::to_value(read).unwrap());
}

fn main() {
    show::<BTreeMap<String, bool>>();
    show::<BTreeMap<u64, bool>>();
}
RUST

cargo run --quiet | tee seen
diff seen - <<'EXPECTED'
written {"additionalProperties":{"type":"boolean"},"type":"object"}
read    {"additionalProperties":{"type":"boolean"},"type":"object"}
written {"additionalProperties":false,"patternProperties":{"^\\d+$":{"type":"boolean"}},"type":"object"}
read    {"additionalProperties":false,"type":"object"}
EXPECTED
