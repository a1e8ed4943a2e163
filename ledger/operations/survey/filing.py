"""Entries of surveys: one that says that a customer was asked, and one with what it answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.errors import BadValue
from ledger.facts.ratings import SCALES, rated
from ledger.messages import say
from ledger.model.customer import Customer
from ledger.model.money import number as number_of
from ledger.model.plain import decimal_text
from ledger.model.values import Value
from ledger.operations.asked_entry import Asked, Checked, check, field_word, kind_of, word_for
from ledger.operations.survey.naming import KIND, Survey, ref_in
from ledger.session import Session

MEASURES = tuple(SCALES)
MORE = ("product", "touchpoint", "person", "via")
"""Fields that an answer may have besides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: `scores` by measure, other fields, words. `day` is None where nobody wrote it down."""

    scores: Mapping[str, Decimal] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    day: date | None = None


def score(measure: str, written: str) -> Decimal:
    """An answer on the scale of its measure; raises BadValue where it is none."""
    value, (low, high) = number_of(written.strip()), SCALES[measure]
    if value is None or not low <= value <= high:
        raise BadValue(
            say("{measure} is a number from {low} to {high}, not “{value}”; nothing was written.",
                measure=measure.upper(), low=low, high=high, value=written)
        )  # fmt: skip
    return value


def answered(session: Session, customer: Customer, of: Survey, answer: Answer, *, by: str | None = "") -> Checked:
    """The entry of an answer, checked; raises BadValue. `by` is who wrote it down, None the one who works here."""
    pairs = [(_word(session, name), decimal_text(value)) for name, value in answer.scores.items()]
    pairs += [(_word(session, name), value) for name, value in answer.fields.items()]
    return _entry(session, customer, of, "answered", pairs, answer.text, answer.day, by)


def sent(session: Session, customer: Customer, of: Survey, due: str) -> Checked:
    """The entry that says that a customer was asked; an answer is awaited by a day, if one was given."""
    pairs = [(_word(session, "due"), due)] if due else []
    return _entry(session, customer, of, "sent", pairs, "", None, None)


def _entry(
    session: Session,
    customer: Customer,
    of: Survey,
    status: str,
    pairs: list[tuple[str, str]],
    text: str,
    day: date | None,
    by: str | None,
) -> Checked:
    language = session.settings.language
    label = session.vocabulary.value_label("survey_status", status, language)
    asked = Asked(
        kind=word_for(session, "", kind_of(session, KIND)),
        text=text,
        date="" if day is None else day.isoformat(),
        by=by,
        ref=ref_in(session, customer, of),
        title=of.title,
        fields=((_word(session, "status"), label), *pairs),
    )
    return check(session, asked)


def _word(session: Session, name: str) -> str:
    return field_word(session, kind_of(session, KIND), name)


def same(fields: Mapping[str, Value], text: str, answer: Answer) -> bool:
    """Whether an entry's fields and text are those of an answer."""
    for measure in MEASURES:
        if rated(measure, fields.get(measure)) != _rated(measure, answer.scores.get(measure)):
            return False
    return " ".join(text.split()) == " ".join(answer.text.split())


def _rated(measure: str, value: Decimal | None) -> Decimal | None:
    return None if value is None else rated(measure, value)
