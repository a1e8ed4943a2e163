"""Ticking a task changes its line, and a repeating one keeps its rhythm."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import ChangedMeanwhile
from ledger.operations.asked_entry import Asked, check
from ledger.operations.done import Done, done, planned_follow_up
from ledger.operations.open_tasks import matching, open_tasks
from ledger.operations.writing import look
from ledger.session import Session
from tests.operations.ledgers import content, ledger

HEAD = "---\nname: 云启\n---\n\n"
PATH = "customers/a.md"
DAY = date(2026, 11, 21)


def over(folder: Path, body: str | bytes) -> Session:
    return ledger(folder, a=HEAD.encode() + body if isinstance(body, bytes) else HEAD + body)


def body(session: Session) -> str:
    return content(session).decode().removeprefix(HEAD)


def finished(session: Session, word: str = "", day: date = DAY, result: str = "", kind: str = "") -> Done:
    chosen = matching(look(session, PATH).customer, word)
    assert len(chosen) == 1, chosen
    checked = check(session, Asked(kind, title=chosen[0].task.text, by="")) if kind else None
    return done(session, PATH, chosen[0], day, result=result, checked=checked)


@pytest.mark.parametrize(
    ("line", "ticked"),
    [
        ("- [ ] 2026-11-28 发送报价单 @张三\n", "- [x] 2026-11-28 发送报价单 @张三 ✅ 2026-11-21\n"),
        ("* [ ] call   \nmore\n", "* [x] call ✅ 2026-11-21   \nmore\n"),
        ("1. [ ] call", "1. [x] call ✅ 2026-11-21"),
        ("- [] call\r\n", "- [x] call ✅ 2026-11-21\r\n"),
        ("- [ ] call ^a1b2\n", "- [x] call ✅ 2026-11-21 ^a1b2\n"),
        ("\t- [ ] call 📅 2026-11-20\n", "\t- [x] call 📅 2026-11-20 ✅ 2026-11-21\n"),
    ],
)
def test_a_tick_changes_the_box_and_writes_the_day_behind(tmp_path: Path, line: str, ticked: str) -> None:
    before = "- list\n" if line.startswith("\t") else ""
    session = over(tmp_path, before + line)
    finished(session)
    assert body(session) == before + ticked


def test_a_task_is_named_by_number_day_or_part_of_its_text(tmp_path: Path) -> None:
    customer = look(
        over(tmp_path, "- [ ] any day\n- [ ] 2026-12-01 Send Quote 2\n- [x] gone\n- [ ] 2026-11-25 发送报价单 @张三\n"),
        PATH,
    ).customer
    assert [str(one) for one in open_tasks(customer)] == [
        "1. 2026-11-25 发送报价单 @张三",
        "2. 2026-12-01 Send Quote 2",
        "3. any day",
    ]
    for word, text in [
        ("1", "发送报价单"),
        ("报价", "发送报价单"),
        ("send quote", "Send Quote 2"),
        ("2026-12-01", "Send Quote 2"),
    ]:
        assert [one.task.text for one in matching(customer, word)] == [text]
    assert matching(customer, "7") == ()
    assert len(matching(customer, "")) == 3


def test_the_result_is_logged_at_the_end(tmp_path: Path) -> None:
    session = over(tmp_path, "- [ ] 2026-11-28 发送报价单 @张三\n")
    finished(session, kind="电话")
    assert body(session) == "- [x] 2026-11-28 发送报价单 @张三 ✅ 2026-11-21\n\n## 2026-11-21 电话 发送报价单\n"


@pytest.mark.parametrize(
    ("before", "after", "following"),
    [
        (
            "- [ ] 2026-01-31 report every 1m\n",
            "- [ ] 2026-01-31 report every 1m\n  - [x] 2026-01-31 sent ✅ 2026-11-21\n",
            date(2026, 2, 28),
        ),
        (
            "- [ ] 2026-01-31 report every 1m\r\n  - [x] 2026-01-31\r\nnext\r\n",
            "- [ ] 2026-01-31 report every 1m\r\n  - [x] 2026-01-31\r\n  - [x] 2026-02-28 sent ✅ 2026-11-21\r\nnext\r\n",
            date(2026, 3, 31),
        ),
        (
            "1. [ ] 2026-11-14 回访 每2周 完成后",
            "1. [ ] 2026-11-14 回访 每2周 完成后\n   - [x] 2026-11-14 sent ✅ 2026-11-21",
            date(2026, 12, 5),
        ),
        (
            "- [ ] 2026-11-21 last every 1w until 2026-11-25\n",
            "- [ ] 2026-11-21 last every 1w until 2026-11-25\n  - [x] 2026-11-21 sent\n",
            None,
        ),
    ],
)
def test_a_repeating_task_notes_the_occurrence_below(
    tmp_path: Path, before: str, after: str, following: date | None
) -> None:
    session = over(tmp_path, before)
    assert finished(session, result="sent").following == following
    assert body(session) == after


def test_the_thirty_first_never_drifts(tmp_path: Path) -> None:
    session = over(tmp_path, "- [ ] 2026-01-31 report every month\n")
    days = [finished(session).following for _ in range(12)]
    assert days[:4] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    assert days[-1] == date(2027, 1, 31)


def test_a_task_that_somebody_ticked_meanwhile_is_not_ticked_twice(tmp_path: Path) -> None:
    session = over(tmp_path, "- [ ] call\n")
    chosen = open_tasks(look(session, PATH).customer)[0]
    finished(session)
    before = content(session)
    with pytest.raises(ChangedMeanwhile):
        done(session, PATH, chosen, DAY)
    assert content(session) == before


def test_a_task_is_found_again_though_lines_were_added_above(tmp_path: Path) -> None:
    session = over(tmp_path, "- [ ] call\n")
    chosen = open_tasks(look(session, PATH).customer)[0]
    (tmp_path / PATH).write_text(f"{HEAD}- [ ] other\n- [ ] call\n", encoding="utf-8")
    done(session, PATH, chosen, DAY)
    assert body(session) == "- [ ] other\n- [x] call ✅ 2026-11-21\n"


def test_a_follow_up_is_open_until_a_contact_meets_it(tmp_path: Path) -> None:
    text = "---\nname: a\nnext_follow_up: 2026-11-20\n---\n\n## 2026-11-19 call\n"
    session = ledger(tmp_path, a=text, b=text.replace("11-19", "11-20"))
    assert planned_follow_up(session, look(session, PATH).customer) == date(2026, 11, 20)
    assert planned_follow_up(session, look(session, "customers/b.md").customer) is None


LINES = st.lists(
    st.sampled_from(
        [
            "- [ ] call",
            "- [ ] 2026-11-28 发送 @张三",
            "text",
            "",
            "## 2026-11-01 call",
            "```",
            "- [x] gone ✅ 2026-01-01",
            "- [ ] 2026-01-31 x every 1m",
            "  - [x] 2026-01-31 y",
            "  nested",
            "\t- [ ] tab",
            "> - [ ] quoted",
            "- 结果: 好",
        ]
    ),
    max_size=10,
)


@example(lines=["- [ ] 2026-01-31 x every 1m", "text", "  - [x] 2026-01-31 y"], newline="\n", end=False, which=0)
@given(lines=LINES, newline=st.sampled_from(["\n", "\r\n"]), end=st.booleans(), which=st.integers(0, 9))
def test_a_tick_touches_one_line_and_no_other(lines: list[str], newline: str, end: bool, which: int) -> None:
    text = newline.join(lines) + (newline if end else "")
    with TemporaryDirectory() as folder:
        session = over(Path(folder), text)
        tasks = open_tasks(look(session, PATH).customer)
        if not tasks:
            return
        one = tasks[which % len(tasks)]
        result = done(session, PATH, one, DAY)
        before, after = text.split("\n"), body(session).split("\n")
        changed = [line for line in after if line not in before]
        more = len(after) - len(before)
        assert more == (0 if one.occurrence is None else 1)
        assert len([line for line in changed if line.rstrip("\r") not in before]) <= 1
        assert result.revision.new.tasks[one.index].text == one.task.text
