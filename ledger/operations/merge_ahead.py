"""Merging many files in one go: what git is about to ask for one by one is worked out by the first that it asks for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ledger.errors import LedgerError
from ledger.operations.merge_file import Words, merged
from ledger.store import files
from ledger.store.git import Repository
from ledger.store.git_objects import Blob, FileChange, changes_between, contents
from ledger.store.processes import context, cores

FOLDER = "ledger-merged"
"""In git's own folder: a result is called by the ids of the three versions, the markers' length and the exit code."""
EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
_FEWEST, _MANY = 20, 120
_HEAD = re.compile(r"GITHEAD_([0-9a-f]{40,64})")


def driver(command: str) -> str:
    """What git runs in a shell for each file that both sides changed: a result that is there, else the command.

    Where that fails, or isn't there any more, git's own merge by lines leaves its markers: no side is ever lost.
    """
    there = f".git/{FOLDER}"
    return "; ".join(
        (
            f"if test -d {there}",
            "then set -- $(git hash-object --no-filters %O %A %B)",
            f"f={there}/$1-$2-$3-%L",
            "if test -f $f.0",
            "then exec mv -f $f.0 %A",
            "elif test -f $f.1",
            "then mv -f $f.1 %A && exit 1",
            "fi",
            "fi",
            f"{command} merge-file %O %A %B --marker-size %L --path %P",
            "s=$?",
            "test $s -le 1 && exit $s",
            "git merge-file --diff3 --marker-size=%L -L mine -L old -L theirs %A %O %B",
        )
    )


class _Three(NamedTuple):
    """The ids of the three versions of a file."""

    base: str
    ours: str
    theirs: str


def ahead(repository: Repository, words: Words, size: int, environ: Mapping[str, str] = os.environ) -> int:
    """Work out all merges of the merge that git is making, if they are many; their number.

    Nothing is done outside of a merge, a second time, or where the two sides parted more than once.
    """
    with suppress(LedgerError, OSError):
        ours, theirs = repository.head(), _other_head(environ)
        if ours is None or theirs is None or ours == theirs:
            return 0
        folder = Path(repository.git_dir) / FOLDER
        stamp = folder / f"{ours}-{theirs}"
        if stamp.exists():
            return 0
        _emptied(folder)
        bases = repository.run("merge-base", "--all", ours, theirs, allowed=(0, 1)).text.split()
        wanted = _wanted(repository, bases[0], ours, theirs) if len(bases) == 1 else []
        with stamp.open("xb"):
            if len(wanted) >= _FEWEST:
                _work(repository, wanted, words, folder, size)
        return len(wanted)
    return 0


def _other_head(environ: Mapping[str, str]) -> str | None:
    """The commit that is being merged, as git tells the programs that it starts."""
    heads = [found.group(1) for name in environ if (found := _HEAD.fullmatch(name))]
    return heads[0] if len(heads) == 1 else None


def _emptied(folder: Path) -> None:
    """The folder without what an earlier merge left."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.iterdir():
        files.remove(str(old))


def _wanted(repository: Repository, base: str, ours: str, theirs: str) -> list[_Three]:
    """The versions of each file that both sides have under one path and changed differently."""
    sides = [_by_path(changes_between(repository.git, base, side)) for side in (ours, theirs)]
    found = []
    for path, mine in sides[0].items():
        other = sides[1].get(path)
        if other is not None and other.new is not None and mine.new is not None and mine.new != other.new:
            found.append(_Three(_id(mine.old), mine.new.oid, other.new.oid))
    return found


def _by_path(changes: Iterable[FileChange]) -> Mapping[str, FileChange]:
    """Changed and added files; a renamed one is left to git."""
    return {one.after: one for one in changes if one.how in ("M", "A") and one.new is not None and one.new.is_file}


def _id(blob: Blob | None) -> str:
    return EMPTY if blob is None else blob.oid


def _work(repository: Repository, wanted: Sequence[_Three], words: Words, folder: Path, size: int) -> None:
    oids = {oid for three in wanted for oid in three if oid != EMPTY}
    texts = {EMPTY: b"", **contents(repository.git, sorted(oids))}
    tasks = [(three, texts[three.base], texts[three.ours], texts[three.theirs]) for three in wanted]
    workers = min(cores(), 8)
    if len(tasks) < _MANY or workers == 1 or not hasattr(os, "fork"):
        _write(tasks, words, folder, size)
        return

    with ProcessPoolExecutor(workers, mp_context=context()) as pool:
        parts = [tasks[number::workers] for number in range(workers)]
        for done in [pool.submit(_write, part, words, folder, size) for part in parts]:
            done.result()


def _write(tasks: Iterable[tuple[_Three, bytes, bytes, bytes]], words: Words, folder: Path, size: int) -> None:
    """Write the results, each whole under its name or not at all."""
    for three, base, ours, theirs in tasks:
        with suppress(LedgerError):
            found = merged(base, ours, theirs, words, size)
            new = folder / f"{'-'.join(three)}-{size}{files.TEMPORARY}"
            new.write_bytes(found.content)
            new.replace(new.with_name(f"{'-'.join(three)}-{size}.{1 if found.conflicts else 0}"))
