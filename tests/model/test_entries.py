"""Entries: where they start and end, and what their list items say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from ledger.model.customer import Customer, Entry
from ledger.model.values import Money
from tests.facts.typed import customer
from tests.strategies import bodies

HEAD = "---\nid: C-1\nname: a\n---\n\n"


def read(body: str) -> Customer:
    return customer(HEAD + body)


def one(body: str) -> Entry:
    entries = read(body).entries
    assert len(entries) == 1
    return entries[0]


def codes(body: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line - HEAD.count("\n")) for problem in read(body).problems]


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("## 2026-11-21 call a\n\n### 2026-11-22 call b\n\n#### 2026-11-23 call c\n", ["a", "b", "c"]),
        ("# 2026-11-21 call a\n\n##### 2026-11-22 call b\n", []),
        ("## 2026-11-21 call a #\n", ["a"]),
        ("  ## 2026-11-21 call a\n", ["a"]),
        ("    ## 2026-11-21 call a\n", []),
        ("##2026-11-21 call a\n", []),
        ("> ## 2026-11-21 call a\n", []),
        ("- ## 2026-11-21 call a\n", []),
        ("```\n## 2026-11-21 call a\n```\n", []),
        ("<!--\n## 2026-11-21 call a\n-->\n", []),
        ("<pre>\n## 2026-11-21 call a\n</pre>\n", []),
        ("text\u2028## 2026-11-21 call a\n", []),
        ("text\r## 2026-11-21 call a\n", []),
        ("2026-11-21 call a\n---\n", []),
        ("## 2026-11-21 call a\r\n## 2026-11-22 call b", ["a", "b"]),
        ("---\n\n## 2026-11-21 call a\n\n---\n\n## 2026-11-22 call b\n", ["a", "b"]),
        ("## 2026-11-22 call later\n## 2026-11-21 call earlier\n", ["later", "earlier"]),
    ],
)
def test_an_entry_is_a_dated_heading_of_level_2_to_4(body: str, titles: list[str]) -> None:
    assert [entry.title for entry in read(body).entries] == titles


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("## 2026-11-21 call\none\n\n### detail\n\ntwo\n", ["one\n\n### detail\n\ntwo"]),
        ("## 2026-11-21 call\none\n## Notes\ntwo\n", ["one"]),
        ("## 2026-11-21 call\none\n# Notes\ntwo\n", ["one"]),
        ("### 2026-11-21 call\none\n## Notes\n### 2026-11-22 call\ntwo\n", ["one", "two"]),
        ("## 2026-11-21 call\none\n### 2026-11-22 call\ntwo\n", ["one", "two"]),
        ("## 2026-11-21 call\none\n```\n## 2026-11-22 call\n```\ntwo\n", ["one\n```\n## 2026-11-22 call\n```\ntwo"]),
        ("## 2026-11-21 call\none\n## 2026-02-30 call\ntwo\n", ["one"]),
        ("## 2026-11-21 call\none\n---\ntwo\n", ["one\n---\ntwo"]),
    ],
)
def test_it_ends_at_the_next_heading_as_high_or_the_next_entry(body: str, texts: list[str]) -> None:
    assert [entry.text for entry in read(body).entries] == texts


def test_what_stands_outside_entries_is_the_customers_own_text() -> None:
    found = read("# a\n\nbefore\n\n## 2026-11-21 call\ninside\n\n## Notes\nafter\n")
    assert "before" in found.body
    assert "after" in found.body
    assert "inside" not in found.body


def test_dates_that_are_not_in_iso_form_are_read_and_named() -> None:
    assert codes("## 2026/11/21 call\n## 2026年11月22日 电话\n## 2026-1-5 call\n## 2026-11-21 call\n") == [
        ("entry-date-format", 1),
        ("entry-date-format", 2),
        ("entry-date-format", 3),
    ]


def test_a_date_that_does_not_exist_is_named_and_its_text_kept() -> None:
    body = "## 2026-02-30 call a\n- result: ok\n"
    assert codes(body) == [("entry-date-invalid", 1)]
    assert "- result: ok" in read(body).body


FIELDS = [
    ("- 结果: 好", "result", "好"),
    ("- 结果：好", "result", "好"),
    ("- 结果:: 好", "result", "好"),
    ("- 结果:好", "result", "好"),
    ("- result: ok", "result", "ok"),
    ("- Result : ok", "result", "ok"),
    ("- **结果**：好", "result", "好"),
    ("- **结果:** 好", "result", "好"),
    ("- __Result__: ok", "result", "ok"),
    ("* 结果: 好", "result", "好"),
    ("1. 结果: 好", "result", "好"),
    (" - 结果: 好", "result", "好"),
    ("-  结果:  好  ", "result", "好"),
    ("- 结果: a: b", "result", "a: b"),
    ("- 结果:", "result", ""),
    ("- 金额: 1.2万", "amount", Money(Decimal(12000), "CNY")),
    ("- amount: -300", "amount", Money(Decimal(-300), "CNY")),
    ("- 客户说: 好的", "客户说", "好的"),
    ("- our own: x", "our own", "x"),
    ("- see it: https://example.com/a", "see it", "https://example.com/a"),
    ("- 参与人: 张三、李四，王五", "people", ("张三", "李四", "王五")),
    ("- 参与人:\n  - 张三\n  - 李四", "people", ("张三", "李四")),
    ("- 参与人:\n  - @张三\n  - ＠李四", "people", ("张三", "李四")),
    ("- by: @张三", "by", ("张三",)),
    ("- by: @张三 @李四、@ Ana Keller", "by", ("张三", "李四", "Ana Keller")),
    ("- by: ann@example.com", "by", ("ann@example.com",)),
    ("- by: @", "by", ("@",)),
]


@pytest.mark.parametrize(("line", "name", "value"), FIELDS)
def test_a_field_is_a_list_item_with_a_key(line: str, name: str, value: object) -> None:
    for newline in ("\n", "\r\n"):
        entry = one(f"## 2026-11-21 call\ntext\n{line}\nmore\n".replace("\n", newline))
        assert entry.fields == {name: value}
        assert entry.field_lines == {name: 8}
        assert entry.text.startswith("text")
        assert entry.text.endswith("more")


@pytest.mark.parametrize(
    "line",
    ["- 14:30 开会", "- https://example.com", "- a:b", "- plain", "- [link](x): y", "- `code`: y", "result: no item", "  - result: nested",
     "- [ ] result: a task", "> - result: quoted", "    - result: code", "-result: x", "- this is a whole sentence: so what",
     "- 2026-11-21: a day", "- : x", "- <b>: x"],
)  # fmt: skip
def test_other_lines_are_text(line: str) -> None:
    entry = one(f"## 2026-11-21 call\n\n{line}\n")
    assert entry.fields == {}
    assert entry.text == line.strip()


def test_of_a_field_that_stands_twice_the_first_counts_under_any_name() -> None:
    body = "## 2026-11-21 call\n- 结果: a\n- result: b\n"
    assert one(body).fields == {"result": "a"}
    assert codes(body) == [("entry-field-twice", 3)]


@pytest.mark.parametrize(
    ("line", "code"),
    [("- amount: lots", "value-money"), ("- 预计成交: 2026-02-30", "value-date"), ("- 概率: often", "value-percent")],
)
def test_a_value_that_is_none_stays_text_and_is_named_in_its_place(line: str, code: str) -> None:
    found = read(f"## 2026-11-21 商机 OPP-1\n{line}\n")
    problem = found.problems[0]
    assert (problem.code, problem.line, problem.column) == (code, 7, line.index(": ") + 3)
    assert list(found.entries[0].fields.values()) == [line.partition(": ")[2]]


def test_two_hundred_empty_fields_find_what_stands_below_each() -> None:
    body = "## 2026-11-21 call\n" + "".join(f"- k{number}:\n  - v{number}\n" for number in range(200))
    assert one(body).fields == {f"k{number}": (f"v{number}",) for number in range(200)}


@given(bodies())
def test_entries_stand_in_order_and_apart(body: str) -> None:
    text = HEAD + body
    end = 0
    for entry in read(body).entries:
        start, stop = entry.span
        assert end <= start < stop <= len(text)
        assert text[start:stop].lstrip(" ").startswith("##")
        assert isinstance(entry.date, date)
        end = stop
