"""Customers that nobody talked with for long, by hand and against a plain computation over the generated ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.named.silent import report, why_row
from ledger.reports.table import Report, Row
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]

# Talked with every 10 days, the last time 100 days ago.
ACME = """---
id: C-ACME
name: Acme
owner: 张三
level: A
---

## 2026-07-24 电话
## 2026-08-03 微信
## 2026-08-13 拜访 最后一次
## 2026-08-13 订单 SO-1
- 金额: 1,000
## 2026-11-20 note nobody was there
"""
# 90 days ago, without a rhythm; and never, known for 200 days.
BETA = "---\nid: C-BETA\nname: Beta\nowner: 李四\n---\n\n## 2026-08-23 call\n"
NEVER = "---\nid: C-NEVER\nname: Never\nowner: 李四\ncreated: 2026-05-05\n---\n\n## 2026-06-01 note\n"
# 89 days ago and 40 days apart: neither silent nor quieter than usual. 30 days ago and 7 apart: quieter.
GAMMA = "---\nid: C-GAMMA\nname: Gamma\nowner: 张三\n---\n\n## 2026-07-15 call\n## 2026-08-24 call\n"
DELTA = "---\nid: C-DELTA\nname: Delta\n---\n\n## 2026-10-15 call\n## 2026-10-22 call\n"
LOST = "---\nid: C-LOST\nname: Lost\nstage: lost\n---\n\n## 2024-01-01 call\n"
AHEAD = "---\nid: C-AHEAD\nname: Ahead\n---\n\n## 2026-06-01 call\n## 2026-12-01 visit\n"
FILES = {"acme": ACME, "beta": BETA, "never": NEVER, "gamma": GAMMA, "delta": DELTA, "lost": LOST, "ahead": AHEAD}


def asked(session: Session, query: str = "", **more: object) -> Report:
    return report(session, Asked(query, **more))  # type: ignore[arg-type]


def test_who_was_not_talked_with_for_90_days_is_silent_the_longest_first(ledger_of: Make) -> None:
    main = asked(ledger_of(FILES)).tables[0]
    assert [row.cells[:7] for row in main.rows] == [
        ("Never", None, "李四", None, 200, None, None),
        ("Ahead", None, None, date(2026, 6, 1), 173, None, None),
        ("Acme", "A", "张三", date(2026, 8, 13), 100, 10, Decimal("10.0")),
        ("Beta", None, "李四", date(2026, 8, 23), 90, None, None),
    ]
    assert [row.mark for row in main.rows] == ["", "", "urgent", ""]
    assert main.rows[2].cells[7:9] == (date(2026, 8, 13), (Money(Decimal(1000), "CNY"),))
    assert str(main.title) == "Nobody talked with them for 90 days or more"


def test_the_days_may_be_asked_for_or_set_in_the_rules(ledger_of: Make) -> None:
    assert [row.cells[0] for row in asked(ledger_of(FILES), days=150).tables[0].rows] == ["Never", "Ahead"]
    session = ledger_of(FILES, settings="lifecycle: {silent_after: 100d}\n")
    assert [row.cells[0] for row in asked(session).tables[0].rows] == ["Never", "Ahead", "Acme"]
    assert len(asked(session, days=0).tables[0].rows) == 6


def test_quieter_than_usual_is_beyond_twice_the_own_gap_and_two_weeks(ledger_of: Make) -> None:
    quieter = asked(ledger_of(FILES)).tables[2]
    assert [row.cells[:7] for row in quieter.rows] == [
        ("Delta", None, None, date(2026, 10, 22), 30, 7, Decimal("4.3")),
        ("Gamma", None, "张三", date(2026, 8, 24), 89, 40, Decimal("2.2")),
    ]


def test_counts_by_owner_or_as_asked(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    assert [row.cells for row in asked(session).tables[1].rows] == [
        ("李四", 2, 2, Decimal("100.0"), 200),
        (None, 1, 2, Decimal("50.0"), 173),
        ("张三", 1, 2, Decimal("50.0"), 100),
    ]
    assert [row.cells for row in asked(session, by=("level",)).tables[1].rows] == [
        (None, 3, 5, Decimal("60.0"), 200),
        ("A", 1, 1, Decimal("100.0"), 100),
    ]


def test_nobody_silent_and_nobody_at_all_are_said_in_words(ledger_of: Make) -> None:
    assert str(asked(ledger_of({"delta": DELTA})).tables[0].empty) == "Everybody was talked with in the last 90 days."


def test_an_empty_ledger_is_said_in_words(ledger_of: Make) -> None:
    made = asked(ledger_of({}))
    assert [str(each.empty) for each in made.tables[:2]] == ["There are no customers."] * 2
    assert not any(each.rows for each in made.tables)


def test_why_has_the_contacts_and_the_rhythm(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    row = asked(session, "name:Acme").tables[0].rows[0]
    found = why_row(session, Asked(), row)
    assert (found.value, [(each.line, each.day, each.text) for each in found.sources]) == (
        100,
        [(10, date(2026, 8, 13), "拜访 最后一次"), (9, date(2026, 8, 3), "微信"), (8, date(2026, 7, 24), "电话")],
    )
    assert [value for _, value in found.numbers] == [date(2026, 8, 13), date(2026, 7, 24), 10]
    assert why_row(session, Asked(), Row(("x",), key=("group", "x"))).value is None


def test_the_days_are_those_of_a_plain_computation(big: Big) -> None:
    made = asked(big.session, days=60)
    contacts = {name for name, kind in big.session.vocabulary.kinds.items() if kind.contact}
    today = big.session.today
    expected = {}
    owners: Counter[object] = Counter()
    for customer in big.customers:
        days = sorted({entry.date for entry in customer.entries if entry.kind in contacts and entry.date <= today})
        if days and (today - days[-1]).days >= 60:
            newest = days[-10:]
            gaps = [(later - earlier).days for earlier, later in pairwise(newest)]
            expected[customer.path] = (today - days[-1]).days, int(median(gaps) + 0.5) if gaps else None
            owners[customer.value("owner")] += 1
    found = {row.path: row.cells[4:6] for row in made.tables[0].rows}
    assert found == expected
    by_owner = {row.cells[0]: row.cells[1] for row in made.tables[1].rows}
    assert sum(int(str(count)) for count in by_owner.values()) == len(expected)
