#!/usr/bin/env bash
# drift sees no change when a query array goes over the wire in another form.
# Versions: drift 0.2.0 (cargo).
# Expected: `ids=a,b` becoming `ids=a&ids=b` (explode), or `ids=a|b` (style), is a change; drift reports what it cannot
# judge as "Unhandled", so an empty list means that nothing has changed.
# Observed: the list is empty for explode, for style, and for a field that becomes nullable. A new maxLength is
# "Unhandled", and a parameter that becomes required is reported.
# Met by: everyone who lets drift decide whether a new version of a spec needs a new version of the client.
. "$(dirname "$0")/setup.bash"

rust_program 'drift = "=0.2.0"' 'serde_json = "1"' <<'RUST'
const SPEC: &str = r#"{"openapi": "3.0.3", "info": {"title": "Contacts", "version": "1"},
 "paths": {"/contacts": {"get": {
  "operationId": "list",
  "parameters": [{"name": "ids", "in": "query", "required": false, "style": "form", "explode": false,
                  "schema": {"type": "array", "items": {"type": "string"}}}],
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
    "properties": {"name": {"type": "string", "nullable": false, "maxLength": 255}}}}}}}}}}}"#;

fn main() {
    let parse = |text: &str| serde_json::from_str(text).unwrap();
    for (old, new) in [
        (r#""explode": false"#, r#""explode": true"#),
        (r#""style": "form""#, r#""style": "pipeDelimited""#),
        (r#""nullable": false"#, r#""nullable": true"#),
        (r#""maxLength": 255"#, r#""maxLength": 10"#),
        (r#""required": false"#, r#""required": true"#),
    ] {
        let changes = drift::compare(&parse(SPEC), &parse(&SPEC.replace(old, new))).unwrap();
        let classes: Vec<_> = changes.iter().flat_map(|change| &change.changes).map(|change| &change.class).collect();
        println!("{new}: {classes:?}");
    }
}
RUST

cargo run --quiet | tee seen
diff seen - <<'EXPECTED'
"explode": true: []
"style": "pipeDelimited": []
"nullable": true: []
"maxLength": 10: [Unhandled]
"required": true: [BackwardIncompatible]
EXPECTED
