"""What can be wrong with fields, entries and tasks."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes import reasons
from ledger.model.problem_codes.kind import Kind

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

ENTRIES: Mapping[str, Kind] = {
    "name-missing": Kind(
        NOTICE, say("this file gives no name, so the customer is called {name}"), say("Add a field name: …")
    ),
    "id-missing": Kind(
        NOTICE,
        say("this file gives no id, so its name {id} serves; renaming the file would break links to it"),
        say("`ledger check --fix` adds one."),
    ),
    "entry-date-invalid": Kind(ERROR, say("this entry's date does not exist"), explain=reasons.no_date),
    "entry-date-format": Kind(
        NOTICE, say("this entry's date is read as {date}"), say("`ledger check --fix` writes it so.")
    ),
    "entry-field-twice": Kind(WARNING, say("{field} stands in this entry a second time; the first one counts")),
    "task-date-invalid": Kind(ERROR, say("this task's date does not exist"), explain=reasons.no_date),
    "task-date-format": Kind(
        NOTICE, say("this task's date is read as {date}"), say("`ledger check --fix` writes it so.")
    ),
    "task-box": Kind(
        NOTICE,
        say("an open task is written - [ ], with a blank in the brackets"),
        say("`ledger check --fix` writes it so."),
    ),
    "task-date-unclear": Kind(
        NOTICE,
        say("“{written}” is no day here, so this task has none"),
        say(
            "A file keeps days written like 2026-11-30; `ledger log --next` and `ledger snooze` understand other words."
        ),
    ),
    "task-unread": Kind(
        WARNING,
        say("this looks like a task, but it is read as text"),
        say("Write it as - [ ] 2026-11-30 text, with a blank in the brackets and one on either side of them."),
    ),
    "entry-unread": Kind(
        WARNING,
        say("this looks like an entry, but it is read as text"),
        say("Write it as a heading of its own: ## {date} {kind} …"),
    ),
    "entry-field-unread": Kind(
        WARNING,
        say("this looks like the field {field} of this entry, but it is read as text"),
        say("Put a dash and a blank before it: - {field}: …"),
    ),
    "kind-unknown": Kind(
        NOTICE,
        say("{word} is no kind of entry that is known here, so this entry is a note"),
        say("Did you mean {nearest}?"),
    ),
    "entry-bare": Kind(
        NOTICE,
        say("this {kind} tells neither what was said nor what came of it"),
        say("Write a line below it, or a field result: …"),
    ),
    "entry-ahead": Kind(
        NOTICE,
        say("this {kind} is dated after today, so it does not count yet"),
        say("If it has happened, correct the date; what is only planned is better a task."),
    ),
    "ref-unknown": Kind(
        WARNING,
        say("{field}: there is no {kind} {ref} in this file"),
        say("Did you mean {nearest}?"),
    ),
    "score-off-scale": Kind(
        WARNING,
        say("“{value}” is not on the scale from {low} to {high}, so it counts in no figure"),
        say("CSAT is 1 to 5, NPS 0 to 10, CES and effort 1 to 7."),
    ),
    "invoice-overpaid": Kind(
        WARNING,
        say("{paid} was paid for invoice {ref}, which bills {billed}"),
        say("Correct the amounts, or the invoice that a payment names."),
    ),
    "invoice-paid-short": Kind(
        NOTICE,
        say("invoice {ref} says that it is paid, but only {paid} of {billed} was set against it"),
        say("Write down the payment that is missing, or take the status off."),
    ),
    "payment-currency": Kind(
        WARNING,
        say("{paid} is not set against invoice {ref}, which is in {currency}"),
        say("Give the amount in {currency}, or correct the invoice that it names."),
    ),
}
