from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.facts.story import tell
from ledger.model.values import Money
from ledger.reports.agreements import agreements
from ledger.reports.asked import Asked, period
from ledger.reports.named.contracts import report, why_row
from ledger.reports.scope import scope
from ledger.reports.table import Report, Table
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
FRONT = "---\nname: {name}\nowner: {owner}\n---\n\n"
ACME = (
    FRONT.format(name="Acme", owner="张三")
    + """## 2025-12-01 contract HT-1 coffee
- amount: 1000
- start: 2025-12-10
- end: 2026-12-09
- notice: 30d
- duties:
  - we: beans by the 5th of each month
  - [x] 2026-01-15 we: install ✅ 2026-01-20
  - [ ] 2026-11-11 they: pay the second half
  - 2026-03-01 training (done 2026-03-05)

## 2026-06-01 contract HT-2 water
- amount: USD 300
- start: 2026-06-01
- end: 2027-05-31
- renewal: yes

## 2026-11-01 contract HT-3 machines
- amount: 500
- start: 2027-10-01
- renew: 2027-12-01
"""
)
BELL = (
    FRONT.format(name="Bell", owner="李四")
    + """## 2024-01-01 contract B-1
- amount: 100
- end: 2025-12-31

## 2025-12-20 contract B-2
- amount: 200
- start: 2026-01-01
- end: 2026-06-30
- status: completed

## 2026-03-01 contract B-3
- amount: 50
- end: 2026-10-31
- status: terminated

## 2026-03-02 contract B-4
- amount: 70
- status: draft

## 2026-04-01 contract B-5
- amount: 80
- end: 2026-09-30

## 2026-10-01 contract B-5
- status: renewed
"""
)


def table(found: Report, name: str) -> Table:
    return next(each for each in found.tables if each.name == name)


def shown(cell: object) -> str:
    if isinstance(cell, tuple):
        return " + ".join(f"{money.amount} {money.currency}" for money in cell)
    return "" if cell is None else str(cell)


def rows(found: Report, name: str, *columns: str) -> list[list[str]]:
    of = table(found, name)
    return [[shown(row.cells[of.column(column)]) for column in columns] for row in of.rows]


@pytest.fixture
def two(ledger_of: Make) -> Session:
    return ledger_of({"acme": ACME, "bell": BELL})


def test_running_contracts_stand_by_the_day_to_act_by(two: Session) -> None:
    found = report(two, Asked())
    columns = ("ref", "state", "end", "days_left", "act_by", "notice", "by_itself", "value", "duties", "next_duty")
    assert rows(found, "running", *columns) == [
        ["HT-1", "running", "2026-12-09", "18", "2026-11-09", "30d", "", "1000 CNY", "2", "2026-11-11"],
        ["HT-2", "running", "2027-05-31", "191", "", "", "yes", "300 USD", "0", ""],
        ["HT-3", "not begun", "", "", "2027-12-01", "", "", "500 CNY", "0", ""],
    ]
    assert [row.mark for row in found.tables[0].rows] == ["urgent", "", ""]
    assert [shown(cell) for cell in found.tables[0].totals or () if cell] == ["1500 CNY + 300 USD"]


def test_the_day_to_act_by_is_the_one_that_is_due(two: Session) -> None:
    """The same rule as in facts/dues/contracts.py, held against what `ledger due` goes by."""
    asked = scope(two, Asked())
    known = {(one.customer, one.line): one.act_by for one in agreements(asked) if one.alive and one.act_by}
    dues = asked.rows("SELECT customer, line, date FROM dues WHERE what = 'contract'")
    running = {(customer, line): date.fromisoformat(day) for customer, line, day in dues if (customer, line) in known}
    assert running == known


@pytest.mark.parametrize(("days", "expected"), [(None, ["HT-1"]), (400, ["HT-1", "HT-2", "HT-3"]), (0, ["HT-1"])])
def test_what_is_to_be_acted_on_within_so_many_days(two: Session, days: int | None, expected: list[str]) -> None:
    found = report(two, Asked(days=days))
    assert [row[0] for row in rows(found, "ending", "ref")] == expected


def test_what_is_due_says_what_to_do(two: Session) -> None:
    found = report(two, Asked(days=400))
    assert rows(found, "ending", "ref", "days_left", "what") == [
        ["HT-1", "-12", "renew or give notice"],
        ["HT-2", "191", "renews by itself"],
        ["HT-3", "375", "renew"],
    ]
    assert table(found, "ending").rows[0].mark == "urgent"


def test_a_contract_that_is_followed_by_another_is_to_be_closed(ledger_of: Make) -> None:
    text = "## 2025-12-01 contract H-1\n- end: 2026-12-01\n\n## 2026-11-01 contract H-2\n- start: 2026-12-02\n- end: 2027-12-01\n"
    found = report(ledger_of({"a": FRONT.format(name="A", owner="") + text}), Asked())
    assert rows(found, "ending", "ref", "what") == [["H-1", "close it: another contract follows"]]


def test_contracts_that_ended_without_another_one_are_listed(two: Session) -> None:
    found = report(two, Asked())
    # B-1 went on as B-2, B-2 as B-5, which was renewed; B-3 was called off, and nothing ends later.
    assert rows(found, "ended", "ref", "end", "state", "days_ago", "value") == [
        ["B-3", "2026-10-31", "terminated", "21", "50 CNY"],
    ]
    other = report(two, Asked(period=period("2025", two.today)))
    assert rows(other, "ended", "ref") == []


def test_duties_have_days_and_marks(two: Session) -> None:
    found = report(two, Asked())
    assert rows(found, "duties", "ref", "duty", "due", "days_late", "done", "done_on") == [
        ["HT-1", "they: pay the second half", "2026-11-11", "10", "no", ""],
        ["HT-1", "we: beans by the 5th of each month", "", "", "no", ""],
        ["HT-1", "we: install", "2026-01-15", "", "yes", "2026-01-20"],
        ["HT-1", "2026-03-01 training (done 2026-03-05)", "2026-03-01", "", "yes", "2026-03-05"],
    ]
    assert [row.mark for row in table(found, "duties").rows] == ["urgent", "", "good", "good"]


def test_the_summary_counts_what_runs_begins_and_ends(two: Session) -> None:
    columns = ("running", "running_value", "begun", "ended", "ended_value", "followed", "renewal_rate")
    assert rows(report(two, Asked()), "summary", *columns) == [
        ["2", "1000 CNY + 300 USD", "5", "4", "430 CNY", "3", "75"],
    ]
    found = report(two, Asked(by=("owner",)))
    assert found.tables[0].name == "summary"
    assert rows(found, "summary", "owner", "running", "ended", "followed") == [
        ["张三", "2", "0", "0"], ["李四", "0", "4", "3"],
    ]  # fmt: skip
    assert [each.name for each in report(two, Asked(compare="previous")).tables] == ["summary"]


def test_the_file_of_a_contract_is_held_against_its_hash(ledger_of: Make) -> None:
    mark = sha256(b"signed").hexdigest()
    said = {
        "same": f"contracts/a.pdf\n- hash: {mark}",
        "short": f"contracts/a.pdf\n- hash: sha256:{mark[:12].upper()}",
        "changed": f"contracts/b.pdf\n- hash: {mark}",
        "missing": f"contracts/c.pdf\n- hash: {mark}",
        "without": "contracts/a.pdf",
        "outside": f"../../../../../../etc/hostname\n- hash: {mark}",
        "elsewhere": "https://example.com/a.pdf",
        "bare": "",
    }
    text = "".join(f"## 2026-01-01 contract {ref}\n- file: {file}\n\n" for ref, file in said.items())
    session = ledger_of({"a": FRONT.format(name="A", owner="") + text.replace("- file: \n", "")})
    folder = session.root / "contracts"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"signed")
    (folder / "b.pdf").write_bytes(b"forged")
    found = report(session, Asked())
    states = {row[0]: row[1] for row in rows(found, "running", "ref", "file")}
    assert states == {
        "same": "as signed", "short": "as signed", "changed": "changed", "missing": "missing", "without": "without hash",
        "outside": "outside the ledger", "elsewhere": "without hash", "bare": "",
    }  # fmt: skip
    marks = {str(row.cells[1]): row.mark for row in table(found, "running").rows}
    assert [ref for ref, each in marks.items() if each == "urgent"] == ["changed"]


def test_a_file_may_lie_beside_the_customer(ledger_of: Make, tmp_path: Path) -> None:
    text = FRONT.format(name="A", owner="") + "## 2026-01-01 contract HT-1\n- file: ht-1.pdf\n"
    session = ledger_of({"a": text})
    (tmp_path / "customers" / "ht-1.pdf").write_bytes(b"x")
    assert rows(report(session, Asked()), "running", "file") == [["without hash"]]


def test_no_contracts_are_said_in_words(ledger_of: Make) -> None:
    found = report(ledger_of({"a": "---\nname: A\n---\n"}), Asked())
    assert [str(each.empty) for each in found.tables][:2] == [
        "No contract runs.", "No contract ends, or is to be acted on, within 60 days.",
    ]  # fmt: skip


def test_an_own_kind_that_is_like_a_contract_counts(ledger_of: Make) -> None:
    text = FRONT.format(name="A", owner="") + "## 2026-01-01 框架 F-1\n- end: 2027-01-01\n"
    session = ledger_of({"a": text}, settings="kinds:\n  框架: {like: contract}\n")
    assert rows(report(session, Asked()), "running", "ref") == [["F-1"]]


def test_why_tells_the_rule_and_the_entries(two: Session) -> None:
    found = report(two, Asked())
    told = why_row(two, Asked(), found.tables[0].rows[0])
    assert (str(told.value), len(told.sources)) == ("2026-11-09", 5)
    assert str(why_row(two, Asked(), table(found, "summary").rows[0]).rule).startswith("Each contract")


def test_figures_of_a_generated_ledger_equal_an_independent_computation(big: Big) -> None:
    session, today = big.session, big.session.today
    first = period("12m", today).first
    running = ended = followed = 0
    value = Decimal(0)
    for customer in big.customers:
        made = tell(customer, session.vocabulary, session.settings).records.get("contract", ())
        known = [(record, record.fields["start"], record.fields["end"]) for record in made]
        for record, start, end in known:
            assert isinstance(start, date)
            assert isinstance(end, date)
            amount = record.fields["amount"]
            assert isinstance(amount, Money)
            if end >= today and not record.closed and start <= today:
                running += 1
                value += amount.amount
            elif first <= end < today:
                ended += 1
                followed += any(
                    a > start and abs((a - end).days) <= 90 and b > end
                    for _, a, b in known
                    if isinstance(a, date) and isinstance(b, date)
                )
    found = report(session, Asked())
    assert running > 10
    assert rows(found, "summary", "running", "running_value", "ended", "followed") == [
        [str(running), f"{value} CNY", str(ended), str(followed)],
    ]
    assert len(table(found, "running").rows) == running
    assert len(table(found, "ended").rows) == ended - followed
