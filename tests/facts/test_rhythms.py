from datetime import date
from decimal import Decimal

import pytest

from ledger.facts.rhythms import rhythm_of_orders, rhythms
from ledger.facts.story import Story, tell
from ledger.facts.tables import Bill, Rating, Rhythm
from tests.facts.typed import customer, facts, ruled


def story(text: str) -> Story:
    return tell(customer(text), *ruled())


def rhythm(text: str) -> Rhythm:
    (found,) = facts(text).tables["rhythms"]
    assert isinstance(found, Rhythm)
    return found


def bill(due: str, settled: str = "", amount: int = 100) -> Bill:
    paid = date.fromisoformat(settled) if settled else None
    day = date.fromisoformat(due)
    return Bill(day, "", "", 1, day, Decimal(amount), "CNY", Decimal(0) if paid else Decimal(amount), paid, "", "", "")


def rating(day: str, measure: str, value: int) -> Rating:
    return Rating(date.fromisoformat(day), 1, measure, Decimal(value), "", "", "")


def test_somebody_of_whom_nothing_is_known_has_a_row_all_the_same() -> None:
    assert rhythm("name: Acme") == Rhythm(None, None, 0, None)


def test_days_with_several_orders_count_once_for_the_pace() -> None:
    found = rhythm("name: Acme\n\n## 2026-01-01 order O-1\n## 2026-01-01 order O-2\n## 2026-01-31 order O-3")
    assert (found.orders, found.order_days, found.order_gap) == (3, 2, 30)
    assert (found.first_order, found.last_order) == (date(2026, 1, 1), date(2026, 1, 31))


def test_an_order_that_was_called_off_is_none() -> None:
    assert rhythm("name: Acme\n\n## 2026-01-01 order O-1\n- status: cancelled").orders == 0


def test_the_newest_three_gaps_are_told_from_those_before_once_there_are_five() -> None:
    few = rhythm_of_orders([date(2026, 1, day) for day in (1, 2, 3, 4, 5)])
    assert (few.recent_gap, few.earlier_gap) == (None, None)
    many = rhythm_of_orders([date(2026, 1, day) for day in (1, 3, 6, 10, 15, 21)])
    assert (many.recent_gap, many.earlier_gap) == (5, 3)  # (4 + 5 + 6) ÷ 3 and (2 + 3) ÷ 2, rounded up


def test_real_contacts_and_complaints_are_kept_with_their_days() -> None:
    found = rhythm(
        "name: Acme\n\n## 2026-01-01 call\n## 2026-01-05 note\n## 2026-01-11 微信\n## 2026-01-11 call\n"
        "## 2026-01-31 visit\n## 2026-02-01 complaint K-1\n## 2026-02-02 complaint K-2\n- status: withdrawn\n"
        "## 2026-02-03 投诉 K-3\n## 2026-02-09 complaint K-1\n- status: solved"
    )
    assert (found.talks, found.talk_gap, found.last_contact) == (3, 15, date(2026, 1, 31))
    assert found.complaints == "2026-02-01 2026-02-03"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([("csat", 5)], (100, None)),
        ([("csat", 5), ("csat", 3)], (50, 100)),
        ([("csat", 5), ("csat", 4), ("csat", 1)], (0, 88)),
        ([("csat", 5), ("nps", 7)], (70, None)),
        ([("nps", 9), ("csat", 5), ("nps", 2)], (20, 90)),
        ([("ces", 7), ("ces", 4)], (50, 100)),
    ],
)
def test_answers_to_the_same_question_are_compared(
    answers: list[tuple[str, int]], expected: tuple[int, int | None]
) -> None:
    rated = [rating(f"2026-01-{place:02}", *answer) for place, answer in enumerate(answers, 1)]
    (found,) = rhythms(story("name: Acme"), (), (), rated)
    assert (found.rating, found.rating_before) == expected
    assert found.rating_on == date(2026, 1, len(answers))


def test_the_last_three_bills_are_told_from_two_or_more_before() -> None:
    paid = [bill("2026-01-10", f"2026-01-{day}") for day in (10, 12)]
    (few,) = rhythms(story("name: Acme"), (), paid, ())
    assert (few.late, few.late_before, few.late_on) == (1, None, date(2026, 1, 12))
    later = [bill(f"2026-0{month}-01", f"2026-0{month}-{day}") for month, day in ((3, 11), (4, 21), (5, 31))]
    (many,) = rhythms(story("name: Acme"), (), [*later, *paid, bill("2026-09-01", "2026-09-30", -5)], ())
    assert (many.late, many.late_before, many.late_on) == (20, 1, date(2026, 5, 31))


def test_what_is_open_is_owed_since_its_earliest_term() -> None:
    (found,) = rhythms(
        story("name: Acme"), (), [bill("2026-03-01"), bill("2026-02-01"), bill("2026-01-01", amount=-5)], ()
    )
    assert (found.owes_since, found.late) == (date(2026, 2, 1), None)
