"""Asks the owner of the accounts, the app or a background agent; starts one if none is running."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, BinaryIO, Callable, Dict, Optional, Tuple, cast

_ANSWER_TIMEOUT_SEC = 120  # enough for a renewal and one retry on a slow computer
_BUSY_TIMEOUT_SEC = 60
_MAX_STARTS = 3
_MAX_PATH_BYTES = 100  # some systems cut longer socket paths

_Address = Tuple[str, str]
"""The path of the owner's socket; on Windows, of its pipe, with the cookie that it asks for."""


class OwnerError(Exception):
    """Why there is no token: `code` is for programs; `message` says what happened and what to do. Without secrets."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message

    def __str__(self) -> str:
        return self.message


def _untrusted(why: str) -> OwnerError:
    return OwnerError("ownerUntrusted", f"Not connected: {why}. Run jira-token doctor to see what to do.")


def _check(path: str, found: os.stat_result, is_kind: Callable[[int], bool], forbidden: int) -> None:
    """Raises an OwnerError unless this is of the right kind, of the user or root, and without a forbidden mode."""
    if not is_kind(found.st_mode):
        raise _untrusted(f"{path} is not a {'socket' if is_kind is stat.S_ISSOCK else 'folder'}")
    if sys.platform != "win32" and found.st_uid not in (0, os.getuid()):
        raise _untrusted(f"{path} belongs to another user")
    if sys.platform != "win32" and found.st_mode & forbidden:
        raise _untrusted(f"{path} is accessible to other users")


def _address_at(path: str) -> Optional[_Address]:
    """The owner behind this file, which is its socket; on Windows it names the pipe. None if it is damaged."""
    if sys.platform != "win32":
        _check(path, os.lstat(path), stat.S_ISSOCK, 0)
        return path, ""
    with open(path, encoding="utf-8") as file, contextlib.suppress(ValueError, LookupError, TypeError):
        found = json.load(file)
        return found["socketPath"], found["cookie"]
    return None


def _data_folder(environment: Dict[str, str]) -> str:
    config = environment.get("XDG_CONFIG_HOME", "")
    bases = {"darwin": "~/Library/Application Support", "win32": environment.get("APPDATA") or "~/AppData/Roaming"}
    base = bases.get(sys.platform) or (config if os.path.isabs(config) else "~/.config")
    usual = os.path.join(os.path.expanduser(base), "Jira Token Tray")
    return os.path.realpath(environment.get("JIRA_TOKEN_HOME") or usual)


def _find_address(environment: Dict[str, str]) -> Optional[_Address]:
    """The owner's address; None if no owner has ever run. Raises an OwnerError if it can't be trusted."""
    named, data = environment.get("JIRA_TOKEN_SOCKET", ""), _data_folder(environment)
    try:
        if named and not re.match(r"[\\/]{2}[.?][\\/]pipe[\\/]", named, re.IGNORECASE):
            path = os.path.realpath(named)
            folder = os.path.dirname(path)
            # in a folder like /tmp, other users can't replace the socket
            is_sticky = os.stat(folder).st_mode & stat.S_ISVTX
            _check(folder, os.stat(folder), stat.S_ISDIR, 0 if is_sticky else stat.S_IWGRP | stat.S_IWOTH)
            return _address_at(path)
        folder = os.path.join(data, "owner")
        _check(data, os.stat(data), stat.S_ISDIR, stat.S_IWOTH)
        _check(folder, os.lstat(folder), stat.S_ISDIR, stat.S_IRWXG | stat.S_IRWXO)
        numbers = [int(name[6:]) for name in os.listdir(folder) if re.fullmatch(r"owner\.[1-9]\d{0,14}", name)]
        address = _address_at(os.path.join(folder, f"owner.{max(numbers)}")) if numbers else None
        # a cookie must not reach another pipe
        is_other = address and named and address[0].lower() != named.replace("/", "\\").lower()
        return None if is_other else address
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _untrusted(str(error)) from None


def _connect(path: str) -> BinaryIO:
    """An unbuffered stream to the socket or pipe. Raises an OSError."""
    if sys.platform == "win32":
        return cast(BinaryIO, open(path, "r+b", buffering=0))
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_TIMEOUT_SEC)
        if len(os.fsencode(path)) <= _MAX_PATH_BYTES:
            connection.connect(path)
        else:
            with tempfile.TemporaryDirectory() as short:
                os.symlink(os.path.dirname(path), os.path.join(short, "owner"))
                connection.connect(os.path.join(short, "owner", os.path.basename(path)))
        # this keeps the connection open
        return cast(BinaryIO, connection.makefile("rwb", buffering=0))


def _exchange(address: _Address, method: str, target: str, client: str) -> Tuple[int, bytes]:
    """The status and body of the answer. Raises an OSError, or a ValueError for another protocol."""
    path, cookie = address
    lines = [f"{method} {target} HTTP/1.1", "Host: jira-token", f"User-Agent: {client}", "Connection: close"]
    lines += [f"X-Jira-Token-Cookie: {cookie}"] if cookie else []
    with _connect(path) as stream:
        stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
        answer = b""
        while True:
            part = stream.read(65536)
            if not part:
                raise ConnectionResetError("the connection ended before the answer")
            answer += part
            head, _, body = answer.partition(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *(\d+)\r", head + b"\r", re.IGNORECASE)
            if head != answer and len(body) >= int(length[1] if length else 0):
                return int(head[9:12]), body


class Owner:
    """Keeps no connection open, and no lock that a fork could leave behind."""

    def __init__(self, environment: Dict[str, str], client: str, command: str) -> None:
        self._environment, self._client, self._command = environment, client, command
        self._starting: Dict[int, threading.Lock] = {}

    def ask(self, method: str, target: str) -> Dict[str, Any]:
        """Asks until there is an answer: pauses while the owner is busy, and starts one if none is running."""
        gone: Optional[_Address] = None
        starts, busy_since = 0, None
        while True:
            address = _find_address(self._environment)
            if address is None or address == gone:
                if starts == _MAX_STARTS:
                    raise OwnerError("ownerMissing", "Nothing that was started kept running. Run jira-token doctor.")
                self._start(gone)
                gone, starts, busy_since = None, starts + 1, None
                continue
            try:
                status, body = _exchange(address, method, target, self._client)
                answer: Dict[str, Any] = json.loads(body)
                if status < 300:
                    return answer
                # otherwise it has done nothing: it is closing, or did not get the whole request in time
                if answer["error"]["code"] not in ("closing", "requestTooSlow"):
                    raise OwnerError(answer["error"]["code"], answer["error"]["message"])
            except (ConnectionRefusedError, FileNotFoundError):
                gone = address
                continue
            except (ValueError, LookupError, TypeError):
                raise OwnerError("ownerSilent", "Unexpected answer. Does this socket belong to the app?") from None
            except OSError as error:
                # EINVAL: a pipe on Windows is busy
                if not isinstance(error, (BlockingIOError, ConnectionError)) and error.errno != errno.EINVAL:
                    raise OwnerError("ownerSilent", f"No answer from the app or background agent: {error}.") from None
            busy_since = busy_since or time.monotonic()
            if time.monotonic() - busy_since > _BUSY_TIMEOUT_SEC:
                raise OwnerError("ownerBusy", "The app or background agent is too busy to answer. Try again.")
            time.sleep(random.uniform(0, 0.4))

    def _start(self, gone: Optional[_Address]) -> None:
        """Has `jira-token` start the app or a background agent, and waits until one is running."""
        if self._environment.get("JIRA_TOKEN_SOCKET"):
            raise OwnerError("ownerMissing", "Nothing is listening on the socket in JIRA_TOKEN_SOCKET. Is it current?")
        # each process has its own lock, because a fork may copy one that is taken
        with self._starting.setdefault(os.getpid(), threading.Lock()):
            if _find_address(self._environment) not in (None, gone):
                return
            program = shutil.which(self._command, path=self._environment.get("PATH"))
            # on Windows, `which` also looks in the current folder, where anyone may have put a program
            if program is None or not (os.path.isabs(program) or os.path.dirname(self._command)):
                nothing = f"Neither the app nor a background agent is running, and {self._command} can't be found."
                raise OwnerError("ownerMissing", f"{nothing} Start Jira Token Tray, or put jira-token on the PATH.")
            no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            quiet: Any = {"stdin": subprocess.DEVNULL, "capture_output": True, "creationflags": no_window}
            try:
                run = subprocess.run([program, "status"], env=self._environment, **quiet)
            except OSError as error:
                raise OwnerError("ownerMissing", f"Can't start {program}: {error.strerror}.") from None
            if run.returncode != 0:
                raise OwnerError("ownerMissing", run.stderr.decode(errors="replace").strip())
