"""Where customers stand on a ladder, and the steps that they took: from the moves that the rules of ledger.yaml make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ledger.facts.lifecycle import LADDERS, LOST, POTENTIAL
from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.dimensions import dimensions
from ledger.reports.scope import Scope, by_currency, money, within
from ledger.reports.table import Cell, Chart, Column, Period, Row, Table

NAMES: Mapping[str, Message] = {"life": say("life cycle"), "buying": say("buying")}
_TENTH = Decimal("0.1")
_STAGE = Column("stage", say("stage"), "choice", values="stage")
_CUSTOMERS = Column("customers", say("customers"), "count")
_SHARE = Column("share", say("share"), "percent", "%")


def standing(scope: Scope, ladder: str) -> str:
    """SQL that gives each customer of the scope its stage on a ladder: (customer, stage)."""
    # Of the rows of a customer that max() picks, SQLite gives the other columns too; steps are in time order.
    return (
        f"SELECT c.customer, ifnull(m.became, '{POTENTIAL}') AS stage FROM scope c LEFT JOIN"  # noqa: S608
        f" (SELECT customer, max(n), became FROM now_moves WHERE what = '{ladder}' GROUP BY customer) m"
        " ON m.customer = c.customer"
    )


def stages_table(scope: Scope, ladder: str) -> Table:
    """The customers at each stage of a ladder, what they brought in, and how many were set there by hand."""
    counts = {
        stage: (count, hand)
        for stage, count, hand in scope.rows(
            f"SELECT t.stage, count(*), sum(ifnull(c.stage, '') = t.stage) FROM ({standing(scope, ladder)}) t"  # noqa: S608
            " JOIN scope c ON c.customer = t.customer GROUP BY 1"
        )
    }
    brought = by_currency(
        scope.rows(
            f"SELECT t.stage, r.key, exact_sum(r.value) FROM ({standing(scope, ladder)}) t JOIN scope c"  # noqa: S608
            " ON c.customer = t.customer, json_each(c.revenue) r WHERE c.revenue <> '{}' GROUP BY 1, 2"
        )
    )
    whole = sum(count for count, _ in counts.values())
    rows = tuple(
        Row(
            (stage, count, share(count, whole), money(brought.get((stage,), {})), hand or 0),
            key=("stage", ladder, stage),
        )
        for stage in LADDERS[ladder]
        for count, hand in (counts.get(stage, (0, 0)),)
    )
    title = say("Customers by stage ({ladder})", ladder=NAMES[ladder])
    columns = (
        _STAGE, _CUSTOMERS, _SHARE, Column("revenue", say("revenue so far"), "money"),
        Column("by_hand", say("set so by hand"), "count", wide=True),
    )  # fmt: skip
    return Table(
        ladder, title, columns, rows if whole else (), charts=(Chart("bar", title, "stage", ("customers",)),),
        empty=say("There are no customers."),
    )  # fmt: skip


def by_hand_table(scope: Scope, ladder: str) -> Table:
    """The stages that people wrote down against those of the rules."""
    rows = scope.rows(
        f"SELECT c.stage, t.stage, count(*) FROM ({standing(scope, ladder)}) t JOIN scope c ON c.customer = t.customer"  # noqa: S608
        " WHERE ifnull(c.stage, '') NOT IN ('', t.stage) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    )
    columns = (
        Column("by_hand", say("written down"), "choice", values="stage"),
        Column("stage", say("by the rules"), "choice", values="stage"),
        _CUSTOMERS,
    )
    return Table(
        "by_hand", say("Stages set by hand that the rules see otherwise ({ladder})", ladder=NAMES[ladder]), columns,
        tuple(Row(tuple(row), key=("by_hand", *row[:2])) for row in rows), keys=2,
        empty=say("What is written down agrees with the rules."),
    )  # fmt: skip


def by_table(scope: Scope, ladder: str, asked: Asked) -> Table:
    """The customers at each stage, by whatever is asked for."""
    by_what = dimensions(scope, asked.by, date="")
    joins = " ".join(dict.fromkeys(each.join for each in by_what if each.join))
    keys = ", ".join(each.expression for each in by_what)
    groups: dict[tuple[Cell, ...], dict[str, int]] = {}
    for *key, stage, count in scope.rows(
        f"SELECT {keys}, t.stage, count(*) FROM ({standing(scope, ladder)}) t JOIN scope c ON c.customer = t.customer"  # noqa: S608
        f" {joins} GROUP BY {', '.join(str(n + 1) for n in range(len(by_what) + 1))}"
    ):
        groups.setdefault(tuple(key), {})[stage] = count
    stages = LADDERS[ladder]
    columns = (
        *(each.column for each in by_what),
        *(Column(stage, STAGES[stage], "count") for stage in stages),
        Column("all", say("all"), "count"),
    )
    ordered = sorted(groups.items(), key=lambda pair: (-sum(pair[1].values()), tuple(map(str, pair[0]))))
    rows = tuple(
        Row((*key, *(found.get(stage, 0) for stage in stages), sum(found.values())), key=("group", *key))
        for key, found in ordered
    )
    title = say(
        "Customers by stage ({ladder}) and {names}", ladder=NAMES[ladder],
        names=tuple(each.column.label for each in by_what),
    )  # fmt: skip
    return Table(
        "by_" + "_".join(each.name for each in by_what), title, columns, rows, keys=len(by_what),
        charts=(Chart("stacked", title, by_what[0].name, stages),), empty=say("There are no customers."),
    )  # fmt: skip


STAGES: Mapping[str, Message] = {
    "potential": say("potential"),
    "active": say("active"),
    "first_purchase": say("first purchase"),
    "repeat": say("repeat purchase"),
    "loyal": say("loyal"),
    "lost": say("lost"),
}


def moves_table(scope: Scope, ladder: str, period: Period) -> Table:
    """The steps of each month of a period: onto the ladder, up, down, lost, and back from lost."""
    counts = _counts(scope, ladder, period)
    stages = LADDERS[ladder][1:-1]
    months = months_of(period, min((month for month, _, _ in counts), default=None))
    rows = []
    for month in months:
        cells = [0] * len(_WAYS)
        for (of, was, became), count in counts.items():
            if of == month:
                cells[_way(stages, was, became)] += count
        rows.append(Row((month, *cells), key=("month", month)))
    title = say("Steps by month ({ladder})", ladder=NAMES[ladder])
    columns = (
        Column("month", say("month"), "month"),
        *(Column(name, label, "count") for name, label in _WAYS),
    )
    totals = tuple(sum(int(str(row.cells[place])) for row in rows) for place in range(1, len(columns)))
    return Table(
        f"moves_{ladder}", title, columns, tuple(rows), (None, *totals) if rows else None,
        charts=(Chart("line", title, "month", tuple(name for name, _ in _WAYS)),), empty=say("Nobody took a step."),
    )  # fmt: skip


_WAYS = (
    ("first", say("first order")), ("up", say("up")), ("down", say("down")), ("lost", say("lost")), ("back", say("back")),
)  # fmt: skip


def _way(stages: Sequence[str], was: str, became: str) -> int:
    """The column of a step."""
    if became == LOST:
        return 3
    if was == POTENTIAL:
        return 0
    if was == LOST:
        return 4
    return 1 if stages.index(became) > stages.index(was) else 2


def steps_table(scope: Scope, ladder: str, period: Period) -> Table:
    """From which stage to which customers went in a period."""
    counts: dict[tuple[str, str], int] = {}
    for (_, was, became), count in _counts(scope, ladder, period).items():
        counts[was, became] = counts.get((was, became), 0) + count
    order = LADDERS[ladder]
    rows = tuple(
        Row((*step, counts[step]), key=("step", *step))
        for step in sorted(counts, key=lambda step: (order.index(step[0]), order.index(step[1])))
    )
    columns = (
        Column("was", say("from"), "choice", values="stage"), Column("became", say("to"), "choice", values="stage"),
        Column("steps", say("steps"), "count"),
    )  # fmt: skip
    title = say("From stage to stage ({ladder})", ladder=NAMES[ladder])
    return Table(f"steps_{ladder}", title, columns, rows, keys=2, empty=say("Nobody took a step."))


def _counts(scope: Scope, ladder: str, period: Period) -> dict[tuple[str, str, str], int]:
    days, bounds = within(period)
    rows = scope.rows(
        "SELECT substr(s.date, 1, 7), s.was, s.became, count(*) FROM now_moves s JOIN scope c"  # noqa: S608
        f" ON c.customer = s.customer WHERE s.what = ? AND {days} GROUP BY 1, 2, 3",
        (ladder, *bounds),
    )
    return {(month, was, became): count for month, was, became, count in rows}


def months_of(period: Period, first: str | None) -> list[str]:
    """The months of a period, from the first in which anything happened if it has no beginning; none if nothing did."""
    if first is None:
        return []
    begin = first if period.first == date.min else f"{period.first:%Y-%m}"
    year, month = int(begin[:4]), int(begin[5:])
    found = []
    while (year, month) <= (period.last.year, period.last.month):
        found.append(f"{year:04}-{month:02}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def share(part: int, whole: int) -> Decimal | None:
    """A part of a whole in percent, to a tenth, half up; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None
