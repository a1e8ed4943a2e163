"""What the system's events hint at, asked of the real watchdog on real files."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.store import watch_limits
from ledger.store.watch import MANY, Hints, Watcher

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only here are events in order")


class Seen:
    """A watcher and all that it hinted at, up to a mark."""

    def __init__(self, root: Path) -> None:
        self.watcher = Watcher(str(root), lambda: None)

    def so_far(self) -> Hints:
        """Everything up to now: the mark comes through behind it."""
        assert self.watcher.send_mark()
        return self.until(lambda hints: hints.marked)

    def wait_for_all(self) -> None:
        """Until all that happened before has come in; nothing of it is taken."""
        assert self.watcher.send_mark()
        deadline = time.monotonic() + 20
        while not self.watcher._gathering.marked:
            assert time.monotonic() < deadline, "waited in vain for the mark"
            time.sleep(0.001)

    def until(self, enough: Callable[[Hints], bool]) -> Hints:
        """Everything up to a condition."""
        paths: set[str] = set()
        still_open: frozenset[str] = frozenset()
        everything = doubt = settings = False
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            hints = self.watcher.take()
            paths |= hints.paths
            still_open = (still_open - hints.paths) | hints.open
            everything, doubt = everything or hints.everything, doubt or hints.doubt
            settings = settings or hints.settings
            found = Hints(frozenset(paths), still_open, everything, doubt, settings, hints.marked)
            if enough(found):
                return found
            time.sleep(0.001)
        raise AssertionError(f"waited in vain; seen: {paths}, {everything=}, {doubt=}")


@pytest.fixture
def seen(root: Path) -> Iterator[Seen]:
    """A watcher of the small ledger."""
    made = Seen(root)
    yield made
    made.watcher.stop()


def test_a_saved_file_is_hinted_at_and_then_closed(seen: Seen, acme: Path) -> None:
    with acme.open("a") as file:
        file.write("x")
        file.flush()
        assert seen.so_far().open == {"customers/acme.md"}
    assert seen.so_far() == Hints(frozenset({"customers/acme.md"}), marked=True)


def test_reading_is_no_hint(seen: Seen, acme: Path) -> None:
    acme.read_bytes()
    os.listdir(acme.parent)
    assert not seen.so_far()


def test_both_names_of_a_rename_are_hinted_at(seen: Seen, acme: Path) -> None:
    acme.rename(acme.with_name("b.md"))
    assert seen.so_far().paths == {"customers/acme.md", "customers/b.md"}


def test_a_file_moved_out_or_in_is_hinted_at_at_once(seen: Seen, root: Path, acme: Path) -> None:
    started = time.monotonic()
    acme.rename(root / "out.md")
    assert seen.so_far().paths == {"customers/acme.md"}
    (root / "out.md").rename(acme)
    assert seen.so_far().paths == {"customers/acme.md"}
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", [".a.md.swp", "#a.md#", ".#a.md", "~a.md", ".git"])
def test_what_editors_leave_is_no_hint(seen: Seen, root: Path, name: str) -> None:
    (root / "customers" / name).write_text("x")
    assert not seen.so_far()


def test_what_lies_in_hidden_folders_is_no_hint(seen: Seen, root: Path) -> None:
    (root / "customers" / ".obsidian").mkdir()
    seen.so_far()
    (root / "customers" / ".obsidian" / "a.md").write_text("x")
    assert not seen.so_far()


def test_new_folders_make_everything_worth_a_look_and_gone_ones_doubtful(seen: Seen, root: Path) -> None:
    deep = root / "customers" / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "c.md").write_text("x")
    assert (seen.so_far().everything, seen.so_far().doubt) == (True, False)
    shutil.rmtree(root / "customers" / "a")
    assert seen.so_far().doubt


def test_more_paths_than_many_are_everything(seen: Seen, root: Path) -> None:
    for number in range(MANY + 50):
        (root / "customers" / f"{number}.md").write_text("x")
    seen.wait_for_all()
    assert seen.watcher.take() == Hints(frozenset(), frozenset(), everything=True, marked=True)


def test_settings_are_told_apart(seen: Seen, root: Path) -> None:
    (root / "ledger.yaml").write_text("ledger: 1\n")
    assert seen.until(lambda hints: hints.settings).paths == frozenset()


def test_customers_taken_away_are_doubt(seen: Seen, root: Path) -> None:
    (root / "customers").rename(root / "other")
    assert seen.until(lambda hints: hints.doubt).everything


def test_customers_that_appear_are_doubt(root: Path) -> None:
    shutil.rmtree(root / "customers")
    seen = Seen(root)
    try:
        assert not seen.watcher.send_mark()
        (root / "customers").mkdir()
        assert seen.until(lambda hints: hints.doubt)
    finally:
        seen.watcher.stop()


def test_the_mark_changes_nothing_that_git_or_a_sync_service_could_see(seen: Seen, root: Path) -> None:
    before = (root / "customers").stat()
    seen.so_far()
    after = (root / "customers").stat()
    assert (before.st_mtime_ns, before.st_ctime_ns, before.st_nlink) == (
        after.st_mtime_ns,
        after.st_ctime_ns,
        after.st_nlink,
    )
    assert os.listdir(root / "customers") == ["acme.md"]


def test_what_watchdog_only_logs_is_doubt_and_not_printed(seen: Seen, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")
    assert seen.watcher.take().doubt
    assert capfd.readouterr() == ("", "")


def test_a_dead_thread_is_noticed(seen: Seen) -> None:
    assert seen.watcher.is_alive()
    (emitter, *_) = seen.watcher._observer.emitters
    emitter.stop()
    emitter.join(5)
    assert not seen.watcher.is_alive()


def test_the_kernel_says_which_folders_are_watched(seen: Seen, root: Path) -> None:
    for number in range(20):
        (root / "customers" / str(number)).mkdir()
    seen.so_far()
    found = watch_limits.folders(str(root / "customers"))
    assert len(found.inodes) == 21
    assert watch_limits.unwatched(found) == 0
    seen.watcher.stop()
    assert watch_limits.unwatched(found) >= 21


def test_links_out_of_customers_are_noticed_but_not_those_of_editors(root: Path) -> None:
    (root / "customers" / ".#acme.md").symlink_to("user@host.1")
    assert not watch_limits.folders(str(root / "customers")).linked
    (root / "customers" / "shared").symlink_to("../shared")
    assert watch_limits.folders(str(root / "customers")).linked


def test_after_stopping_nothing_is_left_running(root: Path) -> None:
    import threading

    before = threading.active_count()
    watcher = Watcher(str(root), lambda: None)
    assert threading.active_count() > before
    watcher.stop()
    assert threading.active_count() == before
    assert not watch_limits._watched()
