"""Hooks of a clone: ours are written and taken away, anybody else's are only read."""

from __future__ import annotations

import os

from ledger.errors import Unwritable
from ledger.messages import say
from ledger.store import files
from ledger.store.git import Repository

MARK = "# ledger:hook"
"""The line by which a hook of ours is known."""


def folder(repository: Repository) -> str:
    """Where this clone's hooks lie, wherever its configuration says."""
    # As one that acts, since other calls are told that there are no hooks.
    given = repository.run("rev-parse", "--git-path", "hooks", acts=True).text
    return os.path.normpath(os.path.join(repository.top, given))


def is_own_folder(repository: Repository) -> bool:
    """Whether the hooks belong to this clone alone: neither to the work tree's files nor to other repositories."""
    place, own = os.path.realpath(folder(repository)), os.path.realpath(repository.common_dir)
    return place.startswith(own + os.sep)


def read(repository: Repository, name: str) -> str | None:
    """The text of a hook; None where there is none."""
    try:
        with open(os.path.join(folder(repository), name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unwritable(say("The hook {name} can't be read: {reason}.", name=name, reason=files.why(error))) from error


def runs(repository: Repository, name: str) -> bool:
    """Whether the system would run a hook."""
    return os.access(os.path.join(folder(repository), name), os.X_OK)


def write(repository: Repository, name: str, text: str) -> None:
    """Write a hook of ours, in place of an older one of ours; the caller has seen that nobody else's is there."""
    place = os.path.join(folder(repository), name)
    try:
        files.make_folders(os.path.dirname(place))
        fresh = files.temporary(place)
        files.write_new(fresh, text.encode(), 0o755)
        files.rename(fresh, place)
    except OSError as error:
        raise Unwritable(
            say("The hook {name} can't be written: {reason}.", name=name, reason=files.why(error))
        ) from error


def remove(repository: Repository, name: str) -> None:
    """Take a hook of ours away."""
    files.remove(os.path.join(folder(repository), name))
