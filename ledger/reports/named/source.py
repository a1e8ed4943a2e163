"""Where customers come from: how many each source brought, how many of them buy, what they bring; who referred whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ledger.messages import Message, say
from ledger.model.settings import Settings
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.money import in_one, note, rank
from ledger.reports.named.pipeline_opportunities import WON, kinds
from ledger.reports.named.source_referrals import Referrals, Trees, below, referrals, trees
from ledger.reports.scope import Scope, Sums, add, by_currency, money, scope
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Table
from ledger.session import Session

MOST = 1000
"""Rows of the list of referrers."""
_CENT = Decimal("0.01")
Groups = dict[tuple[Any, ...], list[Any]]


def report(session: Session, asked: Asked) -> Report:
    """Sources by number of customers; with a period only the customers who came in it, with all they brought up to today."""
    found = scope(session, asked)
    if asked.period is not None:
        _only_new(found, asked.period)
    main = _sources(found, asked)
    links = referrals(found)
    people = _people(found, links)
    forest = trees(links, {number: (one.rank, one.name, number) for number, one in people.items()})
    return Report(
        "source",
        say("Sources of customers"),
        session.today,
        (main, _tree(forest, people, session.settings), _referrers(links, people), _strangers(found, links)),
        asked.period,
        asked.query,
        _notes(session, asked, main),
    )


def _notes(session: Session, asked: Asked, main: Table) -> tuple[Message, ...]:
    notes = []
    if asked.period is not None:
        notes.append(
            say(
                "Customers who came in these days: by `created`, else by their first entry. What they bought is up to today."
            )
        )
    return (*notes, *((note(session.settings),) if session.settings.rates and main.rows else ()))


def _only_new(found: Scope, period: Period) -> None:
    """Leave in the scope only those whose first day lies in the period."""
    found.alone()
    first, last = period.first.isoformat(), period.last.isoformat()
    found.connection.execute("CREATE TEMP TABLE IF NOT EXISTS came (customer INTEGER PRIMARY KEY, date)")
    found.connection.execute("DELETE FROM temp.came")
    found.connection.execute(
        "INSERT INTO came SELECT customer, min(substr(value, 1, 10)) FROM main.fields WHERE name = 'created'"
        " AND value GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' GROUP BY customer"
    )
    found.connection.execute("INSERT OR IGNORE INTO came SELECT customer, min(date) FROM now_entries GROUP BY customer")
    found.connection.execute(
        "DELETE FROM temp.scope WHERE customer NOT IN (SELECT customer FROM temp.came WHERE date BETWEEN ? AND ?)",
        (first, last),
    )


def _sources(found: Scope, asked: Asked) -> Table:
    """The main table: by source, or by what --by says."""
    by = dimensions(found, asked.by or ("source",), date="")
    _keep_won(found)
    groups, sums = _counted(found, by), _revenue(found, by)
    settings = found.session.settings
    ordered = sorted(groups, key=lambda cells: (-groups[cells][0], tuple((cell is None, str(cell)) for cell in cells)))
    whole = _counted(found, ()).get((), [0, 0, 0])
    several = sum(count[0] for count in groups.values()) > whole[0]
    total = _revenue(found, ()).get((), {}) if several else _added(sums.values())
    rows = tuple(Row((*cells, *_figures(groups[cells], sums.get(cells, {}), whole[0], settings))) for cells in ordered)
    return Table(
        "source",
        say("Customers by source") if not asked.by else say("Customers"),
        (*(each.column for each in by), *_columns(settings)),
        rows,
        (*(None for _ in by), *_figures(whole, total, whole[0], settings)) if rows else None,
        keys=len(by),
        charts=(
            Chart("bar", say("Customers, and those with an order"), by[0].name, ("customers", "buyers")),
            Chart("bar", say("Revenue"), by[0].name, ("revenue",)),
        )
        if rows
        else (),
        notes=(say("Who has several counts under each of them, and once in the total."),) if several else (),
        empty=say("No customer fits."),
    )


def _columns(settings: Settings) -> tuple[Column, ...]:
    one = settings.currency if settings.rates else ""
    return (
        Column("customers", say("customers"), "count"),
        Column("share", say("share"), "percent", "%"),
        Column("buyers", say("with an order"), "count"),
        Column("conversion", say("conversion"), "percent", "%"),
        Column("won", say("opportunities won"), "count"),
        Column("revenue", say("revenue"), "money"),
        *((Column("revenue_in_one", say("revenue in {currency}", currency=one), "money", wide=True),) if one else ()),
        Column("mean", say("revenue per customer"), "money"),
    )


def _figures(count: Sequence[int], sums: Sums, all_of_them: int, settings: Settings) -> tuple[Cell, ...]:
    customers, buyers, won = count
    revenue = money(sums)
    one: tuple[Cell, ...] = ()
    if settings.rates:
        made = in_one(revenue, settings)
        one = (None if made is None else (made,) if made.amount else (),)
    mean = tuple(Money((each.amount / customers).quantize(_CENT, ROUND_HALF_UP), each.currency) for each in revenue)
    return (
        customers, percent(customers, all_of_them), buyers, percent(buyers, customers), won, revenue, *one,
        mean if customers else None,
    )  # fmt: skip


def _keep_won(found: Scope) -> None:
    """Keep in a temporary table how many opportunities each customer has that were won and stayed so."""
    named = kinds(found.session)
    found.connection.execute("CREATE TEMP TABLE IF NOT EXISTS won (customer INTEGER PRIMARY KEY, n)")
    found.connection.execute("DELETE FROM temp.won")
    found.connection.execute(
        "INSERT INTO won SELECT customer, count(*) FROM now_records WHERE closed"
        f" AND kind IN ({', '.join('?' * len(named))}) AND fields ->> '$.stage' = ? GROUP BY customer",
        (*named, WON),
    )


def _counted(found: Scope, by: Sequence[Dimension]) -> Groups:
    """Customers, those with an order and opportunities won, by group."""
    asked, joins, group = _grouping(by)
    rows = found.rows(
        f"SELECT {asked} count(*), sum(c.orders > 0), ifnull(sum(w.n), 0) FROM scope c"
        f" LEFT JOIN temp.won w ON w.customer = c.customer {joins} {group}"
    )
    return {tuple(row[: len(by)]): list(row[len(by) :]) for row in rows if row[len(by)]}


def _revenue(found: Scope, by: Sequence[Dimension]) -> dict[tuple[Any, ...], Sums]:
    asked, joins, group = _grouping(by)
    also = f"{group}, s.currency" if group else "GROUP BY s.currency"
    return by_currency(
        found.rows(
            f"SELECT {asked} s.currency, exact_sum(s.amount) FROM now_sales s JOIN scope c ON c.customer = s.customer"
            f" {joins} WHERE s.amount IS NOT NULL {also}"
        )
    )


def _added(each: Iterable[Sums]) -> Sums:
    total: Sums = {}
    for sums in each:
        add(total, sums)
    return total


def _grouping(by: Sequence[Dimension]) -> tuple[str, str, str]:
    """What is selected, joined and grouped for dimensions."""
    asked = "".join(f"nullif({each.expression}, ''), " for each in by)
    joins = " ".join(dict.fromkeys(each.join for each in by if each.join))
    places = ", ".join(str(place + 1) for place in range(len(by)))
    return asked, joins, f"GROUP BY {places}" if by else ""


class _One:
    """A customer in the trees."""

    def __init__(self, row: tuple[Any, ...], settings: Settings) -> None:
        self.number, self.id, self.name, self.path, self.orders, revenue = row
        self.revenue: Sums = {currency: Decimal(amount) for currency, amount in json.loads(revenue).items()}
        self.rank = -rank(money(self.revenue), settings)


def _people(found: Scope, links: Referrals) -> Mapping[int, _One]:
    """All who brought somebody, were brought, or have a referral entry."""
    numbers = {*links.parent, *links.parent.values(), *links.said}
    among = ",".join(map(str, numbers))
    ask = f"SELECT customer, id, name, path, orders, revenue FROM scope WHERE customer IN ({among})"
    settings = found.session.settings
    return {row[0]: _One(row, settings) for row in found.rows(ask)}


def _tree(forest: Trees, people: Mapping[int, _One], settings: Settings) -> Table:
    """Who brought whom: each below who brought it, with what all below it have brought in."""
    lower = below(forest.order)
    rows = tuple(
        _branch(people[number], depth, [people[each] for each in lower[number]]) for number, depth in forest.order
    )
    return Table(
        "referrals",
        say("Who brought whom"),
        (
            Column("name", say("customer")),
            Column("depth", say("depth"), "count", quiet=True),
            Column("brought", say("brought, in all"), "count"),
            Column("orders", say("orders"), "count"),
            Column("revenue", say("revenue"), "money"),
            Column("revenue_brought", say("revenue of those brought"), "money"),
        ),
        rows,
        keys=0,
        notes=tuple(
            say(
                "These brought each other in a ring, which is cut before the first: {names}.",
                names=tuple(people[n].name for n in ring),
            )
            for ring in forest.rings
        ),
        empty=say("No customer names who brought it: `referred_by` in its file, or a referral entry with `to`."),
    )


def _branch(one: _One, depth: int, lower: Sequence[_One]) -> Row:
    brought: Sums = {}
    for each in lower:
        add(brought, each.revenue)
    cells = (one.name, depth, len(lower), one.orders, money(one.revenue), money(brought))
    return Row(cells, one.id, one.path, depth=depth)


def _referrers(links: Referrals, people: Mapping[int, _One]) -> Table:
    """Who referred how many: customers of the ledger, of them with an order, and others that only an entry tells of."""
    children = links.children()
    givers = {*children, *links.said}

    def figures(number: int) -> tuple[int, int, int]:
        brought = children.get(number, ())
        return len(brought), sum(people[each].orders > 0 for each in brought), links.unknown.get(number, 0)

    counted = {number: figures(number) for number in givers}
    ordered = sorted(givers, key=lambda n: (-counted[n][0] - counted[n][2], -counted[n][0], people[n].name, n))
    rows = []
    for number in ordered[:MOST]:
        one, (known, buyers, others) = people[number], counted[number]
        revenue: Sums = {}
        for each in children.get(number, ()):
            add(revenue, people[each].revenue)
        rows.append(Row((one.name, known + others, known, buyers, others, money(revenue)), one.id, one.path))
    return Table(
        "referrers",
        say("Who refers others"),
        (
            Column("name", say("customer")),
            Column("referrals", say("referrals"), "count"),
            Column("customers", say("became customers"), "count"),
            Column("buyers", say("with an order"), "count"),
            Column("others", say("not in the ledger"), "count"),
            Column("revenue", say("revenue of those brought"), "money"),
        ),
        tuple(rows),
        keys=0,
        empty=say("Nobody has referred anybody."),
        left_out=max(len(ordered) - MOST, 0),
    )


def _strangers(found: Scope, links: Referrals) -> Table:
    """Names in `referred_by` that are no customer's, or that several have."""
    ordered = sorted(links.strangers.items(), key=lambda each: (-len(each[1]), each[0]))
    return Table(
        "strangers",
        say("Referred by others than customers"),
        (Column("name", say("name")), Column("customers", say("customers"), "count")),
        tuple(Row((name, len(customers))) for name, customers in ordered[:MOST]),
        keys=0,
        empty=say("Every `referred_by` names one customer."),
        left_out=max(len(ordered) - MOST, 0),
    )
