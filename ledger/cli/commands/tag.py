"""`ledger tag`: add and remove tags, rename one everywhere, list them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import HELP_NAMES, N_, Argument, Command, Option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.tag_names import Renamed

_TAKEN = re.compile("[-－](?![-－]).+")
_ADDED = re.compile("[+＋].+")
# A mark before a word that looks like an option and is a tag to take away; nobody types it.
_WORD = "\x00"


class _TagCommand(Command):
    """A command for which `-b` is a word, unless it is an option that every command has."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = {*HELP_NAMES, "-C", "-q", "-v", "-n", "--"}
        words = [_WORD + word if _TAKEN.fullmatch(word) and word not in options else word for word in args]
        return super().parse_args(ctx, words)


@click.command(
    "tag",
    cls=_TagCommand,
    help=N_(
        "Add tags to a customer with +tag and take them away with -tag. Without such words it lists the customer's tags, "
        "without a customer all tags with the number of customers and entries.\n\n"
        "--rename gives a tag another name in all files: in the field tags, and as #tag in headings of entries and in "
        "tasks. Other text is left alone."
    ),
    examples=[
        ("ledger tag 云启 +重点关注 -高意向", N_("one more, one less")),
        ("ledger tag", N_("all tags")),
        ("ledger tag --rename vip key-account --dry-run", N_("see what renaming would change")),
    ],
)
@click.argument(
    "who", cls=Argument, required=False, help=N_("The customer: id, name, phone, file …"),
    shell_complete=complete.of("customer"),
)  # fmt: skip
@click.argument(
    "tags", cls=Argument, metavar="+TAG|-TAG", nargs=-1, help=N_("Tags to add or take away."),
    shell_complete=complete.of("tag-change"),
)  # fmt: skip
@click.option("--rename", cls=Option, nargs=2, type=str, metavar=N_("OLD NEW"), help=N_("Rename a tag in all files."))
@click.option("-n", "--dry-run", cls=Option, is_flag=True, help=N_("Show the difference and write nothing."))
@click.option("--json", "as_json", cls=Option, is_flag=True, help=N_("The list as a JSON array."))
@pass_surface
def run(
    surface: Surface,
    who: str | None,
    tags: tuple[str, ...],
    rename: tuple[str, str] | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Change, rename or list; 1 if a file refused to be changed."""
    if rename is not None:
        if who is not None:
            raise WrongUsage(say("--rename works on all files; it takes no customer."))
        return _rename(surface, rename[0].removeprefix(_WORD), rename[1].removeprefix(_WORD), dry_run=dry_run)
    if who is None:
        return _all(surface, as_json=as_json)
    from ledger.operations.who import get

    words = [word.removeprefix(_WORD) for word in tags]
    odd = next((word for word in words if not _TAKEN.fullmatch(word) and not _ADDED.fullmatch(word)), None)
    if odd is not None:
        raise WrongUsage(
            say("“{word}” neither adds nor takes away a tag.", word=odd),
            say("Write +tag to add one, -tag to take it away."),
        )
    path = get(surface.session(), who.removeprefix(_WORD)).path
    return _change(surface, path, words, dry_run=dry_run) if words else _of_one(surface, path, as_json=as_json)


def _change(surface: Surface, path: str, words: list[str], *, dry_run: bool) -> int:
    from ledger.cli.changes import tell
    from ledger.operations.tags import change_tags

    add = [word[1:] for word in words if _ADDED.fullmatch(word)]
    take = [word[1:] for word in words if not _ADDED.fullmatch(word)]
    done = change_tags(surface.session(), path, add, take, dry_run=dry_run)
    for note in done.notes:
        surface.output.talk(note)
    tell(surface, done.revision, dry_run=dry_run)
    return 0


def _rename(surface: Surface, old: str, new: str, *, dry_run: bool) -> int:
    from ledger.display.diff import diff_page
    from ledger.operations.tag_names import rename

    done = rename(surface.session(), old, new, dry_run=dry_run)
    for revision in done.revisions:
        if dry_run:
            surface.output.answer(diff_page(revision.path, revision.before, revision.after))
    _tell_renamed(surface, done, old, new, dry_run=dry_run)
    return 1 if done.refused else 0


def _tell_renamed(surface: Surface, done: Renamed, old: str, new: str, *, dry_run: bool) -> None:
    for _, error in done.refused:
        surface.output.complain(error)
    count = len(done.revisions)
    if dry_run:
        sentence = say_many(
            "{n} file would change; nothing was written.", "{n} files would change; nothing was written.", count
        )
    else:
        sentence = say_many(
            "“{old}” is “{new}” now in {n} file.", "“{old}” is “{new}” now in {n} files.", count, old=old, new=new
        )
    surface.output.talk(sentence)


def _all(surface: Surface, *, as_json: bool) -> int:
    from ledger.display.machine import to_json
    from ledger.display.page import Column, Grid, Page
    from ledger.operations.tags import counts

    found = counts(surface.session())
    speaker = surface.speaker
    if as_json:
        surface.output.raw([to_json(found, speaker.say)])
        return 0
    if not found:
        surface.output.talk(say("There are no tags yet; `ledger tag WHO +tag` adds one."))
        return 1
    columns = (
        Column(speaker.text(N_("tag"))),
        Column(speaker.text(N_("customers")), align="right"),
        Column(speaker.text(N_("entries")), align="right"),
    )
    surface.output.answer(Page((Grid(columns, [(one.tag, str(one.customers), str(one.entries)) for one in found]),)))
    return 0


def _of_one(surface: Surface, path: str, *, as_json: bool) -> int:
    from ledger.display.machine import to_json
    from ledger.display.page import Page, line
    from ledger.operations.tags import tags_of

    found = tags_of(surface.session(), path)
    if as_json:
        surface.output.raw([to_json(found, surface.speaker.say)])
    elif found:
        surface.output.answer(Page(tuple(line(tag) for tag in found)))
    else:
        surface.output.talk(say("It has no tags."))
    return 0
