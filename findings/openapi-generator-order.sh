#!/usr/bin/env bash
# openapi-generator lets the order of an enumeration decide which way a Rust constant sorts.
# Versions: openapi-generator-cli 7.26.0 (pip; needs Java), generator "rust".
# Expected: `created_at` and `-created_at`, the usual way to write both directions, get names that tell them apart, or
# at least each value gets the same name in every enumeration.
# Observed: the minus is dropped and the second value gets a number. In an enumeration that lists -created_at first,
# `CreatedAt` is sent as "-created_at". Changing the order in a spec turns the sorting of compiled callers round.
# Met by: everyone who generates a Rust client for an API that sorts by a signed field, and lets the spec's order
# change.
. "$(dirname "$0")/setup.bash"

cat > api.yaml <<'YAML'
openapi: 3.0.3
info: {title: Contacts, version: "1"}
paths: {}
components:
  schemas:
    OldestFirst: {type: string, enum: [created_at, -created_at]}
    NewestFirst: {type: string, enum: [-created_at, created_at]}
YAML

pip_install openapi-generator-cli==7.26.0
openapi-generator-cli generate -i api.yaml -g rust -o out > generate.log
for model in oldest_first newest_first; do
  sed -n "s/ *Self::\(.*\) => write!(f, \(\".*\")\).*/$model \1 \2/p" "out/src/models/$model.rs" | tr -d ')'
done | tee seen
diff seen - <<'EXPECTED'
oldest_first CreatedAt "created_at"
oldest_first CreatedAt2 "-created_at"
newest_first CreatedAt "-created_at"
newest_first CreatedAt2 "created_at"
EXPECTED
