"""Customers who are handled otherwise than the ledger's policies ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from ledger.facts.cases import cases, is_closed, threads
from ledger.facts.dues.cadence import cadence
from ledger.facts.tables import Case
from ledger.model.customer import Entry
from ledger.model.names import fold
from ledger.model.plain import decimal_text
from ledger.model.problem import Problem
from ledger.model.values import Money
from ledger.operations.check.sheet import Sheet
from ledger.text.places import Span

CARE = frozenset({"care", "winback", "campaign"})
"""The kinds of entries whose cost counts as care, as in `ledger report plan`."""
_CASES = frozenset({"complaint", "feedback", "inquiry", "service"})
# Nobody goes back to cases of long ago to tick what was done.
_RECENT = timedelta(days=90)


def problems(sheet: Sheet) -> Iterator[Problem]:
    """All that is said of how a customer is handled; nothing of those who are put away or have left."""
    if sheet.story.resting:
        return
    yield from contact(sheet)
    yield from care(sheet)
    if not _CASES.isdisjoint(sheet.story.kinds):
        yield from late(sheet)
        yield from skipped(sheet)


def contact(sheet: Sheet) -> Iterator[Problem]:
    """Nobody talked with the customer for longer than its level, or its own rhythm, allows."""
    for due in cadence(sheet.story):
        if due.date is None or due.date >= sheet.checking.today:
            continue
        own = "follow_up_every" in sheet.customer.fields
        level = sheet.story.level
        every = sheet.customer.text("follow_up_every") if own or level is None else str(level.every)
        place = sheet.value_of("follow_up_every" if own else "level")
        yield _problem(sheet, "policy-contact-late", place, every=every, date=due.date.isoformat())


def care(sheet: Sheet) -> Iterator[Problem]:
    """Care has cost more this year than the customer's level allows."""
    level, today = sheet.story.level, sheet.checking.today
    budget = sheet.settings.policies.budgets.get(level.name) if level is not None else None
    if level is None or budget is None:
        return
    spent = [
        (entry, cost.amount)
        for kind in CARE
        for entry in sheet.story.kinds.get(kind, ())
        if entry.date.year == today.year
        and entry.date <= today
        and isinstance(cost := entry.fields.get("cost"), Money)
        and cost.currency == budget.currency
    ]
    total = sum((amount for _, amount in spent), Decimal(0))
    if total > budget.amount:
        last = max((entry for entry, _ in spent), key=lambda entry: (entry.date, entry.line))
        yield _problem(
            sheet,
            "policy-care-over",
            sheet.heading(last),
            cost=_shown(Money(total, budget.currency)),
            budget=_shown(budget),
            year=str(today.year),
            level=level.name,
        )


def late(sheet: Sheet) -> Iterator[Problem]:
    """Complaints, feedback, inquiries and services that wait for an answer or a solution longer than was promised."""
    today = sheet.checking.today.isoformat()
    for case in cases(sheet.story):
        entry = sheet.entry_at(case.line)
        if entry is None or case.closed or case.opened[:10] > today:
            continue
        place = sheet.heading(entry)
        if _missed(case.answer_by, case.answered, today) and case.status != "answered":
            yield _problem(sheet, "policy-answer-late", place, case, date=case.answer_by)
        elif _missed(case.solve_by, case.solved, today):
            yield _problem(sheet, "policy-solution-late", place, case, date=case.solve_by)


def _missed(limit: str, done: str, today: str) -> bool:
    """Whether something that is to be done by a moment has not happened, and the day is over."""
    return bool(limit) and limit[:10] < today and (not done or done[:10] > today)


def skipped(sheet: Sheet) -> Iterator[Problem]:
    """Steps of the checklist that a closed case was left without.

    A case that has none of them at all was written without the checklist: it is spoken of if it was opened in the last
    90 days.
    """
    for kind, (template, steps) in sheet.checking.steps.items():
        for thread in threads(sheet.story, kind):
            if not is_closed(thread) or thread.entries[-1].date > sheet.checking.today:
                continue
            written = _ticked(sheet, thread.entries)
            wanted = {fold(step): step for step in steps}
            left = [step for key, step in wanted.items() if not written.get(key)]
            recent = sheet.checking.today - thread.first.date <= _RECENT
            if left and (recent or not wanted.keys().isdisjoint(written)):
                names = ", ".join(left)
                yield sheet.problem("policy-steps-skipped", sheet.heading(thread.first), steps=names, template=template)


def _ticked(sheet: Sheet, entries: Sequence[Entry]) -> dict[str, bool]:
    """The tasks under some entries by their folded text, and whether each is ticked."""
    places = {place for place, entry in enumerate(sheet.customer.entries) if entry in entries}
    found: dict[str, bool] = {}
    for task in sheet.customer.tasks:
        if task.entry in places:
            found[fold(task.text)] = task.done or task.cancelled or found.get(fold(task.text), False)
    return found


def _problem(sheet: Sheet, code: str, place: Span, case: Case | None = None, **args: str) -> Problem:
    """A problem with the name of whoever is responsible."""
    person = case.person if case is not None else ""
    return sheet.problem(code, place, owner=person or sheet.customer.text("owner").strip(), **args)


def _shown(amount: Money) -> str:
    return f"{decimal_text(amount.amount)} {amount.currency}"
