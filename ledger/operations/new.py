"""Writing the file of a new customer."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from ledger.errors import BadValue, Refused, Unwritable
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.parse import parse
from ledger.operations.assignments import Assignment, check_text
from ledger.operations.fields import Hand
from ledger.operations.ids import new_id
from ledger.operations.sharing.people import who_works
from ledger.operations.templates import customer_template
from ledger.operations.twins import Twin, twins
from ledger.session import Session
from ledger.store.names import file_name, taken_among
from ledger.store.recovery import keep
from ledger.store.replace import create
from ledger.text import fences, scalars
from ledger.text.source import Encoding, Source

_LONGEST_NAME = 200
_ATTEMPTS = 20
_PLACES = re.compile(r"\{(name|id|today|me)\}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a customer to be written: the name, a template's name, fields, a folder below customers/."""

    name: str
    template: str = ""
    fields: tuple[Assignment, ...] = ()
    folder: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer ready to be written: the file's path and text, who it may be already, what is to be said."""

    path: str
    text: str
    customer: Customer
    twins: tuple[Twin, ...]
    notes: tuple[Message, ...]


def prepare(session: Session, wanted: Wanted) -> NewCustomer:
    """Fill the template and look for likely doubles; writes nothing. Raises a refusal for a wrong name or value."""
    name = checked_name(wanted.name)
    folder = _folder(wanted.folder)
    identity = new_id(session.fresh().catalog)
    hand = Hand(session, force=wanted.force)
    text = _filled(session, wanted, name, identity, hand)
    customer = parse("customers/new.md", Source(text, Encoding.UTF8, ""), session.vocabulary, session.settings)
    _check_id(session, customer.id)
    path = _path(session, folder, customer.name, customer.id)
    return NewCustomer(path, text, customer, twins(session, customer), tuple(hand.judge.notes))


def write(session: Session, new: NewCustomer) -> str:
    """Write the file and give its path; another name is taken if somebody was quicker. Raises Unwritable and the like."""
    path = new.path
    for attempt in range(_ATTEMPTS):
        try:
            create(session.root, path, new.text.encode())
        except Unwritable as error:
            raise keep(error, new.text.encode(), path.rpartition("/")[2]) from error
        except Refused:
            if attempt + 1 == _ATTEMPTS or not os.path.lexists(session.root / path):
                raise
            path = _path(session, path.rpartition("/")[0], new.customer.name, new.customer.id)
        else:
            session.stale()
            return path
    raise AssertionError


def checked_name(name: str) -> str:
    """The name without blanks around it; raises BadValue for one that no file should hold."""
    check_text(name)
    plain = name.strip()
    if not any(category(sign)[0] not in "CZM" for sign in plain):
        raise BadValue(say("A customer needs a name. Nothing was written."))
    if len(plain) > _LONGEST_NAME:
        raise BadValue(
            say(
                "A name has at most {most} characters, this one {count}. Nothing was written.",
                most=_LONGEST_NAME,
                count=len(plain),
            )
        )
    if any(sign < " " or "\x7f" <= sign <= "\x9f" or sign in "\u2028\u2029" for sign in plain):
        raise BadValue(say("A name has no line breaks and control characters. Nothing was written."))
    return plain


def _filled(session: Session, wanted: Wanted, name: str, identity: str, hand: Hand) -> str:
    """The template with all that is known."""
    kind = next((_kind(session, one.value) for one in wanted.fields if _is_type(session, one)), "")
    text = _named(session, customer_template(session, wanted.template, kind), name, identity)
    given = [Assignment("id", "=", identity), Assignment("name", "=", name)]
    given.append(Assignment("created", "=", session.today.isoformat()))
    trusting = Hand(session, force=True)
    text = trusting.put(text, given)
    me = who_works(session)
    if me and not _says(session, text, "owner"):
        text = trusting.put(text, [Assignment("owner", "=", me)])
    # An id of the user's own takes the place of the new one.
    own_id = [one for one in wanted.fields if _field(session, one.key) == "id"]
    text = trusting.put(text, own_id)
    return hand.put(text, [one for one in wanted.fields if one not in own_id])


def _named(session: Session, template: str, name: str, identity: str) -> str:
    """The template with `{name}`, `{id}`, `{today}` and `{me}` filled in."""
    values = {"name": name, "id": identity, "today": session.today.isoformat(), "me": who_works(session)}
    found = fences.find(template)
    end = found.whole.end if found else 0
    front = _PLACES.sub(lambda place: scalars.write(values[place[1]], flow=True), template[:end])
    return front + _PLACES.sub(lambda place: values[place[1]], template[end:])


def _field(session: Session, key: str) -> str:
    found = session.vocabulary.field(key)
    return found.name if found else key


def _is_type(session: Session, one: Assignment) -> bool:
    return one.sign == "=" and _field(session, one.key) == "type"


def _kind(session: Session, value: str) -> str:
    return session.vocabulary.value("type", value) or ""


def _says(session: Session, text: str, name: str) -> bool:
    customer = parse("customers/new.md", Source(text, Encoding.UTF8, ""), session.vocabulary, session.settings)
    return bool(customer.value(name))


def _folder(sub: str) -> str:
    """The folder of the new file from the ledger's root; raises BadValue for one outside customers/."""
    check_text(sub)
    parts = [part for part in re.split(r"[/\\]" if os.sep == "\\" else "/", sub) if part not in ("", ".")]
    if parts and parts[0] == "customers":
        parts = parts[1:]
    if any(part == ".." or part.startswith(".") or not part.isprintable() for part in parts) or sub.startswith("/"):
        raise BadValue(
            say("“{folder}” is no folder below customers/. Nothing was written.", folder=sub),
            say("Write it like --folder 华东 or --folder north/berlin."),
        )
    return "/".join(("customers", *parts))


def _path(session: Session, folder: str, name: str, identity: str) -> str:
    try:
        there = [one.name for one in (session.root / folder).iterdir()]
    except FileNotFoundError:
        there = []
    return f"{folder}/{file_name(name, taken_among(there), identity)}"


def _check_id(session: Session, identity: str) -> None:
    """Refuse an id that another customer has."""
    wanted = "SELECT name, path FROM customers WHERE id = ?"
    rows: Sequence[tuple[str, str]] = session.fresh().catalog.connection.execute(wanted, (identity,)).fetchall()
    if rows:
        raise Refused(
            say("The id {id} belongs to another customer. Nothing was written.", id=identity),
            candidates=tuple(f"{name}  {path}" for name, path in rows),
        )
