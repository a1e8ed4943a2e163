"""`ledger watch` as people and machines run it, through storms, moved folders, faults and its own death."""

from __future__ import annotations

import json
import os
import plistlib
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.operations.units import unit
from tests.cli.watching import Watch, customer, name_in, new_ledger, was_looked_at, watch
from tests.hostile.running import process


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small ledger."""
    return new_ledger(tmp_path / "ledger")


def test_what_changed_is_printed_in_words_and_a_new_problem_with_its_place(root: Path) -> None:
    path = root / "customers" / "south" / "0.md"
    with watch(root) as watcher:
        watcher.says("Watching 3 files.")
        path.write_text(customer(0).replace("level: A", "level: B") + "\n## 2026-02-30 call\n", encoding="utf-8")
        watcher.says("customers/south/0.md:10:4: error: ")
        assert "Customer 0: " in watcher.printed
        shown = len(watcher.printed)
        path.write_text(path.read_text("utf-8").replace("Customer 0", "Customer Nought"), encoding="utf-8")
        watcher.says("Customer Nought: ")
        assert "error" not in watcher.printed[shown:]


def test_quiet_prints_nothing(root: Path) -> None:
    with watch(root, "--quiet") as watcher:
        watcher.ready()
        (root / "customers" / "new.md").write_text("---\nname: New\n---\n", encoding="utf-8")
        watcher.agrees()
        assert name_in(root, "customers/new.md") == "New"
        assert watcher.stop() == 143
        assert watcher.printed == ""


def test_a_second_watcher_is_refused_and_the_first_goes_on(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        second = process(["--lang", "en", "watch"], root)
        assert (second.code, second.out) == (1, b"")
        assert "being watched already" in second.text
        watcher.agrees()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["INT", "TERM", "HUP"]
)
def test_a_signal_ends_it_cleanly(
    root: Path, number: int, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_STATE", str(tmp_path / "state"))
    with watch(root) as watcher:
        watcher.ready()
        assert watcher.stop(number) == code
        assert "Traceback" not in watcher.printed
    assert process(["--lang", "en", "watch", "--status"], root).code == 1
    assert [path for path in (tmp_path / "state" / "watchers").rglob("*") if not path.is_dir()] == []


def test_status_tells_how_it_stands(root: Path) -> None:
    none = process(["--lang", "en", "watch", "--status"], root)
    assert (none.code, none.out) == (1, b"No watcher runs over this ledger.\n")
    with watch(root) as watcher:
        watcher.ready()
        (root / "customers" / "south" / "0.md").write_text(customer(0, "more"), encoding="utf-8")
        watcher.until(lambda: watcher.status()["changed"] == "customers/south/0.md")
        told = process(["--lang", "en", "watch", "--status"], root)
        assert told.code == 0
        assert f"(PID {watcher.process.pid})" in told.text
        assert "The last change was customers/south/0.md" in told.text
        (status,) = json.loads(process(["watch", "--status", "--json"], root).out)
        assert (status["running"], status["polling"], status["files"], status["trusted"]) == (True, 0.0, 3, True)


def test_it_polls_where_that_is_asked_for_and_then_vouches_for_nothing(root: Path) -> None:
    with watch(root, "--poll", "0.5") as watcher:
        watcher.says("Watching 3 files, by a look every 0.5 s.")
        path = root / "customers" / "south" / "0.md"
        path.write_text(customer(0).replace("Customer 0", "Polled"), encoding="utf-8")
        watcher.says("Polled")
        assert not watcher.vouches()
        assert was_looked_at(root)


@pytest.mark.parametrize("words", [["--poll", "0"], ["--poll", "nan"], ["--poll", "x"], ["--json"]])
def test_options_that_make_no_sense_are_refused(root: Path, words: list[str]) -> None:
    assert process(["watch", *words], root).code in (1, 2)


def test_3000_files_at_once_are_all_found_and_only_counted(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        folder = root / "customers" / "many"
        folder.mkdir()
        for number in range(3000):
            (folder / f"{number}.md").write_text(f"---\nname: N{number}\n---\n", encoding="utf-8")
        watcher.until(lambda: watcher.status()["files"] == 3003)
        watcher.agrees()
        watcher.says("files changed.")
        assert "N17" not in watcher.printed


def test_a_checkout_of_another_branch_is_seen_whole(root: Path) -> None:
    def git(*words: str) -> None:
        own = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(root), *own, *words], check=True, capture_output=True)

    for number in range(400):
        place = root / "customers" / str(number % 5) / f"{number}.md"
        place.parent.mkdir(exist_ok=True)
        place.write_text(customer(number), encoding="utf-8")
    (root / ".gitignore").write_text("index/\n", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "other")
    shutil.rmtree(root / "customers" / "3")
    for number in range(0, 400, 2):
        place = root / "customers" / "fresh" / f"{number}.md"
        place.parent.mkdir(exist_ok=True)
        place.write_text(customer(number + 1000), encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "two")
    with watch(root) as watcher:
        for branch in ("main", "other", "main"):
            git("checkout", "-q", branch)
            # Whoever asks at once looks for itself; whoever asks later is told.
            assert (name_in(root, "customers/3/3.md") is None) == (branch == "other")
            watcher.agrees()
            assert (name_in(root, "customers/fresh/0.md") is None) == (branch == "main")


def test_folders_are_followed_wherever_they_go(root: Path) -> None:
    customers = root / "customers"
    with watch(root) as watcher:
        watcher.ready()
        (customers / "south").rename(customers / "renamed")
        assert name_in(root, "customers/renamed/0.md") == "Customer 0"
        (customers / "renamed" / "0.md").write_text(customer(0).replace("Customer 0", "After"), encoding="utf-8")
        watcher.agrees()
        (customers / "renamed" / "0.md").write_text(customer(0).replace("Customer 0", "Again"), encoding="utf-8")
        assert name_in(root, "customers/renamed/0.md") == "Again"
        shutil.rmtree(customers / "north")
        watcher.agrees()
        (customers / "north" / "deep" / "deeper").mkdir(parents=True)
        (customers / "north" / "deep" / "deeper" / "9.md").write_text(customer(9), encoding="utf-8")
        assert name_in(root, "customers/north/deep/deeper/9.md") == "Customer 9"
        watcher.agrees()
        outside = root / "outside"
        (customers / "north" / "deep").rename(outside)
        watcher.agrees()
        (outside / "deeper" / "9.md").write_text(customer(8), encoding="utf-8")
        outside.rename(customers / "back")
        watcher.agrees()
        assert name_in(root, "customers/back/deeper/9.md") == "Customer 8"


def test_customers_removed_and_made_again_are_watched_again(root: Path) -> None:
    customers = root / "customers"
    with watch(root) as watcher:
        watcher.ready()
        for turn in range(3):
            shutil.rmtree(customers)
            assert name_in(root, "customers/south/0.md") is None
            customers.mkdir()
            (customers / "0.md").write_text(customer(turn), encoding="utf-8")
            assert name_in(root, "customers/0.md") == f"Customer {turn}"
            watcher.agrees()
        assert not was_looked_at(root)


def test_a_ledger_replaced_by_another_is_watched_on(root: Path, tmp_path: Path) -> None:
    other = new_ledger(tmp_path / "other", 5)
    with watch(root) as watcher:
        watcher.ready()
        root.rename(tmp_path / "old")
        other.rename(root)
        watcher.agrees()
        assert watcher.status()["files"] == 5
        (root / "customers" / "south" / "0.md").write_text(customer(77), encoding="utf-8")
        watcher.agrees()
        assert name_in(root, "customers/south/0.md") == "Customer 77"


def test_settings_that_change_are_taken_up(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        (root / "ledger.yaml").write_text("ledger: 1\nlevels:\n  A: {every: 14d}\n", encoding="utf-8")
        watcher.until(lambda: not was_looked_at(root))
        watcher.agrees()


def test_index_deleted_or_damaged_under_it_is_made_anew(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        shutil.rmtree(root / "index")
        assert name_in(root, "customers/south/0.md") == "Customer 0"
        watcher.agrees()
        assert not was_looked_at(root)


def test_a_file_seen_empty_keeps_what_it_said_for_a_moment(root: Path) -> None:
    path = root / "customers" / "south" / "0.md"
    with watch(root) as watcher:
        watcher.ready()
        with path.open("w", encoding="utf-8") as file:
            assert name_in(root, "customers/south/0.md") == "Customer 0"
            file.write(customer(0).replace("Customer 0", "Saved"))
        assert name_in(root, "customers/south/0.md") == "Saved"
        path.write_bytes(b"")
        assert name_in(root, "customers/south/0.md") == "Saved"
        watcher.until(lambda: name_in(root, "customers/south/0.md") == "0")
        watcher.agrees()


def test_a_link_out_of_customers_leaves_looking_to_the_commands(root: Path) -> None:
    (root / "shared").mkdir()
    (root / "shared" / "s.md").write_text(customer(5), encoding="utf-8")
    with watch(root) as watcher:
        watcher.ready()
        (root / "customers" / "shared").symlink_to("../shared")
        assert name_in(root, "customers/shared/s.md") == "Customer 5"
        (root / "shared" / "s.md").write_text(customer(6), encoding="utf-8")
        assert name_in(root, "customers/shared/s.md") == "Customer 6"
        (root / "customers" / "shared").unlink()
        assert name_in(root, "customers/shared/s.md") is None
        watcher.agrees()


def test_stopped_and_woken_it_finds_what_it_missed(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        watcher.process.send_signal(signal.SIGSTOP)
        path = root / "customers" / "south" / "0.md"
        path.write_text(customer(0).replace("Customer 0", "Meanwhile"), encoding="utf-8")
        # Nobody waits for an answer that doesn't come.
        assert name_in(root, "customers/south/0.md") == "Meanwhile"
        watcher.process.send_signal(signal.SIGCONT)
        watcher.agrees()


def test_events_that_overflow_are_made_up_for(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        watcher.process.send_signal(signal.SIGSTOP)
        folder = root / "customers" / "south"
        limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
        if limit > 20_000:
            pytest.skip("the queue is too long here")
        for number in range(limit // 4 + 100):
            (folder / f"{number}.txt").touch()
            (folder / f"{number}.txt").unlink()
        (folder / "last.md").write_text(customer(1), encoding="utf-8")
        watcher.process.send_signal(signal.SIGCONT)
        watcher.until(lambda: watcher.status()["files"] == 4)
        watcher.agrees()


def test_killed_and_started_again_it_goes_on(root: Path) -> None:
    for turn in range(3):
        with watch(root) as watcher:
            watcher.ready()
            (root / "customers" / "south" / "0.md").write_text(customer(turn), encoding="utf-8")
            watcher.process.kill()
            watcher.process.wait()
        assert name_in(root, "customers/south/0.md") == f"Customer {turn}"
        assert process(["watch", "--status"], root).code == 1


def test_commands_that_write_and_the_watcher_agree(root: Path) -> None:
    with watch(root) as watcher:
        watcher.ready()
        for turn in range(3):
            runs = [
                subprocess.Popen(
                    [sys.executable, "-B", "-m", "ledger", "-C", str(root), "log", f"C-{who}", "call", f"turn {turn}"],
                    stdout=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
                )
                for who in range(3)
            ]
            assert [run.wait() for run in runs] == [0, 0, 0]
            watcher.agrees()
        for who, folder in enumerate(("south", "north", "south")):
            assert (root / "customers" / folder / f"{who}.md").read_text("utf-8").count("turn") == 3


def test_without_rights_to_the_index_it_says_so(root: Path) -> None:
    (root / "index").write_text("a file", encoding="utf-8")
    told = process(["--lang", "en", "watch"], root)
    assert told.code == 74
    assert "nothing to keep fresh" in told.text


def test_units_name_absolute_paths_and_escape_what_systemd_would_read(root: Path) -> None:
    text = unit(Path("/home/a b/50% $x"), ("/opt/ledger bin/ledger",), "linux", "/s")
    assert 'ExecStart="/opt/ledger bin/ledger" "-C" "/home/a b/50%% $$x" "watch" "--quiet"' in text
    assert 'Environment="LEDGER_STATE=/s"' in text
    printed = process(["watch", "--unit"], root)
    assert str(root) in printed.text


def test_the_agent_for_launchd_is_a_property_list() -> None:
    text = unit(Path("/Users/a & b/台账"), ("/opt/bin/ledger",), "darwin", "")
    found = plistlib.loads(text.encode())
    assert found["ProgramArguments"] == ["/opt/bin/ledger", "-C", "/Users/a & b/台账", "watch", "--quiet"]


# The first ones only, and whatever comes first; and all but one folder, for good.
@pytest.mark.parametrize("refused", ["left[0] < 0", "given[1].endswith(b'south')"])
def test_watching_goes_on_by_polling_where_the_limit_of_watches_is_reached(
    root: Path, tmp_path: Path, refused: str
) -> None:
    starter = tmp_path / "few.py"
    starter.write_text(
        "import sys, ctypes, errno\n"
        "from watchdog.observers import inotify_c\n"
        "real, left = inotify_c.inotify_add_watch, [2]\n"
        "def few(*given):\n"
        "    left[0] -= 1\n"
        f"    if {refused}:\n"
        "        ctypes.set_errno(errno.ENOSPC)\n"
        "        return -1\n"
        "    return real(*given)\n"
        "inotify_c.inotify_add_watch = few\n"
        "from ledger.cli.main import main\n"
        "sys.exit(main(['--lang', 'en', 'watch']))\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    with out.open("wb") as stream:
        made = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        running = subprocess.Popen(
            [sys.executable, "-B", str(starter)], cwd=root, env=made, stdout=stream, stderr=subprocess.STDOUT
        )
    watcher = Watch.__new__(Watch)
    watcher.root, watcher.process, watcher._out = root, running, out
    try:
        watcher.says("Watching 3 files, by a look every 2 s.")
        assert watcher.printed.count("max_user_watches") == 1
        (root / "customers" / "north" / "1.md").write_text(customer(1).replace("Customer 1", "Found"), encoding="utf-8")
        watcher.says("Found")
    finally:
        running.kill()
        running.wait()
