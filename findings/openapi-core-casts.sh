#!/usr/bin/env bash
# openapi-core takes "yes" for a boolean and "1_000" for an integer, Prism "0x10".
# Versions: openapi-core 0.23.1 (pip); @stoplight/prism-cli 5.16.0 (npm).
# Expected: a boolean in a query is "true" or "false", an integer is a row of digits with an optional sign; two
# validators of OpenAPI agree on that.
# Observed: openapi-core takes "yes", "on" and "t" for true, and "1_000" for 1000. Prism refuses these. It takes "0x10"
# and "1e2" for integers, and an empty value of either type, which openapi-core refuses.
# Met by: everyone who develops against one of them, and sends the same requests to a server that uses the other.
. "$(dirname "$0")/setup.bash"

cat > api.yaml <<'YAML'
openapi: 3.0.3
info: {title: Contacts, version: "1"}
servers: [{url: "http://localhost"}]
paths:
  /contacts:
    get:
      parameters:
        - {name: primary, in: query, schema: {type: boolean}}
        - {name: page, in: query, schema: {type: integer}}
      responses: {"204": {description: valid}, "422": {description: refused}}
YAML
cat > read.py <<'PYTHON'
import subprocess, sys
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest

api = OpenAPI.from_file_path("api.yaml")
for query in "primary=true primary=yes primary=on primary=t primary= page=5 page=1_000 page=0x10 page=1e2".split():
    request = MockRequest("http://localhost", "get", "/contacts", args=dict([query.split("=")]))
    status = subprocess.check_output(["curl", "-s", "-o", "body", "-w", "%{http_code}", sys.argv[1] + query], text=True)
    openapi_core = "refused" if api.unmarshal_request(request).errors else "valid"
    print(f"{query}: openapi-core {openapi_core}, Prism {dict([('204', 'valid'), ('422', 'refused')])[status]}")
PYTHON

npm_install @stoplight/prism-cli@5.16.0
pip_install openapi-core==0.23.1
start_prism mock api.yaml

python3 read.py "$prism/contacts?" | tee seen
diff seen - <<'EXPECTED'
primary=true: openapi-core valid, Prism valid
primary=yes: openapi-core valid, Prism refused
primary=on: openapi-core valid, Prism refused
primary=t: openapi-core valid, Prism refused
primary=: openapi-core refused, Prism valid
page=5: openapi-core valid, Prism valid
page=1_000: openapi-core valid, Prism refused
page=0x10: openapi-core refused, Prism valid
page=1e2: openapi-core refused, Prism valid
EXPECTED
