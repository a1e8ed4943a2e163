"""A look at some paths finds what a scan of everything finds there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.store.glance import glance, matters
from ledger.store.scan import scan

NAMES = ["a.md", "B.MD", "c.txt", "~d.md", "#e#.md", "f.sync-conflict-20260101-120000-ABCDEFG.md", "华东.md", "g h.md"]


def test_plain_files_are_found_as_a_scan_finds_them(root: Path) -> None:
    for name in NAMES:
        (root / "customers" / name).write_text("x")
    paths = [f"customers/{name}" for name in (*NAMES, "gone.md")]
    found = glance(root, [*paths, "customers/acme.md"])
    assert found.files == scan(root).files
    assert found.gone == ("customers/gone.md",)
    assert not found.odd


@pytest.mark.parametrize("kind", ["link", "folder", "fifo", "undecodable", "icloud"])
def test_what_only_a_scan_can_judge_is_odd(root: Path, kind: str) -> None:
    place = os.fsencode(root / "customers" / "odd.md")
    if kind == "link":
        os.symlink("acme.md", place)
    elif kind == "folder":
        os.mkdir(place)
    elif kind == "fifo":
        os.mkfifo(place)
    else:
        place = place[:-6] + (b"\xff.md" if kind == "undecodable" else b".odd.md.icloud")
        Path(os.fsdecode(place)).write_text("x")
    assert glance(root, [os.fsdecode(place[len(os.fsencode(root)) + 1 :])]).odd


@pytest.mark.parametrize("path", ["customers/a.md", "customers/x/b.txt", "customers/.a.md.icloud", "customers/4913"])
def test_what_may_be_a_customers_file_or_a_link_matters(path: str) -> None:
    assert matters(path)


@pytest.mark.parametrize("path", ["customers/.git/a.md", "customers/.a.md.swp", "customers/#a#", "customers/~a.md"])
def test_what_no_scan_looks_at_does_not_matter(path: str) -> None:
    assert not matters(path)
