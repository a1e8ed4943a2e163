"""The ledger as it stood on a day, from the entries dated up to then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.index.refresh import KEPT
from ledger.reports.customers import list_customers
from ledger.session import Session, open_session
from ledger.store.state import index_folder

FILES = {
    "acme": """---
name: Acme
---

## 2026-01-10 order O-1
- amount: 100

## 2026-03-10 order O-2
- amount: 50
""",
    "late": "---\nname: Late\n---\n\n## 2026-02-20 call\nhello\n",
    "made": "---\nname: Made\ncreated: 2026-01-01\n---\n\n## 2026-02-20 call\nhello\n",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "customers").mkdir()
    (tmp_path / "index").mkdir()
    (tmp_path / "ledger.yaml").write_text("ledger: 1\ntoday: 2026-11-21\n")
    for name, text in FILES.items():
        (tmp_path / "customers" / f"{name}.md").write_text(text)
    return open_session(tmp_path)


def known(session: Session) -> dict[str, str]:
    return {row.name: " + ".join(map(str, row.computed["revenue"])) for row in list_customers(session).rows()}  # type: ignore[attr-defined]


def test_only_what_had_happened_counts_and_only_who_was_known(session: Session) -> None:
    assert known(session.on(date(2026, 1, 31))) == {"Acme": "100 CNY", "Made": ""}
    assert known(session.on(date(2026, 3, 31))) == {"Acme": "150 CNY", "Late": "", "Made": ""}


def test_a_file_that_changes_afterwards_is_read_again(session: Session) -> None:
    day = date(2026, 1, 31)
    assert known(session.on(day))["Acme"] == "100 CNY"
    acme = session.root / "customers" / "acme.md"
    acme.write_text(acme.read_text().replace("amount: 100", "amount: 1000"))
    assert known(session.on(day))["Acme"] == "1000 CNY"


def test_the_last_few_days_are_kept(session: Session) -> None:
    for day in range(1, KEPT + 3):
        known(session.on(date(2026, 3, day)))
    place = index_folder(session.root)
    assert place is not None
    assert len([one for one in place.iterdir() if one.name.startswith("on-")]) == KEPT


def test_asking_about_another_day_leaves_the_catalog_of_today(session: Session) -> None:
    before = known(session)
    known(session.on(date(2026, 1, 31)))
    assert known(open_session(session.root)) == before
