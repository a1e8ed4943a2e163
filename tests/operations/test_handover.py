"""Handing customers over: what changes hands, what stays, and that all of it is written or none."""

from __future__ import annotations

import pytest

from ledger.errors import BadValue, Broken, LedgerError, NotFound, Refused
from ledger.operations import handover
from ledger.operations.handover import HalfDone, hand_over, planned, wanted
from tests.operations.ledgers import content, ledger

A = """---
name: 云启
负责人: 小张   # 老客户
负责起始: 2024-01-02
next_follow_up: 2026-12-01
---

## 2026-11-02 电话 谈价格 @张三

- [ ] 2026-12-05 报价 @张三 #急
- [x] 2026-11-03 寄样 @小张 ✅ 2026-11-04
- [ ] 2026-12-06 回访 @李四

## 2026-11-03 投诉 T-1 包装破损

- 负责人: 张三
- 状态: 处理中

## 2026-11-04 投诉 T-2 发票

- 负责人: 张三
- 状态: 已解决

## 2026-11-05 发票 F-1

- 金额: 1200
- 到期: 2026-12-01
"""
B = "---\nname: B\nowner: 李四\n---\n\n- [ ] send prices @小张 @李四\n"
C = "---\nname: C\nowner: Ana\n---\n\n## 2026-11-02 call 张三 was there\n"
PEOPLE = """ledger: 1
language: zh
people:
  张三: {aliases: [小张]}
  李四: {}
  Ana: {aliases: [Ana Keller]}
"""


def handed(session, giver="张三", taker="李四", query="", **given):
    asked = wanted(session, giver, taker, **given)
    plan = planned(session, asked, query, force=given.get("force", False))
    return hand_over(session, asked, plan)


def test_owner_open_tasks_and_open_records_change_hands(tmp_path):
    session = ledger(tmp_path, PEOPLE, a=A, b=B, c=C)
    done = handed(session, reason="调岗")
    assert [(one.name, one.owner, len(one.tasks), [record.ref for record in one.records]) for one in done] == [
        ("云启", True, 1, ["T-1"]),
        ("B", False, 1, []),
    ]
    expected = (
        A.replace("负责人: 小张   # 老客户\n负责起始: 2024-01-02", "负责人: 李四   # 老客户\n负责起始: 2026-11-21")
        .replace("报价 @张三 #急", "报价 @李四 #急")
        .replace("破损\n\n- 负责人: 张三", "破损\n\n- 负责人: 李四")
    )
    entry = "\n## 2026-11-21 移交 @张三\n- 移交人: 张三\n- 接收人: 李四\n- 原因: 调岗\n"
    assert content(session).decode() == expected + entry
    assert content(session, "customers/b.md").decode() == B.replace(" @小张", "") + entry
    assert content(session, "customers/c.md").decode() == C


def test_english_files_get_english_words(tmp_path):
    session = ledger(tmp_path, PEOPLE.replace("zh", "en"), a="---\nname: A\nowner: Ana Keller\n---\n")
    handed(session, "ana keller", "小张")
    assert content(session).decode() == (
        "---\nname: A\nowner: 张三\nowner_since: 2026-11-21\n---\n\n"
        "## 2026-11-21 handover @张三\n- from: Ana\n- to: 张三\n"
    )


def test_a_query_chooses(tmp_path):
    two = "---\nname: {}\nowner: 张三\nregion: {}\n---\n"
    session = ledger(tmp_path, PEOPLE, a=two.format("A", "上海"), b=two.format("B", "北京"))
    assert [one.name for one in handed(session, query="region:上海")] == ["A"]
    assert content(session, "customers/b.md").decode() == two.format("B", "北京")


def test_done_twice_the_second_time_finds_nothing(tmp_path):
    session = ledger(tmp_path, PEOPLE, a=A)
    handed(session)
    with pytest.raises(NotFound):
        handed(session)


def test_planning_writes_nothing(tmp_path):
    session = ledger(tmp_path, PEOPLE, a=A, b=B)
    plan = planned(session, wanted(session, "张三", "李四"))
    assert plan[0].revision.after != A
    assert (plan[0].next_day.isoformat(), plan[0].complaints, dict(plan[0].open_amount)) == (
        "2026-12-01", 1, {"CNY": 1200},
    )  # fmt: skip
    assert content(session).decode() == A


def test_whoever_has_left_may_be_missing_in_the_settings(tmp_path):
    session = ledger(tmp_path, PEOPLE, a="---\nname: A\nowner: 王五\n---\n")
    assert [one.owner for one in handed(session, "王五", "李四")] == [True]


def test_a_new_owner_has_to_be_known(tmp_path):
    session = ledger(tmp_path, PEOPLE, a=A)
    with pytest.raises(BadValue) as refused:
        wanted(session, "张三", "Ana Kellar")
    assert "Ana Keller" in str(refused.value.hint)
    with pytest.raises(BadValue):
        wanted(session, "张三", "小张")
    assert handed(session, "张三", "新人", force=True)[0].owner
    assert "负责人: 新人" in content(session).decode()


def test_a_protection_holds_unless_it_is_forced(tmp_path):
    text = "---\nname: A\nowner: 张三\nprotected_until: {}\n---\n"
    session = ledger(tmp_path, PEOPLE, a=text.format("2026-11-21"))
    with pytest.raises(Refused, match="protected"):
        handed(session)
    assert content(session).decode() == text.format("2026-11-21")
    assert handed(session, force=True)[0].protected is not None
    past = ledger(tmp_path / "past", PEOPLE, a=text.format("2026-11-20"))
    assert handed(past)[0].owner


def test_an_owner_of_several_words_needs_an_alias_for_tasks(tmp_path):
    people = PEOPLE.replace("李四: {}", "李 四: {}")
    session = ledger(tmp_path, people, a=A)
    with pytest.raises(Refused, match="behind @"):
        handed(session, taker="李 四")
    session = ledger(tmp_path, people.replace("李 四: {}", "李 四: {aliases: [李四]}"), a=A)
    handed(session, taker="李 四")
    assert "负责人: 李 四" in content(session).decode()
    assert "报价 @李四 #急" in content(session).decode()


def test_a_file_that_can_t_be_written_stops_all_before_the_first(tmp_path):
    torn = "---\nname: B\nowner: 张三\n---\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"
    session = ledger(tmp_path, PEOPLE, a=A, b=torn)
    with pytest.raises(Broken):
        handed(session)
    assert content(session).decode() == A


def test_what_was_written_before_a_failure_is_named(tmp_path, monkeypatch):
    one = "---\nname: {}\nowner: 张三\n---\n"
    session = ledger(tmp_path, PEOPLE, **{name: one.format(name) for name in "abc"})
    asked = wanted(session, "张三", "李四")
    plan = planned(session, asked)
    real = handover.revise

    def failing(session, path, *words, **given):
        if path == "customers/b.md":
            raise LedgerError(Refused("no").message)  # type: ignore[arg-type]
        return real(session, path, *words, **given)

    monkeypatch.setattr(handover, "revise", failing)
    with pytest.raises(HalfDone) as refused:
        hand_over(session, asked, plan)
    assert (refused.value.done, refused.value.left) == (("customers/a.md",), ("customers/b.md", "customers/c.md"))
    assert content(session, "customers/b.md").decode() == one.format("b")


@pytest.mark.parametrize("eol", ["\r\n", "\n"])
def test_line_ends_and_other_text_stay(tmp_path, eol):
    session = ledger(tmp_path, PEOPLE, a=A.replace("\n", eol))
    handed(session)
    assert content(session).decode().count("\r\n") == (content(session).decode().count("\n") if eol == "\r\n" else 0)
