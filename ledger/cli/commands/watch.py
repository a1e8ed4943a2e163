"""`ledger watch`: keeps the index fresh while files are saved, and says what changed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli.command import N_, command, option, pass_surface
from ledger.errors import BadValue, WrongUsage
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.display.page import Line, Page
    from ledger.operations.saved import Saved, Storm
    from ledger.operations.watching import Said

LEAST = 0.5
_REASONS = {
    "asked for": say("as --poll asks for"),
    "limit": say("as the system can't watch that many folders"),
}


@command(
    "watch",
    help=N_(
        "Watch the ledger: what is saved is read at once, so that other commands need not look at the files. What "
        "changed is printed in words, and every new problem with its place. One watcher runs over a ledger; Ctrl-C "
        "ends it.\n\n"
        "On network folders, and where the system can't watch that many folders, the files are looked at every few "
        "seconds. docs/watch.md tells more."
    ),
    examples=[
        ("ledger watch", N_("in a terminal beside the editor")),
        ("ledger watch --status", N_("whether one runs, and how it does")),
        ("ledger watch --poll 10", N_("look at the files every ten seconds, whatever the system can do")),
        ("ledger watch --dashboard ~/dashboard.html", N_("a page for the screen on the wall, as fresh as the ledger")),
        ("ledger watch --unit > ~/.config/systemd/user/ledger-watch.service", N_("let systemd run it")),
    ],
)
@option("--status", is_flag=True, help=N_("Tell whether a watcher runs, and how it does; 1 where none does."))
@option("--unit", is_flag=True, help=N_("Print what systemd (launchd on macOS) needs to run it at log-in."))
@option("--poll", type=float, metavar=N_("SECONDS"), help=N_("Look at the files every so often instead of being told."))
@option("--dashboard", metavar=N_("FILE"), help=N_("Keep the dashboard in this HTML file as fresh as the ledger."))
@option("--json", "as_json", is_flag=True, help=N_("With --status: as JSON."))
@pass_surface
def run(
    surface: Surface, status: bool, unit: bool, poll: float | None, dashboard: str | None, as_json: bool
) -> int | None:
    """Watch until a signal ends it."""
    if poll is not None and not LEAST <= poll <= 86400:
        raise BadValue(say("--poll takes a number of seconds from 0.5 to 86400."))
    if as_json and not status:
        raise WrongUsage(say("--json goes with --status."))
    if status:
        return _status(surface, as_json=as_json)
    if unit:
        _unit(surface)
        return None
    from ledger.operations.watching import Watching

    session = surface.session()
    page = None if dashboard is None else Path(dashboard).expanduser().absolute()
    if page is not None and not page.parent.is_dir():
        raise BadValue(say("There is no folder {folder} for the dashboard.", folder=str(page.parent)))
    Watching(session, lambda told: _tell(surface, told), poll=poll, quiet=surface.quiet, page=page).run()
    return None


def _unit(surface: Surface) -> None:
    from ledger.operations.units import program
    from ledger.operations.units import unit as composed

    given = os.environ.get("LEDGER_STATE", "")
    state = str(Path(given).absolute()) if given else ""
    surface.output.raw([composed(surface.session().root, program(), state=state)])


def _tell(surface: Surface, told: Saved | Storm | Said) -> None:
    """Print what happened; with --quiet only warnings."""
    from ledger.display.page import Page, Style, line
    from ledger.operations.saved import Saved, Storm

    output, speaker = surface.output, surface.speaker
    if isinstance(told, Saved):
        output.answer(Page(tuple(_lines(surface, told))))
        output.stdout.flush()
    elif isinstance(told, Storm):
        output.answer(Page((line(speaker.say(_storm(told))),)))
        output.stdout.flush()
    elif told.warning:
        output.talk_page(Page((line(speaker.say(told.message), Style.WARNING),)))
    else:
        output.talk(told.message, Style.MUTED)
    output.stderr.flush()


def _storm(storm: Storm) -> Message:
    if not storm.files:
        return say("More files changed.")
    return say_many("{n} file changed.", "{n} files changed.", storm.files)


def _lines(surface: Surface, saved: Saved) -> list[Line]:
    """What became of a customer in words, and each new problem on a line."""
    from ledger.display.change_words import change_line
    from ledger.display.field_words import Words
    from ledger.display.problems import Found, problem_lines

    session = surface.session()
    words = Words(session.vocabulary, surface.speaker, session.today)
    lines = [change_line(saved.change, words)]
    for problem, excerpt in saved.problems:
        found = Found(saved.change.path, problem, excerpt)
        lines += problem_lines(found, surface.speaker, surface.output.width)[:1]
    return lines


def _status(surface: Surface, *, as_json: bool) -> int:
    from ledger.store.ping import ask

    found = ask(surface.session().root, {"ask": "status"}, patience=2.0)
    if as_json:
        from ledger.display.machine import to_json

        surface.output.raw([to_json([{"running": found is not None, **(found or {})}])])
    elif found is None:
        surface.output.answer(_page(surface, [say("No watcher runs over this ledger.")]))
    else:
        surface.output.answer(_page(surface, _words(found)))
    return 0 if found is not None else 1


def _page(surface: Surface, messages: list[Message]) -> Page:
    from ledger.display.page import Page, line

    return Page(tuple(line(surface.speaker.say(one)) for one in messages))


def _words(found: dict[str, object]) -> list[Message]:
    """The status in sentences."""
    polling, reason = float(str(found["polling"])), str(found["reason"])
    told = [say("A watcher runs since {since} (PID {pid}).", since=_moment(found["since"]), pid=str(found["pid"]))]
    if polling:
        why = _REASONS.get(reason) or say("as the files lie on {kind}", kind=reason)
        told.append(say("It looks at the files every {seconds} s, {why}.", seconds=f"{polling:g}", why=why))
    else:
        told.append(say("The system tells it of changes."))
    told.append(say_many("It keeps {n} file.", "It keeps {n} files.", int(str(found["files"]))))
    if found["changed"]:
        told.append(
            say(
                "The last change was {path}, {when}; it took {ms} ms.",
                path=str(found["changed"]),
                when=_moment(found["changed_at"]),
                ms=str(round(float(str(found["lag"])) * 1000)),
            )
        )
    if found["everything"]:
        told.append(say("It is looking at all files just now."))
    elif not found["trusted"]:
        told.append(say("Commands look at the files themselves all the same."))
    return told


def _moment(seconds: object) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(float(str(seconds))))
