from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.intervals import add
from ledger.model.values import Interval
from tests.facts.typed import days, dues

FRONT = "name: Acme\n\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- [ ] 2026-11-28 发送报价单 @张三", ["2026-11-28"]),
        ("- [ ] send the quote 📅 2026-11-28", ["2026-11-28"]),
        ("- [ ] buy a gift", ["any day"]),
        ("- [x] 2026-11-28 send the quote", []),
        ("- [X] 2026-11-28 send the quote ✅ 2026-11-27", []),
        ("- [-] 2026-11-28 send the quote", []),
        ("```\n- [ ] 2026-11-28 send the quote\n```", []),
        ("- [ ] 2026-11-28 one\n- [ ] 2026-11-27 two", ["2026-11-28", "2026-11-27"]),
        ("## 2026-11-21 call\n\n- [ ] 2026-11-28 send the quote", ["2026-11-28"]),
    ],
)
def test_a_task_is_due_until_it_is_ticked(written: str, expected: list[str]) -> None:
    assert days("task", FRONT + written) == expected


def test_a_task_says_who_and_where() -> None:
    (due,) = dues("task", FRONT + "- [ ] 2026-11-28 发送报价单 @张三 #报价")
    assert (due.text, due.people, due.line, due.urgent) == ("发送报价单", ("张三",), 5, False)
    assert str(due.why) == "A task for 2026-11-28."


@pytest.mark.parametrize("mark", ["⏫", "🔺", "#urgent", "#紧急"])
def test_a_task_can_be_marked_urgent(mark: str) -> None:
    (due,) = dues("task", FRONT + f"- [ ] 2026-11-28 send the quote {mark}")
    assert due.urgent


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- [ ] 2026-01-31 send report every 1m", ["2026-01-31"]),
        ("- [ ] 2026-01-31 send report every 1m\n  - [x] 2026-01-31 sent", ["2026-02-28"]),
        ("- [ ] 2026-01-31 send report every 1m\n  - [x] 2026-01-31 sent\n  - [x] 2026-02-28 sent", ["2026-03-31"]),
        ("- [ ] 2026-01-31 send report every 1m\n  - [x] 2026-01-31\n  - 2026-02-28 → 2026-03-03", ["2026-03-03"]),
        ("- [ ] 2026-01-05 打电话 每2周 完成后\n  - [x] 2026-01-05 聊过 ✅ 2026-01-09", ["2026-01-23"]),
        ("- [ ] 2026-01-31 report every 1m until 2026-02-15\n  - [x] 2026-01-31", []),
        ("- [x] 2026-01-31 send report every 1m", ["2026-02-28"]),
        ("- [-] 2026-01-31 send report every 1m", []),
        ("- [x] 2026-01-31 report every 1m ✅ 2026-01-31\n- [ ] 2026-02-28 report every 1m", ["2026-02-28"]),
        ("- [ ] 2026-02-28 report 🔁 every month\n- [x] 2026-01-31 report 🔁 every month", ["2026-02-28"]),
    ],
)
def test_a_repeating_task_is_due_on_its_next_day_that_is_not_done(written: str, expected: list[str]) -> None:
    assert days("task", FRONT + written) == expected


def test_a_task_put_off_names_both_days() -> None:
    (due,) = dues("task", FRONT + "- [ ] 2026-03-31 send report every 1m\n  - 2026-03-31 → 2026-04-03")
    assert str(due.why) == "A task that comes every 1m from 2026-03-31; now on 2026-03-31. Put off to 2026-04-03."


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 40), st.integers(1, 12))
def test_the_end_of_a_month_does_not_drift(anchor: date, done: int, every: int) -> None:
    ticked = "".join(f"\n  - [x] {add(anchor, Interval(every * n, 'm'))} done" for n in range(done))
    expected = add(anchor, Interval(every * done, "m"))
    assert days("task", f"{FRONT}- [ ] {anchor} report every {every}m{ticked}") == [expected.isoformat()]


@given(st.lists(st.booleans(), max_size=12))
def test_ticking_a_task_takes_it_and_no_other_away(ticks: list[bool]) -> None:
    day = date(2026, 11, 1)
    lines = [f"- [{'x' if ticked else ' '}] {day + timedelta(days=n)} task {n}" for n, ticked in enumerate(ticks)]
    left = [f"task {n}" for n, ticked in enumerate(ticks) if not ticked]
    assert [due.text for due in dues("task", FRONT + "\n".join(lines))] == left
