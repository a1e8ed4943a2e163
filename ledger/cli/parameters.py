"""Options and arguments of commands, with help that translators can find."""

from __future__ import annotations

from typing import Any

import click


def N_(template: str) -> str:  # noqa: N802
    """Mark a help text for translators; it is put into the reader's language when it is shown."""
    return template


# Arguments without a `metavar` are shown by their name; it has its words in each language too.
WORDS = (N_("WHO"), N_("KIND"), N_("NAME"), N_("TASK"), N_("QUERY"), N_("PATH"))


class Argument(click.Argument):
    """A positional word; `help` is shown in the list of arguments."""

    def __init__(self, *declarations: Any, help: str = "", **settings: Any) -> None:  # noqa: A002
        super().__init__(*declarations, **settings)
        self.help = help

    @property
    def shown(self) -> str:
        """The name as help and messages show it."""
        return self.metavar or (self.name or "").upper()


class Option(click.Option):
    """An option whose help is a plain template."""
