"""What changed, in words."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given

from ledger.display.change_objects import change_object
from ledger.display.change_words import change_line, change_text
from ledger.display.field_words import Words
from ledger.display.machine import plain_value
from ledger.display.page import Page
from ledger.display.plain import render
from ledger.display.safe import safe_text
from ledger.display.speech import Speaker
from ledger.display.width import width
from ledger.model.changes import Change, change
from ledger.model.known import Known
from tests.model.versions import VOCABULARY, lost, typed, version

TODAY = date(2026, 11, 21)
HEAD = "---\nname: 云启\n"


def words(language: str = "en") -> Words:
    return Words(VOCABULARY, Speaker(language), TODAY)


def changed(old: Known | None, new: Known | None) -> Change:
    found = change(old, new, VOCABULARY)
    assert found is not None
    return found


def told(old: str, new: str, language: str = "en", day: date | None = None) -> str:
    text = change_text(changed(version(HEAD + old), version(HEAD + new)), words(language), day=day)
    return text.removeprefix("云启: ")


ENTRY = "---\n## 2026-11-21 电话"


@pytest.mark.parametrize(
    ("old", "new", "english", "chinese"),
    [
        ("stage: 潜在\n---\n", f"stage: 活跃\n{ENTRY}", "stage potential → active; + call 2026-11-21", "阶段 潜在 → 活跃；+ 电话 2026-11-21"),
        ("---\n", f"{ENTRY} 谈年度采购\n", '+ call 2026-11-21 "谈年度采购"', '+ 电话 2026-11-21 "谈年度采购"'),
        ("credit_limit: 5万\n---\n", "---\n", "- credit limit ¥50,000.00", "- 信用额度 ¥50,000.00"),
        ("---\n", "owner: 小张\n---\n", "+ owner 张三", "+ 负责人 张三"),
        ("owner: 小张\n---\n", "owner: 张三\n---\n", "owner 小张 → 张三", "负责人 小张 → 张三"),
        ("level: A?\n---\n", "level: A\n---\n", "level A? → A", "级别 A? → A"),
        ("tags: [a]\n---\n", "tags: [b, c, d, e, f]\n---\n", "tags +b +c +d +2… -a", "标签 +b +c +d +2… -a"),
        ("contacts: [李雷]\n---\n", "contacts: [{name: 李雷, phone: 138}]\n---\n", "contacts 李雷: + phone 138", "联系人 李雷: + 电话 138"),
        ("---\n- [ ] 2026-11-28 报价\n", "---\n- [x] 2026-11-28 报价\n", "✓ 报价", "✓ 报价"),
        ("---\n- [ ] 2026-11-28 报价\n", "---\n- [ ] 2026-12-01 报价\n", "task 报价 2026-11-28 → 2026-12-01", "任务 报价 2026-11-28 → 2026-12-01"),
        (f"{ENTRY}\n- 结果: 好\n", f"{ENTRY}\n- 结果: 差\n", "call 2026-11-21: result 好 → 差", "电话 2026-11-21: 结果 好 → 差"),
        ("自定: 1\n---\n", "自定: 2\n---\n", "自定 1 → 2", "自定 1 → 2"),
    ],
)  # fmt: skip
def test_words(old: str, new: str, english: str, chinese: str) -> None:
    assert told(old, new) == english
    assert told(old, new, "zh") == chinese


@pytest.mark.parametrize(
    ("old", "new", "english"),
    [
        ("---\n自由", "---\n随意", "text"),
        ("---\n自由", "---\n\n自由", "formatting only"),
        ("tags: [a, b]\n---\n", "tags: [b, a]\n---\n", "tags in another order"),
        ("phones: [138]\n---\n", "phones: [138?]\n---\n", "phones +138? -138"),
        ("---\n- [ ] 报价", "---\n- [-] 报价", "task 报价 dropped"),
        ("---\n- [x] 报价", "---\n- [ ] 报价", "task 报价 open again"),
        ("---\n- [ ] 报价", "---\n- [ ] 2026-12-01 报价", "task 报价 any day → 2026-12-01"),
        ("---\n- [ ] 报价 @张三", "---\n- [ ] 报价 @李四", "task 报价: @张三 → @李四"),
        ("---\n- [ ] 报价", "---\n- [ ] 报价单", "task 报价 → 报价单"),
        ("---\n- [ ] 报价", "---\n- [ ] 报价 #急", "task 报价 changed"),
        ("---\n- [ ] 2026-01-31 月报 every 1m", "---\n- [ ] 2026-01-31 月报 every 1m\n  - [x] 2026-01-31", "✓ 月报 (next 2026-02-28)"),
        ("---\n## 2026-11-20 call 价", "---\n## 2026-11-20 visit 价", "call 2026-11-20: kind call → visit"),
        ("---\n## 2026-11-20 call 价", "---\n## 2026-11-22 call 价", "call 2026-11-20: date 2026-11-20 → 2026-11-22"),
        ("---\n## 2026-11-20 call\n好", "---\n## 2026-11-20 call\n差", "call 2026-11-20: text"),
    ],
)  # fmt: skip
def test_english_words(old: str, new: str, english: str) -> None:
    assert told(old, new) == english


def test_a_day_that_is_known_is_not_said_again() -> None:
    assert told("---\n", f"{ENTRY} 谈\n## 2026-11-20 拜访\n", day=TODAY) == '+ visit 2026-11-20; + call "谈"'


def test_files() -> None:
    here = version(HEAD + "---\n")
    there = version(HEAD + "---\n", "customers/老客户/云启.md")
    assert change_text(changed(None, here), words()) == "云启: new file customers/云启.md"
    assert change_text(changed(here, None), words()) == "云启: file customers/云启.md deleted"
    assert change_text(changed(here, there), words()) == "云启: file customers/云启.md → customers/老客户/云启.md"
    assert change_text(changed(here, lost("file-empty")), words()) == "云启: can't be read now"
    assert change_text(changed(lost("file-empty"), here), words()) == "云启: can be read again"


def test_a_long_list_of_changes_is_counted_and_keeps_its_entries() -> None:
    new = "stage: 活跃\nlevel: A\nregion: 华东\nsize: 大\ncity: 上海\nindustry: 软件\n" + ENTRY
    assert told("---\n", new) == (
        "+ stage active; + level A; + industry 软件; + region 华东; + call 2026-11-21 … and 2 more"
    )


def test_long_texts_are_shown_from_where_they_part() -> None:
    shared = "客户要求每周一上午通报进展并且每月对账"
    assert told(f"notes: {shared}一次\n---\n", f"notes: {shared}两次\n---\n") == (
        "notes …并且每月对账一次 → …并且每月对账两次"
    )


def test_a_hostile_value_can_not_act_on_a_terminal() -> None:
    text = told("---\n", '"k\\e[2J": "v\\e[31m"\n---\n## 2026-11-21 call \x1b]0;x\x07 \u202e\n')
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_line_goes_on_below_on_a_narrow_terminal_and_is_whole_in_a_pipe() -> None:
    line = change_line(
        changed(version(HEAD + "---\n"), version(f"{HEAD}stage: 活跃\n{ENTRY} 谈年度采购\n")), words("zh")
    )
    assert render(Page((line,))).count("\n") == 1
    rows = render(Page((line,)), 30).splitlines()
    assert len(rows) > 1
    assert all(width(row) <= 30 for row in rows)


def test_an_object_says_what_how_and_the_values() -> None:
    old, new = version(HEAD + "stage: 潜在\npoints: 5\n---\n"), version(f"{HEAD}stage: 活跃\npoints: 0\n{ENTRY}\n")
    found = plain_value(change_object(changed(old, new)))
    assert found == {
        "path": "customers/云启.md",
        "id": "云启",
        "name": "云启",
        "changes": [
            {"what": "field", "field": "stage", "how": "changed", "before": "potential", "after": "active"},
            {"what": "field", "field": "points", "how": "changed", "before": "5", "after": "0"},
            {"what": "entry", "how": "added", "after": {"date": "2026-11-21", "kind": "call"}},
        ],
    }


@given(typed(), typed())
def test_whatever_is_typed_is_told_on_one_safe_line(old: str, new: str) -> None:
    found = change(version(old), version(new), VOCABULARY)
    if found is not None:
        for language in ("en", "zh"):
            text = change_text(found, words(language))
            assert "\n" not in text
            assert safe_text(text) == text
            assert len(text) < 2000
        assert json.dumps(plain_value(change_object(found)))
