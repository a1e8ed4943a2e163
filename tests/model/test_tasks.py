"""Tasks anywhere in a file, with all the signs that people and programs give them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from ledger.model.customer import Task
from ledger.model.values import Interval, Repeat
from tests.facts.typed import customer
from tests.strategies import bodies

HEAD = "---\nid: C-1\nname: a\n---\n\n"


def tasks(body: str) -> tuple[Task, ...]:
    return customer(HEAD + body).tasks


def one(body: str) -> Task:
    found = tasks(body)
    assert len(found) == 1
    return found[0]


def codes(body: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line - HEAD.count("\n")) for problem in customer(HEAD + body).problems]


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


@pytest.mark.parametrize(
    ("line", "done", "cancelled"),
    [
        ("- [ ] a", False, False),
        ("- [x] a", True, False),
        ("- [X] a", True, False),
        ("- [✓] a", True, False),
        ("- [√] a", True, False),
        ("- [✔] a", True, False),
        ("- [-] a", False, True),
        ("- [/] a", False, False),
        ("* [ ] a", False, False),
        ("+ [ ] a", False, False),
        ("1. [ ] a", False, False),
        ("2) [x] a", True, False),
        ("  - [ ] a", False, False),
        ("-   [ ]   a  ", False, False),
        ("- [ ] a ❌ 2026-11-20", False, True),
    ],
)
def test_a_task_is_open_done_or_dropped_by_its_box(line: str, done: bool, cancelled: bool) -> None:
    for end in ("", "\n", "\r\n"):
        task = one(line + end)
        assert (task.text, task.done, task.cancelled) == ("a", done, cancelled)


@pytest.mark.parametrize(
    "line",
    [
        "- a",
        "- [a]",
        "[ ] a",
        "- [ ]a",
        "> - [ ] a",
        "    - [ ] a",
        "```\n- [ ] a\n```",
        "<!-- \n- [ ] a\n-->",
        "- \\[ ] a",
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert tasks(line + "\n") == ()


def test_a_box_without_a_blank_counts_and_is_named() -> None:
    assert one("- [] a\n").text == "a"
    assert codes("- [] a\n") == [("task-box", 1)]


@pytest.mark.parametrize(
    ("line", "day", "text"),
    [
        ("2026-11-28 发送报价单", "2026-11-28", "发送报价单"),
        ("2026-11-28: 报价", "2026-11-28", "报价"),
        ("2026-11-28：报价", "2026-11-28", "报价"),
        ("2026-11-28报价", "2026-11-28", "报价"),
        ("报价 📅 2026-11-28", "2026-11-28", "报价"),
        ("报价 📅2026-11-28 ⏫", "2026-11-28", "报价"),
        ("报价 📆\ufe0f 2026-11-28", "2026-11-28", "报价"),
        ("报价 🗓️ 2026-11-28", "2026-11-28", "报价"),
        ("报价 ⏳ 2026-11-28", "2026-11-28", "报价"),
        ("报价 ➕ 2026-11-01 📅 2026-11-28", "2026-11-28", "报价"),
        ("报价 ➕ 2026-11-01", None, "报价"),
        ("报价 before 2026-11-28", None, "报价 before 2026-11-28"),
        ("报价 📅 2026-02-30", None, "报价"),
        ("报价", None, "报价"),
    ],
)
def test_its_day_stands_first_or_behind_a_sign(line: str, day: str | None, text: str) -> None:
    task = one(f"- [ ] {line}\n")
    assert (task.date, task.text) == (date.fromisoformat(day) if day else None, text)


@pytest.mark.parametrize(
    ("line", "code"),
    [("2026/11/28 a", "task-date-format"), ("2026年11月28日 a", "task-date-format"), ("2026.11.28 a", "task-date-format"), ("2026-02-30 a", "task-date-invalid")],
)  # fmt: skip
def test_a_day_that_is_not_in_iso_form_is_named(line: str, code: str) -> None:
    assert one(f"- [ ] {line}\n").text == "a"
    assert codes(f"- [ ] {line}\n") == [(code, 1)]


def test_the_day_of_the_tick_and_the_priority_are_read() -> None:
    task = one("- [x] 2026-11-28 报价 🔼 ✅ 2026-11-29\n")
    assert (task.date, task.done_on, task.priority, task.text) == (
        date(2026, 11, 28),
        date(2026, 11, 29),
        "medium",
        "报价",
    )


def test_people_and_tags_are_those_marked() -> None:
    task = one("- [ ] 2026-11-28 发报价（周末）@张三 #急\n")
    assert (task.people, task.tags, task.text) == (("张三",), ("急",), "发报价（周末）")


@pytest.mark.parametrize(
    ("line", "repeat"),
    [
        ("2026-01-31 报表 every 1m", Repeat(Interval(1, "m"))),
        ("2026-01-31 报表 every 2w when done", Repeat(Interval(2, "w"), True)),
        ("2026-01-31 报表 每两周 @张三", Repeat(Interval(2, "w"))),
        ("2026-01-31 报表 完成后每月", Repeat(Interval(1, "m"), True)),
        ("报表 🔁 every 2 weeks when done 📅 2026-01-31", Repeat(Interval(2, "w"), True)),
        ("2026-01-31 报表 every 1m until 2026-12-31", Repeat(Interval(1, "m"), False, date(2026, 12, 31))),
    ],
)
def test_it_comes_again_as_it_says(line: str, repeat: Repeat) -> None:
    task = one(f"- [ ] {line}\n")
    assert (task.text, task.date, task.repeat) == ("报表", date(2026, 1, 31), repeat)


def test_without_a_day_nothing_comes_again() -> None:
    assert one("- [ ] 报表 every 1m\n").repeat is None


def test_what_is_ticked_or_put_off_below_belongs_to_a_repeating_task() -> None:
    first, below, following = tasks(
        "- [ ] 2026-01-31 报表 every 1m\n"
        "  - [x] 2026-01-31 sent\n"
        "  - [x] 2026-02-28 ✅ 2026-03-01\n"
        "  - 2026-03-31 → 2026-04-03\n"
        "  - 2026-04-30 改到 2026-05-02\n"
        "  - [ ] 2026-03-30 collect numbers\n"
        "  - a word\n"
        "- [ ] 2026-05-01 other\n"
    )
    assert first.occurrences == (days("2026-01-31", "2026-01-31"), days("2026-02-28", "2026-03-01"))
    assert first.moved == dict([days("2026-03-31", "2026-04-03"), days("2026-04-30", "2026-05-02")])
    assert (below.text, below.date) == ("collect numbers", date(2026, 3, 30))
    assert following.text == "other"


def test_a_series_ends_with_its_list() -> None:
    series, other = tasks("- [ ] 2026-01-31 报表 every 1m\n\n## 2026-02-02 call x\n  - [x] 2026-02-28 other\n")
    assert series.occurrences == ()
    assert (other.text, other.done, other.entry) == ("other", True, 0)


def test_tasks_know_the_entry_that_they_stand_in() -> None:
    found = tasks(
        "- [ ] top\n## 2026-11-21 call\n- [ ] a\n  - [ ] b\n### 2026-11-22 call\n- [ ] c\n## Notes\n- [ ] d\n## 2026-11-23 call\n- [ ] e\n"
    )
    assert [(task.text, task.entry) for task in found] == [
        ("top", -1),
        ("a", 0),
        ("b", 0),
        ("c", 1),
        ("d", -1),
        ("e", 2),
    ]


@given(bodies())
def test_a_task_stands_where_it_says(body: str) -> None:
    text = HEAD + body
    for task in tasks(body):
        line = text[slice(*task.span)]
        assert "\n" not in line
        assert "[" in line
        assert text.count("\n", 0, task.span[0]) + 1 == task.line
        assert task.repeat is None or task.date is not None


@pytest.mark.parametrize(
    ("line", "day", "text", "done"),
    [
        ("- [ ]2026-11-28 发报价", date(2026, 11, 28), "发报价", False),
        ("- [x]发报价", None, "发报价", True),
        ("- []发报价", None, "发报价", False),
        ("1. [ ]2026-11-28 发报价", date(2026, 11, 28), "发报价", False),
    ],
)
def test_a_blank_may_be_missing_behind_the_box(line: str, day: date | None, text: str, done: bool) -> None:
    task = one(line + "\n")
    assert (task.date, task.text, task.done) == (day, text, done)


@pytest.mark.parametrize("line", ["- [x](https://example.com)", "- [ ][note]", "- [-]a"])
def test_a_link_is_no_task(line: str) -> None:
    assert tasks(line + "\n") == ()
