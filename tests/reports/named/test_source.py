"""Sources and referrals, with every figure worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.source import report
from ledger.reports.table import Cell, Report, Table
from ledger.session import Session

Make = Callable[..., Session]
TODAY = date(2026, 11, 21)


def file(name: str, *fields: str, entries: str = "", identity: str = "") -> str:
    front = "".join(f"{each}\n" for each in (f"id: {identity or name}", f"name: {name}", *fields))
    return f"---\n{front}---\n\n{entries}"


def order(day: str, amount: str) -> str:
    return f"## {day} 订单 SO-{day}\n- 金额: {amount}\n\n"


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def tree(made: Report) -> list[tuple[Cell, int, Cell]]:
    """Name, depth and how many were brought in all."""
    return [(row.cells[0], row.depth, row.cells[2]) for row in table(made, "referrals").rows]


def test_each_source_has_customers_conversion_won_ones_and_revenue(ledger_of: Make) -> None:
    won = "## 2026-01-01 商机 OPP-1\n- 阶段: 报价\n\n## 2026-02-01 商机 OPP-1\n- 阶段: 赢单\n\n"
    lost = "## 2026-03-01 商机 OPP-2\n- 阶段: 赢单\n\n## 2026-03-02 商机 OPP-2\n- 阶段: 输单\n\n"
    session = ledger_of(
        {
            "a": file("A", "source: 展会", entries=order("2026-01-05", "100") + order("2026-02-05", "50") + won + lost),
            "b": file("B", "source: trade fair", entries=order("2026-01-07", "USD 9")),
            "c": file("C", "source: 展会"),
            "d": file("D", "来源: 熟人的熟人", entries=order("2026-03-01", "10")),
            "e": file("E", "archived: true"),
        }
    )
    main = report(session, Asked()).tables[0]
    usd = Money(Decimal(9), "USD")
    rows = {row.cells[0]: row.cells[1:] for row in main.rows}
    assert list(rows) == ["exhibition", "熟人的熟人", None]
    count, share, buyers, conversion, won_ones, revenue, mean = rows["exhibition"]
    assert (count, share, buyers, conversion, won_ones) == (3, Decimal("60.0"), 2, Decimal("66.7"), 1)
    assert set(revenue or ()) == {cny("150"), usd}  # type: ignore[arg-type]
    assert set(mean or ()) == {cny("50.00"), Money(Decimal("3.00"), "USD")}  # type: ignore[arg-type]
    assert rows["熟人的熟人"] == (1, Decimal("20.0"), 1, Decimal("100.0"), 0, (cny("10"),), (cny("10.00"),))
    assert rows[None] == (1, Decimal("20.0"), 0, Decimal("0.0"), 0, (), ())
    assert main.totals is not None
    assert main.totals[1:6] == (5, Decimal("100.0"), 3, Decimal("60.0"), 1)


def test_a_period_takes_the_customers_who_came_in_it_with_all_they_bought(ledger_of: Make) -> None:
    session = ledger_of(
        {
            "a": file("A", "source: 展会", entries=order("2025-12-31", "1") + order("2026-05-01", "2")),
            "b": file("B", "source: 展会", entries=order("2026-01-01", "4") + order("2026-05-01", "8")),
            "c": file("C", "source: 展会", "created: 2026-01-31", entries=order("2025-01-01", "16")),
            "d": file("D", "source: 展会"),
        }
    )
    (row,) = report(session, Asked(period=period("2026-01", TODAY))).tables[0].rows
    assert row.cells[:4] == ("exhibition", 2, Decimal(100), 2)
    assert row.cells[6] == (cny("28"),)


def test_other_dimensions_take_the_place_of_the_source(ledger_of: Make) -> None:
    session = ledger_of({"a": file("A", "region: 上海", "owner: 张三"), "b": file("B", "region: 上海", "owner: 李四")})
    main = report(session, Asked(by=("region,owner",))).tables[0]
    assert [row.cells[:3] for row in main.rows] == [("上海", "张三", 1), ("上海", "李四", 1)]
    assert report(session, Asked(by=("region",), query="owner:张三")).tables[0].rows[0].cells[:2] == ("上海", 1)


def test_the_tree_shows_who_brought_whom_by_any_name(ledger_of: Make) -> None:
    session = ledger_of(
        {
            "root": file("根", entries=order("2026-01-05", "1000")),
            "alias": file("二", "referred_by: 根", "aliases: [老二]", entries=order("2026-01-05", "10")),
            "third": file("三", "referred_by: 老二", entries=order("2026-01-05", "5")),
            "by-id": file("四", '介绍人: "[[C-ROOT|根]]"'),
            "person": file("五", "referred_by: 李雷"),
            "contact": file("六", "contacts:\n  - name: 李雷"),
            "stem": file("七", 'referred_by: "[[third]]"'),
            "nobody": file("八", "referred_by: 没有这个人"),
        }
        | {"root": file("根", entries=order("2026-01-05", "1000"), identity="C-ROOT")}
    )
    made = report(session, Asked())
    assert tree(made) == [
        ("根", 0, 4),
        ("二", 1, 2),
        ("三", 2, 1),
        ("七", 3, 0),
        ("四", 1, 0),
        ("六", 0, 1),
        ("五", 1, 0),
    ]
    first = table(made, "referrals").rows[0]
    assert first.cells[3:] == (1, (cny("1000"),), (cny("15"),))
    assert [row.cells for row in table(made, "strangers").rows] == [("没有这个人", 1)]


def test_referral_entries_that_name_a_customer_make_branches_and_count(ledger_of: Make) -> None:
    said = "## 2026-01-01 转介绍 隔壁\n\n## 2026-02-01 转介绍\n- 新客户: 乙\n\n## 2026-03-01 转介绍\n- to: [[丙]]\n\n"
    session = ledger_of(
        {
            "a": file("甲", entries=said),
            "b": file("乙", "referred_by: 甲", entries="## 2026-02-01 转介绍 由甲介绍\n\n" + order("2026-04-01", "7")),
            "c": file("丙"),
        }
    )
    made = report(session, Asked())
    assert tree(made) == [("甲", 0, 2), ("乙", 1, 0), ("丙", 1, 0)]
    assert [row.cells for row in table(made, "referrers").rows] == [("甲", 3, 2, 1, 1, (cny("7"),))]


def test_a_ring_is_cut_and_said(ledger_of: Make) -> None:
    session = ledger_of(
        {
            "a": file("A", "referred_by: C"),
            "b": file("B", "referred_by: A"),
            "c": file("C", "referred_by: B"),
            "d": file("D", "referred_by: C"),
            "e": file("E", "referred_by: E"),
        }
    )
    made = report(session, Asked())
    assert tree(made) == [("A", 0, 3), ("B", 1, 2), ("C", 2, 1), ("D", 3, 0)]
    assert [str(note) for note in table(made, "referrals").notes] == [
        "These brought each other in a ring, which is cut before the first: A, B, C."
    ]


def test_a_name_that_two_customers_have_brings_nobody_in_unless_one_is_archived(ledger_of: Make) -> None:
    files = {"a": file("同名", identity="1"), "b": file("同名", identity="2"), "c": file("新", "referred_by: 同名")}
    assert tree(report(ledger_of(files), Asked())) == []
    files["b"] = file("同名", "archived: true", identity="2")
    assert tree(report(ledger_of(files), Asked())) == [("同名", 0, 1), ("新", 1, 0)]


def test_a_long_chain_has_no_end_of_its_own(ledger_of: Make) -> None:
    files = {f"n{n}": file(f"N{n:04}", *([f"referred_by: N{n - 1:04}"] if n else [])) for n in range(1200)}
    found = tree(report(ledger_of(files), Asked()))
    assert found[0] == ("N0000", 0, 1199)
    assert found[-1] == ("N1199", 1199, 0)


def test_nobody_and_nothing_are_said_in_words(ledger_of: Make) -> None:
    made = report(ledger_of({}), Asked())
    assert [str(each.empty) for each in made.tables] == [
        "No customer fits.",
        "No customer names who brought it: `referred_by` in its file, or a referral entry with `to`.",
        "Nobody has referred anybody.",
        "Every `referred_by` names one customer.",
    ]
    assert all(not each.rows and each.totals is None for each in made.tables)
