from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.errors import Busy, Unwritable
from ledger.store import lock as locks
from ledger.store import replace
from ledger.store.holder import read_note
from ledger.store.lock import lock, lock_if_free, mount_of, seize

PROJECT = Path(__file__).parents[2]
ACME = "customers/acme.md"


def start(what: str, root: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writers", what, str(root), *words]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def holding(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    with start("hold", root, "30") as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def run_together(what: str, root: Path, writers: int, times: int) -> list[str]:
    running = [start(what, root, f"w{number}", str(times)) for number in range(writers)]
    return [one.communicate(timeout=60)[1] for one in running if one.wait(timeout=60)]


def lines(root: Path) -> list[str]:
    return [line for line in (root / ACME).read_text().split("\n") if line.startswith("w")]


def expected(writers: int, times: int) -> list[str]:
    return sorted(f"w{writer}-{number}" for writer in range(writers) for number in range(times))


def test_no_append_of_eight_writers_is_lost_and_each_keeps_its_order(root: Path) -> None:
    assert run_together("append", root, 8, 25) == []
    assert sorted(lines(root)) == expected(8, 25)
    for writer in range(8):
        own = [int(line.split("-")[1]) for line in lines(root) if line.startswith(f"w{writer}-")]
        assert own == sorted(own)


def test_writers_without_the_lock_lose_appends(root: Path) -> None:
    run_together("naive_append", root, 4, 100)
    assert len(lines(root)) < 400


def test_deleting_index_while_others_write_loses_nothing(root: Path) -> None:
    running = [start("append", root, f"w{number}", "25") for number in range(4)]
    while any(one.poll() is None for one in running):
        shutil.rmtree(root / "index", ignore_errors=True)
        (root / "index").mkdir(exist_ok=True)
        time.sleep(0.005)
    assert [one.communicate()[1] for one in running] == ["", "", "", ""]
    assert sorted(lines(root)) == expected(4, 25)


def test_a_killed_holder_frees_the_lock_at_once(root: Path) -> None:
    with holding(root) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with lock(root):
            assert read_note(str(root)).startswith(f"PID {os.getpid()} ")


def test_a_holder_that_does_not_move_is_named_and_never_robbed(root: Path, acme: Path) -> None:
    before = acme.read_bytes()
    with holding(root) as other:
        other.send_signal(signal.SIGSTOP)
        with pytest.raises(Busy) as refusal:
            replace.update(root, ACME, lambda old: b"new", recovery=b"my words")
        other.send_signal(signal.SIGCONT)
    assert refusal.value.exit_code == 75
    assert f"PID {other.pid} on " in str(refusal.value)
    assert "writers.py hold" in str(refusal.value)
    assert time.strftime("%Y-") in str(refusal.value)
    assert "kept in" in str(refusal.value)
    assert acme.read_bytes() == before


@pytest.mark.parametrize("note", ["PID 1 on elsewhere, 1999-01-01 00:00:00, ledger log\n1\n", "", "\udcff\x00"])
def test_an_old_or_forged_note_neither_blocks_nor_breaks(root: Path, note: str) -> None:
    (root / "index" / ".writer").write_bytes(note.encode("utf-8", "surrogateescape"))
    with lock(root):
        assert read_note(str(root)).startswith(f"PID {os.getpid()} ")


class Clock:
    """A clock that moves only while somebody sleeps, and holders who take turns by it."""

    def __init__(self, turn: float) -> None:
        self.now = 0.0
        self.turn = turn

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def note(self, place: str) -> str:
        return f"PID {int(self.now / self.turn)}"


def waited(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> float:
    """How long somebody waits who never gets the lock."""
    monkeypatch.setattr(locks, "time", clock)
    monkeypatch.setattr(locks, "read_note", clock.note)
    queue = locks._Queue("ledger")

    def wait_on() -> None:
        while True:
            queue.wait()

    with pytest.raises(Busy):
        wait_on()
    return clock.now


def test_waiting_goes_on_while_the_holders_change(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waited(Clock(turn=locks.PATIENCE / 2), monkeypatch) > locks.LONGEST


def test_waiting_for_one_holder_ends_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    assert locks.PATIENCE < waited(Clock(turn=1e9), monkeypatch) < locks.PATIENCE + 1


def test_there_is_an_end_to_waiting_even_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LONGEST", 0.1)
    (root / "index").rmdir()
    with holding(root), pytest.raises(Busy, match=r"Another program is writing to this ledger\. Nothing"), lock(root):
        pass


def test_threads_exclude_each_other_and_one_may_nest(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    refused: list[Busy] = []

    def other() -> None:
        try:
            with lock(root):
                pass
        except Busy as error:
            refused.append(error)

    with lock(root), lock(root):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1
    with lock(root):
        pass


def test_a_ledger_reached_through_a_link_is_the_same_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    (root.parent / "short").symlink_to(root)
    with holding(root), pytest.raises(Busy), lock(root.parent / "short"):
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP])
def test_a_disk_without_locks_is_named_and_not_written(
    root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(handle: int, how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    before = acme.read_bytes()
    with pytest.raises(Unwritable, match="can't be locked on /") as refusal:
        replace.update(root, ACME, lambda old: b"new")
    assert mount_of(str(root)) in str(refusal.value)
    assert acme.read_bytes() == before


def test_where_folders_have_no_locks_a_file_in_index_is_locked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = fcntl.flock

    def like_nfs(handle: int, how: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        genuine(handle, how)

    monkeypatch.setattr(fcntl, "flock", like_nfs)
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    (root / "index").rmdir()
    with lock(root):
        handle = os.open(root / "index" / ".lock", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            genuine(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)


def test_a_lock_file_deleted_while_waiting_is_noticed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    genuine = locks._open_file

    def deleted_at_first(target: str) -> int:
        handle = genuine(target)
        opened.append(target)
        if len(opened) == 1:
            os.unlink(target)
        return handle

    handle = locks._try(locks._lock_file(str(root)), deleted_at_first)
    assert handle is None
    handle = locks._try(locks._lock_file(str(root)), deleted_at_first)
    assert handle is not None
    os.close(handle)


def test_an_index_folder_that_cannot_be_written_is_no_obstacle(root: Path, acme: Path) -> None:
    shutil.rmtree(root / "index")
    (root / "index").write_text("in the way")
    replace.update(root, ACME, lambda old: b"new")
    assert acme.read_bytes() == b"new"


def test_no_note_is_left_through_a_linked_index(root: Path, tmp_path: Path) -> None:
    shutil.rmtree(root / "index")
    (tmp_path / "elsewhere").mkdir()
    (root / "index").symlink_to(tmp_path / "elsewhere")
    with lock(root):
        assert list((tmp_path / "elsewhere").iterdir()) == []


def test_who_does_not_want_to_wait_is_told_at_once(root: Path) -> None:
    with lock_if_free(root) as first:
        assert first
        with lock_if_free(root) as second:
            assert not second
    with lock_if_free(root) as third:
        assert third


def test_what_is_seized_is_held_until_it_is_let_go(root: Path) -> None:
    handle = seize(root)
    assert handle is not None
    assert seize(root) is None
    os.close(handle)
    again = seize(root)
    assert again is not None
    os.close(again)
