#!/usr/bin/env bash
# ajv-formats accepts a date-time as PHP writes it, other validators of the format do not.
# Versions: ajv 8.20.0 with ajv-formats 3.0.1 (npm); jsonschema 4.26.0 with rfc3339-validator 0.1.4 (pip).
# Expected: `format: date-time` is RFC 3339, so an offset without a colon, as PHP's DATE_ISO8601 and strftime's %z write
# it, is refused by every validator that checks formats, and so is a blank in place of the T.
# Observed: ajv-formats accepts both, and an offset of hours only. Python's validator refuses all three. Both refuse a
# time without an offset.
# Met by: everyone whose server is checked by an ajv tool (Prism, Spectral, Redocly) and whose client parses RFC 3339.
. "$(dirname "$0")/setup.bash"

cat > times.json <<'JSON'
["2026-01-02T03:04:05Z", "2026-01-02T03:04:05+0000", "2026-01-02T03:04:05+00",
  "2026-01-02 03:04:05Z", "2026-01-02T03:04:05"]
JSON
cat > read.js <<'JS'
const ajv = new (require("ajv"))();
require("ajv-formats")(ajv);
const valid = ajv.compile({ type: "string", format: "date-time" });
for (const time of require("./times.json")) console.log("ajv", time, valid(time));
JS
cat > read.py <<'PYTHON'
import json, jsonschema

checker = jsonschema.FormatChecker()
assert "date-time" in checker.checkers
for time in json.load(open("times.json")):
    print("python", time, str(checker.conforms(time, "date-time")).lower())
PYTHON

npm_install ajv@8.20.0 ajv-formats@3.0.1
pip_install jsonschema==4.26.0 rfc3339-validator==0.1.4
(node read.js; python3 read.py) | tee seen
diff seen - <<'EXPECTED'
ajv 2026-01-02T03:04:05Z true
ajv 2026-01-02T03:04:05+0000 true
ajv 2026-01-02T03:04:05+00 true
ajv 2026-01-02 03:04:05Z true
ajv 2026-01-02T03:04:05 false
python 2026-01-02T03:04:05Z true
python 2026-01-02T03:04:05+0000 false
python 2026-01-02T03:04:05+00 false
python 2026-01-02 03:04:05Z false
python 2026-01-02T03:04:05 false
EXPECTED
