"""Answers for programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.display.guard import guarded, unguarded
from ledger.display.machine import (
    cell,
    error_json,
    object_json,
    plain_value,
    repeat_text,
    to_csv,
    to_json,
    to_jsonl,
    yearly_text,
)
from ledger.errors import Ambiguous, NotFound
from ledger.messages import say
from ledger.model.problem import Problem
from ledger.model.values import Interval, Money, Repeat, YearlyDate
from ledger.model.yearly import yearly


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 9, 5), "2026-11-21T09:05:00"),
        (time(9, 5), "09:05"),
        (time(9, 5, 7), "09:05:07"),
        (Decimal("120000.00"), "120000.00"),
        (Decimal("1E+5"), "100000"),
        (Money(Decimal("120000.00"), "CNY"), {"amount": "120000.00", "currency": "CNY"}),
        (YearlyDate(8, 15, 1985, lunar=True), "lunar 1985-08-15"),
        (YearlyDate(3, 8), "03-08"),
        (Interval(14, "d"), "14d"),
        (Repeat(Interval(2, "w"), chained=True, until=date(2026, 12, 31)), "every 2w when done until 2026-12-31"),
        (("a", 1, None), ["a", 1, None]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({"k": (Interval(1, "m"),)}, {"k": ["1m"]}),
        (say("in {n} days", n=3), "in 3 days"),
        (Path("customers/云启.md"), "customers/云启.md"),
        (Colour.RED, "red"),
        (True, True),
        (float("nan"), None),
        (0.5, 0.5),
        ("a\ud800\x1b", "a\ufffd\x1b"),
        (Problem("x", 1), {"code": "x", "line": 1, "column": 1, "length": 0, "args": {}}),
    ],
)
def test_every_value_has_a_form_in_json(value: object, plain: object) -> None:
    assert plain_value(value) == plain


def test_what_has_no_form_in_json_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        plain_value(object())


@given(
    st.builds(
        YearlyDate,
        month=st.integers(1, 12),
        day=st.integers(1, 28),
        year=st.none() | st.integers(1900, 2100),
        lunar=st.booleans(),
    )
)
def test_a_yearly_day_is_read_back(value: YearlyDate) -> None:
    assert yearly(yearly_text(value)) == value


def test_a_leap_month_is_read_back() -> None:
    assert yearly(yearly_text(YearlyDate(4, 8, None, lunar=True, leap=True))) == YearlyDate(
        4, 8, None, lunar=True, leap=True
    )


def test_a_repeat_is_written_as_a_task_says_it() -> None:
    assert repeat_text(Repeat(Interval(1, "m"))) == "every 1m"


def test_json_is_one_array_with_an_object_a_line() -> None:
    text = to_json([{"name": "云启"}, {"name": "Acme"}])
    assert text == '[\n{"name": "云启"},\n{"name": "Acme"}\n]\n'
    assert to_json([]) == "[]\n"
    assert list(to_jsonl([{"a": 1}, {"a": 2}])) == ['{"a": 1}\n', '{"a": 2}\n']
    assert json.loads(object_json({"a": [1]})) == {"a": [1]}


@given(st.dictionaries(st.text(max_size=5), st.text(), max_size=3))
def test_json_is_valid_whole_and_harmless_on_a_terminal(row: dict[str, str]) -> None:
    text = to_json([row])
    assert json.loads(text) == [row]
    text.encode("utf-8")
    assert not set(text) & set("\x07\x08\r\x1b\x7f\x9b\u202e\u2066\u200b")


def test_messages_are_put_into_words() -> None:
    assert json.loads(to_json([{"why": say("because")}], lambda message: message.template.upper())) == [
        {"why": "BECAUSE"}
    ]


def test_a_refusal_is_one_object() -> None:
    error = Ambiguous(say("{name} fits several", name="云"), say("Say more."), candidates=("a.md", "b.md"))
    assert json.loads(error_json(error)) == {
        "error": {
            "code": "ambiguous",
            "message": "云 fits several",
            "hint": "Say more.",
            "candidates": ["a.md", "b.md"],
        }
    }
    assert json.loads(error_json(NotFound(say("none"))))["error"]["hint"] is None


def read(lines: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(lines, newline="")))


def test_csv_has_a_header_and_a_row_for_each() -> None:
    rows = [
        {"name": '云启, "A"', "amount": Money(Decimal("-300.00"), "CNY"), "when": date(2026, 1, 2)},
        {"name": "two\nlines", "tags": ("a", "b")},
    ]
    lines = "".join(to_csv(rows, ["name", "amount", "when", "tags"]))
    assert read(lines) == [
        ["name", "amount", "when", "tags"],
        ['云启, "A"', "-300.00 CNY", "2026-01-02", ""],
        ["two\nlines", "", "", "a; b"],
    ]
    assert "\r" not in lines
    assert "".join(to_csv([], ["a"], bom=True)) == "\ufeffa\n"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize(
    "rest", ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil")', "SUM(A1:A9)", "86 138 0013 8000", "x", ""]
)
def test_no_text_cell_begins_like_a_formula(first: str, rest: str) -> None:
    for text in (first + rest, "  " + first + rest, "'" + first + rest):
        [[_], [written]] = read("".join(to_csv([{"a": text}], ["a"])))
        assert written.startswith("'")
        assert unguarded(written) == text


def test_numbers_are_never_guarded_and_phones_come_back() -> None:
    assert [cell(value) for value in (Decimal("-300"), -300, -0.5, True, None)] == ["-300", "-300", "-0.5", "true", ""]
    assert cell("-300.50") == "-300.50"
    assert cell("+8613800138000") == "'+8613800138000"
    assert unguarded("'+8613800138000") == "+8613800138000"
    assert cell(("=a", "b")) == "'=a; b"
    assert cell({"a": 1}) == '{"a": 1}'


@given(st.text() | st.text(st.sampled_from("'=+-@ 1.＝\t")))
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
