"""A generated ledger of 2,000 customers, read once for all tests of reports, and small ones typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.generate import generate
from ledger.index.build import read
from ledger.index.reading import Reading
from ledger.model.customer import Customer
from ledger.session import Session, open_session


@dataclass(frozen=True)
class Big:
    """The session over it, and its customers as parsed from the files: what independent computations start from."""

    session: Session
    customers: tuple[Customer, ...]


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Big:
    root = tmp_path_factory.mktemp("big")
    generate(root, 2_000, seed=7)
    session = open_session(root)
    reading = Reading(session.root, session.vocabulary, session.settings)
    reader = session.reader()
    paths = sorted(path.relative_to(root).as_posix() for path in (root / "customers").rglob("*.md"))
    return Big(session, tuple(read(reader, path, reading)[0] for path in paths))


@pytest.fixture
def ledger_of(tmp_path: Path) -> Callable[..., Session]:
    """Makes a ledger of files typed by hand: `ledger_of({"acme": "---\\nname: Acme\\n---\\n…"}, settings="…")`."""

    def make(files: dict[str, str], settings: str = "", today: str = "2026-11-21") -> Session:
        (tmp_path / "customers").mkdir(exist_ok=True)
        (tmp_path / "index").mkdir(exist_ok=True)
        (tmp_path / "ledger.yaml").write_text(f"ledger: 1\ntoday: {today}\n{settings}", encoding="utf-8")
        for name, text in files.items():
            place = tmp_path / "customers" / f"{name}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return open_session(tmp_path)

    return make
