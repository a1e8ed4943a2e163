"""`ledger completion`: the script that teaches a shell to complete."""

from __future__ import annotations

import click

from ledger.cli.command import N_, argument, command, pass_surface
from ledger.cli.completion import SHELLS, script
from ledger.cli.context import Surface


@command(
    "completion",
    help=N_(
        "Print the script that completes commands, options, customers, kinds, fields and tags in your shell.\n\n"
        "The commands stand in the script itself; the rest is asked of `ledger` when you press TAB."
    ),
    examples=[
        ('eval "$(ledger completion bash)"', N_("in ~/.bashrc")),
        ('eval "$(ledger completion zsh)"', N_("in ~/.zshrc, after compinit")),
        ("ledger completion fish > ~/.config/fish/completions/ledger.fish", N_("once, for fish")),
    ],
)
@argument("shell", type=click.Choice(SHELLS), help=N_("bash, zsh or fish."))
@pass_surface
def run(surface: Surface, shell: str) -> None:
    """Print the script."""
    click.echo(script(shell, surface.speaker), nl=False)
