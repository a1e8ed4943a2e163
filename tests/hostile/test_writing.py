"""Commands that write, killed, starved, stopped and crowded: the old file or the new one, and every entry once."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hostile.running import PROJECT, Printed, at_terminal, piped, process

TODAY = ("--lang", "en", "--today", "2026-11-21")
OLD = (
    "\ufeff---\r\nid: C-1 # mine\r\nname: Acme\r\nlevel:   A\r\ntags: [a,  b]\r\n---\r\n\r\n# Acme\t\r\n"
    "- [ ] 2026-11-20 send it\n\n## 2026-11-01 call hello\ntext\u2028x\n"
    + "filler line\n" * 400
    + "no newline at the end"
).encode()
COMMANDS: dict[str, tuple[str, ...]] = {
    "log": ("log", "acme", "call", "they called"),
    "set": ("set", "acme", "level=B"),
    "done": ("done", "acme", "--result", "sent"),
    "snooze": ("snooze", "acme", "2026-11-30"),
    "tag": ("tag", "acme", "+c"),
}
# How many of the calls are tried in an ordinary run; LEDGER_TEST_EVERY=1 tries all.
EVERY = int(os.environ.get("LEDGER_TEST_EVERY", "40"))

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def prepared(root: Path, old: bytes = OLD) -> Path:
    (root / "customers").mkdir(parents=True)
    (root / "ledger.yaml").write_text("ledger: 1\n")
    (root / "customers/acme.md").write_bytes(old)
    return root


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return prepared(tmp_path / "ledger")


def left_over(root: Path) -> list[str]:
    return [name for name in os.listdir(root / "customers") if name != "acme.md"]


def calls(tmp_path: Path, words: Sequence[str]) -> tuple[list[tuple[str, int]], bytes]:
    """The calls that touch files from the taking of the lock on, and what the file becomes."""
    root = prepared(tmp_path / "whole")
    piped([*TODAY, "list"], root)
    log = tmp_path / "calls"
    done = traced(root, words, "-o", str(log))
    assert done.code == 0, done.text
    counts: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    for line in log.read_text("utf-8", "replace").split("\n"):
        name = re.match(r"\w+", line)
        if name is None:
            continue
        counts[name[0]] += 1
        if name[0] in TOUCHING and (found or (name[0] == "flock" and "LOCK_EX" in line)):
            found.append((name[0], counts[name[0]]))
    return found, (root / "customers/acme.md").read_bytes()


TOUCHING = frozenset({"openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "link", "flock", "close",
                      "chmod", "fchmod", "chown", "mkdir", "ftruncate", "lseek", "read"})  # fmt: skip


def traced(root: Path, words: Sequence[str], *options: str) -> Printed:
    return process(
        [*TODAY, *words], root, before=["strace", "-qq", *options], PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1"
    )


@needs_strace
@pytest.mark.parametrize("command", ["log", "set", "done"])
def test_a_command_killed_at_any_call_leaves_old_or_new(tmp_path: Path, command: str) -> None:
    found, new = calls(tmp_path, COMMANDS[command])
    assert {"write", "fsync", "rename", "flock"} <= {name for name, _ in found}
    assert len(found) >= 20
    important = [one for one in found if one[0] in ("fsync", "rename")]
    tried = list(dict.fromkeys([*important, *found[::EVERY]]))

    roots = [prepared(tmp_path / f"{name}-{number}") for name, number in tried]
    for root in roots:
        piped([*TODAY, "list"], root)

    def one(call: tuple[str, int], root: Path) -> tuple[bytes, str]:
        killed = traced(root, COMMANDS[command], "-o", os.devnull, "-e", f"trace={call[0]}",
                        "-e", f"inject={call[0]}:signal=KILL:when={call[1]}")  # fmt: skip
        content = (root / "customers/acme.md").read_bytes()
        if killed.out:
            assert content == new, f"{call} was told done and is not"
        return content, "killed" if killed.code in (-9, 137) else "ended"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(one, tried, roots))
    for root, (content, _) in zip(roots, results, strict=True):
        # The next command works without any help.
        assert piped([*TODAY, "log", "acme", "note", "next"], root).code == 0
        grown = (root / "customers/acme.md").read_bytes()
        assert grown.startswith(content)
        assert grown.count(b"next") == 1
    assert {content for content, _ in results} == {OLD, new}
    assert Counter(end for _, end in results)["killed"] >= len(tried) * 0.8


@needs_strace
def test_the_trial_reaches_into_the_midst_of_a_careless_writer(tmp_path: Path) -> None:
    """The same injection tears what `open(…, "w")` writes."""
    careless = "import sys; f=open(sys.argv[1],'wb',0); [f.write(b'x'*100) for _ in range(9)]"
    torn = set()
    for number in range(1, 10):
        target = tmp_path / f"{number}.md"
        target.write_bytes(OLD)
        subprocess.run(
            ["strace", "-qq", "-o", os.devnull, "-e", "trace=write", "-e", f"inject=write:signal=KILL:when={number}",
             sys.executable, "-S", "-c", careless, str(target)], check=False)  # fmt: skip
        torn.add(target.read_bytes())
    assert torn - {OLD, b"x" * 900}


def mountable() -> bool:
    made = subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False)
    return made.returncode == 0


@pytest.mark.skipif(not shutil.which("unshare") or not mountable(), reason="mounts are not allowed here")
def test_a_full_disk_leaves_the_old_file_and_what_was_typed(tmp_path: Path) -> None:
    prepared(tmp_path / "seed")
    ended = Counter[int]()
    for size in (16, 20, 24, 32, 400):
        script = (
            f"mount -t tmpfs -o size={size}k tmpfs {tmp_path / 'disk'} || exit 99\ncd {tmp_path / 'disk'}\n"
            f"cp -r {tmp_path / 'seed'}/. . || exit 98\ncat customers/acme.md > {tmp_path / 'before'}\n"
            f"{sys.executable} -m ledger --lang en --today 2026-11-21 log acme call 'typed with care'\necho \"code $?\"\n"
            f"cat customers/acme.md > {tmp_path / 'after'}; ls -A customers\n"
        )
        (tmp_path / "disk").mkdir(exist_ok=True)
        made = {**os.environ, "PYTHONPATH": str(PROJECT), "LEDGER_STATE": str(tmp_path / "state")}
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", script], env=made, capture_output=True, text=True, check=False
        )
        if done.returncode == 98:
            continue
        code = int(re.search(r"code (\d+)", done.stdout).group(1))  # type: ignore[union-attr]
        before, after = (tmp_path / "before").read_bytes(), (tmp_path / "after").read_bytes()
        assert done.stdout.endswith("acme.md\n"), done.stdout
        ended[code] += 1
        if code == 0:
            assert after.startswith(before)
            assert b"typed with care" in after
        else:
            assert code == 74, done.stderr
            assert after == before
            kept = re.search(r"kept in (\S+?)\.?$", done.stderr, re.MULTILINE)
            assert kept is not None, done.stderr
            assert "typed with care" in Path(kept[1]).read_text()
    assert ended[0]
    assert ended[74]


@pytest.mark.skipif(not shutil.which("unshare") or not mountable(), reason="mounts are not allowed here")
def test_on_a_read_only_disk_reading_works_and_writing_is_refused(place: Path, tmp_path: Path) -> None:
    script = (
        f"mount --bind {place} {place} && mount -o remount,ro,bind {place} || exit 99\ncd {place}\n"
        + "\n".join(
            f'{sys.executable} -m ledger --lang en --today 2026-11-21 {words}; echo "code $?"'
            for words in ("due", "list", "show acme", "check", "log acme call 'typed with care'", "set acme level=B",
                          "done acme --result ok", "new Newcomer", "check --fix")
        )
    )  # fmt: skip
    made = {**os.environ, "PYTHONPATH": str(PROJECT), "LEDGER_STATE": str(tmp_path / "state")}
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], env=made, capture_output=True, text=True, check=False)
    if done.returncode == 99:
        pytest.skip("mounts are not allowed here")
    codes = [int(code) for code in re.findall(r"code (\d+)", done.stdout)]
    assert codes[:4] == [0, 0, 0, 0], done.stderr
    assert set(codes[4:8]) == {74}, done.stdout + done.stderr
    assert "inside Ledger" not in done.stderr
    kept = re.findall(r"kept in (\S+?)\.?$", done.stderr, re.MULTILINE)
    assert any("typed with care" in Path(one).read_text() for one in kept)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_asked_to_end_at_any_moment_leaves_old_or_new(place: Path, number: int) -> None:
    acme = place / "customers/acme.md"
    codes = Counter[int]()
    for attempt in range(8):
        before = acme.read_bytes()
        started = subprocess.Popen(
            [sys.executable, "-m", "ledger", *TODAY, "log", "acme", "call", f"try-{attempt}-end"],
            cwd=place, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        time.sleep(0.02 + attempt * 0.04)
        started.send_signal(number)
        _out, err = started.communicate(timeout=30)
        after = acme.read_bytes()
        codes[started.returncode] += 1
        assert after == before or (after.startswith(before) and after.count(b"try-%d-end" % attempt) == 1)
        if started.returncode == 0:
            assert after != before
        assert b"Traceback" not in err or b"KeyboardInterrupt" in err, err
    assert left_over(place) == []
    assert set(codes) <= {0, 128 + number, -number, 1}


def test_many_at_once_each_leave_their_entry_once(place: Path) -> None:
    crowd = int(os.environ.get("LEDGER_TEST_CROWD", "24"))
    piped([*TODAY, "list"], place)

    def one(number: int) -> int:
        return process([*TODAY, "log", "acme", "call", f"entry-{number}-end"], place).code

    with ThreadPoolExecutor(crowd) as pool:
        codes = list(pool.map(one, range(crowd)))
    content = (place / "customers/acme.md").read_bytes()
    assert codes == [0] * crowd
    assert [content.count(b"entry-%d-end" % number) for number in range(crowd)] == [1] * crowd
    assert content.startswith(OLD)
    assert left_over(place) == []


NOTHING = [("set", "acme", "level=A"), ("set", "acme", "tags+=a"), ("tag", "acme", "+a", "+b"), ("tag", "acme", "--", "-zz"),
           ("check", "--fix", "--dry-run"), ("edit", "acme"), ("log", "acme", "call", "x", "--dry-run"), ("set", "acme", "name=Acme"),
           ("tag", "--rename", "nobody", "has")]  # fmt: skip


@pytest.mark.parametrize("words", NOTHING, ids=" ".join)
def test_what_changes_nothing_writes_nothing(place: Path, words: tuple[str, ...]) -> None:
    acme = place / "customers/acme.md"
    os.utime(acme, ns=(10**18, 10**18))
    before = acme.stat()
    printed = at_terminal([*TODAY, *words], place, EDITOR="true", VISUAL="true")
    assert printed.code in (0, 1), printed.text
    after = acme.stat()
    assert acme.read_bytes() == OLD
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


def test_a_change_says_what_it_does_and_leaves_all_else(place: Path) -> None:
    for words in COMMANDS.values():
        (place / "customers/acme.md").write_bytes(OLD)
        assert piped([*TODAY, *words], place).code == 0
        changed = (place / "customers/acme.md").read_bytes()
        assert changed != OLD
        old_lines, new_lines = OLD.split(b"\n"), changed.split(b"\n")
        assert len([line for line in old_lines if line not in new_lines]) <= 1, words
