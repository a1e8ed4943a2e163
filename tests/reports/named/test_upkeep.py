"""Stale and unconfirmed profiles, with every figure worked out by hand, and against 2,000 files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from ledger.reports.asked import Asked
from ledger.reports.named import stale, unconfirmed
from ledger.reports.table import Cell
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
TODAY = date(2026, 11, 21)


def file(name: str, *fields: str, entries: str = "") -> str:
    return "---\n" + "".join(f"{each}\n" for each in (f"name: {name}", *fields)) + f"---\n\n{entries}"


def ages(session: Session, asked: Asked | None = None) -> list[tuple[Cell, Cell]]:
    """Name and days of those who are stale."""
    return [(row.cells[0], row.cells[2]) for row in stale.report(session, asked or Asked()).tables[0].rows]


def test_a_profile_is_stale_when_its_term_is_over_and_fresh_the_day_before(ledger_of: Make) -> None:
    files = {
        "a": file("Over", "verified: 2026-11-11"),
        "b": file("Almost", "verified: 2026-11-12"),
        "c": file("By entry", "verified: 2026-01-01", entries="## 2026-11-13 核对 电话\n"),
        "d": file("Entry long ago", entries="## 2026-10-22 核对 电话\n\n## 2026-11-20 电话\n"),
    }
    session = ledger_of(files, "due: {verify: 10d}\n")
    assert ages(session) == [("Entry long ago", 30), ("Over", 10)]
    assert ages(session, Asked(days=9)) == [("Entry long ago", 30), ("Over", 10), ("Almost", 9)]
    assert ages(session, Asked(days=31)) == []


def test_never_verified_goes_by_the_day_since_when_the_customer_is_known(ledger_of: Make) -> None:
    files = {
        "a": file("New", "created: 2026-11-20"),
        "b": file("Old", entries="## 2026-01-25 电话\n\n## 2026-11-20 电话\n"),
        "c": file("Nobody knows"),
        "d": file("Verified", "verified: 2025-11-21", "owner: 张三", "level: A", "star: true"),
    }
    made = stale.report(ledger_of(files), Asked())
    rows = made.tables[0].rows
    assert [(row.cells[0], row.cells[1], row.cells[2], row.cells[3]) for row in rows] == [
        ("Nobody knows", None, None, None),
        ("Old", None, 300, date(2026, 1, 25)),
        ("Verified", date(2025, 11, 21), 365, None),
    ]
    assert rows[2].cells[4:7] == ("张三", "A", None)
    assert [row.mark for row in rows] == ["", "", "star"]
    assert {row.cells[0]: row.cells[1:] for row in made.tables[1].rows} == {
        None: (2, 3, Decimal("66.7")),
        "张三": (1, 1, Decimal("100.0")),
    }


def test_who_left_or_was_put_away_is_not_listed(ledger_of: Make) -> None:
    files = {
        "a": file("Lost", "stage: 流失", "verified: 2025-01-01", "phone: 1？"),
        "b": file("Away", "archived: true", "verified: 2025-01-01", "phone: 1？"),
    }
    session = ledger_of(files)
    assert ages(session) == []
    assert unconfirmed.report(session, Asked()).tables[0].rows == ()


def test_why_a_profile_is_stale(ledger_of: Make) -> None:
    text = file("A", "verified: 2025-01-01", entries="## 2025-03-01 核对 电话\n")
    session = ledger_of({"a": text})
    told = stale.why_row(session, Asked(), stale.report(session, Asked()).tables[0].rows[0])
    assert told.value == 630
    assert [(source.line, source.day) for source in told.sources] == [(3, None), (6, date(2025, 3, 1))]


def test_the_limit_cuts_the_list_and_says_how_much(ledger_of: Make) -> None:
    made = stale.report(ledger_of({name: file(name) for name in "abc"}), Asked(limit=2))
    assert (len(made.tables[0].rows), made.tables[0].left_out) == (2, 1)


def test_values_in_doubt_stand_as_written_with_their_line(ledger_of: Make) -> None:
    text = file(
        "Acme",
        "owner: 张三",
        "规模: 中型？",
        'phone: "13800138000?"  # 抄的',
        "address: 世纪大道",
        "contacts:",
        "  - name: 李雷",
        "    birthday: 02-29？",
        "    phone: 13800138001",
        "    unconfirmed: [title]",
        "tags: [大客户, 海外]",
        "unconfirmed: [address, 李雷的手机]",
        "description: 这一段话很长很长很长很长很长很长很长很长很长很长很长很长很长，对吗？",
    )
    made = unconfirmed.report(ledger_of({"a": text}), Asked())
    assert [(row.cells[1], row.cells[2], row.line, row.mark) for row in made.tables[0].rows] == [
        ("size", "中型？", 4, "doubt"),
        ("phone", "13800138000?", 5, "doubt"),
        ("contacts", "birthday: 02-29？", 9, "doubt"),
        ("contacts", "李雷: title", 7, "doubt"),
        ("address", "世纪大道", 6, "doubt"),
        (None, "李雷的手机", 13, "doubt"),
    ]
    assert [row.cells for row in made.tables[1].rows] == [("张三", 1, 1, Decimal("100.0"))]


def test_starred_customers_come_first(ledger_of: Make) -> None:
    files = {"a": file("A", "phone: 1？"), "b": file("B", "star: yes", "phone: 1？")}
    rows = unconfirmed.report(ledger_of(files), Asked()).tables[0].rows
    assert [(row.cells[0], row.mark) for row in rows] == [("B", "star"), ("A", "doubt")]


def test_nothing_is_said_in_words(ledger_of: Make) -> None:
    session = ledger_of({})
    assert str(stale.report(session, Asked()).tables[0].empty) == "There are no customers."
    assert str(unconfirmed.report(session, Asked()).tables[0].empty) == "Every value is confirmed."
    session = ledger_of({"a": file("A", "verified: 2026-11-21")})
    assert str(stale.report(session, Asked()).tables[0].empty) == "Every profile was verified within 180d."


def test_stale_profiles_of_2000_files(big: Big) -> None:
    expected = {}
    for customer in big.customers:
        days = [entry.date for entry in customer.entries if entry.kind == "verify"]
        field = customer.value("verified")
        last = max([*days, *([field] if isinstance(field, date) else [])])
        if last <= TODAY - timedelta(days=180):
            expected[customer.id] = (TODAY - last).days
    made = stale.report(big.session, Asked())
    assert len(expected) > 10
    assert {row.customer: row.cells[2] for row in made.tables[0].rows} == expected
    owners = Counter(customer.value("owner") for customer in big.customers if customer.id in expected)
    assert {row.cells[0]: row.cells[1] for row in made.tables[1].rows if row.cells[1]} == owners
