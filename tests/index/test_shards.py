"""Shards come whole or not at all, stay few, and never stand in the way of who reads them."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.index import sharding, shards
from ledger.index.building import bring_up_to_date as build
from ledger.index.catalog import Catalog
from ledger.index.engine import Damaged
from ledger.index.engines import words_of
from ledger.index.sharded import Whoosh
from ledger.index.sharding import Progress, bring_up_to_date
from ledger.query.tokens import Wanted
from ledger.query.tree import Word
from tests.index.conftest import Make
from tests.index.sharding import empty_catalog, folders, gone, keep, names, reopened

WHO = Wanted(("acme",))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = empty_catalog(tmp_path)
    yield made
    made.close()


@pytest.fixture
def any_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few are missing, a slice takes them."""
    monkeypatch.setattr(sharding, "WORTH_A_SLICE", 1)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to do, two processes do it."""
    monkeypatch.setattr(sharding, "_WORTH_TWO", 1)
    monkeypatch.setattr(sharding, "_cores", lambda: 2)


def said(count: int) -> list[str]:
    return [f"acme {number}号 云启" for number in range(count)]


def known(catalog: Catalog) -> set[int]:
    return set(Whoosh(catalog).known())


def all_found(catalog: Catalog) -> set[int]:
    return set(Whoosh(catalog).candidates(WHO))


def test_everybody_is_taken_in(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(30))
    told: list[tuple[int, int]] = []
    assert bring_up_to_date(catalog, on_progress=lambda done, total: told.append((done, total))) == Progress(30, 0)
    assert all_found(catalog) == known(catalog) == set(range(1, 31))
    assert folders(tmp_path) == names(catalog)
    assert told[-1] == (30, 30)


def test_twice_is_once(catalog: Catalog) -> None:
    keep(catalog, 1, *said(30))
    bring_up_to_date(catalog)
    before = names(catalog)
    assert bring_up_to_date(catalog) == Progress(0, 0)
    assert names(catalog) == before


def test_nobody_makes_no_shard(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharding, "WORTH_A_SLICE", 0)
    assert bring_up_to_date(catalog, seconds=1) == Progress(0, 0)
    Whoosh(catalog).add([])
    assert names(catalog) == set()


def test_two_processes_share_the_work(catalog: Catalog, tmp_path: Path, two_cores: None) -> None:
    keep(catalog, 1, *said(500))
    told: list[tuple[int, int]] = []
    assert bring_up_to_date(catalog, on_progress=lambda done, total: told.append((done, total))) == Progress(500, 0)
    assert all_found(catalog) == set(range(1, 501))
    assert len(names(catalog)) == 2
    assert folders(tmp_path) == names(catalog)
    assert told[-1] == (500, 500)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_process_that_dies_leaves_its_part_for_later(
    catalog: Catalog, tmp_path: Path, two_cores: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(catalog, 1, *said(500))
    genuine = shards.Making.finish

    def dying(making: shards.Making) -> shards.Shard:
        if 1 in making._inverted.numbers:
            os.kill(os.getpid(), signal.SIGKILL)
        return genuine(making)

    monkeypatch.setattr(shards.Making, "finish", dying)
    progress = bring_up_to_date(catalog)
    assert progress.done + progress.left == 500
    assert progress.left > 0
    monkeypatch.undo()
    assert bring_up_to_date(catalog) == Progress(progress.left, 0)
    assert all_found(catalog) == set(range(1, 501))
    assert folders(tmp_path) == names(catalog)


def test_with_other_threads_no_process_is_made() -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    assert sharding._cores() == 1
    over.set()
    other.join()


def test_few_are_left_to_be_looked_through(catalog: Catalog) -> None:
    keep(catalog, 1, *said(99))
    assert bring_up_to_date(catalog, seconds=5) == Progress(0, 99)
    keep(catalog, 100, *said(1))
    assert bring_up_to_date(catalog, seconds=60) == Progress(100, 0)


def test_a_slice_takes_at_least_one_and_leaves_the_rest(catalog: Catalog, any_slice: None) -> None:
    keep(catalog, 1, *said(5))
    assert bring_up_to_date(catalog, seconds=0) == Progress(1, 4)
    assert known(catalog) == {1}
    assert bring_up_to_date(catalog, seconds=60) == Progress(4, 0)
    assert all_found(catalog) == {1, 2, 3, 4, 5}


def test_slices_keep_the_shards_few(
    catalog: Catalog, tmp_path: Path, any_slice: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharding, "_FEW_SHARDS", 4)
    for number in range(1, 41):
        keep(catalog, number, "acme")
        assert bring_up_to_date(catalog, seconds=60) == Progress(1, 0)
        assert len(names(catalog)) <= 6
    assert all_found(catalog) == set(range(1, 41))
    assert folders(tmp_path) == names(catalog)


def test_one_customer_saved_again_and_again_leaves_one_shard(catalog: Catalog, tmp_path: Path, any_slice: None) -> None:
    keep(catalog, 1, *said(50))
    bring_up_to_date(catalog)
    for number in range(51, 81):
        gone(catalog, [number - 1])
        keep(catalog, number, "acme")
        bring_up_to_date(catalog, seconds=60)
        assert len(names(catalog)) <= 2
    assert {*range(1, 50), 80} <= all_found(catalog)
    assert folders(tmp_path) == names(catalog)


def test_many_shards_of_one_size_become_one(catalog: Catalog, tmp_path: Path) -> None:
    for number in range(7):
        keep(catalog, 10 * number + 1, *said(10))
        bring_up_to_date(catalog)
    assert len(names(catalog)) == 7
    keep(catalog, 71, *said(10))
    bring_up_to_date(catalog)
    assert len(names(catalog)) == 1
    assert all_found(catalog) == set(range(1, 81))
    assert folders(tmp_path) == names(catalog)


def test_a_shard_with_many_dead_is_written_anew(catalog: Catalog) -> None:
    keep(catalog, 1, *said(30))
    bring_up_to_date(catalog)
    before = names(catalog)
    gone(catalog, range(1, 10))
    bring_up_to_date(catalog)
    assert names(catalog) == before
    gone(catalog, [10])
    bring_up_to_date(catalog)
    assert names(catalog) != before
    assert known(catalog) == set(range(11, 31))
    gone(catalog, range(1, 31))
    bring_up_to_date(catalog)
    assert names(catalog) == set()


def test_all_shards_become_one_if_that_is_wanted(catalog: Catalog, tmp_path: Path) -> None:
    for number in range(5):
        keep(catalog, 100 * number + 1, *said(3 * number + 1))
        bring_up_to_date(catalog)
    gone(catalog, [1])
    assert len(names(catalog)) == 5
    bring_up_to_date(catalog, whole=True)
    (before,) = names(catalog)
    assert len(known(catalog)) == 34
    assert folders(tmp_path) == {before}
    bring_up_to_date(catalog, whole=True)
    assert names(catalog) == {before}


def test_no_shard_holds_more_than_memory_allows(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharding, "_FULL", 200)
    keep(catalog, 1, *said(100))
    bring_up_to_date(catalog, whole=True)
    sizes = sorted(len(shard.numbers) for shard in shards.listed(catalog.connection))
    assert sum(sizes) == 100
    assert max(sizes) <= 20
    before = names(catalog)
    bring_up_to_date(catalog, whole=True)
    assert names(catalog) == before


def test_a_catalog_in_memory_has_no_shards() -> None:
    catalog = Catalog.make(None, "")
    keep(catalog, 1, *said(200))
    assert bring_up_to_date(catalog) == Progress(0, 0)
    catalog.close()


def test_where_nothing_can_be_written_nothing_happens(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(200))
    (tmp_path / "index" / "text").write_text("in the way")
    assert bring_up_to_date(catalog) == Progress(0, 0)
    assert names(catalog) == set()


def test_a_full_disk_leaves_everything_as_it_was(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(catalog, 1, *said(150))
    bring_up_to_date(catalog)
    keep(catalog, 151, *said(150))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert bring_up_to_date(catalog, seconds=60).done == 0
    assert known(catalog) == set(range(1, 151))
    assert folders(tmp_path) == names(catalog)
    bring_up_to_date(catalog)
    assert known(catalog) == set(range(1, 301))


def test_folders_that_are_not_ours_stay(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(3))
    bring_up_to_date(catalog)
    place = tmp_path / "index" / "text"
    (place / "notes").mkdir()
    (place / ("a" * 32)).mkdir(mode=0o700)
    (place / ("b" * 32)).symlink_to(tmp_path)
    keep(catalog, 4, *said(3))
    bring_up_to_date(catalog)
    assert folders(tmp_path) - names(catalog) == {"notes", "b" * 32}
    assert (tmp_path / "index" / "catalog.db").exists()


def test_a_catalog_that_was_made_anew_meanwhile_is_left_alone(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(3))
    other = Catalog.make(tmp_path / "index", "x")
    other.complete("other settings")
    other.settle()
    keep(other, 1, *said(5))
    bring_up_to_date(other)
    assert bring_up_to_date(catalog) == Progress(0, 3)
    assert folders(tmp_path) == names(other) != set()
    other.close()


# A build that is killed


def in_a_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own; its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(point: int, folder: Path, work: Callable[[], None]) -> bool:
    """Do something in a process that is killed at its n-th look at or change of files in a folder; whether it was."""
    passed = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal passed
        if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir") and str(args[0]).startswith(str(folder)):
            passed += 1
            if passed == point:
                os.kill(os.getpid(), signal.SIGKILL)

    def watched() -> None:
        sys.addaudithook(hook)
        work()

    return in_a_child(watched) == -signal.SIGKILL


def test_a_build_killed_anywhere_leaves_right_answers_and_no_rubbish(catalog: Catalog, tmp_path: Path) -> None:
    first = 1
    point = 0
    killed = True
    while killed:
        point += 1
        keep(catalog, first, *said(3))

        def work() -> None:
            bring_up_to_date(reopened(tmp_path), whole=True)

        killed = killed_at(point, tmp_path / "index" / "text", work)
        first += 3
        assert len(folders(tmp_path)) <= len(names(catalog)) + 2
        assert all_found(catalog) == known(catalog)
    assert point > 20
    bring_up_to_date(catalog)
    assert all_found(catalog) == set(range(1, first))
    assert folders(tmp_path) == names(catalog)


@pytest.mark.parametrize("after", [False, True])
def test_a_build_killed_when_it_lists_its_shards(
    catalog: Catalog, tmp_path: Path, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for start in (1, 11):
        keep(catalog, start, *said(10))
        bring_up_to_date(catalog)
    genuine = shards.swap

    def deadly(catalog: Catalog, *what: object) -> None:
        if after:
            genuine(catalog, *what)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        monkeypatch.setattr(shards, "swap", deadly)
        bring_up_to_date(reopened(tmp_path), whole=True)

    assert in_a_child(work) == -signal.SIGKILL
    assert all_found(catalog) == set(range(1, 21))
    assert len(folders(tmp_path)) == 3
    bring_up_to_date(catalog)
    assert folders(tmp_path) == names(catalog)
    assert all_found(catalog) == set(range(1, 21))


# Others at the same time


def test_several_who_build_at_once_do_not_get_in_each_others_way(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(400))

    def work() -> None:
        own = reopened(tmp_path)
        for _ in range(3):
            bring_up_to_date(own, whole=True)
        Whoosh(own).candidates(WHO)

    children = []
    for _ in range(6):
        child = os.fork()
        if child == 0:
            try:
                work()
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert all_found(catalog) == set(range(1, 401))
    assert len(names(catalog)) == 1
    assert folders(tmp_path) == names(catalog)


def test_reading_goes_on_while_shards_are_merged(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(20))
    bring_up_to_date(catalog)
    over = threading.Event()
    failures: list[str] = []

    def read() -> None:
        own = reopened(tmp_path)
        while not over.is_set():
            engine = Whoosh(own)
            try:
                found = set(engine.candidates(WHO))
                ranked = engine.ranked(["acme"], 9)
            except Exception as error:
                failures.append(repr(error))
                return
            if not set(range(1, 21)) <= found or len(ranked) < 9:
                failures.append(f"only {sorted(found)}")
                return
            engine.close()
        own.close()

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(21, 41):
        keep(catalog, number, "acme")
        bring_up_to_date(catalog, whole=True)
    over.set()
    reader.join()
    assert failures == []
    assert len(names(catalog)) == 1


def test_who_has_listed_shards_that_were_merged_meanwhile_looks_again(catalog: Catalog, tmp_path: Path) -> None:
    for start in (1, 11):
        keep(catalog, start, *said(10))
        bring_up_to_date(catalog)
    own = reopened(tmp_path)
    engine = Whoosh(own)
    assert engine.known() == set(range(1, 21))
    keep(catalog, 21, *said(10))
    bring_up_to_date(catalog, whole=True)
    assert set(engine.candidates(WHO)) >= set(range(1, 21))
    # Who was looked through as unknown stays unknown, and who was known stays known.
    assert engine.known() == set(range(1, 21))
    assert Whoosh(own).known() == set(range(1, 31))
    own.close()


def test_who_has_listed_shards_that_were_dropped_meanwhile_is_told(catalog: Catalog, tmp_path: Path) -> None:
    keep(catalog, 1, *said(10))
    bring_up_to_date(catalog)
    own = reopened(tmp_path)
    engine = Whoosh(own)
    engine.known()
    place = shards.place(catalog)
    assert place is not None
    shards.swap(catalog, (), names(catalog))
    shards.sweep(catalog, place)
    with pytest.raises(Damaged):
        engine.candidates(WHO)
    own.close()


def test_who_asks_after_a_shard_was_listed_and_before_it_is_read_misses_nobody(
    catalog: Catalog, tmp_path: Path
) -> None:
    keep(catalog, 1, *said(10))
    bring_up_to_date(catalog)
    own = reopened(tmp_path)
    engine = Whoosh(own)
    assert set(engine.candidates(WHO)) == set(range(1, 11))
    keep(catalog, 11, *said(10))
    bring_up_to_date(catalog)
    looked_through = set(range(1, 21)) - set(engine.known())
    assert set(engine.candidates(WHO)) | looked_through == set(range(1, 21))
    own.close()


# As commands meet it


FILES = {f"c{n}.md": f"---\nname: 客户{n}\n---\n物流 {n}\n" for n in range(12)}


def test_what_the_index_lacks_is_found_all_the_same(ledger: Make, any_slice: None) -> None:
    session = ledger(FILES)
    assert len(words_of(session.fresh().catalog, "whoosh").hits(Word("物流")).texts) == 12
    assert build(session) == Progress(12, 0)
    assert words_of(session.fresh().catalog, "whoosh").unknown() == []
    session = ledger({"c3.md": "---\nname: 客户3\n---\n报价\n", "new.md": "---\nname: 新\n---\n物流\n"})
    words = words_of(session.fresh().catalog, "whoosh")
    assert len(words.unknown()) == 2
    assert len(words.hits(Word("物流")).texts) == 12
    assert len(words.hits(Word("报价")).texts) == 1
    assert build(session, seconds=60) == Progress(2, 0)


def test_damage_costs_nothing_but_a_look_through_the_texts(ledger: Make) -> None:
    session = ledger(FILES)
    build(session)
    catalog = session.fresh().catalog
    place = shards.place(catalog)
    assert place is not None
    for file in place.glob("*/*.trm"):
        file.write_bytes(b"")
    words = words_of(catalog, "whoosh")
    assert len(words.hits(Word("物流")).texts) == 12
    assert words.trouble
    session.stale()
    assert len(words_of(session.fresh().catalog, "whoosh").unknown()) == 12
    build(session)
    words = words_of(session.fresh().catalog, "whoosh")
    assert len(words.hits(Word("物流")).texts) == 12
    assert not words.trouble
