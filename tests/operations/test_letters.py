from pathlib import Path

import pytest

from ledger.cli.commands import letter as command
from ledger.errors import Ambiguous, BadValue, NotFound
from ledger.index.standing import stand
from ledger.operations.letters import STEPS, compose, letter, meant, sending
from ledger.operations.log import log
from ledger.operations.who import get
from ledger.reports.chasing import steps
from ledger.reports.owed import Owed, owed
from ledger.reports.scope import Scope
from ledger.session import Session, open_session

FILE = """---
name: Acme {{Ltd}}
language: {language}
contacts:
  - name: Ann Lee
---

## 2026-07-01 invoice INV-1
- amount: 1,234,500.50
- due: 2026-08-01

## 2026-07-20 payment INV-1
- amount: 500

## 2026-11-20 invoice INV-2
- amount: 10
- due: 2026-11-30

## 2026-06-01 invoice INV-0
- amount: 5
- status: paid
"""


def session_of(folder: Path, language: str = "English", **templates: str) -> Session:
    (folder / "customers").mkdir()
    (folder / "index").mkdir()
    (folder / "templates").mkdir()
    (folder / "ledger.yaml").write_text(
        "ledger: 1\nname: Our shop\ntoday: 2026-11-21\nlanguage: zh\n", encoding="utf-8"
    )
    (folder / "customers" / "acme.md").write_text(FILE.format(language=language), encoding="utf-8")
    for name, text in templates.items():
        (folder / "templates" / f"letter-{name}.md").write_text(text, encoding="utf-8")
    return open_session(folder)


def written(session: Session, bill: int = 1, step: str = "", language: str = "") -> str:
    (number,) = session.fresh().catalog.connection.execute("SELECT customer FROM customers").fetchone()
    return letter(session, number, bill, step, language)


def test_a_letter_tells_what_is_open_and_by_when_it_is_asked_for(tmp_path: Path) -> None:
    text = written(session_of(tmp_path), step="second")
    assert text.startswith("# Second reminder: INV-1\n\nDear Ann Lee,\n")
    assert "by 2026-08-01 and is 112 days overdue" in text
    assert "- billed: 1,234,500.50 CNY\n- received: 500.00 CNY\n- open: 1,234,000.50 CNY\n" in text
    assert "Please pay by 2026-12-01," in text
    assert text.endswith("Our shop\n2026-11-21\n")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_no_place_of_a_packaged_letter_stays_empty(tmp_path: Path, language: str, step: str) -> None:
    text = written(session_of(tmp_path), step=step, language=language)
    assert "INV-1" in text
    assert "{" not in text.replace("{Ltd}", "")


def test_the_step_is_the_one_that_comes_next(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    assert written(session).startswith("# Formal demand for payment: INV-1")
    assert written(session, bill=2).startswith("# Payment reminder: INV-2")


def test_the_letter_is_in_the_customers_language_else_in_that_of_the_ledger(tmp_path: Path) -> None:
    assert written(session_of(tmp_path, "Deutsch"), step="formal").startswith("# 催款函：INV-1")


def test_the_ledgers_own_letter_wins_and_unknown_places_stay(tmp_path: Path) -> None:
    session = session_of(tmp_path, friendly="{customer}: {open} {whatever}\n")
    assert written(session, step="friendly") == "Acme {Ltd}: 1,234,000.50 CNY {whatever}\n"


def test_nothing_is_asked_for_where_nothing_is_open(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    with pytest.raises(NotFound):
        written(session, bill=0)
    with pytest.raises(BadValue, match="stop"):
        written(session, step="stop")


def test_the_command_takes_the_steps_that_have_a_letter() -> None:
    assert command.STEPS == STEPS


def test_the_invoice_meant_is_the_one_overdue_for_the_longest(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    acme = get(session, "acme")
    assert meant(session, acme).ref == "INV-1"
    assert meant(session, acme, " inv-2 ").ref == "INV-2"
    with pytest.raises(NotFound) as settled:
        meant(session, acme, "INV-0")
    assert "Nothing is open" in str(settled.value)
    with pytest.raises(NotFound) as unknown:
        meant(session, acme, "INV-9")
    assert unknown.value.candidates == ("INV-1  1,234,000.50 CNY  2026-08-01", "INV-2  10 CNY  2026-11-30")


def test_a_disputed_invoice_is_not_asked_for_unless_it_is_named(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    file = tmp_path / "customers" / "acme.md"
    text = file.read_text(encoding="utf-8").replace("- due: 2026-08-01", "- due: 2026-08-01\n- status: disputed")
    file.write_text(text, encoding="utf-8")
    acme = get(session, "acme")
    with pytest.raises(NotFound, match="disputed"):
        meant(session, acme)
    assert meant(session, acme, "INV-1").ref == "INV-1"


def test_several_invoices_of_one_title_are_all_named(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    with (tmp_path / "customers" / "acme.md").open("a", encoding="utf-8") as file:
        file.write("\n## 2026-09-01 invoice beans\n- amount: 1\n\n## 2026-09-02 invoice beans\n- amount: 2\n")
    with pytest.raises(Ambiguous) as several:
        meant(session, get(session, "acme"), "beans")
    assert several.value.candidates == ("beans  1 CNY", "beans  2 CNY")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ref", ["INV-1", ""])
def test_a_letter_that_was_noted_is_a_step_of_chasing(tmp_path: Path, language: str, ref: str) -> None:
    session = session_of(tmp_path)
    for place in (tmp_path / "ledger.yaml", tmp_path / "customers" / "acme.md"):
        text = place.read_text(encoding="utf-8").replace("language: zh", f"language: {language}")
        place.write_text(
            text.replace("invoice INV-1", f"invoice {ref}").replace("payment INV-1", "note"), encoding="utf-8"
        )
    session = open_session(tmp_path)
    acme = get(session, "acme")
    sent = compose(session, meant(session, acme), "second", language)
    assert not _chased(session, acme.customer)
    log(session, acme.path, sending(session, sent))
    session = open_session(tmp_path)
    assert [one.ref for one in _chased(session, get(session, "acme").customer)] == [ref]


def _chased(session: Session, customer: int) -> list[Owed]:
    scope = Scope(session, stand(session, {customer}))
    invoices = owed(scope)
    taken = steps(scope, invoices)
    return [one for one in invoices if taken.get((one.customer, one.n))]
