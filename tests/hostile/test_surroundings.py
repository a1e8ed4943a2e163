"""Time zones, locales, and an index, a home or a state folder that is not as it should be."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.hostile.running import PROJECT, Printed, piped, process, tree

TODAY = ("--lang", "en", "--today", "2026-11-21")
ACME = "---\nid: C-1\nname: 云启 Acme\nnext_follow_up: 2026-11-21\n---\n\n- [ ] 2026-11-21 报价 ★\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    root = tmp_path / "ledger"
    (root / "customers").mkdir(parents=True)
    (root / "ledger.yaml").write_text("ledger: 1\n")
    (root / "customers/acme.md").write_text(ACME, "utf-8")
    return root


def run(root: Path, *words: str, **env: str) -> Printed:
    return piped([*TODAY, *words], root, **env)


def answers(root: Path, **env: str) -> tuple[bytes, bytes]:
    listed, due = run(root, "list", "--json", **env), run(root, "due", "--json", **env)
    assert (listed.code, due.code) == (0, 0), listed.text + due.text
    return listed.out, due.out


ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Pacific/Kiritimati"]


@pytest.mark.parametrize("zone", ZONES)
def test_today_is_the_day_of_the_ledgers_zone(place: Path, zone: str) -> None:
    (place / "ledger.yaml").write_text(f"ledger: 1\ntimezone: {zone}\n")
    before = datetime.now(ZoneInfo(zone)).date()
    printed = piped(["log", "云启", "call", "x"], place, TZ="America/Anchorage")
    after = datetime.now(ZoneInfo(zone)).date()
    assert printed.code == 0
    text = (place / "customers/acme.md").read_text("utf-8")
    assert any(f"## {day}" in text for day in {before.isoformat(), after.isoformat()})


@pytest.mark.parametrize("zone", [*ZONES, "No/Where", ":/etc/passwd", "", "A" * 5000])
def test_what_is_due_on_a_day_is_the_same_in_every_zone(place: Path, zone: str) -> None:
    found = json.loads(run(place, "due", "--json", TZ=zone).out)
    assert {(one["date"], one["group"]) for one in found} >= {("2026-11-21", "today")}


BAD_DAYS = ["20260102", "2026-W01-1", "２０２６-０１-０２", "2026-02-30", "2026-13-01", "0000-01-01", "26-1-1-1", "1e3", "inf", "-1d",
            "2026-01-02T00:00", "31.02.2026", "today tomorrow", "+d", "99999999-01-01"]  # fmt: skip


def test_a_file_keeps_no_day_that_is_none(place: Path) -> None:
    for day in BAD_DAYS:
        (place / "customers/acme.md").write_text(ACME, "utf-8")
        printed = run(place, "set", "云启", f"next_follow_up={day}")
        assert printed.code in (0, 1, 2)
        text = (place / "customers/acme.md").read_text("utf-8")
        kept = next(line for line in text.split("\n") if line.startswith("next_follow_up"))
        assert datetime.strptime(kept.removeprefix("next_follow_up: "), "%Y-%m-%d").date().isoformat() in kept
        assert (text == ACME) == (printed.code != 0)


@pytest.mark.parametrize(
    "locale",
    [{"LC_ALL": "C"}, {"LC_ALL": "zh_CN.GBK"}, {"LC_ALL": "tr_TR.UTF-8"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
     {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "ascii"},
     {"LANG": "xx_YY.nonsense"}],
    ids=str,
)  # fmt: skip
def test_any_locale_writes_the_same_bytes_and_prints_something(
    tmp_path: Path, place: Path, locale: dict[str, str]
) -> None:
    made = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    for words in (["log", "C-1", "微信", "İstanbul ıI 云启 ★"], ["set", "C-1", "region=上海 İ"], ["tag", "C-1", "+重点"],
                  ["due"], ["show", "C-1"]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-B", "-m", "ledger", *TODAY, *words], cwd=place, capture_output=True, check=False,
            env={**made, "PYTHONPATH": str(PROJECT), **locale},
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        assert b"inside Ledger" not in done.stderr
        assert done.stdout or "PYTHONUTF8" in locale
    if "PYTHONUTF8" in locale:
        # Python was told to take bytes for ASCII: what was typed in Chinese can't be understood, and is refused.
        return
    text = (place / "customers/acme.md").read_bytes().decode("utf-8")
    assert "## 2026-11-21 微信" in text
    assert "İstanbul ıI 云启 ★" in text
    assert "region: 上海 İ\n" in text or "地区: 上海 İ\n" in text
    assert "重点" in text


INDEXES = ["missing", "file", "link out", "link to nothing", "fifo", "read only", "foreign database", "noise", "empty database",
           "truncated", "folder for database", "other schema"]  # fmt: skip


@pytest.mark.parametrize("kind", INDEXES)
def test_whatever_index_is_answers_are_right_and_nothing_else_is_touched(place: Path, kind: str) -> None:
    right = answers(place)
    index, outside = place / "index", place.parent / "outside"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    databases = list(index.rglob("*.db"))
    assert databases
    if kind in ("missing", "file", "link out", "link to nothing", "fifo"):
        shutil.rmtree(index)
    if kind == "file":
        index.write_text("x")
    elif kind == "link out":
        index.symlink_to(outside)
    elif kind == "link to nothing":
        index.symlink_to("nowhere")
    elif kind == "fifo":
        os.mkfifo(index)
    elif kind == "read only":
        os.chmod(index, 0o500)
    for database in databases if index.is_dir() and not index.is_symlink() else ():
        if not database.exists():
            continue
        if kind == "foreign database":
            database.unlink()
            with sqlite3.connect(database) as made:
                made.execute("CREATE TABLE customers (name TEXT)")
                made.execute("INSERT INTO customers VALUES ('forged')")
        elif kind == "noise":
            database.write_bytes(os.urandom(20_000))
        elif kind == "empty database":
            database.write_bytes(b"")
        elif kind == "truncated":
            database.write_bytes(database.read_bytes()[:5_000])
        elif kind == "folder for database":
            database.unlink()
            database.mkdir()
        elif kind == "other schema":
            with sqlite3.connect(database) as made:
                made.execute("DROP TABLE customers")
    before = {path: content for path, content in tree(place).items() if "/index" not in path}
    assert answers(place) == right
    assert run(place, "log", "云启", "call", "x").code == 0
    assert run(place, "show", "云启").code == 0
    assert [path.name for path in outside.iterdir()] == ["mine.txt"]
    assert {path for path in tree(place) if "/index" not in path} == set(before)


def test_a_forged_index_beside_ours_is_not_opened(place: Path) -> None:
    right = answers(place)
    ours = next(path for path in (place / "index").iterdir() if path.is_dir())
    other = place / "index" / f"index-{'0' * 32}"
    shutil.copytree(ours, other)
    for database in other.rglob("*.db"):
        with sqlite3.connect(database) as made:
            made.execute("UPDATE customers SET name = 'forged'")
    shutil.rmtree(ours)
    assert answers(place) == right
    # The same copy under the noted name would be believed: that it is not is due to the note alone.
    assert b"forged" not in right[0]


def test_an_index_deleted_again_and_again_while_commands_run(place: Path) -> None:
    right = answers(place)
    stop = threading.Event()

    def delete() -> None:
        while not stop.wait(0.01):
            shutil.rmtree(place / "index", ignore_errors=True)

    worker = threading.Thread(target=delete)
    worker.start()
    try:
        for _ in range(12):
            listed = process([*TODAY, "list", "--json"], place)
            assert listed.code == 0, listed.text
            assert listed.out == right[0]
    finally:
        stop.set()
        worker.join()


HOMES: list[dict[str, str]] = [
    {"LEDGER_STATE": "/proc/nothing"},
    {"LEDGER_STATE": "/dev/null"},
    {"LEDGER_STATE": "", "HOME": "/nonexistent"},
    {"LEDGER_STATE": "", "HOME": ""},
    {"LEDGER_STATE": "", "HOME": "relative", "XDG_STATE_HOME": "also/relative"},
    {"LEDGER_STATE": "x" * 5000},
    {"LEDGER_STATE": "", "XDG_STATE_HOME": "/proc"},
]


@pytest.mark.parametrize("env", HOMES, ids=lambda env: str(env)[:60])
def test_without_a_state_folder_everything_works(place: Path, env: dict[str, str]) -> None:
    right = answers(place)
    assert answers(place, **env) == right
    assert run(place, "log", "云启", "call", "x", **env).code == 0
    assert run(place, "set", "云启", "level=A", **env).code == 0
    assert b"## 2026-11-21 call" in (place / "customers/acme.md").read_bytes()
    assert sorted(set(os.listdir(place)) - {"index", "customers", "ledger.yaml"}) in ([], ["relative"])


def test_home_missing_from_the_environment(place: Path) -> None:
    made = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "ledger", *TODAY, "list"], cwd=place, env=made, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "云启".encode() in done.stdout


def test_a_folder_that_is_gone_is_said(place: Path) -> None:
    gone = place / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && {sys.executable} -m ledger --lang en due"
    done = subprocess.run(
        ["sh", "-c", script], env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, check=False
    )
    assert done.returncode in (1, 74)
    assert b"Traceback" not in done.stderr
    assert b"inside Ledger" not in done.stderr
