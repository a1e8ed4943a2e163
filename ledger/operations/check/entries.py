"""What entries leave out, and what doesn't add up between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.facts.settling import money_of, overpaid, refs_in
from ledger.facts.values import Record
from ledger.model.customer import Entry
from ledger.model.plain import decimal_text
from ledger.model.problem import Problem
from ledger.operations.check.near import likely
from ledger.operations.check.sheet import Sheet
from ledger.text.places import Span

_TALKS = frozenset({"call", "meeting", "visit"})
_OUTCOME = ("result", "next", "notes", "mood")
_REFS = ("invoice", "order", "contract", "opportunity", "quote", "complaint")
# Dated ahead on purpose: what starts or is planned on a day to come.
_AHEAD = frozenset({"contract", "campaign", "delivery", "service", "note", "warning", "consent"})
# What says that something was paid names an invoice that must be there; other links may lead to another system.
_PAYING = frozenset({"payment", "refund", "return"})


def bare(sheet: Sheet) -> Iterator[Problem]:
    """Calls, meetings and visits that are over and say no more than their heading: planned ones, left as they were."""
    if sheet.story.resting:
        return
    for entry in sheet.customer.entries:
        over = entry.date < sheet.checking.today
        told = entry.text or any(entry.fields.get(name) for name in _OUTCOME)
        if entry.kind in _TALKS and over and not told:
            yield sheet.problem("entry-bare", sheet.heading(entry), kind=entry.kind_as_written)


def ahead(sheet: Sheet) -> Iterator[Problem]:
    """Entries dated after today that can't have been planned."""
    for entry in sheet.customer.entries:
        if entry.date <= sheet.checking.today or entry.kind in _AHEAD:
            continue
        kind = sheet.vocabulary.kinds.get(entry.kind)
        if kind is not None and not kind.contact:
            place = sheet.find(entry.date.isoformat(), sheet.heading(entry))
            yield sheet.problem("entry-ahead", place, kind=entry.kind_as_written)


def refs(sheet: Sheet) -> Iterator[Problem]:
    """Invoices, orders, contracts … that an entry names and the file doesn't have."""
    known = {
        kind: {record.ref.casefold(): record.ref for record in sheet.story.records.get(kind, ()) if record.ref}
        for kind in _REFS
    }
    for entry in sheet.customer.entries:
        for name in _REFS:
            if name in entry.fields and (known[name] or (name == "invoice" and entry.kind in _PAYING)):
                yield from _missing(sheet, entry, name, known[name])


def _missing(sheet: Sheet, entry: Entry, name: str, known: Mapping[str, str]) -> Iterator[Problem]:
    definition = sheet.vocabulary.entry_field(entry.kind, name)
    if definition is None or definition.type != "text":
        return
    line = sheet.line(entry.field_lines[name])
    for ref in sorted(refs_in(entry.fields, name)):
        if ref in known:
            continue
        place = _ref_place(sheet, line, ref)
        written = sheet.text[place.start : place.end]
        label = sheet.vocabulary.kind_label(name, sheet.checking.language)
        yield sheet.problem(
            "ref-unknown", place, field=_key(sheet, line), kind=label, ref=written, nearest=_near(ref, known)
        )


def _near(ref: str, known: Mapping[str, str]) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(ref, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return known[found[0]] if found is not None else likely(ref, known.values())


def _ref_place(sheet: Sheet, line: Span, ref: str) -> Span:
    start = sheet.text[line.start : line.end].casefold().rfind(ref)
    return line if start < 0 else Span(line.start + start, line.start + start + len(ref))


def _key(sheet: Sheet, line: Span) -> str:
    """The key of a line `- key: value` as written."""
    text = sheet.text[line.start : line.end]
    ends = [place for mark in ":：" if (place := text.find(mark)) >= 0]
    return text[: min(ends)].strip(" \t-*+_") if ends else text.strip()


def paid_too_much(sheet: Sheet) -> Iterator[Problem]:
    """Invoices that more was paid for than they bill."""
    for record in overpaid(sheet.story.records.get("invoice", ())):
        billed = money_of(record.fields)
        entry = sheet.entry_at(record.line)
        if billed is None or entry is None or record.open_amount is None:
            continue
        place = sheet.find(record.ref, sheet.heading(entry))
        paid = decimal_text(billed.amount - record.open_amount)
        yield sheet.problem(
            "invoice-overpaid",
            place,
            ref=_name(record),
            billed=f"{decimal_text(billed.amount)} {billed.currency}",
            paid=f"{paid} {billed.currency}",
        )


def _name(record: Record) -> str:
    return record.ref or record.title or record.opened.isoformat()
