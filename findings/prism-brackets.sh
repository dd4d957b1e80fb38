#!/usr/bin/env bash
# Prism's command line never sees a query parameter with brackets in its name.
# Versions: @stoplight/prism-cli 5.16.0.
# Expected: a request with a required parameter such as filter[type], the form that Laravel's query builders use, is
# valid.
# Observed: it is refused as if the parameter were absent, with plain and with encoded brackets. If the parameter is
# optional, its value is not validated, and any value passes.
# Met by: everyone who mocks such an API with `prism mock`, the documented way to use Prism.
. "$(dirname "$0")/setup.bash"

cat > api.yaml <<'YAML'
openapi: 3.0.3
info: {title: Contacts, version: "1"}
paths:
  /plain:
    get:
      parameters: [{name: type, in: query, required: true, schema: {type: string, enum: [email, phone]}}]
      responses: {"204": {description: valid}, "422": {description: refused}}
  /required:
    get:
      parameters: [{name: "filter[type]", in: query, required: true, schema: {type: string, enum: [email, phone]}}]
      responses: {"204": {description: valid}, "422": {description: refused}}
  /optional:
    get:
      parameters: [{name: "filter[type]", in: query, schema: {type: string, enum: [email, phone]}}]
      responses: {"204": {description: valid}, "422": {description: refused}}
YAML

npm_install @stoplight/prism-cli@5.16.0
start_prism mock api.yaml

for path in '/plain?type=email' '/plain?type=fax' '/required?filter[type]=email' '/required?filter%5Btype%5D=email' \
  '/optional?filter[type]=fax' '/optional?filter%5Btype%5D=fax'; do
  echo "$path $(curl -sg -o /dev/null -w '%{http_code}' "$prism$path")"
done | tee seen
diff seen - <<'EXPECTED'
/plain?type=email 204
/plain?type=fax 422
/required?filter[type]=email 422
/required?filter%5Btype%5D=email 422
/optional?filter[type]=fax 204
/optional?filter%5Btype%5D=fax 204
EXPECTED
