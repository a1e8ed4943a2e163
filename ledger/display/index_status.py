"""What is in index/, what building it took, and what is wrong with it, as pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ledger.display.page import Column, Grid, Line, Page, Span, Style, line
from ledger.display.speech import Speaker
from ledger.index.comparison import Difference
from ledger.messages import Message, say, say_many
from ledger.operations.indexing import Brought, Status, Tidied, Verified

LARGE = 5000
"""From so many customers on FTS5 is worth a line."""

_UNITS = ("kB", "MB", "GB")
_STATES = {
    "none": say("There is no index yet; the next command builds it."),
    "other": say("The index is of another release or other settings, or half built; the next command builds it anew."),
    "damaged": say("The index is damaged; `ledger index --rebuild` builds it anew."),
    "unusable": say("index/ or your own state folder can't be written: every command reads all files."),
}


def size_text(size: int) -> str:
    """A number of bytes as people say it: `120 B`, `1.4 MB`."""
    if size < 1000:
        return f"{size} B"
    value = float(size)
    for unit in _UNITS:
        value /= 1000
        if value < 999.5 or unit == _UNITS[-1]:
            break
    return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def status_page(status: Status, speaker: Speaker) -> Page:
    """What is in index/, a line for each thing."""
    told = _STATES.get(status.state)
    if told is not None:
        return Page((line(speaker.say(told), Style.PLAIN if status.state == "none" else Style.WARNING),))
    rows = [(Span(speaker.say(label), Style.LABEL), _words(value, speaker)) for label, value in _rows(status)]
    page = Page((Grid((Column(), Column(wraps=True)), rows),))
    if status.engine == "whoosh" and status.customers > LARGE:
        faster = say(
            "With so many customers SQLite's FTS5 pays: it changes with the catalog and never lags, however many files "
            "have changed. For 10,000 customers it takes 8 s and 27 MB once, Whoosh 12 s and 16 MB. "
            "`search: {{engine: fts5}}` in ledger.yaml; docs/search-index.md has the figures."
        )
        page += Page((line(speaker.say(faster), Style.MUTED),))
    return page


def _words(value: str | Message, speaker: Speaker) -> str:
    return value if isinstance(value, str) else speaker.say(value)


def _rows(status: Status) -> Iterator[tuple[Message, str | Message]]:
    yield say("Engine"), status.engine
    yield say("Customers"), f"{status.customers:,}"
    yield say("In the text index"), f"{status.indexed:,}"
    yield say("Behind"), _behind(status)
    yield say("Catalog"), size_text(status.catalog_bytes)
    yield say("Text index"), size_text(status.text_bytes)
    if status.built is not None and status.seconds is not None:
        yield (
            say("Built"),
            say("{when}, in {seconds} s", when=f"{status.built:%Y-%m-%d %H:%M}", seconds=f"{status.seconds:.1f}"),
        )
    yield say("Watcher"), say("running") if status.watcher else say("not running")
    yield say("Folder"), status.folder


def _behind(status: Status) -> Message:
    if not status.changed and not status.lacking:
        return say("nothing")
    changed = say_many("{n} file to read", "{n} files to read", status.changed)
    lacking = say_many("{n} customer to take in", "{n} customers to take in", status.lacking)
    if not status.lacking:
        return changed
    return say("{one}, {other}", one=changed, other=lacking) if status.changed else lacking


def brought_page(brought: Brought, speaker: Speaker) -> Page:
    """What bringing the index up to date took."""
    told = [say_many("{n} customer.", "{n} customers.", brought.customers)]
    if brought.read:
        told.append(say_many("{n} file was read.", "{n} files were read.", brought.read))
    if brought.indexed:
        told.append(say("{n} taken into the text index ({engine}).", n=brought.indexed, engine=brought.engine))
    if len(told) == 1:
        told.append(say("Nothing had changed."))
    return Page((line(" ".join(map(speaker.say, told))),))


def verified_page(verified: Verified, speaker: Speaker) -> Page:
    """That nothing differs, or each file that does with its tables."""
    customers = verified.customers
    if not verified.differences:
        told = say_many(
            "The index of {n} customer is what one built from nothing is.",
            "The index of {n} customers is what one built from nothing is.",
            customers,
        )
        return Page((line(speaker.say(told)),))
    lines = [_line(path, tuple(found), speaker) for path, found in groupby(verified.differences, lambda one: one.path)]
    differing = len({one.path for one in verified.differences if one.path})
    if differing:
        told = say_many(
            "{n} file differs from an index built from nothing.",
            "{n} files differ from an index built from nothing.",
            differing,
        )
        lines.append(line(speaker.say(told)))
    lines.append(line(speaker.say(say("`ledger index --rebuild` builds it anew."))))
    return Page(tuple(lines))


def _line(path: str, found: Sequence[Difference], speaker: Speaker) -> Line:
    """A file with the tables that differ; without a path, what can't be read."""
    tables = ", ".join(one.table for one in found)
    if not path:
        return line(speaker.say(say("Can't be read: {tables}", tables=tables)), Style.ERROR)
    return Line((Span(path, Style.PATH), Span(f": {tables}")), hang=4)


def tidied_page(tidied: Tidied, speaker: Speaker) -> Page:
    """The size before and after."""
    told = say(
        "index/ took {before} and takes {after} now.", before=size_text(tidied.before), after=size_text(tidied.after)
    )
    return Page((line(speaker.say(told)),))
