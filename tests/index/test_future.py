"""What is written down for later has not happened yet."""

from __future__ import annotations

from datetime import date

from ledger.index.asking import asked_for
from ledger.index.future import as_of
from ledger.query.parse import parse
from ledger.session import Session
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
