"""Front matter to typed fields."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from ledger.model.customer import Customer
from ledger.model.values import Interval, Money, YearlyDate
from tests.facts.typed import customer


def read(lines: str) -> Customer:
    return customer(f"---\nid: C-1\nname: a\n{lines}\n---\n")


def codes(lines: str) -> list[str]:
    return [problem.code for problem in read(lines).problems]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("phone: 013800138000", "phone", "013800138000"),
        ("phone: +4723001234", "phone", "+4723001234"),
        ("电话: 0555567", "phone", "0555567"),
        ("level: no", "level", "no"),
        ("level: A", "level", "A"),
        ("等级: A", "level", "A"),
        ("客户名称: b", "name", "a"),
        ("country: NO", "country", "NO"),
        ("post: 02134", "post", "02134"),
        ("post: 09111", "post", "09111"),
        ("meet: 12:30", "meet", "12:30"),
        ("meet: 10:00:00", "meet", "10:00:00"),
        ("version: 1.10", "version", "1.10"),
        ("code: 1e5", "code", "1e5"),
        ("code: 1_000", "code", "1_000"),
        ("code: 0x1F", "code", "0x1F"),
        ("code: '~'", "code", "~"),
        ("code: @acme", "code", "@acme"),
        ("code: *vip", "code", "*vip"),
        ("code: Re: invoice", "code", "Re: invoice"),
        ("code: %x", "code", "%x"),
        ("code: `x`", "code", "`x`"),
        ("code: !important", "code", "!important"),
        ("code: {x}", "code", {"x": ""}),
        ("code: [a]", "code", ("a",)),
        ("tags: no", "tags", ("no",)),
        ("tags: [a, 007]", "tags", ("a", "007")),
        ("tags: a、b，c", "tags", ("a", "b", "c")),
        ("tags:\n  - a\n  -\n  - b", "tags", ("a", "b")),
        ("tags: 'a, b'", "tags", ("a", "b")),
        ("标签:\n- 重点\n- 高意向", "tags", ("重点", "高意向")),
        ("next_follow_up: 2026-11-30", "next_follow_up", date(2026, 11, 30)),
        ("下次跟进: 2026-11-30", "next_follow_up", date(2026, 11, 30)),
        ("Next-Follow-Up: 2026-11-30", "next_follow_up", date(2026, 11, 30)),
        ("follow_up_every: 14d", "follow_up_every", Interval(14, "d")),
        ("birthday: 农历 1985-08-15", "birthday", YearlyDate(8, 15, 1985, lunar=True)),
        ("budget: 1.2万", "budget", Money(Decimal(12000), "CNY")),
        ("budget: CNY 1,200", "budget", Money(Decimal(1200), "CNY")),
        ("contacts:\n  - name: 李雷\n    电话: 013", "contacts", ({"name": "李雷", "phone": "013"},)),
        ("contacts: [李雷]", "contacts", ({"name": "李雷"},)),
        ("contacts: 李雷", "contacts", ({"name": "李雷"},)),
        ("contacts:\n  name: 李雷", "contacts", ({"name": "李雷"},)),
        ("addresses:\n  office: x", "addresses", {"office": "x"}),
        ("next_follow_up:", "next_follow_up", ""),
        ("next_follow_up: ~", "next_follow_up", ""),
    ],
)  # fmt: skip
def test_a_value_means_what_its_field_says(line: str, name: str, value: object) -> None:
    assert read(line).value(name) == value


def test_a_scalar_keeps_the_text_and_the_key_as_typed() -> None:
    field = read("下次跟进: 2026-11-30 # soon").fields["next_follow_up"]
    assert (field.written, field.text, field.line) == ("下次跟进", "2026-11-30", 4)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("next_follow_up: 2026-02-30", "value-date"),
        ("next_follow_up: 2024-1-5", "value-date-format"),
        ("next_follow_up: soon", "value-date"),
        ("follow_up_every: often", "value-interval"),
        ("birthday: 2026-13-01", "value-yearly"),
        ("budget: lots", "value-money"),
        ("tags:\n  a: b", "value-list"),
        ("name: b", "duplicate-key"),
        ("客户名称: b", "duplicate-key"),
    ],
)
def test_what_can_not_be_typed_stays_and_is_named(line: str, code: str) -> None:
    found = read(line)
    assert [problem.code for problem in found.problems] == [code]
    assert found.name == "a"


def test_one_wrong_value_hides_no_other() -> None:
    found = read("next_follow_up: 2024-02-31\nlevel: A\nowner: 张三")
    assert (found.text("next_follow_up"), found.text("level"), found.problems[0].line) == ("2024-02-31", "A", 4)


@pytest.mark.parametrize(
    ("line", "value", "unconfirmed"),
    [
        ("owner: 张三?", "张三", True),
        ("next_follow_up: 2026-11-30？", date(2026, 11, 30), True),
        ("budget: 5万 ?", Money(Decimal(50000), "CNY"), True),
        ("owner: 张三", "张三", False),
    ],
)
def test_a_question_mark_of_its_own_says_that_a_value_is_unconfirmed(
    line: str, value: object, unconfirmed: bool
) -> None:
    field = next(field for name, field in read(line).fields.items() if name not in ("id", "name"))
    assert (field.value, field.unconfirmed) in ((value, unconfirmed), ((value,), unconfirmed))


def test_times_of_day_are_times() -> None:
    assert time(9, 30).isoformat("minutes") == "09:30"
