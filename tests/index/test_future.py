"""What is written down for later has not happened yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.index.asking import asked_for
from ledger.index.future import as_of, known
from ledger.query.parse import parse
from ledger.session import Session, open_session
from tests.index.conftest import Make

FAR = "---\nname: far\nlevel: A\n---\n## 2026-11-01 call\n## 2026-12-24 visit\n"
PAST = "---\nname: past\nlevel: A\n---\n## 2026-11-10 call\n"


def names(session: Session, query: str) -> list[str]:
    tree = parse(query, session.vocabulary, session.today, {}, "CNY")
    condition = asked_for(session, tree)
    ask = f"SELECT c.name FROM customers c WHERE {condition.text} ORDER BY c.name"
    return [name for (name,) in session.fresh().catalog.connection.execute(ask, condition.params)]


def test_facts_are_those_of_today(ledger: Make) -> None:
    session = ledger({"far.md": FAR, "past.md": PAST})
    ((customer, facts),) = as_of(session).values()
    assert (customer.name, facts.last_contact, facts.contacts) == ("far", date(2026, 11, 1), 1)
    assert len(customer.entries) == 2
    assert as_of(session, among=()) == {}


def test_a_query_sees_the_facts_of_today(ledger: Make) -> None:
    session = ledger({"far.md": FAR, "past.md": PAST})
    assert names(session, "last_contact:2026-11-01") == ["far"]
    assert names(session, "last_contact:>15d") == ["far"]
    assert names(session, "-last_contact:2026-11-01") == ["past"]
    assert names(session, "level:A") == ["far", "past"]
    assert names(session, "kind:visit") == ["far"]


def test_when_the_day_has_come_it_has_happened(ledger: Make) -> None:
    session = ledger({"far.md": FAR, "past.md": PAST}, today=date(2026, 12, 24))
    assert as_of(session) == {}
    assert names(session, "last_contact:2026-12-24") == ["far"]


def kept(session: Session) -> list[tuple[int, ...]]:
    return session.fresh().catalog.connection.execute("SELECT customer, n FROM as_of ORDER BY customer").fetchall()


def test_what_is_known_as_of_a_day_is_worked_out_once(ledger: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    session = ledger({"far.md": FAR, "past.md": PAST})
    ((number, found),) = known(session).items()
    assert found.customer["name"] == "far"
    assert (found.customer["last_contact"], found.customer["contacts_made"]) == ("2026-11-01", 1)
    assert {due[0]: due[1] for due in found.dues}["planned"] == "2026-12-24"
    assert kept(session) == [(number, 1)]
    monkeypatch.setattr("ledger.index.future.as_of", None)
    assert known(session) == {number: found}
    assert known(session, among=(number,)) == {number: found}
    assert known(session, among=()) == {}


def test_before_its_first_entry_other_things_are_known(ledger: Make) -> None:
    session = ledger({"far.md": FAR, "past.md": PAST})
    known(session)
    earlier = replace(session, today=date(2026, 10, 1), _kept=[])
    assert {held.customer["name"]: held.customer["contacts_made"] for held in known(earlier).values()} == {
        "far": 0,
        "past": 0,
    }


def test_nobody_waits_for_keeping_what_is_known(ledger: Make) -> None:
    session = ledger({"far.md": FAR, "past.md": PAST})
    before = open_session(session.root, today=session.today)
    with before.fresh().catalog.writing():
        assert [held.customer["name"] for held in known(session).values()] == ["far"]
    assert kept(session) == []
