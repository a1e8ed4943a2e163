"""Whose next order is near or past, by each customer's own rhythm; what the next months may bring; the pipeline, weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.messages import Message, say, say_many
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.expected import LEAST, NEWEST, Expected, Rhythms, later, rhythms
from ledger.reports.money import note, rank
from ledger.reports.named.forecast_months import months, pipeline
from ledger.reports.named.forecast_why import of_customer, of_row
from ledger.reports.scope import Scope, Sums, scope
from ledger.reports.selling import one_sum, sorted_money
from ledger.reports.table import Cell, Chart, Column, Report, Row, Table, Why
from ledger.session import Session

DAYS = 30
"""So many days ahead an order is near."""
_EMPTY = say("No order is expected in these days.")
_PRODUCT = Column("product", say("product"), wide=True)


def report(session: Session, asked: Asked) -> Report:
    """Orders that are overdue or expected in the next days, the most overdue first; then months ahead and the pipeline."""
    found = scope(session, asked)
    by_product, group = _asked_by(found, asked)
    known = rhythms(found, by_product=by_product)
    ahead = DAYS if asked.days is None else asked.days
    until = later(session.today, ahead)
    live = [one for one in known.expected if not one.given_up and not one.resting]
    due = [one for one in live if one.day <= until]
    rows = _rows(found, due, by_product=by_product)
    main = _table(session, rows, ahead, by_product=by_product)
    tables = [main] if not group else [_grouped(found, group, due), main]
    weighted = pipeline(found)
    return Report(
        "forecast",
        say("Forecast"),
        session.today,
        (*tables, months(found, live, weighted), weighted.table),
        None,
        asked.query,
        _notes(session, known, live),
    )


def why(session: Session, customer: int) -> Why:
    """Why a customer's next order is expected when it is."""
    return of_customer(scope(session, Asked()), customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why the order of a row is expected when it is."""
    return of_row(scope(session, Asked()), row)


def _asked_by(found: Scope, asked: Asked) -> tuple[bool, tuple[Dimension, ...]]:
    """Whether products are told apart, and by what expected orders are counted."""
    own = {name: Dimension(_PRODUCT, "") for name in ("product", "产品", "商品")}
    own |= {name: Dimension(Column("name", say("customer")), "") for name in ("customer", "客户")}
    group = dimensions(found, asked.by, date="", own=own)
    return any(each.name == "product" for each in group), tuple(each for each in group if each.expression)


def _rows(found: Scope, due: Sequence[Expected], *, by_product: bool) -> Sequence[Row]:
    people = _people(found, {one.customer for one in due})
    today = found.session.today
    rows = []
    for one in sorted(due, key=lambda one: (one.day, people[one.customer][1], one.product)):
        identity, name, path, owner, level = people[one.customer]
        overdue = (today - one.day).days
        amount = () if one.amount is None else (one.amount,)
        cells: tuple[Cell, ...] = (
            name,
            *((one.product,) if by_product else ()),
            one.day,
            overdue if overdue > 0 else None,
            later(one.last, one.low),
            later(one.last, one.high),
            amount or None,
            *((one.quantity,) if by_product else ()),
            one.last,
            one.gap,
            one.low,
            one.high,
            len(one.days),
            owner,
            level,
        )
        # Later than three quarters of its own gaps: that is unusual for this customer.
        mark = "urgent" if today > later(one.last, one.high) else ""
        rows.append(Row(cells, customer=identity, path=path, mark=mark, key=(one.customer, one.product)))
    return rows


def _people(found: Scope, wanted: set[int]) -> Mapping[int, tuple[str, str, str, str | None, str | None]]:
    among = ",".join(map(str, wanted))
    rows = found.rows(f"SELECT customer, id, name, path, owner, level FROM scope WHERE customer IN ({among})")
    return {number: (*rest,) for number, *rest in rows}


def _table(session: Session, rows: Sequence[Row], ahead: int, *, by_product: bool) -> Table:
    columns = (
        Column("name", say("customer"), wide=True),
        *((_PRODUCT,) if by_product else ()),
        Column("expected", say("next order expected"), "day"),
        Column("overdue", say("days overdue"), "days"),
        Column("earliest", say("as a rule from"), "day", wide=True),
        Column("latest", say("as a rule to"), "day", wide=True),
        Column("amount", say("expected amount"), "money"),
        *((Column("quantity", say("expected quantity"), "number"),) if by_product else ()),
        Column("last_order", say("last order"), "day"),
        Column("gap", say("usual gap in days"), "days"),
        Column("gap_low", say("shorter gaps"), "days", quiet=True),
        Column("gap_high", say("longer gaps"), "days", quiet=True),
        Column("order_days", say("days with an order"), "count", wide=True),
        Column("owner", say("owner"), "choice", values="people"),
        Column("level", say("level"), "choice", values="level", wide=True),
    )
    charts = (
        (Chart("bar", say("Days overdue"), "name", ("overdue",)),)
        if any(row.cells[3 if by_product else 2] for row in rows)
        else ()
    )
    return Table(
        "forecast",
        say_many("Orders overdue, or expected within a day", "Orders overdue, or expected within {n} days", ahead),
        columns,
        tuple(rows),
        keys=2 if by_product else 1,
        charts=charts,
        empty=_EMPTY,
    )


def _grouped(found: Scope, group: Sequence[Dimension], due: Sequence[Expected]) -> Table:
    """How many orders are overdue or near in each group, and what they may bring."""
    settings, today = found.session.settings, found.session.today
    by_customer: dict[int, list[Expected]] = {}
    for one in due:
        by_customer.setdefault(one.customer, []).append(one)
    keys = ", ".join(each.expression for each in group)
    joins = " ".join(dict.fromkeys(each.join for each in group if each.join))
    groups: dict[tuple[Any, ...], list[Expected]] = {}
    for number, *key in found.rows(f"SELECT c.customer, {keys} FROM scope c {joins}"):
        if number in by_customer:
            groups.setdefault(tuple(key), []).extend(by_customer[number])

    def cells(several: Sequence[Expected]) -> tuple[Cell, ...]:
        sums = amounts(several)
        one = (one_sum(sums, settings),) if settings.rates else ()
        late = sum(each.day < today for each in several)
        return (len(several), late, sorted_money(sums, settings), *one)

    order = sorted(
        groups,
        key=lambda key: (
            any(each is None for each in key),
            -rank(sorted_money(amounts(groups[key]), settings), settings),
            *map(str, key),
        ),
    )
    label = say("amount in {currency}", currency=settings.currency)
    names = [each.column.name for each in group]
    return Table(
        "groups",
        say("Orders overdue or near"),
        (
            *(each.column for each in group),
            Column("orders", say("orders expected"), "count"),
            Column("late", say("of them overdue"), "count"),
            Column("amount", say("expected amount"), "money"),
            *((Column("amount_in_one", label, "money", wide=True),) if settings.rates else ()),
        ),
        tuple(Row((*key, *cells(groups[key])), key=key) for key in order),
        (*(None for _ in group), *cells(due)) if due else None,
        keys=len(group),
        charts=(Chart("bar", say("Expected amount"), names[0], ("amount_in_one" if settings.rates else "amount",)),)
        if due
        else (),
        empty=_EMPTY,
    )


def amounts(several: Sequence[Expected]) -> Sums:
    """What expected orders may bring, by currency."""
    sums: Sums = {}
    for one in several:
        if one.amount is not None:
            sums[one.amount.currency] = sums.get(one.amount.currency, one.amount.amount * 0) + one.amount.amount
    return sums


def _notes(session: Session, known: Rhythms, live: Sequence[Expected]) -> tuple[Message, ...]:
    given_up = sum(one.given_up for one in known.expected if not one.resting)
    notes = [
        say(
            "Expected on the last order plus the median of the newest {count} gaps; as a rule between their quartiles. The "
            "amount is the median of the newest {newest} orders.",
            count=NEWEST - 1,
            newest=NEWEST,
        )
    ]
    if known.too_few:
        notes.append(
            say_many(
                "One more ordered on fewer than {least} days, too few to tell a rhythm.",
                "{n} more ordered on fewer than {least} days, too few to tell a rhythm.",
                known.too_few,
                least=LEAST,
            )
        )
    if given_up:
        notes.append(
            say_many(
                "One has not ordered for so long that it counts as lost; nothing is expected of it.",
                "{n} have not ordered for so long that they count as lost; nothing is expected of them.",
                given_up,
            )
        )
    return (*notes, *((note(session.settings),) if session.settings.rates and live else ()))
