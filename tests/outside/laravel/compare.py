"""Compares the mock server with a real Laravel: compare.py <folder of the built examples> <folder for files>

Both servers get the requests of requests.json. A difference is a failure unless differences.toml explains it, and so is
an explanation that no longer applies. Then programs of the SDK run against Laravel.
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib

import yaml

HERE = pathlib.Path(__file__).parent
SPECS = HERE.parents[2] / "openapi"
UUID = "[0-9a-f]{8}-[0-9a-f-]{27}"
PATH = "/api/v2/contact-details"
NOBODY = "00000000-0000-4000-8000-0000000000ff"
NO_QUOTA = 1_000_000
THROTTLE = (20, 3)  # requests and seconds
HEADERS = ("allow", "content-type", "location", "retry-after", "x-ratelimit-limit", "x-ratelimit-reset")
ABSENT = "absent"


class Server:
    """A running server, the account to act for, and the contact details created so far."""

    def __init__(self, port, token, account):
        self.port, self.token, self.account = port, token, account
        # The values of placeholders in requests.json.
        self.known = {"path": PATH, "token": token, "adviser": account, "nobody": NOBODY}
        self.known |= {"accounts": "/api/v1/account", "logins": "/api/v1/logins", "255": "n" * 255, "256": "n" * 256}
        # The requests that created contact details, by uuid.
        self.made = {}
        self.sent = 0
        self.remaining = None

    def fill(self, text):
        return re.sub(r"\{(\w+)\}", lambda found: self.known.get(found[1], found[0]), text)

    def send(self, method, target, headers=None, body=None):
        """Sends a request and returns status, headers and body, without what differs in every run."""
        own = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Authorization": "Bearer {token}",
            "X-PLANNR-ACCOUNT-UUID": "{adviser}",
        } | (headers or {})
        own = {name: self.fill(value) for name, value in own.items() if value is not None}
        body = None if body is None else self.fill(body if isinstance(body, str) else json.dumps(body))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, self.fill(target), body and body.encode(), own)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        received = {name: response.getheader(name, ABSENT) for name in HEADERS}
        received["allow"] = ", ".join(sorted(re.split(r",\s*", received["allow"])))
        received["content-type"] = received["content-type"].partition(";")[0]
        received["retry-after"] = re.sub(r"^([1-5]?\d|60)$", "<seconds>", received["retry-after"])
        reset = received["x-ratelimit-reset"]
        if reset.isdigit() and 0 <= int(reset) - time.time() <= 61:
            received["x-ratelimit-reset"] = "<end of the minute>"
        received["x-ratelimit-remaining"] = self.count(response.getheader("X-RateLimit-Remaining"))
        self.sent += 1
        if response.status == 201:
            self.made[json.loads(text)["uuid"]] = self.sent
        return response.status, received, self.read(text)

    def count(self, remaining):
        """Says whether a request was counted."""
        if remaining is None:
            return ABSENT
        before, self.remaining = self.remaining, int(remaining)
        if self.remaining == 0 or before is None:
            return "none left" if self.remaining == 0 else "counted"
        return {0: "not counted", 1: "counted"}.get(before - self.remaining, f"{remaining} after {before}")

    def read(self, text):
        for uuid, sent in self.made.items():
            text = text.replace(uuid, f"<made by request {sent}>")
        text = text.replace(f"127.0.0.1:{self.port}", "<server>")
        try:
            return json.loads(text, object_pairs_hook=plain)
        except ValueError:
            return text


def plain(entries):
    """Makes an object of its entries. Times have zeros only. Left out are the local form of phone numbers and the e-mail
    address of accounts, which the mock server takes from the primary contact detail."""
    is_account = any(name == "first_name" for name, _ in entries)
    is_time = lambda value: isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value)
    return {
        name: "<left out>" if name == "formatted" or (is_account and name == "email") else re.sub(r"\d", "0", value) if is_time(value) else value
        for name, value in entries
    }


def calls():
    """Yields (group, name, request) for the examples of the spec, and for each request of requests.json."""
    components = yaml.safe_load((SPECS / "contact-details.yaml").read_text())["components"]
    for name, example in components["examples"].items():
        target = "/{email}" if "@" in str(example["value"].get("value")) else "/{phone}"
        for method, prefix, rest in (("POST", "New", ""), ("PUT", "Update", target)):
            if re.match(f"{prefix}[A-Z]", name):
                yield "examples", f"{method} the example {name}", (method, "{path}" + rest, {}, example["value"])
    for parameter in components["parameters"].values():
        # The order of updates in one second varies.
        if parameter["in"] == "query" and parameter["name"] != "sort":
            example = parameter["example"]
            value = ",".join(example) if isinstance(example, list) else example
            yield "examples", *call({"get": f"?{parameter['name']}={value}"})
    for group, entries in json.loads((HERE / "requests.json").read_text()).items():
        for entry in entries * int(group.removeprefix("times ") if group.startswith("times ") else 1):
            yield group, *call(entry)


def call(entry):
    """Returns the name and the request of an entry of requests.json."""
    headers = entry.get("headers", {})
    about = f" with {json.dumps(headers)}" if headers else ""
    about += "".join(f" without {name}" for name in entry.get("without", []))
    if "get" in entry:
        return f"GET {{path}}{entry['get']}{about}", ("GET", "{path}" + entry["get"], headers, None)
    if "send" in entry:
        method, target = entry["send"].split()
        body = entry.get("body")
        sent = "" if body is None else f" {body if isinstance(body, str) else json.dumps(body)}"
        return f"{method} {target}{sent}{about}", (method, target, headers, body)
    kind, changes = next((kind, entry[kind]) for kind in ("create", "phone", "update", "update_phone") if kind in entry)
    is_phone = "phone" in kind
    valid = {"type": "phone_number" if is_phone else "email", "name": "Work"}
    valid |= {"value": "020 7946 0123" if is_phone else "item@example.com", "account_uuids": ["{client}"]}
    method, target = ("POST", "{path}")
    if kind.startswith("update"):
        valid.pop("type")
        method, target = ("PUT", "{path}/{phone}" if is_phone else "{path}/{email}")
    body = {name: value for name, value in (valid | changes).items() if name not in entry.get("without", [])}
    return f"{method} {kind} {json.dumps(changes)}{about}", (method, target, headers, body)


def summarised(body):
    """Replaces the message of a 422 by the one that Laravel has since version 9."""
    if isinstance(body, dict) and body.get("message") == "The given data was invalid.":
        first, *others = [text for texts in body["errors"].values() for text in texts]
        more = f" (and {len(others)} more error{'s' if len(others) > 1 else ''})" if others else ""
        return body | {"message": first + more}
    return body


def differences(laravel, mock):
    """Yields what differs between two responses."""
    if laravel[0] != mock[0]:
        yield f"status: {summary(laravel)} | {summary(mock)}"
        return
    for name, value in laravel[1].items():
        if value != mock[1][name]:
            yield f"{name}: {value} | {mock[1][name]}"
    yield from unlike("body", summarised(laravel[2]), mock[2])


def summary(response):
    errors = response[2].get("errors", {}) if isinstance(response[2], dict) else {}
    return " ".join([str(response[0]), *errors])


def unlike(place, one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one | other:
            yield from unlike(f"{place}.{name}", one.get(name, ABSENT), other.get(name, ABSENT))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, pair in enumerate(zip(one, other)):
            yield from unlike(f"{place}.{at}", *pair)
    elif one != other or type(one) is not type(other):
        yield f"{place}: {json.dumps(one)} | {json.dumps(other)}"


def compare(pairs):
    """Sends all requests to the pair of their group, and returns the differences by request."""
    found = {}
    for group, name, (method, target, headers, body) in calls():
        pair = pairs["exhausted" if group == "exhausted" else "all"]
        responses = [server.send(method, target, headers, body) for server in pair]
        if group == "exhausted":
            name = f"exhausted: {name}"
        for place in ("email", "phone"):
            for server in pair:
                if place not in server.known and responses[0][0] == 201 and responses[0][2]["type"].startswith(place):
                    server.known[place] = list(server.made)[-1]
        found.setdefault(name, []).extend(differences(*responses))
    return found


def judge(found):
    """Returns the differences that are not explained, and the explanations that no longer apply."""
    explained = tomllib.loads((HERE / "differences.toml").read_text())["difference"]
    applied, problems = set(), []
    for name, whats in found.items():
        for what in dict.fromkeys(whats):
            texts = {"request": name, "what": what}
            by = [at for at, one in enumerate(explained) if all(re.fullmatch(one[key], texts[key]) for key in texts)]
            applied.update(by)
            problems += [] if by else [f"not explained: {name}: {what}"]
    stale = [one for at, one in enumerate(explained) if at not in applied]
    return problems + [f"explained, but does not occur: {one['request']}: {one['what']}" for one in stale]


# ---- Servers ----


@contextlib.contextmanager
def process(*command, **options):
    running = subprocess.Popen(command, **options)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@contextlib.contextmanager
def mock_server(program, quota):
    """Starts the mock server."""
    with process(program, str(quota), stdout=subprocess.PIPE, text=True) as running:
        words = []
        for text in ("listens at http://127.0.0.1:", "access token ", "account uuid "):
            line = next(line for line in running.stdout if text in line)
            words.append(line.partition(text)[2].split()[0].rstrip("."))
        yield Server(int(words[0]), *words[1:])


@contextlib.contextmanager
def laravel(seed, folder, quota, window=60):
    """Starts the application with a new database."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "cache").mkdir(parents=True)
    (folder / "database.sqlite").touch()
    variables = os.environ | {"STATE": str(folder), "QUOTA": str(quota), "WINDOW": str(window)}
    php = ["php", "-d", "opcache.enable_cli=1", "-d", "opcache.validate_timestamps=0"]
    subprocess.run([*php, HERE / "app.php"], input=json.dumps(seed).encode(), env=variables, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with open(folder / "log", "wb") as log:
        command = [*php, "-S", f"127.0.0.1:{port}", HERE / "app.php"]
        with process(*command, env=variables, stdout=log, stderr=log):
            for _ in range(100):
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.1)
            yield Server(port, seed["token"], seed["account"])


def seed_of(mock):
    """Reads the accounts and logins of the mock server. A list has few fields of an account."""
    listed = raw(mock, "/api/v1/account?sort=created_at")["data"]
    accounts = [raw(mock, f"/api/v1/account/{account['uuid']}") for account in listed]
    logins = raw(mock, "/api/v1/logins")["data"]
    return {"token": mock.token, "account": mock.account, "logins": logins, "accounts": accounts}


def raw(server, target):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Authorization": f"Bearer {server.token}", "X-PLANNR-ACCOUNT-UUID": server.account}
    connection.request("GET", target, headers=headers)
    return json.loads(connection.getresponse().read())


def run_sdk(programs, server):
    """Returns the programs of the SDK that fail against Laravel."""
    variables = {"PLANNR_BASE_URL": f"http://127.0.0.1:{server.port}", "PLANNR_ACCESS_TOKEN": server.token}
    variables |= {"PLANNR_ACCOUNT_UUID": server.account}
    problems = []
    for program in programs:
        ran = subprocess.run(program, env=os.environ | variables, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            problems.append(f"{program[0].name} fails against Laravel:\n{ran.stdout}{ran.stderr}")
    return problems


def main(examples, out):
    examples, out = pathlib.Path(examples), pathlib.Path(out).absolute()
    program = examples / "mock-server"
    spec = yaml.safe_load((SPECS / "contact-details.yaml").read_text())
    clients = spec["components"]["examples"]["NewSharedEmail"]["value"]["account_uuids"]
    with mock_server(program, NO_QUOTA) as mock:
        seed = seed_of(mock)
    with contextlib.ExitStack() as stack:
        pairs = {}
        for name, quota in (("all", NO_QUOTA), ("exhausted", 2)):
            real = stack.enter_context(laravel(seed, out / name, quota))
            pairs[name] = [real, stack.enter_context(mock_server(program, quota))]
            for server in pairs[name]:
                server.known |= {"client": clients[0], "CLIENT": clients[0].upper(), "other": clients[1]}
        found = compare(pairs)
        programs = [[examples / name, clients[0]] for name in ("quickstart", "list", "ensure")]
        problems = judge(found) + run_sdk(programs, pairs["all"][0])
    with laravel(seed, out / "throttled", *THROTTLE) as server:
        problems += run_sdk([[examples / "against_laravel", clients[0]]], server)
    for problem in problems:
        print(problem)
    print(f"laravel: {len(found)} requests, {sum(map(bool, found.values()))} differ, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
