"""Stages, steps, retention and repurchase, by hand and against plain computations over the generated ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ledger.model.customer import Customer
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.lifecycle import report, why, why_row
from ledger.reports.table import Report, Table
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
TODAY = date(2026, 11, 21)

# Four orders within a year: loyal since 1 October, until 5 January 2027.
ACME = """---
id: C-ACME
name: Acme
level: A
stage: 忠诚
owner: 张三
---

## 2026-01-05 订单 SO-1
- 金额: 100
- 产品: 豆子
## 2026-04-05 订单 SO-2
- 金额: 100
- 产品: 豆子
## 2026-08-05 订单 SO-3
- 金额: 100
- 产品: 奶
## 2026-10-01 订单 SO-4
- 金额: USD 7
"""
# One order, lost on 31 August (180 days), back on 10 September.
BETA = """---
id: C-BETA
name: Beta
level: B
stage: potential
owner: 李四
---

## 2026-03-04 order SO-1
- amount: 50
- product: 豆子
## 2026-09-10 order SO-2
- amount: 60
- product: 豆子
"""
# One order last year, lost on 29 May 2025; and one who never ordered.
GAMMA = "---\nid: C-GAMMA\nname: Gamma\nowner: 李四\n---\n\n## 2024-11-30 order\n- amount: 9\n"
DELTA = "---\nid: C-DELTA\nname: Delta\n---\n\n## 2026-11-01 call\n"
FILES = {"acme": ACME, "beta": BETA, "gamma": GAMMA, "delta": DELTA}


def asked(session: Session, query: str = "", **more: object) -> Report:
    return report(session, Asked(query, **more))  # type: ignore[arg-type]


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def rows(made: Report, name: str) -> list[tuple[object, ...]]:
    return [tuple(map(_plain, row.cells)) for row in table(made, name).rows]


def _plain(cell: object) -> object:
    return cell if isinstance(cell, int | date | tuple | Decimal | None) else str(cell)


def cny(amount: str) -> tuple[Money, ...]:
    return (Money(Decimal(amount), "CNY"),)


def test_customers_stand_at_the_stage_that_the_rules_give_them(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES))
    quarter = Decimal("25.0")
    acme = (*cny("300"), Money(Decimal(7), "USD"))
    assert made.tables[0].name == "life"
    assert rows(made, "life") == [
        ("potential", 1, quarter, (), 0),
        ("active", 1, quarter, cny("110"), 0),
        ("loyal", 1, quarter, acme, 1),
        ("lost", 1, quarter, cny("9"), 0),
    ]
    assert rows(made, "buying") == [
        ("potential", 1, quarter, (), 0),
        ("first_purchase", 0, Decimal("0.0"), (), 0),
        ("repeat", 1, quarter, cny("110"), 0),
        ("loyal", 1, quarter, acme, 1),
        ("lost", 1, quarter, cny("9"), 0),
    ]
    assert rows(made, "by_hand") == [("potential", "active", 1)]


def test_the_ledgers_own_ladder_comes_first(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES, settings="lifecycle: {ladder: buying, lost_after: 50d, lost_gaps: 0.1}\n"))
    assert made.tables[0].name == "buying"
    assert [row[:2] for row in rows(made, "buying")] == [
        ("potential", 1), ("first_purchase", 0), ("repeat", 0), ("loyal", 0), ("lost", 3),
    ]  # fmt: skip


def test_steps_are_counted_by_month_and_by_where_they_lead(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES), period=period("2026", TODAY))
    # Without a step that lies ahead, and with all months up to today.
    assert [row for row in rows(made, "moves_life") if any(row[1:])] == [
        ("2026-01", 1, 0, 0, 0, 0),
        ("2026-03", 1, 0, 0, 0, 0),
        ("2026-08", 0, 0, 0, 1, 0),
        ("2026-09", 0, 0, 0, 0, 1),
        ("2026-10", 0, 1, 0, 0, 0),
    ]
    assert [row[0] for row in rows(made, "moves_life")] == [f"2026-{month:02}" for month in range(1, 12)]
    assert table(made, "moves_life").totals == (None, 2, 1, 0, 1, 1)
    assert rows(made, "steps_buying") == [
        ("potential", "first_purchase", 2),
        ("first_purchase", "repeat", 1),
        ("first_purchase", "lost", 1),
        ("repeat", "loyal", 1),
        ("lost", "repeat", 1),
    ]


def test_new_old_and_potential_customers_of_a_period(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    acme = (*cny("410"), Money(Decimal(7), "USD"))
    assert rows(asked(session, period=period("2026", TODAY)), "types") == [
        ("new customers", 2, Decimal("50.0"), 2, acme),
        ("old customers", 1, Decimal("25.0"), 0, ()),
        ("potential customers", 1, Decimal("25.0"), 0, ()),
    ]
    assert [row[:2] for row in rows(asked(session, period=period("2026-08", TODAY)), "types")] == [
        ("new customers", 0), ("old customers", 3), ("potential customers", 1),
    ]  # fmt: skip


def test_cohorts_say_who_ordered_so_many_months_later(ledger_of: Make) -> None:
    retention = table(asked(ledger_of(FILES), period=period("2026", TODAY)), "retention")
    assert [column.name for column in retention.columns] == ["cohort", "customers", *(f"m{n}" for n in range(1, 11))]
    nothing, all_ = Decimal("0.0"), Decimal("100.0")
    assert [row.cells for row in retention.rows] == [
        ("2026-01", 1, nothing, nothing, all_, nothing, nothing, nothing, all_, nothing, all_, nothing),
        ("2026-03", 1, nothing, nothing, nothing, nothing, nothing, all_, nothing, nothing, None, None),
    ]
    assert retention.charts[0].kind == "heat"


def test_repurchase_by_month_level_and_product(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES), period=period("2026", TODAY))
    nothing, all_ = Decimal("0.0"), Decimal("100.0")
    assert [row for row in rows(made, "repurchase") if row[1]] == [
        ("2026-01", 1, 0, nothing, None),
        ("2026-03", 1, 0, nothing, None),
        ("2026-04", 1, 1, all_, nothing),
        ("2026-08", 1, 1, all_, None),
        ("2026-09", 1, 1, all_, nothing),
        ("2026-10", 1, 1, all_, nothing),
    ]
    assert rows(made, "repurchase_by_level") == [("A", 1, 1, all_), ("B", 1, 1, all_)]
    assert table(made, "repurchase_by_level").totals == (None, 2, 2, all_)
    assert rows(made, "repurchase_by_product") == [("豆子", 2, 2, all_), ("奶", 1, 0, nothing)]
    assert rows(asked(ledger_of(FILES), period=period("2026-03", TODAY)), "repurchase_by_level") == [
        ("B", 1, 0, nothing)
    ]


def test_whatever_is_asked_for_comes_first(ledger_of: Make) -> None:
    main = asked(ledger_of(FILES), by=("owner",)).tables[0]
    assert [row.cells for row in main.rows] == [
        ("李四", 0, 1, 0, 1, 2),
        (None, 1, 0, 0, 0, 1),
        ("张三", 0, 0, 1, 0, 1),
    ]


def test_an_empty_ledger_is_said_in_words(ledger_of: Make) -> None:
    made = asked(ledger_of({}))
    assert not any(each.rows for each in made.tables)
    assert str(made.tables[0].empty) == "There are no customers."
    assert str(table(made, "retention").empty) == "Nobody ordered for the first time in the period."


def test_one_customer_without_orders_is_potential(ledger_of: Make) -> None:
    made = asked(ledger_of({"delta": DELTA}))
    assert rows(made, "life")[0] == ("potential", 1, Decimal("100.0"), (), 0)
    assert str(table(made, "moves_life").empty) == "Nobody took a step."


def test_orders_to_come_have_not_happened(ledger_of: Make) -> None:
    session = ledger_of({"delta": DELTA + "## 2026-12-24 order SO-1\n- amount: 5\n"})
    assert rows(asked(session), "life")[0] == ("potential", 1, Decimal("100.0"), (), 0)


def number(session: Session, name: str) -> int:
    ask = "SELECT customer FROM customers WHERE name = ?"
    found: int = session.fresh().catalog.connection.execute(ask, (name,)).fetchone()[0]
    return found


def test_why_has_the_rule_the_orders_the_steps_and_what_lies_ahead(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    found = why(session, number(session, "Acme"))
    assert (str(found.what), str(found.value)) == ("Stage of Acme", "loyal")
    assert [(each.line, each.day) for each in found.sources][-1] == (9, date(2026, 1, 5))
    life = found.parts[0]
    assert [(each.day, str(each.text)) for each in life.sources] == [
        (date(2026, 10, 1), "active → loyal"),
        (date(2026, 1, 5), "potential → active"),
    ]
    # Three mean gaps of 269 ÷ 3 days are 269 days from 1 October; loyal ends on 5 January, a year after the first of four.
    assert [(str(label), value) for label, value in life.numbers] == [
        ("without another order active on", date(2027, 1, 5)),
        ("without another order lost on", date(2027, 6, 27)),
    ]
    assert "Loyal: 4 orders within" in str(found.rule)


def test_why_of_somebody_who_never_ordered(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    found = why(session, number(session, "Delta"))
    assert (str(found.value), found.sources) == ("potential", ())
    row = asked(session).tables[0].rows[0]
    assert why_row(session, Asked(), row).rule == found.rule


def orders(customer: Customer) -> list[date]:
    return sorted(
        entry.date for entry in customer.entries
        if entry.kind == "order" and entry.date <= TODAY and entry.fields.get("status") != "cancelled"
    )  # fmt: skip


def stage(days: list[date], today: date) -> str:
    """The rule asked on a day: 4 orders within a year, 180 days or three mean gaps."""
    happened = [day for day in days if day <= today]
    if not happened:
        return "potential"
    distinct = sorted(set(happened))
    gap = (distinct[-1] - distinct[0]).days / (len(distinct) - 1) if len(distinct) > 1 else 0
    if (today - happened[-1]).days >= max(180, 3 * gap):
        return "lost"
    return "loyal" if sum(day > today.replace(year=today.year - 1) for day in happened) >= 4 else "active"


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_stages_and_steps_are_those_of_a_plain_computation(big: Big) -> None:
    made = asked(big.session, period=period("2026-05..2026-10", TODAY))
    known = [orders(customer) for customer in big.customers]
    counts = Counter(stage(days, TODAY) for days in known)
    assert {row[0]: row[1] for row in rows(made, "life")} == {
        name: counts[name] for name in ("potential", "active", "loyal", "lost")
    }
    lost: Counter[str] = Counter()
    for days in known:
        day, before = date(2026, 5, 1), stage(days, date(2026, 4, 30))
        while day <= date(2026, 10, 31):
            now = stage(days, day)
            if now == "lost" != before:
                lost[f"{day:%Y-%m}"] += 1
            day, before = day + timedelta(days=1), now
    assert {str(row[0]): row[4] for row in rows(made, "moves_life")} == {
        f"2026-{month:02}": lost[f"2026-{month:02}"] for month in range(5, 11)
    }


def test_retention_and_repurchase_are_those_of_a_plain_computation(big: Big) -> None:
    made = asked(big.session, period=period("2026-02..2026-10", TODAY))
    cohorts: dict[str, list[set[int]]] = {}
    months: dict[str, list[bool]] = {}
    for customer in big.customers:
        days = orders(customer)
        for month in {f"{day:%Y-%m}" for day in days}:
            upto = {day for day in days if f"{day:%Y-%m}" <= month}
            months.setdefault(month, []).append(len(upto) > 1)
        if days and date(2026, 2, 1) <= days[0] <= date(2026, 10, 31):
            first = days[0].year * 12 + days[0].month
            cohorts.setdefault(f"{days[0]:%Y-%m}", []).append({day.year * 12 + day.month - first for day in days})
    retention = table(made, "retention")
    assert {row.cells[0]: row.cells[1] for row in retention.rows} == {name: len(some) for name, some in cohorts.items()}
    for row in retention.rows:
        some = cohorts[str(row.cells[0])]
        for later, cell in enumerate(row.cells[2:], 1):
            if cell is not None:
                assert cell == percent(sum(later in each for each in some), len(some))
    for month, buyers, again, rate, _ in rows(made, "repurchase"):
        some_months = months.get(str(month), [])
        assert (buyers, again) == (len(some_months), sum(some_months))
        assert rate == (percent(sum(some_months), len(some_months)) if some_months else None)
