"""Letters that ask for money: a friendly reminder, a second one, and a formal demand, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ledger.errors import BadValue, LedgerError, NotFound
from ledger.index.standing import stand
from ledger.messages import say
from ledger.operations.templates import FOLDER, LANGUAGES, packaged
from ledger.reports.chasing import LADDER, next_step, steps
from ledger.reports.owed import Owed, owed
from ledger.reports.scope import Scope
from ledger.session import Session
from ledger.store.files import Reader
from ledger.text.source import decode

STEPS = ("friendly", "second", "formal")
"""The steps that have a letter, in order; docs/reports/receivables.md tells when each is due."""
DEADLINES: Mapping[str, int] = {"friendly": 14, "second": 10, "formal": 7}
"""Days from today until which the letter of a step asks for the money."""
_PLACE = re.compile(r"\{([a-z]+)\}")


def letter(session: Session, customer: int, bill: int, step: str = "", language: str = "") -> str:
    """The letter about an open invoice (`bill` is its number among the customer's bills) as Markdown.

    `step` is one of STEPS, by default the one that the ladder has come to. The text is the ledger's own
    `templates/letter-STEP.md` if there is one, else the packaged one in `language` (by default the customer's, else the
    ledger's). `{places}` that are not known stay as they are. Raises NotFound where nothing is open of the invoice,
    BadValue for a step that has no letter.
    """
    scope = Scope(session, stand(session, {customer}))
    one = next((each for each in owed(scope) if each.n == bill and each.open > 0), None)
    if one is None:
        raise NotFound(say("Nothing is open of this invoice, so there is nothing to ask for."))
    chosen = step or _step(scope, one)
    if chosen not in STEPS:
        raise BadValue(say("“{step}” is no step that has a letter.", step=step), say("Steps: {names}.", names=STEPS))
    text = _template(session, chosen, language or _language(session, customer))
    known = _places(session, one, chosen, _contact(scope, customer))
    return _PLACE.sub(lambda found: known.get(found[1], found[0]), text)


def _step(scope: Scope, one: Owed) -> str:
    """The step that comes next, the last one that has a letter after those."""
    wanted = next_step(one, steps(scope, (one,)).get((one.customer, one.n), ())).name
    if wanted in STEPS:
        return wanted
    return STEPS[-1] if one.late is not None and one.late >= LADDER[-1][1] else STEPS[0]


def _template(session: Session, step: str, language: str) -> str:
    own = f"{FOLDER}/letter-{step}.md"
    if (session.root / Path(own)).is_file():
        try:
            return decode(Reader(session.root).read(own)).text
        except LedgerError:
            pass
    return (packaged() / "letters" / language / f"{step}.md").read_text(encoding="utf-8")


def _language(session: Session, customer: int) -> str:
    """The customer's own language if there is a letter in it, else the ledger's."""
    connection = session.fresh().catalog.connection
    ask = "SELECT folded FROM fields WHERE customer = ? AND name = 'language' LIMIT 1"
    found = connection.execute(ask, (customer,)).fetchone()
    written = "" if found is None else str(found[0])
    if written.startswith(("en", "英")):
        return "en"
    if written.startswith(("zh", "中", "汉", "chinese")):
        return "zh"
    return session.settings.language if session.settings.language in LANGUAGES else "en"


def _contact(scope: Scope, customer: int) -> str:
    found = scope.one(
        "SELECT name FROM contacts WHERE customer = ? AND name IS NOT NULL ORDER BY n LIMIT 1", (customer,)
    )
    return str(found) if found else ""


def _places(session: Session, one: Owed, step: str, contact: str) -> dict[str, str]:
    """What is filled into a letter."""
    today = session.today
    return {
        "customer": one.name,
        "contact": contact or one.name,
        "invoice": one.called,
        "date": one.day.isoformat(),
        "due": (one.due or one.day).isoformat(),
        "days": str(max(one.late or 0, 0)),
        "amount": _money(one.amount, one.currency),
        "paid": _money(one.amount - one.open, one.currency),
        "open": _money(one.open, one.currency),
        "deadline": _later(today, DEADLINES[step]).isoformat(),
        "today": today.isoformat(),
        "me": session.me or one.owner,
        "ledger": session.settings.name,
    }


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,f} {currency}".rstrip()


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
