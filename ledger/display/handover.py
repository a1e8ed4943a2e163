"""A handover as people see it: what changes hands, and the list that both sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.display.page import Line, Page, Span, Style
from ledger.display.safe import safe_text
from ledger.display.speech import Speaker
from ledger.messages import Message, say, say_many
from ledger.operations.handover import Handed, Wanted


def handed_page(plan: Sequence[Handed], speaker: Speaker, most: int | None = None) -> Page:
    """A line for each customer: its file, and what of it changes hands."""
    shown = plan if most is None else plan[:most]
    lines = [
        Line((Span(one.name, Style.STRONG), Span(f"  {one.path}  ", Style.MUTED), Span(_parts(one, speaker))))
        for one in shown
    ]
    left = len(plan) - len(shown)
    if left:
        lines.append(Line((Span(speaker.say(say_many("… and {n} more", "… and {n} more", left))),)))
    return Page(tuple(lines))


def _parts(one: Handed, speaker: Speaker) -> str:
    parts: list[Message] = [say("owner")] if one.owner else []
    if one.tasks:
        parts.append(say_many("{n} open task", "{n} open tasks", len(one.tasks)))
    said = [speaker.say(part) for part in parts]
    said += [record.ref or record.title or record.kind for record in one.records]
    return ("、" if speaker.language == "zh" else ", ").join(said)


def signing_list(plan: Sequence[Handed], asked: Wanted, day: date, speaker: Speaker) -> str:
    """A page of Markdown for both to sign: customers with what is open, then lines for names and days."""
    tell = speaker.say
    heads = [
        say("Customer"), say("Open tasks"), say("Open amounts"), say("Open complaints"), say("Next day"), say("Seen"),
    ]  # fmt: skip
    title = say("Handover from {giver} to {taker}", giver=asked.giver, taker=asked.taker)
    count = say_many("{n} customer", "{n} customers", len(plan))
    reason, signed = say("Reason"), say("Day")
    lines = [
        f"# {tell(title)}",
        "",
        f"{day.isoformat()} · {tell(count)}",
        *(["", f"{tell(reason)}: {_cell(asked.reason)}"] if asked.reason else []),
        "",
        _row([tell(head) for head in heads]),
        _row(["---"] * len(heads)),
        *(_row(_cells(one)) for one in plan),
        "",
    ]
    for name, role in ((asked.giver, say("Handed over by")), (asked.taker, say("Taken over by"))):
        lines += [f"{tell(role)}: {_cell(name)}  ______________________  {tell(signed)}: ____________", ""]
    return "\n".join(lines)


def _cells(one: Handed) -> list[str]:
    tasks = "<br>".join(_cell(f"{task.date.isoformat() + ' ' if task.date else ''}{task.text}") for task in one.tasks)
    amounts = ", ".join(f"{amount:,} {currency}".strip() for currency, amount in (one.open_amount or {}).items())
    complaints = str(one.complaints) if one.complaints else ""
    return [_cell(one.name), tasks, amounts, complaints, one.next_day.isoformat() if one.next_day else "", ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return safe_text(" ".join(text.split())).replace("|", "\\|").replace("<", "&lt;")
