"""How good the files are: shares by hand and by plain counts, doubles, and what to mend first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from ledger.facts.compute import compute_on
from ledger.reports.asked import Asked
from ledger.reports.named.quality import report
from ledger.session import Session
from tests.reports.named.conftest import Big

FILES = {
    "acme": "---\nname: Acme\nowner: Ana\nphone: 13800138000\nverified: 2026-11-01\n---\n\n## 2026-11-01 call\nhello\n",
    "beta": "---\nname: Beta\nowner: Ana\nphone: 138 0013 8000\nverified: 2025-01-01\n---\n\n## 2026-02-30 call\nhello\n"
    "\n- [ ] 2026-11-01 late\n- [ ] 2026-11-21 today\n",
    "gone": "---\nname: Gone\nstage: lost\n---\n\n## 2024-01-01 call\nhello\n",
}


def test_shares_by_hand(ledger_of: Callable[..., Session]) -> None:
    made = report(ledger_of(FILES, "people: {Ana: {}}\n"), Asked())
    ana, nobody = made.tables[0].rows
    assert ana.cells[:2] == ("Ana", 2)
    assert ana.cells[3:] == (Decimal("50.0"), Decimal("50.0"), Decimal("50.0"), ana.cells[6])
    assert nobody.cells[:2] == (None, 1)
    # A customer at rest is asked for nothing but a file without errors.
    assert nobody.cells[3:] == (None, None, Decimal("100.0"), None)
    assert made.tables[0].totals is not None
    assert made.tables[0].totals[1] == 3


def test_doubles_are_found_by_phone_whatever_its_spacing(ledger_of: Callable[..., Session]) -> None:
    doubles = next(table for table in report(ledger_of(FILES), Asked()).tables if table.name == "doubles")
    (row,) = doubles.rows
    assert "Acme" in str(row.cells[0])
    assert "Beta" in str(row.cells[0])


def test_the_list_begins_with_errors_and_names_the_line(ledger_of: Callable[..., Session]) -> None:
    todo = next(table for table in report(ledger_of(FILES), Asked()).tables if table.name == "list")
    assert todo.rows[0].cells[0] == "Beta"
    assert todo.rows[0].mark == "urgent"
    assert str(todo.rows[0].cells[2]).startswith("customers/beta.md:")


def test_problems_are_counted_by_what_they_are(ledger_of: Callable[..., Session]) -> None:
    problems = next(table for table in report(ledger_of(FILES), Asked()).tables if table.name == "problems")
    assert ("entry-date-invalid", 1) in [(row.cells[0], row.cells[2]) for row in problems.rows]


def test_an_empty_ledger_is_told_in_words(ledger_of: Callable[..., Session]) -> None:
    made = report(ledger_of({}), Asked())
    assert all(not table.rows for table in made.tables)
    assert str(made.tables[0].empty) == "There are no customers."


def test_a_large_ledger_against_plain_counts(big: Big) -> None:
    session, today = big.session, big.session.today
    counts: dict[str, list[int]] = {}
    for customer in big.customers:
        facts = compute_on(customer, session.vocabulary, session.settings, today)
        each = counts.setdefault(customer.text("owner"), [0, 0, 0, 0])
        verified = customer.value("verified")
        each[0] += 1
        each[1] += facts.completeness
        each[2] += facts.last_entry is not None and facts.last_entry >= today - timedelta(days=90)
        each[3] += isinstance(verified, date) and verified >= today - timedelta(days=180)
    rows = report(session, Asked()).tables[0].rows
    assert {row.cells[0]: row.cells[1:5] for row in rows} == {
        owner: (n, *(share(part, n) for part in (complete / 100, fresh, verified)))
        for owner, (n, complete, fresh, verified) in counts.items()
    }


def share(part: float, whole: int) -> Decimal:
    return (Decimal(str(part)) * 100 / whole).quantize(Decimal("0.1"), "ROUND_HALF_UP")
