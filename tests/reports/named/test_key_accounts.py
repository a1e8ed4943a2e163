"""The report key-accounts: who counts by rule and by hand, and every cell of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.named import key_accounts
from ledger.reports.scope import scope
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
QUERY = 'queries: {key-accounts: "level:A"}\n'
ACME = """---
id: A
name: Acme
level: A
owner: Ana
star: yes
contacts:
  - {name: Li Lei, title: buyer, phone: "13800138000"}
  - {name: Mo}
needs:
  - {text: cheaper beans, key: yes}
  - {text: bigger cups, key: yes, status: met}
  - {text: nicer cups}
---
## 2025-11-21 order
- amount: 7000
## 2026-01-10 order
- amount: 1000
## 2026-03-10 call about prices @Ana
## 2026-05-10 need N-1 a second machine
- key: yes
## 2026-06-10 invoice F-1
- amount: 300
- due: 2026-12-31
## 2026-08-10 visit their plant
## 2026-09-10 note not a talk
- [ ] 2026-12-01 send the offer @Ana
"""


def named(session: Session, query: str = "") -> list[str]:
    return [str(row.cells[0]) for row in key_accounts.report(session, Asked(query=query)).tables[0].rows]


def test_every_cell_of_the_sheet_is_as_by_hand(ledger_of: Make) -> None:
    made = key_accounts.report(ledger_of({"acme": ACME}, f"{QUERY}language: en\n"), Asked())
    main = made.tables[0]
    cells = dict(zip((column.name for column in main.columns), main.rows[0].cells, strict=True))
    assert cells == {
        "name": "Acme", "star": "★", "level": "A", "contacts": "Li Lei buyer 13800138000; Mo",
        # The order of a year and a day ago is not of the last twelve months.
        "purchases": (Money(Decimal(1000), "CNY"),), "orders": 1, "last_contact": date(2026, 8, 10),
        "talks": "2026-08-10 visit their plant; 2026-03-10 call about prices",
        "needs": "cheaper beans; a second machine", "owner": "Ana", "next_due": date(2026, 12, 1), "next": "send the offer",
        "open": (Money(Decimal(300), "CNY"),), "because": cells["because"], "since": None, "reason": None,
    }  # fmt: skip
    assert str(cells["because"]) == "rule"
    assert (main.rows[0].customer, main.rows[0].path, main.rows[0].mark) == ("A", "customers/acme.md", "star")
    assert str(made.notes[0]) == "Key accounts are customers that fit: level:A"


def files(**said: str) -> dict[str, str]:
    return {name: f"---\nname: {name}\n{each}\n---\n" for name, each in said.items()}


def test_a_word_by_hand_decides_over_the_rule(ledger_of: Make) -> None:
    session = ledger_of(
        files(
            fits="level: A",
            off="level: A\nkey_account: no 2026-05-01 量太小",
            on="level: B\nkey_account: 2026-03-01 战略客户",
            plain="key_account: 是",
            back="key_account: [no 2026-05-01, yes 2026-06-01 grew]",
            soon="key_account: yes 2027-01-01 new plant",
            none="level: B",
            gone="level: A\nstage: lost",
        ),
        QUERY,
    )
    assert sorted(named(session)) == ["back", "fits", "on", "plain"]
    made = key_accounts.report(session, Asked())
    told = [(*row.cells[:2], str(row.cells[2]), row.cells[3]) for row in made.tables[1].rows]
    assert told == [
        (date(2027, 1, 1), "soon", "added", "new plant"),
        (date(2026, 6, 1), "back", "added", "grew"),
        (date(2026, 5, 1), "off", "taken off", "量太小"),
        (date(2026, 5, 1), "back", "taken off", None),
        (date(2026, 3, 1), "on", "added", "战略客户"),
        (None, "plain", "added", None),
    ]
    rows = {str(row.cells[0]): row.cells for row in made.tables[0].rows}
    assert (str(rows["on"][-3]), *rows["on"][-2:]) == ("hand", date(2026, 3, 1), "战略客户")


def test_the_rule_of_key_accounts_wins_over_the_saved_query(ledger_of: Make) -> None:
    session = ledger_of(files(a="level: A", b="level: B"), f'{QUERY}key_accounts: {{query: "level:B"}}\n')
    assert named(session) == ["b"]


def test_the_query_asked_narrows_the_sheet(ledger_of: Make) -> None:
    session = ledger_of(files(a="level: A\nregion: 上海", b="level: A\nregion: 苏州"), QUERY)
    assert named(session, "region:上海") == ["a"]


def test_a_rule_may_ask_for_what_is_worked_out_beside_others(ledger_of: Make) -> None:
    made = {
        name: f"---\nname: {name}\n---\n## 2026-11-01 order\n- amount: {amount}\n"
        for name, amount in {"a": 900, "b": 10, "c": 10, "d": 10, "e": 10}.items()
    }
    session = ledger_of(made, 'key_accounts: {query: "value:high"}\n')
    assert named(session) == ["a"]
    assert named(session, "b") == []


def test_without_rule_and_hand_nobody_is_one(ledger_of: Make) -> None:
    made = key_accounts.report(ledger_of(files(a="level: A")), Asked())
    assert made.tables[0].rows == ()
    assert "none was added by hand" in str(made.tables[0].empty)
    assert "No rule says" in str(made.notes[0])
    assert [len(each.rows) for each in key_accounts.report(ledger_of({}), Asked()).tables] == [0, 0]


@pytest.mark.parametrize(("name", "answer", "sources"), [("on", "yes", 1), ("off", "no", 1), ("fits", "yes", 0)])
def test_why_shows_rule_and_words(ledger_of: Make, name: str, answer: str, sources: int) -> None:
    session = ledger_of(
        files(fits="level: A", off="level: A\nkey_account: no", on="key_account: 2026-03-01 战略"), QUERY
    )
    number = scope(session, Asked()).one("SELECT customer FROM scope WHERE name = ?", (name,))
    why = key_accounts.why(session, number)
    assert (str(why.value), len(why.sources)) == (answer, sources)


def test_the_sheet_is_that_of_plain_python(big: Big) -> None:
    made = key_accounts.report(big.session, Asked())
    wanted = set()
    for number, identity, revenue in big.session.fresh().catalog.connection.execute(
        "SELECT customer, id, revenue FROM customers"
    ):
        assert number
        assert revenue is not None
        customer = next(each for each in big.customers if each.id == identity)
        if customer.value("level") == "A":
            wanted.add(identity)
    found = {row.customer for row in made.tables[0].rows}
    assert wanted <= found
    by_id = {each.id: each for each in big.customers}
    place = made.tables[0].column("contacts")
    for row in made.tables[0].rows[::5]:
        people = by_id[row.customer].value("contacts")
        assert isinstance(people, tuple)
        assert str(row.cells[place]).count("; ") == len(people) - 1
