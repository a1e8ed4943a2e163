"""Where the watcher of a ledger is asked: a socket of this user's own."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.store import files
from ledger.store.ping import NOTE, SOCKET, Text, opened, read_line, sealed, short

_MOMENT = 0.02


class Question:
    """What a command asks; it has to be answered once."""

    def __init__(self, line: socket.socket, token: str, nonce: str, text: Text) -> None:
        self._line = line
        self._token = token
        self._nonce = nonce
        self.text = text
        self.asked = time.monotonic()

    def answer(self, text: Text) -> None:
        """Answer; whoever waits no longer is left alone."""
        with contextlib.suppress(OSError), self._line:
            self._line.sendall(sealed(self._token, f"{self._nonce}!", text))


class Listener:
    """Listens in a folder, which has to be this user's own. Raises OSError where no socket can be had."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clear()
        self._socket, note = _listening(folder)
        self._token = str(note["token"])
        place = str(folder / NOTE)
        fresh = files.temporary(place)
        files.write_new(fresh, json.dumps({"pid": os.getpid(), **note}).encode(), 0o600)
        files.rename(fresh, place)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._socket.close)

    def fileno(self) -> int:
        """For `select`."""
        return self._socket.fileno()

    def questions(self) -> Iterator[Question]:
        """The questions that wait; nobody is waited for longer than a moment."""
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            found = None
            with contextlib.suppress(OSError):
                found = opened(self._token, read_line(line, time.monotonic() + _MOMENT))
            if found is None:
                line.close()
            else:
                line.settimeout(_MOMENT)
                yield Question(line, self._token, *found)

    def close(self) -> None:
        """Be asked no more."""
        self._clear()
        self._socket.close()

    def _clear(self) -> None:
        for name in (NOTE, SOCKET):
            files.remove(str(self._folder / name))


def _listening(folder: Path) -> tuple[socket.socket, Text]:
    """A socket that listens, and how it is reached: by a file where there are such sockets, else within this machine."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError), short(folder) as place:
            return _bound(socket.AF_UNIX, os.path.join(place, SOCKET)), {"kind": "unix", "token": ""}
    made = _bound(socket.AF_INET, ("127.0.0.1", 0))
    # Anybody on this machine can reach a port: whoever asks and whoever answers prove that they are this user.
    return made, {"kind": "tcp", "port": made.getsockname()[1], "token": os.urandom(24).hex()}


def _bound(family: socket.AddressFamily, address: str | tuple[str, int]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.bind(address)
        if isinstance(address, str):
            os.chmod(address, 0o600)
        made.listen(64)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made
