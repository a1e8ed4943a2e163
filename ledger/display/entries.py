"""Entries in few lines or whole, for pages that tell what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.display.field_words import Words
from ledger.display.page import Block, Gap, Heading, Line, Lines, Page, Span, Style, marked
from ledger.display.rows import Row, parted
from ledger.display.words import days_ago
from ledger.facts.values import Record
from ledger.messages import say
from ledger.model.customer import Customer, Entry
from ledger.reports.timeline import Happening

_EXCERPT = 160
_LONGEST_TITLE = 200
_MOST_LINES = 40


def kind_text(entry: Entry, words: Words) -> str:
    """What the kind of an entry is called."""
    return words.vocabulary.kind_label(entry.kind, words.speaker.language)


def when_text(entry: Entry) -> str:
    """The day of an entry and, if known, its time."""
    return f"{entry.date.isoformat()} {clock_text(entry)}".rstrip()


def clock_text(entry: Entry) -> str:
    """The time of an entry, empty if unknown."""
    return entry.time.isoformat("minutes") if entry.time else ""


def people_text(entry: Entry) -> str:
    """Who was there and what it is filed under, as a heading writes them."""
    return " ".join((*(f"@{name}" for name in entry.people), *(f"#{tag}" for tag in entry.tags)))


def titled(entry: Entry | Record, words: Words) -> Span:
    """The REF and the title of an entry or a record."""
    return Span(words.short(f"{entry.ref} {entry.title}", _LONGEST_TITLE), Style.STRONG)


def entry_rows(entry: Entry, words: Words) -> Iterator[Row]:
    """An entry in two rows: when, what and who; its result and the first line of its text."""
    what = parted(
        [
            Span(clock_text(entry)),
            Span(kind_text(entry, words), Style.LABEL),
            titled(entry, words),
            Span(people_text(entry), Style.MUTED),
        ],
        " ",
    )
    yield Row(entry.date.isoformat(), what)
    result = words.value(entry.fields.get("result", ""))
    told = parted([Span(f"→ {result}" if result else ""), Span(first_line(entry.text))])
    if told:
        yield Row("", told)


def first_line(text: str) -> str:
    """The first line that says something, cut; `…` where there is more."""
    lines = [line.strip() for line in text.split("\n") if line.strip() and not _is_task(line.strip())]
    if not lines:
        return ""
    cut = lines[0][:_EXCERPT]
    if len(cut) < len(lines[0]):
        return f"{cut}…"
    return f"{cut} …" if len(lines) > 1 else cut


def _is_task(line: str) -> bool:
    return line[:1] in "-*+" and line[1:3] == " ["


def timeline_page(customer: Customer, entries: Sequence[Entry], words: Words) -> Page:
    """The entries of one customer in the order given, each with its fields and its text."""
    blocks: list[Block] = [Line((Span(customer.name, Style.HEADING), Span("  "), Span(customer.path, Style.PATH)))]
    for entry in entries:
        blocks += [Gap(), *_whole(entry, words)]
    return Page(tuple(blocks))


def _whole(entry: Entry, words: Words) -> Iterator[Block]:
    yield Line(
        parted(
            [
                _when(entry, words),
                Span(kind_text(entry, words), Style.LABEL),
                titled(entry, words),
                Span(people_text(entry), Style.MUTED),
            ],
            "  ",
        ),
        hang=2,
    )
    fields = words.vocabulary.entry_fields(entry.kind)
    for name, value in entry.fields.items():
        text = words.value(value, fields.get(name))
        if text:
            label = words.label(fields.get(name), name)
            yield Line((Span(f"{label}: ", Style.LABEL), Span(text)), indent=2, hang=2)
    yield Lines(tuple(_text_lines(entry, words)))


def _when(entry: Entry, words: Words) -> Span:
    """The day; of what lies ahead, that it is planned."""
    if entry.date <= words.today:
        return Span(when_text(entry), Style.HEADING)
    planned = words.say(
        say("{when} planned, {days}", when=when_text(entry), days=days_ago((words.today - entry.date).days))
    )
    return marked(Style.AHEAD, planned)


def _text_lines(entry: Entry, words: Words) -> Iterator[Line]:
    """The text of an entry, a long one cut with the place of the rest."""
    lines = [line.removesuffix("\r").rstrip() for line in entry.text.strip("\r\n").split("\n")]
    yield from (Line((Span(line),), indent=2) for line in lines[:_MOST_LINES] if line)
    more = len(lines) - _MOST_LINES
    if more > 0:
        left = say("{n} more lines; the entry begins in line {line} of the file", n=more, line=entry.line)
        yield Line((Span(words.say(left), Style.MUTED),), indent=2)


def all_timelines_page(found: Sequence[Happening], words: Words) -> Page:
    """Entries of many customers, a line each under its day, in the order given."""
    blocks: list[Block] = []
    day = None
    for each in found:
        if each.entry.date != day:
            day = each.entry.date
            blocks += [Gap()] if blocks else []
            blocks.append(_day_heading(each.entry, words))
        blocks.append(_happening(each, words))
    return Page(tuple(blocks))


def _day_heading(entry: Entry, words: Words) -> Heading:
    days = (words.today - entry.date).days
    title = words.say(say("{date} ({days})", date=entry.date.isoformat(), days=days_ago(days)))
    return Heading(title, 2, Style.AHEAD if days < 0 else Style.HEADING)


def _happening(each: Happening, words: Words) -> Line:
    entry = each.entry
    return Line(
        parted(
            [
                Span(clock_text(entry), Style.MUTED),
                Span(each.name, Style.STRONG),
                Span(kind_text(entry, words), Style.LABEL),
                Span(titled(entry, words).text),
                Span(_gist(entry, words), Style.MUTED),
                Span(people_text(entry), Style.MUTED),
            ],
            "  ",
        ),
        indent=2,
        hang=2,
    )


def _gist(entry: Entry, words: Words) -> str:
    """The result of an entry, or where it stands and what it is worth."""
    fields = words.vocabulary.entry_fields(entry.kind)
    told = [
        words.value(entry.fields.get(name, ""), fields.get(name)) for name in ("stage", "status", "amount", "result")
    ]
    gist = words.joined(text for text in told if text)
    return f"→ {gist}" if gist else ""
