"""What needs attention in a ledger as it is typed, on a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import NotFound
from ledger.reports.due import Dues, due, size_group
from ledger.reports.due_rows import DueRow
from ledger.session import open_session

SETTINGS = """
ledger: 1
people:
  张三: {email: zhangsan@example.com, aliases: [小张]}
  Ana: {}
levels:
  A: {every: 14d, mark: "★"}
  B: {every: 30d}
"""
Ask = Callable[..., Dues]


@pytest.fixture
def ledger(tmp_path: Path) -> Ask:
    """Writes customers (`name="text"`) into a ledger and asks what is due; `on` is today."""
    (tmp_path / "ledger.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "customers").mkdir()

    def ask(on: str = "2026-11-21", settings: str = "", files: dict[str, str] | None = None, **asked: Any) -> Dues:
        if settings:
            (tmp_path / "ledger.yaml").write_text(SETTINGS + settings, "utf-8")
        for name, text in (files or {}).items():
            front, _, body = text.strip().partition("\n\n")
            path = tmp_path / "customers" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            verified = "" if "verified" in front else "verified: 2098-01-01\n"
            whole = f"---\nid: {path.stem}\nname: {path.stem}\n{verified}{front}\n---\n\n{body}\n"
            path.write_text(whole, "utf-8")
        session = open_session(tmp_path, today=date.fromisoformat(on), env={})
        found = due(session, **asked)
        session.stale()
        return found

    return ask


def told(found: Dues) -> list[str]:
    """The rows as short texts: group, day, what, customer, text."""
    return [
        re.sub(" +", " ", f"{row.group} {row.date} {row.what} {row.customer} {row.text}").strip() for row in found.rows
    ]


def test_due_today_is_not_overdue(ledger: Ask) -> None:
    files = {"acme": "stage: 潜在\n\n- [ ] 2026-11-21 call\n"}
    assert told(ledger(files=files)) == ["today 2026-11-21 task acme call"]
    assert told(ledger("2026-11-22")) == ["overdue 2026-11-21 task acme call"]
    assert told(ledger("2026-11-14")) == ["ahead 2026-11-21 task acme call"]
    assert told(ledger("2026-11-13")) == []


def test_counts_are_per_group(ledger: Ask) -> None:
    files = {
        "acme": "stage: 潜在\n\n- [ ] 2026-11-20 a\n- [ ] 2026-11-21 b\n- [ ] 2026-11-25 c\n- [ ] 2026-11-24 d\n- [ ] e\n"
    }
    found = ledger(files=files)
    assert found.counts == {"overdue": 1, "today": 1, "ahead": 2, "any": 1}
    assert [row.text for row in found.rows] == ["a", "b", "d", "c", "e"]
    assert [row.days for row in found.rows] == [-1, 0, 3, 4, None]


def test_days_reach_further_or_less_far(ledger: Ask) -> None:
    files = {"acme": "stage: 潜在\n\n- [ ] 2026-11-25 near\n- [ ] 2026-12-20 far\n"}
    assert [row.text for row in ledger(files=files, days=3).rows] == []
    assert [row.text for row in ledger(days=30).rows] == ["near", "far"]
    assert [row.text for row in ledger(days=10**9, kinds=["task"]).rows] == ["near", "far"]
    assert [row.text for row in ledger(settings="due: {ahead: 2d}\n").rows] == []


def test_a_changed_level_changes_the_date_at_once(ledger: Ask) -> None:
    entry = "\n\n## 2026-11-01 电话\n"
    assert told(ledger(files={"acme": "level: A" + entry})) == ["overdue 2026-11-15 cadence acme"]
    assert told(ledger(files={"acme": "level: B" + entry}, days=30)) == ["ahead 2026-12-01 cadence acme"]


def test_a_next_follow_up_is_met_by_a_contact_on_that_day_or_later(ledger: Ask) -> None:
    front = "next_follow_up: 2026-11-20\n\n"
    assert told(ledger(files={"acme": front})) == ["overdue 2026-11-20 follow_up acme"]
    assert told(ledger(files={"acme": front + "## 2026-11-19 电话\n"})) == ["overdue 2026-11-20 follow_up acme"]
    assert told(ledger(files={"acme": front + "## 2026-11-20 备注 想了想\n"})) == ["overdue 2026-11-20 follow_up acme"]
    assert told(ledger(files={"acme": front + "## 2026-11-20 电话\n"})) == []


def test_birthdays_come_solar_and_lunar_with_their_notice(ledger: Ask) -> None:
    files = {
        "solar": "contacts:\n  - name: 李雷\n    birthday: 1985-11-25\n",
        "lunar": "contacts:\n  - name: 韩梅\n    birthday: 农历 1985-10-15\n",
    }
    # The 15th of the 10th lunar month of 2026 is 23 November.
    found = ["ahead 2026-11-23 birthday lunar 韩梅", "ahead 2026-11-25 birthday solar 李雷"]
    assert told(ledger(files=files)) == found
    assert told(ledger("2026-11-15")) == []
    assert told(ledger("2026-11-16")) == found[:1]


def test_a_missed_birthday_is_belated_for_three_days(ledger: Ask) -> None:
    files = {"acme": "birthday: 1990-11-21\n"}
    assert told(ledger("2026-11-21", files=files)) == ["today 2026-11-21 birthday acme"]
    assert told(ledger("2026-11-24")) == ["overdue 2026-11-21 birthday acme"]
    assert told(ledger("2026-11-25")) == []


def test_a_birthday_is_met_by_a_care_entry_in_its_notice_of_this_year_only(ledger: Ask) -> None:
    front = "birthday: 1990-11-25\n\n"
    assert told(ledger(files={"acme": front + "## 2025-11-24 关怀 生日\n"})) == ["ahead 2026-11-25 birthday acme"]
    assert told(ledger(files={"acme": front + "## 2026-11-17 关怀 生日\n"})) == ["ahead 2026-11-25 birthday acme"]
    assert told(ledger(files={"acme": front + "## 2026-11-18 关怀 生日\n"})) == []
    assert told(ledger(days=400)) == ["ahead 2027-11-25 birthday acme"]


def test_who_was_born_on_a_leap_day_has_the_28th_in_common_years(ledger: Ask) -> None:
    files = {"acme": "birthday: 1988-02-29\n"}
    assert told(ledger("2027-02-28", files=files)) == ["today 2027-02-28 birthday acme"]
    assert told(ledger("2028-02-28")) == ["ahead 2028-02-29 birthday acme"]
    assert told(ledger("2028-02-29")) == ["today 2028-02-29 birthday acme"]


def test_birthdays_are_found_over_the_end_of_the_year(ledger: Ask) -> None:
    assert told(ledger("2026-12-30", files={"acme": "birthday: 1990-01-02\n"})) == ["ahead 2027-01-02 birthday acme"]


def test_holidays_on_which_somebody_is_greeted_and_anniversaries(ledger: Ask) -> None:
    files = {
        "acme": "greet: [感恩节, 中秋]\n",
        "inn": "anniversaries:\n  - name: 开业\n    date: 2019-11-22\n",
        "else": "stage: 潜在\n",
    }
    assert told(ledger(files=files)) == [
        "ahead 2026-11-22 anniversary inn 开业",
        "ahead 2026-11-26 holiday acme thanksgiving",
    ]
    assert told(ledger("2026-09-20")) == ["ahead 2026-09-25 holiday acme mid-autumn"]


def test_archived_customers_have_no_yearly_days_and_still_owe(ledger: Ask) -> None:
    files = {
        "archive/gone": "birthday: 1990-11-25\n\n## 2026-10-01 发票 INV-1\n- 金额: 100\n- due: 2026-11-01\n",
        "put": "archived: true\nbirthday: 1990-11-25\n",
    }
    assert told(ledger(files=files)) == ["overdue 2026-11-01 invoice gone INV-1"]


def test_a_contract_comes_at_each_step_of_its_notice(ledger: Ask) -> None:
    contract = "stage: 潜在\n\n## 2026-01-01 合同 HT-1\n- end: 2026-12-31\n"
    assert told(ledger("2026-10-31", files={"acme": contract})) == []
    assert told(ledger("2026-11-01")) == ["ahead 2026-12-31 contract acme HT-1"]
    # An entry about it quiets it until the next step.
    assert told(ledger("2026-11-21", files={"acme": contract + "\n## 2026-11-02 合同 HT-1\n- notes: 谈了\n"})) == []
    assert told(ledger("2026-12-01")) == ["ahead 2026-12-31 contract acme HT-1"]
    assert told(ledger("2027-01-01")) == ["overdue 2026-12-31 contract acme HT-1"]


def test_each_kind_of_due_is_found(ledger: Ask) -> None:
    files = {
        "a": "stage: 潜在\n\n- [ ] 2026-11-21 task\n",
        "b": "next_follow_up: 2026-11-21\n",
        "c": "level: A\n\n## 2026-11-01 call\n",
        "d": "stage: 潜在\n\n## 2026-11-24 meeting plan\n",
        "e": "birthday: 1990-11-22\n",
        "f": "anniversaries:\n  - name: x\n    date: 2019-11-22\n",
        "g": "greet: [感恩节]\n",
        "h": "stage: 潜在\n\n## 2026-01-01 contract HT-1\n- end: 2026-12-01\n",
        "i": "stage: 潜在\n\n## 2026-10-01 invoice INV-1\n- amount: 100\n- due: 2026-11-21\n",
        "j": "stage: 潜在\n\n## 2026-11-01 order O-1\n- amount: 100\n- deliver_on: 2026-11-22\n",
        "k": "stage: 潜在\n\n## 2026-11-10 complaint TS-1 broken\n",
        "l": "stage: 潜在\n\n## 2026-11-01 feedback manual\n",
        "m": "stage: 潜在\n\n## 2026-09-01 opportunity OPP-1\n- amount: 100\n",
        "n": "stage: 潜在\n\n## 2026-01-01 service mended\n- product: X\n- warranty_until: 2026-12-01\n\n## 2026-01-02 note\n",
        "o": "stage: 潜在\n\n## 2026-11-01 survey DC-1\n- due: 2026-11-20\n",
        "p": "verified: 2020-01-01\n",
        "q": "owner: 张三?\n",
        "r": "stage: 潜在\n\n## 2026-11-01 warning quiet\n",
    }
    found = ledger(files=files)
    expected = (
        "task follow_up cadence planned birthday anniversary holiday contract invoice delivery complaint feedback "
    )
    expected += "opportunity service survey verify unconfirmed warning"
    assert [what for _, what in sorted((row.customer, row.what) for row in found.rows)] == expected.split()
    assert all(str(row.why) for row in found.rows)


def test_a_contact_dated_ahead_is_planned_and_has_not_happened(ledger: Ask) -> None:
    files = {"acme": "level: A\nnext_follow_up: 2026-11-20\n\n## 2026-10-01 电话\n\n## 2026-11-24 拜访 看样机\n"}
    found = ledger(files=files)
    assert told(found) == ["overdue 2026-11-20 follow_up acme", "ahead 2026-11-24 planned acme 看样机"]
    assert found.rows[0].last_contact == date(2026, 10, 1)
    assert told(ledger("2026-11-24")) == []


def test_a_payment_dated_ahead_pays_nothing_yet(ledger: Ask) -> None:
    files = {
        "acme": "stage: 潜在\n\n## 2026-10-01 发票 INV-1\n- 金额: 100\n- due: 2026-11-01\n\n## 2026-11-30 回款\n- 金额: 100\n"
    }
    assert told(ledger(files=files)) == ["overdue 2026-11-01 invoice acme INV-1"]
    assert told(ledger("2026-11-30")) == []


def test_another_today_moves_everything(ledger: Ask) -> None:
    files = {
        "acme": "level: A\nbirthday: 1990-06-15\n\n## 2026-06-01 电话\n\n- [ ] 2026-09-01 call\n\n## 2026-11-01 备注\n",
    }
    assert told(ledger("2026-06-16", files=files)) == [
        "overdue 2026-06-15 cadence acme",
        "overdue 2026-06-15 birthday acme",
    ]
    assert "today 2026-09-01 task acme call" in told(ledger("2026-09-01"))
    assert told(ledger("2027-01-01"))[0].startswith("overdue 2026-09-01 task")


def test_one_reminder_for_one_call(ledger: Ask) -> None:
    call = "level: A\n\n## 2026-11-01 电话\n\n"
    assert told(ledger(files={"acme": call + "- [ ] 2026-11-15 call\n"})) == ["overdue 2026-11-15 task acme call"]
    assert told(ledger(files={"acme": call + "- [ ] 2026-11-12 call\n"})) == ["overdue 2026-11-12 task acme call"]
    assert told(ledger(files={"acme": call + "- [x] 2026-11-12 call\n"})) == ["overdue 2026-11-15 cadence acme"]


def test_asking_for_rhythm_alone_shows_no_more_of_it(ledger: Ask) -> None:
    call = "level: A\n\n## 2026-11-01 电话\n\n"
    assert told(ledger(files={"acme": call + "- [ ] 2026-11-12 call\n"}, kinds=["cadence"])) == []


def test_no_owner_gets_all_profiles_to_verify_on_one_day(ledger: Ask) -> None:
    files = {f"c{n:02}": f"verified: 2020-01-01\nowner: {'张三' if n % 3 else '小张'}\n" for n in range(30)}
    files |= {f"d{n:02}": "verified: 2020-01-01\nowner: Ana\n" for n in range(10)}
    found = ledger(files=files, settings="due: {verify_per_day: 4}\n")
    assert [row.owner for row in found.rows].count("张三") == 4
    assert found.counts["overdue"] == 8
    assert found.more_to_verify == 32
    everything = ledger(kinds=["verify"])
    assert everything.counts["overdue"] == 40
    assert everything.more_to_verify == 0


@pytest.mark.parametrize("few", [0, 1, 300])
@pytest.mark.parametrize("asked", [{}, {"days": 60}, {"overdue": True}, {"kinds": ["verify"]}, {"query": "level:A"}])
def test_the_first_of_each_group_are_those_that_stand_first_among_all(
    ledger: Ask, monkeypatch: pytest.MonkeyPatch, few: int, asked: dict[str, Any]
) -> None:
    monkeypatch.setattr("ledger.reports.due_first._FEW", few)
    tasks = "- [ ] 2026-11-20 a\n- [ ] 2026-11-20 !!b\n- [ ] 2026-11-21 c\n- [ ] 2026-11-30 d\n- [ ] e\n"
    files = {
        f"c{n:02}": f"verified: 20{20 + n % 3}-01-01\nlevel: {'AB?'[n % 3]}\nowner: {('张三', 'Ana', '小张')[n % 3]}\n"
        f"contacts:\n  - name: x{n}\n    birthday: 1980-{11 + n % 2}-2{n % 10}\n\n"
        f"## 2026-1{n % 3}-0{1 + n % 9} 电话\n\n{tasks if n % 4 == 0 else ''}"
        for n in range(40)
    }
    everything = ledger(files=files, settings="due: {verify_per_day: 4}\n", **asked)
    for most in (0, 1, 3, 100):
        found = ledger(**asked, most=most)
        assert (found.counts, found.sizes, found.more_to_verify) == (
            everything.counts,
            everything.sizes,
            everything.more_to_verify,
        )
        firsts = [row for size in found.sizes for row in _of_size(everything, size)[:most]]
        assert list(found.rows) == firsts


def _of_size(found: Dues, size: str) -> list[DueRow]:
    return [row for row in found.rows if size_group(row, found.days) == size]


def test_a_repeating_task_comes_on_its_next_open_day_and_where_it_was_put_off_to(ledger: Ask) -> None:
    task = "stage: 潜在\n\n- [ ] 2026-08-31 report every 1m\n  - [x] 2026-08-31\n  - [x] 2026-09-30\n"
    assert told(ledger("2026-10-31", files={"acme": task})) == ["today 2026-10-31 task acme report"]
    put_off = task + "  - 2026-10-31 → 2026-11-04\n"
    assert told(ledger("2026-10-31", files={"acme": put_off})) == ["ahead 2026-11-04 task acme report"]


def test_the_order_is_lateness_level_and_kind(ledger: Ask) -> None:
    files = {
        "late": "stage: 潜在\n\n- [ ] 2026-11-01 x\n",
        "top": "level: A\nnext_follow_up: 2026-11-20\n",
        "low": "stage: 潜在\n\n- [ ] 2026-11-20 x\n",
        "angry": "stage: 潜在\n\n## 2026-11-17 complaint TS-1 broken\n",
        "urgent": "stage: 潜在\n\n- [ ] 2026-11-20 x #urgent\n",
    }
    assert [row.customer for row in ledger(files=files).rows] == ["urgent", "top", "late", "angry", "low"]


def test_by_person_means_those_named_else_the_owner(ledger: Ask) -> None:
    files = {
        "his": "owner: 张三\n\n- [ ] 2026-11-21 own\n- [ ] 2026-11-21 given away @Ana\n",
        "hers": "owner: Ana\n\n- [ ] 2026-11-21 asked @小张\n",
    }
    everybody = ledger(files=files)
    assert {row.text: (row.owner, row.people) for row in everybody.rows} == {
        "own": ("张三", ()),
        "given away": ("张三", ("Ana",)),
        "asked": ("Ana", ("张三",)),
    }
    for name in ("张三", "小张", "@小张", "zhangsan@example.com"):
        assert sorted(row.text for row in ledger(by=name).rows) == ["asked", "own"]
    assert [row.text for row in ledger(by="ana").rows] == ["given away"]
    with pytest.raises(NotFound, match="“Anna”"):
        ledger(by="Anna")


def test_somebody_with_nothing_to_do_is_no_stranger(ledger: Ask) -> None:
    assert ledger(files={"acme": "owner: Bob\n"}, by="bob").rows == ()
    assert ledger(by="Ana").rows == ()


def test_kinds_overdue_and_a_query_narrow_it(ledger: Ask) -> None:
    files = {
        "a": "level: A\nregion: 上海\n\n- [ ] 2026-11-20 x\n",
        "b": "level: B\nbirthday: 1990-11-22\n\n- [ ] 2026-11-21 y\n\n## 2026-11-20 call\n",
    }
    assert [row.text for row in ledger(files=files, kinds=["task"]).rows] == ["x", "y"]
    assert [row.what for row in ledger(kinds=["birthday", "invoice"]).rows] == ["birthday"]
    assert [row.text for row in ledger(overdue=True).rows] == ["x"]
    assert {row.customer for row in ledger(query="level:B").rows} == {"b"}
    assert {row.customer for row in ledger(query="region:上海").rows} == {"a"}
    assert ledger(query="region:北京").rows == ()


def test_files_with_errors_are_counted(ledger: Ask, tmp_path: Path) -> None:
    assert ledger(files={"a": "level: A\n"}).broken_files == 0
    (tmp_path / "customers" / "b.md").write_bytes(b"---\nname: [\n---\n\x00\n")
    assert ledger().broken_files == 1


def test_an_item_says_where_it_stands(ledger: Ask) -> None:
    row = ledger(files={"east/acme": "level: A\n\n## 2026-11-20 call\n\n- [ ] 2026-11-20 x\n"}).rows[0]
    assert (row.path, row.line, row.name, row.level, row.mark) == ("customers/east/acme.md", 10, "acme", "A", "★")
    assert str(row.why) == "A task for 2026-11-20."


def test_a_query_about_worked_out_values_means_them_as_of_today(ledger: Ask) -> None:
    files = {"acme": "stage: 潜在\n\n- [ ] 2026-11-21 x\n\n## 2026-10-01 电话\n\n## 2026-11-24 拜访\n"}
    asked = "last_contact:2026-10-01"
    assert [row.what for row in ledger(files=files, query=asked).rows] == ["task", "planned"]
    assert ledger("2026-11-24", query=asked).rows == ()
