"""Sentences for people, kept as template and values until somebody's language is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence: an English `template` with `{name}` places, and what goes into them.

    `many` is the plural template, chosen by `args["n"]`. Values that are messages themselves are
    put into words in the same language; a tuple is the list of its parts.
    """

    template: str
    args: dict[str, object] = field(default_factory=dict)
    many: str = ""

    def __str__(self) -> str:
        """The sentence in English."""
        return put(self, lambda template: template, lambda one, many, n: one if n == 1 else many)


def put(message: Message, one: Callable[[str], str], several: Callable[[str, str, int], str]) -> str:
    """Put a message into words with gettext-like functions."""
    if message.many:
        count = message.args.get("n", 0)
        template = several(message.template, message.many, count if isinstance(count, int) else 0)
    else:
        template = one(message.template)
    filled = {name: _filled(value, one, several) for name, value in message.args.items()}
    return template.format(**filled) if filled else template.replace("{{", "{").replace("}}", "}")


def _filled(value: object, one: Callable[[str], str], several: Callable[[str, str, int], str]) -> object:
    """A value as it is put into a sentence; several are parted as the language does."""
    if isinstance(value, Message):
        return put(value, one, several)
    if isinstance(value, tuple | list):
        return one(", ").join(str(_filled(part, one, several)) for part in value)
    return value


def say(template: str, /, **args: object) -> Message:
    """A message; the keyword by which translators' tools find templates."""
    return Message(template, args)


def say_many(one: str, many: str, /, n: int, **args: object) -> Message:
    """A message whose wording depends on the number `n`."""
    return Message(one, {"n": n, **args}, many)
