"""What schemathesis cannot find in the spec: which accounts there are."""

import os
import uuid

import schemathesis

CLIENT = os.environ["OUTSIDE_CLIENT"]
FIELDS = ("account_uuids", "primary_account_uuids")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Names an account that exists in place of each made-up one. What is no UUID is wrong on purpose, and stays."""
    if isinstance(case.body, dict):
        lists = {name: case.body[name] for name in FIELDS if isinstance(case.body.get(name), list)}
        case.body = case.body | {name: [known(account) for account in lists[name]] for name in lists}


def known(account):
    try:
        uuid.UUID(account)
    except (AttributeError, TypeError, ValueError):
        return account
    return CLIENT
