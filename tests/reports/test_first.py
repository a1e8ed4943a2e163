"""The first customers of a ledger: the same as if all were looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

import ledger
from ledger.reports.columns import Order, column
from ledger.reports.customers import list_customers
from ledger.reports.first import first
from ledger.reports.sort_keys import keys
from ledger.reports.today import Later
from ledger.session import Session

LEVELS = ("A", "C", "b", "B", "", "own", "Own", "zz", "b", "B？", "A?")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "customers").mkdir()
    (tmp_path / "ledger.yaml").write_text("format: 1\n", "utf-8")
    for n, level in enumerate(LEVELS * 2):
        text = f"---\nid: C-{n}\nname: 客户{n % 7}\nlevel: {level}\n---\n"
        (tmp_path / "customers" / f"c{n}.md").write_text(text, "utf-8")
    return ledger.open(tmp_path)


def by_keys(session: Session, order: Order) -> list[int]:
    found = session.fresh().catalog.connection.execute("SELECT customer FROM customers ORDER BY name, path")
    numbers = [number for (number,) in found]
    known = keys(session, order.column, Later(session), numbers)
    have = sorted((number for number in numbers if number in known), key=lambda number: known[number][0].rank)
    return have + [number for number in numbers if number not in known]


@pytest.mark.parametrize("limit", [1, 3, 7, 21, 22, 100, None])
def test_the_first_by_level_are_those_that_sorting_all_gives(session: Session, limit: int | None) -> None:
    order = Order(column(session, "level"))
    found = first(session, [order], limit)
    assert found is not None
    assert list(found.numbers) == by_keys(session, order)[:limit]
    assert found.total == len(LEVELS) * 2


@pytest.mark.parametrize("odd", ["[B, A]", "?", "？"])
def test_of_several_levels_the_first_counts_and_a_question_mark_is_one(session: Session, odd: str) -> None:
    place = session.root / "customers" / "c0.md"
    place.write_text(f"---\nname: 客户0\nlevel: {odd}\n---\n", "utf-8")
    again = ledger.open(session.root)
    order = Order(column(again, "level"))
    assert first(again, [order], 5) is None
    assert list(list_customers(again, sort=[order]).groups[0].rows.numbers) == by_keys(again, order)
