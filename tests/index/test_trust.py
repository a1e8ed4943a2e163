"""A catalog kept from change to change equals one built from nothing, and is trusted exactly when its watcher says so."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.index import refresh
from ledger.index.keeper import Keeper, Kept
from ledger.index.reading import Reading
from ledger.index.refresh import Fresh, being_saved, stamp_of
from ledger.session import open_session
from ledger.store import state
from ledger.store.ping import place_of
from ledger.store.ping_listener import Listener
from tests.index.comparing import built_from_nothing, content, open_fresh, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A ledger of a few customers."""
    place = tmp_path / "ledger"
    (place / "customers").mkdir(parents=True)
    (place / "ledger.yaml").write_text("ledger: 1\n", encoding="utf-8")
    for number in range(5):
        write(place, f"{number}.md", text(number))
    return place


def text(number: int, note: str = "") -> str:
    """A customer's file."""
    return f"---\nid: C-{number}\nname: 客户{number}\nlevel: A\n---\n\n## 2026-11-02 电话\n{note}\n"


def reading(root: Path) -> Reading:
    """What reads its files."""
    session = open_session(root)
    return Reading(session.root, session.vocabulary, session.settings)


@pytest.fixture
def keeper(root: Path) -> Iterator[Keeper]:
    """One that has looked at everything."""
    made = Keeper(reading(root))
    assert made.everything().anew
    yield made
    made.close()


def equals_one_built_from_nothing(root: Path, keeper: Keeper) -> None:
    """Both its rows, and the states that a command compares with the disk."""
    assert content(Fresh(keeper.catalog, root)) == built_from_nothing(root)
    assert keeper.catalog.files() == keeper.catalog._files()
    found = open_fresh(root)
    assert found.read == 0
    found.catalog.close()


def test_one_file_is_read_when_it_is_looked_at_and_no_other(root: Path, keeper: Keeper) -> None:
    write(root, "0.md", text(10))
    write(root, "1.md", text(11))
    assert keeper.some(["customers/0.md", "customers/2.md"]) == Kept(("customers/0.md",))
    names = "SELECT name FROM customers WHERE path IN ('customers/0.md', 'customers/1.md') ORDER BY path"
    assert keeper.catalog.connection.execute(names).fetchall() == [("客户10",), ("客户1",)]
    assert keeper.some(["customers/1.md"]) == Kept(("customers/1.md",))
    equals_one_built_from_nothing(root, keeper)


def test_new_and_removed_files_are_taken_in_and_out(root: Path, keeper: Keeper) -> None:
    write(root, "华东/新.md", text(20))
    (root / "customers" / "3.md").unlink()
    kept = keeper.some(["customers/华东/新.md", "customers/3.md", "customers/never.md"])
    assert kept is not None
    assert set(kept.changed) == {"customers/华东/新.md", "customers/3.md"}
    equals_one_built_from_nothing(root, keeper)


def test_a_file_only_touched_is_not_read_anew(root: Path, keeper: Keeper) -> None:
    before = keeper.catalog.next_number()
    os.utime(root / "customers" / "0.md")
    assert keeper.some(["customers/0.md"]) == Kept()
    assert keeper.catalog.next_number() == before
    equals_one_built_from_nothing(root, keeper)


def test_another_text_of_equal_size_and_times_is_read(
    root: Path, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "customers" / "0.md"
    known = keeper.catalog.state("customers/0.md")
    assert known is not None
    path.write_text(path.read_text("utf-8").replace("客户0", "客户9"), encoding="utf-8")
    # As where clocks are coarse: nothing but the content differs.
    monkeypatch.setattr("ledger.index.keeper.glance", lambda root, paths: _Glance({"customers/0.md": known[0]}))
    assert keeper.some(["customers/0.md"]) == Kept(("customers/0.md",))


class _Glance:
    odd = False
    gone = ()

    def __init__(self, files: dict[str, object]) -> None:
        self.files = files


def test_what_only_a_scan_can_judge_is_not_judged(root: Path, keeper: Keeper) -> None:
    (root / "customers" / "link.md").symlink_to("0.md")
    assert keeper.some(["customers/link.md", "customers/0.md"]) is None


def test_any_mix_of_edits_looked_at_one_by_one(root: Path, keeper: Keeper) -> None:
    chance = random.Random(11)
    for step in range(150):
        paths = [root / "customers" / folder / f"{chance.randrange(8)}.md" for folder in ("", "华东")]
        path, other = chance.sample(paths, 2)
        how = chance.randrange(5)
        if how == 0 and path.exists():
            other.parent.mkdir(exist_ok=True)
            path.replace(other)
        elif how == 1:
            path.unlink(missing_ok=True)
        elif how == 2 and path.exists():
            other.parent.mkdir(exist_ok=True)
            shutil.copy2(path, other)
        else:
            write(root, str(path.relative_to(root / "customers")), text(step, "x" * chance.randrange(50)))
        hinted = [str(one.relative_to(root)) for one in (path, other)]
        if chance.random() < 0.3:
            # A command was quicker.
            open_fresh(root).catalog.close()
        assert keeper.some(hinted) is not None
        if step % 10 == 9:
            equals_one_built_from_nothing(root, keeper)


def test_many_small_changes_are_folded_into_one_piece(root: Path, keeper: Keeper) -> None:
    for number in range(400):
        write(root, f"many/{number}.md", text(number + 100))
    paths = [f"customers/many/{number}.md" for number in range(400)]
    for start in range(0, 400, 50):
        keeper.some(paths[start : start + 50])
    assert len(keeper.catalog._since()) < 400
    equals_one_built_from_nothing(root, keeper)


def test_everything_is_found_however_many_differ(root: Path, keeper: Keeper) -> None:
    (root / "customers" / "0.md").unlink()
    for number in range(450):
        write(root, f"many/{number}.md", text(number + 100))
    told: list[tuple[int, int]] = []
    kept = keeper.everything(lambda done, total: told.append((done, total)))
    assert len(kept.changed) == 451
    assert told[-1] == (451, 451)
    equals_one_built_from_nothing(root, keeper)
    shutil.rmtree(root / "customers" / "many")
    assert len(keeper.everything().changed) == 450
    equals_one_built_from_nothing(root, keeper)


def test_a_deleted_or_replaced_catalog_is_noticed(root: Path, keeper: Keeper) -> None:
    assert keeper.is_current()
    shutil.rmtree(root / "index")
    assert not keeper.is_current()
    assert keeper.everything().anew
    assert keeper.is_current()
    state.renew_index_folder(root)
    assert not keeper.is_current()


def test_a_damaged_catalog_is_made_anew(root: Path, keeper: Keeper) -> None:
    folder = state.index_folder(root)
    assert folder is not None
    keeper.close()
    (folder / "catalog.db").write_bytes(b"not a database" * 100)
    assert keeper.everything().anew
    equals_one_built_from_nothing(root, keeper)


# Files that are being saved


def test_a_file_just_emptied_keeps_what_it_said_for_a_moment(root: Path, keeper: Keeper) -> None:
    path = root / "customers" / "0.md"
    path.write_bytes(b"")
    assert keeper.some(["customers/0.md"]) == Kept(held=("customers/0.md",))
    assert keeper.everything() == Kept(held=("customers/0.md",))
    found = open_fresh(root)
    names = found.catalog.connection.execute("SELECT name FROM customers WHERE path = 'customers/0.md'").fetchall()
    assert names == [("客户0",)]
    found.catalog.close()
    path.write_text(text(33), encoding="utf-8")
    assert keeper.some(["customers/0.md"]) == Kept(("customers/0.md",))
    equals_one_built_from_nothing(root, keeper)


def test_a_file_that_stays_empty_is_believed(root: Path, keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "customers" / "0.md").write_bytes(b"")
    assert keeper.some(["customers/0.md"]) == Kept(held=("customers/0.md",))
    monkeypatch.setattr(refresh, "SAVING", 0.0)
    assert keeper.some(["customers/0.md"]) == Kept(("customers/0.md",))
    equals_one_built_from_nothing(root, keeper)


def test_a_new_empty_file_is_a_customer_at_once(root: Path, keeper: Keeper) -> None:
    write(root, "new.md", "")
    assert keeper.some(["customers/new.md"]) == Kept(("customers/new.md",))


def test_being_saved_is_a_matter_of_seconds_by_either_clock() -> None:
    now = time.time_ns()
    old = now - 5_000_000_000
    full = (10, old, old, 1)
    assert being_saved((0, now, now, 1), full)
    assert being_saved((0, old, now, 1), full)
    assert not being_saved((0, old, old, 1), full)
    assert not being_saved((1, now, now, 1), full)
    assert not being_saved((0, now, now, 1), (0, old, old, 1))
    assert not being_saved((0, now + 60_000_000_000, now, 1), full)


# Trust


@contextmanager
def answering(root: Path, answer: dict[str, object]) -> Iterator[None]:
    """Somebody who sits where the watcher would and gives one answer."""
    place = place_of(root)
    assert place is not None
    place.mkdir(parents=True, exist_ok=True)
    listener, done = Listener(place), threading.Event()

    def run() -> None:
        while not done.is_set():
            for question in listener.questions():
                question.answer(answer)
            time.sleep(0.0005)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        listener.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machines that run tests are busy: answers are waited for longer."""
    from ledger.store import ping

    real = ping.ask
    monkeypatch.setattr(ping, "ask", lambda root, question, patience=5.0: real(root, question, patience))


@pytest.mark.usefixtures("patient")
def test_no_file_is_looked_at_while_the_watcher_vouches(root: Path, keeper: Keeper) -> None:
    good = {"trusted": True, "stamp": stamp_of(reading(root)), "folder": keeper.folder, "obstacles": 2}
    with answering(root, good):
        write(root, "0.md", text(77))
        found = open_fresh(root)
        assert (found._seen, found.read, found.obstacles) == (None, 0, 2)
        # Who needs to know what lies there looks.
        assert len(found.scan.files) == 5
        found.catalog.close()


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "wrong",
    [{"trusted": False}, {"stamp": "another"}, {"folder": "index-0"}, {"trusted": "yes"}, {"obstacles": "many"}],
    ids=str,
)
def test_with_any_doubt_files_are_looked_at(root: Path, keeper: Keeper, wrong: dict[str, object]) -> None:
    good = {"trusted": True, "stamp": stamp_of(reading(root)), "folder": keeper.folder, "obstacles": 0}
    with answering(root, {**good, **wrong}):
        write(root, "0.md", text(77))
        found = open_fresh(root)
        assert found._seen is not None
        assert found.read == 1
        found.catalog.close()


@pytest.mark.usefixtures("patient")
def test_a_trusted_catalog_that_is_gone_is_made_anew(root: Path, keeper: Keeper) -> None:
    good = {"trusted": True, "stamp": stamp_of(reading(root)), "folder": keeper.folder, "obstacles": 0}
    folder = state.index_folder(root)
    assert folder is not None
    with answering(root, good):
        (folder / "catalog.db").unlink()
        found = open_fresh(root)
        assert found.read == 5
        found.catalog.close()
