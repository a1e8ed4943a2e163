"""The open task that somebody means, asked for on a terminal where several fit."""

from __future__ import annotations

from ledger.cli.context import Surface
from ledger.cli.typing import choose
from ledger.messages import say
from ledger.model.customer import Customer
from ledger.operations.open_tasks import OpenTask, matching, no_such_task, which_task


def pick(surface: Surface, customer: Customer, word: str) -> OpenTask:
    """One open task; raises NotFound, or Ambiguous where nobody can be asked."""
    found = matching(customer, word)
    if not found:
        raise no_such_task(customer, word)
    if len(found) == 1:
        return found[0]
    question = say("Which one (1–{most})?", most=len(found))
    listed = tuple(
        str(one) if not word else f"{place}. {str(one).partition(' ')[2]}" for place, one in enumerate(found, 1)
    )
    return found[choose(surface, question, listed, which_task(customer, found))]
