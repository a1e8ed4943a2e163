"""`ledger merge-file`: what git calls to merge a customer file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.messages import say_many

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.cli.context import Surface
    from ledger.operations.merge_file import Words

FAILED = 129
"""What git takes for "could not be merged"; 1 to 127 count conflicts."""


@command(
    "merge-file",
    help=N_(
        "Merge three versions of a customer file by what they mean, and write the result over OURS. git calls this for "
        "files that two people changed; `ledger git setup` tells it to.\n\n"
        "Fields are merged one by one, lists as sets, contacts by name, entries each by itself. What both changed "
        "differently stands in the file with both versions and the old one, for `ledger resolve`. The exit code is 0 "
        "without such places, 1 with some; above 128 nothing was written."
    ),
    examples=[
        ("ledger merge-file base.md mine.md theirs.md", N_("the result stands in mine.md")),
        ("ledger merge-file %O %A %B --marker-size %L --path %P", N_("as git is told to call it")),
    ],
)
@argument("base", help=N_("The version that both began with; an empty file if there was none."))
@argument("ours", help=N_("Our version, which gets the result."))
@argument("theirs", help=N_("Their version."))
@option("--marker-size", type=click.IntRange(min=7), default=7, help=N_("How long the markers of a conflict are."))
@option("--path", default="", help=N_("Where the file stands, to find its ledger."))
@pass_surface
def run(surface: Surface, base: str, ours: str, theirs: str, marker_size: int, path: str) -> int:
    """Merge; 1 with conflicts, above 128 if nothing was written."""
    from pathlib import Path

    from ledger.cli.errors import report
    from ledger.operations.merge_file import ledger_near, merge_file, words_of

    try:
        root = ledger_near(path or ours) if surface.directory is None else Path(surface.directory)
        words = words_of(root)
        if root is not None and any(name.startswith("GITHEAD_") for name in surface.env):
            _go_ahead(root, words, marker_size)
        found = merge_file(Path(base), Path(ours), Path(theirs), words, marker_size)
    except Exception as error:  # noqa: BLE001
        report(error, surface)
        return FAILED
    if found.conflicts:
        surface.output.talk(
            say_many(
                "{path}: {n} place to settle; `ledger resolve` shows it.",
                "{path}: {n} places to settle; `ledger resolve` shows them.",
                len(found.conflicts),
                path=path or ours,
            )
        )
    return 1 if found.conflicts else 0


def _go_ahead(root: Path, words: Words, size: int) -> None:
    """Let the first of many files be merged together with the others."""
    from ledger.operations.merge_ahead import ahead
    from ledger.store.git import available

    repository = available(root)
    if repository is not None:
        ahead(repository, words, size)
