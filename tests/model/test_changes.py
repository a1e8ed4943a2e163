"""What changed between two versions of a customer."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from ledger.model.changes import Difference, FileChanged, Mark, differences, moves
from ledger.model.entry_changes import EntryChanged
from ledger.model.field_changes import FieldChanged, called
from ledger.model.task_changes import TaskChanged
from ledger.model.values import Value
from tests.model.versions import PATH, VOCABULARY, between, lost, typed, version


def fields(old: str, new: str) -> list[tuple[str, str, Value | None, Value | None]]:
    found = between(f"---\nname: 云启\n{old}\n---\n", f"---\nname: 云启\n{new}\n---\n")
    return [(one.how, one.name, one.before, one.after) for one in found if isinstance(one, FieldChanged)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "stage: 活跃", [("set", "stage", None, "active")]),
        ("阶段: 活跃", "", [("removed", "stage", "active", None)]),
        ("stage: 潜在", "stage: 活跃", [("changed", "stage", "potential", "active")]),
        ("stage: 潜在", "阶段: potential", []),
        ("stage:", "", []),
        ("credit_limit: 5万", "信用额度: 50,000.00", []),
        ("phone: 138", "phone: [138]", []),
        ("level: A?", "level: A", [("doubt", "level", "A", "A")]),
        ("tags: [a, b]", "tags: [b, a]", [("order", "tags", ("a", "b"), ("b", "a"))]),
    ],
)
def test_fields(old: str, new: str, told: list[object]) -> None:
    assert fields(old, new) == told


def test_fields_come_in_the_order_of_the_vocabulary_and_unknown_ones_by_name() -> None:
    found = fields("zzz: 1\naaa: 1\nlevel: B\nstage: 潜在", "level: A\nstage: 活跃")
    assert [name for _, name, _, _ in found] == ["stage", "level", "aaa", "zzz"]


def test_a_name_may_stand_in_a_heading() -> None:
    found = only("# 云启科技\n", "# 云启上海\n")
    assert found == FieldChanged("name", "云启科技", "云启上海")


def only(old: str, new: str) -> Difference:
    (found,) = between(old, new)
    return found


def test_members_of_a_list_come_and_leave() -> None:
    found = only("---\ntags: [VIP, 老客户, VIP]\n---\n", "---\ntags: [高意向, VIP]\n---\n")
    assert isinstance(found, FieldChanged)
    assert (found.added, found.removed) == (("高意向",), ("老客户", "VIP"))


def test_a_contact_is_known_by_name() -> None:
    old = "---\ncontacts:\n  - name: 李雷\n    phone: 138\n  - 韩梅梅\n---\n"
    new = "---\n联系人:\n  - 王芳\n  - 电话: 139\n    姓名: 李雷\n---\n"
    came, changed = between(old, new)
    assert isinstance(came, FieldChanged)
    assert isinstance(changed, FieldChanged)
    assert ([*map(called, came.added)], [*map(called, came.removed)]) == (["王芳"], ["韩梅梅"])
    assert (changed.of, [(part.name, part.before, part.after) for part in changed.parts]) == (
        "李雷",
        [("phone", "138", "139")],
    )


def test_the_order_inside_a_contact_is_formatting() -> None:
    old = "---\ncontacts:\n  - name: 李雷\n    phone: 138\n---\n"
    new = "---\ncontacts:\n  - phone: 138\n    name: 李雷\n---\n"
    assert [one.how for one in between(old, new)] == ["formatting"]


def test_parts_of_a_map_are_told() -> None:
    found = only("---\nsocial: {微博: a, qq: b}\n---\n", "---\nsocial: {weibo: c}\n---\n")
    assert isinstance(found, FieldChanged)
    assert [(part.how, part.name) for part in found.parts] == [("changed", "weibo"), ("removed", "qq")]


HEAD = "---\nname: 云启\n---\n"


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("", "- [ ] 2026-11-28 发送报价单", ["added"]),
        ("- [ ] 2026-11-28 发送报价单", "", ["removed"]),
        ("- [ ] 2026-11-28 发送报价单", "- [x] 2026-11-28 发送报价单 ✅ 2026-11-21", ["done"]),
        ("- [ ] 2026-11-28 发送报价单", "- [-] 2026-11-28 发送报价单", ["cancelled"]),
        ("- [x] 2026-11-28 发送报价单", "- [ ] 2026-11-28 发送报价单", ["reopened"]),
        ("- [ ] 2026-11-28 发送报价单", "- [ ] 2026-12-01 发送报价单", ["moved"]),
        ("- [ ] 发送报价单", "- [ ] 2026-12-01 发送报价单", ["moved"]),
        ("- [ ] 2026-11-28 发送报价单", "- [ ] 2026-11-28 发送报价单 @张三", ["changed"]),
        ("- [ ] 2026-11-28 发送报价单", "- [ ] 2026-11-28 发送新的报价单", ["changed"]),
        ("- [ ] 2026-11-28 发送报价单", "- [ ] 2026-11-28 请喝茶", ["removed", "added"]),
        (
            "- [ ] 2026-01-31 月报 every 1m",
            "- [ ] 2026-01-31 月报 every 1m\n  - [x] 2026-01-31 ✅ 2026-02-01",
            ["done"],
        ),
        ("- [ ] 2026-01-31 月报 every 1m", "- [ ] 2026-01-31 月报 every 1m\n  - 2026-01-31 → 2026-02-03", ["moved"]),
        ("- [ ] 2026-11-28 a b\n- [ ] 2026-11-29 c d", "- [ ] 2026-11-29 c d\n- [ ] 2026-11-28 a b", ["formatting"]),
        ("- [ ] 2026-11-28 send quote", "## 2026-11-21 call\n- [ ] 2026-11-28 send quote", ["added"]),
        ("## 2026-11-21 call\n- [ ] send quote", "## 2026-11-21 call\n- [x] send quote ✅ 2026-11-21", ["done"]),
    ],
)
def test_tasks(old: str, new: str, how: list[str]) -> None:
    assert sorted(one.how for one in between(HEAD + old, HEAD + new)) == sorted(how)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "## 2026-11-21 电话 谈采购", "added"),
        ("## 2026-11-21 电话 谈采购", "", "removed"),
        ("## 2026-11-21 电话 谈采购\n- 结果: 好", "## 2026-11-21 电话 谈采购\n- 结果: 很好", "result"),
        ("## 2026-11-21 电话 谈采购\n好", "## 2026-11-21 电话 谈采购\n不好", "text"),
        ("## 2026-11-21 电话 谈采购", "## 2026-11-22 电话 谈采购", "date"),
        ("## 2026-11-21 电话 谈采购", "## 2026-11-21 拜访 谈采购", "kind"),
        ("## 2026-11-21 电话 谈采购", "## 2026-11-21 电话 谈价格", "title"),
        ("## 2026-11-21 电话 谈采购", "## 2026-11-21 14:30 电话 谈采购 @张三 #急", "people tags time"),
        ("## 2026-11-21 商机 OPP-1\n- 阶段: 报价", "## 2026-11-21 商机 OPP-1 年度\n- 阶段: 签约", "title stage"),
        ("## 2026-11-21 call", "## 2026-11-22 call", "removed added"),
        ("## 2026-11-20 call\n## 2026-11-21 call", "## 2026-11-21 call", "removed"),
    ],
)
def test_entries(old: str, new: str, told: str) -> None:
    words = []
    for one in between(HEAD + old, HEAD + new):
        assert isinstance(one, EntryChanged)
        words += [one.how] if one.how != "changed" else [part.name for part in (*one.heading, *one.fields)]
        words += ["text"] if one.text else []
    assert " ".join(words) == told


def test_entries_come_by_date_behind_tasks_and_fields() -> None:
    found = between(HEAD, "---\nname: 云启\nlevel: A\n---\n自由\n## 2026-11-21 call\n- [ ] 报价\n## 2026-01-05 visit\n")
    assert [type(one).__name__ for one in found] == [
        "FieldChanged", "TextChanged", "TaskChanged", "EntryChanged", "EntryChanged",
    ]  # fmt: skip
    assert [one.after.kind for one in found if isinstance(one, EntryChanged) and one.after] == ["visit", "call"]


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        (HEAD + "自由", HEAD + "随意", ["text"]),
        (HEAD + "自由", HEAD + "\n\n自由  \n", ["formatting"]),
        (HEAD, "---\r\nname:   云启\r\n# 注\r\n---\r\n", ["formatting"]),
        (HEAD + "# 别的", HEAD + "# 别的", []),
    ],
)
def test_texts(old: str, new: str, how: list[str]) -> None:
    assert [one.how for one in between(old, new)] == how


def test_a_file_comes_goes_and_moves() -> None:
    here, there = version(HEAD), version(HEAD, "customers/archive/云启.md")
    assert differences(None, here, VOCABULARY) == (FileChanged("added", "", PATH),)
    assert differences(here, None, VOCABULARY) == (FileChanged("removed", PATH, ""),)
    assert differences(here, there, VOCABULARY) == (FileChanged("renamed", PATH, there.path),)
    assert differences(None, None, VOCABULARY) == ()


def test_a_file_named_only_by_its_path_says_once_that_it_moved() -> None:
    found = differences(version("text", "customers/a.md"), version("text", "customers/b.md"), VOCABULARY)
    assert [one.how for one in found] == ["renamed"]


def test_a_file_that_can_not_be_read_loses_nothing() -> None:
    here = version(HEAD + "## 2026-11-21 call\n")
    for code in ("file-unreadable", "file-too-large", "file-not-text", "file-empty"):
        assert differences(here, lost(code), VOCABULARY) == (FileChanged("unreadable", PATH, PATH, code),)
        assert differences(lost(code), here, VOCABULARY) == (FileChanged("readable", PATH, PATH, code),)
    assert differences(lost("file-empty"), lost("file-empty"), VOCABULARY) == ()


def test_a_renamed_file_is_known_by_its_content_or_its_id() -> None:
    gone = [Mark("a.md", "C-1", "x"), Mark("b.md", "C-2", "y"), Mark("c.md", "C-3", "z")]
    come = [Mark("d.md", "C-2", "changed"), Mark("e.md", "other", "x"), Mark("f.md", "C-9", "new")]
    assert moves(gone, come) == {"e.md": "a.md", "d.md": "b.md"}


@given(typed())
def test_a_version_does_not_differ_from_itself(text: str) -> None:
    assert between(text, text) == ()
    assert differences(version(text), version(text), VOCABULARY) == ()


_MIRRORED = {
    "added": "removed", "removed": "added", "set": "removed-field", "removed-field": "set",
    "unreadable": "readable", "readable": "unreadable",
}  # fmt: skip


def counts(found: tuple[Difference, ...]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for one in found:
        kind = type(one).__name__
        if isinstance(one, FieldChanged):
            counted[kind, {"removed": "removed-field"}.get(one.how, one.how)] += 1
            counted[kind, "added"] += len(one.added)
            counted[kind, "removed"] += len(one.removed)
        elif isinstance(one, TaskChanged) and one.how not in _MIRRORED:
            counted[kind, "changed"] += 1
        else:
            counted[kind, one.how] += 1
    return +counted


@given(typed(), typed())
def test_what_came_one_way_leaves_the_other_way(old: str, new: str) -> None:
    there, back = counts(between(old, new)), counts(between(new, old))
    assert {(kind, _MIRRORED.get(how, how)): n for (kind, how), n in there.items()} == dict(back)


@given(typed(), typed())
def test_files_of_other_content_never_differ_in_nothing(old: str, new: str) -> None:
    unread = {version(old).unread, version(new).unread}
    assert bool(between(old, new)) or old == new or "" not in unread
