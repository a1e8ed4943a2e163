"""Every command is right after any change of the files, without a watcher."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.session import open_session
from ledger.store import state
from tests.index.comparing import built_from_nothing, content, names, open_fresh, write


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """An empty ledger."""
    root = tmp_path / "ledger"
    (root / "customers").mkdir(parents=True)
    (root / "ledger.yaml").write_text("ledger: 1\n", encoding="utf-8")
    return root


YUNQI = "---\nid: C-1\nname: 云启\nlevel: A\n---\n\n## 2026-11-02 电话\n"


def test_a_new_file_is_seen(ledger: Path) -> None:
    write(ledger, "a.md", YUNQI)
    assert names(ledger) == ["云启"]
    write(ledger, "b.md", "---\nname: 华信\n---\n")
    assert names(ledger) == ["云启", "华信"]


def test_an_edit_in_place_is_seen(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    assert names(ledger) == ["云启"]
    path.write_text(YUNQI.replace("云启", "云起"), encoding="utf-8")
    assert names(ledger) == ["云起"]


def test_a_deleted_file_leaves_nothing_behind(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    names(ledger)
    path.unlink()
    found = open_fresh(ledger)
    assert all(not rows for rows in content(found).values())


def test_a_renamed_file_keeps_its_customer(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    names(ledger)
    path.rename(ledger / "customers" / "b.md")
    found = open_fresh(ledger).catalog.connection.execute("SELECT path, name FROM customers").fetchall()
    assert found == [("customers/b.md", "云启")]


def test_an_edit_of_equal_size_with_its_time_put_back_is_seen(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    names(ledger)
    before = path.stat()
    path.write_text(YUNQI.replace("云启", "云起"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names(ledger) == ["云起"]


def test_an_older_copy_that_keeps_its_time_is_seen(ledger: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.md"
    old.write_text(YUNQI.replace("云启", "旧云"), encoding="utf-8")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    path = write(ledger, "a.md", YUNQI)
    names(ledger)
    shutil.copy2(old, path)
    assert names(ledger) == ["旧云"]


def test_a_pull_that_replaces_many_files_is_seen(ledger: Path) -> None:
    git = [
        "git",
        "-C",
        str(ledger),
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    for number in range(30):
        write(ledger, f"{number}.md", f"---\nname: N{number}\n---\n")
    subprocess.run([*git, "add", "customers"], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    subprocess.run([*git, "checkout", "-qb", "other"], check=True)
    for number in range(30):
        write(ledger, f"{number}.md", f"---\nname: M{number}\n---\n")
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    assert names(ledger)[0] == "M0"
    subprocess.run([*git, "checkout", "-q", "main"], check=True)
    assert all(name.startswith("N") for name in names(ledger))


def test_nothing_changed_reads_nothing(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    open_fresh(ledger)
    assert open_fresh(ledger).read == 0


def test_a_changed_rule_in_the_settings_is_seen(ledger: Path) -> None:
    write(ledger, "a.md", YUNQI)
    due = "SELECT date FROM dues WHERE what = 'cadence'"
    assert open_fresh(ledger).catalog.connection.execute(due).fetchall() == []
    (ledger / "ledger.yaml").write_text("ledger: 1\nlevels:\n  A: {every: 14d}\n", encoding="utf-8")
    assert open_fresh(ledger).catalog.connection.execute(due).fetchall() == [("2026-11-16",)]
    (ledger / "ledger.yaml").write_text("ledger: 1\nlevels:\n  A: {every: 7d}\n", encoding="utf-8")
    assert open_fresh(ledger).catalog.connection.execute(due).fetchall() == [("2026-11-09",)]


def test_many_files_are_read_by_both_cores_to_the_same_rows(ledger: Path) -> None:
    for number in range(450):
        write(ledger, f"{number % 7}/{number}.md", YUNQI.replace("C-1", f"C-{number}").replace("云启", f"云启{number}"))
    assert content(open_fresh(ledger)) == built_from_nothing(ledger)


@pytest.mark.parametrize("damage", ["truncated", "garbage", "empty", "text"])
def test_a_damaged_catalog_is_built_anew(ledger: Path, damage: str) -> None:
    for number in range(20):
        write(ledger, f"{number}.md", YUNQI.replace("C-1", f"C-{number}"))
    open_fresh(ledger).catalog.close()
    folder = state.index_folder(ledger)
    assert folder is not None
    place = folder / "catalog.db"
    whole = place.read_bytes()
    for name in ("catalog.db-wal", "catalog.db-shm"):
        (folder / name).unlink(missing_ok=True)
    broken = {
        "truncated": whole[: len(whole) // 2],
        "garbage": whole[:100] + os.urandom(len(whole) - 100),
        "empty": b"",
        "text": b"not a database",
    }
    place.write_bytes(broken[damage])
    assert content(open_fresh(ledger)) == built_from_nothing(ledger)
    assert open_fresh(ledger).read == 0 or damage


def test_a_catalog_of_another_version_is_built_anew(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ledger, "a.md", YUNQI)
    open_fresh(ledger).catalog.close()
    monkeypatch.setattr("ledger.index.schema.VERSION", 999)
    found = open_fresh(ledger)
    assert found.read == 1
    assert found.catalog.note("stamp").startswith("999/")


def test_an_index_that_came_with_a_clone_is_not_opened(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's index/ is as good as anybody's forged one."""
    write(ledger, "a.md", YUNQI)
    open_fresh(ledger).catalog.close()
    mine = state.index_folder(ledger)
    assert mine is not None
    with sqlite3.connect(mine / "catalog.db") as connection:
        connection.execute("UPDATE customers SET name = 'forged'")
    connection.close()
    monkeypatch.setenv("LEDGER_STATE", str(ledger.parent / "another-person"))
    assert names(ledger) == ["云启"]


def test_where_index_can_not_be_written_answers_are_right(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ledger, "a.md", YUNQI)
    monkeypatch.setattr("ledger.store.state.index_folder", lambda root: None)
    found = open_fresh(ledger)
    assert found.catalog.in_memory
    assert found.catalog.connection.execute("SELECT name FROM customers").fetchall() == [("云启",)]


def test_deleting_index_loses_nothing(ledger: Path) -> None:
    write(ledger, "a.md", YUNQI)
    before = content(open_fresh(ledger))
    shutil.rmtree(ledger / "index")
    assert content(open_fresh(ledger)) == before


def test_processes_that_refresh_at_once_agree(ledger: Path) -> None:
    for number in range(60):
        write(ledger, f"{number}.md", YUNQI.replace("C-1", f"C-{number}"))
    program = "import ledger,sys; print(ledger.open(sys.argv[1]).fresh().catalog.next_number())"
    runs = [subprocess.Popen([sys.executable, "-c", program, str(ledger)], stdout=subprocess.PIPE) for _ in range(6)]
    assert [run.communicate()[0].strip() for run in runs] == [b"61"] * 6


def test_a_file_that_grows_too_large_stays_listed_with_its_problem(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    names(ledger)
    path.write_text(YUNQI + "x" * (2 * 1024 * 1024), encoding="utf-8")
    found = open_fresh(ledger).catalog.connection.execute("SELECT name, errors FROM customers").fetchall()
    assert found == [("a", 1)]


def test_reading_never_writes_a_customer_file(ledger: Path) -> None:
    path = write(ledger, "老顾.md", "电话：13800138000\n\n## 2026/11/01 电话\n")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = path.stat()
    open_session(ledger).fresh()
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ctime_ns, before.st_ino) == (
        after.st_mtime_ns,
        after.st_ctime_ns,
        after.st_ino,
    )


def test_what_another_python_kept_of_the_files_is_not_needed(ledger: Path) -> None:
    path = write(ledger, "a.md", YUNQI)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    found = open_fresh(ledger).catalog
    assert found.files() == found._files()
    found.connection.execute("UPDATE meta SET value = ? WHERE name = 'files'", (b"\xff nothing that can be read",))
    assert found.files() == found._files()
    found.close()
    assert open_fresh(ledger).read == 0


def test_settings_are_kept_once_and_read_again_when_they_change(ledger: Path) -> None:
    folder = state.index_folder(ledger)
    assert folder is not None
    for every in ("14d", "7d"):
        (ledger / "ledger.yaml").write_text(f"ledger: 1\nlevels:\n  A: {{every: {every}}}\n", encoding="utf-8")
        assert str(open_session(ledger).settings.levels["A"].every) == every
        (kept,) = folder.glob("settings-*.json")
    kept.write_text("{", encoding="utf-8")
    assert str(open_session(ledger).settings.levels["A"].every) == "7d"
