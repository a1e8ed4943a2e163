"""The report segments: counts and revenue by hand, saved queries, cross tables; and against plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from ledger.errors import BadValue
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named import segments, value
from ledger.reports.scope import scope
from ledger.reports.table import Report, Table
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
FILES = {
    "a": "---\nname: a\nlevel: A\nregion: 上海\nsize: large\nbirthday: 1990-05-01\n---\n"
    "## 2026-11-01 order\n- product: tea\n- amount: 300\n## 2026-10-01 order\n- product: cups\n- amount: 100\n",
    "b": "---\nname: b\nlevel: B\nregion: 上海\nemployees: 20\nbirthday: 05-01\n---\n## 2026-02-01 order\n- product: tea\n- amount: 50\n",
    "c": "---\nname: c\nregion: 苏州\n---\n## 2025-01-01 order\n- amount: 70\n",
    "d": "---\nname: d\nlevel: B\nregion: 苏州\n---\n",
    "gone": "---\nname: gone\nlevel: B\nstage: lost\n---\n## 2026-11-05 order\n- amount: 1000\n",
}


def cny(amount: int) -> tuple[Money, ...]:
    return (Money(Decimal(amount), "CNY"),) if amount else ()


def table(report: Report, name: str) -> Table:
    return next(each for each in report.tables if each.name == name)


def cross(session: Session, by: str, across: str = "", measure: str = "", over: str = "") -> Table:
    period_asked = period(over, session.today) if over else None
    return segments.report(session, Asked(by=(by,), across=across, measure=measure, period=period_asked)).tables[0]


def plain(made: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in made.rows]


def test_segments_are_counted_with_their_revenue(ledger_of: Make) -> None:
    session = ledger_of(FILES, "strategies: {lost: 发一封信}\n")
    made = table(segments.report(session, Asked()), "segments")
    found = {str(row.cells[0]): row.cells[1:5] for row in made.rows if row.cells[1]}
    # Days 20, 16 and 293; orders 2, 1, 1; sums 400, 1,000, 50. a: R 5, F 2 with edges 2 2 2.4 2.6 (1+1 …), M 3.
    by_customer = {row.customer: row.cells[4] for row in value.report(session, Asked()).tables[0].rows}
    assert Counter(by_customer[each] for each in ("a", "b", "c", "d")) == {
        name if name != "bought nothing yet" else None: cells[0] for name, cells in found.items()
    }
    assert found["bought nothing yet"][0] == 1
    # Who is lost does not count; what it bought is in no sum.
    assert made.totals is not None
    assert made.totals[1:5] == (4, Decimal("100.0"), cny(450), Decimal("100.0"))
    lost = next(row.cells for row in made.rows if row.cells[0] == "lost")
    assert lost[5:] == ("1", "1–5", "1–5", "发一封信")


def test_saved_queries_have_live_counts(ledger_of: Make) -> None:
    settings = 'queries: {上海: "region:上海", B: "level:B", new: "segment:new_customers", bad: "level:>>"}\n'
    made = table(segments.report(ledger_of(FILES, settings), Asked()), "queries")
    found = {row.cells[0]: row.cells for row in made.rows}
    assert found["上海"][1:5] == (2, Decimal("40.0"), cny(450), Decimal("31.0"))
    # As `ledger list` counts: who is lost is among them.
    assert found["B"][1:4] == (3, Decimal("60.0"), cny(1050))
    assert found["new"][1] is not None
    assert found["bad"][1] is None
    assert next(row for row in made.rows if row.cells[0] == "bad").mark == "urgent"


def test_levels_carry_their_strategy(ledger_of: Make) -> None:
    session = ledger_of(FILES, "levels: {A: {}, B: {}}\nstrategies: {A: 专人服务}\n")
    made = table(segments.report(session, Asked()), "levels")
    assert [(str(row.cells[0]), row.cells[1], row.cells[5]) for row in made.rows] == [
        ("A", 1, "专人服务"), ("B", 2, None), ("no level", 1, None),
    ]  # fmt: skip


def test_any_two_dimensions_are_crossed(ledger_of: Make) -> None:
    made = cross(ledger_of(FILES, "levels: {A: {}, B: {}}\n"), "region", "level")
    assert [column.name for column in made.columns] == ["region", "A", "B", "none", "total"]
    assert plain(made) == [("上海", 1, 1, 0, 2), ("苏州", 0, 1, 1, 2)]
    assert made.totals == (None, 1, 2, 1, 4)
    assert made.charts[0].kind == "heat"
    assert made.charts[0].y == ("A", "B", "none")


def test_revenue_is_crossed_exactly_and_per_currency(ledger_of: Make) -> None:
    made = cross(ledger_of(FILES), "region", "month", "revenue")
    assert [column.name for column in made.columns] == ["region", "2026-02", "2026-10", "2026-11", "total"]
    assert plain(made) == [
        (None, (), (), cny(1000), cny(1000)),
        ("上海", cny(50), cny(100), cny(300), cny(450)),
    ] or plain(made) == [("上海", cny(50), cny(100), cny(300), cny(450)), (None, (), (), cny(1000), cny(1000))]
    assert made.totals == (None, cny(50), cny(100), cny(1300), cny(1450))


def test_products_count_each_customer_once_for_each(ledger_of: Make) -> None:
    made = cross(ledger_of(FILES), "product")
    assert plain(made) == [("tea", 2), ("cups", 1), (None, 2)]
    assert made.totals == (None, 4)
    assert "several times" in str(made.notes[0])
    sold = cross(ledger_of(FILES), "product", measure="revenue")
    assert {row[0]: row[1] for row in plain(sold)} == {"tea": cny(350), "cups": cny(100), None: cny(1000)}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("size", {"large": 1, "small": 1, None: 2}),
        ("年龄", {"35–44": 1, None: 3}),
        ("frequency", {"0": 2, "1": 1, "2–3": 1}),
        ("amount", {"0": 2, "1–1,000": 2}),
        # Who left is the best of four.
        ("value", {"middle": 1, "low": 2, None: 1}),
        ("abc", {"A": 1, "B": 0, "C": 1, None: 2}),
    ],
)
def test_classes_that_are_worked_out_are_dimensions(ledger_of: Make, name: str, counts: dict[str | None, int]) -> None:
    made = cross(ledger_of(FILES), name)
    assert dict(plain(made)) == {key: count for key, count in counts.items() if count}


def test_the_tail_of_many_columns_is_added_up(ledger_of: Make) -> None:
    files = {f"n{n}": f"---\nname: n{n}\nregion: r{n}\nlevel: A\n---\n" for n in range(15)}
    made = cross(ledger_of(files), "level", "region")
    assert made.columns[-2].name == "rest"
    assert made.rows[0].cells[-2:] == (3, 15)


def test_what_is_no_dimension_or_measure_is_refused(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    with pytest.raises(BadValue, match="told apart"):
        cross(session, "month")
    with pytest.raises(BadValue, match="nothing that segments can count"):
        cross(session, "region", measure="weight")


def test_why_shows_the_scores_behind_a_segment(ledger_of: Make) -> None:
    session = ledger_of(FILES)
    number = scope(session, Asked()).one("SELECT customer FROM scope WHERE name = 'c'")
    why = segments.why(session, number)
    assert (str(why.what), why.value) == ("segment of c", "lost")
    assert next((str(name), cell) for name, cell in why.numbers) == ("R of the segment", "1–1")
    assert [each.line for each in why.sources] == [5]
    number = scope(session, Asked()).one("SELECT customer FROM scope WHERE name = 'd'")
    assert segments.why(session, number).value is None


def test_nothing_is_said_in_words(ledger_of: Make) -> None:
    made = segments.report(ledger_of({}), Asked(by=("region",)))
    assert [len(each.rows) for each in made.tables] == [0] * 4
    assert "saves no queries" in str(table(made, "queries").empty)


def test_counts_are_those_of_plain_python(big: Big) -> None:
    made = segments.report(big.session, Asked(by=("region",), across="level"))
    counted = Counter((each.text("region"), each.text("level")) for each in big.customers)
    crossed = made.tables[0]
    heads = [column.name for column in crossed.columns]
    for row in crossed.rows:
        for level in ("A", "B", "C"):
            assert row.cells[heads.index(level)] == counted[str(row.cells[0]), level]
        assert row.cells[-1] == sum(count for (region, _), count in counted.items() if region == row.cells[0])
    by_segment = Counter(row.cells[4] for row in value.report(big.session, Asked()).tables[0].rows)
    for row in table(made, "segments").rows:
        name = row.cells[0] if isinstance(row.cells[0], str) else None
        assert row.cells[1] == by_segment[name]
    assert table(made, "queries").rows[0].cells[1] == sum(
        each.text("level") == "A" or _revenue(big, each.id) > 500_000 for each in big.customers
    )


def _revenue(big: Big, identity: str) -> Decimal:
    ask = (
        "SELECT s.amount FROM sales s JOIN customers c ON c.customer = s.customer WHERE c.id = ? AND s.currency = 'CNY'"
        " AND s.amount IS NOT NULL"
    )
    return sum(
        (Decimal(amount) for (amount,) in big.session.fresh().catalog.connection.execute(ask, (identity,))), Decimal(0)
    )
