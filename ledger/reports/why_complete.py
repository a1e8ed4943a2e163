"""Why a profile is as complete as it is: the fields that are asked of it, and those that are missing."""

from __future__ import annotations

import json

from ledger.messages import say
from ledger.reports.asked import Asked
from ledger.reports.scope import scope
from ledger.reports.table import Source, Why
from ledger.session import Session


def why(session: Session, customer: int) -> Why:
    """The completeness of a customer's profile."""
    found = scope(session, Asked())
    score, missing, level, path = found.rows(
        "SELECT completeness, missing, level, path FROM scope WHERE customer = ?", (customer,)
    )[0]
    names = tuple(json.loads(missing))
    return Why(
        what=say("completeness"),
        value=score,
        rule=say(
            "Every customer should have a name, an owner, a source, a region, a stage, a level and a way to reach them; "
            "a company also an industry and contacts; and what ledger.yaml requires of its level. Each counts alike."
        ),
        numbers=((say("level"), level), (say("missing"), say("{names}", names=names) if names else None)),
        sources=(Source(path, 1, None, say("the front matter")),),
    )
