"""Many files merged by one process: git finds which ones both sides changed, and we merge them from its three versions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ledger.errors import Broken, Unwritable
from ledger.messages import say
from ledger.operations.merge_file import Words, merged
from ledger.operations.sharing.versions import is_customer
from ledger.session import Session
from ledger.store import files
from ledger.store.git import Repository
from ledger.store.git_objects import Stages, contents
from ledger.store.processes import context, cores

NOT_YET = "false"
"""A driver that merges nothing: each file that both sides changed is left for us, with its versions."""

_MANY = 120


def merge_unmerged(session: Session, repository: Repository) -> None:
    """Merge the customer files that git has left in conflict, and stage those that have no place to settle.

    The others get their places marked in the file and stay in conflict for git, as do files that can't be merged.
    """
    words = Words(session.vocabulary, session.settings)
    wanted = {path: stages for path, stages in repository.unmerged().items() if _is_mergeable(path, stages)}
    settled = _merge(repository, wanted, words)
    if settled:
        given = b"".join(os.fsencode(repository.name(path)) + b"\0" for path in settled)
        words_of_git = ("add", "--pathspec-from-file=-", "--pathspec-file-nul")
        repository.run("-c", "core.fsyncMethod=batch", *words_of_git, given=given, acts=True)


def _is_mergeable(path: str, stages: Stages) -> bool:
    sides = (stages.ours, stages.theirs)
    return is_customer(path) and all(side is not None and side.is_file for side in sides)


class _File(NamedTuple):
    """A file to be merged: where it goes, its mode, its three versions."""

    path: str
    place: Path
    mode: int
    base: bytes | None
    ours: bytes
    theirs: bytes


def _merge(repository: Repository, wanted: Mapping[str, Stages], words: Words) -> list[str]:
    """Write what becomes of some files, on all processors where they are many; the paths that have nothing to settle."""
    oids = {side.oid for stages in wanted.values() for side in (stages.base, stages.ours, stages.theirs) if side}
    texts = contents(repository.git, sorted(oids)) if oids else {}
    tasks = [_file(repository, path, stages, texts) for path, stages in wanted.items()]
    workers = min(cores(), 8)
    if len(tasks) < _MANY or workers == 1 or not hasattr(os, "fork"):
        return _written(tasks, words)
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, mp_context=context()) as pool:
        running = [pool.submit(_written, tasks[number::workers], words) for number in range(workers)]
        return [path for done in running for path in done.result()]


def _file(repository: Repository, path: str, stages: Stages, texts: Mapping[str, bytes]) -> _File:
    assert stages.ours is not None
    assert stages.theirs is not None
    mode = 0o755 if stages.ours.mode == "100755" else 0o644
    base = None if stages.base is None else texts[stages.base.oid]
    return _File(path, Path(repository.root) / path, mode, base, texts[stages.ours.oid], texts[stages.theirs.oid])


def _written(tasks: Iterable[_File], words: Words) -> list[str]:
    settled = []
    for one in tasks:
        # What is no text stays as git has left it.
        with suppress(Broken):
            made = merged(one.base, one.ours, one.theirs, words)
            _put(one.place, made.content, one.mode)
            if not made.conflicts:
                settled.append(one.path)
    return settled


def _put(place: Path, content: bytes, mode: int) -> None:
    """Put a content into a file's place, whole or not at all. git has all three versions, so nothing is synced."""
    new = files.temporary(str(place))
    try:
        files.make_folders(str(place.parent))
        with open(new, "xb") as file:  # noqa: PTH123
            file.write(content)
        if mode != 0o644:
            os.chmod(new, mode)  # noqa: PTH101
        files.rename(new, str(place))
    except OSError as error:
        files.remove(new)
        raise Unwritable(say("{path} can't be written: {reason}.", path=str(place), reason=files.why(error))) from error
