"""A manager starts an owner if none is running."""

from __future__ import annotations

import os
import signal
import unittest
from concurrent.futures import ThreadPoolExecutor

from jira_token_tray import TokenManager

from .real_owner import is_accepted, needs_owner, owner_of


@needs_owner
class StartTest(unittest.TestCase):
    def test_a_killed_owner_is_replaced_by_one_new_one(self) -> None:
        manager = TokenManager()
        killed = owner_of(manager)["pid"]
        os.kill(killed, signal.SIGKILL)
        with ThreadPoolExecutor(8) as pool:
            tokens = list(pool.map(lambda _: TokenManager().get_valid_token(), range(8)))
        self.assertTrue(is_accepted(tokens[-1]))
        self.assertNotEqual(owner_of(manager)["pid"], killed)

    def test_the_status_starts_one_too(self) -> None:
        os.kill(owner_of(TokenManager())["pid"], signal.SIGKILL)
        self.assertTrue(TokenManager().get_token_status()["has_refresh_token"])
