"""The open opportunities one by one, with what is to be done next about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.messages import Message, say
from ledger.query.fold import fold
from ledger.reports.named.pipeline_opportunities import Chance, Key, Opportunity, kinds
from ledger.reports.named.pipeline_stages import STAGES, Behind, View
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Column, Row, Table

BASES: Mapping[str, Message] = {
    "written": say("as written"),
    "history": say("own history"),
    "default": say("by default"),
}
Task = tuple[date | None, str]
_NO_DAY = date.max


def one_by_one(scope: Scope, view: View, open_ones: Sequence[Opportunity]) -> Table:
    """A row for each: the urgent first, then by closing day. Of high priority or past its closing day is urgent."""
    tasks = next_tasks(scope, open_ones)
    ordered = sorted(open_ones, key=lambda one: (not _urgent(view, one), one.close_on or _NO_DAY, one.name, one.ref))
    return Table(
        "opportunities",
        say("Opportunities"),
        _columns(),
        tuple(_row(Behind(scope, view, (one,)), one, tasks.get(one.key, (None, ""))) for one in ordered),
        keys=0,
        empty=say("No opportunity is open."),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", say("customer")),
        Column("ref", say("REF")),
        Column("title", say("title"), wide=True),
        Column("stage", say("stage"), "choice", values=STAGES),
        Column("amount", say("amount"), "money"),
        Column("probability", say("probability"), "percent", "%"),
        Column("basis", say("probability from"), wide=True),
        Column("weighted", say("weighted amount"), "money"),
        Column("close_on", say("expected close"), "day"),
        Column("late", say("days late"), "days"),
        Column("age", say("age"), "days", wide=True),
        Column("in_stage", say("time in stage"), "days", wide=True),
        Column("touched", say("last touched"), "day", wide=True),
        Column("stale", say("stale"), wide=True),
        Column("next_on", say("next task on"), "day", wide=True),
        Column("next", say("next task"), wide=True),
        Column("owner", say("owner"), "choice", values="people"),
        Column("priority", say("priority"), "choice", values="priority"),
        Column("product", say("product"), "list", quiet=True),
        Column("source", say("source"), "choice", values="source", quiet=True),
        Column("opened", say("opened"), "day", quiet=True),
    )


def _row(behind: Behind, one: Opportunity, task: Task) -> Row:
    view = behind.view
    chance = view.chances.of(one)
    weighted = view.chances.weighted(one)
    cells: tuple[Cell, ...] = (
        one.name, one.ref, one.title, one.stage, None if one.amount is None else (one.amount,), chance.percent,
        BASES[chance.basis], None if weighted is None else (weighted,), one.close_on, _late(view, one), view.age(one),
        view.in_stage(one), one.touched, say("yes") if view.is_stale(one) else None, task[0], task[1], one.owner,
        one.priority, ", ".join(one.products), one.source, one.opened,
    )  # fmt: skip
    return Row(cells, one.id, one.path, one.line, "urgent" if _urgent(view, one) else "", key=behind)


def _late(view: View, one: Opportunity) -> int | None:
    """Days since it should have been closed; None if that day is not over or not known."""
    return (view.day - one.close_on).days if one.close_on is not None and one.close_on < view.day else None


def _urgent(view: View, one: Opportunity) -> bool:
    return one.priority == "high" or _late(view, one) is not None


def next_tasks(scope: Scope, open_ones: Sequence[Opportunity]) -> dict[Key, Task]:
    """The first open task of each: one under its entries or those that name it, or whose words have its REF.

    Of a customer with one open opportunity any open task will do where it has none of its own.
    """
    own: dict[Key, list[Task]] = {}
    any_of: dict[int, list[Task]] = {}
    by_customer: dict[int, list[Opportunity]] = {}
    for one in open_ones:
        by_customer.setdefault(one.customer, []).append(one)
    for customer, text, day, kind, ref, named in _open_tasks(scope):
        task = (date.fromisoformat(day) if day else None, text)
        any_of.setdefault(customer, []).append(task)
        for one in by_customer.get(customer, ()):
            if one.ref and _speaks_of(one, kinds(scope.session), text, kind, ref, named):
                own.setdefault(one.key, []).append(task)
    alone = {
        found[0].key: any_of[customer]
        for customer, found in by_customer.items()
        if len(found) == 1 and customer in any_of
    }
    return {key: min(tasks, key=lambda task: (task[0] or _NO_DAY, task[1])) for key, tasks in {**alone, **own}.items()}


def _open_tasks(scope: Scope) -> list[tuple[int, str, str | None, str | None, str | None, str | None]]:
    """Open tasks of the customers in `asked_opportunities`: text, day of the next time, and the entry they stand under."""
    return scope.rows(
        "SELECT t.customer, t.text, coalesce(d.date, t.date), e.kind, e.ref, e.fields ->> '$.opportunity'"
        " FROM main.tasks t LEFT JOIN main.entries e ON e.customer = t.customer AND e.n = t.entry"
        " LEFT JOIN main.dues d ON d.customer = t.customer AND d.what = 'task' AND d.line = t.line"
        " WHERE t.state = 'open' AND t.customer IN (SELECT customer FROM temp.asked_opportunities)"
        " ORDER BY t.customer, t.n"
    )


def _speaks_of(
    one: Opportunity, own_kinds: Sequence[str], text: str, kind: str | None, ref: str | None, named: str | None
) -> bool:
    wanted = fold(one.ref)
    under = kind in own_kinds and ref is not None and fold(ref) == wanted
    return under or (named is not None and fold(named) == wanted) or wanted in fold(text)


def basis_note(found: Sequence[Chance]) -> Message | None:
    """How many chances are written and how many were estimated; None where all are written."""
    count = {basis: sum(each.basis == basis for each in found) for basis in BASES}
    if count["history"] + count["default"] == 0:
        return None
    return say(
        "Probability: {written} written, {history} by what became of earlier ones in the stage, {default} by a default.",
        written=count["written"],
        history=count["history"],
        default=count["default"],
    )
