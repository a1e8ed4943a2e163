"""Hits of a search, as a page for people and as objects for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ledger.display.field_words import Words
from ledger.display.page import SYMBOLS, Block, Line, Page, Span, Style
from ledger.display.safe import safe_text
from ledger.display.width import ELLIPSIS, head, tail, width
from ledger.messages import Message, say, say_many
from ledger.reports.search import Found, Hit
from ledger.reports.search_lines import Excerpt
from ledger.reports.search_scores import Points

_DOUBT = "？"
_INDENT = 2
_GAP = 2
_LEAST = 30
_BEFORE = 0.4
"""Of the room for a line, so much stands before the first match where not all of it fits."""
_ZONES: Mapping[str, Message] = {
    "name": say("name"),
    "marks": say("tags and contacts"),
    "latest": say("recent entries"),
    "rest": say("other text"),
    "phones": say("phone numbers"),
}


def search_page(found: Found, words: Words, columns: int | None, *, explain: bool = False) -> Page:
    """Each hit in two lines: who it is, and its best line with the matches marked; with `explain` why it stands here.

    A line that is too long for `columns` is cut around its matches.
    """
    blocks: list[Block] = []
    for hit in found.hits:
        blocks += (name_line(hit, words), *_lines(hit, columns))
        if explain:
            blocks += map(_sentence, _why(hit, words))
    return Page(tuple(blocks))


def hit_object(hit: Hit, *, explain: bool = False) -> Mapping[str, object]:
    """A hit for a program; `matches` are [start, end] in characters of `excerpt`."""
    made: dict[str, object] = {
        "id": hit.row.id,
        "name": hit.row.name,
        "path": hit.row.path,
        "line": hit.excerpt.line,
        "score": round(hit.score, 4),
        "excerpt": hit.excerpt.text,
        "matches": [list(span) for span in hit.excerpt.spans],
    }
    if explain:
        made["explain"] = [_explained(one) for one in hit.points]
    return made


def choices_page(hits: Sequence[Hit], columns: int | None) -> Page:
    """Hits by numbers, to choose one."""
    lines = []
    for number, hit in enumerate(hits, 1):
        led = (Span(f"{number:>3}. ", Style.MUTED), Span(hit.row.name, Style.STRONG), Span("  "))
        room = None if columns is None else max(columns - sum(width(safe_text(span.text)) for span in led), _LEAST)
        lines.append(Line((*led, *marked_spans(hit.excerpt, room)), overflow="cut"))
    return Page(tuple(lines))


def name_line(hit: Hit, words: Words) -> Line:
    """The marks as in `ledger list`, the name, level and stage."""
    row = hit.row
    signs = "".join(dict.fromkeys((SYMBOLS[Style.MARK] if row.star else "") + row.mark))
    spans = [Span(signs + (_DOUBT if row.unconfirmed else "") + " ", Style.MARK)] if signs or row.unconfirmed else []
    if row.errors:
        spans.append(Span(SYMBOLS[Style.ERROR] + " ", Style.ERROR))
    spans.append(Span(row.name, Style.STRONG))
    about = [
        words.value(value, words.vocabulary.fields.get(name))
        for name in ("level", "stage")
        if (value := _text(hit, name))
    ]
    if about:
        spans.append(Span("  " + " · ".join(about), Style.MUTED))
    return Line(tuple(spans), overflow="cut")


def _text(hit: Hit, name: str) -> str:
    value = hit.row.fields.get(name)
    return value if isinstance(value, str) else ""


def _lines(hit: Hit, columns: int | None) -> Iterator[Line]:
    """The place and the text, on one line where there is room for it."""
    excerpt = hit.excerpt
    place = Span(safe_text(f"{hit.row.path}:{excerpt.line}"), Style.PATH)
    led = (Span(f"{excerpt.date}: ", Style.MUTED),) if excerpt.date else ()
    taken = _INDENT + sum(width(span.text) for span in led)
    beside = None if columns is None else columns - taken - width(place.text) - _GAP
    if not excerpt.text:
        yield Line((place,), indent=_INDENT)
    elif beside is None or beside >= _LEAST:
        yield Line((place, Span(" " * _GAP), *led, *marked_spans(excerpt, beside)), indent=_INDENT)
    else:
        room = (columns or 0) - taken - _INDENT
        yield Line((place,), indent=_INDENT)
        yield Line((*led, *marked_spans(excerpt, room)), indent=2 * _INDENT, overflow="cut")


def marked_spans(excerpt: Excerpt, room: int | None = None) -> tuple[Span, ...]:
    """The text of a line with its matches marked, in at most `room` columns around the first match."""
    pieces = [(safe_text(text), style) for text, style in _pieces(excerpt)]
    if room is None or sum(width(text) for text, _ in pieces) <= room:
        return tuple(Span(text, style) for text, style in pieces if text)
    room = max(room, 2)
    first = next((place for place, (_, style) in enumerate(pieces) if style is Style.HIT), 0)
    before = "".join(text for text, _ in pieces[:first])
    behind = sum(width(text) for text, _ in pieces[first:])
    # Little behind the match leaves more room for what is before it.
    lead = min(width(before), max(int(room * _BEFORE), room - behind))
    if lead < width(before):
        before = ELLIPSIS + tail(before, max(lead - 1, 0)).lstrip()
    return tuple(_fitted([(before, Style.PLAIN), *pieces[first:]], room))


def _pieces(excerpt: Excerpt) -> Iterator[tuple[str, Style]]:
    end = 0
    for start, stop in excerpt.spans:
        yield excerpt.text[end:start], Style.PLAIN
        yield excerpt.text[start:stop], Style.HIT
        end = stop
    yield excerpt.text[end:], Style.PLAIN


def _fitted(pieces: Sequence[tuple[str, Style]], room: int) -> Iterator[Span]:
    """The pieces up to the end of the room, with `…` where something is left out."""
    left = room
    for place, (text, style) in enumerate(pieces):
        rest = any(more for more, _ in pieces[place + 1 :])
        if width(text) > left - rest:
            yield Span(head(text, left - 1) + ELLIPSIS, style)
            return
        left -= width(text)
        if text:
            yield Span(text, style)


def _sentence(text: str) -> Line:
    return Line((Span(text, Style.MUTED),), indent=2 * _INDENT, hang=2)


def _why(hit: Hit, words: Words) -> Iterator[str]:
    """The score, and what each word adds to it."""
    if not hit.points:
        yield words.say(say("The query has no words to rank by."))
        return
    yield words.say(say("score {score}", score=f"{hit.score:.2f}"))
    for one in hit.points:
        yield words.say(_told(one, words))


def _told(one: Points, words: Words) -> Message:
    known = {"word": one.word, "points": f"{one.points:.2f}"}
    match one.by:
        case "":
            return say("{word}: {points}, it is not there", **known)
        case "pinyin":
            return say("{word}: {points}, a name spelt so in pinyin; {rarity}", **known, rarity=_rarity(one))
        case "short":
            return say("{word}: {points}, short for a name; {rarity}", **known, rarity=_rarity(one))
    if not one.counts:
        return say("{word}: {points}; {rarity}", **known, rarity=_rarity(one))
    counted = words.joined(f"{count} × {words.say(_ZONES[zone])}" for zone, count in one.counts.items())
    return say("{word}: {points}, {counted}; {rarity}", **known, counted=counted, rarity=_rarity(one))


def _rarity(one: Points) -> Message:
    return say_many(
        "{n} customer has it (idf {idf})", "{n} customers have it (idf {idf})", one.customers, idf=f"{one.idf:.2f}"
    )


def _explained(one: Points) -> Mapping[str, object]:
    return {
        "word": one.word,
        "by": one.by or None,
        "points": round(one.points, 4),
        "idf": round(one.idf, 4),
        "customers": one.customers,
        "counts": dict(one.counts),
    }


def answered(found: Found) -> Iterator[Message]:
    """Which index answered, and how long what took."""
    took = {name: f"{seconds * 1000:.0f}" for name, seconds in found.seconds.items()}
    yield say("Answered by {engine}.", engine=found.engine)
    if found.damaged:
        yield say("The text index is damaged: the texts themselves were looked through.")
    if found.unseen:
        yield say_many(
            "{n} customer that it had not seen yet was looked through.",
            "{n} customers that it had not seen yet were looked through.",
            found.unseen,
        )
    yield say(
        "Milliseconds: files {files}, words {words}, ranking {ranking}, lines {lines}.",
        files=took.get("files", "0"),
        words=took.get("words", "0"),
        ranking=took.get("ranking", "0"),
        lines=took.get("lines", "0"),
    )
