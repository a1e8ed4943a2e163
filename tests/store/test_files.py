from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.errors import Broken, LedgerError, NotFound, Refused
from ledger.store import files


def test_a_file_is_read_by_its_path_from_the_root_or_a_whole_one(root: Path, acme: Path) -> None:
    assert files.read(root, "customers/acme.md") == files.read(root, acme) == acme.read_bytes()


def test_a_ledger_reached_through_a_link_reads_its_files_by_whole_paths_too(root: Path, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(root)
    assert files.read(tmp_path / "short", tmp_path / "short" / "customers" / "acme.md")


@pytest.mark.parametrize(
    "path", ["../secret.md", "/etc/passwd", "customers/../../secret.md", "../ledger-evil/a.md", "customers/a\0.md"]
)
def test_nothing_outside_the_ledger_is_read(root: Path, path: str) -> None:
    (root.parent / "secret.md").write_text("secret")
    (root.parent / "ledger-evil").mkdir()
    (root.parent / "ledger-evil" / "a.md").write_text("secret")
    with pytest.raises(Refused):
        files.read(root, path)


@pytest.mark.parametrize(
    "target", ["../../secret.md", "/etc/passwd", "../.git/config", "../index/x.md", "..", "loop.md"]
)
def test_a_link_out_of_the_ledger_or_into_its_hidden_folders_is_not_read(root: Path, target: str) -> None:
    for place in ("../secret.md", ".git/config", "index/x.md"):
        (root / place).parent.mkdir(exist_ok=True)
        (root / place).write_text("secret")
    (root / "customers" / "loop.md").symlink_to(target)
    with pytest.raises(LedgerError):
        files.read(root, "customers/loop.md")


def test_a_folder_that_is_a_link_out_of_the_ledger_is_not_read(root: Path) -> None:
    (root.parent / "elsewhere").mkdir()
    (root.parent / "elsewhere" / "a.md").write_text("secret")
    (root / "customers" / "north").symlink_to(root.parent / "elsewhere")
    with pytest.raises(Refused):
        files.read(root, "customers/north/a.md")


def test_a_link_to_another_place_of_the_ledger_is_read(root: Path) -> None:
    (root / "old").mkdir()
    (root / "old" / "bolt.md").write_text("Bolt")
    (root / "customers" / "bolt.md").symlink_to("../old/bolt.md")
    assert files.read(root, "customers/bolt.md") == b"Bolt"


def test_two_mebibytes_are_read_and_one_byte_more_is_refused(root: Path, acme: Path) -> None:
    acme.write_bytes(b"x" * files.MAX_BYTES)
    assert len(files.read(root, acme)) == files.MAX_BYTES
    acme.write_bytes(b"x" * (files.MAX_BYTES + 1))
    with pytest.raises(Broken, match="2 MiB"):
        files.read(root, acme)


def test_a_pipe_or_folder_in_the_place_of_a_file_is_refused_at_once(root: Path) -> None:
    os.mkfifo(root / "customers" / "pipe.md")
    (root / "customers" / "folder.md").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(Broken):
            files.read(root, f"customers/{name}.md")


def test_a_missing_file_is_not_found(root: Path) -> None:
    with pytest.raises(NotFound):
        files.read(root, "customers/nobody.md")


def test_a_temporary_name_stands_beside_its_file_and_fits_every_disk(root: Path) -> None:
    name = files.temporary(str(root / ("云" * 85)))
    assert os.path.dirname(name) == str(root)
    assert os.path.basename(name).startswith(".")
    assert len(os.path.basename(name).encode()) <= 255
    files.write_new(name, b"")
