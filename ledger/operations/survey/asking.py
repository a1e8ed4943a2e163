"""Marking customers as asked: who gets an entry, and who not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.errors import LedgerError
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.intervals import add
from ledger.operations.asked_entry import Checked
from ledger.operations.log import log
from ledger.operations.survey.filing import sent
from ledger.operations.survey.naming import KIND, Survey, entries
from ledger.operations.writing import Revision, look
from ledger.reports.fitting import fitting
from ledger.session import Session


@dataclass(frozen=True, slots=True)
class Recipient:
    """A customer that is to be asked, by number, id and name, with where it can be reached."""

    customer: int
    id: str
    name: str
    path: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """What becomes of a customer: the revision that marks it as asked, or why it is left out."""

    recipient: Recipient
    revision: Revision | None
    refused: Message | None = None


def recipients(session: Session, query: str) -> Sequence[Recipient]:
    """The customers that a query means, by name, without those that rest; raises BadQuery."""
    among = fitting(session, query)
    rows = session.fresh().catalog.connection.execute(
        "SELECT c.customer, c.id, c.name, c.path,"
        " (SELECT shown FROM names n WHERE n.customer = c.customer AND n.kind = 'phone' ORDER BY n.n LIMIT 1),"
        " (SELECT shown FROM names n WHERE n.customer = c.customer AND n.kind = 'email' ORDER BY n.n LIMIT 1)"
        " FROM customers c WHERE NOT c.archived AND ifnull(c.stage, '') <> 'lost' AND NOT EXISTS"
        " (SELECT 1 FROM fields f WHERE f.customer = c.customer AND f.name = 'merged_into') ORDER BY c.name, c.path"
    )
    return [Recipient(row[0], *(part or "" for part in row[1:])) for row in rows if row[0] in among]


def marked(
    session: Session, asked: Sequence[Recipient], of: Survey, *, due: str = "", dry_run: bool = False
) -> Iterator[Marked]:
    """Write an entry of the survey into each file, unless it has one already, or was asked too short a while ago."""
    for recipient in asked:
        try:
            yield _marked(session, recipient, of, due, dry_run=dry_run)
        except LedgerError as error:
            yield Marked(recipient, None, error.message)


def _marked(session: Session, recipient: Recipient, of: Survey, due: str, *, dry_run: bool) -> Marked:
    customer = look(session, recipient.path).customer
    if any(True for _ in entries(customer, of)):
        return Marked(recipient, None, say("was asked already"))
    every = session.settings.policies.survey.every
    last = _last_asked(customer, session.today)
    if every is not None and last is not None and add(last, every) > session.today:
        return Marked(recipient, None, say("was asked on {date}; once in {every} is enough", date=last, every=every))
    checked: Checked = sent(session, customer, of, due)
    return Marked(recipient, log(session, recipient.path, checked, dry_run=dry_run).revision)


def _last_asked(customer: Customer, today: date) -> date | None:
    return max((entry.date for entry in customer.entries if entry.kind == KIND and entry.date <= today), default=None)
