"""Answers to surveys as numbers: CSAT, NPS and CES."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledger.facts.cases import named
from ledger.facts.story import Story
from ledger.facts.tables import Rating
from ledger.model.customer import Entry
from ledger.model.money import number as number_of
from ledger.model.values import Value

SCALES = {"csat": (Decimal(1), Decimal(5)), "nps": (Decimal(0), Decimal(10)), "ces": (Decimal(1), Decimal(7))}
"""Lowest and highest of each measure; 7 of CES is easiest."""
ASKED = ("survey", "feedback", "service", "complaint", "inquiry")
"""The kinds of entries that carry answers; `effort` stands in entries of any kind."""
_TURNED = Decimal(8)
_FIVE, _TEN, _HUNDRED = Decimal(5), Decimal(10), Decimal(100)


def ratings(story: Story) -> Sequence[Rating]:
    """The answers of a customer by day, entry by entry; those outside their scale are left out.

    `effort` is CES turned round, as 7 is hardest: 2 of effort is 6 of CES, unless the entry says that itself.
    """
    found: list[Rating] = []
    for kind in ASKED:
        for entry in story.kinds.get(kind, ()):
            if entry.fields:
                found += _answers(entry)
    for entry in story.entries:
        if "effort" in entry.fields and rated("ces", entry.fields.get("ces")) is None:
            value = rated("ces", entry.fields["effort"])
            if value is not None:
                found.append(_rating(entry, "ces", _TURNED - value))
    return sorted(found, key=lambda rating: rating.date)


def rated(measure: str, written: Value | None) -> Decimal | None:
    """An answer on the scale of its measure; None for what is no number, or lies outside it.

    CSAT goes from 1 to 5. An answer above 5 was given on a scale of 10, one above 10 on a scale of 100: it is divided
    by 2 or by 20, and is at least 1.
    """
    number = written if isinstance(written, Decimal) else _number(written)
    if number is None:
        return None
    if measure == "csat" and _FIVE < number <= _HUNDRED:
        return max(Decimal(1), number / 2 if number <= _TEN else number / 20)
    least, most = SCALES[measure]
    return number if least <= number <= most else None


def _number(written: Value | None) -> Decimal | None:
    return number_of(written) if isinstance(written, str) else None


def _answers(entry: Entry) -> Iterator[Rating]:
    fields = entry.fields
    for measure in ("csat", "nps", "ces"):
        written = fields.get(measure)
        if written is None and measure == "csat":
            written = fields.get("score")
        value = rated(measure, written)
        if value is not None:
            yield _rating(entry, measure, value)


def _rating(entry: Entry, measure: str, value: Decimal) -> Rating:
    fields = entry.fields
    touchpoint = fields.get("touchpoint")
    by = fields.get("by")
    person = by[0] if isinstance(by, tuple) and by else by
    if not (isinstance(person, str) and person):
        person = entry.people[0] if entry.people else ""
    return Rating(
        entry.date,
        entry.line,
        measure,
        value,
        named(fields.get("product")),
        touchpoint.strip() if isinstance(touchpoint, str) else "",
        person,
    )
