"""A writer killed at any system call, and a power cut at any moment, leave the old file or the new one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger.store import files, replace
from ledger.store.scan import scan
from tests.store.writers import ACME, NEW

PROJECT = Path(__file__).parents[2]
OLD = b"---\nname: Acme\n---\n" * 20

#: They touch no file, and how many there are is the memory allocator's affair, another number at each run.
OF_MEMORY = {"mmap", "munmap", "mremap", "mprotect", "madvise", "brk"}

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def prepare(place: Path) -> Path:
    (place / "customers").mkdir(parents=True)
    (place / "index").mkdir()
    (place / ACME).write_bytes(OLD)
    return place


def traced(root: Path, what: str, *options: str, log: str = os.devnull) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-S", "-B", "-m", "tests.store.writers", what, str(root)]
    environment = {"PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": "0", "LEDGER_STATE": str(root.parent / "state")}
    command = ["strace", "-qq", "-o", log, *options, *program]
    return subprocess.run(command, env={**os.environ, **environment}, cwd=PROJECT, capture_output=True, timeout=60)


def calls_between_marks(tmp_path: Path, what: str) -> list[tuple[str, int]]:
    """Every system call of a save but those of memory, by name and how many of that name the process had made."""
    log = tmp_path / "log"
    done = traced(prepare(tmp_path / "whole"), what, log=str(log))
    assert done.returncode == 0, done.stderr
    counts: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    inside = False
    for line in log.read_text("utf-8", "replace").split("\n"):
        name = re.match(r"\w+", line)
        if name is None:
            continue
        counts[name[0]] += 1
        if "<end>" in line:
            break
        if inside and name[0] not in OF_MEMORY:
            found.append((name[0], counts[name[0]]))
        inside = inside or "<begin>" in line
    return found


def kill_at_each(tmp_path: Path, what: str, calls: Iterable[tuple[str, int]]) -> list[tuple[str, bytes | None, bytes]]:
    """(call, what is in the file to be written then, what the killed program said) for each call."""
    written = "customers/new.md" if what == "create" else ACME

    def one(call: tuple[str, int]) -> tuple[str, bytes | None, bytes]:
        name, number = call
        root = prepare(tmp_path / f"{name}-{number}")
        done = traced(root, what, "-e", f"trace={name}", "-e", f"inject={name}:signal=KILL:when={number}")
        assert done.returncode == -9, f"{name} {number} was not reached"
        content = (root / written).read_bytes() if (root / written).exists() else None
        # The next command works without any help.
        replace.update(root, ACME, lambda old: old + b"next")
        if content is not None:
            replace.update(root, written, lambda old: old + b"next")
        replace.sweep(root, scan(root).leftovers)
        left = {path.name for path in (root / "customers").iterdir()}
        assert left <= {"acme.md", "new.md"}, left
        return f"{name} {number}", content, done.stderr

    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(one, calls))


@needs_strace
@pytest.mark.parametrize(("what", "old"), [("save", OLD), ("create", None)])
def test_a_writer_killed_at_any_system_call_leaves_old_or_new(tmp_path: Path, what: str, old: bytes | None) -> None:
    calls = calls_between_marks(tmp_path, what)
    assert {"write", "fsync", "flock"} <= {name for name, _ in calls}
    assert len(calls) >= 20
    results = kill_at_each(tmp_path, what, calls)
    assert [(call, content) for call, content, _ in results if content not in (old, NEW)] == []
    assert {content for _, content, _ in results} == {old, NEW}


@needs_strace
def test_the_same_trial_finds_a_careless_writer_out(tmp_path: Path) -> None:
    results = kill_at_each(tmp_path, "naive_save", calls_between_marks(tmp_path, "naive_save"))
    assert any(content not in (OLD, NEW) for _, content, _ in results)


@needs_strace
@pytest.mark.parametrize("failure", ["fsync:error=EIO:when=1", "write:error=ENOSPC:when=3+", "flock:error=ENOLCK"])
def test_an_error_of_the_disk_is_told_and_nothing_is_written(tmp_path: Path, failure: str) -> None:
    root = prepare(tmp_path / "ledger")
    done = traced(root, "save", "-e", f"trace={failure.split(':', maxsplit=1)[0]}", "-e", f"inject={failure}")
    assert done.returncode != 0
    assert b"<end>" not in done.stderr
    assert (root / ACME).read_bytes() == OLD
    assert [path.name for path in (root / "customers").iterdir()] == ["acme.md"]


@dataclass
class Disk:
    """A disk that remembers what was asked of it, to say what a power cut may leave.

    Content reaches the disk whole by fsync, names by fsync of their folder; before that each may or may not have.
    """

    content: dict[int, list[tuple[bytes, bool]]] = field(default_factory=dict)
    names: list[tuple[dict[str, int], bool]] = field(default_factory=list)

    def states(self, name: str) -> set[bytes | None]:
        """What may stand under a name after a power cut now."""
        since = max(index for index, (_, synced) in enumerate(self.names) if synced)
        found: set[bytes | None] = set()
        for names, _ in self.names[since:]:
            number = names.get(name)
            if number is None:
                found.add(None)
                continue
            history = self.content[number]
            kept = max((index for index, (_, synced) in enumerate(history) if synced), default=0)
            found |= {content for content, _ in history[kept:]}
        return found

    def write(self, number: int, content: bytes) -> None:
        history = self.content.setdefault(number, [(b"", False)])
        history.append((history[-1][0] + content, False))

    def sync(self, number: int) -> None:
        history = self.content.setdefault(number, [(b"", False)])
        history.append((history[-1][0], True))

    def rename(self, source: str, target: str) -> None:
        names = dict(self.names[-1][0])
        names[target] = names.pop(source)
        self.names.append((names, False))


def recorded(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Disk, list[set[bytes | None]]]:
    """A disk that follows what files.py does in `root`, and what each moment could leave of acme.md."""
    acme = root / ACME
    disk = Disk({acme.stat().st_ino: [(OLD, True)]}, [({"acme.md": acme.stat().st_ino}, True)])
    moments: list[set[bytes | None]] = []
    genuine = {name: getattr(os, name) for name in ("write", "fsync", "replace")}

    def write(handle: int, content: bytes) -> int:
        # Short writes, as a system may make them.
        taken: int = genuine["write"](handle, bytes(content[:1000]))
        if os.readlink(f"/proc/self/fd/{handle}").endswith(files.TEMPORARY):
            disk.write(os.fstat(handle).st_ino, bytes(content[:taken]))
            moments.append(disk.states("acme.md"))
        return taken

    def fsync(handle: int) -> None:
        genuine["fsync"](handle)
        place = os.readlink(f"/proc/self/fd/{handle}")
        if place == str(root / "customers"):
            disk.names.append((disk.names[-1][0], True))
        else:
            disk.sync(os.fstat(handle).st_ino)
        moments.append(disk.states("acme.md"))

    def rename(source: str, target: str) -> None:
        disk.names[-1][0][os.path.basename(source)] = os.stat(source).st_ino
        genuine["replace"](source, target)
        disk.rename(os.path.basename(source), os.path.basename(target))
        moments.append(disk.states("acme.md"))

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    return disk, moments


def test_a_power_cut_at_any_moment_leaves_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = prepare(tmp_path.resolve() / "ledger")
    disk, moments = recorded(root, monkeypatch)
    replace.update(root, ACME, lambda old: NEW)
    assert len(moments) >= 7
    assert set().union(*moments) == {OLD, NEW}
    assert disk.states("acme.md") == {NEW}


@pytest.mark.parametrize("omitted", ["file", "folder"])
def test_a_save_without_a_sync_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, omitted: str) -> None:
    root = prepare(tmp_path.resolve() / "ledger")
    if omitted == "folder":
        monkeypatch.setattr(files, "sync_folder", lambda folder: None)
    disk, moments = recorded(root, monkeypatch)
    if omitted == "file":
        monkeypatch.setattr(os, "fsync", lambda handle: None)
    replace.update(root, ACME, lambda old: NEW)
    torn = set().union(*moments) - {OLD, NEW}
    assert torn if omitted == "file" else OLD in disk.states("acme.md")
