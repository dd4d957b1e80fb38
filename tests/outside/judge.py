"""Compares what schemathesis found with expected.toml: judge.py <events.ndjson> <run.json> <expected.toml>"""

import base64
import collections
import json
import re
import sys
import tomllib


def findings(event):
    """Yields (operation, check, detail) for each finding. One check can have several findings."""
    recorder = event["recorder"]
    for case_id, checks in recorder.get("checks", {}).items():
        case = recorder["cases"][case_id]["value"]
        response = recorder["interactions"].get(case_id, {}).get("response") or {}
        for check in checks:
            if check["status"] != "success":
                failure = check["failure_info"]["failure"]
                for detail in details(check["name"], failure, case, response):
                    yield failure["operation"], check["name"], detail


def details(check, failure, case, response):
    status = response.get("status_code", "no response")
    if check == "positive_data_acceptance":
        errors = content(response).get("errors") or {"": content(response).get("message", "")}
        for field, texts in errors.items():
            for text in texts if isinstance(texts, list) else [texts]:
                yield re.sub(r"\.\d+", ".*", f"{status} {field}: {text}")
        return
    if check == "negative_data_rejection":
        mutations = (case["meta"]["phase"].get("data") or {}).get("mutations") or []
        query = case.get("query") or {}
        wrong = [mutation.get("parameter") for mutation in mutations]
        if wrong and all(name in query for name in wrong):
            for name in wrong:
                yield f"{status} to {name}={query[name]}"
            return
    description = (case["meta"]["phase"].get("data") or {}).get("description")
    yield " ".join(f"{status} {failure['title']}: {failure['message']} ({description})".split())


def content(response):
    encoded = (response.get("content") or {}).get("$base64", "")
    try:
        body = json.loads(base64.b64decode(encoded))
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def incomplete(run, succeeded):
    """Yields what schemathesis did not test, and its own errors."""
    if not run["complete"]:
        yield f"schemathesis stopped early: {run['stop_reason']}"
    for phase, state in run["phases"].items():
        if state["status"] not in ("success", "failure"):
            yield f"the phase {phase} ended with {state['status']}: {state['skip_reason']}"
    if run["operations"]["tested"] != run["operations"]["total"] or len(succeeded) < run["operations"]["total"]:
        yield f"of {run['operations']['total']} operations, only {sorted(succeeded)} had a success"
    for error in run["errors"]:
        yield f"schemathesis had an error: {json.dumps(error)}"
    for name, warnings in run["warnings"].items():
        for warning in warnings:
            yield f"schemathesis warns of {name}: {json.dumps(warning)}"


def main(events, run, expected):
    with open(expected, "rb") as file:
        expected = tomllib.load(file)["expected"]
    found, succeeded, requests = collections.Counter(), set(), 0
    with open(events, encoding="utf-8") as lines:
        for event in filter(None, (json.loads(line).get("ScenarioFinished") for line in lines)):
            found.update(findings(event))
            interactions = event["recorder"].get("interactions", {})
            requests += len(interactions)
            for case_id, interaction in interactions.items():
                case = event["recorder"]["cases"][case_id]["value"]
                if (interaction.get("response") or {}).get("status_code", 0) // 100 == 2:
                    succeeded.add(f"{case['method']} {case['path']}")

    problems = []
    occurred = set()
    for (operation, check, detail), times in sorted(found.items()):
        explained = [
            at
            for at, entry in enumerate(expected)
            if entry["operation"] == operation and entry["check"] == check and re.fullmatch(entry["detail"], detail)
        ]
        occurred.update(explained)
        if not explained:
            problems.append(f"not explained, {times} times: {operation}: {check}: {detail}")
    with open(run, encoding="utf-8") as file:
        problems += incomplete(json.load(file), succeeded)
    for at, entry in enumerate(expected):
        if at not in occurred:
            print(f"explained, but no longer found: {entry['operation']}: {entry['check']}: {entry['detail']}")
    for problem in problems:
        print(problem)
    print(f"schemathesis: {requests} requests, {len(found)} findings, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
