"""`JiraTokenAuth` with the real `requests` and `httpx`, against a server that refuses some tokens."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Iterator, List, Set
from unittest import mock

from jira_token_tray import JiraTokenAuth, OwnerError, Token, TokenManager

from .fake_owner import FakeOwner, owner_folder, says, token_answer


class Jira:
    """Accepts tokens that are not in `refused`, and redirects `/to/…` there."""

    def __init__(self) -> None:
        self.refused: Set[str] = set()
        self.refusal = "Unauthorized"
        self.challenge = "Bearer"
        self.seen: List[str] = []
        self.bodies: List[bytes] = []
        jira = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                token = self.headers.get("Authorization", "").replace("Bearer ", "")
                jira.seen.append(token)
                jira.bodies.append(self._body())
                is_refused = token in jira.refused or token == ""
                status = 401 if is_refused else 302 if self.path.startswith("/to/") else 200
                text = (jira.refusal if is_refused else "hello").encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                if status == 401:
                    self.send_header("WWW-Authenticate", jira.challenge)
                if status == 302:
                    self.send_header("Location", self.path[4:])
                self.end_headers()
                self.wfile.write(text)

            def _body(self) -> bytes:
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            do_POST = do_GET

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@unittest.skipIf(sys.platform == "win32", "the owner of these tests listens on a Unix socket")
class AuthCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = owner_folder()
        self.addCleanup(folder.__exit__, None, None, None)
        self.owner = FakeOwner(folder.__enter__(), 1, [says(200, token_answer(name)) for name in ("one", "two")])
        self.jira = Jira()
        self.addCleanup(self.jira.close)
        with mock.patch.dict("os.environ", {"JIRA_TOKEN_HOME": self.owner.path.rsplit("/", 2)[0]}):
            self.auth = JiraTokenAuth(TokenManager())

    def renewals(self) -> int:
        return sum(request.startswith("POST") for request in self.owner.requests)


def _stream() -> Iterator[bytes]:
    yield b"part"


@unittest.skipUnless(importlib.util.find_spec("requests"), "requests is missing: apt-get install python3-requests")
class RequestsTest(AuthCase):
    def test_adds_a_token_and_repeats_a_refused_request_once(self) -> None:
        import requests

        with requests.Session() as session:
            session.auth = self.auth
            self.assertEqual(session.post(self.jira.url, data="a").text, "hello")
            self.jira.refused.add("one")
            response = session.post(self.jira.url, data="b", timeout=60)
            self.assertEqual((response.status_code, [one.status_code for one in response.history]), (200, [401]))
            self.assertEqual(self.jira.seen, ["one", "one", "two"])
            self.assertEqual(self.jira.bodies, [b"a", b"b", b"b"])
            self.assertEqual(self.renewals(), 1)
            self.jira.refused.add("two")
            self.assertEqual(session.get(self.jira.url).status_code, 401)
            self.assertEqual(self.jira.seen[3:], ["two", "two"])
            self.assertTrue(self.owner.requests[-1].startswith("POST /v1/accounts/default/renew?refused=id-of-two "))

    def test_a_missing_scope_is_not_a_refusal(self) -> None:
        import requests

        self.jira.refused.add("one")
        self.jira.refusal = "Unauthorized; scope does not match"
        self.assertEqual(requests.get(self.jira.url, auth=self.auth).status_code, 401)
        self.jira.refusal, self.jira.challenge = "", 'Bearer error="insufficient_scope"'
        self.assertEqual(requests.get(self.jira.url, auth=self.auth).status_code, 401)
        self.assertEqual((self.jira.seen, self.renewals()), (["one", "one"], 0))

    def test_a_stream_is_not_sent_again_but_the_next_request_has_the_new_token(self) -> None:
        import requests

        self.jira.refused.add("one")
        for stream in (_stream(), io.BytesIO(b"part")):
            self.assertEqual(requests.post(self.jira.url, data=stream, auth=self.auth).status_code, 401)
            self.auth._tokens._held = None
            self.owner._replies.insert(0, says(200, token_answer("one")))
        self.assertEqual(self.jira.bodies, [b"part", b"part"])
        self.owner._replies.pop(0)
        self.assertEqual(requests.get(self.jira.url, auth=self.auth).text, "hello")

    def test_only_https_and_this_computer_get_a_token(self) -> None:
        import requests

        for url in ("http://example.org/", "http://127.0.0.1.example.org/", "http://localhost@example.org/"):
            with self.assertRaisesRegex(OwnerError, "Refusing to send a token to http://"):
                requests.get(url, auth=self.auth)
        with self.assertRaises(requests.ConnectionError):
            requests.get("http://localhost:1/", auth=self.auth)

    def test_another_server_after_a_redirect_gets_no_token(self) -> None:
        import requests

        other = Jira()
        self.addCleanup(other.close)
        response = requests.get(f"{self.jira.url}/to/{other.url.replace('127.0.0.1', 'localhost')}", auth=self.auth)
        self.assertEqual((response.status_code, other.seen, self.renewals()), (401, [""], 0))


@unittest.skipUnless(importlib.util.find_spec("httpx"), "httpx is missing: apt-get install python3-httpx")
class HttpxTest(AuthCase):
    def test_adds_a_token_and_repeats_a_refused_request_once(self) -> None:
        import httpx

        with httpx.Client(auth=self.auth) as client:
            self.assertEqual(client.post(self.jira.url, content="a").text, "hello")
            self.jira.refused.add("one")
            self.assertEqual(client.post(self.jira.url, json={"b": 1}).text, "hello")
            self.assertEqual(self.jira.seen, ["one", "one", "two"])
            self.assertEqual(self.jira.bodies[1], self.jira.bodies[2])
            self.jira.refused.add("two")
            self.assertEqual(client.get(self.jira.url).status_code, 401)
            self.assertEqual(self.jira.seen[3:], ["two", "two"])
            self.assertEqual(self.renewals(), 2)

    def test_an_async_client_does_the_same(self) -> None:
        import httpx

        async def main() -> None:
            async with httpx.AsyncClient(auth=self.auth) as client:
                self.jira.refused.add("one")
                self.assertEqual((await client.post(self.jira.url, content="a")).text, "hello")
                self.assertEqual((self.jira.seen, self.jira.bodies), (["one", "two"], [b"a", b"a"]))

        asyncio.run(main())

    def test_a_missing_scope_is_not_a_refusal(self) -> None:
        import httpx

        self.jira.refused.add("one")
        self.jira.refusal = "Unauthorized; scope does not match"
        self.assertEqual(httpx.get(self.jira.url, auth=self.auth).status_code, 401)
        self.assertEqual((self.jira.seen, self.renewals()), (["one"], 0))

    def test_a_stream_is_not_sent_again_but_the_next_request_has_the_new_token(self) -> None:
        import httpx

        self.jira.refused.add("one")
        self.assertEqual(httpx.post(self.jira.url, content=_stream(), auth=self.auth).status_code, 401)
        self.assertEqual(self.jira.bodies, [b"part"])
        self.assertEqual(httpx.get(self.jira.url, auth=self.auth).text, "hello")

    def test_only_https_and_this_computer_get_a_token(self) -> None:
        import httpx

        with self.assertRaisesRegex(OwnerError, "Refusing to send a token to http://example.org"):
            httpx.get("http://example.org/", auth=self.auth)

    def test_another_server_after_a_redirect_gets_no_token(self) -> None:
        import httpx

        other = Jira()
        self.addCleanup(other.close)
        url = f"{self.jira.url}/to/{other.url.replace('127.0.0.1', 'localhost')}"
        response = httpx.get(url, auth=self.auth, follow_redirects=True)
        self.assertEqual((response.status_code, other.seen, self.renewals()), (401, [""], 0))


class WithoutEither(AuthCase):
    def test_a_failed_replacement_leaves_the_refusal(self) -> None:
        refusal = says(409, {"error": {"code": "tokenRefused", "message": "Refused."}})
        self.owner._replies[1:] = [refusal]
        request = mock.Mock(url="https://example.org/", headers={}, body=None)
        self.auth(request)
        token = self.auth._tokens.get_valid_token()
        response = mock.Mock(request=request, status_code=401, headers={}, text="")
        self.assertFalse(self.auth._sign_again(request, token, response))
        self.assertEqual(request.headers, {"Authorization": "Bearer one"})
        # the refused token is not used again
        with self.assertRaisesRegex(OwnerError, "Refused"):
            self.auth._tokens.get_valid_token()

    def test_is_what_it_is(self) -> None:
        self.assertIsInstance(self.auth, JiraTokenAuth)
        self.assertIs(type(self.auth), JiraTokenAuth)
        self.assertIsInstance(self.auth._tokens.get_valid_token(), Token)
