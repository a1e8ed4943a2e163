"""What helps on where a search found nobody, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.display.page import Page, line
from ledger.display.speech import Speaker
from ledger.messages import Message, say, say_many
from ledger.reports.search_help import Advice, Near


def help_page(advice: Advice, speaker: Speaker) -> Page:
    """A line for everything that can be said."""
    return Page(tuple(line(speaker.say(message)) for message in _messages(advice, speaker)))


def _messages(advice: Advice, speaker: Speaker) -> Iterator[Message]:
    between = speaker.say(say(", "))
    for one in advice.near:
        yield _near(one, between)
    if advice.apart:
        counted = between.join(
            speaker.say(say("{part} ({count})", part=part, count=count)) for part, count in advice.apart
        )
        yield say("Customers that fit one part of the query alone: {parts}.", parts=counted)
    if advice.with_any:
        yield say_many(
            "--any finds {n} customer with some of the words.",
            "--any finds {n} customers with some of the words.",
            advice.with_any,
        )


def _near(one: Near, between: str) -> Message:
    if one.names:
        return say("“{word}” stands nowhere. Did you mean {names}?", word=one.word, names=between.join(one.names))
    return say("“{word}” stands nowhere.", word=one.word)
