"""What can be wrong with fields, entries and tasks."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes.kind import WHY_NO_DATE, Kind

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

ENTRIES: Mapping[str, Kind] = {
    "name-missing": Kind(NOTICE, say("this file gives no name, so the customer is called {name}"), say("Add a field name: …")),
    "id-missing": Kind(
        NOTICE,
        say("this file gives no id, so its name {id} serves; renaming the file would break links to it"),
        say("`ledger check --fix` adds one."),
    ),
    "entry-date-invalid": Kind(ERROR, say("this entry's date does not exist"), WHY_NO_DATE),
    "entry-date-format": Kind(
        NOTICE, say("this entry's date is read as {date}"), say("`ledger check --fix` writes it so.")
    ),
    "entry-field-twice": Kind(WARNING, say("{field} stands in this entry a second time; the first one counts")),
    "task-date-invalid": Kind(ERROR, say("this task's date does not exist"), WHY_NO_DATE),
    "task-date-format": Kind(NOTICE, say("this task's date is read as {date}"), say("`ledger check --fix` writes it so.")),
    "task-box": Kind(NOTICE, say("an open task is written - [ ], with a blank in the brackets"), say("`ledger check --fix` writes it so.")),
    "value-date": Kind(ERROR, say("{field}: {value} is no date"), WHY_NO_DATE),
    "value-time": Kind(ERROR, say("{field}: {value} is no time of day"), say("Write it as 14:30.")),
    "value-yearly": Kind(
        ERROR, say("{field}: {value} is no day of the year"), say("Write it as 1985-08-15, 08-15 or 农历 1985-08-15.")
    ),
    "value-money": Kind(ERROR, say("{field}: {value} is no amount"), say("Write it as 1200, 1.2万, CNY 1,200.00 or $50.")),
    "value-number": Kind(ERROR, say("{field}: {value} is no number")),
    "value-percent": Kind(ERROR, say("{field}: {value} is no percentage"), say("Write it as 60%.")),
    "value-interval": Kind(ERROR, say("{field}: {value} is no length of time"), say("Write it as 14d, 2w, 3m or 1y.")),
    "value-map": Kind(WARNING, say("{field} should hold fields of its own, each on an indented line")),
    "value-unknown": Kind(WARNING, say("{field}: {value} is none of the known values"), say("Did you mean {nearest}?")),
}
