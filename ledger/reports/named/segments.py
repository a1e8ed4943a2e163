"""Segments of customers: by their scores, by saved queries, and any two dimensions crossed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.facts.rfm import OTHERS, SEGMENTS
from ledger.messages import Message, say
from ledger.model.values import Money
from ledger.query.errors import BadQuery
from ledger.reports.asked import Asked
from ledger.reports.fitting import fitting
from ledger.reports.named.segments_cross import cross
from ledger.reports.named.value_rows import Figures
from ledger.reports.named.value_why import why_segment
from ledger.reports.purchases import Hundredths, money
from ledger.reports.scope import scope
from ledger.reports.table import Cell, Chart, Column, Report, Row, Table, Why
from ledger.reports.worth import Worth, Worths, percent, worths
from ledger.session import Session

_COLUMNS = (
    Column("segment", say("segment"), "choice", values="segment"),
    Column("customers", say("customers"), "count"),
    Column("customer_share", say("share of customers"), "percent", "%"),
    Column("revenue", say("revenue"), "money"),
    Column("share", say("share of revenue"), "percent", "%"),
    Column("r", say("R"), wide=True),
    Column("f", say("F"), wide=True),
    Column("m", say("M"), wide=True),
    Column("strategy", say("strategy"), wide=True),
)


@dataclass(slots=True)
class _Sums:
    """How many customers there are, and what they bought in the period, by currency."""

    customers: int = 0
    measured: int = 0
    sums: dict[str, Hundredths] = field(default_factory=dict)

    def take(self, each: Worth) -> None:
        """Add what one customer bought."""
        self.measured += each.revenue
        for line in each.lines:
            if line.revenue:
                self.sums[line.currency] = self.sums.get(line.currency, 0) + line.revenue

    @property
    def money(self) -> tuple[Money, ...]:
        """The sums as a cell."""
        return tuple(one for currency, total in self.sums.items() for one in money(total, currency))


def report(session: Session, asked: Asked) -> Report:
    """With `by` (and `across`) the customers crossed by dimensions first; then segments, saved queries, levels."""
    # Before the scope is made: a query may ask for values that need a scope of their own.
    saved = _fitting(session)
    found = worths(scope(session, asked), asked.over(str(session.settings.policies.value.within), session.today))
    resting = {number for (number,) in found.scope.rows("SELECT customer FROM scope WHERE resting")}
    everybody = [number for (number,) in found.scope.rows("SELECT customer FROM scope")]
    alive = [number for number in everybody if number not in resting]
    crossed = (cross(found, asked),) if asked.by or asked.across else ()
    tables = (
        *crossed,
        _segments(session, found, alive),
        _saved(saved, found, everybody),
        _levels(session, found, alive),
    )
    return Report(
        "segments", say("Segments"), session.today, tables, found.period, asked.query, _notes(found, len(resting))
    )


def why(session: Session, customer: int) -> Why:
    """Why a customer is in its segment, measured beside all others."""
    asked = Asked()
    period = asked.over(str(session.settings.policies.value.within), session.today)
    return why_segment(Figures(scope(session, asked), asked, period), customer)


def _fitting(session: Session) -> Mapping[str, tuple[str, frozenset[int] | Message]]:
    """The customers that each saved query means, or what is wrong with it."""
    found: dict[str, tuple[str, frozenset[int] | Message]] = {}
    for name, query in session.settings.queries.items():
        try:
            found[name] = query, fitting(session, query)
        except BadQuery as wrong:
            found[name] = query, wrong.message
    return found


def _segments(session: Session, found: Worths, alive: Sequence[int]) -> Table:
    by_name = {name: _Sums() for name in (*SEGMENTS, OTHERS, "")}
    known = found.by_customer
    counts = Counter(each.segment if (each := known.get(number)) is not None else "" for number in alive)
    everybody, among = _added(found, alive), frozenset(alive)
    for each in found.active:
        if each.customer in among:
            by_name[each.segment].take(each)
    for name, count in counts.items():
        by_name[name].customers = count
    rows = []
    for name, sums in by_name.items():
        if sums.customers or name in SEGMENTS:
            ranges = [f"{low}–{high}" if low < high else str(low) for low, high in SEGMENTS.get(name, ())]
            cells: tuple[Cell, ...] = (
                name or say("bought nothing yet"), *_figures(found, sums, everybody), *(ranges or (None, None, None)),
                session.settings.policies.strategies.get(name) if name else None,
            )  # fmt: skip
            rows.append(Row(cells))
    totals = (None, *_figures(found, everybody, everybody), None, None, None, None)
    chart = Chart("bar", say("Customers by segment"), "segment", ("customers",))
    return Table(
        "segments", say("Segments by recency, frequency and money"), _COLUMNS, tuple(rows) if alive else (),
        totals if alive else None, charts=(chart,) if alive else (), empty=say("There are no customers."),
    )  # fmt: skip


def _figures(found: Worths, sums: _Sums, everybody: _Sums) -> tuple[Cell, ...]:
    share = percent(sums.measured, everybody.measured) if len(found.pools) == 1 else None
    return sums.customers, percent(sums.customers, everybody.customers), sums.money, share


def _added(found: Worths, numbers: Collection[int]) -> _Sums:
    """Some customers counted and summed up."""
    sums, among = _Sums(len(numbers)), frozenset(numbers)
    for each in found.active:
        if each.customer in among:
            sums.take(each)
    return sums


def _saved(saved: Mapping[str, tuple[str, frozenset[int] | Message]], found: Worths, customers: Sequence[int]) -> Table:
    columns = (
        Column("name", say("saved query")),
        *_COLUMNS[1:5],
        Column("query", say("query"), wide=True),
    )
    everybody, here = _added(found, customers), frozenset(customers)
    rows = []
    for name, (query, fits) in saved.items():
        if isinstance(fits, Message):
            rows.append(Row((name, None, None, (), None, fits), mark="urgent"))
        else:
            sums = _added(found, fits & here)
            rows.append(Row((name, *_figures(found, sums, everybody), query)))
    return Table(
        "queries", say("Saved queries"), columns, tuple(rows),
        notes=(say("As `ledger list` counts them, those at rest too; a customer may be in several."),),
        empty=say("ledger.yaml saves no queries: `queries: {{name: …}}` would."),
    )  # fmt: skip


def _levels(session: Session, found: Worths, alive: Sequence[int]) -> Table:
    columns = (
        Column("level", say("level"), "choice", values="level"),
        *_COLUMNS[1:5],
        Column("strategy", say("strategy"), wide=True),
    )
    level_of = dict(found.scope.rows("SELECT customer, ifnull(level, '') FROM scope WHERE NOT resting"))
    by_level: dict[str, _Sums] = {name: _Sums() for name in session.settings.levels}
    everybody = _added(found, alive)
    for name, count in Counter(level_of.values()).items():
        by_level.setdefault(name, _Sums()).customers = count
    for each in found.active:
        if each.customer in level_of:
            by_level[level_of[each.customer]].take(each)
    strategies = session.settings.policies.strategies
    rows = tuple(
        Row((name or say("no level"), *_figures(found, sums, everybody), strategies.get(name) if name else None))
        for name, sums in by_level.items()
    )
    return Table(
        "levels", say("Levels"), columns, rows if alive else (),
        (None, *_figures(found, everybody, everybody), None) if alive else None, empty=say("There are no customers."),
    )  # fmt: skip


def _notes(found: Worths, resting: int) -> tuple[Message, ...]:
    notes = [
        say(
            "R, F and M are scored 1 to 5 by fifths of those who bought from {first} to {last}; the first segment whose"
            " scores fit counts. Whoever bought only before has 1-1-1.",
            first=found.period.first,
            last=found.period.last,
        )
    ]
    if resting:
        notes.append(say("{count} customers who are archived, merged or lost are not counted.", count=resting))
    if len(found.pools) > 1:
        notes.append(say("Revenue has no shares, as there are currencies without a rate in ledger.yaml."))
    return tuple(notes)
