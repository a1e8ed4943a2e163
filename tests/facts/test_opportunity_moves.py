"""The steps of opportunities, and when one was last touched."""

from __future__ import annotations

from tests.facts.typed import facts

Step = tuple[str, str, int, str, str]


def steps(text: str) -> list[Step]:
    """REF, day, line, from and to of each step, as the catalog has them."""
    rows = [row for row in facts(text).tables.get("moves", ()) if row[0] == "opportunity"]
    return [(str(ref), str(day), line, str(was), str(became)) for _, ref, day, line, was, became in rows]  # type: ignore[misc]


def touched(text: str) -> list[str]:
    return [record.touched.isoformat() for record in facts(text).records if record.kind == "opportunity"]


def test_each_change_of_the_stage_is_a_step_with_its_day_and_line() -> None:
    text = """
name: Acme

## 2026-01-05 商机 OPP-1 年度采购
- 阶段: 线索
- 金额: 100

## 2026-02-01 opportunity opp-1
- stage: quoted

## 2026-03-01 商机 OPP-1
- 阶段: 赢单
"""
    assert steps(text) == [
        ("OPP-1", "2026-01-05", 5, "", "lead"),
        ("OPP-1", "2026-02-01", 9, "lead", "quote"),
        ("OPP-1", "2026-03-01", 12, "quote", "won"),
    ]


def test_an_entry_that_says_the_stage_again_or_none_is_no_step() -> None:
    text = """
name: Acme

## 2026-01-05 商机 OPP-1
- 阶段: 报价

## 2026-01-09 商机 OPP-1
- 阶段: quote
- 金额: 5

## 2026-01-10 商机 OPP-1
- 阶段:

## 2026-01-11 商机 OPP-1
- 概率: 50%
"""
    assert steps(text) == [("OPP-1", "2026-01-05", 5, "", "quote")]


def test_going_back_and_going_on_after_the_end_are_steps() -> None:
    text = """
name: Acme

## 2026-01-05 商机 OPP-1
- 阶段: 谈判

## 2026-02-05 商机 OPP-1
- 阶段: 报价

## 2026-03-05 商机 OPP-1
- 阶段: 输单

## 2026-04-05 商机 OPP-1
- 阶段: 谈判
"""
    assert [step[3:] for step in steps(text)] == [
        ("", "negotiate"),
        ("negotiate", "quote"),
        ("quote", "lost"),
        ("lost", "negotiate"),
    ]


def test_opportunities_stand_one_after_the_other_whatever_the_order_of_entries() -> None:
    text = """
name: Acme

## 2026-02-05 商机 OPP-2
- 阶段: 报价

## 2026-01-05 商机 OPP-1
- 阶段: 线索

## 2026-03-05 商机 OPP-1
- 阶段: 报价

## 2026-01-20 商机 没有编号的
- 阶段: 我们自己的阶段
"""
    assert [(ref, day, was, became) for ref, day, _, was, became in steps(text)] == [
        ("OPP-1", "2026-01-05", "", "lead"),
        ("OPP-1", "2026-03-05", "lead", "quote"),
        ("", "2026-01-20", "", "我们自己的阶段"),
        ("OPP-2", "2026-02-05", "", "quote"),
    ]


def test_without_stage_there_is_no_step_and_without_opportunity_no_row() -> None:
    assert steps("name: Acme\n\n## 2026-01-05 商机 OPP-1\n- 金额: 5\n") == []
    assert steps("name: Acme\n\n## 2026-01-05 电话\n- 阶段: 报价\n") == []


def test_an_open_opportunity_is_touched_by_an_entry_that_names_it_a_closed_one_is_not() -> None:
    text = """
name: Acme

## 2026-01-05 商机 OPP-1
- 阶段: 报价

## 2026-02-05 商机 OPP-2
- 阶段: 赢单

## 2026-03-05 报价 BJ-1
- 商机: OPP-1

## 2026-03-06 电话 谈了opp-1和OPP-2的价格

## 2026-03-09 电话 谈了 OPP-10
"""
    assert touched(text) == ["2026-03-06", "2026-02-05"]
