"""The note by which whoever writes in a ledger tells those who wait who it is; words only, never the lock."""

from __future__ import annotations

import contextlib
import itertools
import os
import platform
import sys
import time

_turns = itertools.count(1)


def read_note(place: str) -> str:
    """The note of who writes now or wrote last in the ledger at `place`; empty if there is none.

    Its first line is for people: `PID 4711 on studio, 2026-11-21 20:30:11, ledger log`. It differs at every turn.
    """
    try:
        with open(_note(place), encoding="utf-8", errors="replace") as note:
            return note.read(500)
    except OSError:
        return ""


def leave_note(place: str) -> None:
    """Note this process as the one that writes; where that is not possible writing goes on without."""
    words = [os.path.basename(sys.argv[0] or "ledger"), *sys.argv[1:2]]
    command = " ".join(word for word in words if word.isprintable())[:80]
    text = f"PID {os.getpid()} on {platform.node()}, {time.strftime('%Y-%m-%d %H:%M:%S')}, {command}\n{next(_turns)}\n"
    # An index/ that is a link may come from somebody else and lead anywhere.
    if not os.path.islink(os.path.dirname(_note(place))):
        with contextlib.suppress(OSError):
            _write(_note(place), text.encode("utf-8", "replace"))


def _note(place: str) -> str:
    return os.path.join(place, "index", ".writer")


def _write(path: str, text: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags, 0o644)
    except PermissionError:
        # Another user's note in a folder that both may write.
        os.unlink(path)
        handle = os.open(path, flags, 0o644)
    try:
        os.write(handle, text)
    finally:
        os.close(handle)
