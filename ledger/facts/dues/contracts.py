"""Contracts that end or are to be renewed."""

from __future__ import annotations

from datetime import date

from ledger.facts.days import before, day_in, lead
from ledger.facts.records import responsible, titled
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import say
from ledger.model.values import Interval


def contracts(story: Story) -> tuple[Due, ...]:
    """Every contract that is not closed, on the day by which somebody has to act; overdue until closed or renewed.

    That is its `renew` day, else its `end`, earlier by its period of `notice`. One that renews by itself
    (`renewal: yes`) needs nobody after that day, so its day is that of `notice` alone. It asks for attention
    from the first step of notice after the last entry that touched it, so that writing down what was done about it
    quiets it until the next step.
    """
    found = (_due(record, story) for record in story.records.get("contract", ()) if not record.closed)
    return tuple(due for due in found if due is not None)


def _due(record: Record, story: Story) -> Due | None:
    renew, end = day_in(record.fields, "renew"), day_in(record.fields, "end")
    notice = record.fields.get("notice")
    if renew is not None:
        day, why = renew, say("The contract is to be renewed by {date}.", date=renew)
    elif end is None:
        return None
    elif isinstance(notice, Interval):
        day = before(end, lead(notice))
        why = say("The contract ends on {date}; notice is to be given {notice} before.", date=end, notice=notice)
    elif record.fields.get("renewal") == "yes":
        return None
    else:
        day, why = end, say("The contract ends on {date}.", date=end)
    shown = _shown_from(record, day, story)
    return Due("contract", titled(record), record.line, why, day, shown, people=responsible(record))


def _shown_from(record: Record, day: date, story: Story) -> date:
    steps = sorted(before(day, lead(step)) for step in story.settings.due.contract)
    return next((step for step in steps if step > record.touched), day)
