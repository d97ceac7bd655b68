"""The token manager, with the names of the original `token_manager.py`."""

from __future__ import annotations

import logging
import math
import os
import re
import threading
import time
import unicodedata
from datetime import datetime, timedelta
from typing import Any, Callable, Dict, List, Optional, Tuple, TypedDict, cast
from urllib.parse import quote

from ._owner import Owner, OwnerError

_log = logging.getLogger("jira_token_tray")

_LOOK_AGAIN_SEC = 30  # after a failure, or in case the clocks moved


class Token(str):
    """An access token, to send as `Authorization: Bearer …`. Its repr does not show it."""

    account: str
    token_id: str
    expires_at: datetime
    scopes: Tuple[str, ...]
    lifetime_sec: float
    _ends: Tuple[float, float]

    def __repr__(self) -> str:
        return f"<Token {self.token_id} of {self.account!r}, expires at {self.expires_at.isoformat()}>"

    def _left_sec(self) -> float:
        # one clock may stop while the computer sleeps, and the other may be set back
        return min(self._ends[0] - time.time(), self._ends[1] - time.monotonic())


class ExpiryInfo(TypedDict):
    """Times as `2026-11-28T09:30:00+00:00` and `0:45:23`; None without a token."""

    valid: bool
    expires_at: Optional[str]
    time_until_expiry: Optional[str]
    needs_renewal: bool


class TokenStatus(TypedDict):
    has_access_token: bool
    has_refresh_token: bool
    auto_renewal_enabled: bool
    auto_renewal_running: bool
    token_type: Optional[str]
    expiry_info: ExpiryInfo


def _to_time(text: str) -> datetime:
    # Python can't read the Z before 3.11
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _name_key(name: str) -> str:
    """What people see of a name: without case and invisible characters."""
    seen = (one for one in unicodedata.normalize("NFKC", name) if not unicodedata.category(one).startswith("C"))
    return " ".join("".join(seen).casefold().split())


async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    import asyncio  # slow to load, and most programs don't need it

    return await asyncio.to_thread(function, *arguments)


class TokenManager:
    """A valid token for a program. Methods raise an OwnerError if there is none; `await` works with asyncio.

    Threads can share a manager, and a forked process can go on using it.

    account: a name or ID; None is the default account.
    renewal_buffer_minutes: for `start_auto_renewal`.
    client: what the history calls your program.
    data_folder, socket: like JIRA_TOKEN_HOME and JIRA_TOKEN_SOCKET.
    command: the name or path of `jira-token`, which starts an owner if none is running.
    """

    def __init__(
        self,
        account: Optional[str] = None,
        *,
        renewal_buffer_minutes: float = 5,
        client: str = "python",
        data_folder: str = "",
        socket: str = "",
        command: str = "jira-token",
    ) -> None:
        if account is not None and account.strip() == "":
            raise OwnerError("invalidInput", "The account name is empty. Is a variable unset?")
        home = data_folder or os.environ.get("JIRA_TOKEN_HOME", "")
        named = {"JIRA_TOKEN_HOME": home and os.path.abspath(home), "JIRA_TOKEN_SOCKET": socket}
        environment = {**os.environ, **{name: value for name, value in named.items() if value}}
        self._account = account or "default"
        self._owner = Owner(environment, re.sub(r"[^\x21-\x7e]", "-", client), command)
        self.renewal_buffer_minutes = renewal_buffer_minutes
        self._held: Optional[Token] = None
        self._stop = threading.Event()
        self._thread: Optional[threading.Thread] = None

    def is_token_valid(self) -> bool:
        """Whether the account has a valid token now. Never renews."""
        held = self._held
        return (held is not None and held._left_sec() > 0) or self.get_token_status()["expiry_info"]["valid"]

    def get_valid_token(self) -> Token:
        """A valid token; renewed first if necessary."""
        return self.ensure_valid_token_sync()

    def ensure_valid_token_sync(self, min_valid_sec: Optional[float] = None) -> Token:
        """A token that is valid for at least this long; default: a minute, or half its lifetime if that is shorter."""
        if min_valid_sec is not None and not 0 <= min_valid_sec < math.inf:
            raise OwnerError("invalidInput", f"min_valid_sec must be 0 or more seconds, not {min_valid_sec}.")
        held = self._held
        if held is not None:
            needed = min(60, held.lifetime_sec / 2) if min_valid_sec is None else min_valid_sec
            if held._left_sec() >= max(needed, 0.001):
                return held
        return self._fetch("GET", "token" if min_valid_sec is None else f"token?min_valid={math.ceil(min_valid_sec)}")

    async def ensure_valid_token(self, min_valid_sec: Optional[float] = None) -> Token:
        """The same, without blocking the event loop."""
        return cast(Token, await in_thread(self.ensure_valid_token_sync, min_valid_sec))

    def renew_token(self) -> Token:
        """A new token, even if the current one is still valid. Nobody has to sign in."""
        return self._fetch("POST", "renew")

    async def renew_token_oauth_flow(self) -> Token:
        """The same, without blocking the event loop."""
        return cast(Token, await in_thread(self.renew_token))

    def replace_refused_token(self, token_id: str) -> Token:
        """The replacement for a token that a server refused with 401: the newer one, if there is one already."""
        held = self._held
        if held is not None and held.token_id == token_id:
            self._held = None
        return self._fetch("POST", f"renew?refused={quote(token_id, safe='')}")

    def get_token_status(self) -> TokenStatus:
        """The account's state. `jira-token status --json` has more."""
        accounts = self._owner.ask("GET", "/v1/status")["accounts"]
        key = _name_key(self._account)
        found = [one for one in accounts if one["id"] == self._account]
        found += [one for one in accounts if one["isDefault"] and key == "default" or _name_key(one["name"]) == key]
        if not found:
            raise self._no_account(accounts)
        left, expires_at = found[0]["expiresInSec"], found[0]["expiresAt"]
        return {
            "has_access_token": found[0]["hasAccessToken"],
            "has_refresh_token": found[0]["hasRefreshToken"],
            "auto_renewal_enabled": found[0]["autoRenewalEnabled"],
            "auto_renewal_running": found[0]["autoRenewalRunning"],
            "token_type": found[0]["tokenType"],
            "expiry_info": {
                "valid": found[0]["valid"],
                "expires_at": expires_at and _to_time(expires_at).isoformat(),
                "time_until_expiry": None if left is None else str(timedelta(seconds=left)),
                "needs_renewal": found[0]["needsRenewal"],
            },
        }

    @property
    def renewal_buffer_minutes(self) -> float:
        """How early this manager asks for a newer token, 1 to 30; never more than half of its lifetime."""
        return self._buffer_minutes

    @renewal_buffer_minutes.setter
    def renewal_buffer_minutes(self, minutes: float) -> None:
        if not 1 <= minutes <= 30:
            raise OwnerError("invalidInput", f"renewal_buffer_minutes must be a number from 1 to 30, not {minutes}.")
        self._buffer_minutes = minutes

    @property
    def auto_renewal_enabled(self) -> bool:
        """Whether this manager renews early in the background; False in a process that was forked since."""
        return self._thread is not None and self._thread.is_alive() and not self._stop.is_set()

    @auto_renewal_enabled.setter
    def auto_renewal_enabled(self, on: bool) -> None:
        self.start_auto_renewal() if on else self.stop_auto_renewal()

    def start_auto_renewal(self) -> None:
        """Renews early in the background, so that a valid token is always cached. The owner renews anyway."""
        self._stop.set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_valid, args=(self._stop,), name="jira-token", daemon=True)
        self._thread.start()

    def stop_auto_renewal(self) -> None:
        """Stops that. Tokens are then renewed when they are needed."""
        self._stop.set()

    def _keep_valid(self, stop: threading.Event) -> None:
        pause = 0.0
        while not stop.wait(pause):
            held = self._held
            early = min(self._buffer_minutes * 60, held.lifetime_sec / 2) if held else 0.0
            try:
                if held is None or held._left_sec() <= early:
                    self.ensure_valid_token_sync(early + 1 if held else None)
                    pause = 0.1
                else:
                    pause = min(_LOOK_AGAIN_SEC, held._left_sec() - early)
            except OwnerError as error:
                _log.warning("No newer token of %s yet: %s", self._account, error)
                pause = _LOOK_AGAIN_SEC

    def _fetch(self, method: str, action: str) -> Token:
        asked = time.time(), time.monotonic()
        try:
            answer = self._owner.ask(method, f"/v1/accounts/{quote(self._account, safe='')}/{action}")
        except OwnerError as error:
            if error.code == "accountNotFound":
                raise self._no_account(self._owner.ask("GET", "/v1/status")["accounts"]) from None
            raise
        token = Token(answer["accessToken"])
        token.account, token.token_id = answer["account"]["name"], answer["tokenId"]
        token.expires_at, token.scopes = _to_time(answer["expiresAt"]), tuple(answer["scopes"])
        token.lifetime_sec = answer["lifetimeSec"]
        token._ends = asked[0] + answer["expiresInSec"], asked[1] + answer["expiresInSec"]
        self._held = token
        return token

    def _no_account(self, accounts: List[Dict[str, Any]]) -> OwnerError:
        names = ", ".join(one["name"] for one in accounts)
        none = "No accounts yet. Add one: jira-token accounts add NAME --client-id ID"
        known = f"No account named '{self._account}'. Accounts: {names}."
        return OwnerError("accountNotFound", known if names else none)
