"""How a manager finds and asks the owner, with one that answers as these tests say."""

from __future__ import annotations

import copy
import json
import os
import pickle
import shutil
import sys
import tempfile
import threading
import time
import unittest
from typing import Any, Dict
from unittest import mock

from jira_token_tray import OwnerError, Token, TokenManager
from jira_token_tray._owner import _data_folder, _find_address

if sys.platform == "win32":
    raise unittest.SkipTest("the owner of these tests listens on a Unix socket")

import pty
import tty

from .fake_owner import FakeOwner, http_answer, owner_folder, says, token_answer


class OwnerTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = owner_folder()
        self.folder = folder.__enter__()
        self.addCleanup(folder.__exit__, None, None, None)
        clean = mock.patch.dict(os.environ, {"JIRA_TOKEN_HOME": os.path.dirname(self.folder)})
        clean.start()
        self.addCleanup(clean.stop)
        os.environ.pop("JIRA_TOKEN_SOCKET", None)

    def owner(self, *replies: Any, generation: int = 1) -> FakeOwner:
        owner = FakeOwner(self.folder, generation, list(replies) or [says(200, token_answer("one"))])
        self.addCleanup(lambda: os.path.exists(owner.path) and os.unlink(owner.path))
        return owner

    def code_of(self, action: Any) -> str:
        with self.assertRaises(OwnerError) as caught:
            action()
        self.assertRegex(caught.exception.message, r"[.?]$")
        self.assertEqual(str(caught.exception), caught.exception.message)
        return caught.exception.code

    def test_a_token_is_a_string_that_does_not_show_itself(self) -> None:
        self.owner(says(200, token_answer("secret-token")))
        token = TokenManager().get_valid_token()
        self.assertEqual(f"Bearer {token}", "Bearer secret-token")
        self.assertEqual((token.account, token.token_id, token.scopes), ("work", "id-of-secret-token", ("read:me",)))
        self.assertEqual(token.expires_at.isoformat(), "2040-01-01T00:00:00+00:00")
        for shown in (repr(token), repr([token]), repr(vars(token))):
            self.assertNotIn("token'", shown.replace("id-of-secret-token", ""))
        for other in (copy.copy(token), pickle.loads(pickle.dumps(token))):
            self.assertEqual((other, other.token_id, repr(other)), (token, token.token_id, repr(token)))

    def test_the_newest_of_several_sockets_counts(self) -> None:
        self.owner(generation=9).die()
        self.owner(says(200, token_answer("ten")), generation=10)
        open(os.path.join(self.folder, "owner.011"), "w").close()
        self.assertEqual(TokenManager().get_valid_token(), "ten")

    def test_an_owner_that_is_replaced_while_asked_goes_unnoticed(self) -> None:
        old = self.owner(lambda *_: self.owner(says(200, token_answer("new")), generation=2) and old.die())
        self.assertEqual(TokenManager().get_valid_token(), "new")

    def test_asks_again_when_the_owner_is_busy_or_closing(self) -> None:
        closing = says(503, {"error": {"code": "closing", "message": "Closing."}})
        too_slow = says(408, {"error": {"code": "requestTooSlow", "message": "Too slow."}})
        half = token_answer("one")
        cut_off = lambda connection, _: connection.sendall(http_answer(200, half)[:-5])  # noqa: E731
        owner = self.owner(lambda *_: None, closing, too_slow, cut_off, says(200, half))
        self.assertEqual(TokenManager().get_valid_token(), "one")
        self.assertEqual(len(owner.requests), 5)

    def test_gives_up_on_an_owner_that_stays_busy(self) -> None:
        self.owner(lambda *_: None)
        with mock.patch("jira_token_tray._owner._BUSY_TIMEOUT_SEC", 0.2):
            self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerBusy")

    def test_an_owner_that_never_answers_or_is_something_else_is_an_error(self) -> None:
        ended = threading.Event()
        self.addCleanup(ended.set)
        self.owner(lambda *_: ended.wait(60) and None)
        with mock.patch("jira_token_tray._owner._ANSWER_TIMEOUT_SEC", 0.2):
            self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerSilent")
        for generation, answer in enumerate((b"SSH-2.0-OpenSSH\r\n\r\n", http_answer(500, []), http_answer(500, {}))):
            self.owner(lambda connection, _, text=answer: connection.sendall(text), generation=generation + 2)
            self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerSilent")

    def test_answers_may_come_in_parts_in_any_language(self) -> None:
        answer = http_answer(200, token_answer("one", account={"id": "a1", "name": "Büro"}))

        def in_parts(connection: Any, _request: bytes) -> None:
            for at in range(len(answer)):
                connection.sendall(answer[at : at + 1])

        owner = self.owner(in_parts)
        self.assertEqual(TokenManager("Büro/1 \r\n", client="my report\r\n").get_valid_token().account, "Büro")
        line, *headers = owner.requests[0].split("\r\n")
        self.assertEqual(line, "GET /v1/accounts/B%C3%BCro%2F1%20%0D%0A/token HTTP/1.1")
        self.assertIn("User-Agent: my-report--", headers)

    def test_the_cached_token_is_used_until_it_is_too_short(self) -> None:
        owner = self.owner(says(200, token_answer("one", 100)), says(200, token_answer("two", 100)))
        manager = TokenManager(command="no-such-program")
        self.assertIs(manager.get_valid_token(), manager.ensure_valid_token_sync(90))
        with mock.patch("time.time", lambda began=time.time(): began + 60):
            self.assertEqual(manager.get_valid_token(), "two")
        owner.die()
        self.assertEqual(manager.get_valid_token(), "two")
        self.assertTrue(manager.is_token_valid())
        # a clock that is set back does not make it last longer
        with mock.patch("time.monotonic", lambda began=time.monotonic(): began + 99999):
            with mock.patch("time.time", lambda: 0.0):
                self.assertEqual(self.code_of(manager.get_valid_token), "ownerMissing")

    def test_a_refused_token_is_reported_by_its_id(self) -> None:
        owner = self.owner(says(200, token_answer("a&b")), says(200, token_answer("two")))
        manager = TokenManager()
        self.assertEqual(manager.replace_refused_token(manager.get_valid_token().token_id), "two")
        self.assertTrue(owner.requests[1].startswith("POST /v1/accounts/default/renew?refused=id-of-a%26b HTTP/1.1"))
        self.assertEqual(manager.get_valid_token(), "two")

    def test_wrong_arguments_say_what_is_right(self) -> None:
        for account in ("", "  "):
            self.assertEqual(self.code_of(lambda name=account: TokenManager(name)), "invalidInput")
        for minutes in (0, 31, float("nan")):
            self.assertEqual(self.code_of(lambda m=minutes: TokenManager(renewal_buffer_minutes=m)), "invalidInput")
        for seconds in (-1, float("nan"), float("inf")):
            self.assertEqual(
                self.code_of(lambda s=seconds: TokenManager().ensure_valid_token_sync(s)), "invalidInput"
            )

    def test_an_error_can_be_pickled(self) -> None:
        error = pickle.loads(pickle.dumps(OwnerError("offline", "The server can’t be reached.")))
        self.assertEqual((error.code, str(error)), ("offline", "The server can’t be reached."))

    def test_nothing_runs_and_nothing_can_be_started(self) -> None:
        for command in ("no-such-program", "./no-such-program", ""):
            manager = TokenManager(command=command)
            self.assertEqual(self.code_of(manager.get_valid_token), "ownerMissing")
            self.assertEqual(self.code_of(manager.is_token_valid), "ownerMissing")
        self.owner().die()
        with self.assertRaisesRegex(OwnerError, "Start Jira Token Tray, or put jira-token on the PATH"):
            TokenManager(command="no-such-program").get_valid_token()
        with mock.patch("shutil.which", lambda *_, **__: ".\\jira-token.CMD"):
            with self.assertRaisesRegex(OwnerError, "can't be found"):
                TokenManager().get_valid_token()
        nobody = os.path.join(self.folder, "nobody.sock")
        with self.assertRaisesRegex(OwnerError, "JIRA_TOKEN_SOCKET"):
            TokenManager(socket=nobody).get_valid_token()

    def test_a_command_that_fails_or_starts_nothing_is_an_error(self) -> None:
        program = os.path.join(os.path.dirname(self.folder), "jira-token")
        for script, expected in (
            ("#!/bin/sh\necho 'jira-token: the keychain is on fire (x)' >&2; exit 1\n", "the keychain is on fire"),
            ("#!/bin/sh\nexit 0\n", "Nothing that was started kept running"),
            ("#!/no/such/shell\n", "Can't start"),
        ):
            with open(program, "w") as file:
                file.write(script)
            os.chmod(program, 0o700)
            with self.assertRaisesRegex(OwnerError, expected) as caught:
                TokenManager(command=program).get_valid_token()
            self.assertEqual(caught.exception.code, "ownerMissing")

    def test_many_threads_start_one_owner(self) -> None:
        program = os.path.join(os.path.dirname(self.folder), "jira-token")
        with open(program, "w") as file:
            file.write(f"#!/bin/sh\necho \"$@\" >> '{program}.log'\nsleep 0.3\ntouch '{program}.up'\n")
        os.chmod(program, 0o700)
        manager = TokenManager(command=program)
        tokens: list[Token] = []
        threads = [threading.Thread(target=lambda: tokens.append(manager.get_valid_token())) for _ in range(20)]
        for thread in threads:
            thread.start()
        while not os.path.exists(f"{program}.log"):
            time.sleep(0.01)
        self.owner()
        for thread in threads:
            thread.join()
        self.assertEqual(tokens, ["one"] * 20)
        with open(f"{program}.log") as file:
            self.assertEqual(file.read(), "status\n")

    def test_a_folder_that_others_could_have_changed_is_not_trusted(self) -> None:
        owner = self.owner()
        data = os.path.dirname(self.folder)
        for path, mode in ((self.folder, 0o755), (self.folder, 0o701), (data, 0o707)):
            before = os.stat(path).st_mode
            os.chmod(path, mode)
            self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerUntrusted", (path, mode))
            os.chmod(path, before)
        self.assertEqual(TokenManager().get_valid_token(), "one")
        with mock.patch("os.getuid", lambda: 12345), mock.patch("os.lstat", _owned_by(999)):
            self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerUntrusted")
        owner.die()
        os.unlink(owner.path)
        open(owner.path, "w").close()
        self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerUntrusted")
        shutil.rmtree(self.folder)
        os.symlink(tempfile.gettempdir(), self.folder)
        self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerUntrusted")
        os.unlink(self.folder)
        open(self.folder, "w").close()
        self.assertEqual(self.code_of(TokenManager().get_valid_token), "ownerUntrusted")
        os.unlink(self.folder)
        os.mkdir(self.folder, 0o700)

    def test_a_named_socket_must_be_safe_too(self) -> None:
        owner = self.owner()
        link = os.path.join(os.path.dirname(self.folder), "link.sock")
        os.symlink(owner.path, link)
        for name in (owner.path, link):
            self.assertEqual(TokenManager(socket=name, data_folder="/no/such/folder").get_valid_token(), "one")
        os.chmod(self.folder, 0o722)
        self.assertEqual(self.code_of(TokenManager(socket=owner.path).get_valid_token), "ownerUntrusted")
        # like /tmp
        os.chmod(self.folder, 0o1777)
        self.assertEqual(TokenManager(socket=owner.path).get_valid_token(), "one")
        os.chmod(self.folder, 0o700)

    def test_long_paths_work(self) -> None:
        with owner_folder("x" * 200) as folder:
            FakeOwner(folder, 1, [says(200, token_answer("far"))])
            self.assertEqual(TokenManager(data_folder=os.path.dirname(folder)).get_valid_token(), "far")

    def test_the_data_folder_is_where_the_app_keeps_it(self) -> None:
        home = os.path.realpath(os.path.expanduser("~"))
        for platform, environment, expected in (
            ("linux", {}, f"{home}/.config/Jira Token Tray"),
            ("linux", {"XDG_CONFIG_HOME": "/etc/xdg-x"}, "/etc/xdg-x/Jira Token Tray"),
            ("linux", {"XDG_CONFIG_HOME": "relative"}, f"{home}/.config/Jira Token Tray"),
            ("linux", {"XDG_CONFIG_HOME": "/x", "JIRA_TOKEN_HOME": "/y"}, "/y"),
            ("darwin", {"XDG_CONFIG_HOME": "/x"}, f"{home}/Library/Application Support/Jira Token Tray"),
            ("win32", {"APPDATA": "/c/roaming"}, "/c/roaming/Jira Token Tray"),
        ):
            with mock.patch("sys.platform", platform):
                self.assertEqual(_data_folder(environment), expected)

    def test_a_pipe_gets_the_cookie_from_its_file(self) -> None:
        # a terminal is opened, read, and written like a pipe on Windows
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        pipe = os.ttyname(theirs)
        file = os.path.join(self.folder, "owner.3")
        with open(file, "w") as out:
            json.dump({"socketPath": pipe, "cookie": "c00kie"}, out)
        seen: Dict[str, bytes] = {}

        def serve() -> None:
            seen["request"] = os.read(ours, 65536)
            os.write(ours, http_answer(200, token_answer("piped")))

        server = threading.Thread(target=serve)
        server.start()
        with mock.patch("sys.platform", "win32"):
            self.assertEqual(TokenManager().get_valid_token(), "piped")
            server.join()
            self.assertIn(b"\r\nX-Jira-Token-Cookie: c00kie\r\n", seen["request"])
            self.assertEqual(_find_address({"JIRA_TOKEN_SOCKET": file}), (pipe, "c00kie"))
            windows_pipe = "\\\\.\\pipe\\jira-token-1a"
            with open(file, "w") as out:
                json.dump({"socketPath": windows_pipe, "cookie": "c00kie"}, out)
            for name, expected in ((windows_pipe, True), ("//./PIPE/JIRA-TOKEN-1A", True), ("//./pipe/other", False)):
                found = _find_address({**os.environ, "JIRA_TOKEN_SOCKET": name})
                # the cookie is for this pipe only
                self.assertEqual(found, (windows_pipe, "c00kie") if expected else None)
            with open(file, "w") as out:
                out.write('{"socketPath": 1')
            self.assertIsNone(_find_address({**os.environ}))
        os.close(ours)
        os.close(theirs)


def _owned_by(uid: int) -> Any:
    look = os.lstat

    def lstat(path: str) -> os.stat_result:
        found = list(look(path))
        found[4] = uid
        return os.stat_result(found)

    return lstat
