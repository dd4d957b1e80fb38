#!/usr/bin/env bash
# openapi-zod-client drops the rules of every alternative in a oneOf.
# Versions: openapi-zod-client 1.18.3 (npm).
# Expected: a value that is either a short e-mail address or a positive integer is checked against the rules of both.
# Observed: the alternatives become z.string() and z.number(), so that any text and any number pass. The same rules on a
# property are kept. An allOf with one member loses its rules too.
# Met by: everyone who relies on the generated schemas to refuse bad input where the spec offers a choice.
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
      required: [property, one_of, all_of]
      properties:
        property: {type: string, format: email, maxLength: 50}
        one_of: {oneOf: [{type: string, format: email, maxLength: 50}, {type: integer, minimum: 1}]}
        all_of: {allOf: [{type: string, format: email, maxLength: 50}]}
YAML

npm_install openapi-zod-client@1.18.3
openapi-zod-client api.yaml --output out.ts > generate.log
grep -E '^ +(property|one_of|all_of):' out.ts | sed 's/^ *//' | tee seen
diff seen - <<'EXPECTED'
property: z.string().max(50).email(),
one_of: z.union([z.string(), z.number()]),
all_of: z.string(),
EXPECTED
