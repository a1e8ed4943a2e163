"""Days that come every year: birthdays, anniversaries, holidays on which somebody is to be greeted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ledger.facts.days import lead
from ledger.facts.story import Story
from ledger.facts.values import Due
from ledger.messages import Message, say
from ledger.model.customer import Entry
from ledger.model.holidays import holiday
from ledger.model.values import Interval, Value, YearlyDate
from ledger.model.yearly import yearly_key

_WORDS = {"birthday": ("生日", "寿", "birthday"), "anniversary": ("纪念", "周年", "anniversary")}


def yearly(story: Story) -> tuple[Due, ...]:
    """Birthdays and anniversaries of the customer and its contacts, holidays to greet on; none for resting customers.

    Contacts who have left are not greeted. `greet` of the customer stands instead of the level's; what contacts
    have is added. A care entry meets what its `occasion` or heading names, and anything where they name nothing; where
    it speaks of some of the contacts by name, it met only their days.
    """
    if story.resting:
        return ()
    fields = story.customer.fields
    contacts = _contacts(story)
    found: list[Due] = []
    if "birthday" in fields or "anniversaries" in fields:
        own = {name: fields[name].value for name in ("birthday", "anniversaries") if name in fields}
        found += _days_of(story, own, {name: fields[name].line for name in own}, ())
    names = [name for each in contacts if (name := _text(each, "name"))]
    for person in contacts:
        if "birthday" in person or "anniversaries" in person:
            line = fields["contacts"].line
            found += _days_of(story, person, {"birthday": line, "anniversaries": line}, names)
    return (*found, *_holidays(story, contacts))


def _contacts(story: Story) -> list[Mapping[str, Value]]:
    """The contacts who have not left."""
    found = story.customer.value("contacts")
    if not isinstance(found, tuple):
        return []
    return [each for each in found if isinstance(each, Mapping) and not each.get("left")]


def _text(person: Mapping[str, Value], name: str) -> str:
    found = person.get(name)
    return found if isinstance(found, str) else ""


def _days_of(
    story: Story, person: Mapping[str, Value], lines: Mapping[str, int], names: Iterable[str]
) -> Iterator[Due]:
    due = story.settings.due
    name = _text(person, "name")
    birthday = person.get("birthday")
    if isinstance(birthday, YearlyDate):
        met = _met(story, "birthday", name, names)
        yield _due("birthday", name, lines["birthday"], say("A birthday."), yearly_key(birthday), due.birthday, met)
    for title, day in _anniversaries(person.get("anniversaries")):
        text = " ".join(filter(None, (name, title)))
        met = _met(story, "anniversary", name, names)
        yield _due(
            "anniversary", text, lines["anniversaries"], say("An anniversary."), yearly_key(day), due.anniversary, met
        )


def _anniversaries(value: Value | None) -> Iterator[tuple[str, YearlyDate]]:
    """Named yearly days: maps with `name` and `date`, or of names to days."""
    for part in value if isinstance(value, tuple) else ():
        if isinstance(part, Mapping):
            day = part.get("date")
            if isinstance(day, YearlyDate):
                yield _text(part, "name"), day
            else:
                yield from ((name, each) for name, each in part.items() if isinstance(each, YearlyDate))


def _holidays(story: Story, contacts: Iterable[Mapping[str, Value]]) -> Iterator[Due]:
    customer, level = story.customer, story.level
    written = customer.texts("greet") if "greet" in customer.fields else level.greet if level else ()
    wanted = {holiday(name): "greet" if "greet" in customer.fields else "level" for name in written}
    for person in contacts:
        names = person.get("greet", ())
        for each in names if isinstance(names, tuple) else ():
            wanted.setdefault(holiday(each) if isinstance(each, str) else None, "contacts")
    why = say("To be greeted on this holiday.")
    for name, field in wanted.items():
        if name is not None:
            line = customer.fields[field].line
            yield _due("holiday", name, line, why, f"H {name}", story.settings.due.holiday, _met(story, name))


def _due(what: str, text: str, line: int, why: Message, key: str, notice: Interval, met: date | None) -> Due:
    told = say("{what} Notice is given {lead} before.", what=why, lead=notice)
    return Due(what, text, line, told, yearly=key, lead=lead(notice), met_on=met)


def _met(story: Story, occasion: str, name: str = "", names: Iterable[str] = ()) -> date | None:
    """The day of the last care entry for an occasion (and, where it names some of `names`, for that name)."""
    for entry in reversed(story.kinds.get("care", ())):
        if _occasion(entry) in (occasion, "") and _speaks_of(entry, name, names):
            return entry.date
    return None


def _occasion(entry: Entry) -> str:
    """What a care entry is for: `birthday`, `anniversary`, a holiday's canonical name, or nothing named."""
    written = entry.fields.get("occasion")
    for text in (written if isinstance(written, str) else "", entry.title, entry.kind_as_written):
        folded = text.casefold()
        for occasion, words in _WORDS.items():
            if any(word in folded for word in words):
                return occasion
        found = holiday(text) if text else None
        if found is not None:
            return found
    return ""


def _speaks_of(entry: Entry, name: str, names: Iterable[str]) -> bool:
    told = " ".join((entry.title, entry.text, str(entry.fields.get("person", ""))))
    return name in told or not any(other in told for other in names)
