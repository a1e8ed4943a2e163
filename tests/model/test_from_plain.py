"""Values that were made plain and come back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.model.from_plain import from_plain
from ledger.model.plain import Plain, plain
from ledger.model.values import Interval, Money, Value, YearlyDate
from tests.model.versions import VOCABULARY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "active"),
        ("created", date(2026, 6, 15)),
        ("created", "soon"),
        ("credit_limit", Money(Decimal("50000"), "CNY")),
        ("employees", Decimal(0)),
        ("employees", "NaN"),
        ("employees", "１２"),
        ("follow_up_every", Interval(2, "w")),
        ("birthday", YearlyDate(8, 15, 1985, lunar=True)),
        ("tags", ("a", "b")),
        ("contacts", ({"name": "李雷", "birthday": YearlyDate(5, 1)},)),
        ("consent", {"until": date(2027, 1, 1)}),
        ("unheard_of", {"amount": "much", "currency": "CNY"}),
        ("unheard_of", ("a", {"b": ""})),
    ],
)
def test_a_value_comes_back_as_it_was(field: str, value: Value) -> None:
    assert from_plain(plain(value), VOCABULARY.fields.get(field)) == value


@pytest.mark.parametrize(("held", "back"), [(None, ""), ([], ()), ({}, {})])
def test_nothing_comes_back_as_nothing(held: Plain, back: Value) -> None:
    assert from_plain(held, VOCABULARY.fields["stage"]) == back
