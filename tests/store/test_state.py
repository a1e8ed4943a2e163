from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.store import state

PROJECT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEDGER_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def folder(root: Path) -> Path:
    found = state.index_folder(root)
    assert found is not None
    return found


def test_an_index_folder_is_made_once_and_found_again(root: Path) -> None:
    first = folder(root)
    assert first.parent == root / "index"
    assert stat.S_IMODE(first.stat().st_mode) == 0o700
    assert folder(root) == first
    (root.parent / "short").symlink_to(root)
    assert folder(root.parent / "short") == first


def test_index_says_to_git_that_it_needs_no_keeping(root: Path) -> None:
    folder(root)
    assert "\n*\n!.gitignore\n" in (root / "index" / ".gitignore").read_text()
    (root / "index" / ".gitignore").write_text("mine")
    folder(root)
    assert (root / "index" / ".gitignore").read_text() == "mine"


def test_a_deleted_index_is_made_anew(root: Path) -> None:
    folder(root).rmdir()
    assert folder(root).is_dir()
    for path in (root / "index").iterdir():
        path.rmdir() if path.is_dir() else path.unlink()
    (root / "index").rmdir()
    assert folder(root).is_dir()


def test_a_forged_index_folder_is_not_trusted(root: Path) -> None:
    forged = root / "index" / f"index-{'0' * 32}"
    forged.mkdir(parents=True)
    (forged / "_MAIN_1.toc").write_bytes(b"poison")
    assert folder(root) != forged
    assert list(folder(root).iterdir()) == []


def test_a_link_in_the_place_of_the_index_folder_is_not_followed(root: Path, tmp_path: Path) -> None:
    own = folder(root)
    own.rmdir()
    (tmp_path / "elsewhere").mkdir()
    own.symlink_to(tmp_path / "elsewhere")
    assert folder(root) != own
    assert not folder(root).is_symlink()


def test_an_index_that_is_a_link_is_not_used(root: Path, tmp_path: Path) -> None:
    (root / "index").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "index").symlink_to(tmp_path / "elsewhere")
    assert state.index_folder(root) is None
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_index_folder_that_others_may_write_is_left_for_a_new_one(root: Path) -> None:
    own = folder(root)
    own.chmod(0o777)
    assert folder(root) != own


def test_a_damaged_note_makes_a_new_folder(root: Path, own_state: Path) -> None:
    own = folder(root)
    (note,) = (own_state / "ledgers").iterdir()
    for damage in (b"", b"../../evil\n", b"\xff\x00", b"index-1\n"):
        note.write_bytes(damage)
        assert folder(root).parent == own.parent


def test_a_renewed_index_is_empty_and_the_old_ones_are_gone(root: Path) -> None:
    old = folder(root)
    (old / "catalog.db").write_bytes(b"x")
    (root / "index" / f"index-{'0' * 32}").mkdir()
    (root / "index" / "mine").mkdir()
    fresh = state.renew_index_folder(root)
    assert fresh is not None
    assert fresh != old
    assert {path.name for path in (root / "index").iterdir()} == {fresh.name, "mine", ".gitignore"}


def test_where_index_or_state_cannot_be_written_there_is_none(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "index").rmdir()
    (root / "index").write_text("in the way")
    assert state.index_folder(root) is None
    assert state.renew_index_folder(root) is None
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEDGER_STATE", str(tmp_path / "file" / "state"))
    assert state.state_folder() is None
    assert state.index_folder(root) is None


def test_a_state_folder_that_others_may_write_is_not_used(own_state: Path) -> None:
    own_state.mkdir()
    own_state.chmod(0o777)
    assert state.state_folder() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders away")
def test_a_state_folder_of_somebody_else_is_not_used(own_state: Path) -> None:
    own_state.mkdir(mode=0o700)
    os.chown(own_state, 1234, 1234)
    assert state.state_folder() is None


def test_the_state_folder_is_closed_to_others_and_stands_where_the_desktop_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDGER_STATE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(sys, "platform", "linux")
    assert state.state_folder() == tmp_path / "xdg" / "customer-ledger"
    assert stat.S_IMODE((tmp_path / "xdg" / "customer-ledger").stat().st_mode) == 0o700
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert state.state_folder() == tmp_path / ".local" / "state" / "customer-ledger"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert state.state_folder() == tmp_path / "Library" / "Application Support" / "customer-ledger"


def test_processes_that_come_first_together_agree_on_one_folder(root: Path) -> None:
    program = "import sys; from pathlib import Path; from ledger.store import state; print(state.index_folder(Path(sys.argv[1])))"
    command = [sys.executable, "-c", program, str(root)]
    running = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) for _ in range(6)]
    assert len({one.communicate()[0] for one in running}) == 1
