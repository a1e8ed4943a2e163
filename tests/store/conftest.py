"""A small ledger on the real disk."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A ledger with one customer."""
    place = tmp_path.resolve() / "ledger"
    (place / "customers").mkdir(parents=True)
    (place / "index").mkdir()
    (place / "customers" / "acme.md").write_bytes(b"---\nname: Acme\n---\n")
    return place


@pytest.fixture
def acme(root: Path) -> Path:
    """The one customer's file."""
    return root / "customers" / "acme.md"
