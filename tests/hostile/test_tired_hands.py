"""A ledger typed badly, with a Chinese keyboard and late in the day: what is sure is read, what isn't is pointed at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hostile.running import Printed, piped, tree

SETTINGS = "ledger：1\nlanguage：zh\npeople:\n  张三：{aliases: [小张]}\n  李四:\nlevels:\n  A: 14天\n"
FILES = {
    "苏州明达": "---\n名称：苏州明达机械有限公司\n联系人：王经理\n电话：139 1234 5678\n等级：Ａ级\n负责人：张三\n下次跟进：2026.11.25\n"
    "标签：[重点，老客户]\n---\n\n# 跟进记录\n\n2026.11.3 打电话，王经理说要考虑一下\n\n11月15日 拜访，聊得不错\n",
    "东莞宏发": "客户名称：东莞宏发五金\n\n# 2026-11-20 电话 陈总要两套样品\n\n- []寄样品 11月24日\n- [ ]2026-11-23 问一下\n"
    "-[ ] 今天 打电话\n",
    "宁波四海": "---\nname: 宁波四海\nowner: 李四\n----\n\n| 日期 | 类型 | 内容 |\n|---|---|---|\n| 2026-11-02 | 电话 | 问价格 |\n\n"
    "日期\t方式\t内容\n2026-11-12\t电话\t要发票\n",
    "常州": "---\nname: 常州天宁\nowner:张三\nnext_follow_up : 2026年11月24日\nlevel：A类\n---\n\n##2026-11-20 电话 说好了\n"
    "-[ ]2026-11-25 发报价\n- [] 2026-11-26 打样\n-【 】2026-11-28 全角框\n- ☐ 2026-11-29 方框\n- [ ] 2026-11-3 单位数\n"
    "- [ ] 12月5日 没有年\n\n**2026-11-15 微信**\n",
    "合同": "---\nname: 上海宝山\nowner: 小张\n---\n\n## 2026-11-01 合同 HT-001\n金额：12万\n结束：2027.10.31\n\n## 2026-11-02 发票 FP-1\n"
    "- 金额：¥６０，０００\n- 到期：2026/11/20\n\n## 2026-11-13 投诉\n漏油\n- 状态：未解决\n",
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "customers").mkdir()
    (tmp_path / "ledger.yaml").write_text(SETTINGS, "utf-8")
    for name, text in FILES.items():
        (tmp_path / f"customers/{name}.md").write_text(text, "utf-8")
    return tmp_path


def run(root: Path, *words: str) -> Printed:
    return piped(["--today", "2026-11-21", *words], root)


def problems(root: Path) -> set[tuple[str, int, str]]:
    found = json.loads(run(root, "check", "--json").out)
    return {(Path(one["path"]).stem, one["line"], one["code"]) for one in found}


def test_what_is_sure_is_due(place: Path) -> None:
    due = {(one["name"], one["date"], one["what"]) for one in json.loads(run(place, "due", "--json").out)}
    assert {
        ("苏州明达机械有限公司", "2026-11-25", "follow_up"),
        ("常州天宁", "2026-11-24", "follow_up"),
        ("常州天宁", "2026-11-26", "task"),
        ("常州天宁", "2026-11-03", "task"),
        ("上海宝山", "2026-11-20", "invoice"),
        ("上海宝山", "2026-11-15", "complaint"),
    } <= due


def test_the_profile_is_read(place: Path) -> None:
    listed = {one["path"]: one for one in json.loads(run(place, "list", "--json").out)}
    suzhou = listed["customers/苏州明达.md"]
    assert (suzhou["name"], suzhou["level"], suzhou["owner"]) == ("苏州明达机械有限公司", "A", "张三")
    assert suzhou["tags"] == ["重点", "老客户"]
    assert listed["customers/常州.md"]["level"] == "A"
    assert listed["customers/东莞宏发.md"]["name"] == "东莞宏发"
    assert listed["customers/宁波四海.md"]["owner"] == "李四"


def test_what_would_be_lost_in_silence_is_pointed_at(place: Path) -> None:
    found = problems(place)
    assert {
        ("苏州明达", 13, "entry-unread"),
        ("苏州明达", 15, "entry-unread"),
        ("东莞宏发", 3, "entry-unread"),
        ("东莞宏发", 5, "task-box"),
        ("东莞宏发", 7, "task-unread"),
        ("宁波四海", 8, "entry-unread"),
        ("宁波四海", 11, "entry-unread"),
        ("常州", 8, "entry-unread"),
        ("常州", 9, "task-unread"),
        ("常州", 10, "task-box"),
        ("常州", 11, "task-unread"),
        ("常州", 12, "task-unread"),
        ("常州", 14, "task-date-unclear"),
        ("常州", 16, "entry-unread"),
        ("合同", 7, "entry-field-unread"),
        ("合同", 8, "entry-field-unread"),
        ("ledger", 1, "settings-colon"),
    } <= found
    assert not [one for one in found if one[2] == "value-unknown"]


def test_an_open_complaint_is_not_taken_for_a_solved_one(place: Path) -> None:
    text = FILES["合同"].replace("未解决", "未解决好")
    (place / "customers/合同.md").write_text(text, "utf-8")
    told = [one for one in json.loads(run(place, "check", "--json").out) if one["code"] == "value-unknown"]
    assert told
    assert "是不是 解决" not in str(told[0]["hint"])


def test_commands_find_their_way_in_such_files(place: Path) -> None:
    before = tree(place)
    for words in (["log", "明达", "电话", "说好了"], ["set", "天宁", "level=A", "phone=13800138001"],
                  ["done", "天宁", "打样"], ["tag", "明达", "+展会", "-重点"], ["snooze", "明达", "下周三"]):  # fmt: skip
        printed = run(place, *words)
        assert printed.code == 0, (words, printed.text)
    for path, content in before.items():
        lines = content.decode().split("\n")
        now = Path(path).read_bytes().decode().split("\n")
        assert len([line for line in lines if line not in now]) <= 2, path


def test_notes_that_only_mention_a_day_are_left_in_peace(place: Path) -> None:
    (place / "customers/合同.md").write_text(
        "---\nname: 宝山\n---\n\n2026-11-02 之前都可以。\n\n- 2026 年的计划\n- [x](https://example.com) 链接\n- [ ] 周期性复盘\n\n"
        "## 2026-11-20 电话 问价\n\n2026-11-18 他们开会了。\n\n> 2026-11-19 电话 引文\n\n```\n- [ ]2026-11-20 code\n## 11月3日 电话\n```\n\n"
        "备注：都好\n\n- 结果：有意向\n", "utf-8",
    )  # fmt: skip
    assert {code for stem, _, code in problems(place) if stem == "合同"} <= {"id-missing", "owner-missing"}
