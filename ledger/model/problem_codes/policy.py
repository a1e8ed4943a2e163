"""What can be said of a customer who is handled otherwise than the ledger's policies ask for; nothing of it is wrong in the file."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes.kind import Kind

_WHO = say("{owner} is responsible.")
_NOBODY = say("Nobody is responsible.")

POLICY: Mapping[str, Kind] = {
    "policy-contact-late": Kind(
        Severity.NOTICE,
        say("a contact was to be made every {every}, so by {date}, and nobody talked with them"),
        _WHO,
        _NOBODY,
    ),
    "policy-care-over": Kind(
        Severity.NOTICE,
        say("care has cost {cost} in {year}, more than the {budget} that level {level} allows"),
        _WHO,
        _NOBODY,
    ),
    "policy-answer-late": Kind(
        Severity.NOTICE, say("this was to be answered by {date}, and no answer is written down"), _WHO, _NOBODY
    ),
    "policy-solution-late": Kind(Severity.NOTICE, say("this was to be solved by {date}, and is not"), _WHO, _NOBODY),
    "policy-steps-skipped": Kind(
        Severity.NOTICE,
        say("this is closed without these steps of the checklist: {steps}"),
        say("Tick them if they were done; templates/{template} has the checklist."),
    ),
}
