"""However a file is saved, the command that runs right afterwards sees it, and nothing odd is taken for a customer."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.watching import Watch, customer, name_in, new_ledger, watch


@pytest.fixture(scope="module")
def watcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """One watcher for all ways of saving; not below /tmp, where editors save otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGER_STATE", str(tmp_path_factory.getbasetemp() / "state"))
        home = Path(tempfile.mkdtemp(prefix=".ledger-watch-", dir=Path.home()))
        try:
            with watch(new_ledger(home / "ledger")) as started:
                yield started.ready()
        finally:
            shutil.rmtree(home)


def in_place(path: Path, text: str) -> None:
    """As `r+` does: no truncation before, only behind."""
    with path.open("r+b") as file:
        file.write(text.encode())
        file.truncate()


def truncated(path: Path, text: str) -> None:
    """Emptied first, as VS Code, nano and emacs do."""
    path.write_text(text, encoding="utf-8")


def in_pieces(path: Path, text: str) -> None:
    """Many writes into an open file."""
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(text), 7):
            file.write(text[start : start + 7].encode())


def replaced(path: Path, text: str) -> None:
    """A new file takes the place of the old."""
    fresh = path.with_name(f"tmp{os.urandom(3).hex()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def replaced_from_elsewhere(path: Path, text: str) -> None:
    """The same, from a folder that nobody watches."""
    fresh = path.parents[2] / "fresh"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def backed_up(path: Path, text: str) -> None:
    """As vim does: probe, old file renamed, new one written, backup removed."""
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    backup.unlink()


def locked(path: Path, text: str) -> None:
    """As emacs does: a link that leads nowhere stands beside the file while it is edited."""
    link = path.with_name(f".#{path.name}")
    link.symlink_to("somebody@host.4711:1700000000")
    path.with_name(f"#{path.name}#").write_text("unsaved", encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    path.with_name(f"#{path.name}#").unlink()
    link.unlink()


def deleted_first(path: Path, text: str) -> None:
    """As git does at a checkout."""
    path.unlink()
    path.write_text(text, encoding="utf-8")


def copied(path: Path, text: str) -> None:
    """`cp -p` over it."""
    other = path.parents[2] / "other"
    other.write_text(text, encoding="utf-8")
    os.utime(other, (1_000_000_000, 1_000_000_000))
    subprocess.run(["cp", "-p", other, path], check=True)


def moved_in(path: Path, text: str) -> None:
    """`mv` over it."""
    other = path.parents[2] / "other.md"
    other.write_text(text, encoding="utf-8")
    subprocess.run(["mv", other, path], check=True)


def appended(path: Path, text: str) -> None:
    """Emptied and appended to by the shell, line by line."""
    path.write_bytes(b"")
    for line in text.splitlines():
        subprocess.run(["sh", "-c", 'printf "%s\\n" "$1" >> "$2"', "sh", line, path], check=True)


def streamed(path: Path, text: str) -> None:
    """`sed -i`."""
    name = _name(text)
    subprocess.run(["sed", "-i", f"s/^name: .*/name: {name}/", path], check=True)


def by_vim(path: Path, text: str) -> None:
    """The real one, with the user's defaults out of the way."""
    name = _name(text)
    command = ["vim", "-Nu", "NONE", "-es", "-c", f"%s/^name: .*/name: {name}/", "-c", "wq", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=20)


def by_vim_with_a_backup(path: Path, text: str) -> None:
    """The real one, keeping a backup by renaming."""
    name = _name(text)
    settings = ["-c", "set backup backupcopy=no writebackup"]
    command = ["vim", "-Nu", "NONE", "-es", *settings, "-c", f"%s/^name: .*/name: {name}/", "-c", "wq", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=20)
    path.with_name(path.name + "~").unlink(missing_ok=True)


def by_emacs(path: Path, text: str) -> None:
    """The real one, with its backup and its lock."""
    name = _name(text)
    lisp = (
        f'(progn (find-file "{path}") (goto-char (point-min)) (re-search-forward "^name: .*")'
        f' (replace-match "name: {name}") (save-buffer))'
    )
    subprocess.run(["emacs", "-Q", "--batch", "--eval", lisp], check=True, capture_output=True, timeout=60)
    path.with_name(path.name + "~").unlink(missing_ok=True)


def _name(text: str) -> str:
    found = re.search("^name: (.*)", text, re.M)
    assert found
    return found[1]


def by_nano(path: Path, text: str) -> None:
    """The real one at a terminal: cut the line of the name, type another, save under the same name, leave."""
    name = _name(text)
    keys = b"\x1b[B\x1b[B\x0b" + f"name: {name}\r".encode() + b"\x0f\r\x18"
    child, handle = pty.fork()
    if child == 0:
        os.execvpe("nano", ["nano", "-I", str(path)], {**os.environ, "TERM": "xterm"})
    begun = threading.Event()
    drained = threading.Thread(target=_drain, args=(handle, begun), daemon=True)
    drained.start()
    # Before it has drawn its page the terminal itself would take the keys.
    begun.wait(10)
    os.write(handle, keys)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    drained.join(5)
    os.close(handle)


def _drain(handle: int, begun: threading.Event) -> None:
    with contextlib.suppress(OSError):
        page = b""
        while part := os.read(handle, 65536):
            page += part
            if b"Exit" in page:
                begun.set()


PROGRAMS = {by_vim: "vim", by_vim_with_a_backup: "vim", by_emacs: "emacs", by_nano: "nano"}
WAYS = [
    in_place, truncated, in_pieces, replaced, replaced_from_elsewhere, backed_up, locked, deleted_first, copied, moved_in,
    appended, streamed, *PROGRAMS,
]  # fmt: skip


@pytest.mark.parametrize("save", WAYS, ids=lambda save: save.__name__)
def test_a_command_sees_what_was_saved_before_it(save: Callable[[Path, str], None], watcher: Watch) -> None:
    program = PROGRAMS.get(save)
    if program and not shutil.which(program):
        pytest.skip(f"no {program} here")
    path = watcher.root / "customers" / "south" / "0.md"
    path.write_text(customer(0), encoding="utf-8")
    for turn in range(2 if program else 10):
        save(path, customer(0).replace("Customer 0", f"{save.__name__} {turn}"))
        assert name_in(watcher.root, "customers/south/0.md") == f"{save.__name__} {turn}"
    watcher.agrees()


def test_what_editors_leave_beside_a_file_is_no_customer(watcher: Watch) -> None:
    folder = watcher.root / "customers" / "south"
    names = [
        ".0.md.swp",
        ".0.md.swx",
        "0.md~",
        "4913",
        "#0.md#",
        "0.tmp",
        "0.md.orig",
        "0.md.rej",
        ".0.md.x.ledger-tmp",
    ]
    names += ["0.sync-conflict-20260101-120000-ABCDEFG.md", "0 (conflicted copy 2026-07-10 070952).md"]
    for name in names:
        (folder / name).write_text(customer(99), encoding="utf-8")
    (folder / ".#0.md").symlink_to("nowhere")
    watcher.agrees()
    assert watcher.status()["files"] == 3
    for name in (*names, ".#0.md"):
        (folder / name).unlink()
    watcher.agrees()
