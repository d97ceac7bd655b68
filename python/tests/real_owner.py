"""A signed-in account at the stand-in for Atlassian, as `npm test -- test/e2e/python.test.ts` sets it up."""

from __future__ import annotations

import os
import time
import unittest
import urllib.error
import urllib.request
from typing import Any, Callable, TypeVar

from jira_token_tray import TokenManager

T = TypeVar("T")

API_URL = os.environ.get("JIRA_TEST_API_URL", "")

needs_owner = unittest.skipIf(API_URL == "", "there is no owner to ask: npm test -- test/e2e/python.test.ts")


def is_accepted(token: str) -> bool:
    """Whether the provider accepts this token now."""
    url = f"{API_URL}/oauth/token/accessible-resources"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})):
            return True
    except urllib.error.HTTPError as error:
        if error.code != 401:
            raise
        return False


def until(ask: Callable[[], T], passes: Callable[[T], bool] = bool) -> T:
    """The first answer that passes."""
    deadline = time.monotonic() + 120
    while True:
        answer = ask()
        if passes(answer):
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"still {answer!r} after two minutes")
        time.sleep(0.05)


def owner_of(manager: TokenManager) -> Any:
    """`kind` and `pid` of the owner."""
    return manager._owner.ask("GET", "/v1/status")["owner"]
