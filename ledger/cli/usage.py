"""Click's complaints about a command line, as sentences of ours."""

from __future__ import annotations

import click

from ledger.cli.command import Argument, ExtraWords
from ledger.cli.root import UnknownCommand
from ledger.cli.table import COMMANDS
from ledger.errors import WrongUsage
from ledger.messages import Message, say


def as_wrong_usage(error: click.ClickException) -> WrongUsage:
    """The refusal that stands for an error of click's."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    return WrongUsage(sentence(error), _hint(error, ctx))


def sentence(error: click.ClickException) -> Message:
    """What is wrong with the command line."""
    match error:
        case UnknownCommand():
            return say("There is no command “{word}”.", word=error.word)
        case ExtraWords():
            return say("“{words}” is more than this command takes.", words=error.message)
        case click.MissingParameter():
            return say("{name} is missing.", name=Message(_name(error.param)))
        case click.NoSuchOption():
            return say("There is no option {name} here.", name=error.option_name)
        case click.BadOptionUsage():
            return _bad_option(error)
        case click.BadParameter():
            return _bad_value(error)
    return Message("{message}", {"message": error.format_message()})


def _bad_option(error: click.BadOptionUsage) -> Message:
    """An option without its value, or with one that it does not take."""
    if "does not take" in error.message:
        return say("{name} takes no value.", name=error.option_name)
    return say("{name} needs a value.", name=error.option_name)


def _bad_value(error: click.BadParameter) -> Message:
    """A value that an option or argument does not take."""
    name = _name(error.param)
    kind = None if error.param is None else error.param.type
    if isinstance(kind, click.Choice):
        return say("{name} is one of: {choices}.", name=name, choices=tuple(map(str, kind.choices)))
    if isinstance(kind, click.IntRange) and kind.min is not None:
        return say("{name} takes a whole number from {least}.", name=name, least=kind.min)
    if isinstance(kind, click.types.IntParamType):
        return say("{name} takes a whole number.", name=name)
    return Message("{name}: {message}", {"name": name, "message": error.message})


def _name(param: click.Parameter | None) -> str:
    """A parameter as it is typed."""
    if param is None:
        return ""
    if isinstance(param, Argument):
        return param.shown
    return max(param.opts, key=len)


def _hint(error: click.ClickException, ctx: click.Context | None) -> Message | None:
    """What to type instead."""
    near: str | None = None
    if isinstance(error, UnknownCommand):
        near = _nearest(error.word, COMMANDS)
    elif isinstance(error, click.NoSuchOption) and ctx is not None:
        words = [word for param in ctx.command.params for word in param.opts]
        near = _nearest(error.option_name, words)
    if near is not None:
        return say("Did you mean “{nearest}”?", nearest=near)
    return None if ctx is None else say("`{command} --help` shows what it takes.", command=ctx.command_path)


def _nearest(written: str, among: dict[str, str] | list[str]) -> str | None:
    from difflib import get_close_matches

    # The dashes of options are alike in all of them.
    words = {word.lstrip("-"): word for word in among}
    return next((words[word] for word in get_close_matches(written.lstrip("-"), list(words), n=1, cutoff=0.6)), None)
