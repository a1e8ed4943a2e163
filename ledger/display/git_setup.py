"""What a clone has of what it needs, as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.display.page import SYMBOLS, Gap, Line, Page, Span, Style, line
from ledger.display.speech import Speaker
from ledger.messages import Message, say
from ledger.operations.sharing.setup import Item, State

_STYLES = {"met": Style.DONE, "done": Style.ADDED, "undone": Style.REMOVED, "wanted": Style.AHEAD}
_WORDS = {
    "done": say("done now"),
    "undone": say("taken back"),
    "wanted": say("would be changed"),
    "refused": say("not done"),
    "lacking": say("lacking"),
}
_OPTIONAL = say("not asked for")


def state_page(state: State, speaker: Speaker) -> Page:
    """Item by item, then what is unusual about the clone, then what to do."""
    blocks = [*items_page(state.items, speaker).blocks]
    for odd in state.oddities:
        blocks += (Gap(), line(speaker.say(odd.message), Style.WARNING), line(speaker.say(odd.advice), indent=2))
    told = (
        say("This clone has all that it needs.")
        if state.is_complete
        else say("`ledger git setup` gives this clone what it lacks.")
    )
    return Page((*blocks, Gap(), line(speaker.say(told))))


def items_page(items: Sequence[Item], speaker: Speaker) -> Page:
    """Each item with how it stands, and below it what to do."""
    return Page(tuple(one for item in items for one in _item(item, speaker)))


def _item(item: Item, speaker: Speaker) -> list[Line]:
    style = _STYLES.get(item.how, Style.NOTICE if item.optional else Style.WARNING)
    word = _OPTIONAL if item.code == "message" and item.how == "lacking" else _WORDS.get(item.how)
    spans = [Span(f"{SYMBOLS[style]} ", style), Span(speaker.say(item.what))]
    if word is not None:
        spans.append(Span(f" — {speaker.say(word)}", style))
    return [Line(tuple(spans), hang=2), *(line(speaker.say(each), indent=4) for each in _below(item))]


def _below(item: Item) -> list[Message]:
    return [each for each in (item.reason, item.advice) if each is not None]
