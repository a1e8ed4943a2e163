"""Letters that ask for money: a friendly reminder, a second one, and a formal demand, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ledger.errors import Ambiguous, BadValue, LedgerError, NotFound
from ledger.index.lookup import Match
from ledger.index.standing import stand
from ledger.messages import say
from ledger.model.vocabulary import written
from ledger.operations.asked_entry import Asked, Checked, check, field_word
from ledger.operations.templates import FOLDER, LANGUAGES, packaged
from ledger.query.fold import fold
from ledger.reports.chasing import LADDER, next_step, steps
from ledger.reports.owed import DISPUTED, Owed, owed
from ledger.reports.scope import Scope
from ledger.session import Session
from ledger.store.files import Reader
from ledger.text.source import decode

STEPS = ("friendly", "second", "formal")
"""The steps that have a letter, in order; docs/reports/receivables.md tells when each is due."""
DEADLINES: Mapping[str, int] = {"friendly": 14, "second": 10, "formal": 7}
"""Days from today until which the letter of a step asks for the money."""
_PLACE = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter about an open invoice: which step it is, and its text as Markdown."""

    about: Owed
    step: str
    text: str


def letter(session: Session, customer: int, bill: int, step: str = "", language: str = "") -> str:
    """The letter about an open invoice (`bill` is its number among the customer's bills) as Markdown.

    `step` is one of STEPS, by default the one that the ladder has come to. The text is the ledger's own
    `templates/letter-STEP.md` if there is one, else the packaged one in `language` (by default the customer's, else the
    ledger's). `{places}` that are not known stay as they are. Raises NotFound where nothing is open of the invoice,
    BadValue for a step that has no letter.
    """
    scope = _scope(session, customer)
    one = next((each for each in owed(scope) if each.n == bill and each.open > 0), None)
    if one is None:
        raise NotFound(say("Nothing is open of this invoice, so there is nothing to ask for."))
    return compose(session, one, step, language).text


def compose(session: Session, one: Owed, step: str = "", language: str = "") -> Letter:
    """The letter about something owed, as `letter` writes it; raises BadValue for a step that has no letter."""
    scope = _scope(session, one.customer)
    chosen = step or _step(scope, one)
    if chosen not in STEPS:
        raise BadValue(say("“{step}” is no step that has a letter.", step=step), say("Steps: {names}.", names=STEPS))
    text = template(session, chosen, language or language_of(session, one.customer))
    known = _places(session, one, chosen, contact_of(session, one.customer))
    return Letter(one, chosen, _PLACE.sub(lambda found: known.get(found[1], found[0]), text))


def open_invoices(session: Session, customer: int) -> tuple[Owed, ...]:
    """The invoices of a customer of which something is open, those to be paid first before the others."""
    return tuple(one for one in owed(_scope(session, customer)) if one.open > 0)


def meant(session: Session, match: Match, invoice: str = "") -> Owed:
    """The open invoice of a customer that somebody means: by its REF or title, else the one overdue for the longest.

    A disputed one is to be settled before it is asked for, so that it has to be named. Raises NotFound (with those that
    are open) and Ambiguous.
    """
    is_open = open_invoices(session, match.customer)
    if invoice.strip():
        return _named(session, match, is_open, invoice.strip())
    late = [one for one in is_open if one.late is not None and one.late > 0]
    found = next((one for one in late if one.status != DISPUTED), None)
    if found is not None:
        return found
    hint = say("Name one to have its letter all the same.") if is_open else None
    if late:
        told = say("What is overdue of {customer} is disputed: settle that first.", customer=match.name)
    else:
        told = say("Nothing of {customer} is overdue, so there is no letter to write.", customer=match.name)
    raise NotFound(told, hint, candidates=_shown(is_open))


def _named(session: Session, match: Match, is_open: Iterable[Owed], name: str) -> Owed:
    is_open, wanted = tuple(is_open), fold(name)
    fitting = [one for one in is_open if wanted in (fold(one.ref), fold(one.called))]
    if len(fitting) > 1:
        raise Ambiguous(say("“{name}” fits several invoices.", name=name), candidates=_shown(fitting))
    if fitting:
        return fitting[0]
    settled = owed(_scope(session, match.customer), settled=True)
    if any(wanted in (fold(one.ref), fold(one.called)) for one in settled):
        told = say("Nothing is open of this invoice, so there is nothing to ask for.")
    else:
        told = say("{customer} has no invoice “{name}”.", customer=match.name, name=name)
    hint = (
        say("What is open stands above.") if is_open else say("No invoice of {customer} is open.", customer=match.name)
    )
    raise NotFound(told, hint, candidates=_shown(is_open))


def _shown(invoices: Iterable[Owed]) -> tuple[str, ...]:
    """Invoices as candidates: what they are called, what is open of them, and by when it was to be paid."""
    return tuple(
        "  ".join(filter(None, (one.called, _money(one.open, one.currency), one.due.isoformat() if one.due else "")))
        for one in invoices
    )


_TOPICS = {"zh": "催款", "en": "reminder"}


def sending(session: Session, sent: Letter) -> Checked:
    """The entry that says that a letter was sent: an e-mail of today that names the invoice, a step of chasing.

    Its text is the letter's heading.
    """
    language = session.settings.language if session.settings.language in _TOPICS else "en"
    kind = session.vocabulary.kinds["email"]
    fields = [(field_word(session, kind, "topic"), _TOPICS[language])]
    if sent.about.ref:
        fields.insert(0, (field_word(session, kind, "invoice"), sent.about.ref))
    first = sent.text.strip().partition("\n")[0]
    heading = first.lstrip("#").strip() if first.startswith("#") else ""
    return check(session, Asked(written(kind, session.settings.language), text=heading, fields=tuple(fields)))


def _scope(session: Session, customer: int) -> Scope:
    return Scope(session, stand(session, {customer}))


def _step(scope: Scope, one: Owed) -> str:
    """The step that comes next, the last one that has a letter after those."""
    wanted = next_step(one, steps(scope, (one,)).get((one.customer, one.n), ())).name
    if wanted in STEPS:
        return wanted
    return STEPS[-1] if one.late is not None and one.late >= LADDER[-1][1] else STEPS[0]


def template(session: Session, step: str, language: str) -> str:
    """The ledger's own template of a letter, else the packaged one in a language."""
    own = f"{FOLDER}/letter-{step}.md"
    if (session.root / Path(own)).is_file():
        try:
            return decode(Reader(session.root).read(own)).text
        except LedgerError:
            pass
    return (packaged() / "letters" / language / f"{step}.md").read_text(encoding="utf-8")


def language_of(session: Session, customer: int) -> str:
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


def contact_of(session: Session, customer: int) -> str:
    """The first contact of a customer; empty if there is none."""
    ask = "SELECT name FROM contacts WHERE customer = ? AND name IS NOT NULL ORDER BY n LIMIT 1"
    found = session.fresh().catalog.connection.execute(ask, (customer,)).fetchone()
    return str(found[0]) if found else ""


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
