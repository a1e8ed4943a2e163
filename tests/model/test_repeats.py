"""Tasks that come again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.repeats import (
    next_occurrence,
    occurrence,
    occurrence_after,
    occurrence_on_or_before,
    put_off,
    repeat,
    write,
)
from ledger.model.values import Interval, Repeat

MONTHLY = Repeat(Interval(1, "m"))
WEEKLY = Repeat(Interval(1, "w"))


def day(text: str) -> date:
    return date.fromisoformat(text)


def next_open(
    anchor: date,
    how: Repeat,
    occurrences: Iterable[tuple[date, date]],
    moved: Mapping[date, date],
    done_first: bool,
    first_done_on: date | None = None,
) -> date | None:
    """The day on which the open occurrence is due, even if it was put off."""
    own = next_occurrence(anchor, how, occurrences, moved, done_first, first_done_on)
    return None if own is None else put_off(own, moved)


def ticks(*texts: str) -> list[tuple[date, date]]:
    return [(day(text), day(text)) for text in texts]


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("send report every 1m", "every 1m", "send report"),
        ("every month send report", "every 1m", "send report"),
        ("send report every 1m when done until 2027-01-01", "every 1m when done until 2027-01-01", "send report"),
        ("call every 2w when done", "every 2w when done", "call"),
        ("call every other week @张三 #vip", "every 2w", "call @张三 #vip"),
        ("send report every month.", "every 1m", "send report"),
        ("每2周 回访", "every 2w", "回访"),
        ("回访 每两周", "every 2w", "回访"),
        ("对账 每月", "every 1m", "对账"),
        ("回访 每季度 完成后", "every 3m when done", "回访"),
        ("回访 完成后 2周", "every 2w when done", "回访"),
        ("完成后每两周 回访", "every 2w when done", "回访"),
        ("续费 每年 到2027-01-01", "every 1y until 2027-01-01", "续费"),
        ("回访 每半年", "every 6m", "回访"),
        ("call 🔁 every 2 weeks when done", "every 2w when done", "call"),
        ("call 🔁 every week 📅 2026-11-30", "every 1w", "call 📅 2026-11-30"),
    ],
)
def test_the_words_of_a_repeat_are_read(text: str, words: str, rest: str) -> None:
    read = repeat(text)
    assert read is not None
    assert (write(read[0]), read[1]) == (words, rest)


@pytest.mark.parametrize(
    "text",
    [
        "整理每月报表",
        "每月报表 整理",
        "discuss what every month costs",
        "everyone meets",
        "call every 0d",
        "",
        "every monday",
    ],
)
def test_words_within_a_sentence_repeat_nothing(text: str) -> None:
    assert repeat(text) is None


@given(
    st.builds(
        Repeat,
        st.builds(Interval, st.integers(1, 999), st.sampled_from("dwmy")),
        st.booleans(),
        st.none() | st.dates(date(2000, 1, 1)),
    )
)
def test_repeats_survive_being_written(how: Repeat) -> None:
    assert repeat(write(how)) == (how, "")
    assert repeat(f"send report {write(how)}") == (how, "send report")


def test_the_31st_does_not_drift() -> None:
    days = [occurrence(day("2026-01-31"), MONTHLY.every, number) for number in range(5)]
    assert [one.isoformat() for one in days] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_the_first_open_occurrence_is_the_anchor_until_it_is_ticked() -> None:
    assert next_open(day("2026-01-31"), MONTHLY, [], {}, done_first=False) == day("2026-01-31")
    assert next_open(day("2026-01-31"), MONTHLY, [], {}, done_first=True) == day("2026-02-28")
    assert next_open(day("2026-01-31"), MONTHLY, ticks("2026-01-31"), {}, done_first=True) == day("2026-02-28")


def test_the_next_is_the_one_after_the_latest_ticked() -> None:
    assert next_open(day("2026-01-31"), MONTHLY, ticks("2026-02-28"), {}, done_first=True) == day("2026-03-31")
    assert next_open(day("2026-01-31"), MONTHLY, ticks("2026-04-30", "2026-02-28"), {}, done_first=True) == day(
        "2026-05-31"
    )


def test_a_tick_between_two_occurrences_counts_once() -> None:
    mondays = day("2026-03-02")
    assert next_open(mondays, WEEKLY, ticks("2026-03-04"), {}, done_first=False) == day("2026-03-09")
    assert next_open(mondays, WEEKLY, ticks("2026-03-02", "2026-03-03"), {}, done_first=False) == day("2026-03-09")
    assert next_open(mondays, WEEKLY, ticks("2026-03-02", "2026-03-08"), {}, done_first=False) == day("2026-03-16")
    assert next_open(mondays, WEEKLY, ticks("2026-03-01"), {}, done_first=False) == day("2026-03-09")


def test_a_put_off_occurrence_is_due_on_its_new_day() -> None:
    moved = {day("2026-03-31"): day("2026-04-03")}
    done = ticks("2026-01-31", "2026-02-28")
    assert next_open(day("2026-01-31"), MONTHLY, done, moved, done_first=False) == day("2026-04-03")
    assert next_occurrence(day("2026-01-31"), MONTHLY, done, moved, done_first=False) == day("2026-03-31")
    assert next_open(day("2026-01-31"), MONTHLY, [*done, *ticks("2026-04-03")], moved, done_first=False) == day(
        "2026-04-30"
    )


def test_putting_off_in_a_circle_ends() -> None:
    moved = {day("2026-03-02"): day("2026-03-03"), day("2026-03-03"): day("2026-03-02")}
    assert next_open(day("2026-03-02"), WEEKLY, [], moved, done_first=False) == day("2026-03-03")


def test_a_chained_task_counts_from_when_it_was_done() -> None:
    how = Repeat(Interval(2, "w"), chained=True)
    done = [(day("2026-01-31"), day("2026-02-10"))]
    assert next_open(day("2026-01-31"), how, done, {}, done_first=False) == day("2026-02-24")
    assert next_open(day("2026-01-31"), how, [], {}, done_first=True) == day("2026-02-14")
    assert next_open(day("2026-01-31"), how, [], {}, True, day("2026-02-03")) == day("2026-02-17")


def test_until_ends_a_series() -> None:
    how = Repeat(Interval(1, "m"), until=day("2026-03-30"))
    assert next_open(day("2026-01-31"), how, ticks("2026-01-31"), {}, done_first=False) == day("2026-02-28")
    assert next_open(day("2026-01-31"), how, ticks("2026-02-28"), {}, done_first=False) is None


SERIES = {
    "anchor": st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    "every": st.builds(Interval, st.integers(1, 40), st.sampled_from("dwmy")),
}


@given(**SERIES, number=st.integers(0, 60))
def test_occurrences_always_increase_and_never_drift(anchor: date, every: Interval, number: int) -> None:
    this, following = occurrence(anchor, every, number), occurrence(anchor, every, number + 1)
    assert this < following
    assert occurrence_after(anchor, every, this) == following
    assert occurrence_on_or_before(anchor, every, following - timedelta(days=1)) == this
    if every.unit in "my":
        assert this.day == anchor.day or (this.day < anchor.day and (this + timedelta(days=1)).day == 1)


@given(**SERIES, done=st.lists(st.integers(0, 2000), max_size=6), done_first=st.booleans())
def test_another_tick_never_brings_an_earlier_day_back(
    anchor: date, every: Interval, done: list[int], done_first: bool
) -> None:
    days = sorted(anchor + timedelta(days=offset) for offset in done)
    found = anchor
    for count in range(len(days) + 1):
        following = next_open(anchor, Repeat(every), [(one, one) for one in days[:count]], {}, done_first)
        assert following is not None
        assert following >= found
        assert following == occurrence_on_or_before(anchor, every, following)
        found = following
    assert not days or found > days[-1] - timedelta(days=366 * 40)


@given(**SERIES, done_first=st.booleans())
def test_doing_each_open_occurrence_walks_the_series(anchor: date, every: Interval, done_first: bool) -> None:
    done: list[tuple[date, date]] = []
    for number in range(12):
        open_day = next_open(anchor, Repeat(every), done, {}, done_first)
        assert open_day == occurrence(anchor, every, number + done_first)
        done.append((open_day, open_day))
