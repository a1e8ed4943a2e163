"""Verifying profiles below the terminal: who is due, whose words a file is written in, and changes meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import BadValue, ChangedMeanwhile
from ledger.operations.leaves import Leaf, language_of, leaves
from ledger.operations.verify import Answers, past_term, verify
from ledger.operations.writing import look
from ledger.session import Session
from tests.operations.ledgers import content, ledger

SETTINGS = """ledger: 1
language: zh
people: {张三: {aliases: [小张]}, Ana: }
levels: {A: {require: [industry, region]}}
due: {verify: 30d}
"""
HEAD = "---\nid: C-7K3M2Q\nname: Acme\n{}---\n"
A = "customers/a.md"


def asked(session: Session) -> tuple[Leaf, ...]:
    return leaves(session, look(session, A), "en")


def test_those_past_their_term_come_the_longest_first_and_the_unknown_last(tmp_path: Path) -> None:
    files = {
        "new": "---\nid: C-1\nname: New\nverified: 2026-11-20\nowner: Ana\n---\n",
        "old": "---\nid: C-2\nname: Old\nverified: 2025-01-01\nowner: 小张\n---\n",
        "older": "---\nid: C-3\nname: Older\n---\n\n## 2024-01-01 verify\n",
        "nobody": "---\nid: C-4\nname: Nobody\n---\n",
        "gone": "---\nid: C-5\nname: Gone\nstage: lost\n---\n",
    }
    session = ledger(tmp_path, SETTINGS, **files)
    assert [one.name for one in past_term(session)] == ["Older", "Old", "Nobody"]
    assert [one.name for one in past_term(session, "小张")] == ["Old"]
    assert [one.owner for one in past_term(session, "张三")] == ["张三"]
    assert past_term(session, "Ana") == ()
    with pytest.raises(BadValue):
        past_term(session, "Zoe")


def test_every_value_is_asked_for_once_and_marks_of_doubt_are_no_part_of_it(tmp_path: Path) -> None:
    head = HEAD.format(
        "verified: 2026-01-01\nphone: '139 ?'\ntags: [x, y？]\nlevel: A\nregion: 华东\nowner:\nnext_follow_up: 2026-12-01\n"
        "addresses:\n  office: Main St\ncontacts:\n  - name: Bo\n    title: ''\n  - phone: 1\nunconfirmed: [region]\n"
    )
    found = {
        leaf.key: (" ".join(leaf.label), leaf.value, leaf.doubt) for leaf in asked(ledger(tmp_path, SETTINGS, a=head))
    }
    assert found == {
        "name": ("name", "Acme", False),
        "phone": ("phone", "139", True),
        "tags": ("tags", "x, y", True),
        "level": ("level", "A", False),
        "region": ("region", "华东", True),
        "addresses.office": ("addresses office", "Main St", False),
        "contacts.0.name": ("contacts Bo name", "Bo", False),
        "contacts.1.phone": ("contacts 2 phone", "1", False),
        "industry": ("industry", "", False),
    }


@pytest.mark.parametrize(
    ("fields", "language", "key"),
    [
        ("owner: Ana\n", "en", "verified"),
        ("负责人: Ana\n级别: A\n行业: x\n", "zh", "核对日期"),
        ("负责人: Ana\n级别: A\n", "zh", "核对日期"),
        ("负责人: Ana\n级别: A\n核对日期: 2025-01-01\nverified_by: x\n", "zh", "核对日期"),
    ],
)
def test_the_stamp_is_in_the_words_of_the_file(tmp_path: Path, fields: str, language: str, key: str) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format(fields))
    assert language_of(session, look(session, A).customer) == language
    verify(session, A)
    assert f"\n{key}: 2026-11-21\n" in content(session).decode()


def test_a_value_that_somebody_else_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("phone: 1\n"))
    shown = asked(session)
    (tmp_path / A).write_text(HEAD.format("phone: 2\n"), "utf-8")
    with pytest.raises(ChangedMeanwhile, match="changed while you were asked"):
        verify(session, A, shown, Answers({"phone": "3"}))
    assert content(session).decode() == HEAD.format("phone: 2\n")


def test_an_entry_that_somebody_else_added_meanwhile_is_no_hindrance(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("phone: 1\n"))
    shown = asked(session)
    (tmp_path / A).write_text(HEAD.format("phone: 1\n") + "\n## 2026-11-20 call\n", "utf-8")
    done = verify(session, A, shown, Answers({"phone": "13900000822"}))
    assert done.changed == ("电话",)
    assert content(session).decode() == HEAD.format("phone: 13900000822\nverified: 2026-11-21\n") + (
        "\n## 2026-11-20 call\n\n## 2026-11-21 核对 @张三\n- 变更: 电话\n"
    )


def test_the_list_of_what_is_in_doubt_loses_what_is_sure_and_goes_with_the_last(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("phone: 13900000821\nregion: x\nunconfirmed: [phone, region]\n"))
    verify(session, A, asked(session), Answers({}, frozenset({"region"})))
    assert "unconfirmed: [region]\n" in content(session).decode()
    verify(session, A, asked(session), Answers())
    assert "unconfirmed" not in content(session).decode()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("phone: 1\n"))
    assert verify(session, A, asked(session), Answers({"phone": ""}), dry_run=True).revision.changed
    assert content(session).decode() == HEAD.format("phone: 1\n")
