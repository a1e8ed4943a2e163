"""Asking the watcher of a ledger over a socket that only this user can reach."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.store.state import state_folder

if TYPE_CHECKING:
    from _socket import socket

PATIENCE = 0.05
"""Seconds after which a command looks at the files itself."""
NOTE = "watcher.json"
SOCKET = "s"

_LONGEST_PATH = 100
_LONGEST_LINE = 1_000_000

Text = dict[str, object]


def place_of(root: Path) -> Path | None:
    """The folder in the user's own state folder where the watcher of a ledger is met; None if it can't be had."""
    from hashlib import sha256

    state = state_folder()
    if state is None:
        return None
    real = os.path.realpath(root).encode("utf-8", "surrogateescape")
    return state / "watchers" / sha256(real).hexdigest()[:40]


def ask(root: Path, question: Text, patience: float = PATIENCE) -> Text | None:
    """The watcher's answer; None where none runs, or where it doesn't answer within `patience` seconds."""
    until = time.monotonic() + patience
    folder = place_of(root)
    if folder is None:
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads((folder / NOTE).read_bytes())
        with _connected(folder, note, until) as line:
            token, nonce = str(note["token"]), os.urandom(12).hex()
            line.sendall(sealed(token, nonce, question))
            found = opened(token, read_line(line, until))
            # It answers this question, and is who wrote the note: after its death somebody may sit at its address.
            return found[1] if found is not None and found[0] == f"{nonce}!" else None
    return None


@contextlib.contextmanager
def _connected(folder: Path, note: Text, until: float) -> Iterator[socket]:
    # What `socket` adds to this costs more time than asking does.
    import _socket

    unix = note["kind"] == "unix"
    line = _socket.socket(_socket.AF_UNIX if unix else _socket.AF_INET, _socket.SOCK_STREAM)
    try:
        line.settimeout(max(until - time.monotonic(), 0.001))
        if unix:
            with short(folder) as place:
                line.connect(os.path.join(place, SOCKET))
        else:
            line.connect(("127.0.0.1", int(str(note["port"]))))
        yield line
    finally:
        line.close()


@contextlib.contextmanager
def short(folder: Path) -> Iterator[str]:
    """A name of a folder that is short enough for the address of a socket in it; raises OSError where there is none."""
    if len(os.fsencode(folder)) <= _LONGEST_PATH:
        yield str(folder)
        return
    if not sys.platform.startswith("linux"):
        raise OSError("too long for the address of a socket")
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{handle}"
    finally:
        os.close(handle)


def read_line(line: socket, until: float) -> bytes:
    """One line, or what came of it before the other end closed; raises TimeoutError after `until` (monotonic)."""
    parts = b""
    while not parts.endswith(b"\n") and len(parts) < _LONGEST_LINE:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        part = line.recv(65536)
        if not part:
            break
        parts += part
    return parts


def sealed(token: str, nonce: str, text: Text) -> bytes:
    """A line that, where there is a token, proves to come from somebody who can read the watcher's note."""
    body = json.dumps([nonce, text])
    return f"{_seal(token, body)} {body}\n".encode()


def opened(token: str, line: bytes) -> tuple[str, Text] | None:
    """The nonce and the text of a line; None where it is none of ours."""
    seal, _, body = line.decode("utf-8", "replace").rstrip("\n").partition(" ")
    if not _same(seal, _seal(token, body)):
        return None
    try:
        nonce, text = json.loads(body)
    except (ValueError, TypeError):
        return None
    return (str(nonce), text) if isinstance(text, dict) else None


def _seal(token: str, body: str) -> str:
    if not token:
        return "-"
    import hmac

    return hmac.new(token.encode(), body.encode(), "sha256").hexdigest()


def _same(one: str, other: str) -> bool:
    if other == "-":
        return one == other
    import hmac

    return hmac.compare_digest(one, other)
