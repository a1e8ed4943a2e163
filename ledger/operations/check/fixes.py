"""Repairs that are sure, each as edits of a text; what a repair may change is checked by whoever applies it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.problem import Problem
from ledger.text import scalars
from ledger.text.edits import Edit, insertion
from ledger.text.front_edits import set_text
from ledger.text.front_places import Page
from ledger.text.places import Span, newline_of


@dataclass(frozen=True, slots=True)
class Ailing:
    """A text with the customer in it, a way to a new id, and what the ledger calls the fields that are added."""

    text: str
    customer: Customer
    make_id: Callable[[], str]
    label: Callable[[str], str]

    def span(self, problem: Problem) -> Span:
        """Where a problem stands."""
        start = 0
        for _ in range(problem.line - 1):
            start = self.text.index("\n", start) + 1
        start += problem.column - 1
        return Span(start, start + problem.length)

    def page(self) -> Page:
        """The text with its front matter."""
        return Page.of(self.text)


@dataclass(frozen=True, slots=True)
class Cure:
    """Edits that make one problem go away, and what is said of them."""

    edits: tuple[Edit, ...]
    what: Message


# A file that begins so has front matter of another kind, which would no longer be found below ours.
_FENCES_OF_OTHERS = ("---", "+++", ";;;", "~~~", "{", "<")

Fix = Callable[[Ailing, Problem], Iterator[Cure]]


def _late(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    opening = ailing.span(problem).start
    if not ailing.text[:opening].strip():
        yield Cure((Edit(Span(0, opening), ""),), say("removed the blank lines above the front matter"))


def _dots(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    yield Cure((Edit(ailing.span(problem), "---"),), say("closed the front matter with ---"))


def _colon(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    span = ailing.span(problem)
    blank = "" if ailing.text[span.end : span.end + 1] in ("", "\n", "\r") else " "
    yield Cure((Edit(span, f":{blank}"),), say("wrote {key}: with a plain colon", key=problem.args["key"]))


def _quotes(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    span, written = ailing.span(problem), problem.args.get("text", "")
    # What was found in a value of several lines has no text: quoting it is not sure.
    if written and ailing.text[span.start : span.end] == written:
        yield Cure((Edit(span, scalars.write(written, style='"')),), say("put the value in quotes"))


def _date(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    span, day = ailing.span(problem), problem.args["date"]
    after = ailing.text[span.end : span.end + 1]
    blank = "" if after in ("", " ", "\t", "\n", "\r", "\u3000") else " "
    yield Cure((Edit(span, day + blank),), say("wrote the date as {date}", date=day))


def _box(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    yield Cure((Edit(ailing.span(problem), "[ ]"),), say("wrote the box as [ ]"))


def _identity(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    page = ailing.page()
    if page.fences is None or not page.fences.sound or page.text.startswith("{", page.fences.inner.start):
        return
    made = ailing.make_id()
    field = ailing.customer.fields.get("id")
    if field is not None:
        edits = tuple(set_text(page, (field.written,), made))
    else:
        newline = newline_of(page.text)
        edits = (insertion(page.fences.inner.start, f"{_named('id', ailing)}: {made}{newline}"),)
    yield Cure(edits, say("added the id {id}", id=made))


def _named(field: str, ailing: Ailing) -> str:
    """What a field is called beside those that the file has: by the ledger's name unless all of these are English."""
    return field if all(each.written.isascii() for each in ailing.customer.fields.values()) else ailing.label(field)


def _front_matter(ailing: Ailing, problem: Problem) -> Iterator[Cure]:
    if ailing.text.lstrip().startswith(_FENCES_OF_OTHERS):
        return
    made, newline = ailing.make_id(), newline_of(ailing.text)
    name = scalars.write(ailing.customer.name)
    lines = ("---", f"{ailing.label('id')}: {made}", f"{ailing.label('name')}: {name}", "---", "", "")
    yield Cure((insertion(0, newline.join(lines)),), say("added front matter with the id {id}", id=made))


# What changes the number of lines comes last, so that the lines that are told are those of the file as it was.
FIXES: Mapping[str, Fix] = {
    "front-matter-dots": _dots,
    "front-matter-colon": _colon,
    "yaml-colon": _quotes,
    "yaml-reserved": _quotes,
    "yaml-anchor": _quotes,
    "yaml-alias": _quotes,
    "yaml-tag": _quotes,
    "value-date-format": _date,
    "entry-date-format": _date,
    "task-date-format": _date,
    "task-box": _box,
    "id-missing": _identity,
    "front-matter-missing": _front_matter,
    "front-matter-late": _late,
}
