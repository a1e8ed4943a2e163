"""What each person does and reaches: activity, promises kept, answers, pipeline, revenue, collection, satisfaction, files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.collecting import collection
from ledger.reports.money import rank
from ledger.reports.scope import Scope, Sums, money, scope, within
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Table
from ledger.session import Session

DEFAULT = "this-quarter"
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_COLUMNS = (
    Column("owner", say("owner"), "choice", values="people"),
    Column("customers", say("customers"), "count"),
    Column("contacts", say("contacts"), "count"),
    Column("reached", say("customers talked with"), "count", wide=True),
    Column("kept", say("follow-ups in time"), "percent", "%"),
    Column("answered", say("answers in time"), "percent", "%", wide=True),
    Column("pipeline", say("open pipeline"), "money", wide=True),
    Column("won", say("won"), "count", wide=True),
    Column("revenue", say("revenue"), "money"),
    Column("collected", say("collection rate"), "percent", "%"),
    Column("csat", say("CSAT"), "score", wide=True),
    Column("ratings", say("answers"), "count", wide=True),
    Column("complete", say("files complete"), "percent", "%", wide=True),
    Column("target", say("target"), "money", wide=True),
    Column("attained", say("attained"), "percent", "%"),
)


def report(session: Session, asked: Asked) -> Report:
    """A row for each owner in the period (this quarter by default); customers that nobody owns stand last."""
    found, period = scope(session, asked), asked.over(DEFAULT, session.today)
    people = _people(found, period)
    rows = [Row(_cells(session, name, each, period), key=name) for name, each in sorted(people.items(), key=_order)]
    charts = (
        Chart("bar", say("Revenue"), "owner", ("revenue",)),
        Chart("bar", say("Contacts"), "owner", ("contacts",)),
    )
    main = Table("team", say("The team"), _COLUMNS, tuple(rows), charts=charts, empty=say("There are no customers."))
    activity = _activity(found, period)
    return Report("team", say("The team"), session.today, (main, activity), period, asked.query, _notes(session))


@dataclass(slots=True)
class Person:
    """The figures of a person, as they are gathered."""

    customers: int = 0
    complete: int = 0
    contacts: int = 0
    reached: int = 0
    tasks: int = 0
    kept: int = 0
    cases: int = 0
    answered: int = 0
    pipeline: Sums = field(default_factory=dict)
    won: int = 0
    revenue: Sums = field(default_factory=dict)
    collected: Decimal | None = None
    csat: Decimal = Decimal(0)
    ratings: int = 0


def _people(found: Scope, period: Period) -> dict[str, Person]:
    people: dict[str, Person] = {}

    def of(name: str | None) -> Person:
        return people.setdefault(name or "", Person())

    for name, count, complete in found.rows("SELECT owner, count(*), sum(completeness) FROM scope GROUP BY owner"):
        of(name).customers, of(name).complete = count, complete
    _contacts(found, period, of)
    _promises(found, period, of)
    _money(found, period, of)
    days, bounds = within(period)
    for name, csat, n in found.rows(
        "SELECT ifnull(s.person, c.owner), exact_sum(s.value), count(*) FROM now_ratings s"
        f" JOIN scope c ON c.customer = s.customer WHERE s.measure = 'csat' AND {days} GROUP BY 1",
        bounds,
    ):
        of(_one_name(found, name)).csat += Decimal(csat)
        of(_one_name(found, name)).ratings += n
    return people


def _one_name(found: Scope, written: str | None) -> str | None:
    """A person by the name in ledger.yaml, however an entry writes it."""
    for person in found.session.settings.people.values():
        if written in person.aliases:
            return person.name
    return written


def _contacts(found: Scope, period: Period, of: Any) -> None:
    """Who talked how often, with how many: whoever the entry names, else the customer's owner."""
    days, bounds = within(period)
    kinds = tuple(name for name, kind in found.session.vocabulary.kinds.items() if kind.contact)
    for name, count, reached in found.rows(
        "SELECT ifnull(s.person, c.owner), count(*), count(DISTINCT s.customer) FROM now_entries s"
        f" JOIN scope c ON c.customer = s.customer WHERE s.kind IN ({_marks(kinds)}) AND {days} GROUP BY 1",
        (*kinds, *bounds),
    ):
        person = of(_one_name(found, name))
        person.contacts += count
        person.reached += reached


def _promises(found: Scope, period: Period, of: Any) -> None:
    """Tasks of the period that were done by their day, of those whose day is over; answers that were in time."""
    days, bounds = within(period)
    for name, count, kept in found.rows(
        "SELECT ifnull(json_extract(s.people, '$[0]'), c.owner), count(*),"
        " sum(s.state = 'done' AND ifnull(s.done_on, s.date) <= s.date) FROM tasks s JOIN scope c ON c.customer = s.customer"
        f" WHERE s.state <> 'cancelled' AND s.repeats IS NULL AND {days}"
        " AND (s.date < ? OR s.state = 'done') GROUP BY 1",
        (*bounds, found.today),
    ):
        person = of(_one_name(found, name))
        person.tasks += count
        person.kept += kept
    opened, moments = within(period, "substr(s.opened, 1, 10)")
    for name, count, answered in found.rows(
        "SELECT ifnull(s.person, c.owner), count(*), sum(s.answered IS NOT NULL AND substr(s.answered || ' 24', 1, 16) <="
        f" substr(s.answer_by || ' 24', 1, 16)) FROM now_cases s JOIN scope c ON c.customer = s.customer WHERE {opened}"
        " AND s.answer_by IS NOT NULL AND (s.answered IS NOT NULL OR s.answer_by < ?) GROUP BY 1",
        (*moments, found.today),
    ):
        person = of(_one_name(found, name))
        person.cases += count
        person.answered += answered


def _money(found: Scope, period: Period, of: Any) -> None:
    days, bounds = within(period)
    for name, currency, amount in found.rows(
        "SELECT c.owner, s.currency, exact_sum(s.amount) FROM now_sales s JOIN scope c ON c.customer = s.customer"
        f" WHERE {days} GROUP BY 1, 2",
        bounds,
    ):
        _add(of(name).revenue, currency, amount)
    for (name,), billed in collection(found, period, ("owner",)).items():
        of(name).collected = billed.rate(found.session.settings)
    amount = "json_extract(s.fields, '$.amount.amount')"
    for name, currency, value in found.rows(
        f"SELECT c.owner, json_extract(s.fields, '$.amount.currency'), exact_sum({amount}) FROM now_records s"
        " JOIN scope c ON c.customer = s.customer WHERE s.kind = 'opportunity' AND NOT s.closed GROUP BY 1, 2"
    ):
        _add(of(name).pipeline, currency, value)
    for name, won in found.rows(
        "SELECT c.owner, count(*) FROM now_moves s JOIN scope c ON c.customer = s.customer"
        f" WHERE s.what = 'opportunity' AND s.became = 'won' AND {days} GROUP BY 1",
        bounds,
    ):
        of(name).won = won


def _add(sums: Sums, currency: str | None, amount: str | None) -> None:
    if amount is not None:
        sums[currency or ""] = sums.get(currency or "", Decimal(0)) + Decimal(amount)


def _cells(session: Session, name: str, each: Person, period: Period) -> tuple[Cell, ...]:
    least, own = session.settings.policies.survey.least, session.settings.currency
    revenue = rank(money(each.revenue), session.settings)
    enough = each.ratings >= least
    target = target_of(session, name, period)
    return (
        name or None, each.customers, each.contacts, each.reached, percent(each.kept, each.tasks),
        percent(each.answered, each.cases), money(each.pipeline), each.won, money(each.revenue),
        None if each.collected is None else each.collected.quantize(_TENTH, ROUND_HALF_UP),
        (each.csat / each.ratings).quantize(_HUNDREDTH, ROUND_HALF_UP) if enough and each.ratings else None, each.ratings,
        percent(each.complete, 100 * each.customers), None if target is None else money({own: target}),
        None if target is None else percent(revenue, target),
    )  # fmt: skip


def target_of(session: Session, name: str, period: Period) -> Decimal | None:
    """The revenue target of a person for exactly that period, in the ledger's currency; None if none was set."""
    from ledger.reports.asked import period as understood

    for written, target in session.settings.policies.targets.get(name, {}).items():
        meant = understood(written, session.today)
        if (meant.first, meant.last) == (period.first, period.last) and target.currency == session.settings.currency:
            return target.amount
    return None


def _activity(found: Scope, period: Period) -> Table:
    """How often each kind of entry was written, by person."""
    days, bounds = within(period)
    rows = found.rows(
        "SELECT ifnull(s.person, c.owner), s.kind, count(*) FROM now_entries s JOIN scope c ON c.customer = s.customer"
        f" WHERE {days} GROUP BY 1, 2 ORDER BY 1 IS NULL, 1, 3 DESC, 2",
        bounds,
    )
    columns = (
        _COLUMNS[0],
        Column("kind", say("kind"), "choice", values="kind"),
        Column("entries", say("entries"), "count"),
    )
    chart = Chart("stacked", say("Entries by kind"), "owner", ("entries",), split="kind")
    return Table(
        "activity", say("What was written down"), columns, tuple(Row(row) for row in rows), keys=2, charts=(chart,),
        empty=say("Nothing was written down in this period."),
    )  # fmt: skip


def _marks(parts: Iterable[str]) -> str:
    return ", ".join("?" for _ in parts)


def _order(item: tuple[str, Person]) -> tuple[bool, str]:
    return not item[0], item[0]


def _notes(session: Session) -> tuple[Message, ...]:
    return (
        say("Contacts and satisfaction count for whom the entry names (`by`, else in its heading), else for the owner; all else for the owner."),
        say("In time: tasks of the period ticked by their day, of those whose day is over; first answers by their promise."),
        say(
            "Collection rate: of what was billed in the period less credits and returns, what has come in until today; what "
            "was written off is not collected. Several currencies by the rates of ledger.yaml."
        ),
        say("CSAT is shown from {n} answers on.", n=session.settings.policies.survey.least),
    )  # fmt: skip
