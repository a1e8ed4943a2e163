"""Fields of an entry as typed to a command: known ones checked, days turned into ISO form, unknown ones kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model import fields, problems
from ledger.model.dates import in_words, iso_time, understand
from ledger.model.definitions import FieldDefinition, KindDefinition
from ledger.model.fields import Reading
from ledger.model.problem import Problem
from ledger.model.typed import date_or_moment
from ledger.operations.typed_text import nothing_written, one_line, plain_text
from ledger.session import Session
from ledger.text.places import Fault

# What is noted in these has happened; all other days lie ahead when they are typed without a year.
_HAPPENED = frozenset({"delivered_on", "signed", "received_on", "opened", "answered", "solved", "confirmed", "start"})
_MANY_LINES = frozenset({"text", "list"})
_KEY = re.compile(r"[^\s:：*_`\[\]<>|\d@#=-][^:：`\[\]<>|]{0,19}")
_BLANKS_IN_KEY = 2


@dataclass(frozen=True, slots=True)
class CheckedFields:
    """`written` are the lines for the file by key as written there, `values` the same by canonical name."""

    written: Mapping[str, str]
    values: Mapping[str, str]
    understood: tuple[Message, ...]
    notes: tuple[Message, ...]


def pair(typed: str) -> tuple[str, str]:
    """Key and value of `amount=1200`; raises BadValue."""
    found = re.search("[=＝]", typed)
    key = typed[: found.start()].strip() if found else ""
    if found is None or not key:
        raise BadValue(
            say("“{typed}” is no field with a value; nothing was written.", typed=typed),
            say("Write it as name=value, for example -f amount=1200."),
        )
    return key, typed[found.end() :]


def check_fields(session: Session, kind: KindDefinition, pairs: Iterable[tuple[str, str]]) -> CheckedFields:
    """Check fields of an entry; raises BadValue for a value that is none of its field's type, or a field given twice."""
    written: dict[str, str] = {}
    values: dict[str, str] = {}
    understood: list[Message] = []
    notes: list[Message] = []
    for key, typed in ((one_line(key), typed) for key, typed in pairs):
        definition = session.vocabulary.entry_field(kind.name, key)
        name = definition.name if definition else key
        if name in values:
            raise BadValue(say("{field} is given twice; nothing was written.", field=key))
        if definition is None:
            notes.append(_unknown(session, kind, key))
        value = _value(session, definition, key, typed, understood)
        written[key] = values[name] = value
    return CheckedFields(written, values, tuple(understood), tuple(notes))


def _unknown(session: Session, kind: KindDefinition, key: str) -> Message:
    if not _KEY.fullmatch(key) or key.count(" ") > _BLANKS_IN_KEY:
        raise BadValue(
            say("“{key}” can't be the name of a field; nothing was written.", key=key),
            say("A name has at most 20 letters and no colon, and begins with a letter."),
        )
    label = session.vocabulary.kind_label(kind.name, session.language)
    known = session.vocabulary.entry_fields(kind.name).values()
    near = session.vocabulary.nearest(
        key, (name for field in known for names in field.names.values() for name in names)
    )
    if near is None:
        return say("“{kind}” has no field {key} that is known here; it is kept as it is.", kind=label, key=key)
    return say(
        "“{kind}” has no field {key} that is known here; it is kept as it is. Did you mean “{nearest}”?",
        kind=label,
        key=key,
        nearest=near,
    )


def _value(
    session: Session, definition: FieldDefinition | None, key: str, typed: str, understood: list[Message]
) -> str:
    if definition is None or definition.type in _MANY_LINES:
        return plain_text(typed).strip()
    value = one_line(typed)
    if definition.type in ("date", "datetime") and value and date_or_moment(value.rstrip("?？ ")) is None:
        value, said = _day(session, definition, key, value)
        understood.append(said)
    _check(session, definition, key, value)
    return value


def _day(session: Session, definition: FieldDefinition, key: str, typed: str) -> tuple[str, Message]:
    """A day in ISO form, with the time behind it where one was typed, and what was understood."""
    words, _, last = typed.rpartition(" ")
    moment = iso_time(last) if words and definition.type == "datetime" else None
    past = definition.type == "datetime" or definition.name in _HAPPENED
    try:
        with nothing_written():
            day = understand(typed if moment is None else words, session.today, past=past)
    except BadValue as error:
        raise BadValue(say("{field}: {problem}", field=key, problem=error.message), error.hint) from None
    said = say("{field}: {day}", field=key, day=in_words(day, session.today))
    if moment is None:
        return day.isoformat(), said
    return f"{day.isoformat()} {moment.strftime('%H:%M')}", said


def _check(session: Session, definition: FieldDefinition, key: str, value: str) -> None:
    """Raise BadValue where a reader of the file would find the value wrong."""
    faults: list[Fault] = []
    fields.scalar(value, 0, definition, key, Reading(session.vocabulary, session.settings.currency), faults, [])
    for fault in faults:
        problem = Problem(fault.code, args=fault.args)
        hint = _choices(session, definition, value) if definition.type == "choice" else problems.hint(problem)
        raise BadValue(say("{problem}; nothing was written.", problem=problems.message(problem)), hint)


def _choices(session: Session, definition: FieldDefinition, value: str) -> Message | None:
    known = session.vocabulary.value_sets.get(definition.values)
    if known is None:
        return None
    names = [name for names in known.values.values() for group in names.values() for name in group]
    labels = tuple(session.vocabulary.value_label(definition.values, one, session.language) for one in known.values)
    all_of_them = say("Known are: {values}.", values=labels)
    near = session.vocabulary.nearest(value, names)
    return all_of_them if near is None else say("Did you mean “{nearest}”? {more}", nearest=near, more=all_of_them)
