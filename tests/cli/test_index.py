"""`ledger index` does what it says, and whatever is wrong with index/, answers are right and nothing is a traceback."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.cli.main import main
from ledger.index.comparison import Difference
from ledger.store import state
from tests.hostile.running import PROJECT, piped, process

TODAY = ("--today", "2026-11-21", "--lang", "en")
ENGINES = ("whoosh", "fts5")
CUSTOMERS = 30
MOVED = "---\nname: 客户{n}\nlevel: A\n---\n## 2026-06-01 电话\n谈 {n} 号{what}\n"


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run gave."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger of thirty customers, every third of which speaks of 物流."""

    root: Path
    engine: str
    capture: pytest.CaptureFixture[str]

    @property
    def folder(self) -> Path:
        """The folder of its index."""
        found = state.index_folder(self.root)
        assert found is not None
        return found

    @property
    def catalog(self) -> Path:
        """The file of its catalog."""
        return self.folder / "catalog.db"

    def run(self, *words: str) -> Ran:
        """Run the command; no traceback ever."""
        self.capture.readouterr()
        code = main(["-C", str(self.root), *TODAY, *words])
        printed = self.capture.readouterr()
        assert "Traceback" not in printed.err
        assert code != 70, printed.err
        return Ran(code, printed.out, printed.err)

    def write(self, n: int, what: str) -> None:
        """Save a customer's file."""
        (self.root / "customers" / f"{n:02}.md").write_text(MOVED.format(n=n, what=what), "utf-8")

    def found(self, word: str = "物流") -> tuple[list[str], str]:
        """The files that have a word, and what was said beside it."""
        ran = self.run("list", word, "--json")
        return sorted(Path(one["path"]).stem for one in json.loads(ran.out)), ran.err

    def sql(self, statement: str) -> None:
        """Change the catalog behind everybody's back."""
        connection = sqlite3.connect(self.catalog)
        connection.execute(statement)
        connection.commit()
        connection.close()


RIGHT = [f"{n:02}" for n in range(0, CUSTOMERS, 3)]


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    """A ledger with each engine."""
    made = Place(tmp_path / "ledger", request.param, capsys)
    (made.root / "customers").mkdir(parents=True)
    (made.root / "ledger.yaml").write_text(f"ledger: 1\nsearch: {{engine: {request.param}}}\n", "utf-8")
    for n in range(CUSTOMERS):
        made.write(n, "报价" if n % 3 else "物流")
    return made


def test_it_builds_and_then_has_nothing_to_do(place: Place) -> None:
    first = place.run("index")
    assert first.code == 0
    assert first.out.startswith("30 customers. 30 files were read.")
    assert place.run("index").out == "30 customers. Nothing had changed.\n"
    assert place.found() == (RIGHT, "")


def test_it_takes_in_what_changed(place: Place) -> None:
    place.run("index")
    place.write(1, "物流")
    (place.root / "customers" / "00.md").unlink()
    assert "1 file was read." in place.run("index").out
    assert place.found()[0] == ["01", *RIGHT[1:]]
    assert place.run("index", "--verify").code == 0


def test_rebuild_begins_a_new_folder(place: Place) -> None:
    place.run("index")
    before = place.folder
    assert "30 files were read." in place.run("index", "--rebuild").out
    assert place.folder != before
    assert not before.exists()
    assert place.found() == (RIGHT, "")


def test_another_engine_reads_no_file_again_and_leaves_nothing_of_the_first(place: Place) -> None:
    place.run("index")
    other = "fts5" if place.engine == "whoosh" else "whoosh"
    (place.root / "ledger.yaml").write_text(f"ledger: 1\nsearch: {other}\n", "utf-8")
    assert place.found()[0] == RIGHT
    assert place.run("index").out == f"30 customers. 30 taken into the text index ({other}).\n"
    connection = sqlite3.connect(place.catalog)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert ("words" in tables) == (other == "fts5")
    assert bool(connection.execute("SELECT count(*) FROM shards").fetchone()[0]) == (other == "whoosh")
    connection.close()
    assert place.run("index", "--verify").code == 0


def test_optimize_tells_the_size(place: Place) -> None:
    ran = place.run("index", "--optimize")
    assert ran.code == 0
    assert ran.out.startswith("index/ took ")
    assert place.run("index", "--verify").code == 0


def test_status_changes_nothing(place: Place) -> None:
    assert place.run("index", "--status").out == "There is no index yet; the next command builds it.\n"
    place.run("index")
    place.write(1, "物流")
    found = json.loads(place.run("index", "--status", "--json").out)
    assert found["state"] == "ready"
    assert (found["engine"], found["customers"], found["indexed"]) == (place.engine, 30, 30)
    assert (found["changed"], found["lacking"], found["watcher"]) == (1, 0, False)
    assert found["catalog_bytes"] > 0
    assert found["text_bytes"] > 0
    assert found["seconds"] >= 0
    assert found["built"]
    told = place.run("index", "--status").out
    assert "1 file to read" in told
    assert "not running" in told


def test_status_says_from_when_on_fts5_is_worth_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.display.index_status.LARGE", 29)
    place.run("index")
    assert ("search: {engine: fts5}" in place.run("index", "--status").out) == (place.engine == "whoosh")


def test_json_is_for_status_and_verify(place: Place) -> None:
    assert place.run("index", "--json").code == 2


# What verify finds


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ("UPDATE customers SET name = 'x' WHERE path LIKE '%/07.md'", "customers/07.md: customers"),
        ("DELETE FROM entries WHERE customer = (SELECT max(customer) FROM entries)", "customers/29.md: entries"),
        ("UPDATE texts SET text = replace(text, '报价', '报告') WHERE customer = 2", "customers/01.md: texts, words"),
        ("DELETE FROM customers WHERE path LIKE '%/03.md'", "customers/03.md: customers, files"),
        ("UPDATE files SET customer = 99 WHERE path LIKE '%/04.md'", "customers/04.md: files"),
    ],
)
def test_verify_names_every_difference(place: Place, harm: str, named: str) -> None:
    place.run("index")
    place.sql(harm)
    ran = place.run("index", "--verify")
    assert ran.code == 1
    assert named in ran.out.split("\n")
    assert "1 file differs" in ran.out
    assert "--rebuild" in ran.out
    found = json.loads(place.run("index", "--verify", "--json").out)
    path, _, tables = named.partition(": ")
    assert found["differences"] == [{"path": path, "table": table} for table in tables.split(", ")]
    assert place.run("index", "--rebuild").code == 0
    assert place.run("index", "--verify").code == 0


@pytest.mark.parametrize("place", ["fts5"], indirect=True)
def test_verify_looks_into_the_text_index(place: Place) -> None:
    place.run("index")
    place.sql("INSERT INTO words (words, rowid, ones) VALUES ('delete', 4, '物流')")
    ran = place.run("index", "--verify")
    assert (ran.code, ran.out.split("\n")[0]) == (1, "customers/03.md: words")


def test_what_differs_only_as_files_change_meanwhile_is_not_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([{Difference("a.md", "names"), Difference("b.md", "names")}, {Difference("b.md", "names")}])
    monkeypatch.setattr("ledger.index.maintenance.differing", lambda *_: next(told))
    ran = place.run("index", "--verify")
    assert (ran.code, ran.out.split("\n")[0]) == (1, "b.md: names")


def test_verify_leaves_nothing_behind(place: Place) -> None:
    place.run("index")
    place.run("index", "--status")
    before = sorted(path.name for path in place.folder.iterdir())
    place.run("index", "--verify")
    assert sorted(path.name for path in place.folder.iterdir()) == before


# Whatever is wrong with index/: answers are right, it is said in one line at most, and `ledger index` mends it


def emptied(place: Place) -> None:
    place.catalog.write_bytes(b"")


def garbage(place: Place) -> None:
    place.catalog.write_bytes(os.urandom(100_000))


def cut(place: Place) -> None:
    os.truncate(place.catalog, place.catalog.stat().st_size // 2 + 100)


def overwritten(place: Place) -> None:
    with place.catalog.open("r+b") as file:
        file.seek(4096)
        while file.tell() < place.catalog.stat().st_size:
            file.write(b"\xff" * 64)
            file.seek(4096 - 64, os.SEEK_CUR)


def deleted(place: Place) -> None:
    place.catalog.unlink()


def of_another_release(place: Place) -> None:
    place.sql("UPDATE meta SET value = '1/0.0.1/a/b' WHERE name = 'stamp'")
    place.sql("ALTER TABLE customers RENAME COLUMN star TO moon")


def half_built(place: Place) -> None:
    place.sql("DELETE FROM meta WHERE name = 'stamp'")
    place.sql("DELETE FROM customers WHERE customer > 5")


def nothing_left(place: Place) -> None:
    shutil.rmtree(place.root / "index")


def words_spoiled(place: Place) -> None:
    if place.engine == "fts5":
        connection = sqlite3.connect(place.catalog)
        ask = "SELECT (rootpage - 1) * 4096 FROM sqlite_master WHERE name = 'words_data'"
        start = connection.execute(ask).fetchone()[0]
        connection.close()
        with place.catalog.open("r+b") as file:
            file.seek(start)
            file.write(b"\xff" * 64)
    for path in shard_files(place):
        path.write_bytes(os.urandom(path.stat().st_size))


def words_cut(place: Place) -> None:
    if place.engine == "fts5":
        place.sql("DELETE FROM words_config")
    for path in shard_files(place):
        os.truncate(path, path.stat().st_size // 2)


def words_gone(place: Place) -> None:
    if place.engine == "fts5":
        place.sql("DROP TABLE words_idx")
    shutil.rmtree(place.folder / "text", ignore_errors=True)


def words_of_an_older_time(place: Place) -> None:
    if place.engine == "fts5":
        place.sql("DELETE FROM words_data WHERE id > 10")
        return
    older = {path.suffix: path.read_bytes() for path in shard_files(place)}
    place.write(1, "物流")
    place.run("index", "--rebuild")
    place.write(1, "报价")
    for path in shard_files(place):
        path.write_bytes(older[path.suffix])


def shard_files(place: Place) -> list[Path]:
    return [path for path in (place.folder / "text").rglob("*") if path.is_file()]


HARMS = [
    emptied, garbage, cut, overwritten, deleted, of_another_release, half_built, nothing_left, words_spoiled, words_cut,
    words_gone, words_of_an_older_time,
]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_answers_are_right_whatever_happened_to_the_index(place: Place, harm: Callable[[Place], None]) -> None:
    place.run("index")
    harm(place)
    found, said = place.found()
    assert found == RIGHT
    assert said.count("\n") <= 1
    assert place.run("index").code == 0
    assert place.found() == (RIGHT, "")
    assert place.run("index", "--verify").code == 0


@pytest.mark.parametrize("harm", [garbage, overwritten, words_spoiled], ids=lambda harm: harm.__name__)
def test_status_and_verify_tell_of_damage(place: Place, harm: Callable[[Place], None]) -> None:
    place.run("index")
    harm(place)
    status = place.run("index", "--status")
    assert status.code == 0
    ran = place.run("index", "--verify")
    if harm is words_spoiled:
        # The catalog's own file, where the table is in it.
        assert ran.code == 1
        assert ran.out.split("\n")[0] in ("Can't be read: words", "Can't be read: catalog")
    else:
        assert "damaged" in status.out
        assert ran.code in (0, 1)


def test_a_damaged_catalog_is_told_of_in_one_line(place: Place) -> None:
    place.run("index")
    garbage(place)
    assert place.found()[1] == "The index was damaged and has been built anew.\n"


# Where no index can be kept


def index_is_a_file(place: Place) -> None:
    (place.root / "index").write_text("")


def index_is_a_link(place: Place) -> None:
    elsewhere = place.root.parent / "elsewhere"
    elsewhere.mkdir()
    (place.root / "index").symlink_to(elsewhere)


def no_state_folder(place: Place) -> None:
    blocked = place.root.parent / "blocked"
    blocked.write_text("")
    os.environ["LEDGER_STATE"] = str(blocked / "state")


@pytest.mark.parametrize("harm", [index_is_a_file, index_is_a_link, no_state_folder], ids=lambda harm: harm.__name__)
def test_without_an_index_files_are_read_and_that_is_said(
    place: Place, harm: Callable[[Place], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_STATE", os.environ["LEDGER_STATE"])
    harm(place)
    assert place.found() == (RIGHT, "The index can't be written, so all files were read for this: ledger index\n")
    for words in ((), ("--rebuild",), ("--verify",), ("--optimize",)):
        ran = place.run("index", *words)
        assert ran.code == 74
        assert ran.err.startswith("ledger: index/ or your own state folder can't be written")
    assert json.loads(place.run("index", "--status", "--json").out)["state"] == "unusable"


def small_files() -> None:
    """No file of more than 40 kB, which is how a full disk looks to SQLite."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))


def test_a_full_disk_costs_time_and_nothing_else(place: Place) -> None:
    words = ["-C", str(place.root), *TODAY]
    listed = process([*words, "list", "物流", "--json"], place.root, limits=small_files)
    assert listed.code == 0, listed.text
    assert sorted(Path(one["path"]).stem for one in json.loads(listed.out)) == RIGHT
    assert listed.err.decode().count("\n") == 1
    built = process([*words, "index"], place.root, limits=small_files)
    assert built.code == 74
    assert built.err.decode().startswith("ledger: The index can't be written: ")
    assert "Traceback" not in built.text
    assert place.run("index").code == 0
    assert place.run("index", "--verify").code == 0


def test_a_disk_that_fills_up_leaves_the_index_as_it_was(place: Place) -> None:
    place.run("index")
    for n in range(CUSTOMERS):
        place.write(n, "物流" * 4000)
    words = ["-C", str(place.root), *TODAY]
    listed = process([*words, "list", "物流", "--json"], place.root, limits=small_files)
    assert len(json.loads(listed.out)) == CUSTOMERS
    for path in (place.root / "customers").iterdir():
        path.write_text(path.read_text("utf-8").replace("物流" * 4000, "报价"), "utf-8")
    assert place.found() == ([], "No customer fits.\n")
    assert place.run("index").code == 0
    assert place.run("index", "--verify").code == 0


def may_mount() -> bool:
    """Whether this system lets a user mount in a space of their own."""
    try:
        script = "mount -t tmpfs none /mnt"
        return subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not may_mount(), reason="no file systems of one's own here")
@pytest.mark.parametrize("size", ["60k", "200k"])
def test_a_really_full_disk(place: Place, size: str) -> None:
    (place.root / "index").mkdir()
    ask = f'"{sys.executable}" -B -m ledger -C "{place.root}" --today 2026-11-21 --lang en'
    script = (
        f'mount -t tmpfs -o size={size},mode=700 none "{place.root}/index" && {ask} index; echo "= $?"; '
        f'{ask} list 物流 --paths; echo "= $?"'
    )
    made = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], env=made, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    built, listed = done.stdout.split("= ")[:2], done.stdout.split("\n")
    assert built[1].split("\n")[0] in ("74", "1"), done.stderr
    assert sorted(Path(line).stem for line in listed if line.endswith(".md")) == RIGHT
    assert done.stdout.endswith("= 0\n")


# Others at the same time, and sudden death


def test_who_finds_another_writing_is_told_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.run("index")
    place.write(1, "物流")
    monkeypatch.setattr("ledger.store.lock.LONGEST", 0.3)
    hold = "import sys; from ledger.store.lock import lock\nwith lock(sys.argv[1]): print('held', flush=True); input()"
    made = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(place.folder)], env=made, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert place.run("index").code == 75
        found, said = place.found()
        assert found == ["00", "01", *RIGHT[1:]]
        assert said.count("\n") == 1
        holder.communicate(b"\n")
    assert place.run("index").code == 0


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    "where",
    [
        "ledger.index.catalog.Catalog.insert",
        "ledger.index.catalog.Catalog.complete",
        "ledger.index.catalog.Catalog.settle",
        "ledger.index.fts5_table.add",
        "ledger.index.fulltext_fts5.fill",
        "ledger.index.fulltext_whoosh.Inverted.write",
        "ledger.index.shards.swap",
    ],
)
@pytest.mark.parametrize("earlier", ["nothing", "another engine"])
def test_a_build_that_is_killed_is_done_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, where: str, earlier: str
) -> None:
    if earlier == "another engine":
        other = "fts5" if place.engine == "whoosh" else "whoosh"
        chosen = (place.root / "ledger.yaml").read_text("utf-8")
        (place.root / "ledger.yaml").write_text(f"ledger: 1\nsearch: {other}\n", "utf-8")
        place.run("index")
        (place.root / "ledger.yaml").write_text(chosen, "utf-8")
        place.write(1, "物流")
    with monkeypatch.context() as deadly:
        deadly.setattr(where, die)
        printed = piped(["-C", str(place.root), *TODAY, "index"], place.root)
    assert printed.code in (-signal.SIGKILL, 0)
    right = sorted([*RIGHT, "01"]) if earlier == "another engine" else RIGHT
    assert place.found()[0] == right
    assert place.run("index").code == 0
    assert place.run("index", "--verify").code == 0
    assert place.found() == (right, "")
