#!/usr/bin/env bash
# Prism stops validating a response if one of its enumerations lists null.
# Versions: @stoplight/prism-cli 5.16.0.
# Expected: OpenAPI 3.0.3 says that a nullable enumeration must list null, so both paths below are validated, and a
# proxy with --errors refuses the wrong `id` and `kind` of the upstream server on both.
# Observed: the path whose enumeration lists null passes everything, also the wrong type of another field, with status
# 200 and no line in the log. The whole schema is dropped, not only the enumeration.
# Met by: everyone who uses `prism proxy` as a contract test and follows the letter of 3.0.3.
. "$(dirname "$0")/setup.bash"

cat > api.yaml <<'YAML'
openapi: 3.0.3
info: {title: Contacts, version: "1"}
paths:
  /null-listed:
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Listed"}}}}
  /null-left-out:
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/LeftOut"}}}}
components:
  schemas:
    Listed:
      type: object
      properties: {id: {type: integer}, kind: {type: string, nullable: true, enum: [email, phone, null]}}
    LeftOut:
      type: object
      properties: {id: {type: integer}, kind: {type: string, nullable: true, enum: [email, phone]}}
YAML
cat > upstream.py <<'PYTHON'
import http.server

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"id": "text", "kind": "fax"}')

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open("port", "w").write(str(server.server_port))
server.serve_forever()
PYTHON

npm_install @stoplight/prism-cli@5.16.0
python3 upstream.py 2> upstream.log &
started+=($!)
until [ -s port ]; do sleep 0.1; done
start_prism proxy --errors api.yaml "http://127.0.0.1:$(cat port)"

for path in /null-left-out /null-listed; do
  echo "$path $(curl -s -o /dev/null -w '%{http_code}' "$prism$path")"
done | tee seen
diff seen - <<'EXPECTED'
/null-left-out 500
/null-listed 200
EXPECTED
