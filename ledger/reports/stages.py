"""Where customers stand on a ladder, and the steps that they took: from the moves that the rules of ledger.yaml make."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.facts.lifecycle import LADDERS, LOST, POTENTIAL
from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.dimensions import dimensions
from ledger.reports.scope import Scope, Sums, add, money, within
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Chart, Column, Period, Row, Table

NAMES: Mapping[str, Message] = {"life": say("life cycle"), "buying": say("buying")}
_CODES = (POTENTIAL, *dict.fromkeys(stage for stages in LADDERS.values() for stage in stages[1:]))
Brought = dict[tuple[str, str], Sums]
Taken = dict[str, dict[tuple[str, str, str], int]]
_STAGE = Column("stage", say("stage"), "choice", values="ladder")
_CUSTOMERS = Column("customers", say("customers"), "count")
_SHARE = Column("share", say("share"), "percent", "%")


class Standing(NamedTuple):
    """A customer with its stage on both ladders, the stage that is written down, and what it brought in (as JSON)."""

    customer: int
    life: str
    buying: str
    by_hand: str
    revenue: str


def standings(scope: Scope) -> list[Standing]:
    """Where every customer of the scope stands."""
    # A step's place and where it leads make one number, so that the last of each ladder is found in one pass.
    leads = "".join(f" WHEN '{stage}' THEN {code}" for code, stage in enumerate(_CODES))
    last = ", ".join(
        f"max(CASE WHEN what = '{ladder}' THEN n * {len(_CODES)} + CASE became{leads} END END) AS {ladder}"
        for ladder in LADDERS
    )
    rows = scope.rows(
        f"SELECT c.customer, m.life, m.buying, ifnull(c.stage, ''), c.revenue FROM scope c LEFT JOIN (SELECT customer, {last}"  # noqa: S608
        " FROM now_moves GROUP BY customer) m ON m.customer = c.customer"
    )
    return [
        Standing(number, _CODES[(life or 0) % len(_CODES)], _CODES[(buying or 0) % len(_CODES)], by_hand, revenue)
        for number, life, buying, by_hand, revenue in rows
    ]


def brought_in(known: Sequence[Standing]) -> Brought:
    """What customers brought in, by their stages on both ladders."""
    found: Brought = {}
    for each in known:
        if each.revenue != "{}":
            add(found.setdefault((each.life, each.buying), {}), sums_of(each.revenue))
    return found


def stages_table(known: Sequence[Standing], brought: Brought, ladder: str) -> Table:
    """The customers at each stage of a ladder, what they brought in, and how many were set there by hand."""
    place = _place(ladder)
    counts = Counter(each[place] for each in known)
    hand = Counter(each.by_hand for each in known if each.by_hand == each[place])
    sums: dict[str, Sums] = {}
    for stages, revenue in brought.items():
        add(sums.setdefault(stages[place - 1], {}), revenue)
    rows = tuple(
        Row(
            (stage, counts[stage], percent(counts[stage], len(known)), money(sums.get(stage, {})), hand[stage]),
            key=("stage", ladder, stage),
        )
        for stage in LADDERS[ladder]
    )
    title = say("Customers by stage ({ladder})", ladder=NAMES[ladder])
    columns = (
        _STAGE, _CUSTOMERS, _SHARE, Column("revenue", say("revenue so far"), "money"),
        Column("by_hand", say("set so by hand"), "count", wide=True),
    )  # fmt: skip
    return Table(
        ladder, title, columns, rows if known else (), charts=(Chart("bar", title, "stage", ("customers",)),),
        empty=say("There are no customers."),
    )  # fmt: skip


def sums_of(held: str) -> Sums:
    """Sums by currency as the catalog holds them."""
    parts = held.split('"')
    if len(parts) == 5:
        return {parts[1]: Decimal(parts[3])}
    return {currency: Decimal(amount) for currency, amount in json.loads(held).items()}


def _place(ladder: str) -> int:
    return Standing._fields.index(ladder)


def by_hand_table(known: Sequence[Standing], ladder: str) -> Table:
    """The stages that people wrote down against those of the rules."""
    place = _place(ladder)
    counts = Counter((each.by_hand, str(each[place])) for each in known if each.by_hand not in ("", each[place]))
    columns = (
        Column("by_hand", say("written down"), "choice", values="stage"),
        Column("stage", say("by the rules"), "choice", values="ladder"),
        _CUSTOMERS,
    )
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Table(
        "by_hand", say("Stages set by hand that the rules see otherwise ({ladder})", ladder=NAMES[ladder]), columns,
        tuple(Row((*pair, count), key=("by_hand", *pair)) for pair, count in ordered), keys=2,
        empty=say("What is written down agrees with the rules."),
    )  # fmt: skip


def by_table(scope: Scope, known: Sequence[Standing], ladder: str, asked: Asked) -> Table:
    """The customers at each stage, by whatever is asked for."""
    by_what = dimensions(scope, asked.by, date="")
    joins = " ".join(dict.fromkeys(each.join for each in by_what if each.join))
    keys = ", ".join(each.expression for each in by_what)
    place = _place(ladder)
    stage_of = {each.customer: str(each[place]) for each in known}
    groups: dict[tuple[Cell, ...], Counter[str]] = {}
    for number, *key in scope.rows(f"SELECT c.customer, {keys} FROM scope c {joins}"):  # noqa: S608
        groups.setdefault(tuple(key), Counter())[stage_of[number]] += 1
    stages = LADDERS[ladder]
    columns = (
        *(each.column for each in by_what),
        *(Column(stage, STAGES[stage], "count") for stage in stages),
        Column("all", say("all customers"), "count"),
    )
    ordered = sorted(groups.items(), key=lambda pair: (-sum(pair[1].values()), tuple(map(str, pair[0]))))
    rows = tuple(
        Row((*key, *(found[stage] for stage in stages), sum(found.values())), key=("group", *key))
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


def moves_table(taken: Taken, ladder: str, period: Period) -> Table:
    """The steps of each month of a period: onto the ladder, up, down, lost, and back from lost."""
    counts = taken[ladder]
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
    ("first", say("first order")), ("up", say("moved up")), ("down", say("moved down")), ("lost", say("lost")), ("back", say("came back")),
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


def steps_table(taken: Taken, ladder: str) -> Table:
    """From which stage to which customers went in a period."""
    counts: dict[tuple[str, str], int] = {}
    for (_, was, became), count in taken[ladder].items():
        counts[was, became] = counts.get((was, became), 0) + count
    order = LADDERS[ladder]
    rows = tuple(
        Row((*step, counts[step]), key=("step", *step))
        for step in sorted(counts, key=lambda step: (order.index(step[0]), order.index(step[1])))
    )
    columns = (
        Column("was", say("from stage"), "choice", values="ladder"), Column("became", say("to stage"), "choice", values="ladder"),
        Column("steps", say("steps"), "count"),
    )  # fmt: skip
    title = say("From stage to stage ({ladder})", ladder=NAMES[ladder])
    return Table(f"steps_{ladder}", title, columns, rows, keys=2, empty=say("Nobody took a step."))


def steps_taken(scope: Scope, period: Period) -> Taken:
    """How many steps there were in a period: by ladder, then by month, stage before and after."""
    days, bounds = within(period)
    found: Taken = {ladder: {} for ladder in LADDERS}
    for ladder, month, was, became, count in scope.rows(
        "SELECT s.what, substr(s.date, 1, 7), s.was, s.became, count(*) FROM now_moves s JOIN scope c"  # noqa: S608
        f" ON c.customer = s.customer WHERE s.what IN ('life', 'buying') AND {days} GROUP BY 1, 2, 3, 4",
        bounds,
    ):
        found[ladder][month, was, became] = count
    return found


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
