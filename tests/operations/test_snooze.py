"""Putting off changes a day and nothing else."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from ledger.errors import BadValue, NotFound
from ledger.operations.open_tasks import open_tasks
from ledger.operations.snooze import snooze_follow_up, snooze_task
from ledger.operations.writing import look
from tests.operations.ledgers import content, ledger

HEAD = "---\nname: 云启\n---\n\n"
PATH = "customers/a.md"
DAY = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        ("- [ ] 2026-11-28 发送 @张三\r\n", "- [ ] 2026-12-03 发送 @张三\r\n"),
        ("- [ ] call", "- [ ] 2026-12-03 call"),
        ("- [ ] 2026年11月28日 发送\n", "- [ ] 2026-12-03 发送\n"),
        ("- [ ] call ➕ 2026-11-28 📅 2026-11-28\n", "- [ ] call ➕ 2026-11-28 📅 2026-12-03\n"),
        ("- [ ] call ➕ 2026-11-28 ⏳ 2026-11-28\n", "- [ ] call ➕ 2026-11-28 ⏳ 2026-12-03\n"),
        ("- [ ] 2026-11-28 as of 2026-11-28\n", "- [ ] 2026-12-03 as of 2026-11-28\n"),
        ("- [ ] 2026-01-31 x every 1m\n", "- [ ] 2026-01-31 x every 1m\n  - 2026-01-31 → 2026-12-03\n"),
        (
            "- [ ] 2026-01-31 x every 1m\n  - [x] 2026-01-31\n  - 2026-02-28 -> 2026-03-02\n",
            "- [ ] 2026-01-31 x every 1m\n  - [x] 2026-01-31\n  - 2026-02-28 -> 2026-12-03\n",
        ),
        (
            "- [ ] 2026-01-31 x 每月\n  - 2026-01-31 改到 2026-02-02",
            "- [ ] 2026-01-31 x 每月\n  - 2026-01-31 改到 2026-12-03",
        ),
    ],
)
def test_only_the_day_moves(tmp_path: Path, line: str, moved: str) -> None:
    session = ledger(tmp_path, a=HEAD + line)
    done = snooze_task(session, PATH, open_tasks(look(session, PATH).customer)[0], DAY)
    assert content(session).decode() == HEAD + moved
    assert open_tasks(done.revision.new)[0].day == DAY


def test_the_follow_up_keeps_its_key_and_comment(tmp_path: Path) -> None:
    session = ledger(tmp_path, a="---\nname: a\n下次跟进: '2026-11-30'  # 约好的\n---\n")
    assert snooze_follow_up(session, PATH, DAY).before == date(2026, 11, 30)
    assert content(session).decode() == "---\nname: a\n下次跟进: '2026-12-03'  # 约好的\n---\n"


def test_nobody_without_a_follow_up_gets_one_by_accident(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=HEAD)
    with pytest.raises(NotFound):
        snooze_follow_up(session, PATH, DAY)
    assert content(session).decode() == HEAD


def test_a_day_that_is_over_is_refused(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=HEAD + "- [ ] call\n")
    with pytest.raises(BadValue, match="nothing was written"):
        snooze_task(session, PATH, open_tasks(look(session, PATH).customer)[0], date(2026, 11, 20))


def test_the_same_day_touches_nothing(tmp_path: Path) -> None:
    session = ledger(tmp_path, a=HEAD + "- [ ] 2026-12-03 call\n")
    before = os.stat(tmp_path / PATH).st_mtime_ns
    assert not snooze_task(session, PATH, open_tasks(look(session, PATH).customer)[0], DAY).revision.changed
    assert os.stat(tmp_path / PATH).st_mtime_ns == before
