"""Managers with a real owner, whose tokens are valid for 20 seconds."""

from __future__ import annotations

import asyncio
import os
import re
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from jira_token_tray import OwnerError, TokenManager

from .real_owner import is_accepted, needs_owner, until


@needs_owner
class TokenManagerTest(unittest.TestCase):
    def test_a_token_is_accepted_and_another_one_when_it_has_expired(self) -> None:
        manager = TokenManager()
        first = manager.get_valid_token()
        self.assertTrue(is_accepted(first))
        self.assertEqual(first.account, "work")
        self.assertEqual(first.lifetime_sec, 20)
        self.assertGreater(first.expires_at, datetime.now(timezone.utc))
        self.assertIs(manager.ensure_valid_token_sync(1), first)
        until(lambda: is_accepted(first), lambda accepted: not accepted)
        self.assertTrue(is_accepted(manager.get_valid_token()))
        self.assertTrue(manager.is_token_valid())
        self.assertTrue(TokenManager().is_token_valid())

    def test_async_code_gets_the_same_tokens_without_blocking_the_loop(self) -> None:
        async def main() -> None:
            manager = TokenManager("WORK")
            tokens = await asyncio.gather(*(manager.ensure_valid_token() for _ in range(20)))
            self.assertTrue(is_accepted(tokens[-1]))
            turns = 0

            async def count() -> None:
                nonlocal turns
                while True:
                    turns += 1
                    await asyncio.sleep(0)

            counting = asyncio.ensure_future(count())
            fresh = await manager.renew_token_oauth_flow()
            counting.cancel()
            self.assertNotIn(fresh, tokens)
            self.assertGreater(turns, 2)
            self.assertEqual(await manager.ensure_valid_token(1), fresh)

        asyncio.run(main())

    def test_the_status_has_the_keys_of_the_original(self) -> None:
        manager = TokenManager()
        token = manager.renew_token()
        status = manager.get_token_status()
        expiry = status.pop("expiry_info")  # type: ignore[misc]
        self.assertEqual(
            status,
            {
                "has_access_token": True,
                "has_refresh_token": True,
                "auto_renewal_enabled": True,
                "auto_renewal_running": True,
                "token_type": "Bearer",
            },
        )
        self.assertEqual(list(expiry), ["valid", "expires_at", "time_until_expiry", "needs_renewal"])
        self.assertIs(expiry["valid"], True)
        self.assertGreaterEqual(datetime.fromisoformat(expiry["expires_at"]), token.expires_at)
        hours, minutes, seconds = map(int, expiry["time_until_expiry"].split(":"))
        self.assertLessEqual(timedelta(hours=hours, minutes=minutes, seconds=seconds), timedelta(seconds=20))

    def test_an_account_is_found_by_id_and_by_name_however_it_is_written(self) -> None:
        for name in ("other", "Other", " o\u200bTHER", "ｏther"):
            manager = TokenManager(name)
            self.assertEqual(manager.get_valid_token().account, "other", name)
            self.assertTrue(manager.get_token_status()["has_access_token"], name)
        self.assertEqual(TokenManager("default").get_valid_token().account, "work")

    def test_errors_say_what_is_wrong(self) -> None:
        nobody = TokenManager("nobody")
        for action in (nobody.get_valid_token, nobody.get_token_status, nobody.is_token_valid, nobody.renew_token):
            with self.assertRaises(OwnerError) as caught:
                action()
            self.assertEqual(caught.exception.code, "accountNotFound")
            self.assertEqual(str(caught.exception), "No account named 'nobody'. Accounts: work, other.")
        with self.assertRaises(OwnerError) as caught:
            TokenManager().ensure_valid_token_sync(99_999)
        self.assertEqual(caught.exception.code, "minValidTooLong")
        manager = TokenManager()
        first = manager.get_valid_token()
        fresh = TokenManager().renew_token()
        # not renewed again: there is a newer one
        self.assertEqual(manager.replace_refused_token(first.token_id), fresh)
        with self.assertRaises(OwnerError) as caught:
            TokenManager().replace_refused_token(fresh.token_id)
        self.assertEqual(caught.exception.code, "tokenRefused")
        self.assertNotIn(str(fresh), repr(caught.exception))

    def test_threads_can_share_a_manager(self) -> None:
        manager = TokenManager()
        with ThreadPoolExecutor(32) as pool:
            tokens = list(pool.map(lambda _: manager.ensure_valid_token_sync(1), range(200)))
        # more than one only if it was renewed in the middle
        self.assertLessEqual(len(set(tokens)), 2)
        self.assertTrue(is_accepted(tokens[-1]))

    def test_in_the_background_a_valid_token_is_always_cached(self) -> None:
        manager = TokenManager(renewal_buffer_minutes=10)
        self.assertFalse(manager.auto_renewal_enabled)
        manager.auto_renewal_enabled = True
        self.assertTrue(manager.auto_renewal_enabled)
        first = until(lambda: manager._held)
        newer = until(lambda: manager._held, lambda held: held != first)
        self.assertTrue(is_accepted(newer))
        # renewed at half of its life
        self.assertTrue(is_accepted(first))
        manager.stop_auto_renewal()
        self.assertFalse(manager.auto_renewal_enabled)
        manager.start_auto_renewal()
        manager.start_auto_renewal()
        running = [one for one in threading.enumerate() if one.name == "jira-token" and one is manager._thread]
        self.assertEqual(len(running), 1)
        manager.auto_renewal_enabled = False
        until(lambda: not any(one.name == "jira-token" for one in threading.enumerate()))

    def test_a_failure_in_the_background_is_logged_without_a_token(self) -> None:
        manager = TokenManager("nobody")
        with self.assertLogs("jira_token_tray", "WARNING") as logs:
            manager.start_auto_renewal()
            until(lambda: logs.output)
        manager.stop_auto_renewal()
        self.assertRegex(logs.output[0], "No newer token of nobody yet: No account named 'nobody'")

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_a_forked_process_goes_on(self) -> None:
        manager = TokenManager()
        manager.start_auto_renewal()
        until(lambda: manager._held)
        # as if another thread were starting an owner at this moment
        taken = threading.Lock()
        taken.acquire()
        manager._owner._starting[os.getpid()] = taken
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            manager._held = None
            said = f"{is_accepted(manager.get_valid_token())} {manager.auto_renewal_enabled}"
            manager._owner._starting[os.getpid()] = threading.Lock()
            os.write(writing, said.encode())
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        with os.fdopen(reading) as file:
            self.assertEqual(file.read(), "True False")
        self.assertTrue(manager.auto_renewal_enabled)
        manager.stop_auto_renewal()

    def test_nothing_shows_a_token(self) -> None:
        manager = TokenManager()
        token = manager.get_valid_token()
        for shown in (repr(manager), repr(vars(manager)), repr(token), repr(manager.get_token_status())):
            self.assertFalse(re.search(re.escape(str(token)), shown))
