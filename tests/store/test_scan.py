from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store import files, replace
from ledger.store.scan import Changes, State, diff, scan

SECOND = 1_000_000_000


def put(root: Path, *paths: str) -> None:
    for path in paths:
        place = root / "customers" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x")


def seen(root: Path) -> list[str]:
    return sorted(path.removeprefix("customers/") for path in scan(root).files)


def test_customers_are_found_in_all_folders_with_their_state(root: Path, acme: Path) -> None:
    put(root, "北方/a/云启.md", "archive/old.MD")
    found = scan(root)
    assert sorted(found.files) == ["customers/acme.md", "customers/archive/old.MD", "customers/北方/a/云启.md"]
    state = acme.stat()
    assert found.files["customers/acme.md"] == (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    assert found.unread == found.copies == found.leftovers == ()
    assert 0 <= time.time_ns() - found.started_ns < 60 * SECOND


@pytest.mark.parametrize(
    "name",
    [
        ".acme.md.swp", ".acme.md.swx", ".acme.md", "acme.md~", "~acme.md", "~$acme.md", "4913", "#acme.md#", ".#acme.md",
        "acme.md.tmp", "acme.md.orig", "acme.md.rej", "acme.md.sb-1a2b3c4d-XyZ123", "sedAbC123", "tmpk2j3h4", ".nfs000123",
        ".git/config.md", ".obsidian/x.md", "acme.txt", "acme", "md", "desktop.ini", ".DS_Store", "acme.md.bak",
    ],
)  # fmt: skip
def test_editors_and_systems_files_are_no_customers(root: Path, name: str) -> None:
    put(root, name)
    found = scan(root)
    assert list(found.files) == ["customers/acme.md"]
    assert found.unread == found.copies == ()


def test_sync_services_copies_are_told_apart(root: Path) -> None:
    copies = [
        "acme (conflicted copy 2026-07-10).md",
        "acme.sync-conflict-20260101-120000-ABC.md",
        "acme（冲突副本1）.md",
    ]
    put(root, *copies, "conflict-kitchen.md", "acme 2.md")
    assert sorted(scan(root).copies) == sorted(f"customers/{name}" for name in copies)
    assert seen(root) == ["acme 2.md", "acme.md", "conflict-kitchen.md"]


def test_unfinished_files_of_ours_are_told_apart(root: Path, acme: Path) -> None:
    left = Path(files.temporary(str(acme)))
    left.write_bytes(b"half")
    found = scan(root)
    assert found.leftovers == (f"customers/{left.name}",)
    assert replace.sweep(root, found.leftovers) == 1
    assert scan(root).leftovers == ()


def test_a_name_that_is_no_text_is_reported_and_stops_nothing(root: Path) -> None:
    (root / "customers" / os.fsdecode(b"\xd6\xd0\xce\xc4.md")).write_bytes(b"x")
    (root / "customers" / os.fsdecode(b"\xd6\xd0")).mkdir()
    (root / "customers" / os.fsdecode(b"\xd6\xd0") / "in.md").write_bytes(b"x")
    found = scan(root)
    assert seen(root) == ["acme.md"]
    assert {(one.path, one.code) for one in found.unread} == {
        ("customers/\\xd6\\xd0\\xce\\xc4.md", "name-undecodable"),
        ("customers/\\xd6\\xd0", "name-undecodable"),
    }


def test_a_folder_that_cannot_be_read_is_reported_and_stops_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "closed/a.md", "open/b.md")
    genuine = os.open

    def closed(path: str, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return genuine(path, flags, mode)

    monkeypatch.setattr(os, "open", closed)
    found = scan(root)
    assert sorted(found.files) == ["customers/acme.md", "customers/open/b.md"]
    assert [(one.path, one.code, one.reason) for one in found.unread] == [
        ("customers/closed", "folder-unreadable", "Permission denied")
    ]


def test_links_are_followed_within_the_ledger_only(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"x")
    (root / "old" / "deep").mkdir(parents=True)
    (root / "old" / "bolt.md").write_bytes(b"x")
    (root / ".git").mkdir()
    (root / ".git" / "x.md").write_bytes(b"x")
    put(root, "north/n.md")
    customers = root / "customers"
    for name, target in {
        "secret.md": outside / "secret.md", "elsewhere": outside, "git": root / ".git", "whole": root, "gone.md": "nowhere.md",
        "loop": customers, "again": customers / "north", "acme-too.md": "acme.md", "old": root / "old", "self.md": "self.md",
        "out-loop": root.parent, "photo.jpg": outside / "secret.md",
    }.items():  # fmt: skip
        (customers / name).symlink_to(target)
    (root / "old" / "deep" / "loop").symlink_to(root / "old")
    (customers / "broken.md").symlink_to("../old/nobody.md")
    found = scan(root)
    assert seen(root) == ["acme.md", "north/n.md", "old/bolt.md"]
    assert {one.path.removeprefix("customers/"): one.code for one in found.unread} == {
        "secret.md": "link-outside", "elsewhere": "link-outside", "git": "link-outside", "whole": "link-outside",
        "out-loop": "link-outside", "broken.md": "link-broken", "gone.md": "link-broken", "self.md": "link-broken",
    }  # fmt: skip


def test_whatever_is_found_can_be_read(root: Path) -> None:
    (root / "old").mkdir()
    (root / "old" / "bolt.md").write_bytes(b"x")
    (root / "old" / "pipe.md").mkdir()
    (root / "north.md").write_bytes(b"n")
    (root / "customers" / "old").symlink_to("../old")
    (root / "customers" / "north.md").symlink_to("../north.md")
    reader = files.Reader(root)
    assert {path: reader.read(path)[-1:] for path in scan(root).files} == {
        "customers/acme.md": b"\n",
        "customers/north.md": b"n",
        "customers/old/bolt.md": b"x",
    }


def test_a_pipe_and_a_placeholder_of_a_cloud_drive_are_reported(root: Path) -> None:
    os.mkfifo(root / "customers" / "pipe.md")
    put(root, ".bolt.md.icloud", "folder.md/in.md")
    found = scan(root)
    assert seen(root) == ["acme.md", "folder.md/in.md"]
    assert {(one.path, one.code) for one in found.unread} == {
        ("customers/pipe.md", "not-a-file"),
        ("customers/bolt.md", "not-downloaded"),
    }


def test_a_ledger_without_customers_is_empty(root: Path) -> None:
    shutil.rmtree(root / "customers")
    assert scan(root).files == {}


def test_nothing_changed_is_no_change(root: Path, acme: Path) -> None:
    os.utime(acme, ns=(0, 0))
    first = scan(root)
    assert not diff(scan(root).files, first.files, first.started_ns + 60 * SECOND)


def test_additions_edits_renames_and_removals_are_seen(root: Path, acme: Path) -> None:
    put(root, "a.md", "b.md", "c.md")
    known = scan(root).files
    acme.write_bytes(b"other content")
    (root / "customers" / "a.md").rename(root / "customers" / "z.md")
    (root / "customers" / "b.md").unlink()
    assert diff(scan(root).files, known) == Changes(
        ("customers/z.md",), ("customers/acme.md",), ("customers/a.md", "customers/b.md")
    )


def test_an_edit_that_keeps_size_and_time_is_seen(root: Path, acme: Path) -> None:
    known = scan(root).files
    before = acme.stat()
    time.sleep(0.02)
    acme.write_bytes(acme.read_bytes().swapcase())
    os.utime(acme, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert diff(scan(root).files, known).modified == ("customers/acme.md",)


def test_a_restored_older_file_is_seen(root: Path, acme: Path) -> None:
    known = scan(root).files
    os.utime(acme, ns=(0, 0))
    assert diff(scan(root).files, known).modified == ("customers/acme.md",)


NOW = 1_795_000_000 * SECOND + 123_456_789


@pytest.mark.parametrize(
    ("modified", "changed", "doubtful"),
    [
        (NOW, NOW, True),
        (NOW - 10_000_000, NOW - 10_000_000, True),
        (NOW - SECOND, NOW - SECOND, False),
        (NOW + 5 * SECOND, NOW - SECOND, True),
        ((NOW // SECOND - 1) * SECOND, 0, True),
        ((NOW // SECOND - 3) * SECOND, 0, False),
        (0, NOW, True),
        (0, 0, False),
        (NOW + 300_000 * SECOND, NOW - SECOND, False),
        (2**33 * SECOND, 7, False),
    ],
)
def test_what_changed_in_the_tick_of_the_last_look_is_doubtful(modified: int, changed: int, doubtful: bool) -> None:
    states: dict[str, State] = {"customers/a.md": (1, modified, changed, 2)}
    assert bool(diff(states, dict(states), NOW).doubtful) is doubtful


def test_no_quick_edit_after_a_look_escapes(root: Path, acme: Path) -> None:
    for turn in range(300):
        acme.write_bytes(b"%06d" % turn)
        os.utime(acme, ns=(SECOND, SECOND))
        known = scan(root)
        acme.write_bytes(b"%06d" % (turn + 1000))
        os.utime(acme, ns=(SECOND, SECOND))
        changes = diff(scan(root).files, known.files, known.started_ns)
        assert changes.modified + changes.doubtful == ("customers/acme.md",)


STATES = st.dictionaries(st.sampled_from("abcdef"), st.tuples(*[st.integers(0, 2)] * 4))


@given(STATES, STATES)
def test_a_difference_says_how_to_get_from_the_known_to_the_disk(
    disk: dict[str, State], known: dict[str, State]
) -> None:
    changes = diff(disk, known, 10 * SECOND)
    kept = {path: state for path, state in known.items() if path not in changes.removed}
    assert {**kept, **{path: disk[path] for path in changes.added + changes.modified}} == disk
    assert not set(changes.added) & set(known)
    assert all(disk[path] != known[path] for path in changes.modified)
