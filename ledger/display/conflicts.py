"""A place where both sides of a merge contradict, as people see it."""

from __future__ import annotations

from ledger.display.page import Line, Page, Span, Style
from ledger.display.speech import Speaker
from ledger.messages import Message, say
from ledger.model.merging.conflicts import Conflict

_MOST = 12
"""Lines of each side that are shown."""


def conflict_page(path: str, name: str, conflict: Conflict | None, gone: str, speaker: Speaker) -> Page:
    """Where it is, and below it what was old, what we say and what they say; of a whole file who deleted it."""
    if conflict is None:
        return Page((Line((Span(path, Style.STRONG), Span(f": {speaker.say(_gone(gone))}"))),))
    lines = [Line((Span(f"{path}:{conflict.line}", Style.STRONG), Span(f" {name}: {conflict.name}")))]
    sides = ((say("old"), conflict.old), (say("mine"), conflict.mine), (say("theirs"), conflict.theirs))
    for word, text in sides:
        if word == sides[0][0] and not conflict.told:
            continue
        lines += _side(speaker.say(word), text, speaker)
    return Page(tuple(lines))


def _gone(gone: str) -> Message:
    match gone:
        case "mine":
            return say("we deleted this file, they changed it")
        case "theirs":
            return say("they deleted this file, we changed it")
        case "neither":
            return say("both changed this file, and it can't be merged")
    return say("nothing is left to settle in the text; git still waits for this file")


def _side(word: str, text: str | None, speaker: Speaker) -> list[Line]:
    if text is None:
        return [Line((Span(f"{word}: ", Style.MUTED), Span(speaker.say(say("nothing")), Style.MUTED)), indent=2)]
    shown = text.rstrip("\n").split("\n")
    lines = [Line((Span(f"{word}:", Style.MUTED),), indent=2)]
    lines += [Line((Span(part.rstrip("\r")),), indent=4) for part in shown[:_MOST]]
    if len(shown) > _MOST:
        lines.append(Line((Span("…", Style.MUTED),), indent=4))
    return lines
