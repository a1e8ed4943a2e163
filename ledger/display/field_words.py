"""The values of fields in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from ledger.display.speech import Speaker
from ledger.display.words import amount_text, days_away, interval_words, number_text
from ledger.messages import Message, say
from ledger.model.definitions import FieldDefinition
from ledger.model.holidays import holiday
from ledger.model.holidays import label as holiday_label
from ledger.model.values import Interval, Money, Value, YearlyDate
from ledger.model.vocabulary import Vocabulary

LONGEST = 400
"""Characters of one value that a page shows."""
_BETWEEN = say(", ")
_BETWEEN_MAPS = say("; ")


@dataclass(frozen=True, slots=True)
class Words:
    """What it takes to put a value into words: the ledger's names, the reader's language, and the day."""

    vocabulary: Vocabulary
    speaker: Speaker
    today: date

    def say(self, message: Message) -> str:
        """A sentence in the reader's language."""
        return self.speaker.say(message)

    def label(self, definition: FieldDefinition | None, name: str) -> str:
        """What people read for a field: its first name in their language, else the name as it stands."""
        if definition is None:
            return name
        names = definition.names
        language = self.speaker.language
        return (names.get(language) or names["en"] or (name,))[0].replace("_", " ")

    def joined(self, parts: Iterable[str]) -> str:
        """Parts of one value, one behind the other."""
        return self.say(_BETWEEN).join(part for part in parts if part)

    def short(self, text: str, longest: int = LONGEST) -> str:
        """A text on one line; a long one cut, with how much is left out."""
        line = " ".join(text.split())
        if len(line) <= longest:
            return line
        return self.say(say("{text}… ({n} more characters)", text=line[:longest], n=len(line) - longest))

    def value(self, value: Value, definition: FieldDefinition | None = None) -> str:
        """A value as people read it: choices by their labels, amounts with signs, lists with commas."""
        match value:
            case str():
                return self._choice(value, definition)
            case tuple():
                between = _BETWEEN_MAPS if any(isinstance(part, Mapping) for part in value) else _BETWEEN
                return self.say(between).join(text for part in value if (text := self.value(part, definition)))
            case Mapping():
                return self._map(value, definition)
            case Money():
                return amount_text(value)
            case Decimal():
                return percent_text(value) if definition and definition.type == "percent" else number_text(value)
            case Interval():
                return self.say(interval_words(value))
            case YearlyDate():
                return self.say(yearly_words(value))
            case time():
                return value.isoformat("minutes")
            case date():
                return value.isoformat()

    def _choice(self, value: str, definition: FieldDefinition | None) -> str:
        if definition is None or not definition.values:
            return value
        if definition.values == "holiday":
            known = holiday(value)
            return value if known is None else holiday_label(known, self.speaker.language)
        canonical = self.vocabulary.value(definition.values, value) or value
        return self.vocabulary.value_label(definition.values, canonical, self.speaker.language)

    def _map(self, value: Mapping[str, Value], definition: FieldDefinition | None) -> str:
        members = definition.fields if definition else {}
        parts = []
        for place, (name, part) in enumerate(value.items()):
            text = self.value(part, members.get(name))
            # What leads a map says what it is about and needs no label.
            first = place == 0 and isinstance(part, str) and name in ("name", "text", "what")
            if text:
                parts.append(text if first else f"{self.label(members.get(name), name)} {text}")
        return self.joined(parts)


def percent_text(share: Decimal) -> str:
    """A share of one in per cent: 0.6 is `60%`."""
    return f"{number_text((share * 100).normalize())}%"


def yearly_words(day: YearlyDate) -> Message:
    """A day of every year, the lunar calendar named."""
    month_day = f"{day.month:02d}-{day.day:02d}"
    written = month_day if day.year is None else f"{day.year:04d}-{month_day}"
    if not day.lunar:
        return say("{date}", date=written)
    return say("lunar leap {date}", date=written) if day.leap else say("lunar {date}", date=written)


def birthday_words(day: YearlyDate, today: date) -> Message:
    """A birthday with the day on which it comes next, how far that is, and the age if the year is known."""
    from ledger.model.yearly import next_on_or_after

    told = yearly_words(day)
    found = next_on_or_after(day, today)
    if found is None:
        return told
    away = days_away((found - today).days)
    age = None if day.year is None else found.year - day.year
    if age is None or age < 1:
        return say("{day} (next {date}, {away})", day=told, date=found.isoformat(), away=away)
    return say("{day} (turns {age} on {date}, {away})", day=told, age=age, date=found.isoformat(), away=away)
