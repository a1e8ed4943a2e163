"""What comes out of a merge, case by case, with text as people type it."""

from __future__ import annotations

import pytest

from ledger.model.compiled import built_in
from ledger.model.merging.merge import merge
from ledger.model.settings import Settings

WORDS, SETTINGS = built_in(), Settings()
BASE = """---
id: C-1
name: 云启
stage: 潜在
phone: 021-5555
tags: [重点, 高意向]
contacts:
  - name: 李雷
    title: 采购经理
    phone: 013800138000
---

# 云启

Notes.

## 2026-11-20 电话 谈价格 @张三

说要报价。

- 结果: 有意向
- [ ] 2026-11-28 发送报价单
"""


def merged(base, ours, theirs):
    return merge(base, ours, theirs, WORDS, SETTINGS)


def clean(base, ours, theirs):
    result = merged(base, ours, theirs)
    assert result.conflicts == (), result.text
    assert merged(base, theirs, ours).conflicts == ()
    return result.text


def changed(text, *pairs):
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def only_conflict(result):
    (conflict,) = result.conflicts
    return conflict.what, conflict.name, conflict.old, conflict.mine, conflict.theirs


def front(lines):
    return f"---\nname: a\n{lines}---\n"


def test_neighbouring_fields_of_two_people_are_both_changed():
    ours, theirs = changed(BASE, ("潜在", "活跃")), changed(BASE, ("021-5555", "021-6666"))
    assert clean(BASE, ours, theirs) == changed(BASE, ("潜在", "活跃"), ("021-5555", "021-6666"))


def test_a_field_is_one_whatever_it_is_called():
    ours, theirs = changed(BASE, ("phone: 021-5555", "电话: 021-5555")), changed(BASE, ("021-5555", "021-6666"))
    assert clean(BASE, ours, theirs) == changed(BASE, ("phone: 021-5555", "电话: 021-6666"))
    assert only_conflict(merged(front(""), front("phone: 1\n"), front("电话: 2\n"))) == (
        "field", "phone", None, "phone: 1\n", "电话: 2\n",
    )  # fmt: skip


def test_two_values_of_a_field_stand_with_the_old_one():
    result = merged(BASE, changed(BASE, ("潜在", "活跃")), changed(BASE, ("潜在", "流失")))
    assert only_conflict(result) == ("field", "stage", "stage: 潜在\n", "stage: 活跃\n", "stage: 流失\n")
    assert result.text == changed(
        BASE,
        (
            "stage: 潜在\n",
            "<<<<<<< mine\nstage: 活跃\n||||||| old\nstage: 潜在\n=======\nstage: 流失\n>>>>>>> theirs\n",
        ),
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("tags: [a, b]\n", "tags: [a, b, c]\n", "tags: [b, d]\n", "tags: [b, c, d]\n"),
        ("tags: [a, b]\n", "tags: [b]\n", "tags: [a]\n", "tags: []\n"),
        ("tags: [a]\n", "tags: [a, b]\n", "tags: [a, b]\n", "tags: [a, b]\n"),
        ("tags: []\n", "tags: [a]\n", "tags: [b]\n", "tags: [a, b]\n"),
        ("", "tags: [a]\n", "tags: [a, b]\n", "tags: [a, b]\n"),
        ("tags: a、b\n", "tags: a、b、c\n", "tags: b\n", "tags: b、c\n"),
        ("tags: a\n", "tags: [a, b]\n", "tags: [a, c]\n", "tags: [a, b, c]\n"),
        ("tags:\n  - a\n  - b\n", "tags:\n  - a\n  - b\n  - c\n", "tags:\n  - b\n  - d\n", "tags:\n  - b\n  - c\n  - d\n"),
        ("tags:\n- a\n", "tags:\n- a # first\n- b\n", "tags:\n- c\n- a\n", "tags:\n- c\n- a # first\n- b\n"),
        ("tags: [a]\n", "tags:\n  - a\n  - b\n", "tags: [a, c]\n", "tags: [a, b, c]\n"),
        ("tags: [a]\n", "", "tags: [a, b]\n", "tags: [b]\n"),
        ("tags:\n  - a\n", "tags:\n  - a\n  - b\n", "", "tags:\n  - b\n"),
        ("tags:\n  - a\n  - b\n", "tags:\n  - b\n", "tags:\n  - a\n", "tags:\n"),
        ("x: {a: 1, b: 2}\n", "x: {a: 1, b: 3}\n", "x: {a: 2, b: 2}\n", "x: {a: 2, b: 3}\n"),
        ("x:\n  a: 1\n  b: 2\n", "x:\n  a: 1\n  b: 3\n", "x:\n  a: 2\n  b: 2\n", "x:\n  a: 2\n  b: 3\n"),
        ("stage: a # why\n", "stage: b # why\n", "stage: a # because\n", "stage: b # because\n"),
        ("# of a\na: 1\nb: 2\n", "# of a\na: 3\nb: 2\n", "# on a\na: 1\nb: 2\n", "# on a\na: 3\nb: 2\n"),
        ("a: 1\nb: 2\nc: 3\n", "c: 3\nb: 2\na: 1\n", "a: 1\nb: 4\nc: 3\n", "c: 3\nb: 4\na: 1\n"),
        ("a: 1\nb: 2\n", "b: 2\n", "a: 1\nb: 3\n", "b: 3\n"),
        ("n: |\n  one\n  two\n  three\n", "n: |\n  1\n  two\n  three\n", "n: |\n  one\n  two\n  3\n", "n: |\n  1\n  two\n  3\n"),
        ("level: A\n", "level: 'B'\n", "level: B\n", "level: 'B'\n"),
    ],
)  # fmt: skip
def test_values_are_merged_by_what_they_are(base, ours, theirs, expected):
    assert clean(front(base), front(ours), front(theirs)) == front(expected)


def test_contacts_are_merged_by_name_and_each_member_by_itself():
    ours = changed(BASE, ("title: 采购经理", "title: 总监"))
    theirs = changed(BASE, ("    phone: 013800138000\n", "    phone: 1\n  - name: 韩梅梅\n    phone: 2\n"))
    assert clean(BASE, ours, theirs) == changed(theirs, ("title: 采购经理", "title: 总监"))


def test_a_contact_that_clashes_is_shown_with_all_else_merged():
    base = front("contacts:\n  - name: a\n    phone: 1\n  - name: b\n    phone: 1\n")
    ours = front("contacts:\n  - name: a\n    phone: 2\n  - name: b\n    phone: 1\n")
    theirs = front("contacts:\n  - name: a\n    phone: 3\n  - name: b\n    phone: 4\n")
    what, name, old, mine, other = only_conflict(merged(base, ours, theirs))
    assert (what, name) == ("field", "contacts")
    assert [side.count("phone: 4") for side in (old, mine, other)] == [1, 1, 1]
    assert [side.split()[5] for side in (old, mine, other)] == ["1", "2", "3"]


def test_a_field_deleted_here_and_changed_there_is_a_conflict():
    ours, theirs = changed(BASE, ("stage: 潜在\n", "")), changed(BASE, ("潜在", "活跃"))
    assert only_conflict(merged(BASE, ours, theirs)) == ("field", "stage", "stage: 潜在\n", None, "stage: 活跃\n")


def test_both_log_a_call_and_the_blank_line_between_stays():
    ours = BASE + "\n## 2026-11-22 电话 b\n\nours\n"
    theirs = BASE + "\n## 2026-11-21 visit a\n\ntheirs\n"
    assert clean(BASE, ours, theirs) == (
        BASE + "\n## 2026-11-21 visit a\n\ntheirs\n" + "\n## 2026-11-22 电话 b\n\nours\n"
    )


def test_newest_first_stays_newest_first_and_nothing_interleaves():
    base = "---\nname: a\n---\n\n## 2026-11-20 call x\n- 结果: 好\n\n## 2026-11-19 call y\n- 结果: 好\n"
    ours = base.replace("---\n\n##", "---\n\n## 2026-11-22 call o\nours\n- 结果: 好\n\n##", 1)
    theirs = base.replace("---\n\n##", "---\n\n## 2026-11-23 call t\ntheirs\n- 结果: 好\n\n##", 1)
    assert clean(base, ours, theirs) == ours.replace(
        "---\n\n##", "---\n\n## 2026-11-23 call t\ntheirs\n- 结果: 好\n\n##", 1
    )


def test_the_same_entry_of_both_is_there_once_and_twice_where_one_has_it_twice():
    call = "\n## 2026-11-22 电话 b\n\nours\n"
    assert (
        clean(BASE, BASE + call, BASE + call + "\n## 2026-11-23 电话 c\n") == BASE + call + "\n## 2026-11-23 电话 c\n"
    )
    assert clean(BASE, BASE + call + call, BASE + call).count("2026-11-22") == 2


def test_entries_out_of_order_are_appended_ours_first():
    base = "---\nname: a\n---\n\n## 2026-11-20 call x\n\n## 2026-11-25 call y\n\n## 2026-11-01 call z\n"
    text = clean(base, base + "\n## 2026-11-03 call o\n", base + "\n## 2026-11-02 call t\n")
    assert text == base + "\n## 2026-11-03 call o\n" + "\n## 2026-11-02 call t\n"


def test_an_entry_is_merged_heading_fields_tasks_and_text():
    ours = changed(BASE, ("@张三", "@张三 #报价"), ("有意向", "很好"), ("说要报价。", "说要报价。\n\n下周再谈。"))
    theirs = changed(
        BASE, ("@张三", "@张三 @李四"), ("- [ ] 2026-11-28", "- [x] 2026-11-28"), ("- 结果", "- 时长: 5m\n- 结果")
    )
    assert clean(BASE, ours, theirs) == changed(
        BASE,
        ("@张三", "@张三 #报价 @李四"),
        ("说要报价。", "说要报价。\n\n下周再谈。"),
        ("- 结果: 有意向", "- 时长: 5m\n- 结果: 很好"),
        ("- [ ]", "- [x]"),
    )


def test_two_results_of_one_call_are_a_conflict_of_that_line():
    result = merged(BASE, changed(BASE, ("有意向", "很好")), changed(BASE, ("有意向", "不好")))
    assert only_conflict(result) == ("field", "结果", "- 结果: 有意向\n", "- 结果: 很好\n", "- 结果: 不好\n")


def test_an_entry_deleted_here_is_gone_and_a_conflict_if_changed_there():
    deleted = BASE[: BASE.index("\n## 2026")]
    assert clean(BASE, deleted, changed(BASE, ("潜在", "活跃"))) == changed(deleted, ("潜在", "活跃"))
    what, name, old, mine, theirs = only_conflict(merged(BASE, deleted, changed(BASE, ("有意向", "很好"))))
    assert (what, name, mine) == ("entry", "2026-11-20 电话 谈价格 @张三", None)
    assert "有意向" in old
    assert "很好" in theirs


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("- [ ] a", "- [x] a", "- [ ] a", "- [x] a"),
        ("- [ ] 2026-11-28 a", "- [x] 2026-11-28 a ✅ 2026-11-27", "- [ ] 2026-11-30 a", "- [x] 2026-11-30 a ✅ 2026-11-27"),
        ("- [ ] a", "- [x] a ✅ 2026-11-27", "- [x] a ✅ 2026-11-26", "- [x] a ✅ 2026-11-26"),
        ("- [ ] a", "- [x] a", "- [x] a ✅ 2026-11-26", "- [x] a ✅ 2026-11-26"),
        ("- [x] a", "- [ ] a", "- [x] a", "- [ ] a"),
        ("- [ ] a", "- [ ] a\n- [ ] b", "- [ ] a\n- [ ] c", "- [ ] a\n- [ ] b\n- [ ] c"),
        ("- [ ] a", "- [ ] a\n- [ ] b", "- [x] a", "- [x] a\n- [ ] b"),
        ("- [ ] send the quote", "- [x] send the quote", "- [ ] send the quote @li", "- [x] send the quote @li"),
        (
            "- [ ] 2026-01-31 a every 1m",
            "- [ ] 2026-01-31 a every 1m\n  - [x] 2026-01-31 ok",
            "- [ ] 2026-01-31 a every 1m\n  - [x] 2026-02-28 fine",
            "- [ ] 2026-01-31 a every 1m\n  - [x] 2026-01-31 ok\n  - [x] 2026-02-28 fine",
        ),
        ("- one", "- one\n- two", "- one\n- three", "- one\n- two\n- three"),
    ],
)  # fmt: skip
def test_tasks_and_items_are_each_by_themselves(base, ours, theirs, expected):
    texts = [f"---\nname: a\n---\n\n## 2026-11-20 call x\n\n{body}\n" for body in (base, ours, theirs, expected)]
    assert clean(*texts[:3]) == texts[3]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "what"),
    [
        ("- [ ] a", "- [x] a", "- [-] a", "task"),
        ("- [ ] 2026-11-28 a", "- [ ] 2026-11-29 a", "- [ ] 2026-11-30 a", "task"),
        ("- [ ] a", "", "- [x] a", "task"),
        ("- [ ] 2026-01-31 a every 1m", "- [ ] 2026-01-31 a every 1m\n  - [x] 2026-01-31 ok", "- [ ] 2026-01-31 a every 1m\n  - [x] 2026-01-31 bad", "task"),
        ("- one", "- two", "- three", "text"),
        ("one", "two", "three", "text"),
        ("one", "one\ntwo", "one\nthree", "text"),
    ],
)  # fmt: skip
def test_what_both_changed_in_one_line_is_a_conflict_there(base, ours, theirs, what):
    texts = [f"---\nname: a\n---\n\n## 2026-11-20 call x\n\n{body}\n" for body in (base, ours, theirs)]
    result = merged(*texts)
    assert [one.what for one in result.conflicts] == [what], result.text
    assert result.text.startswith("---\nname: a\n---\n\n## 2026-11-20 call x\n")


def test_both_added_the_file():
    ours, theirs = BASE, changed(BASE, ("tags: [重点, 高意向]", "tags: [新]"), ("谈价格", "谈合同"))
    for base in (None, ""):
        assert clean(base, ours, theirs).count("\n## ") == 2
    assert "tags: [重点, 高意向, 新]" in clean(None, ours, theirs)
    result = merged(None, ours, changed(BASE, ("潜在", "活跃")))
    assert only_conflict(result) == ("field", "stage", None, "stage: 潜在\n", "stage: 活跃\n")


def test_the_line_ends_of_whoever_changed_them_stay():
    wide = BASE.replace("\n", "\r\n")
    theirs = changed(BASE, ("潜在", "活跃"))
    assert clean(BASE, wide, theirs) == theirs.replace("\n", "\r\n")
    assert clean(wide, wide + "\r\nmore\r\n", theirs) == theirs + "\nmore\n"
    mixed = changed(BASE, ("Notes.\n", "Notes.\r\n"))
    assert clean(mixed, changed(mixed, ("潜在", "活跃")), changed(mixed, ("021-5555", "1"))) == changed(
        mixed, ("潜在", "活跃"), ("021-5555", "1")
    )


def test_a_file_without_a_last_line_end_gets_one_only_where_something_follows():
    base = BASE.removesuffix("\n")
    assert clean(base, changed(base, ("潜在", "活跃")), changed(base, ("021-5555", "1"))).endswith("发送报价单")
    text = clean(base, base + "\n\n## 2026-11-21 电话 b", changed(base, ("潜在", "活跃")))
    assert text.endswith("发送报价单\n\n## 2026-11-21 电话 b")


def test_a_section_without_date_keeps_its_entries_together():
    base = "---\nname: a\n---\n\n# a\n\n## 记录\n\n### 2026-11-20 call x\n\n## 其他\n\nother\n"
    ours = changed(base, ("\n## 其他", "\n### 2026-11-21 call o\n\n## 其他"))
    theirs = changed(base, ("\n## 其他", "\n### 2026-11-22 call t\n\n## 其他"), ("other\n", "other things\n"))
    assert clean(base, ours, theirs) == changed(
        theirs, ("\n### 2026-11-22", "\n### 2026-11-21 call o\n\n### 2026-11-22")
    )


def test_front_matter_that_cant_be_read_is_merged_by_lines_and_entries_still_by_meaning():
    base = changed(BASE, ("stage: 潜在\n", 'stage: "潜在\n'))
    ours, theirs = base + "\n## 2026-11-21 电话 b\n", base + "\n## 2026-11-22 电话 c\n"
    assert clean(base, ours, theirs) == ours + "\n## 2026-11-22 电话 c\n"


def test_code_that_never_ends_swallows_nobodys_entry():
    ours, theirs = BASE + "\n## 2026-11-21 电话 b\n\n```\ncode\n", BASE + "\n## 2026-11-22 电话 c\n"
    result = merged(BASE, ours, theirs)
    assert result.conflicts
    assert "电话 b" in result.text
    assert "电话 c" in result.text


def test_markers_in_the_base_are_read_as_what_was_old():
    base = changed(BASE, ("stage: 潜在\n", "<<<<<<<<< mine\nstage: 活跃\n||||||||| old\nstage: 潜在\n=========\nstage: 流失\n>>>>>>>>> theirs\n"))  # fmt: skip
    ours, theirs = changed(BASE, ("潜在", "活跃")), changed(BASE, ("021-5555", "1"))
    assert clean(base, ours, theirs) == changed(BASE, ("潜在", "活跃"), ("021-5555", "1"))


def test_a_merge_by_lines_that_keeps_the_meaning_is_kept_to_the_byte():
    base = "---\nname: a\n---\n\none\ntwo\nthree\nfour\n"
    ours, theirs = changed(base, ("one\n", "one\nnew\n")), changed(base, ("four\n", "four\n\n\nlast\n"))
    assert clean(base, ours, theirs) == "---\nname: a\n---\n\none\nnew\ntwo\nthree\nfour\n\n\nlast\n"


def test_a_merge_by_lines_that_is_clean_and_wrong_is_not_kept():
    base = front("stage: 潜在\na: 1\nb: 2\nc: 3\n")
    ours, theirs = front("stage: 潜在\na: 1\nb: 2\nc: 3\nphone: 1\n"), front("电话: 2\nstage: 潜在\na: 1\nb: 2\nc: 3\n")
    assert only_conflict(merged(base, ours, theirs))[1] == "phone"
