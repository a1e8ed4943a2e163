"""Entries added, tasks ticked and moved: what was meant is read back, and no other line changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ledger.model.customer import Customer, Task
from ledger.model.parse import parse
from ledger.model.revise import NewEntry, append_entry, move, move_occurrence, tick, tick_occurrence
from ledger.text.edits import Edit, apply
from ledger.text.source import decode
from tests.facts.typed import ruled
from tests.strategies import bodies, words

HEAD = "---\nid: C-1\nname: a\n---\n"
DAY = date(2026, 11, 29)
ENDINGS = ["", "\n", "\n\n", "\r\n", "\r\n\r\n", " ", "\n  \n", "\n\t\n", "\n\n\n\n", "\u2028", "\r"]


def read(text: str) -> Customer:
    return parse("customers/a.md", decode(text.encode()), *ruled())


def parted(text: str) -> list[str]:
    """The lines of a text, those of CRLF with their CR."""
    return text.split("\n")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "above",
    [
        "",
        HEAD,
        HEAD + "\ntext",
        HEAD + "\n## 2026-11-20 call\n- result: ok",
        HEAD + "\n- [ ] task",
        HEAD.replace("\n", "\r\n") + "text",
    ],
)
def test_an_entry_comes_after_a_blank_line_whatever_a_file_ends_with(above: str, ending: str) -> None:
    text = above + ending
    entry = NewEntry(
        DAY,
        "call",
        time(14, 30),
        "",
        "谈价格",
        ("张三",),
        ("报价",),
        {"result": "ok"},
        "said a lot",
        ("2026-12-01 send",),
    )
    edit = append_entry(text, entry)
    after = apply(text, [edit])
    assert after.startswith(text)
    assert after.endswith("\n")
    found = read(after)
    said = found.entries[-1]
    assert (said.date, said.time, said.kind, said.title, said.people, said.tags) == (
        DAY,
        time(14, 30),
        "call",
        "谈价格",
        ("张三",),
        ("报价",),
    )
    assert said.fields == {"result": "ok"}
    assert said.text.startswith("said a lot")
    assert found.tasks[-1].text == "send"
    assert len(found.entries) == len(read(text).entries if text.strip() else ()) + 1
    lines = after[: after.index("## 2026-11-29")].split("\n")
    assert len(lines) == 1 or (lines[-1] == "" and not lines[-2].strip()) or not text


def test_an_entry_ends_its_lines_as_the_file_does() -> None:
    after = apply("a\r\nb\r\n", [append_entry("a\r\nb\r\n", NewEntry(DAY, "call", fields={"result": "ok"}))])
    assert after == "a\r\nb\r\n\r\n## 2026-11-29 call\r\n- result: ok\r\n"
    assert apply("a\n", [append_entry("a\n", NewEntry(DAY, "call"))]) == "a\n\n## 2026-11-29 call\n"


@given(bodies(), st.lists(words() | bodies(), max_size=4).map("\n".join))
@example("", "## 2026-01-01 call\n---\nstage: won\n```\n<!--\n<<<<<<< HEAD")
@example("", "```\n## 2026-01-01 call")
@example("- item", "  - [x] 2026-01-01")
@example("- [ ] 2026-01-31 x every 1m", "  - [x] 2026-02-28")
@example("", "text\n===\n")
@example("", "<pre>")
@example("", "- ```\n  x")
def test_any_text_makes_exactly_one_entry(body: str, typed: str) -> None:
    before = HEAD + "\n" + body
    found = read(before)
    assume(not {problem.code for problem in found.problems} & {"code-unclosed", "comment-unclosed"})
    after = read(apply(before, [append_entry(before, NewEntry(DAY, "call", text=typed))]))
    assert len(after.entries) == len(found.entries) + 1
    assert [(entry.date, entry.kind, entry.title) for entry in after.entries[:-1]] == [
        (entry.date, entry.kind, entry.title) for entry in found.entries
    ]
    assert {name: field.value for name, field in after.fields.items()} == {
        name: field.value for name, field in found.fields.items()
    }
    assert after.entries[-1].date == DAY
    assert after.tasks[: len(found.tasks)] == found.tasks


LISTS = [
    "- [ ] 2026-11-28 报价 @张三",
    "- [ ] 2026-11-28 报价\n- [ ] 2026-11-28 other",
    "- a\n  - [ ] 2026-11-28 报价\n    - note\n- b",
    "1. [ ] 2026-11-28 报价\n   - note\n2. [x] other",
    "10) [ ] 2026-11-28 报价\n11) b",
    "* [/] 2026-11-28 报价  ",
    "- [ ] 2026/11/28 报价\n\ntext",
    "- [ ] 2026.11.28 报价",
    "- [ ] 2026年11月28日 报价",
    "- [ ] 报价 📅 2026-11-28",
    "- [ ] 报价 ➕ 2026-11-28 📅 2026-11-28",
    "- [] 2026-11-28 报价",
    "- [ ] 2026-11-28 报价 ^block-1",
    "\t- [ ] 2026-11-28 报价",
    "- a\n\t- [ ] 2026-11-28 报价\n\t\t- b",
]


def files(lists: Sequence[str]) -> list[str]:
    """Each list with LF and CRLF, at the end of a file and before something else."""
    found = []
    for text in lists:
        for end in ("", "\n", "\n\n## 2026-11-21 call\n- [ ] later\n"):
            whole = HEAD + "- first\n" + text + end
            found += [whole, whole.replace("\n", "\r\n")]
    return found


def changed(before: str, edits: list[Edit]) -> tuple[str, list[tuple[str, str]]]:
    """The text after, and the lines that differ; equally many lines."""
    after = apply(before, edits)
    old, new = parted(before), parted(after)
    assert len(old) == len(new)
    return after, [(one, other) for one, other in zip(old, new, strict=True) if one != other]


def the_task(text: str) -> Task:
    return next(task for task in read(text).tasks if "报" in task.text)


@pytest.mark.parametrize("text", files(LISTS))
def test_a_tick_changes_its_line_alone(text: str) -> None:
    task = the_task(text)
    after, lines = changed(text, tick(text, task, DAY))
    assert len(lines) == 1
    ticked = the_task(after)
    assert (ticked.done, ticked.done_on, ticked.people, ticked.line) == (True, DAY, task.people, task.line)
    assert [other.done for other in read(after).tasks if other.line != task.line] == [
        other.done for other in read(text).tasks if other.line != task.line
    ]


@pytest.mark.parametrize("text", files([*LISTS, "- [ ] 报价", "- [] 报价", "- [ ]\t报价"]))
def test_a_task_that_moves_keeps_all_but_its_day(text: str) -> None:
    task = the_task(text)
    after, lines = changed(text, move(text, task, DAY))
    assert len(lines) == 1
    moved = the_task(after)
    assert (moved.date, moved.text, moved.people, moved.done) == (DAY, task.text, task.people, False)


def test_nothing_moves_when_the_day_is_the_same() -> None:
    text = HEAD + "- [ ] 2026-11-29 报价\n"
    assert apply(text, move(text, the_task(text), DAY)) == text


SERIES = [
    "- [ ] 2026-01-31 报表 every 1m",
    "- [ ] 2026-01-31 报表 every 1m\n  - [x] 2026-01-31 sent",
    "- [ ] 2026-01-31 报表 every 1m\n  - [x] 2026-01-31 sent\n    - more\n- [ ] other",
    "1. [ ] 2026-01-31 报表 every 1m\n2. b",
    "10. [ ] 2026-01-31 报表 every 1m\n    - [x] 2026-01-31\n11. b",
    "- a\n  - [ ] 2026-01-31 报表 every 1m\n  - c\n- b",
    "- a\n\t- [ ] 2026-01-31 报表 every 1m\n\t- c",
    "- [ ] 2026-01-31 报表 every 1m\n\ntext",
]


def added(before: str, after: str) -> list[str]:
    """The lines that are new; all others must be there in their order."""
    old, found = parted(before.removesuffix("\n")), []
    rest = iter(old)
    expected = next(rest, None)
    for line in parted(after.removesuffix("\n")):
        if expected is not None and line.rstrip("\r") == expected.rstrip("\r"):
            expected = next(rest, None)
        else:
            found.append(line)
    assert expected is None
    return found


@pytest.mark.parametrize("text", files(SERIES))
def test_an_occurrence_that_is_done_stands_below_its_task(text: str) -> None:
    task = the_task(text)
    occurrence = date(2026, 2, 28)
    after = apply(text, tick_occurrence(text, task, occurrence, DAY, "sent\nlate"))
    assert len(added(text, after)) == 1
    ticked = the_task(after)
    assert ticked.occurrences == (*task.occurrences, (occurrence, DAY))
    assert [(other.text, other.date, other.done) for other in read(after).tasks] == [
        (other.text, other.date, other.done) for other in read(text).tasks
    ]
    same = the_task(apply(after, tick_occurrence(after, ticked, DAY, DAY)))
    assert same.occurrences == (*ticked.occurrences, (DAY, DAY))


@pytest.mark.parametrize("text", files(SERIES))
def test_an_occurrence_that_is_put_off_stands_below_and_moves_again_in_place(text: str) -> None:
    task = the_task(text)
    occurrence = date(2026, 2, 28)
    after = apply(text, move_occurrence(text, task, occurrence, DAY))
    assert len(added(text, after)) == 1
    moved = the_task(after)
    assert moved.moved == {occurrence: DAY}
    _, lines = changed(after, move_occurrence(after, moved, occurrence, date(2026, 12, 1)))
    assert len(lines) == 1


@given(bodies(), st.integers(0, 5))
def test_ticking_and_moving_touch_one_line_in_any_body(body: str, which: int) -> None:
    text = HEAD + "\n- [ ] 2026-11-28 报价\n" + body
    tasks = [task for task in read(text).tasks if not task.done and not task.cancelled]
    task = tasks[which % len(tasks)]
    for edits in (tick(text, task, DAY), move(text, task, DAY)):
        after, lines = changed(text, edits)
        assert len(lines) <= 1
        assert len(read(after).tasks) == len(read(text).tasks)
