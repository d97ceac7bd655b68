"""An owner that answers as a test says, on a socket as the real one has it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
import threading
from typing import Any, Callable, Iterator, List, Optional

Reply = Callable[[socket.socket, bytes], None]


def http_answer(status: int, body: object) -> bytes:
    content = json.dumps(body).encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(content), content)


def says(status: int, body: object) -> Reply:
    return lambda connection, _request: connection.sendall(http_answer(status, body))


def token_answer(access_token: str, lifetime_sec: int = 3600, **changes: Any) -> Any:
    return {
        "account": {"id": "a1", "name": "work"},
        "accessToken": access_token,
        "tokenType": "Bearer",
        "tokenId": f"id-of-{access_token}",
        "expiresAt": "2040-01-01T00:00:00.000Z",
        "expiresInSec": lifetime_sec,
        "lifetimeSec": lifetime_sec,
        "scopes": ["read:me"],
        **changes,
    }


class FakeOwner:
    """Gives each connection the next reply, and repeats the last one."""

    def __init__(self, folder: str, generation: int, replies: List[Reply]) -> None:
        self.path = os.path.join(folder, f"owner.{generation}")
        self.requests: List[str] = []
        self._replies = list(replies)
        self._socket = socket.socket(socket.AF_UNIX)
        with tempfile.TemporaryDirectory() as short:
            os.symlink(folder, os.path.join(short, "f"))
            self._socket.bind(os.path.join(short, "f", "candidate"))
        self._socket.listen(64)
        os.rename(os.path.join(folder, "candidate"), self.path)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
                with connection:
                    request = connection.recv(65536)
                    self.requests.append(request.decode())
                    reply(connection, request)

    def die(self) -> None:
        """Leaves a socket that nobody listens to, like a killed owner."""
        # ends the `accept` that is waiting
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextlib.contextmanager
def owner_folder(name: Optional[str] = None) -> Iterator[str]:
    """A data folder that is fit for an owner; yields the folder for its sockets."""
    with tempfile.TemporaryDirectory() as base:
        data = os.path.join(os.path.realpath(base), name or "data")
        os.makedirs(os.path.join(data, "owner"), mode=0o700)
        os.chmod(data, 0o700)
        yield os.path.join(data, "owner")
