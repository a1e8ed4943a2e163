"""Help pages of commands, as pages that display can show, in the reader's language."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import click

from ledger.cli.parameters import N_, Argument
from ledger.cli.table import GROUPS
from ledger.display.output import Output
from ledger.display.page import Block, Column, Gap, Grid, Heading, Line, Page, Span, Style, line
from ledger.display.speech import Speaker
from ledger.messages import say

WIDEST = 100
_COLUMNS = (Column(least=10, most=34, gap=2, wraps=True), Column(least=20, shrink=1, wraps=True))


def show(page: Page, output: Output) -> None:
    """Show a help page; in a pipe it is as wide as on a terminal of ordinary size."""
    columns = min(shutil.get_terminal_size().columns, WIDEST)
    replace(output, width=columns).answer(page)


def command_page(
    command: click.Command, examples: Sequence[tuple[str, str]], ctx: click.Context, speaker: Speaker
) -> Page:
    """The help page of one command; `examples` are what to type, each with a template that says what it does."""
    return Page((*_head(command, ctx, speaker), *_parameters(command, speaker), *_examples(examples, speaker)))


def front_page(root: click.Group, ctx: click.Context, speaker: Speaker) -> Page:
    """The help page of `ledger` itself: its commands in their groups."""
    blocks: list[Block] = _head(root, ctx, speaker)
    for title, commands in GROUPS:
        blocks += _table(speaker.text(title), ((word, speaker.text(text)) for word, text in commands))
    blocks += _parameters(root, speaker)
    more = speaker.text(N_("`ledger COMMAND --help` says more about a command."))
    return Page((*blocks, Gap(), line(more)))


def usage(command: click.Command, ctx: click.Context, speaker: Speaker) -> str:
    """The line that shows what to type."""
    words = [ctx.command_path, speaker.text(N_("[OPTIONS]"))]
    words += [argument_form(param, speaker) for param in command.params if isinstance(param, click.Argument)]
    if isinstance(command, click.Group):
        words.append(speaker.text(N_("COMMAND …")))
    return " ".join(words)


def argument_form(param: click.Argument, speaker: Speaker) -> str:
    """An argument as the usage line shows it: `WHO`, `[TEXT]`, `FIELD=VALUE…`."""
    name = speaker.text(param.shown if isinstance(param, Argument) else (param.name or "").upper())
    form = f"{name}…" if param.nargs == -1 else name
    return form if param.required else f"[{form}]"


def option_form(param: click.Option, speaker: Speaker) -> str:
    """An option as help shows it: `-f, --field KEY=VALUE`."""
    words = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        words += " / " + ", ".join(param.secondary_opts)
    if param.is_flag or param.count:
        return words
    return f"{words} {_placeholder(param, speaker)}"


def option_text(param: click.Option, speaker: Speaker) -> str:
    """What an option does, with its default where that is worth saying."""
    text = speaker.text(param.help or "")
    default = param.default
    if param.show_default and isinstance(default, str | int) and not isinstance(default, bool):
        text += " " + speaker.say(say("[default: {value}]", value=str(default)))
    return text


def options(command: click.Command) -> Iterator[click.Option]:
    """The options that help shows."""
    return (param for param in command.params if isinstance(param, click.Option) and not param.hidden)


def arguments(command: click.Command) -> Iterator[Argument]:
    """The arguments that have a word of help."""
    return (param for param in command.params if isinstance(param, Argument) and param.help)


def paragraphs(text: str) -> list[str]:
    """A help text's paragraphs, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n\n")]


def _placeholder(param: click.Option, speaker: Speaker) -> str:
    """The word that stands for an option's value."""
    if param.metavar:
        return speaker.text(param.metavar)
    if isinstance(param.type, click.Choice):
        return "[" + "|".join(map(str, param.type.choices)) + "]"
    return "N" if param.type in (click.INT,) or isinstance(param.type, click.IntRange) else (param.name or "").upper()


def _head(command: click.Command, ctx: click.Context, speaker: Speaker) -> list[Block]:
    title = speaker.text(N_("Usage:"))
    between = "" if title.endswith("：") else " "
    first = Line((Span(title + between, Style.HEADING), Span(usage(command, ctx, speaker))), hang=4)
    blocks: list[Block] = [first]
    for text in paragraphs(speaker.text(command.help or "")):
        blocks += (Gap(), line(text))
    return blocks


def _parameters(command: click.Command, speaker: Speaker) -> list[Block]:
    """The arguments and the options."""
    named = ((argument_form(param, speaker), speaker.text(param.help or "")) for param in arguments(command))
    chosen = ((option_form(param, speaker), option_text(param, speaker)) for param in options(command))
    return [*_table(speaker.text(N_("Arguments")), named), *_table(speaker.text(N_("Options")), chosen)]


def _examples(examples: Sequence[tuple[str, str]], speaker: Speaker) -> list[Block]:
    if not examples:
        return []
    blocks: list[Block] = [Gap(), Heading(speaker.text(N_("Examples")), 2)]
    for typed, text in examples:
        blocks += (Line((Span(typed),), indent=2, overflow="long"), line(speaker.text(text), Style.MUTED, indent=6))
    return blocks


def _table(title: str, rows: Iterable[tuple[str, str]]) -> list[Block]:
    """A heading and two columns, or nothing."""
    rows = tuple(rows)
    return [Gap(), Heading(title, 2), Grid(_COLUMNS, rows, indent=2)] if rows else []
