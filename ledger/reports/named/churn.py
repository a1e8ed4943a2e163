"""Who may be leaving, by which signs and since when; warnings, measures and win-backs with outcome and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledger.facts.churn import Risk
from ledger.messages import Message, say
from ledger.reports import countermeasures
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.risks import LEVEL, LEVELS, POINTS, AtRisk, risk_of, risks, signs, worst_first
from ledger.reports.scope import Scope, Sums, add, money, scope
from ledger.reports.shares import percent
from ledger.reports.stages import sums_of
from ledger.reports.table import Cell, Chart, Column, Report, Row, Table, Why
from ledger.reports.why_churn import why_customer
from ledger.session import Session

OVER = "12m"
_COLUMNS = (
    Column("name", say("customer"), wide=True),
    LEVEL,
    POINTS,
    Column("signs", say("signs"), wide=True),
    Column("since", say("since"), "day"),
    Column("last_order", say("last order"), "day"),
    Column("revenue", say("revenue so far"), "money"),
    Column("owner", say("owner"), "choice", values="people"),
    Column("level", say("level"), "choice", values="level"),
    Column("warnings", say("open warnings"), "count"),
    Column("winback", say("win-back"), "choice", values="winback_result"),
    Column("rules", say("rules"), "list", quiet=True),
)
_RULE = say(
    "Points for signs against the customer's own history, from 0 to 100, put customers in order; they are no probability. "
    "Those put away, merged or given up as lost are left out."
)


class _Named(NamedTuple):
    """What a row says of the customer besides its risk."""

    id: str
    path: str
    name: str
    owner: str | None
    level: str | None


def report(session: Session, asked: Asked) -> Report:
    """All who ordered, the highest risk first; counts by level and by owner (or as asked); what is done about it."""
    found, over = scope(session, asked), asked.over(OVER, session.today)
    everybody = risks(found)
    warned = countermeasures.kept(found, countermeasures.WARNING, only_open=True)
    tried = countermeasures.kept(found, countermeasures.WINBACK)
    tables = (
        _list(found, everybody, warned, tried, asked),
        _levels(everybody),
        _by(found, everybody, asked),
        countermeasures.warnings_table(warned, asked),
        countermeasures.winbacks_table(tried, over, asked),
        countermeasures.plays_table(tried, over),
        countermeasures.measures_table(found, over, asked),
    )
    return Report(
        "churn", say("Who may be leaving"), session.today, tables, over, asked.query, (_RULE, _thresholds(session))
    )


def why(session: Session, customer: int) -> Why:
    """Why the risk of a customer is as it is."""
    return why_customer(session, customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a row of the list is as it is."""
    number = row.key[1] if isinstance(row.key, tuple) else row.key
    if isinstance(number, int):
        return why_customer(session, number)
    return Why(say("These figures"), None, _RULE)


def _thresholds(session: Session) -> Message:
    rules = session.settings.policies.churn
    return say("The risk is medium from {medium} points on, high from {high}.", medium=rules.medium, high=rules.high)


def _list(
    found: Scope,
    everybody: Sequence[AtRisk],
    warned: Sequence[countermeasures.Kept],
    tried: Sequence[countermeasures.Kept],
    asked: Asked,
) -> Table:
    # Rows are made for those that will be shown only: there may be many.
    shown = worst_first(everybody, None if asked.sort else asked.limit)
    named = _named(found, [each.customer for each in shown])
    open_ = {number: len(some) for number, some in countermeasures.open_warnings(warned).items()}
    # Newest first, so that the first of a customer is the one that counts.
    results: dict[int, str] = {}
    for each in tried:
        results.setdefault(each.customer, countermeasures.result(each))
    session = found.session
    rows = tuple(
        _row(
            one,
            named[one.customer],
            risk_of(one, session.settings, session.today),
            open_.get(one.customer, 0),
            results.get(one.customer),
        )
        for one in shown
    )
    return Table(
        "churn", say("Customers by risk, the highest first"), _COLUMNS, rows, left_out=len(everybody) - len(shown),
        empty=say("Nobody has ordered yet, so that nobody can leave."),
    )  # fmt: skip


def _row(one: AtRisk, named: _Named, risk: Risk, warnings: int, winback: str | None) -> Row:
    cells = (
        named.name, one.level, one.points, signs(risk), risk.since, one.rhythm.last_order, money(sums_of(one.revenue)),
        named.owner, named.level, warnings, winback, say("{rules}", rules=tuple(part.rule for part in risk.parts)),
    )  # fmt: skip
    mark = "urgent" if one.level == "high" else ""
    return Row(cells, customer=named.id, path=named.path, line=1, mark=mark, key=one.customer)


def _named(found: Scope, numbers: Sequence[int]) -> Mapping[int, _Named]:
    if not numbers:
        return {}
    wanted = ",".join(map(str, numbers))
    rows = found.rows(f"SELECT customer, id, path, name, owner, level FROM scope WHERE customer IN ({wanted})")
    return {row[0]: _Named(*row[1:]) for row in rows}


def _levels(everybody: Sequence[AtRisk]) -> Table:
    """How many customers are at each level, and how much they have brought in so far."""
    counts = Counter(each.level for each in everybody)
    revenue: dict[str, Sums] = {level: {} for level in LEVELS}
    for each in everybody:
        if each.revenue != "{}":
            add(revenue[each.level], sums_of(each.revenue))
    columns = (
        LEVEL, Column("customers", say("customers"), "count"), Column("share", say("share"), "percent", "%"),
        Column("revenue", say("revenue so far"), "money"),
    )  # fmt: skip
    rows = tuple(
        Row((level, counts[level], percent(counts[level], len(everybody)), money(revenue[level])), key=("level", level))
        for level in LEVELS
    )
    whole: Sums = {}
    for sums in revenue.values():
        add(whole, sums)
    title = say("Customers by risk")
    totals: tuple[Cell, ...] = (None, len(everybody), percent(len(everybody), len(everybody)), money(whole))
    return Table(
        "levels", title, columns, rows if everybody else (), totals if everybody else None,
        charts=(Chart("bar", title, "risk", ("customers",)),), empty=say("Nobody has ordered yet."),
    )  # fmt: skip


def _by(found: Scope, everybody: Sequence[AtRisk], asked: Asked) -> Table:
    """Customers by level of risk for each owner, or whatever is asked for."""
    by_what = dimensions(found, asked.by or ("owner",), date="")
    groups: dict[tuple[str | None, ...], Counter[str]] = {}
    if asked.by:
        levels = {each.customer: each.level for each in everybody}
        for number, *key in found.rows(_grouping(by_what)):
            if number in levels:
                groups.setdefault(tuple(key), Counter())[levels[number]] += 1
    else:
        for (owner, level), count in Counter((each.owner, each.level) for each in everybody).items():
            groups.setdefault((owner,), Counter())[level] = count
    columns = (
        *(each.column for each in by_what), *(Column(name, label, "count") for name, label in _COUNTS),
        Column("share", say("at high risk"), "percent", "%"),
    )  # fmt: skip
    ordered = sorted(groups.items(), key=lambda pair: (-pair[1]["high"], tuple(map(str, pair[0]))))
    rows = tuple(Row((*key, *_cells(group)), key=("group", *key)) for key, group in ordered)
    names = tuple(each.column.label for each in by_what)
    title = say("Customers by risk and {names}", names=names)
    chart = Chart("stacked", title, by_what[0].name, LEVELS)
    return Table(
        "by_" + "_".join(each.name for each in by_what), title, columns, rows, keys=len(by_what), charts=(chart,),
        empty=say("Nobody has ordered yet."),
    )  # fmt: skip


_COUNTS = (("high", say("high risk")), ("medium", say("medium risk")), ("low", say("low risk")))


def _grouping(by_what: Sequence[Dimension]) -> str:
    joins = " ".join(dict.fromkeys(each.join for each in by_what if each.join))
    return f"SELECT c.customer, {', '.join(each.expression for each in by_what)} FROM scope c {joins}"


def _cells(group: Mapping[str, int]) -> tuple[Cell, ...]:
    counts = tuple(group[level] for level in LEVELS)
    return (*counts, percent(counts[0], sum(counts)))
