"""A next step as typed to a command: a day, then what is to be done."""

from __future__ import annotations

from datetime import date

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.dates import in_words, leading_date
from ledger.operations.typed_text import nothing_written, one_line
from ledger.session import Session


def step(session: Session, typed: str, understood: list[Message]) -> str:
    """The task that `fri send quote @Ana` stands for, its day in ISO form; without a day it can be done any day.

    What was understood is added to `understood`. Raises BadValue for a day that does not exist, a number that is no
    day, or nothing to do.
    """
    text = one_line(typed)
    day, rest = _day(text, session.today)
    if not rest:
        raise BadValue(
            say("“{text}” does not say what is to be done; nothing was written.", text=text),
            say('Write the day and the step: --next "fri send quote".'),
        )
    if day is None:
        understood.append(say("Next, any day: {text}", text=rest))
        return rest
    understood.append(say("Next on {day}: {text}", day=in_words(day, session.today), text=rest))
    return f"{day.isoformat()} {rest}"


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day that a text begins with and the rest; None where it begins with a word that is no day."""
    if not text:
        return None, ""
    try:
        with nothing_written():
            return leading_date(text, today)
    except BadValue:
        # A mistyped date must not become words of the task.
        if text[0].isdigit() or text[0] in "+-":
            raise
        return None, text
