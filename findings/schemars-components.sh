#!/usr/bin/env bash
# schemars' OpenAPI 3.0 settings convert the outermost type only.
# Versions: schemars 1.2.3 (cargo); openapi-schema-validator 0.9.0 (pip).
# Expected: `SchemaSettings::openapi3()` "conform to OpenAPI 3.0", so an `Option<String>` is `nullable: true`
# everywhere.
# Observed: in a root schema, all that is under components/schemas keeps the keywords of JSON Schema 2020-12, such as
# `type: [string, null]` and `const`. A validator of OpenAPI 3.0, which has no `const`, then refuses every value of an
# enumeration with documented variants: each text matches all of them. `take_definitions(true)` converts the same types.
# Met by: everyone who derives JsonSchema for types with a field of another such type, and publishes a 3.0 document.
. "$(dirname "$0")/setup.bash"

rust_program 'schemars = "=1.2.3"' <<'RUST'
#![allow(dead_code)]
use schemars::{JsonSchema, generate::SchemaSettings};

#[derive(JsonSchema)]
struct Contact {
    note: Option<String>,
    detail: Detail,
}

#[derive(JsonSchema)]
struct Detail {
    note: Option<String>,
    kind: Kind,
}

#[derive(JsonSchema)]
enum Kind {
    /// An address.
    Email,
    /// A number.
    Phone,
}

fn main() {
    let root = SchemaSettings::openapi3().into_generator().into_root_schema_for::<Contact>();
    println!("{{\"Contact\": {}, \"rest\": {}}}", root.as_value(), root.pointer("/components/schemas").unwrap());
    let mut generator = SchemaSettings::openapi3().into_generator();
    generator.subschema_for::<Contact>();
    let taken = schemars::Schema::from(generator.take_definitions(true));
    println!("{{\"Contact\": {}, \"rest\": {}}}", taken.get("Contact").unwrap(), taken.as_value());
}
RUST
cat > judge.py <<'PYTHON'
import json, sys
from openapi_schema_validator import OAS30Validator

for way, line in zip(("root", "taken"), sys.stdin):
    schemas = json.loads(line)
    for name, schema in (("Contact", schemas["Contact"]), ("Detail", schemas["rest"]["Detail"])):
        print(way, name, "note", json.dumps(schema["properties"]["note"], sort_keys=True))
    print(way, "Kind accepts Email:", OAS30Validator(schemas["rest"]["Kind"]).is_valid("Email"))
PYTHON

pip_install openapi-schema-validator==0.9.0
cargo run --quiet | python3 judge.py | tee seen
diff seen - <<'EXPECTED'
root Contact note {"nullable": true, "type": "string"}
root Detail note {"type": ["string", "null"]}
root Kind accepts Email: False
taken Contact note {"nullable": true, "type": "string"}
taken Detail note {"nullable": true, "type": "string"}
taken Kind accepts Email: True
EXPECTED
