from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.lifecycle import LADDERS, states
from ledger.facts.values import Record
from ledger.model.intervals import add
from ledger.model.policies import Lifecycle
from ledger.model.values import Interval
from tests.facts.typed import LEVELS, facts

QUICK = LEVELS + "lifecycle: {loyal_orders: 2, loyal_within: 30d, lost_after: 60d, lost_gaps: 2}\n"


def moved(ladder: str, *days: str, settings: str = LEVELS) -> list[str]:
    """The steps on a ladder of somebody who ordered on some days."""
    body = "\n".join(f"## {day} order O-{n}" for n, day in enumerate(days, 1))
    rows = facts(f"name: Acme\n\n{body}", settings=settings).tables.get("moves", ())
    return [f"{row[2]} {row[5]}" for row in rows if row[0] == ladder]


def test_who_never_ordered_takes_no_step() -> None:
    assert moved("life") == moved("buying") == []


def test_one_order_is_active_and_lost_half_a_year_later() -> None:
    assert moved("life", "2026-01-10") == ["2026-01-10 active", "2026-07-09 lost"]
    assert moved("buying", "2026-01-10") == ["2026-01-10 first_purchase", "2026-07-09 lost"]


def test_four_orders_within_a_year_make_loyal_until_the_first_of_them_is_too_old() -> None:
    days = ("2026-01-10", "2026-02-10", "2026-03-10", "2026-12-20", "2027-04-01")
    assert moved("life", *days) == [
        "2026-01-10 active",
        "2026-09-06 lost",  # 180 days after 10 March, longer than three mean gaps of 29.5 days
        "2026-12-20 loyal",  # four orders since 20 December 2025
        "2027-01-10 active",  # that of a year ago falls out
        "2028-03-01 lost",  # three mean gaps of 446 ÷ 4 days are 334.5, which is longer than 180
    ]


def test_a_return_after_lost_is_a_step_back() -> None:
    assert moved("life", "2026-01-01", "2026-09-01", settings=QUICK) == [
        "2026-01-01 active",
        "2026-03-02 lost",
        "2026-09-01 active",
        "2027-12-31 lost",  # two gaps of 243 days
    ]
    assert moved("buying", "2026-01-01", "2026-09-01", settings=QUICK)[2:] == ["2026-09-01 repeat", "2027-12-31 lost"]


def test_orders_of_one_day_count_each() -> None:
    assert moved("buying", "2026-01-01", "2026-01-01", settings=QUICK) == [
        "2026-01-01 loyal",
        "2026-01-31 repeat",
        "2026-03-02 lost",
    ]


def test_an_order_on_the_very_day_keeps_a_customer_from_being_lost() -> None:
    assert moved("life", "2026-01-01", "2026-03-02", settings=QUICK)[:2] == ["2026-01-01 active", "2026-06-30 lost"]
    assert moved("life", "2026-01-01", "2026-03-03", settings=QUICK)[:2] == ["2026-01-01 active", "2026-03-02 lost"]


def test_the_line_of_a_step_is_that_of_the_order_it_comes_from() -> None:
    rows = facts("name: Acme\n\n## 2026-01-10 order O-1\n## 2026-02-10 order O-2").tables["moves"]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("life", 5, "potential"),
        ("life", 6, "active"),
        ("buying", 5, "potential"),
        ("buying", 6, "first_purchase"),
        ("buying", 6, "repeat"),
    ]


def test_the_end_of_the_calendar_is_never_reached() -> None:
    assert moved("life", "9999-12-01") == ["9999-12-01 active"]


def order(day: date) -> Record:
    return Record("order", "", "", day, day, 1, closed=False, fields={})


ordered = st.lists(st.integers(0, 1500), min_size=1, max_size=25).map(
    lambda days: [date(2020, 1, 1) + timedelta(days=day) for day in sorted(days)]
)


@given(ordered, st.integers(1, 5), st.integers(20, 400), st.integers(0, 5), st.integers(0, 2500))
def test_the_stage_of_any_day_is_the_rule_asked_on_that_day(
    days: list[date], loyal: int, lost_after: int, lost_gaps: int, later: int
) -> None:
    rules = Lifecycle("life", loyal, Interval(12, "m"), Interval(lost_after, "d"), Decimal(lost_gaps))
    today = date(2020, 1, 1) + timedelta(days=later)
    found = [state for state in states([order(day) for day in days], rules) if state.date <= today]
    happened = [day for day in days if day <= today]
    if not happened:
        assert not found
        return
    distinct = sorted(set(happened))
    gap = (distinct[-1] - distinct[0]).days / (len(distinct) - 1) if len(distinct) > 1 else 0
    silent = (today - happened[-1]).days
    lost = silent >= lost_after and silent >= lost_gaps * gap
    within = sum(add(day, rules.loyal_within) > today for day in happened)
    assert (found[-1].lost, found[-1].loyal) == (lost, not lost and within >= loyal)
    assert found[-1].orders == len(happened)


@pytest.mark.parametrize("ladder", LADDERS)
@given(ordered)
def test_steps_follow_one_another(ladder: str, days: list[date]) -> None:
    body = "\n".join(f"## {day} order" for day in days)
    rows = [row for row in facts(f"name: Acme\n\n{body}").tables["moves"] if row[0] == ladder]
    assert [row[4] for row in rows] == ["potential", *(row[5] for row in rows)][:-1]
    assert [row[2] for row in rows] == sorted({row[2] for row in rows})  # type: ignore[type-var]
    assert {row[5] for row in rows} <= set(LADDERS[ladder])
