"""CSAT, NPS and CES with numbers of answers, intervals, turns and low scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import mean
from typing import TYPE_CHECKING, Any

import pytest

from ledger.errors import BadValue
from ledger.messages import Message
from ledger.reports.asked import Asked, period
from ledger.reports.named.satisfaction import report, why, why_row
from ledger.reports.table import Report, Table
from ledger.session import Session

if TYPE_CHECKING:
    from tests.reports.named.conftest import Big

Make = Callable[..., Session]


def answers(name: str, owner: str, *given: str) -> str:
    """A customer with a survey for each of `2026-03-05 csat=4 nps=9`."""
    text = f"---\nname: {name}\nowner: {owner}\n---\n"
    for each in given:
        day, *pairs = each.split()
        text += f"\n## {day} survey\n\n" + "".join("- {}: {}\n".format(*pair.split("=")) for pair in pairs)
    return text


FILES = {
    "acme": answers(
        "Acme", "Ana", "2026-03-05 csat=5 nps=10 touchpoint=delivery", "2026-09-05 csat=2 nps=6 ces=3 product=pump"
    ),
    "beta": answers("Beta", "Ana", "2026-03-10 csat=4 nps=9", "2026-09-10 csat=4 nps=8 ces=7"),
    "gamma": answers("Gamma", "Ana", "2026-03-11 csat=3 nps=0", "2026-04-11 csat=5"),
    "delta": answers("Delta", "Ben", "2026-03-12 csat=4"),
    "old": answers("Old", "Ben", "2025-03-12 csat=1"),
}


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def cells(found: Table, *names: str) -> list[tuple[Any, ...]]:
    places = [found.column(name) for name in names]
    return [
        tuple(str(cell) if isinstance(cell, Message) else cell for cell in (row.cells[place] for place in places))
        for row in found.rows
    ]


def short(value: object) -> float | None:
    return None if value is None else round(float(str(value)), 2)


def test_each_measure_over_the_period(ledger_of: Make) -> None:
    made = report(ledger_of(FILES), Asked())
    found = {
        name: (n, short(value), short(low), short(high), note)
        for name, n, value, low, high, note in cells(made.tables[0], *("measure", "n", "value", "low", "high", "note"))
    }
    # 5 2 4 4 3 5 4: mean 27/7, s² = 6.857/6, half = 1.96·√(1.1429/7) = .79
    assert found["CSAT"] == (7, 3.86, 3.07, 4.65, None)
    # 5 of 7 are 4 or 5.
    assert found["CSAT: share of 4 and 5, %"] == (7, 71.43, 35.89, 91.78, None)
    # 10 and 9 promote, 6 and 0 detract, 8 is passive: 0 of 5; variance .8, half = 196·√.16 = 78.4
    assert found["NPS"] == (5, 0, -78.4, 78.4, None)
    # 3 and 7: two answers are too few.
    assert found["CES"] == (2, 5, 1.08, 7, "too few answers")


def test_by_month_is_what_is_shown_without_by(ledger_of: Make) -> None:
    made = report(ledger_of(FILES), Asked())
    assert cells(table(made, "csat_by_month"), "month", "n", "csat") == [
        ("2026-03", 4, 4),
        ("2026-04", 1, 5),
        ("2026-09", 2, 3),
    ]
    assert cells(table(made, "nps_by_month"), "month", "nps", "passives") == [
        ("2026-03", Decimal(100) / 3, 0),
        ("2026-09", -50, 50),
    ]


def test_figures_of_people_need_enough_answers(ledger_of: Make) -> None:
    made = report(ledger_of(FILES), Asked(by=("owner",)))
    assert made.tables[0].name == "csat_by_owner"
    found = cells(made.tables[0], "owner", "n", "csat", "satisfied", "note")
    assert [(owner, n, short(csat), short(share), note) for owner, n, csat, share, note in found] == [
        ("Ana", 6, 3.83, 66.67, None),
        ("Ben", 1, None, None, "too few answers"),
    ]
    levels = report(ledger_of(FILES), Asked(by=("name",)))
    assert ("Delta", 1, 4, "too few answers") in cells(levels.tables[0], "name", "n", "csat", "note")


def test_by_touch_point_and_product(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    assert cells(report(session, Asked(by=("触点",))).tables[0], "touchpoint", "n") == [("delivery", 1), (None, 6)]
    assert cells(report(session, Asked(by=("product",), measure="ces")).tables[0], "product", "n", "ces") == [
        ("pump", 1, 3),
        (None, 1, 7),
    ]


def test_last_answer_against_earlier_ones(ledger_of: Make) -> None:
    found = table(report(ledger_of(FILES), Asked()), "turning")
    assert cells(found, "name", "measure", "before", "last", "change") == [
        ("Acme", "CSAT", 5, 2, -3),
        ("Acme", "NPS", 10, 6, -4),
        ("Beta", "NPS", 9, 8, -1),
        ("Gamma", "CSAT", 3, 5, 2),
    ]
    assert [row.mark for row in found.rows] == ["urgent", "urgent", "", ""]


def test_low_scores_and_whether_anybody_called_since(ledger_of: Make) -> None:
    files = FILES | {"gamma": FILES["gamma"] + "\n## 2026-03-20 call\n\nsorry\n"}
    found = table(report(ledger_of(files), Asked()), "low")
    assert cells(found, "name", "measure", "value", "date", "last_contact") == [
        ("Acme", "CSAT", 2, date(2026, 9, 5), None),
        ("Acme", "NPS", 6, date(2026, 9, 5), None),
        ("Acme", "CES", 3, date(2026, 9, 5), None),
        ("Gamma", "NPS", 0, date(2026, 3, 11), date(2026, 3, 20)),
    ]
    assert [row.mark for row in found.rows] == ["urgent", "urgent", "urgent", ""]


def test_another_period(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    made = report(session, Asked(period=period("2025", session.today)))
    assert cells(made.tables[0], "measure", "n", "value") == [("CSAT", 1, 1), ("CSAT: share of 4 and 5, %", 1, 0)]


def test_nobody_answered(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": "---\nname: Acme\n---\n"}), Asked())
    assert made.tables[0].rows == ()
    assert str(made.tables[0].empty) == "Nobody answered in the period."


def test_a_measure_that_is_none(ledger_of: Make) -> None:
    with pytest.raises(BadValue, match="smiles"):
        report(ledger_of(FILES), Asked(measure="smiles"))


def test_why_a_customer_is_satisfied(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    number = next(row.key for row in table(report(session, Asked()), "turning").rows)
    assert isinstance(number, tuple)
    told = why(session, number[0])
    assert told.value == 2
    assert [str(part.what) for part in told.parts] == ["CSAT", "NPS", "CES"]
    csat = told.parts[0]
    assert {str(label): value for label, value in csat.numbers} == {
        "Answers": 2,
        "Last answer": 2,
        "Mean of earlier ones": 5,
        "Change": -3,
    }
    assert [(source.line, source.day) for source in csat.sources] == [(12, date(2026, 9, 5)), (6, date(2026, 3, 5))]


def test_why_a_figure_of_a_group(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    made = report(session, Asked())
    told = why_row(session, Asked(), made.tables[0].rows[0])
    assert "√" in str(told.rule)
    assert {str(label): value for label, value in told.numbers} == {
        "Answers": 7,
        "Answers of 5": 2,
        "Answers of 4": 3,
        "Answers of 3": 1,
        "Answers of 2": 1,
    }
    assert len(told.sources) == 7
    owners = report(session, Asked(by=("owner",)))
    told = why_row(session, Asked(by=("owner",)), owners.tables[0].rows[1])
    assert (told.value, [source.path for source in told.sources]) == (None, ["customers/delta.md"])


def test_why_of_somebody_who_never_answered(ledger_of: Make) -> None:
    told = why(ledger_of({"acme": "---\nname: Acme\n---\n"}), 1)
    assert told.value is None
    assert str(told.rule) == "No answer is written down."


def test_the_generated_ledger(big: Big) -> None:
    first = period("12m", big.session.today).first
    given: dict[str, list[tuple[str, int]]] = {"csat": [], "nps": []}
    for customer in big.customers:
        for entry in customer.entries:
            if entry.kind == "survey" and first <= entry.date <= big.session.today:
                for measure, known in given.items():
                    known.append((customer.text("owner"), int(str(entry.fields[measure]))))
    made = report(big.session, Asked())
    found = {name: (n, value) for name, n, value in cells(made.tables[0], "measure", "n", "value")}
    assert found["CSAT"] == (len(given["csat"]), mean(value for _, value in given["csat"]))
    promoters = sum(value >= 9 for _, value in given["nps"])
    detractors = sum(value <= 6 for _, value in given["nps"])
    assert found["NPS"] == (len(given["nps"]), Decimal(100 * (promoters - detractors)) / len(given["nps"]))
    owners = report(big.session, Asked(by=("owner",))).tables[0]
    assert dict(cells(owners, "owner", "n")) == {
        owner: sum(each == owner for each, _ in given["csat"]) for owner, _ in given["csat"]
    }
