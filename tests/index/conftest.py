"""Ledgers of a few files for what is asked of a catalog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ledger.session import Session, open_session

TODAY = date(2026, 11, 21)
Make = Callable[..., Session]


@pytest.fixture
def ledger(tmp_path: Path) -> Make:
    """A session over files given by path (under customers/) and text, with a ledger.yaml that may be given too."""

    def make(files: dict[str, str], settings: str = "", today: date = TODAY) -> Session:
        root = tmp_path / "ledger"
        (root / "customers").mkdir(parents=True, exist_ok=True)
        (root / "ledger.yaml").write_text("ledger: 1\nlanguage: zh\ncurrency: CNY\n" + settings, "utf-8")
        for path, text in files.items():
            place = root / "customers" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8", newline="")
        return open_session(root, today=today, env={})

    return make
