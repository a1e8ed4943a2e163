"""Renaming a tag in all files of a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.errors import BadValue, LedgerError, NotFound
from ledger.messages import say
from ledger.model import headings
from ledger.model.customer import Customer, Entry, Task
from ledger.model.names import fold
from ledger.model.typed import MEMBERS_APART
from ledger.operations.places import slip_of
from ledger.operations.tags import FIELD, carriers, counts, read_customer, tag_name
from ledger.operations.writing import Draft, Revision, revise
from ledger.session import Session
from ledger.store.files import Reader
from ledger.text import front_edits
from ledger.text.edits import Edit, apply
from ledger.text.front_places import Page
from ledger.text.nodes import Many, Scalar
from ledger.text.places import Span, line_end


@dataclass(frozen=True, slots=True)
class Renamed:
    """What became of the files that hold a tag: those changed, and those that were refused with the reason."""

    revisions: tuple[Revision, ...]
    refused: tuple[tuple[str, LedgerError], ...]


def rename(session: Session, old: str, new: str, *, dry_run: bool = False) -> Renamed:
    """Rename a tag in all files: in the field `tags` and as `#tag` in headings of entries and in tasks.

    Other text is left alone. A file that can't be written is reported and doesn't stop the others. Raises NotFound if
    no file has the tag.
    """
    old, new = tag_name(old), tag_name(new)
    if any(sign.isspace() or sign in "@#" for sign in new) and _inline(session, old):
        raise BadValue(
            say(
                "“{tag}” has a blank in it, and #{old} stands in headings or tasks. Nothing was written.",
                tag=new,
                old=old,
            )
        )
    revisions: list[Revision] = []
    refused: list[tuple[str, LedgerError]] = []
    for path in _holding(session, old):
        try:
            revision = _rename_in(session, path, old, new, dry_run=dry_run)
        except LedgerError as error:
            refused.append((path, error))
        else:
            if revision.changed:
                revisions.append(revision)
    if not revisions and not refused:
        known = [one.tag for one in counts(session)]
        alike = tuple(tag for tag in known if fold(tag) == fold(old)) or tuple(filter(None, (slip_of(old, known),)))
        raise NotFound(
            say("No file has the tag “{tag}”. Nothing was written.", tag=old),
            say("Did you mean this one?") if alike else say("`ledger tag` shows all tags."),
            candidates=alike,
        )
    return Renamed(tuple(revisions), tuple(refused))


def _inline(session: Session, tag: str) -> bool:
    return any(_has_inline(session, path, tag) for path in _holding(session, tag))


def _has_inline(session: Session, path: str, tag: str) -> bool:
    return any(tag in one.tags for one in carriers(read_customer(session, path)))


def _holding(session: Session, tag: str) -> Iterator[str]:
    """The files in which the word stands at all."""
    reader = Reader(session.root)
    wanted = (tag.encode(), tag.encode("gb18030"))
    for path in sorted(session.fresh().scan.files):
        try:
            content = reader.read(path)
        except LedgerError:
            continue
        if any(word in content for word in wanted):
            yield path


def _rename_in(session: Session, path: str, old: str, new: str, *, dry_run: bool) -> Revision:
    def wish(draft: Draft) -> Sequence[Edit]:
        text = apply(draft.text, _inline_edits(draft, old, new))
        text = _field_renamed(session, text, old, new)
        return [Edit(Span(0, len(draft.text)), text)] if text != draft.text else []

    def expected(before: Customer, after: Customer) -> bool:
        return _without_tags(before, old, new) == _without_tags(after, old, new)

    return revise(session, path, wish, expected, dry_run=dry_run)


def _inline_edits(draft: Draft, old: str, new: str) -> Iterator[Edit]:
    for one in carriers(draft.customer):
        if old in one.tags:
            start = one.span[0]
            line = draft.text[start : line_end(draft.text, start)]
            for sign, name, at in headings.marked(line):
                if sign == "#" and name == old:
                    yield Edit(Span(start + at, start + at + len(name)), new)


def _field_renamed(session: Session, text: str, old: str, new: str) -> str:
    page = Page.of(text)
    pair = next((one for one in page.front.pairs if _is_tags(session, one.key)), None)
    if pair is None:
        return text
    node = pair.value
    if isinstance(node, Scalar):
        return _scalar_renamed(page, pair.key, node, old, new)
    if not isinstance(node, Many):
        return text
    there = [item.text for item in node.items if isinstance(item, Scalar)]
    if old not in there:
        return text
    if new in there:
        return apply(text, front_edits.take(page, (pair.key,), old))
    number = next(n for n, item in enumerate(node.items) if isinstance(item, Scalar) and item.text == old)
    return apply(text, front_edits.set_text(page, (pair.key, str(number)), new))


def _scalar_renamed(page: Page, key: str, node: Scalar, old: str, new: str) -> str:
    """Several tags in one text: the others and what parts them stay as they are."""
    pieces = MEMBERS_APART.split(node.text)
    if old not in [piece.strip() for piece in pieces]:
        return page.text
    marks = [*MEMBERS_APART.findall(node.text), ""]
    changed = "".join(_swapped(piece, old, new) + mark for piece, mark in zip(pieces, marks, strict=True))
    return apply(page.text, front_edits.set_text(page, (key,), changed))


def _swapped(piece: str, old: str, new: str) -> str:
    return piece.replace(old, new) if piece.strip() == old else piece


def _is_tags(session: Session, key: str) -> bool:
    found = session.vocabulary.field(key)
    return found is not None and found.name == FIELD


def _without_tags(customer: Customer, old: str, new: str) -> object:
    """All that a file says, with the old tag as the new one and without places."""
    fields = {name: one.value for name, one in customer.fields.items() if name != FIELD}
    tags = {new if tag == old else tag for tag in customer.texts(FIELD)}
    return (
        fields,
        tags,
        [_plain(one, old, new) for one in customer.entries],
        [_plain(one, old, new) for one in customer.tasks],
    )


def _plain(one: Entry | Task, old: str, new: str) -> Entry | Task:
    tags = tuple(new if tag == old else tag for tag in one.tags)
    if isinstance(one, Task):
        return replace(one, line=0, span=(0, 0), tags=tags, text=one.text.replace(f"#{old}", f"#{new}"))
    # A task stands in the text of its entry as well.
    return replace(
        one, line=0, span=(0, 0), field_lines={}, tags=tags, title=one.title.replace(f"#{old}", f"#{new}"),
        text=one.text.replace(f"#{old}", f"#{new}").strip(),
    )  # fmt: skip
