"""The scope of a question is made once, and never left over for another question."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.index.standing import stand
from ledger.reports.asked import Asked
from ledger.reports.scope import scope
from ledger.session import Session, open_session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "customers").mkdir()
    (tmp_path / "index").mkdir()
    (tmp_path / "ledger.yaml").write_text("ledger: 1\ntoday: 2026-11-21\npeople: {Ana: {aliases: [A. Keller]}}\n")
    for name in ("a", "b", "c"):
        owner = "A. Keller" if name == "a" else "Ana"
        (tmp_path / "customers" / f"{name}.md").write_text(f"---\nname: {name}\nowner: {owner}\n---\n")
    (tmp_path / "customers" / "us.md").write_text("---\nname: us\ntype: internal\n---\n")
    return open_session(tmp_path)


def names(session: Session, query: str = "") -> list[str]:
    return [name for (name,) in scope(session, Asked(query)).rows("SELECT name FROM scope ORDER BY name")]


def test_the_same_question_has_the_same_scope_and_another_one_its_own(session: Session) -> None:
    assert scope(session, Asked()) is scope(session, Asked(" "))
    assert names(session, "name:a") == ["a"]
    assert names(session) == ["a", "b", "c"]
    assert names(session, "name:b OR name:c") == ["b", "c"]


def test_whoever_makes_the_tables_anew_or_changes_them_leaves_nothing_behind(session: Session) -> None:
    whole = scope(session, Asked())
    stand(session, {1})
    assert names(session) == ["a", "b", "c"]
    changed = scope(session, Asked())
    changed.alone()
    changed.connection.execute("DELETE FROM temp.scope")
    assert names(session) == ["a", "b", "c"]
    assert whole is not scope(session, Asked())


def test_a_question_about_standings_inside_another_one(session: Session) -> None:
    assert names(session, "-churn: name:a") == ["a"]
    assert names(session) == ["a", "b", "c"]


def test_one_person_is_one_owner_and_our_own_page_is_nobody(session: Session) -> None:
    assert scope(session, Asked()).rows("SELECT owner, count(*) FROM scope GROUP BY owner") == [("Ana", 3)]


def test_another_day_is_another_scope(session: Session) -> None:
    from dataclasses import replace
    from datetime import date

    first = scope(session, Asked())
    assert scope(replace(session, today=date(2026, 1, 1)), Asked()) is not first
