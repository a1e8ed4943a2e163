"""Texts as values, by the type of their field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest

from ledger.model.typed import typed
from ledger.model.values import Interval, Money, Value, YearlyDate


@dataclass(frozen=True)
class Field:
    type: str
    values: str = ""


class Stages:
    def value(self, set_name: str, written: str) -> str | None:
        return {"赢单": "won", "won": "won"}.get(written)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "no", "no"),
        ("text", "", ""),
        ("name", "on", "on"),
        ("phone", "013800138000", "013800138000"),
        ("phone", "+86138", "+86138"),
        ("id_number", "007", "007"),
        ("date", "2026-11-30", date(2026, 11, 30)),
        ("date", "2026-02-30", None),
        ("date", "2026-1-5", None),
        ("date", "~", None),
        ("time", "12:30", time(12, 30)),
        ("datetime", "2026-11-21", date(2026, 11, 21)),
        ("datetime", "2026-11-21T9:05", "2026-11-21 09:05"),
        ("datetime", "2026-11-21 25:00", None),
        ("money", "6万", Money(Decimal(60000), "CNY")),
        ("money", "1_000", None),
        ("number", "01234", Decimal(1234)),
        ("number", ".inf", None),
        ("number", "9" * 5000, None),
        ("percent", "60%", Decimal("0.6")),
        ("interval", "14d", Interval(14, "d")),
        ("yearly", "农历 08-15", YearlyDate(8, 15, lunar=True)),
        ("list", "重点关注，高意向、VIP", ("重点关注", "高意向", "VIP")),
        ("list", "[李雷, 韩梅梅]", ("李雷", "韩梅梅")),
        ("list", "[[C-7K3M2Q]], [[华信联创]]", ("[[C-7K3M2Q]]", "[[华信联创]]")),
        ("list", "[样机] S5", ("[样机] S5",)),
        ("people", "张三、李四", ("张三", "李四")),
        ("map", "x", None),
        ("maps", "x", None),
        ("choice", "whatever", "whatever"),
    ],
)
def test_a_text_is_typed_by_its_field(kind: str, text: str, value: Value | None) -> None:
    assert typed(text, Field(kind), "CNY", Stages()) == value


def test_choices_become_canonical() -> None:
    assert typed("赢单", Field("choice", "stages"), "CNY", Stages()) == "won"
    assert typed("maybe", Field("choice", "stages"), "CNY", Stages()) is None
    assert typed("赢单, maybe", Field("list", "stages"), "CNY", Stages()) == ("won", "maybe")
