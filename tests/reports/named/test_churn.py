"""Who may be leaving, with every figure worked out by hand, and against a plain computation over the generated ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import sqrt

from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.churn import report, why, why_row
from ledger.reports.table import Report, Row, Table
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
TODAY = date(2026, 11, 21)

# One order 240 days ago: 20 · √(240 ÷ 60) = 40 and 35. Warned, tried to be won back twice.
ACME = """---
id: C-ACME
name: Acme
owner: 张三
level: A
---

## 2026-03-26 订单 SO-1
- 金额: 1,000

## 2026-10-01 预警 W-1
- 风险等级: 高
- 信号: [没下单, 投诉]
- 措施: 上门拜访
- 负责人: 小李

## 2026-10-05 挽回 WB-1
- 打法: 优惠
- 成本: 200
- 优惠内容: 九折

## 2026-10-20 挽回 WB-1
- 结果: 失败
- 原因: 价格高

## 2026-11-01 挽回 WB-2
- 打法: 电话回访

## 2026-11-02 关怀
- 内容: 礼品
- 成本: USD 30
- 效果: 很高兴
"""
# Two orders, 60 days apart, the last 60 days ago: 20 · √(60 ÷ 60) = 20 and 23 · √(120 ÷ 180) = 19.
BETA = """---
id: C-BETA
name: Beta
owner: 李四
---

## 2026-07-24 order SO-1
- amount: 500
## 2026-09-22 order SO-2
- amount: USD 20
## 2026-06-01 warning W-1
- status: cleared
## 2025-10-01 winback
- result: won back
- cost: 50
"""
# Ordered today; two complaints within 180 days, one before: 5 points.
GAMMA = """---
id: C-GAMMA
name: Gamma
---

## 2026-11-21 order SO-1
- amount: 100
## 2026-11-20 complaint K-1 late
## 2026-11-10 complaint K-2 broken
## 2026-02-01 complaint K-3 cold
"""
DELTA = "---\nid: C-DELTA\nname: Delta\n---\n\n## 2026-11-01 call\n"
GONE = "---\nid: C-GONE\nname: Gone\nstage: lost\n---\n\n## 2025-01-01 order\n- amount: 9\n"
FILES = {"acme": ACME, "beta": BETA, "gamma": GAMMA, "delta": DELTA, "gone": GONE}


def asked(session: Session, query: str = "", **more: object) -> Report:
    return report(session, Asked(query, **more))  # type: ignore[arg-type]


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def cells(of: Table, *names: str) -> list[tuple[object, ...]]:
    """Some columns of all rows, messages as English."""
    found = []
    for row in of.rows:
        some = [row.cells[of.column(name)] for name in names]
        found.append(
            tuple(cell if isinstance(cell, int | date | tuple | Decimal | None) else str(cell) for cell in some)
        )
    return found


def cny(amount: str) -> tuple[Money, ...]:
    return (Money(Decimal(amount), "CNY"),)


def test_all_who_ordered_are_listed_the_highest_risk_first(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES))
    main = made.tables[0]
    assert cells(main, "name", "risk", "points", "since", "last_order", "rules") == [
        ("Acme", "high", 75, date(2026, 9, 21), date(2026, 3, 26), "silence, few_orders"),
        ("Beta", "low", 39, date(2026, 9, 22), date(2026, 9, 22), "silence, few_orders"),
        ("Gamma", "low", 5, date(2026, 11, 21), date(2026, 11, 21), "complaints"),
    ]
    assert cells(main, "revenue", "owner", "level", "warnings", "winback") == [
        (cny("1000"), "张三", "A", 1, "open"),
        ((*cny("500"), Money(Decimal(20), "USD")), "李四", None, 0, "won_back"),
        (cny("100"), None, None, 0, None),
    ]
    assert [row.mark for row in main.rows] == ["urgent", "", ""]
    assert cells(main, "signs")[2] == ("2 complaints in 180 days (1 in as many days before): +5",)


def test_since_is_the_day_on_which_seventy_was_reached(ledger_of: Make) -> None:
    # 179 days after 26 March: 20 · √(179 ÷ 60) = 34.5 and 35 · √(179 ÷ 180) = 34.9, rounded 35 each.
    (row,) = asked(ledger_of({"acme": ACME})).tables[0].rows
    assert row.cells[4] == date(2026, 9, 21)


def test_customers_are_counted_by_risk_with_what_they_brought_in(ledger_of: Make) -> None:
    levels = table(asked(ledger_of(FILES)), "levels")
    assert cells(levels, "risk", "customers", "share") == [
        ("high", 1, Decimal("33.3")),
        ("medium", 0, Decimal("0.0")),
        ("low", 2, Decimal("66.7")),
    ]
    assert [row.cells[3] for row in levels.rows] == [cny("1000"), (), (*cny("600"), Money(Decimal(20), "USD"))]
    assert levels.totals == (None, 3, Decimal("100.0"), (*cny("1600"), Money(Decimal(20), "USD")))


def test_counts_by_owner_or_as_asked(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    assert [row.cells for row in table(asked(session), "by_owner").rows] == [
        ("张三", 1, 0, 0, Decimal("100.0")),
        (None, 0, 0, 1, Decimal("0.0")),
        ("李四", 0, 0, 1, Decimal("0.0")),
    ]
    assert [row.cells[:4] for row in table(asked(session, by=("level",)), "by_level").rows] == [
        ("A", 1, 0, 0),
        (None, 0, 0, 2),
    ]


def test_open_warnings_and_what_was_done_are_listed(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES))
    assert cells(table(made, "warnings"), "name", "since", "risk", "signals", "measure", "status", "owner") == [
        ("Acme", date(2026, 10, 1), "high", "没下单, 投诉", "上门拜访", "open", "小李")
    ]
    assert cells(table(made, "measures"), "name", "date", "kind", "what", "play", "cost", "effect", "result") == [
        ("Acme", date(2026, 11, 2), "care", "gift", None, (Money(Decimal(30), "USD"),), "很高兴", None),
        ("Acme", date(2026, 11, 1), "winback", None, "call", None, None, None),
        ("Acme", date(2026, 10, 20), "winback", None, None, None, None, "lost"),
        ("Acme", date(2026, 10, 5), "winback", None, "offer", cny("200"), None, None),
    ]


def test_what_win_backs_came_to(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES))
    assert cells(table(made, "winbacks"), "name", "ref", "since", "play", "result", "closed", "reason", "cost") == [
        ("Acme", "WB-2", date(2026, 11, 1), "call", "open", None, None, None),
        ("Acme", "WB-1", date(2026, 10, 5), "offer", "lost", date(2026, 10, 20), "价格高", cny("200")),
    ]
    plays = table(made, "plays")
    assert cells(plays, "play", "tried", "open", "won_back", "lost", "rate", "cost", "reasons") == [
        ("call", 1, 1, 0, 0, None, (), None),
        ("offer", 1, 0, 0, 1, Decimal("0.0"), cny("200"), "价格高 (1)"),
    ]


def test_the_period_says_which_win_backs_count(ledger_of: Make) -> None:
    plays = table(asked(ledger_of(FILES), period=period("2025", TODAY)), "plays")
    assert cells(plays, "play", "tried", "won_back", "rate", "cost") == [(None, 1, 1, Decimal("100.0"), cny("50"))]


def test_a_customer_with_orders_to_come_is_judged_by_those_that_have_happened(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME + "\n## 2026-12-01 order SO-9\n- amount: 5\n"})
    assert asked(session).tables[0].rows[0].cells[2] == 75


def test_a_query_narrows_it(ledger_of: Make) -> None:
    made = asked(ledger_of(FILES), "level:A")
    assert [row.cells[0] for row in made.tables[0].rows] == ["Acme"]
    assert table(made, "levels").totals == (None, 1, Decimal("100.0"), cny("1000"))


def test_nobody_and_nothing_are_said_in_words(ledger_of: Make) -> None:
    made = asked(ledger_of({"delta": DELTA}))
    assert [len(each.rows) for each in made.tables] == [0] * len(made.tables)
    assert str(made.tables[0].empty) == "Nobody has ordered yet, so that nobody can leave."
    assert str(table(made, "warnings").empty) == "No warning is open."


def test_a_limit_makes_only_so_many_rows_and_says_how_many_are_left_out(ledger_of: Make) -> None:
    main = asked(ledger_of(FILES), limit=1).tables[0]
    assert (len(main.rows), main.left_out) == (1, 2)


def test_why_has_each_sign_with_its_numbers_and_entries(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    row = asked(session).tables[0].rows[0]
    assert isinstance(row.key, int)
    found = why(session, row.key)
    assert (str(found.what), str(found.value)) == ("Risk of Acme", "high risk")
    assert [(str(part.what), part.value) for part in found.parts] == [
        ("no order for 240 days (one could be expected after 60)", 40),
        ("only 1 order in 240 days", 35),
    ]
    assert [(each.path, each.line, each.day) for each in found.parts[0].sources] == [
        ("customers/acme.md", 8, date(2026, 3, 26))
    ]
    assert why_row(session, Asked(), row) == found
    complaints = why_row(session, Asked(), asked(session).tables[0].rows[2]).parts[0]
    assert [each.line for each in complaints.sources] == [8, 9, 10]


def test_why_of_somebody_who_never_ordered(ledger_of: Make) -> None:
    session = ledger_of({"delta": DELTA})
    number = session.fresh().catalog.connection.execute("SELECT customer FROM customers").fetchone()[0]
    assert why(session, number).value is None
    assert why_row(session, Asked(), Row(("x",), key=("group", "x"))).value is None


def test_the_points_are_those_of_a_plain_computation(big: Big) -> None:
    made = asked(big.session)
    found = {row.path: row.cells for row in made.tables[0].rows}
    expected = {}
    for customer in big.customers:
        days = sorted(
            {
                entry.date for entry in customer.entries
                if entry.kind == "order" and entry.date <= TODAY and entry.fields.get("status") != "cancelled"
            }
        )  # fmt: skip
        if days and customer.value("stage") != "lost":
            expected[customer.path] = days
    assert found.keys() == expected.keys()
    for path, days in expected.items():
        rules = dict(part.rsplit(": +", 1) for part in str(found[path][3]).split(", ") if ": +" in part)
        silence = next((int(points) for sign, points in rules.items() if sign.startswith("no order")), 0)
        gap = max(1, ((days[-1] - days[0]).days + 180) / (len(days) + 2))
        assert silence == min(80, int(20 * sqrt((TODAY - days[-1]).days / gap) + 0.5))
        few = next((int(points) for sign, points in rules.items() if sign.startswith("only")), 0)
        share = min(1.0, sqrt((TODAY - days[0]).days / 180))
        assert few == int([0, 35, 23, 17, 12, 8, 5, 2, *[0] * 20][len(days)] * share + 0.5)
        total = sum(map(int, rules.values()))
        assert found[path][2] == min(100, total)
        assert found[path][1] == ("high" if total >= 70 else "medium" if total >= 40 else "low")
    counts = Counter(str(cells[1]) for cells in found.values())
    levels = table(made, "levels")
    assert {row.cells[0]: row.cells[1] for row in levels.rows} == {
        level: counts[level] for level in ("high", "medium", "low")
    }
