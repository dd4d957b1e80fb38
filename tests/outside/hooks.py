"""Informs schemathesis about existing accounts, because the spec cannot."""

import os
import uuid

import schemathesis

CLIENT = os.environ["OUTSIDE_CLIENT"]
FIELDS = ("account_uuids", "primary_account_uuids")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Replaces each invented account by an existing one. Values that are not UUIDs are wrong on purpose, and stay."""
    if isinstance(case.body, dict):
        lists = {name: case.body[name] for name in FIELDS if isinstance(case.body.get(name), list)}
        case.body = case.body | {name: [known(account) for account in lists[name]] for name in lists}


def known(account):
    try:
        uuid.UUID(account)
    except (AttributeError, TypeError, ValueError):
        return account
    return CLIENT
