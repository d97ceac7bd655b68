"""Authentication for `requests` and `httpx`, without depending on either."""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from typing import Any, AsyncGenerator, Generator, Optional
from urllib.parse import urlsplit

from ._owner import OwnerError
from ._token_manager import Token, TokenManager, in_thread


class JiraTokenAuth:
    """Adds a valid token to each request of `requests` or `httpx`: `requests.get(url, auth=JiraTokenAuth())`.

    tokens: where to get it; default: of the default account.

    After a 401 that is not about scopes, it replaces the refused token, and repeats the request once unless its body
    is a stream. Raises an OwnerError for URLs that are neither https nor on this computer (RFC 6750 section 5.3).
    """

    def __init__(self, tokens: Optional[TokenManager] = None) -> None:
        self._tokens = tokens or TokenManager()

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        # httpx takes only instances of its own class, which can't be a base class here if httpx is to be optional
        return getattr(sys.modules.get("httpx"), "Auth", JiraTokenAuth)

    def __call__(self, request: Any) -> Any:
        """For `requests`."""
        token = self._tokens.get_valid_token()
        _sign(request, token)
        request.register_hook("response", functools.partial(self._on_response, token))
        return request

    def _on_response(self, token: Token, response: Any, **options: Any) -> Any:
        request = response.request.copy()
        if response.status_code != 401 or not self._sign_again(request, token, response):
            return response
        response.close()
        repeated = response.connection.send(request, **options)
        repeated.history.append(response)
        repeated.request = request
        return repeated

    def sync_auth_flow(self, request: Any) -> Generator[Any, Any, None]:
        """For `httpx.Client`."""
        token = self._tokens.get_valid_token()
        _sign(request, token)
        response = yield request
        if response.status_code == 401:
            response.read()
            if self._sign_again(request, token, response):
                yield request

    auth_flow = sync_auth_flow

    async def async_auth_flow(self, request: Any) -> AsyncGenerator[Any, Any]:
        """For `httpx.AsyncClient`."""
        token = await self._tokens.ensure_valid_token()
        _sign(request, token)
        response = yield request
        if response.status_code == 401:
            await response.aread()
            if await in_thread(self._sign_again, request, token, response):
                yield request

    def _sign_again(self, request: Any, token: Token, response: Any) -> bool:
        """Puts another token into a refused request. False if that would not help: then the 401 is the answer."""
        # a redirect to another server has dropped the token, and must not get it
        is_refusal = response.request.headers.get("Authorization") == f"Bearer {token}"
        challenge = response.headers.get("WWW-Authenticate", "")
        if not is_refusal or "scope" in response.text.lower() or "insufficient_scope" in challenge:
            return False
        # replaces the token also for a stream, whose next request then has the new one
        with contextlib.suppress(OwnerError, RuntimeError):
            _sign(request, self._tokens.replace_refused_token(token.token_id))
            # httpx raises a RuntimeError for a stream
            return isinstance(request.body if hasattr(request, "body") else request.content, (str, bytes, type(None)))
        return False


def _sign(request: Any, token: Token) -> None:
    url = urlsplit(str(request.url))
    host = url.hostname or ""
    is_local = host in ("localhost", "::1") or re.fullmatch(r"127(\.\d{1,3}){3}", host)
    if url.scheme != "https" and not (url.scheme == "http" and is_local):
        raise OwnerError("invalidInput", f"Refusing to send a token to {url.scheme}://{host}: it is not https.")
    request.headers["Authorization"] = f"Bearer {token}"
