"""Good wishes for a birthday, an anniversary or a holiday of a customer, from a template."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ledger.errors import NotFound
from ledger.index.lookup import Match
from ledger.messages import say
from ledger.model.holidays import label
from ledger.operations.letters import contact_of, language_of, template
from ledger.reports.due import due_within
from ledger.reports.due_rows import DueRow
from ledger.session import Session

OCCASIONS = ("birthday", "anniversary", "holiday")
AHEAD = 30
"""Days within which an occasion is near."""
_PLACE = re.compile(r"\{([a-z]+)\}")


def greeting(session: Session, match: Match, language: str = "") -> str:
    """The text for the nearest occasion of a customer, as Markdown.

    It is the ledger's own `templates/letter-greeting-OCCASION.md` if there is one, else the packaged one in `language` (by
    default the customer's, else the ledger's). Raises NotFound where no occasion is near.
    """
    near = [
        row for row in due_within(session, frozenset({match.customer}), AHEAD) if row.what in OCCASIONS and row.date
    ]
    if not near:
        raise NotFound(
            say("No birthday, anniversary or holiday of {customer} is near.", customer=match.name),
            say("Birthdays stand with contacts; `greet` of a level in ledger.yaml names its holidays."),
        )
    first = min(near, key=lambda row: abs(((row.date or date.max) - session.today) / timedelta(days=1)))
    chosen = language or language_of(session, match.customer)
    text = template(session, f"greeting-{first.what}", chosen)
    known = _places(session, match, first, chosen)
    return _PLACE.sub(lambda found: known.get(found[1], found[0]), text)


def _places(session: Session, match: Match, row: DueRow, language: str) -> dict[str, str]:
    contact = row.text if row.what == "birthday" and row.text else contact_of(session, match.customer)
    return {
        "customer": match.name,
        "contact": contact or match.name,
        "occasion": label(row.text, language) if row.what == "holiday" else row.text,
        "date": "" if row.date is None else row.date.isoformat(),
        "today": session.today.isoformat(),
        "me": session.me or row.owner,
        "ledger": session.settings.name,
    }
