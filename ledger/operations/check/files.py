"""One file checked by every check there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ledger.model.customer import Customer
from ledger.model.problem import Problem
from ledger.operations.check import entries, meant, numbers, payments, required, scores, words
from ledger.operations.check.sheet import Checking, Sheet, sheet

Check = Callable[[Sheet], Iterator[Problem]]

CHECKS: Sequence[Check] = (
    words.read_problems,
    numbers.numbers,
    words.unknown_fields,
    words.unknown_words_of_entries,
    words.people,
    meant.entries,
    meant.tasks,
    meant.task_days,
    meant.fields_of_entries,
    entries.bare,
    entries.ahead,
    entries.refs,
    scores.scores,
    entries.paid_too_much,
    payments.other_currency,
    payments.paid_in_part,
    required.required,
    required.owner,
)


def opened(text: str, customer: Customer, checking: Checking) -> Sheet:
    """The sheet to check a file with."""
    return sheet(text, customer, checking)


def problems(found: Sheet) -> list[Problem]:
    """The problems of a file by themselves, without those between files, in no order."""
    return [problem for check in CHECKS for problem in check(found)]
