"""Complaints and other requests with the moments of their steps."""

from __future__ import annotations

from ledger.facts.moments import kept, limit, minutes
from ledger.facts.tables import Case
from ledger.model.values import Interval
from tests.facts.typed import LEVELS, facts


def cases(text: str, settings: str = LEVELS) -> list[Case]:
    return [row for row in facts(text, settings=settings).tables.get("cases", ()) if isinstance(row, Case)]


def case(text: str, settings: str = LEVELS) -> Case:
    (found,) = cases(text, settings)
    return found


def test_steps_are_dated_by_their_fields() -> None:
    found = case("""
name: Acme
level: A

## 2026-03-02 complaint C-1 leaks

- opened: 2026-03-01 09:00
- answered: 2026-03-01 11:30
- solved: 2026-03-03
- confirmed: 2026-03-04 10:00
- severity: high
- topic: quality
- product: pump, valve
- owner: Ana
- reason: seal
- cost: 300
- compensation: 50 USD
""")
    assert (found.opened, found.answered, found.solved, found.confirmed) == (
        "2026-03-01 09:00",
        "2026-03-01 11:30",
        "2026-03-03",
        "2026-03-04 10:00",
    )
    assert (found.answer_by, found.solve_by) == ("2026-03-01 13:00", "2026-03-03")
    assert (found.answer_minutes, found.solve_minutes) == (150, 2880)
    assert (found.severity, found.topic, found.product, found.person) == ("high", "quality", "pump, valve", "Ana")
    assert (str(found.cost), found.currency, str(found.compensation), found.compensation_currency) == (
        "300",
        "CNY",
        "50",
        "USD",
    )
    assert (found.closed, found.reason) == (1, "seal")


def test_without_fields_the_entry_that_first_said_so_dates_a_step() -> None:
    found = case("""
name: Acme

## 2026-03-01 10:00 complaint C-1 leaks

- status: open

## 2026-03-01 14:15 complaint C-1

- status: answered

## 2026-03-05 complaint C-1

- status: solved

## 2026-03-09 complaint C-1

- status: confirmed
""")
    assert (found.opened, found.answered, found.solved, found.confirmed) == (
        "2026-03-01 10:00",
        "2026-03-01 14:15",
        "2026-03-05",
        "2026-03-09",
    )
    assert (found.answer_minutes, found.solve_minutes, found.closed) == (255, 4 * 1440, 1)
    assert (found.line, found.title) == (5, "leaks")


def test_a_contact_is_no_answer_unless_it_names_the_case() -> None:
    text = """
name: Acme

## 2026-03-01 complaint C-1 leaks

- status: open

## 2026-03-02 call

said sorry

## 2026-03-04 visit

- {named}
"""
    assert case(text.format(named="result: fine")).answered == ""
    assert case(text.format(named="complaint: C-1")).answered == "2026-03-04"
    assert case(text.format(named="links: c-1, C-2")).answered == "2026-03-04"


def test_nobody_knows_when_it_was_so_that_was_written_with_the_case() -> None:
    found = case("name: Acme\n\n## 2026-03-01 complaint\n\n- status: solved\n")
    assert (found.answered, found.solved, found.solve_minutes, found.closed) == ("", "", None, 1)
    later = case("name: Acme\n\n## 2026-03-04 complaint\n\n- opened: 2026-03-01\n- status: solved\n")
    assert (later.answered, later.solved, later.solve_minutes) == ("2026-03-04", "2026-03-04", 3 * 1440)


def test_a_case_that_is_opened_again_is_not_solved() -> None:
    text = """
name: Acme

## 2026-03-01 complaint C-1

- status: open

## 2026-03-02 complaint C-1

- status: solved

## 2026-03-05 complaint C-1

- status: open
"""
    found = case(text)
    assert (found.answered, found.solved, found.closed) == ("2026-03-02", "", 0)
    again = case(text + "\n## 2026-03-08 complaint C-1\n\n- status: solved\n")
    assert (again.answered, again.solved, again.closed) == ("2026-03-02", "2026-03-08", 1)


def test_a_withdrawn_complaint_is_closed_and_not_solved() -> None:
    found = case(
        "name: Acme\n\n## 2026-03-01 complaint C-1\n\n- status: open\n\n## 2026-03-02 complaint C-1\n\n- status: dropped\n"
    )
    assert (found.solved, found.closed, found.status) == ("", 1, "dropped")


def test_feedback_is_closed_by_its_answer() -> None:
    found = case("""
name: Acme

## 2026-03-01 feedback F-1 manual

- tone: negative
- status: open

## 2026-03-08 feedback F-1

- status: handled
- handled_by: C-9
""")
    assert (found.answered, found.solved, found.tone, found.handled_by, found.closed) == (
        "2026-03-08",
        "2026-03-08",
        "negative",
        "C-9",
        1,
    )
    assert found.answer_by == "2026-03-08"
    assert found.solve_by == ""


def test_talk_is_no_open_request() -> None:
    found = cases("""
name: Acme

## 2026-03-01 inquiry

how much?

## 2026-03-02 inquiry

- promise: 2026-03-05

## 2026-03-03 inquiry

- promise: 2026-03-06
- answered: 2026-03-05 09:00

## 2026-03-04 service

cleaned

## 2026-03-05 service

- status: planned
""")
    assert [(one.kind, one.closed) for one in found] == [
        ("inquiry", 1),
        ("inquiry", 0),
        ("inquiry", 1),
        ("service", 1),
        ("service", 0),
    ]
    assert found[2].answer_by == "2026-03-06"


def test_a_promise_to_the_customer_wins() -> None:
    found = case("name: Acme\nlevel: A\n\n## 2026-03-01 complaint C-1\n\n- promise: 2026-03-10\n")
    assert (found.answer_by, found.solve_by) == ("2026-03-01", "2026-03-10")
    early = case("name: Acme\nlevel: B\n\n## 2026-03-01 complaint C-1\n\n- promise: 2026-03-02\n")
    assert (early.answer_by, early.solve_by) == ("2026-03-02", "2026-03-02")


def test_hours_end_at_a_time_of_day_and_days_with_the_day() -> None:
    assert limit("2026-03-01 22:30", Interval(4, "h")) == "2026-03-02 02:30"
    assert limit("2026-03-01", Interval(4, "h")) == "2026-03-01"
    assert limit("2026-03-01 22:30", Interval(2, "d")) == "2026-03-03"
    assert kept("2026-03-03 23:00", "2026-03-03")
    assert not kept("2026-03-04", "2026-03-03")
    assert kept("2026-03-02 02:30", "2026-03-02 02:30")
    assert not kept("2026-03-02 02:31", "2026-03-02 02:30")


def test_times_count_whole_days_where_a_clock_is_missing() -> None:
    assert minutes("2026-03-01 22:30", "2026-03-02 01:00") == 150
    assert minutes("2026-03-01 22:30", "2026-03-02") == 1440
    assert minutes("2026-03-02", "2026-03-01") is None


def test_own_kinds_count_as_what_they_are_like() -> None:
    settings = LEVELS + "  来电投诉: {like: complaint}\n"
    assert case("name: Acme\n\n## 2026-03-01 来电投诉 T-1 漏水\n", settings).kind == "complaint"
