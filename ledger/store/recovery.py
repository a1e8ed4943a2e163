"""Keeping what a user typed when it could not be written where it belongs."""

from __future__ import annotations

import os
import time

from ledger.errors import LedgerError
from ledger.messages import say
from ledger.store import files
from ledger.store.state import state_folder


def keep(error: LedgerError, typed: bytes, name: str) -> LedgerError:
    """The same error with the place where `typed` is kept now; the error as it is if no place takes it."""
    path = put_aside(typed, name)
    if not path:
        return error
    told = say("{error} What you wrote is kept in {file}.", error=error.message, file=path)
    return type(error)(told, error.hint, candidates=error.candidates)


def put_aside(content: bytes, name: str) -> str:
    """Keep a content under a name of its own in the user's state folder; gives its place, empty if none takes it."""
    for folder in (_recovery_folder, _temporary_folder):
        place = folder()
        path = os.path.join(place, _name(name)) if place else ""
        try:
            if path:
                files.write_new(path, content, 0o600)
                return path
        except OSError:
            continue
    return ""


def _recovery_folder() -> str:
    state = state_folder()
    if state is None:
        return ""
    folder = os.path.join(state, "recovery")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return ""
    return folder


def _temporary_folder() -> str:
    from tempfile import gettempdir

    return gettempdir()


def _name(name: str) -> str:
    plain = "".join(char for char in name if char.isalnum() or char in "-_.")[:40]
    return f"{time.strftime('%Y-%m-%d-%H%M%S')}-{os.urandom(3).hex()}-{plain or 'text'}"
