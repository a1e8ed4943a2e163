"""The key figures of a period: each by a ledger that can be counted by hand, and against plain sums over a large one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.facts.compute import compute
from ledger.facts.tables import Sale
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.kpi import FIGURES, report
from ledger.reports.registry import known
from ledger.reports.shaping import shaped
from ledger.session import Session
from tests.reports.named.conftest import Big

FILES = {
    "acme": """---
name: Acme
---

## 2026-07-01 order O-0
- amount: 10

## 2026-10-02 order O-1
- amount: 300
- cost: 100

## 2026-10-05 order O-2
- amount: 100
- quantity: 4

## 2026-10-06 order O-3
- amount: 999
- status: cancelled

## 2026-10-12 invoice I-1
- amount: 400
- due: 2026-11-12

## 2026-10-22 payment
- amount: 100
- invoice: I-1

## 2026-10-15 invoice I-2
- amount: 50
- due: 2026-12-01

## 2026-10-25 payment
- amount: 50
- invoice: I-2

## 2026-11-01 survey
- csat: 4
- nps: 9

## 2026-11-02 survey
- csat: 5
- nps: 3

## 2026-11-03 survey
- nps: 10

## 2026-11-05 opportunity OPP-1
- stage: won

## 2026-11-06 opportunity OPP-2
- stage: lost
""",
    "beta": """---
name: Beta
---

## 2026-08-02 order O-1
- amount: 20

## 2026-11-02 complaint C-1
- opened: 2026-11-02
- answered: 2026-11-03
""",
    "gamma": "---\nname: Gamma\n---\n\n## 2026-10-03 order O-1\n- amount: USD 60\n",
}


def figures(session: Session, asked: Asked | None = None) -> dict[str, Any]:
    table = report(session, asked or Asked()).tables[0]
    return dict(zip((column.name for column in table.columns), table.rows[0].cells, strict=True))


def test_every_figure_by_hand(ledger_of: Callable[..., Session]) -> None:
    found = figures(ledger_of(FILES))
    assert found == {
        "revenue": (Money(Decimal(400), "CNY"), Money(Decimal(60), "USD")),
        "profit": (Money(Decimal(200), "CNY"),),
        "orders": 3,
        "units": found["units"],
        "buyers": 2,
        "new": 1,
        "conversion": Decimal("50.0"),
        "retention": Decimal("50.0"),
        "repurchase": Decimal("50.0"),
        "csat": Decimal("4.50"),
        "nps": Decimal("33.3"),
        "complaints_per_100": Decimal("33.3"),
        "answered": Decimal("100.0"),
        "collection_rate": Decimal("33.3"),
        "days_to_pay": Decimal("10.0"),
        "overdue_share": Decimal("100.0"),
        "clv": (Money(Decimal("143.33"), "CNY"), Money(Decimal("20.00"), "USD")),
        "completeness": found["completeness"],
    }
    assert found["units"] >= 4


def test_a_period_in_which_nothing_happened_has_no_shares(ledger_of: Callable[..., Session]) -> None:
    found = figures(ledger_of(FILES), Asked(period=period("2024", date(2026, 11, 21))))
    assert (found["revenue"], found["orders"], found["buyers"]) == ((), 0, 0)
    assert [found[name] for name in ("profit", "retention", "csat", "nps", "conversion", "collection_rate")] == [
        None
    ] * 6


def test_every_figure_is_defined(ledger_of: Callable[..., Session]) -> None:
    told = report(ledger_of({}), Asked()).tables[2].rows
    assert [row.key for row in told] == [figure.column.name for figure in FIGURES]


@pytest.mark.parametrize(
    ("goal", "attained"),
    [
        ("{measure: revenue, target: 300, by: 2026-12-31}", "yes"),
        ("{measure: orders, target: 5}", "not yet"),
        ("{measure: overdue_share, target: 100}", "yes"),
        ("{measure: overdue_share, target: 99}", "not yet"),
        ("{measure: satisfaction, target: 4.5}", "yes"),
    ],
)
def test_goals_stand_beside_their_figures(ledger_of: Callable[..., Session], goal: str, attained: str) -> None:
    (row,) = report(ledger_of(FILES, f"goals:\n  - {goal}\n"), Asked()).tables[1].rows
    assert str(row.cells[-1]) == attained


def test_the_period_before_stands_beside_them_with_the_change(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES)
    table = shaped(session, Asked(compare="previous"), known("kpi")).tables[0]
    found = dict(zip((column.name for column in table.columns), table.rows[0].cells, strict=True))
    assert (found["orders"], found["orders_before"], found["orders_change"]) == (3, 2, Decimal("50.0"))
    assert (found["retention"], found["retention_before"], found["retention_change"]) == (Decimal("50.0"), None, None)


def test_a_large_ledger_against_plain_sums(big: Big) -> None:
    session = big.session
    over = period("12m", session.today)
    revenue: dict[str, Decimal] = {}
    orders, buyers, ever, again = 0, set(), 0, 0
    for customer in big.customers:
        rows = compute(customer, session.vocabulary, session.settings).tables.get("sales", ())
        sales = [sale for sale in rows if isinstance(sale, Sale)]
        for sale in sales:
            if sale.date in over:
                if sale.amount is not None:
                    revenue[sale.currency] = revenue.get(sale.currency, Decimal(0)) + sale.amount
                orders += sale.what == "order"
                if sale.what not in ("return", "refund"):
                    buyers.add(customer.id)
        if any(sale.what == "order" and sale.date in over for sale in sales):
            ever += 1
            again += len({sale.date for sale in sales if sale.what == "order"}) > 1
    found = figures(session, Asked(period=over))
    assert {money.currency: money.amount for money in found["revenue"]} == revenue
    assert (found["orders"], found["buyers"]) == (orders, len(buyers))
    assert found["repurchase"] == (Decimal(100 * again) / ever).quantize(Decimal("0.1"))
