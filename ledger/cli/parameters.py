"""Options and arguments of commands, with help that translators can find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click


def N_(template: str) -> str:  # noqa: N802
    """Mark a help text for translators; it is put into the reader's language when it is shown."""
    return template


# Arguments without a `metavar` are shown by their name; it has its words in each language too.
WORDS = (
    N_("WHO"), N_("KIND"), N_("NAME"), N_("TASK"), N_("QUERY"), N_("PATH"),
    N_("ACTION"), N_("BASE"), N_("OURS"), N_("THEIRS"), N_("FROM"), N_("TO"),
)  # fmt: skip


# No argument of a process holds this character, so it tells what was put before it here.
_SHIELD = "\0"
_OPPOSITE = re.compile(r"-(?:[#＃@＠\"“]|[^\x00-\x7f]|(?=[^\W\d_])[\w.]{2,}[:：(（])")


def shielded(words: Sequence[str], params: Sequence[click.Parameter]) -> list[str]:
    """The words of a command line with those of a query that begin with a minus (`-phone:`, `-折扣`) kept from being options.

    What begins with an option that takes a value is left alone: `-CD:/ledger` names a folder.
    """
    if not any(param.name == "query" for param in params):
        return [*words]
    valued = {word for param in params if isinstance(param, click.Option) and not param.is_flag for word in param.opts}
    end = words.index("--") if "--" in words else len(words)
    return [
        f"{_SHIELD}{word}" if place < end and _OPPOSITE.match(word) and word[:2] not in valued else word
        for place, word in enumerate(words)
    ]


def _bared(value: Any) -> Any:
    """What was typed, without shields."""
    if isinstance(value, str):
        return value.removeprefix(_SHIELD)
    return type(value)(map(_bared, value)) if isinstance(value, tuple | list) else value


class Argument(click.Argument):
    """A positional word; `help` is shown in the list of arguments."""

    def __init__(self, *declarations: Any, help: str = "", **settings: Any) -> None:  # noqa: A002
        super().__init__(*declarations, **settings)
        self.help = help

    @property
    def shown(self) -> str:
        """The name as help and messages show it."""
        return self.metavar or (self.name or "").upper()

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as typed."""
        return super().process_value(ctx, _bared(value))


class Option(click.Option):
    """An option whose help is a plain template."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as typed."""
        return super().process_value(ctx, _bared(value))
