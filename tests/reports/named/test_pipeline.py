"""The pipeline, with every figure worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ledger.errors import BadValue
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.pipeline import report, why, why_row
from ledger.reports.registry import known
from ledger.reports.shaping import shaped
from ledger.reports.table import Cell, Report, Row, Table
from ledger.session import Session

Make = Callable[..., Session]
TODAY = date(2026, 11, 21)

# OPP-1 is open in quote since 11-01 (20 days) and 51 days old; OPP-2 in negotiate since 11-11 and 10 days old, without
# a probability (70 % by default); OPP-3 was won after 31 days; OPP-4 lost; OPP-5 has neither stage nor amount.
ACME = """---
id: C-ACME
name: Acme
owner: 张三
source: 展会
region: 上海
---

## 2026-10-01 商机 OPP-1 年度采购
- 阶段: 线索
- 金额: 100,000
- 概率: 30%
- 预计成交: 2026-11-15
- 产品: [S5, 豆子]

## 2026-11-01 商机 OPP-1
- 阶段: 报价
- 概率: 60%

## 2026-11-11 商机 OPP-2 二期
- 阶段: 谈判
- 金额: 33.33
- 优先级: 高
- 负责人: 小李

## 2026-11-20 电话 谈了 opp-2
- [ ] 2026-11-25 发合同 @张三
- [ ] 2026-11-24 OPP-1 的报价

## 2026-08-01 商机 OPP-3
- 阶段: 报价
- 金额: 5000

## 2026-09-01 商机 OPP-3
- 阶段: 赢单
"""
BETA = """---
id: C-BETA
name: Beta
owner: 李四
source: 官网
---

## 2026-07-01 商机 OPP-4 机器
- 阶段: 报价
- 金额: USD 700
- 产品: S5

## 2026-09-20 商机 OPP-4
- 阶段: 输单
- 输单原因: 价格
- 竞争对手: [甲公司, 乙公司]

## 2026-05-05 商机 OPP-5
- 产品: S5
"""
PEOPLE = "people:\n  李四: {aliases: [小李]}\n  张三: {}\n"


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def cell(found: Table, row: Row, column: str) -> Cell:
    return row.cells[found.column(column)]


def by_first(found: Table) -> dict[Cell, Row]:
    return {row.cells[0]: row for row in found.rows}


@pytest.fixture
def two(ledger_of: Make) -> Session:
    return ledger_of({"acme": ACME, "beta": BETA}, PEOPLE)


def test_each_stage_has_count_value_weighted_value_ages_and_stale_ones(two: Session) -> None:
    main = report(two, Asked()).tables[0]
    assert [row.cells for row in main.rows] == [
        ("quote", 1, (cny("100000"),), (cny("60000.00"),), Decimal(51), Decimal(20), 0, 0),
        ("negotiate", 1, (cny("33.33"),), (cny("23.33"),), Decimal(10), Decimal(10), 0, 0),
        (None, 1, (), (), Decimal(200), Decimal(200), 1, 1),
    ]
    assert main.totals == (None, 3, (cny("100033.33"),), (cny("60023.33"),), Decimal("87.0"), Decimal("76.7"), 1, 1)


def test_stale_goes_by_days_where_they_are_given(two: Session) -> None:
    # The call names OPP-2, and its tasks stand in its text, so that it names OPP-1 as well.
    touched = {
        row.cells[1]: cell(table(report(two, Asked()), "opportunities"), row, "touched") for row in opportunities(two)
    }
    assert touched["OPP-2"] == date(2026, 11, 20)
    assert report(two, Asked(days=1)).tables[0].totals[7 - 1] == 3  # type: ignore[index]
    assert report(two, Asked(days=2)).tables[0].totals[6] == 1  # type: ignore[index]
    assert report(two, Asked(days=201)).tables[0].totals[6] == 0  # type: ignore[index]


def opportunities(session: Session, asked: Asked | None = None) -> tuple[Row, ...]:
    return table(report(session, asked or Asked()), "opportunities").rows


def test_opportunities_stand_one_by_one_the_urgent_first(two: Session) -> None:
    found = table(report(two, Asked()), "opportunities")
    assert [(row.cells[1], row.mark, row.customer, row.line) for row in found.rows] == [
        ("OPP-1", "urgent", "C-ACME", 16),
        ("OPP-2", "urgent", "C-ACME", 20),
        ("OPP-5", "", "C-BETA", 18),
    ]
    first, second, last = found.rows
    shown = {column.name: value for column, value in zip(found.columns, first.cells, strict=True)}
    assert shown["stage"] == "quote"
    assert (shown["amount"], shown["probability"], shown["weighted"]) == (
        (cny("100000"),),
        Decimal(60),
        (cny("60000.00"),),
    )
    assert (shown["close_on"], shown["late"]) == (date(2026, 11, 15), 6)
    assert (shown["next_on"], shown["next"]) == (date(2026, 11, 24), "OPP-1 的报价")
    assert (shown["owner"], shown["product"], shown["source"]) == ("张三", "S5, 豆子", "exhibition")
    assert cell(found, second, "owner") == "李四"
    assert cell(found, second, "priority") == "high"
    assert str(cell(found, second, "basis")) == "by default"
    assert cell(found, second, "next") == ""
    assert (cell(found, last, "stage"), cell(found, last, "amount"), cell(found, last, "late")) == ("", None, None)


def test_any_task_will_do_for_a_customer_with_one_open_opportunity(ledger_of: Make) -> None:
    text = "---\nname: A\n---\n\n## 2026-11-01 商机 OPP-1\n- 阶段: 报价\n\n## 2026-11-02 电话\n- [ ] 回访\n- [ ] 2026-12-01 送样\n"
    (row,) = opportunities(ledger_of({"a": text}))
    assert row.cells[14:16] == (date(2026, 12, 1), "送样")


def test_groups_by_owner_product_month_and_customer_field(two: Session) -> None:
    def counts(by: str) -> dict[Cell, Cell]:
        return {row.cells[0]: row.cells[1] for row in report(two, Asked(by=(by,))).tables[0].rows}

    assert counts("owner") == {"张三": 1, "李四": 2}
    assert counts("负责人") == counts("owner")
    assert counts("product") == {"S5": 2, "豆子": 1, None: 1}
    assert counts("month") == {"2026-11": 1, None: 2}
    assert counts("region") == {"上海": 2, None: 1}
    assert counts("source") == {"exhibition": 2, "website": 1}
    several = report(two, Asked(by=("product",))).tables[0]
    assert several.totals is not None
    assert several.totals[1] == 3
    assert [str(note) for note in several.notes] == [
        "What names several counts under each of them, and once in the total."
    ]
    pair = report(two, Asked(by=("owner,stage",))).tables[0]
    assert pair.keys == 2
    with pytest.raises(BadValue):
        report(two, Asked(by=("nonsense",)))


def test_a_query_asks_for_some_customers_only(two: Session) -> None:
    made = report(two, Asked(query="name:Beta"))
    assert [row.cells[0:2] for row in made.tables[0].rows] == [(None, 1)]
    assert [row.cells[0:2] for row in table(made, "conversion").rows] == [("quote", 1)]
    assert table(made, "results").totals == (None, 0, (), 1, (usd("700"),), Decimal(0), None)


def test_conversion_counts_what_became_of_those_who_came_to_a_stage(two: Session) -> None:
    found = table(report(two, Asked()), "conversion")
    # quote: OPP-1 stays, OPP-3 won after 31 days, OPP-4 lost after 81.
    assert [row.cells for row in found.rows] == [
        ("lead", 4, 1, 1, 0, 0, 0, 0, Decimal(100), Decimal(31), None),
        ("quote", 4, 3, 0, 0, 1, 1, 1, Decimal(50), Decimal(56), Decimal(50)),
        ("negotiate", 2, 1, 0, 0, 0, 0, 1, None, None, None),
        ("won", 1, None, None, None, None, None, None, None, None, None),
    ]
    assert found.charts[0].kind == "funnel"


def test_going_back_and_coming_again_count(ledger_of: Make) -> None:
    steps = ("2026-01-01 谈判", "2026-01-11 报价", "2026-01-21 谈判", "2026-01-31 赢单")
    text = "---\nname: A\n---\n\n" + "\n".join(
        f"## {step.split()[0]} 商机 OPP-1\n- 阶段: {step.split()[1]}\n" for step in steps
    )
    found = table(report(ledger_of({"a": text}), Asked()), "conversion")
    assert [row.cells[:8] for row in found.rows][:2] == [
        ("quote", 1, 1, 1, 0, 0, 0, 0),
        ("negotiate", 1, 2, 0, 1, 1, 0, 0),
    ]


def test_an_own_stage_stands_after_the_known_ones_and_counts_alone(ledger_of: Make) -> None:
    steps = ("2026-01-01 线索", "2026-01-11 等老板", "2026-01-21 报价")
    text = "---\nname: A\n---\n\n" + "\n".join(f"## {s.split()[0]} 商机 X-1\n- 阶段: {s.split()[1]}\n" for s in steps)
    found = table(report(ledger_of({"a": text}), Asked()), "conversion")
    assert [row.cells[:3] for row in found.rows] == [("lead", 1, 1), ("quote", 1, 1), ("等老板", 1, 1)]


def test_won_and_lost_by_month_with_the_win_rate(two: Session) -> None:
    found = table(report(two, Asked(period=period("2026-08..2026-10", TODAY))), "results")
    assert [row.cells for row in found.rows] == [
        ("2026-08", 0, (), 0, (), None, None),
        ("2026-09", 1, (cny("5000"),), 1, (usd("700"),), Decimal(50), Decimal(31)),
        ("2026-10", 0, (), 0, (), None, None),
    ]
    assert found.totals == (None, 1, (cny("5000"),), 1, (usd("700"),), Decimal(50), Decimal(31))


def test_lost_reasons_have_count_value_and_competitors(ledger_of: Make) -> None:
    def lost(number: int, *fields: str) -> str:
        return f"## 2026-10-0{number} 商机 OPP-{number}\n- 阶段: 输单\n- 金额: {number}00\n" + "".join(
            f"- {f}\n" for f in fields
        )

    text = "---\nname: A\n---\n\n" + "\n".join(
        (
            lost(1, "输单原因: 价格", "竞争对手: 甲"),
            lost(2, "原因: 价格", "竞争对手: [甲, 乙]"),
            lost(3, "输单原因: 交期"),
            lost(4),
        )
    )
    found = table(report(ledger_of({"a": text}), Asked()), "lost_reasons")
    shown = [(str(row.cells[0]), *row.cells[1:]) for row in found.rows]
    assert shown == [
        ("价格", 2, Decimal(50), (cny("300"),), "甲 (2), 乙"),
        ("交期", 1, Decimal(25), (cny("300"),), ""),
        ("no reason written", 1, Decimal(25), (cny("400"),), ""),
    ]
    assert found.totals == (None, 4, Decimal(100), (cny("1000"),), "甲 (2), 乙")


def test_steps_of_the_period_stand_newest_first(two: Session) -> None:
    found = table(report(two, Asked(period=period("2026-09..2026-11-05", TODAY))), "steps")
    assert [(row.cells, row.customer, row.line) for row in found.rows] == [
        ((date(2026, 11, 1), "Acme", "OPP-1", "lead", "quote", 31), "C-ACME", 16),
        ((date(2026, 10, 1), "Acme", "OPP-1", None, "lead", None), "C-ACME", 9),
        ((date(2026, 9, 20), "Beta", "OPP-4", "quote", "lost", 81), "C-BETA", 13),
        ((date(2026, 9, 1), "Acme", "OPP-3", "quote", "won", 31), "C-ACME", 34),
    ]


def test_a_period_that_is_over_shows_what_was_open_at_its_end(two: Session) -> None:
    main = report(two, Asked(period=period("2026-08", TODAY))).tables[0]
    assert [row.cells[:2] for row in main.rows] == [("quote", 2), (None, 1)]
    assert main.totals is not None
    assert main.totals[5] == Decimal("69.7")  # 30 days of OPP-3, 61 of OPP-4, 118 of OPP-5
    assert main.totals[6] is None


def test_compared_with_the_month_before(two: Session) -> None:
    made = shaped(two, Asked(period=period("2026-09", TODAY), compare="previous"), known("pipeline"))
    found = table(made, "results")
    assert found.rows[0].cells[1:4] == (1, None, None)  # nothing ended in August
    main = shaped(two, Asked(period=period("2026-08", TODAY), compare="previous"), known("pipeline")).tables[0]
    assert main.rows[0].cells[:4] == ("quote", 2, 1, Decimal(100))


def test_the_chance_without_a_written_one_is_the_share_won_of_ten_that_ended(ledger_of: Make) -> None:
    def ended(number: int) -> str:
        end = "赢单" if number < 3 else "输单"
        return f"## 2026-01-01 商机 OPP-{number}\n- 阶段: 报价\n\n## 2026-02-01 商机 OPP-{number}\n- 阶段: {end}\n"

    open_one = "## 2026-11-01 商机 OPP-99\n- 阶段: 报价\n- 金额: 1000\n"

    def weighted(files: dict[str, str]) -> tuple[Cell, Cell, str]:
        found = table(report(ledger_of(files), Asked()), "opportunities")
        (row,) = found.rows
        return cell(found, row, "probability"), cell(found, row, "weighted"), str(cell(found, row, "basis"))

    nine = "---\nname: A\n---\n\n" + "\n".join(map(ended, range(9)))
    assert weighted({"a": nine, "b": f"---\nname: B\n---\n\n{open_one}"}) == (
        Decimal(50),
        (cny("500.00"),),
        "by default",
    )
    eleven = "---\nname: A\n---\n\n" + "\n".join(map(ended, range(11)))
    # 3 of 11 are 27.3 %.
    assert weighted({"a": eleven}) == (Decimal("27.3"), (cny("273.00"),), "own history")


def test_why_names_the_rule_the_numbers_and_the_entries(two: Session) -> None:
    made = report(two, Asked())
    told = why_row(two, Asked(), made.tables[0].rows[0])
    assert told.value == (cny("60000.00"),)
    (part,) = told.parts
    assert str(part.rule) == "The amount times the probability that is written."
    assert [(source.line, source.day) for source in part.sources] == [(16, date(2026, 11, 1)), (9, date(2026, 10, 1))]
    number = two.fresh().catalog.connection.execute("SELECT customer FROM customers WHERE name = 'Acme'").fetchone()[0]
    whole = why(two, number)
    assert whole.value == (cny("60023.33"),)
    assert [str(each.what) for each in whole.parts] == ["Acme OPP-1 年度采购", "Acme OPP-2 二期"]
    of_one = why_row(two, Asked(), table(made, "opportunities").rows[1])
    assert str(of_one.parts[0].rule).startswith("The amount times a default for the stage")


def test_rates_give_one_currency_beside_the_sums(ledger_of: Make) -> None:
    text = "---\nname: A\n---\n\n## 2026-11-01 商机 OPP-1\n- 阶段: 报价\n- 金额: USD 100\n- 概率: 50%\n"
    main = report(ledger_of({"a": text}, "rates: {USD: 7.1}\n"), Asked()).tables[0]
    row = {column.name: value for column, value in zip(main.columns, main.rows[0].cells, strict=True)}
    assert (row["value_in_one"], row["weighted_in_one"]) == ((cny("710.00"),), (cny("355.00"),))


def with_targets(session: Session, targets: dict[str, dict[str, Money]]) -> Session:
    from dataclasses import replace

    return replace(
        session, settings=replace(session.settings, policies=replace(session.settings.policies, targets=targets))
    )


def test_targets_show_revenue_share_and_pace_of_each_person(ledger_of: Make) -> None:
    def order(day: str, amount: str, *fields: str) -> str:
        return f"## {day} 订单 SO-{day}\n- 金额: {amount}\n" + "".join(f"- {each}\n" for each in fields) + "\n"

    files = {
        "a": "---\nname: A\nowner: 张三\n---\n\n" + order("2026-10-05", "600") + order("2026-11-05", "USD 10"),
        "b": "---\nname: B\nowner: 李四\n---\n\n" + order("2026-10-06", "300") + order("2026-09-30", "7000"),
    }
    session = with_targets(
        ledger_of(files, PEOPLE),
        {
            "张三": {"2026-Q4": cny("500")},
            "小李": {"2026-Q4": cny("1000")},
            "all": {"2026": cny("79000"), "2027": cny("1")},
        },
    )
    found = table(report(session, Asked()), "targets")
    # The year has 365 days, 325 are over; the quarter 92, 52 are over.
    assert [(str(row.cells[0]), *row.cells[1:], row.mark) for row in found.rows] == [
        ("everybody", "2026", (cny("79000"),), (cny("7900"),), Decimal("10.0"), Decimal("89.0"), Decimal("-79.0"), (cny("71100"),), "urgent"),
        ("张三", "2026-Q4", (cny("500"),), (cny("600"),), Decimal("120.0"), Decimal("56.5"), Decimal("63.5"), (), "good"),
        ("李四", "2026-Q4", (cny("1000"),), (cny("300"),), Decimal("30.0"), Decimal("56.5"), Decimal("-26.5"), (cny("700"),), "urgent"),
    ]  # fmt: skip


def test_entries_that_lie_ahead_have_not_happened(ledger_of: Make) -> None:
    text = ACME + "\n## 2026-12-01 商机 OPP-1\n- 阶段: 赢单\n"
    made = report(ledger_of({"acme": text}, PEOPLE), Asked())
    assert [row.cells[:2] for row in made.tables[0].rows] == [("quote", 1), ("negotiate", 1)]
    assert table(made, "results").totals[1] == 1  # type: ignore[index]


def test_an_own_kind_that_is_like_an_opportunity_counts(ledger_of: Make) -> None:
    text = "---\nname: A\n---\n\n## 2026-11-01 投标项目 X-1\n- 阶段: 报价\n- 金额: 10\n"
    main = report(ledger_of({"a": text}, "kinds:\n  投标项目: {like: opportunity}\n"), Asked()).tables[0]
    assert [row.cells[:3] for row in main.rows] == [("quote", 1, (cny("10"),))]


def test_nothing_is_said_in_words(ledger_of: Make) -> None:
    made = report(ledger_of({"a": "---\nname: A\n---\n"}), Asked())
    assert all(not found.rows and str(found.empty) for found in made.tables)
    assert report(ledger_of({}), Asked()).tables[0].rows == ()
