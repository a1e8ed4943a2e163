"""Problems of files as a person reads them, with the place marked, and as an editor does, one a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.display.page import Gap, Line, Page, Span, Style, line
from ledger.display.safe import safe_text
from ledger.display.speech import Speaker
from ledger.display.width import ELLIPSIS, fit, tail, width
from ledger.messages import Message, say, say_many
from ledger.model.problem import Problem, Severity
from ledger.model.problems import hint, message, severity

WIDEST = 160
"""Columns of an excerpt where the width of the page is unknown: a line may have a million."""

_STYLES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.NOTICE: Style.NOTICE}
_WORDS = {Severity.ERROR: say("error"), Severity.WARNING: say("warning"), Severity.NOTICE: say("notice")}


@dataclass(frozen=True, slots=True)
class Found:
    """A problem with the file (path from the ledger's root) and the text of the line that it stands in."""

    path: str
    problem: Problem
    excerpt: str = ""


def problems_page(found: Iterable[Found], speaker: Speaker, columns: int | None = None) -> Page:
    """Each problem with its excerpt and hint, an empty line between two."""
    blocks: list[Line | Gap] = []
    for one in found:
        blocks += [Gap()] if blocks else []
        blocks += problem_lines(one, speaker, columns)
    return Page(tuple(blocks))


def problem_lines(found: Found, speaker: Speaker, columns: int | None = None) -> list[Line]:
    """One problem: place and sentence, the line with the place marked, what to do."""
    style = _STYLES[severity(found.problem)]
    lines = [
        Line(
            (
                Span(f"{_place(found)}: ", Style.PATH),
                Span(f"{speaker.say(_WORDS[severity(found.problem)])}: ", style),
                Span(speaker.say(message(found.problem))),
                Span(f" [{found.problem.code}]", Style.MUTED),
            )
        )
    ]
    if found.problem.line and found.excerpt:
        lines += _excerpt(found, style, columns)
    advice = hint(found.problem)
    return lines if advice is None else [*lines, line(speaker.say(advice))]


def gcc_line(found: Found, speaker: Speaker) -> str:
    """One problem on one line, as compilers write it: `path:line:column: error: sentence [code]`, without LF."""
    place = f"{found.path}:{max(found.problem.line, 1)}:{found.problem.column}"
    kind = {Severity.NOTICE: "note"}.get(severity(found.problem), severity(found.problem).value)
    return safe_text(f"{place}: {kind}: {speaker.say(message(found.problem))} [{found.problem.code}]")


def summary(found: Sequence[Found], files: int) -> Message:
    """How many problems of each severity stand in how many of the `files` that were read."""
    if not found:
        return say_many("No problems in {n} file.", "No problems in {n} files.", files)
    counts = Counter(severity(one.problem) for one in found)
    counted = [_count(kind, counts[kind]) for kind in Severity if counts[kind]]
    sentence = counted[0]
    for further in counted[1:]:
        sentence = say("{first}, {next}", first=sentence, next=further)
    touched = len({one.path for one in found})
    return say_many(
        "{problems} in {touched} of {n} file.",
        "{problems} in {touched} of {n} files.",
        files,
        problems=sentence,
        touched=touched,
    )


def _count(kind: Severity, n: int) -> Message:
    """A number of errors, warnings or notices in words."""
    match kind:
        case Severity.ERROR:
            return say_many("{n} error", "{n} errors", n)
        case Severity.WARNING:
            return say_many("{n} warning", "{n} warnings", n)
        case Severity.NOTICE:
            return say_many("{n} notice", "{n} notices", n)


def _place(found: Found) -> str:
    """`path:line:column`, or the path alone for a problem of the whole file."""
    return f"{found.path}:{found.problem.line}:{found.problem.column}" if found.problem.line else found.path


def _excerpt(found: Found, style: Style, columns: int | None) -> list[Line]:
    """The line under its number, and the marks under the place."""
    number = str(found.problem.line)
    before, marked, after = _around(found, max((columns or WIDEST) - len(number) - 3, 12))
    gutter = Span(f"{number} | ", Style.MUTED)
    empty = Span(f"{' ' * len(number)} | ", Style.MUTED)
    carets = "^" * max(width(marked), 1)
    return [
        Line((gutter, Span(before), Span(marked, style), Span(after)), overflow="long"),
        Line((empty, Span(" " * width(before)), Span(carets, style)), overflow="long"),
    ]


def _around(found: Found, room: int) -> tuple[str, str, str]:
    """The text before, at and after the place, safe and together no wider than `room`."""
    text, start = found.excerpt, found.problem.column - 1
    stop = start + found.problem.length if found.problem.length else len(text)
    before = safe_text(text[max(start - room, 0) : start])
    marked = safe_text(text[start:stop][: room + 1])
    after = safe_text(text[stop : stop + room + 1])
    if start > room or (width(before) > room // 2 and width(before) + width(marked) + width(after) > room):
        before = ELLIPSIS + tail(before, room // 3)
    marked = fit(marked, room - width(before))
    return before, marked, fit(after, room - width(before) - width(marked))
