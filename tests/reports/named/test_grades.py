"""The report grades: points and levels by hand on small ledgers, and against plain Python on a generated one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from ledger.model.vocabulary import Vocabulary
from ledger.reports.asked import Asked
from ledger.reports.named import grades
from ledger.reports.scope import scope
from ledger.reports.standing_values import standing_values
from ledger.reports.table import Report, Table
from ledger.session import Session
from tests.reports.named.conftest import Big
from tests.reports.named.test_value import BOND, COLE, SMALL

Make = Callable[..., Session]
LEVELS = "levels: {A: {}, B: {}, C: {}}\n"


def rows_of(table: Table) -> dict[str, dict[str, Any]]:
    """Cells by the name of the customer and the column, with words as they are in English."""
    names = [column.name for column in table.columns]
    made = {}
    for row in table.rows:
        cells = dict(zip(names, row.cells, strict=True))
        made[str(row.cells[0])] = {**cells, "change": None if cells.get("change") is None else str(cells["change"])}
    return made


def note(report: Report) -> str:
    return " ".join(map(str, report.notes))


def test_points_are_as_by_hand(ledger_of: Make) -> None:
    found = rows_of(grades.report(ledger_of(SMALL, LEVELS), Asked()).tables[0])
    acme = found["Acme"]
    # The larger of two sums: 100 of 100 bought for no more; the fewer of two numbers of orders: 50.
    assert (acme["amount"], acme["frequency"], acme["power"]) == (Decimal(100), Decimal(50), Decimal(75))
    # One order after the first: 25. 680 days: 1.8617 years × 20. Half of 25 + a quarter of 37.2.
    assert (acme["repurchase"], acme["relation"], acme["referrals"]) == (Decimal(25), Decimal("37.2"), Decimal(0))
    assert acme["loyalty"] == Decimal("21.8")
    assert acme["potential"] == Decimal("83.3")
    # (75 × 50 + 21.8 × 30 + 83.3 × 20) / 100.
    assert (acme["points"], acme["grade"], acme["level"], acme["change"]) == (Decimal("60.7"), "B", "B", None)
    bond = found["Bond"]
    # 173 days: .4736 years × 20; one customer brought: 50. Half of 25 + a quarter of 9.5 + a quarter of 50.
    assert (bond["relation"], bond["referrals"], bond["loyalty"]) == (Decimal("9.5"), Decimal(50), Decimal("27.4"))
    # (75 × 50 + 27.4 × 30) / 100: nothing is known of its potential.
    assert (bond["points"], bond["grade"], bond["change"]) == (Decimal("45.7"), "B", "down")
    assert (found["Cole"]["points"], found["Cole"]["grade"], found["Cole"]["change"]) == (
        Decimal(0),
        "C",
        "first level",
    )


def test_changes_come_first_then_points(ledger_of: Make) -> None:
    made = grades.report(ledger_of(SMALL, LEVELS), Asked())
    assert [row.cells[0] for row in made.tables[0].rows] == ["Bond", "Cole", "Acme"]
    assert [row.cells[:4] for row in made.tables[1].rows[:3]] == [("A", 1, 0, 0), ("B", 1, 2, 0), ("C", 0, 1, 0)]
    assert made.tables[1].totals == (None, 3, 3, 0)


@pytest.mark.parametrize("written", ["hand", "手工", "战略客户，老板定", "hand: strategic"])
def test_a_level_set_by_hand_is_kept_and_marked(ledger_of: Make, written: str) -> None:
    by_hand = BOND.replace("level: A\n", f"level: A\nlevel_by: '{written}'\n")
    found = rows_of(grades.report(ledger_of({**SMALL, "bond": by_hand}, LEVELS), Asked()).tables[0])["Bond"]
    assert (found["level"], found["grade"], found["change"], found["level_by"]) == (
        "A",
        "B",
        "kept, set by hand",
        "hand" if written == "手工" else written,
    )


@pytest.mark.parametrize("written", ["rules", "规则", "''"])
def test_a_level_set_by_rules_may_change(ledger_of: Make, written: str) -> None:
    by_rules = BOND.replace("level: A\n", f"level: A\nlevel_by: {written}\n")
    found = rows_of(grades.report(ledger_of({**SMALL, "bond": by_rules}, LEVELS), Asked()).tables[0])["Bond"]
    assert found["change"] == "down"


def test_weights_and_thresholds_are_those_of_the_ledger(ledger_of: Make) -> None:
    settings = f"{LEVELS}grading: {{purchasing_power: 1, loyalty: 0, potential: 3, thresholds: {{A: 80, B: 20}}}}\n"
    made = grades.report(ledger_of(SMALL, settings), Asked())
    found = rows_of(made.tables[0])
    # (75 + 83.3 × 3) / 4 and 75 / 4.
    assert (found["Acme"]["points"], found["Acme"]["grade"]) == (Decimal("81.2"), "A")
    assert (found["Bond"]["points"], found["Bond"]["grade"]) == (Decimal("18.8"), "C")
    assert "A ≥ 80, B ≥ 20" in note(made)


def test_levels_are_those_of_the_ledger_in_equal_steps(ledger_of: Make) -> None:
    made = grades.report(ledger_of({"cole": COLE}, "levels: {VIP: {}, 普通: {}}\n"), Asked())
    assert "VIP ≥ 50" in note(made)
    assert rows_of(made.tables[0])["Cole"]["grade"] == "普通"


def test_size_comes_from_the_number_of_employees_too(ledger_of: Make) -> None:
    files = {str(count): f"---\nname: N{count}\nemployees: {count}\n---\n" for count in (0, 9, 10, 99, 100, 299, 300)}
    files["said"] = "---\nname: Said\nemployees: 5000\nsize: micro\n---\n"
    found = rows_of(grades.report(ledger_of(files, LEVELS), Asked()).tables[0])
    points = [found[name]["potential"] for name in ("N0", "N9", "N10", "N99", "N100", "N299", "N300", "Said")]
    assert points == [Decimal(each) for each in (0, 0, 33, 33, 67, 67, 100, 0)]


def test_industries_are_ranked_by_what_their_customers_bring(ledger_of: Make) -> None:
    files = {}
    for industry, amount in (("steel", 100), ("books", 50)):
        for number in range(3):
            files[f"{industry}{number}"] = (
                f"---\nname: {industry}{number}\nindustry: {industry}\n---\n## 2026-11-01 order\n- amount: {amount}\n"
            )
    files["hope"] = "---\nname: Hope\nindustry: steel\n---\n"
    files["lone"] = "---\nname: Lone\nindustry: bells\n---\n## 2026-11-01 order\n- amount: 900\n"
    found = rows_of(grades.report(ledger_of(files, LEVELS), Asked()).tables[0])
    assert [found[name]["potential"] for name in ("steel0", "books0", "Hope", "Lone")] == [100, 50, 100, None]


def test_an_empty_ledger_says_so(ledger_of: Make) -> None:
    made = grades.report(ledger_of({}), Asked())
    assert [len(each.rows) for each in made.tables] == [0, 0]


def test_why_shows_points_weights_and_purchases(ledger_of: Make) -> None:
    session = ledger_of(SMALL, LEVELS)
    number = scope(session, Asked()).one("SELECT customer FROM scope WHERE id = 'A'")
    why = grades.why(session, number)
    assert (str(why.what), why.value) == ("grade of Acme", "B")
    assert [(str(part.what), part.value) for part in why.parts] == [
        ("purchasing power", Decimal(75)), ("loyalty", Decimal("21.8")), ("potential score", Decimal("83.3")),
    ]  # fmt: skip
    assert [each.line for each in why.sources] == [12, 9]


def test_standing_values_say_the_same_as_the_reports(ledger_of: Make) -> None:
    found = scope(ledger_of(SMALL, LEVELS), Asked())
    names = dict(found.rows("SELECT customer, id FROM scope"))
    standing = {names[number]: each for number, each in standing_values(found).items()}
    assert standing["A"] == ("high", "new_customers", "515", 11, "A", "B", 607, "high")
    assert standing["B"] == ("low", "lost", "111", 6, "A", "B", 457, "")
    assert standing["C"] == ("", "", "", 0, "", "C", 0, "")


# Against plain Python


def test_purchasing_power_and_points_are_those_of_plain_python(big: Big) -> None:
    made = grades.report(big.session, Asked())
    columns = [column.name for column in made.tables[0].columns]
    rows = {row.customer: dict(zip(columns, row.cells, strict=True)) for row in made.tables[0].rows}
    sums: dict[str, dict[str, Decimal]] = {}
    counts: dict[str, int] = {}
    ask = (
        "SELECT c.id, s.currency, s.amount, s.what FROM sales s JOIN customers c ON c.customer = s.customer"
        " WHERE s.date BETWEEN '2025-11-22' AND '2026-11-21'"
    )
    for identity, currency, amount, what in big.session.fresh().catalog.connection.execute(ask):
        if amount is not None:
            inside = sums.setdefault(identity, {})
            inside[currency] = inside.get(currency, Decimal(0)) + Decimal(amount)
        if what not in ("return", "refund"):
            counts[identity] = counts.get(identity, 0) + 1
    by_currency: dict[str, list[Decimal]] = {}
    for identity in counts:
        ((currency, own),) = sums[identity].items()
        by_currency.setdefault(currency, []).append(own)
    for each in by_currency.values():
        each.sort()
    ranked = sorted(counts.values())

    def tenth(figure: Decimal) -> Decimal:
        return figure.quantize(Decimal("0.1"), ROUND_HALF_UP)

    for identity, row in rows.items():
        if identity not in counts:
            assert row["power"] == 0
            continue
        ((currency, own),) = sums[identity].items()
        several = by_currency[currency]
        assert row["amount"] == tenth(Decimal(bisect_right(several, own) * 100) / len(several))
        assert row["frequency"] == tenth(Decimal(bisect_right(ranked, counts[identity]) * 100) / len(ranked))
        assert row["power"] == tenth((row["amount"] + row["frequency"]) / 2)
        assert row["loyalty"] == tenth(row["repurchase"] / 2 + row["relation"] / 4 + row["referrals"] / 4)
        whole = row["power"] * 50 + row["loyalty"] * 30 + (row["potential"] or 0) * 20
        assert row["points"] == tenth(whole / 100)
        assert row["grade"] == (
            "A" if row["points"] >= Decimal("66.7") else "B" if row["points"] >= Decimal("33.4") else "C"
        )
    assert sum(row.cells[2] for row in made.tables[1].rows) == len(rows)


def test_names_of_tiers_and_segments_are_values(big: Big) -> None:
    words: Vocabulary = big.session.vocabulary
    for standing in standing_values(scope(big.session, Asked())).values():
        assert not standing.tier or words.value("value", standing.tier) == standing.tier
        assert not standing.segment or words.value("segment", standing.segment) == standing.segment
