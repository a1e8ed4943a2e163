"""`ledger resolve`: settle the places where two people's work contradicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import BadValue, Refused
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.model.merging.conflicts import Conflict
    from ledger.operations.sharing.resolve import Open
    from ledger.session import Session

_ANSWERS = {
    "m": "mine", "mine": "mine", "我": "mine", "我的": "mine", "我方": "mine",
    "t": "theirs", "theirs": "theirs", "他": "theirs", "对方": "theirs",
    "o": "old", "old": "old", "原": "old", "原来": "old",
    "b": "both", "both": "both", "都": "both", "都要": "both",
    "e": "edit", "edit": "edit", "改": "edit",
    "s": "skip", "skip": "skip", "": "skip", "跳过": "skip",
    "q": "quit", "quit": "quit", "退出": "quit",
}  # fmt: skip


class _Quit(Exception):
    """Enough for now."""


@command(
    "resolve",
    help=N_(
        "Walk through the places where a merge found both sides to contradict, and settle each: mine, theirs, both, what "
        "was old, or a text of your own. Files that a plain git merge has filled with markers, as the merge button of a "
        "website does, are merged anew by what they mean first, so that only real contradictions are asked about.\n\n"
        "1 if something is left to be settled."
    ),
    examples=[
        ("ledger resolve", N_("all of them, one by one")),
        ("ledger resolve 云启 --theirs", N_("one customer: the others are right")),
        ("ledger resolve --list", N_("only show them")),
    ],
)
@argument("who", required=False, help=N_("The customer; else all."), shell_complete=complete.of("customer"))
@option("--mine", "choice", flag_value="mine", help=N_("Take our side everywhere, without asking."))
@option("--theirs", "choice", flag_value="theirs", help=N_("Take their side everywhere."))
@option("--both", "choice", flag_value="both", help=N_("Keep both where that can be."))
@option("--old", "choice", flag_value="old", help=N_("Take what was there before everywhere."))
@option("--list", "only_list", is_flag=True, help=N_("Show the places and change nothing."))
@option("--json", "as_json", is_flag=True, help=N_("Show them as a JSON array and change nothing."))
@pass_surface
def run(surface: Surface, who: str | None, choice: str | None, only_list: bool, as_json: bool) -> int:
    """Settle what can be; 1 if something is left."""
    from ledger.operations.sharing.resolve import is_turned, mend, open_conflicts

    session = surface.session()
    found = list(open_conflicts(session, who or ""))
    if as_json:
        return _objects(surface, found)
    if not found:
        surface.output.talk(say("Nothing is in conflict."))
        return 0
    if only_list:
        for one in found:
            _list(surface, one)
        return 1
    if is_turned(session):
        surface.output.talk(say("git is rebasing: “mine” is what others made, “theirs” your own commit."))
    mended = [mend(session, one.path) for one in found if one.places]
    if any(mended):
        found = [one for one in open_conflicts(session, who or "") if one.path in {other.path for other in found}]
    decide = _asked(surface) if choice is None else _same(choice)
    left = 0
    try:
        for one in found:
            left += _settle(surface, session, one, decide)
    except _Quit:
        left = 1
    return _end(surface, left)


def _same(choice: str) -> Callable[[Open, Conflict | None], str]:
    return lambda one, conflict: choice


def _asked(surface: Surface) -> Callable[[Open, Conflict | None], str]:
    """Ask for each place; raises Refused where nobody can be asked."""
    from ledger.cli.typing import ask, on_terminal

    if not on_terminal():
        raise Refused(
            say("Nobody can be asked here; nothing was written."),
            say("--mine, --theirs, --both or --old settle without asking; --list shows the places."),
        )

    def decide(one: Open, conflict: Conflict | None) -> str:
        question = _question(one, conflict)
        _show(surface, one, conflict)
        while True:
            answer = _ANSWERS.get(ask(surface, question).casefold())
            if answer == "quit":
                raise _Quit
            if answer is not None and (conflict is not None or answer in ("mine", "theirs", "skip")):
                return answer

    return decide


def _question(one: Open, conflict: Conflict | None) -> Message:
    if conflict is None:
        return say("[m]ine, [t]heirs, [s]kip, [q]uit")
    if conflict.told:
        return say("[m]ine, [t]heirs, [o]ld, [b]oth, [e]dit, [s]kip, [q]uit")
    return say("[m]ine, [t]heirs, [b]oth, [e]dit, [s]kip, [q]uit")


def _settle(surface: Surface, session: Session, one: Open, decide: Callable[[Open, Conflict | None], str]) -> int:
    """Settle one file as decided; how many places are left in it."""
    from ledger.operations.sharing import resolve

    if one.gone and not one.places:
        answer = decide(one, None)
        if answer not in ("mine", "theirs"):
            return 1
        resolve.settle_file(session, one.path, answer)
        return 0
    left = 0
    for conflict in one.places:
        answer = decide(one, conflict)
        if answer == "skip" or not _settled(surface, session, one, conflict, answer, left):
            left += 1
    if not left and not resolve.finish(session, one.path):
        left = 1
    return left


def _settled(surface: Surface, session: Session, one: Open, conflict: Conflict, answer: str, left: int) -> bool:
    """Whether a place could be settled so; why not is said."""
    from ledger.display.page import Style
    from ledger.operations.sharing import resolve

    # Places move up as those before them are settled; those that were left stand before this one.
    now = next((same for same in resolve.places_of(session, one.path)[left:] if _is(same, conflict)), None)
    if now is None:
        return True
    try:
        if answer == "edit":
            text = _edited(surface, conflict)
            if text is None:
                return False
            resolve.settle_with(session, one.path, now, text)
        else:
            resolve.settle(session, one.path, now, answer)
    except BadValue as refused:
        surface.output.talk(say("{path}:{line}:", path=one.path, line=conflict.line), Style.WARNING)
        surface.output.talk(refused.message, Style.WARNING)
        return False
    return True


def _is(now: Conflict, before: Conflict) -> bool:
    return (now.what, now.name, now.old, now.mine, now.theirs) == (
        before.what, before.name, before.old, before.mine, before.theirs,
    )  # fmt: skip


def _edited(surface: Surface, conflict: Conflict) -> str | None:
    from ledger.cli.typing import from_editor

    start = (conflict.mine or "") + (conflict.theirs or "")
    return from_editor(surface, start, [say("Leave here what is to stand in the file: both sides are above.")])


def _list(surface: Surface, one: Open) -> None:
    for conflict in one.places or (None,):
        _show(surface, one, conflict)


def _show(surface: Surface, one: Open, conflict: Conflict | None) -> None:
    """One place: where it is, and what each side says."""
    from ledger.display.conflicts import conflict_page

    surface.output.answer(conflict_page(one.path, one.name, conflict, one.gone, surface.speaker))


def _end(surface: Surface, left: int) -> int:
    if left:
        surface.output.talk(say_many("{n} place is left to be settled.", "{n} places are left to be settled.", left))
        return 1
    surface.output.talk(say("Everything is settled. `ledger sync` goes on."))
    return 0


def _objects(surface: Surface, found: list[Open]) -> int:
    from ledger.display.machine import to_json

    rows = [
        {
            "path": one.path, "name": one.name, "line": conflict.line, "what": conflict.what, "field": conflict.name,
            "old": conflict.old, "mine": conflict.mine, "theirs": conflict.theirs,
        }
        for one in found
        for conflict in one.places
    ]  # fmt: skip
    rows += [
        {
            "path": one.path, "name": one.name, "line": 0, "what": "file", "field": "", "old": None, "mine": None,
            "theirs": None,
        }
        for one in found
        if not one.places
    ]  # fmt: skip
    surface.output.raw([to_json(rows, surface.speaker.say)])
    return 1 if found else 0
