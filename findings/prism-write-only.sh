#!/usr/bin/env bash
# Prism's static mock sends fields that a response must not have.
# Versions: @stoplight/prism-cli 5.16.0.
# Expected: a response made from a schema leaves out its writeOnly fields, which belong to requests, in both modes.
# Observed: the dynamic mode leaves them out; the static mode, the usual one, sends them.
# Met by: authors of clients who let a test fail on unknown fields, or who learn from the mock which fields a response
# has.
. "$(dirname "$0")/setup.bash"

cat > api.yaml <<'YAML'
openapi: 3.0.3
info: {title: Contacts, version: "1"}
paths:
  /contact:
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Contact"}}}}
components:
  schemas:
    Contact:
      type: object
      additionalProperties: false
      properties: {name: {type: string}, pin: {type: string, writeOnly: true}}
YAML

npm_install @stoplight/prism-cli@5.16.0
start_prism mock api.yaml

for dynamic in true false; do
  curl -s -H "Prefer: dynamic=$dynamic" "$prism/contact" |
    python3 -c "import json, sys; print('dynamic=$dynamic', *sorted(json.load(sys.stdin)))"
done | tee seen
diff seen - <<'EXPECTED'
dynamic=true name
dynamic=false name pin
EXPECTED
