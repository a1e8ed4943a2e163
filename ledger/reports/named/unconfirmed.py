"""Values that nobody has confirmed: marked with a question mark, or named under `unconfirmed`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ledger.index.build import read
from ledger.index.reading import Reading
from ledger.messages import say
from ledger.model.customer import Customer, Field
from ledger.reports.asked import Asked
from ledger.reports.named.upkeep_counts import counts
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Column, Report, Row, Table
from ledger.session import Session
from ledger.text.source import decode

MOST = 500
"""Files that are read for one list; --limit asks for more."""
_COLUMNS = (
    Column("name", say("customer")),
    Column("field", say("field"), "choice", values="field"),
    Column("value", say("as written")),
    Column("owner", say("owner"), "choice", values="people"),
    Column("level", say("level"), "choice", values="level"),
    Column("line", say("line"), "count", quiet=True),
)
_MARKS = ("?", "？")


class Doubt(NamedTuple):
    """A value in doubt: its field (empty where only words say what is meant), as it is written, and its line."""

    field: str
    written: str
    line: int


def report(session: Session, asked: Asked) -> Report:
    """Each value in doubt of the customers that are looked after; starred customers first, then by name."""
    found = scope(session, asked)
    some = _customers(found)
    most = max(MOST, asked.limit or 0)
    rows = [row for each in some[:most] for row in _rows(session, each)]
    main = Table(
        "unconfirmed",
        say("Values that nobody has confirmed"),
        _COLUMNS,
        tuple(rows),
        keys=2,
        notes=(
            say(
                "Values of {count} more customers are not listed; --limit or a query asks for others.",
                count=len(some) - most,
            ),
        )
        if len(some) > most
        else (),
        empty=say("Every value is confirmed."),
    )
    by_owner = counts(found, asked, [each[0] for each in some], say("with values in doubt"))
    note = say(
        "A value is in doubt while it ends with a question mark or is named under `unconfirmed`; take the mark away to confirm it."
    )
    return Report(
        "unconfirmed", say("Unconfirmed values"), session.today, (main, by_owner), query=asked.query, notes=(note,)
    )


def _customers(found: Scope) -> list[tuple[Any, ...]]:
    """Number, path, owner, level and star of those with a mark somewhere in the front matter."""
    return found.rows(
        "SELECT customer, path, owner, level, star FROM scope WHERE NOT resting AND (unconfirmed > 0 OR customer IN"
        " (SELECT customer FROM main.fields WHERE name = 'contacts.unconfirmed')) ORDER BY star DESC, name, path"
    )


def _rows(session: Session, of: tuple[Any, ...]) -> Iterator[Row]:
    _, path, owner, level, star = of
    reader = session.reader()
    customer, _ = read(reader, path, Reading(session.root, session.vocabulary, session.settings, session.past))
    lines = decode(reader.read(path)).text.replace("\r\n", "\n").split("\n")
    for doubt in doubts(customer, lines):
        cells = (customer.name, doubt.field or None, doubt.written, owner, level, doubt.line)
        yield Row(cells, customer.id, path, doubt.line, "star" if star else "doubt")


def doubts(customer: Customer, lines: list[str]) -> Iterator[Doubt]:
    """The values in doubt of a file in the order of its fields; `lines` are those of its text."""
    for name, field in customer.fields.items():
        if name == "unconfirmed":
            for said in customer.texts(name):
                yield _named(customer, said, field)
        elif field.unconfirmed:
            yield from _marked(customer, name, field, lines)
        if name == "contacts":
            yield from _of_contacts(field)


def _named(customer: Customer, said: str, where: Field) -> Doubt:
    """What is named under `unconfirmed`: a field, else whatever the words mean."""
    for name, field in customer.fields.items():
        if said in (name, field.written):
            return Doubt(name, field.text or _plain(field), field.line)
    return Doubt("", said, where.line)


def _plain(field: Field) -> str:
    value = field.value
    return ", ".join(map(str, value)) if isinstance(value, tuple) else ""


def _marked(customer: Customer, name: str, field: Field, lines: list[str]) -> Iterator[Doubt]:
    """A value with its mark; in lists and maps those of their lines that have one."""
    if isinstance(field.value, tuple | Mapping):
        end = min((each.line for each in customer.fields.values() if each.line > field.line), default=len(lines) + 1)
        for number in range(field.line, end):
            written = lines[number - 1].partition(" #")[0].strip()
            if written.strip("'\"]}, ").endswith(_MARKS):
                yield Doubt(name, written.removeprefix("- "), number)
            elif written in ("---", "...") and number > 1:
                return
    else:
        yield Doubt(name, field.text, field.line)


def _of_contacts(field: Field) -> Iterator[Doubt]:
    """What people among the contacts have under their own `unconfirmed`."""
    for person in field.value if isinstance(field.value, tuple) else ():
        if isinstance(person, Mapping):
            said, name = person.get("unconfirmed"), person.get("name", "")
            for each in said if isinstance(said, tuple) else ():
                yield Doubt("contacts", f"{name}: {each}" if name else str(each), field.line)
