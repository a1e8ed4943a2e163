"""How customers stand: listed, sorted, grouped and asked for like any other value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.query.computed import STANDING
from ledger.reports.columns import column, columns, orders
from ledger.reports.customers import list_customers
from ledger.reports.fitting import fitting
from ledger.session import Session, open_session

TODAY = "2026-11-21"


def monthly(year: int, first: int, last: int) -> str:
    return "".join(f"## {year}-{month:02}-05 order\n- amount: 100\n\n" for month in range(first, last + 1))


FILES = {
    "steady": monthly(2026, 1, 11),
    "gone": monthly(2025, 1, 6),
    "new": "## 2026-11-10 order\n- amount: 20\n",
    "nobody": "## 2026-11-10 call\nhello\n",
    "ahead": monthly(2025, 1, 6) + "## 2026-12-24 meeting\nplanned\n",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "customers").mkdir()
    (tmp_path / "index").mkdir()
    (tmp_path / "ledger.yaml").write_text(f"ledger: 1\ntoday: {TODAY}\nlifecycle: {{ladder: buying}}\n")
    for name, body in FILES.items():
        (tmp_path / "customers" / f"{name}.md").write_text(f"---\nname: {name}\n---\n\n{body}")
    return open_session(tmp_path)


def names(session: Session, query: str) -> set[str]:
    numbers = fitting(session, query)
    rows = session.fresh().catalog.connection.execute("SELECT customer, name FROM customers").fetchall()
    return {name for number, name in rows if number in numbers}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("churn:high", {"gone", "ahead"}),
        ("流失风险:高", {"gone", "ahead"}),
        ("-churn:", {"nobody"}),
        ("churn:low OR churn:medium", {"steady", "new"}),
        ("stage_by_rules:lost", {"gone", "ahead"}),
        ("规则阶段:首购", {"new"}),
        ("next_order:2026-12", {"steady"}),
        ("churn_points:>60 name:gone", {"gone"}),
        ("-value_tier:", {"nobody"}),
        ("NOT churn:high", {"steady", "new", "nobody"}),
        ("churn:high -name:ahead", {"gone"}),
    ],
)
def test_a_query_asks_for_them_in_both_languages(session: Session, query: str, found: set[str]) -> None:
    assert names(session, query) == found


def test_a_value_that_there_is_not_is_refused_with_the_nearest_one(session: Session) -> None:
    from ledger.query.errors import BadQuery

    with pytest.raises(BadQuery):
        fitting(session, "churn:hihg")


def test_they_are_columns_to_sort_and_group_by(session: Session) -> None:
    found = list_customers(session, sort=orders(session, "-churn_points"))
    assert [row.name for row in found.rows()][-1] == "nobody"
    grouped = list_customers(session, group=column(session, "churn"))
    assert [group.value for group in grouped.groups][:2] == ["high", "medium"] or grouped.groups[0].value == "high"
    columns(session, ",".join(STANDING))
    row = next(row for row in list_customers(session, "name:steady").rows())
    assert row.computed["stage_by_rules"] == "loyal"
    assert row.computed["next_order"] == date(2026, 12, 6)
    assert STANDING.keys() <= row.computed.keys()


def test_nobody_works_them_out_unless_they_are_asked_for(session: Session) -> None:
    row = next(iter(list_customers(session).rows()))
    assert not STANDING.keys() & row.computed.keys()


def test_a_customer_with_entries_ahead_stands_as_of_today(session: Session) -> None:
    listed = list_customers(session, "name:ahead", sort=orders(session, "churn_points"))
    (row,) = listed.rows()
    assert row.computed["churn"] == "high"
