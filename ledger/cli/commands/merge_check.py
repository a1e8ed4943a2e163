"""`ledger merge-check`: what a merge would do, without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.cli.context import Surface
    from ledger.display.field_words import Words
    from ledger.display.page import Gap, Line
    from ledger.operations.merge_check import Outcome

KEYS = ("path", "mine", "theirs", "conflicts")
"""What scripts may rely on, in this order."""


@command(
    "merge-check",
    help=N_(
        "What merging THEIRS into OURS would do, both having begun with BASE: what comes from each side, and the places "
        "that somebody would have to settle. Nothing is written.\n\n"
        "The three are files, or commits of the ledger's repository: then all customers are looked at that both sides "
        "changed. The exit code is 1 if there are conflicts."
    ),
    examples=[
        ("ledger merge-check base.md mine.md theirs.md", N_("three files")),
        ("ledger merge-check $(git merge-base HEAD topic) HEAD topic", N_("two branches")),
        ("ledger merge-check --json v1 main topic", N_("for a check before a merge")),
    ],
)
@argument("base", help=N_("What both sides began with: a file or a commit."))
@argument("ours", help=N_("Our side."))
@argument("theirs", help=N_("Their side."))
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line."))
@pass_surface
def run(surface: Surface, base: str, ours: str, theirs: str, form: str | None) -> int:
    """Say it; 1 with conflicts."""
    outcomes = list(_outcomes(surface, base, ours, theirs))
    if form:
        from ledger.display.machine import to_json, to_jsonl

        rows = [_row(outcome) for outcome in outcomes]
        say_it = surface.speaker.say
        surface.output.raw([to_json(rows, say_it)] if form == "json" else to_jsonl(rows, say_it))
    else:
        _page(surface, outcomes)
    return 1 if any(outcome.conflicts for outcome in outcomes) else 0


def _outcomes(surface: Surface, base: str, ours: str, theirs: str) -> Iterable[Outcome]:
    from pathlib import Path

    from ledger.operations.merge_check import of_commits, of_files
    from ledger.operations.merge_file import Words, ledger_near, words_of

    places = [Path(given) for given in (base, ours, theirs)]
    if all(place.is_file() for place in places):
        root = ledger_near(ours) if surface.directory is None else Path(surface.directory)
        return of_files(places[0], places[1], places[2], words_of(root))
    from ledger.store.git import Repository

    session = surface.session()
    words = Words(session.vocabulary, session.settings)
    return of_commits(Repository.get(session.root), base, ours, theirs, words)


def _row(outcome: Outcome) -> dict[str, object]:
    from ledger.display.change_objects import change_object
    from ledger.model.changes import Change

    mine, theirs = (change_object(Change(outcome.path, "", "", found)) for found in (outcome.mine, outcome.theirs))
    return {
        "path": outcome.path,
        "mine": mine["changes"],
        "theirs": theirs["changes"],
        "conflicts": [
            {
                "what": one.what,
                "name": one.name,
                "line": one.line,
                "old": one.old,
                "mine": one.mine,
                "theirs": one.theirs,
            }
            for one in outcome.conflicts
        ],
    }


def _page(surface: Surface, outcomes: Sequence[Outcome]) -> None:
    """Each file with what comes from each side, and how many places are left to settle."""
    from datetime import date

    from ledger.display.field_words import Words
    from ledger.display.page import Gap, Page, line
    from ledger.model.compiled import built_in

    speaker = surface.speaker
    words = Words(built_in(), speaker, surface.wished_day() or date.today())  # noqa: DTZ011
    blocks: list[Line | Gap] = []
    for outcome in outcomes:
        blocks += [*_file(outcome, words), Gap()]
    conflicts = sum(len(outcome.conflicts) for outcome in outcomes)
    told = say_many("{n} place to settle.", "{n} places to settle.", conflicts) if conflicts else say("No conflicts.")
    files = say_many("{n} file changed on both sides.", "{n} files changed on both sides.", len(outcomes))
    surface.output.answer(Page((*blocks, line(speaker.say(files) + " " + speaker.say(told)))))


def _file(outcome: Outcome, words: Words) -> Iterator[Line]:
    from ledger.display.change_words import change_spans
    from ledger.display.page import Line, Span, Style, line

    yield line(outcome.path, Style.PATH)
    for title, found in ((say("from ours"), outcome.mine), (say("from theirs"), outcome.theirs)):
        if found:
            yield Line((Span(f"  {words.say(title)}: ", Style.MUTED), *change_spans(found, words)), hang=4)
    for conflict in outcome.conflicts:
        name = conflict.name or outcome.path
        told = say("conflict in line {line}: {name}", line=conflict.line, name=name)
        yield Line((Span(f"  {words.say(told)}", Style.ERROR),), hang=4)
