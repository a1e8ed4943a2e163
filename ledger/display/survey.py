"""What an import of answers would do, or did, and who is marked as asked: for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ledger.display.page import Block, Line, Page, Span, Style
from ledger.display.safe import safe_text
from ledger.display.speech import Speaker
from ledger.messages import Message, say, say_many
from ledger.model.plain import decimal_text
from ledger.operations.survey import importing
from ledger.operations.survey.asking import Marked
from ledger.operations.survey.filing import Answer

MOST = 40


def lines_page(lines: Sequence[importing.Line], file: str, speaker: Speaker) -> Page:
    """A line for each answer that is new, all that are refused with their place, and how many are known."""
    new = [line for line in lines if line.new]
    blocks: list[Block] = [_new(line, speaker) for line in new[:MOST]]
    if len(new) > MOST:
        blocks.append(Line((Span(speaker.say(say_many("… and {n} more", "… and {n} more", len(new) - MOST))),)))
    for line in lines:
        if line.refused is not None:
            blocks += _refused(line, file, speaker)
    return Page(tuple(blocks))


def _new(line: importing.Line, speaker: Speaker) -> Line:
    assert line.recipient is not None
    assert line.answer is not None
    return Line(
        (
            Span(safe_text(line.recipient.name), Style.STRONG),
            Span(f"  {safe_text(line.recipient.path)}  ", Style.MUTED),
            Span(said(line.answer)),
        ),
        hang=2,
    )


def _refused(line: importing.Line, file: str, speaker: Speaker) -> Iterator[Block]:
    reason = speaker.say(line.refused) if line.refused is not None else ""
    yield Line((Span(f"{safe_text(file)}:{line.number}", Style.PATH), Span(f": {reason}", Style.WARNING)), hang=2)
    for candidate in line.candidates:
        yield Line((Span(safe_text(candidate), Style.MUTED),), 4)


def said(answer: Answer) -> str:
    """An answer on one line: `csat 5 · nps 9 · 很好`."""
    parts = [f"{measure} {decimal_text(value)}" for measure, value in answer.scores.items()]
    parts += [f"{name} {safe_text(value)}" for name, value in answer.fields.items() if name != "via"]
    if answer.text:
        parts.append(safe_text(" ".join(answer.text.split())))
    return " · ".join(parts)


def summary(lines: Sequence[importing.Line], *, written: bool) -> Message:
    """How many answers are new, known and refused."""
    new = sum(line.new for line in lines)
    known, refused = sum(line.known for line in lines), sum(line.refused is not None for line in lines)
    first = (
        say_many("{n} answer was filed", "{n} answers were filed", new)
        if written
        else say_many("{n} new answer", "{n} new answers", new)
    )
    return say(
        "{new}; {known}; {refused}.",
        new=first,
        known=say_many("{n} is there already", "{n} are there already", known),
        refused=say_many("{n} line was not taken", "{n} lines were not taken", refused),
    )


def line_object(line: importing.Line, done: Mapping[int, int] | None = None) -> dict[str, object]:
    """A line for programs; `done` maps lines to where their entries were written."""
    state = "refused" if line.refused is not None else "known" if line.known else "new"
    found: dict[str, object] = {
        "line": line.number,
        "state": state,
        "survey": "" if line.of is None else line.of.name,
        "id": "" if line.recipient is None else line.recipient.id,
        "name": "" if line.recipient is None else line.recipient.name,
        "path": "" if line.recipient is None else line.recipient.path,
        "date": None if line.answer is None else line.answer.day,
        "scores": {} if line.answer is None else dict(line.answer.scores),
        "text": "" if line.answer is None else line.answer.text,
        "reason": line.refused,
        "candidates": list(line.candidates),
    }
    if done is not None:
        found["written"] = done.get(line.number)
    return found


def marked_page(marked: Sequence[Marked], speaker: Speaker) -> Page:
    """A line for each customer that is marked as asked, or left out."""
    shown = marked[:MOST]
    blocks: list[Block] = [
        Line(
            (
                Span(safe_text(one.recipient.name), Style.STRONG),
                Span(f"  {safe_text(one.recipient.path)}", Style.MUTED),
                *((Span(f"  {speaker.say(one.refused)}"),) if one.refused is not None else ()),
            ),
            hang=2,
        )
        for one in shown
    ]
    if len(marked) > MOST:
        blocks.append(Line((Span(speaker.say(say_many("… and {n} more", "… and {n} more", len(marked) - MOST))),)))
    return Page(tuple(blocks))
