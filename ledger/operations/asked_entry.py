"""What somebody wants to log, as typed, and the same checked and understood before any file is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model import headings
from ledger.model.dates import in_words, iso_date, iso_time, understand
from ledger.model.definitions import FieldDefinition, KindDefinition
from ledger.model.revise import NewEntry
from ledger.model.vocabulary import written
from ledger.operations.asked_fields import check_fields
from ledger.operations.asked_steps import step
from ledger.operations.sharing.people import who_works
from ledger.operations.typed_text import nothing_written, one_line, plain_text
from ledger.session import Session

_MONEY_MOVES = frozenset({"payment", "refund"})


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry as somebody typed it; `by` is None where it is left to the session, `fields` are keys and values."""

    kind: str
    text: str = ""
    date: str = ""
    at: str = ""
    by: str | None = None
    ref: str = ""
    title: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    next_steps: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry that can be written; `values` are its fields by canonical name, as written.

    `understood` says what was made of days in other forms than ISO, `notes` what is odd but kept.
    """

    entry: NewEntry
    kind: KindDefinition
    values: Mapping[str, str]
    understood: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()

    def with_text(self, text: str) -> Checked:
        """The same with another text; raises BadValue if that is none."""
        return replace(self, entry=replace(self.entry, text=plain_text(text)))


def check(session: Session, asked: Asked) -> Checked:
    """Check what was typed against the vocabulary; raises BadValue, saying that nothing was written."""
    understood: list[Message] = []
    notes: list[Message] = []
    kind = kind_of(session, asked.kind)
    day = past_day(session, asked.date, understood)
    if day > session.today:
        notes.append(say("{day} is still to come, so this does not count as done yet.", day=day.isoformat()))
    people, more = _by(session, kind, asked.by, notes)
    found = check_fields(session, kind, (*asked.fields, *more))
    entry = NewEntry(
        date=day,
        kind=word_for(session, asked.kind, kind),
        time=_time(asked.at),
        ref=one_line(asked.ref),
        title=one_line(asked.title),
        people=people,
        tags=tuple(dict.fromkeys(map(_tag, asked.tags))),
        fields=found.written,
        text=plain_text(asked.text),
        next_steps=tuple(step(session, typed, understood) for typed in asked.next_steps),
    )
    _check_ref(session, kind, entry)
    _check_amount(session, kind, found.values, asked.text)
    if entry.ref or not kind.record:
        check_heading(session, kind, entry)
    return Checked(entry, kind, found.values, (*found.understood, *understood), (*found.notes, *notes))


def _check_amount(session: Session, kind: KindDefinition, values: Mapping[str, str], text: str) -> None:
    """Refuse money that came or went without saying how much; fields may also stand in a longer text."""
    if kind.name not in _MONEY_MOVES or "amount" in values or "- " in text:
        return
    field = field_word(session, kind, "amount")
    raise BadValue(
        say("How much was it? Nothing was written."), say("Add -f {field}=1200, or another amount.", field=field)
    )


def kind_of(session: Session, word: str) -> KindDefinition:
    """The kind that a word means; raises BadValue with the nearest one and all that there are."""
    words = session.vocabulary
    found = words.kind(word.strip())
    if found is not None:
        return found
    near = words.nearest(
        word, (name for kind in words.kinds.values() for group in kind.names.values() for name in group)
    )
    labels = tuple(words.kind_label(kind, session.language) for kind in words.kinds)
    known = say("The kinds are: {kinds}.", kinds=labels)
    raise BadValue(
        say("“{kind}” is no kind of entry; nothing was written.", kind=word),
        known if near is None else say("Did you mean “{nearest}”? {more}", nearest=near, more=known),
    )


def word_for(session: Session, typed: str, kind: KindDefinition) -> str:
    """The word that names the kind in the file: what was typed where it is one word, else the ledger's own."""
    word = typed.strip()
    if word and not any(sign.isspace() or sign in "@#:：" for sign in word):
        return word
    return written(kind, session.settings.language)


def field_word(session: Session, kind: KindDefinition, name: str) -> str:
    """The name that a command writes for a canonical field of a kind of entry."""
    definition: FieldDefinition = session.vocabulary.entry_fields(kind.name)[name]
    return written(definition, session.settings.language)


def past_day(session: Session, typed: str, understood: list[Message]) -> date:
    """The day that was typed, of something that has happened; today if nothing was. Raises BadValue."""
    typed = typed.strip()
    if not typed:
        return session.today
    day = iso_date(typed)
    if day is not None:
        return day
    with nothing_written():
        day = understand(typed, session.today, past=True)
    understood.append(say("Dated {day}", day=in_words(day, session.today)))
    return day


def _time(typed: str) -> time | None:
    if not typed.strip():
        return None
    found = iso_time(typed.strip())
    if found is None:
        raise BadValue(
            say("“{text}” is no time of day; nothing was written.", text=typed), say("Write it as 14:30 or 9:05.")
        )
    return found


def _by(
    session: Session, kind: KindDefinition, typed: str | None, notes: list[Message]
) -> tuple[tuple[str, ...], Sequence[tuple[str, str]]]:
    """Who did it, as a mark for the heading, or as a field where the name is of several words."""
    name = who_works(session) if typed is None else one_line(typed).lstrip("@")
    if not name:
        return (), ()
    people = session.settings.people
    known = session.vocabulary.value("people", name)
    if known is None and people:
        names = [one for person in people.values() for one in (person.name, *person.aliases)]
        near = session.vocabulary.nearest(name, names)
        notes.append(
            say("{name} is none of the people in ledger.yaml.", name=name)
            if near is None
            else say("{name} is none of the people in ledger.yaml. Did you mean “{nearest}”?", name=name, nearest=near)
        )
    name = known or name
    if headings.marks(f"@{name}") == ((name,), (), ""):
        return (name,), ()
    return (), ((field_word(session, kind, "by"), name),)


def _tag(typed: str) -> str:
    tag = one_line(typed).lstrip("#＃")
    if headings.marks(f"#{tag}") != ((), (tag,), ""):
        raise BadValue(say("“{tag}” is no tag; nothing was written.", tag=typed), say("A tag is one word, like 报价."))
    return tag


def _check_ref(session: Session, kind: KindDefinition, entry: NewEntry) -> None:
    if not entry.ref:
        return
    label = session.vocabulary.kind_label(kind.name, session.language)
    if not kind.record:
        raise BadValue(
            say("“{kind}” has no REF of its own; nothing was written.", kind=label),
            say("What it belongs to is a field, for example -f invoice={ref}.", ref=entry.ref),
        )
    said = headings.read(f"{entry.date.isoformat()} {entry.kind} {entry.ref} x", session.vocabulary)
    if said is None or said.ref != entry.ref:
        raise BadValue(
            say("“{ref}” can't be a REF; nothing was written.", ref=entry.ref),
            say("A REF is one word of letters, digits, - . _ and /, with a digit in it: OPP-1, HT-2026-018."),
        )


def check_heading(session: Session, kind: KindDefinition, entry: NewEntry) -> None:
    """Raise BadValue where the title would be read as something else than a title."""
    if not entry.title:
        return
    words = [entry.date.isoformat(), *([] if entry.time is None else ["00:00"]), entry.kind, entry.ref, entry.title]
    said = headings.read(" ".join(filter(None, words)), session.vocabulary)
    if said is None or (said.kind, said.ref) != (kind.name, entry.ref):
        raise BadValue(
            say("The title “{title}” would be read as a REF; nothing was written.", title=entry.title),
            say("Begin it with another word, or give the REF with --ref."),
        )
