"""The command `ledger` itself, which finds the others by name when they are called."""

from __future__ import annotations

from importlib import import_module

import click
from click.shell_completion import CompletionItem

from ledger import __version__
from ledger.cli.command import N_, Option, everywhere, help_option, surface_of
from ledger.cli.table import COMMANDS, module_name


class UnknownCommand(click.UsageError):
    """A word that is no command."""

    def __init__(self, word: str, ctx: click.Context) -> None:
        super().__init__(word, ctx)
        self.word = word


class Root(click.Group):
    """A group that imports only the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All the words, in the order of their groups."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a word, imported now."""
        if cmd_name not in COMMANDS:
            return None
        found = import_module(module_name(cmd_name)).run
        if not isinstance(found, click.Command):
            raise TypeError(module_name(cmd_name))
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names."""
        word = args[0]
        found = self.get_command(ctx, word)
        if found is None and not ctx.resilient_parsing:
            raise UnknownCommand(word, ctx)
        surface_of(ctx).command = word
        return (word if found else None), found, args[1:]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that a prefix may become, without importing any command."""
        words = [CompletionItem(word, help=text) for word, text in COMMANDS.items() if word.startswith(incomplete)]
        return words + click.Command.shell_complete(self, ctx, incomplete)

    def show_help(self, ctx: click.Context) -> None:
        """Show the first help page."""
        from ledger.cli.help import front_page, show

        surface = surface_of(ctx)
        show(front_page(self, ctx, surface.speaker), surface.output)


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"ledger {__version__}")
        ctx.exit()


def _front(ctx: click.Context) -> None:
    """A lone `ledger` shows the way."""
    if ctx.invoked_subcommand is None:
        root.show_help(ctx)


root = Root(
    "ledger",
    callback=click.pass_context(_front),
    invoke_without_command=True,
    add_help_option=False,
    params=[
        *everywhere(frozenset(), hidden=False),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=N_("Show the version."),
        ),
        help_option(),
    ],
    help=N_("A customer ledger made of plain files: one customer is one Markdown file."),
)
