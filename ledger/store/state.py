"""The user's own state folder, and which folder in a ledger's index/ it says is to be trusted."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import sys
from pathlib import Path

from ledger.store import files

_FOLDER = re.compile(r"index-[0-9a-f]{32}")
_IGNORE = b"# Made by Ledger. Nothing here needs keeping.\n*\n!.gitignore\n"


def state_folder() -> Path | None:
    """The user's own folder for Ledger's notes, made if missing; None if it can't be had.

    `LEDGER_STATE` names another one. A folder that belongs to somebody else, or that others may write, is not used.
    """
    folder = _state_place()
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return folder if _private(os.path.realpath(folder)) and _writable(folder) else None
    except OSError:
        return None


def _state_place() -> Path:
    given = os.environ.get("LEDGER_STATE", "")
    if given:
        return Path(given).absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "customer-ledger"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "customer-ledger"
    home = os.environ.get("XDG_STATE_HOME", "")
    # The specification says to ignore a relative one.
    return (Path(home) if os.path.isabs(home) else Path.home() / ".local" / "state") / "customer-ledger"


def index_folder(root: Path) -> Path | None:
    """The folder in `root`/index that this user's own commands have made, made anew if there is none.

    Its name is random and noted in the state folder: opening an index that somebody else made would run their
    code. None where index/ or the state folder can't be used; then callers work in memory.
    """
    place = os.path.realpath(root)
    try:
        note = _note(place)
        if note is None or not _make_index(os.path.join(place, "index")):
            return None
        folder = os.path.join(place, "index", _noted(note, place))
        if os.path.lexists(folder) and not _private(folder):
            files.remove(note)
            folder = os.path.join(place, "index", _noted(note, place))
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        return Path(folder) if _private(folder) and _writable(folder) else None
    except (OSError, RuntimeError):
        return None


def renew_index_folder(root: Path) -> Path | None:
    """Forget the index of a ledger and begin an empty one under a new name; the old folders are removed."""
    place = os.path.realpath(root)
    try:
        note = _note(place)
        if note is not None:
            files.remove(note)
    except (OSError, RuntimeError):
        return None
    fresh = index_folder(root)
    clear(root)
    return fresh


def clear(root: Path) -> None:
    """Remove this user's folders in index/ that no note speaks of; what isn't named like ours is left alone."""
    place = os.path.realpath(root)
    index = os.path.join(place, "index")
    if os.path.islink(index):
        return
    try:
        note = _note(place)
        keep = _noted(note, place) if note else ""
        with os.scandir(index) as entries:
            old = [entry.path for entry in entries if _FOLDER.fullmatch(entry.name) and entry.name != keep]
    except (OSError, RuntimeError):
        return
    for path in old:
        if _private(path):
            from shutil import rmtree

            rmtree(path, ignore_errors=True)


def _note(place: str) -> str | None:
    """Where the name of the ledger's index folder is noted."""
    state = state_folder()
    if state is None:
        return None
    folder = state / "ledgers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder / hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:40])


def _noted(note: str, place: str) -> str:
    """The noted name; of two processes that note one at the same time the first wins."""
    for _ in range(3):
        name = _first_line(note)
        if _FOLDER.fullmatch(name):
            return name
        if os.path.lexists(note):
            files.remove(note)
        fresh = files.temporary(note)
        text = f"index-{os.urandom(16).hex()}\n{place}\n"
        files.write_new(fresh, text.encode("utf-8", "surrogateescape"), 0o600)
        try:
            files.appear(fresh, note)
        except FileExistsError:
            files.remove(fresh)
    raise OSError("no index folder could be noted")


def _first_line(note: str) -> str:
    try:
        with open(note, encoding="utf-8", errors="replace") as text:
            return text.readline(200).rstrip("\n")
    except FileNotFoundError:
        return ""


def _make_index(index: str) -> bool:
    """Make index/ and its .gitignore if missing; False if index/ is a link and may lead anywhere."""
    if os.path.islink(index):
        return False
    os.makedirs(index, exist_ok=True)
    ignore = os.path.join(index, ".gitignore")
    if not os.path.lexists(ignore):
        with contextlib.suppress(OSError):
            files.write_new(ignore, _IGNORE)
    return True


def _private(folder: str) -> bool:
    """Whether a real folder (no link) belongs to this user and nobody else may write in it."""
    state = os.lstat(folder)
    if not stat.S_ISDIR(state.st_mode):
        return False
    return sys.platform == "win32" or (state.st_uid == os.geteuid() and not state.st_mode & 0o022)


def _writable(folder: str | Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
