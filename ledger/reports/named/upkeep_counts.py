"""How much is to be kept up by whom: counts beside the lists of stale and unconfirmed profiles."""

from __future__ import annotations

from collections.abc import Collection

from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.dimensions import dimensions
from ledger.reports.scope import Scope
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Chart, Column, Row, Table


def counts(found: Scope, asked: Asked, numbers: Collection[int], label: Message) -> Table:
    """How many of the customers that are looked after are among `numbers`, by owner or what --by says, most first."""
    by = dimensions(found, asked.by or ("owner",), date="")
    joins = " ".join(dict.fromkeys(each.join for each in by if each.join))
    keys = ", ".join(f"nullif({each.expression}, '')" for each in by)
    wanted = frozenset(numbers)
    groups: dict[tuple[Cell, ...], list[int]] = {}
    for number, *key in found.rows(f"SELECT c.customer, {keys} FROM scope c {joins} WHERE NOT c.resting"):
        group = groups.setdefault(tuple(key), [0, 0])
        group[0] += number in wanted
        group[1] += 1
    ordered = sorted(
        groups.items(), key=lambda each: (-each[1][0], tuple((cell is None, str(cell)) for cell in each[0]))
    )
    return Table(
        "counts",
        say("By {names}", names=tuple(each.column.label for each in by)),
        (
            *(each.column for each in by),
            Column("count", label, "count"),
            Column("customers", say("customers"), "count"),
            Column("share", say("share"), "percent", "%"),
        ),
        tuple(Row((*key, count, of, percent(count, of))) for key, (count, of) in ordered),
        keys=len(by),
        charts=(Chart("bar", label, by[0].name, ("count",)),) if wanted else (),
        empty=say("There are no customers."),
    )
