"""`field=value`, `field+=value` and `field-=value` as somebody types them to a command."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.errors import BadValue, WrongUsage
from ledger.messages import say
from ledger.text import limits

_FORM = re.compile(r"([^=＝]*?)([+＋-]?)[=＝](.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is wanted of a field: `sign` is `=` to set (an empty `value` removes), `+=` to add, `-=` to take away.

    `key` is the field as typed, its parts joined by dots: `phone`, `contacts.0.phone`, `联系人.李雷.职务`.
    """

    key: str
    sign: str
    value: str


def assignment(word: str) -> Assignment:
    """The assignment that a word spells; raises WrongUsage."""
    found = _FORM.fullmatch(word)
    if found is None or not found[1].strip(" \t."):
        raise WrongUsage(
            say("“{word}” is no change of a field.", word=word),
            say("Write field=value, field+=value or field-=value; field= removes the field."),
        )
    check_text(word)
    if found[1].count(".") >= limits.front_matter_depth:
        raise BadValue(
            say(
                "“{word}” has more than the {most} parts that a field can have.",
                word=word,
                most=limits.front_matter_depth,
            )
        )
    sign = {"": "=", "+": "+=", "＋": "+=", "-": "-="}[found[2]]
    if sign != "=" and not found[3].strip():
        raise WrongUsage(say("“{word}” does not say what to add or take away.", word=word))
    return Assignment(found[1].strip(), sign, found[3].strip())


def check_text(text: str) -> None:
    """Raise BadValue for a text with bytes that no UTF-8 file can hold (a terminal of another encoding)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadValue(
            say("“{text}” is not UTF-8 and can't be written. Nothing was written.", text=text),
            say("Set your terminal to UTF-8."),
        ) from None
