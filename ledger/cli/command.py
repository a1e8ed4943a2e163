"""Click's commands with help in the reader's language and examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

import click

from ledger.cli.context import Surface
from ledger.cli.parameters import N_, Argument, Option, shielded

__all__ = ["N_", "Argument", "Command", "Option", "argument", "command", "option", "pass_surface", "surface_of"]

F = TypeVar("F", bound=Callable[..., object])

HELP_NAMES = ["-h", "--help"]
pass_surface = click.make_pass_decorator(Surface)


@runtime_checkable
class Helpful(Protocol):
    """What can show a help page of ours."""

    def show_help(self, ctx: click.Context) -> None:
        """Show it."""


class Command(click.Command):
    """A command; `examples` are pairs of a command line and a template that says what it does.

    Options for every command (--lang, --today …) are understood after its name too, unless it has its own of that name.
    """

    # Left-over words are refused by `parse_args` below, in the reader's language.
    allow_extra_args = True

    def __init__(self, *arguments: Any, examples: Sequence[tuple[str, str]] = (), **settings: Any) -> None:
        settings.setdefault("add_help_option", False)
        super().__init__(*arguments, **settings)
        self.examples = tuple(examples)
        self.params += [*everywhere(taken(self.params)), help_option()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; words that nothing takes are a usage error."""
        super().parse_args(ctx, shielded(args, self.params))
        if ctx.args and not ctx.resilient_parsing:
            raise ExtraWords(tuple(ctx.args), ctx)
        return ctx.args

    def show_help(self, ctx: click.Context) -> None:
        """Show the help page."""
        from ledger.cli.help import command_page, show

        surface = surface_of(ctx)
        show(command_page(self, self.examples, ctx, surface.speaker), surface.output)


class ExtraWords(click.UsageError):
    """More words than a command takes."""

    def __init__(self, words: tuple[str, ...], ctx: click.Context) -> None:
        super().__init__(" ".join(words), ctx)
        self.words = words


def command(
    name: str,
    *,
    help: str,  # noqa: A002
    examples: Sequence[tuple[str, str]] = (),
    **settings: Any,
) -> Callable[[Callable[..., object]], Command]:
    """Make a function the command `name`; an int that it returns is the exit code."""
    return click.command(name, cls=Command, help=help, examples=examples, **settings)


def option(*declarations: str, help: str, **settings: Any) -> Callable[[F], F]:  # noqa: A002
    """Add an option; `help` and `metavar` are templates."""
    return click.option(*declarations, cls=Option, help=help, **settings)


def argument(name: str, *, help: str = "", **settings: Any) -> Callable[[F], F]:  # noqa: A002
    """Add a positional argument."""
    return click.argument(name, cls=Argument, help=help, **settings)


def surface_of(ctx: click.Context) -> Surface:
    """The surface of a running command; a plain one where help is made without a run."""
    return ctx.find_object(Surface) or Surface()


def taken(params: Sequence[click.Parameter]) -> frozenset[str]:
    """The option words that a command has of its own."""
    return frozenset(word for param in params for word in (*param.opts, *param.secondary_opts))


def everywhere(own: frozenset[str], *, hidden: bool = True) -> list[click.Option]:
    """The options that stand before the command and are understood after it, without those that it has itself."""
    return [made for made in (_make(given, hidden) for given in EVERYWHERE) if not own & {*made.opts}]


def _make(given: tuple[tuple[str, ...], str, dict[str, Any]], hidden: bool) -> Option:
    words, text, settings = given
    return Option([*words], help=text, hidden=hidden, expose_value=False, is_eager=True, callback=_keep, **settings)


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Put a given option into the surface; the last one said wins."""
    if value is not None and value is not False and param.name:
        surface_of(ctx).wish(param.name, value)


def help_option() -> Option:
    """The option that shows a help page."""
    return Option(
        HELP_NAMES, is_flag=True, is_eager=True, expose_value=False, help=N_("Show this page."), callback=_show_help
    )


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        command = ctx.command
        if isinstance(command, Helpful):
            command.show_help(ctx)
        ctx.exit()


EVERYWHERE: tuple[tuple[tuple[str, ...], str, dict[str, Any]], ...] = (
    (
        ("-C", "--directory"),
        N_("The ledger's folder; else LEDGER_DIR, else the nearest folder upwards with a ledger.yaml."),
        {"metavar": N_("DIR")},
    ),
    (
        ("--today",),
        N_("Answer as if this were today (also LEDGER_TODAY): 2026-11-21, yesterday, +3d."),
        {"metavar": N_("DATE")},
    ),
    (
        ("--as-of",),
        N_("Answer from the ledger as git had it then: 2026-03-01, a commit, a tag. Not for commands that write."),
        {"metavar": N_("COMMIT|DATE")},
    ),
    (("--lang",), N_("The language of messages and labels."), {"type": click.Choice(["zh", "en"])}),
    (("--color",), N_("When to use colour."), {"type": click.Choice(["auto", "always", "never"])}),
    (("-q", "--quiet"), N_("Leave out what is not an answer."), {"is_flag": True}),
    (("-v", "--verbose"), N_("Say more; on a failure, say where it happened."), {"is_flag": True}),
)
