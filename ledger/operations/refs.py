"""The REFs of a file's records: the next free one, those that an entry may name, and what a REF means here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ledger.errors import Ambiguous
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.definitions import KindDefinition
from ledger.operations.asked_entry import Checked
from ledger.session import Session

# These carry the number of a paper that somebody else gives out; we invent none.
_PAPERS = frozenset({"quote", "order", "delivery", "return", "contract", "invoice"})
# English and Chinese letters before the number.
_LETTERS = {
    "opportunity": ("OPP", "OPP"),
    "quote": ("Q", "BJ"),
    "order": ("SO", "DD"),
    "delivery": ("DN", "FH"),
    "return": ("R", "TH"),
    "contract": ("CT", "HT"),
    "invoice": ("INV", "FP"),
    "need": ("N", "XQ"),
    "feedback": ("F", "FK"),
    "complaint": ("C", "TS"),
    "survey": ("S", "DC"),
    "referral": ("R", "ZJS"),
    "winback": ("W", "WH"),
    "campaign": ("M", "HD"),
    "warning": ("W", "YJ"),
    "approval": ("A", "SP"),
}
_COUNTED = re.compile(r"([A-Za-z]{1,8}-?)(\d{1,3})", re.ASCII)
_BETWEEN = re.compile(r"[,，、;；\s]+")


def refs(customer: Customer, kind: str) -> tuple[str, ...]:
    """The REFs of a kind in a file, each once, in the order in which they first stand there."""
    found: dict[str, str] = {}
    for entry in customer.entries:
        if entry.kind == kind and entry.ref:
            found.setdefault(entry.ref.casefold(), entry.ref)
    return tuple(found.values())


def next_ref(customer: Customer, kind: KindDefinition) -> str:
    """The next free REF in the style of the file's last one: OPP-2 after OPP-1, C-010 after C-009; else empty.

    Only short numbers of our own are counted up. HT-2026-018 is the number of a paper, and so is whatever stands on a
    contract, an invoice, an order, a quote, a delivery or a return: nobody can guess those.
    """
    if not kind.record or kind.name in _PAPERS:
        return ""
    known = refs(customer, kind.name)
    last = _COUNTED.fullmatch(known[-1]) if known else None
    if last is None:
        return ""
    same = (_COUNTED.fullmatch(ref) for ref in known)
    numbers = [int(found[2]) for found in same if found is not None and found[1].casefold() == last[1].casefold()]
    return f"{last[1]}{max(numbers) + 1:0{len(last[2])}}"


def example_ref(kind: KindDefinition, language: str) -> str:
    """A REF as people make it up for a kind, in a file of that language: C-1 for a complaint, TS-1 for a 投诉."""
    english, chinese = _LETTERS.get(kind.name) or (kind.name[:1].upper(),) * 2
    letters = chinese if language == "zh" else english
    return f"{letters if letters.isascii() else 'A'}-1"


def ref_for(session: Session, customer: Customer, checked: Checked, said: list[Message]) -> str:
    """The REF of a new entry; what it means for the records of the file is added to `said`.

    Raises Ambiguous where a record is to be ended and nobody said which.
    """
    kind, ref = checked.kind, checked.entry.ref
    if not kind.record:
        return ""
    label = session.vocabulary.kind_label(kind.name, session.language)
    known = refs(customer, kind.name)
    if ref:
        if ref.casefold() in {one.casefold() for one in known}:
            said.append(say("This goes on with {kind} {ref}.", kind=label, ref=ref))
        return ref
    if known and kind.name not in _PAPERS and _ends(session, checked):
        raise Ambiguous(
            say("Which {kind} is it? Nothing was written.", kind=label),
            say("Name it with --ref, for example --ref {ref}; another REF makes a new one.", ref=known[-1]),
            candidates=tuple(_shown(customer, kind.name, known)),
        )
    ref = next_ref(customer, kind)
    if not ref:
        example = example_ref(kind, session.settings.language)
        said.append(
            say("Without a REF no later entry can go on with it; --ref gives it one, for example {ref}.", ref=example)
        )
    if ref:
        said.append(
            say(
                "This is a new {kind}, {ref}. --ref {last} would go on with the last one.",
                kind=label,
                ref=ref,
                last=known[-1],
            )
        )
    return ref


def _ends(session: Session, checked: Checked) -> bool:
    """Whether a field has a value that ends a record."""
    fields = session.vocabulary.entry_fields(checked.kind.name)
    for name, closing in checked.kind.closing.items():
        if name in checked.values and session.vocabulary.value(fields[name].values, checked.values[name]) in closing:
            return True
    return False


def _shown(customer: Customer, kind: str, known: Sequence[str]) -> Iterator[str]:
    for ref in known:
        titles = (
            entry.title for entry in customer.entries if entry.kind == kind and entry.ref.casefold() == ref.casefold()
        )
        yield f"{ref}  {next(filter(None, titles), '')}".rstrip()


def unknown_refs(session: Session, customer: Customer, values: Mapping[str, str]) -> Iterator[Message]:
    """What to say of fields such as `invoice` that name a record which is not in the file."""
    for name, value in values.items():
        kind = session.vocabulary.kinds.get(name)
        if kind is None or not kind.record:
            continue
        numbers = (str(entry.fields.get("number", "")) for entry in customer.entries if entry.kind == name)
        known = {ref.casefold() for ref in (*refs(customer, name), *numbers) if ref}
        label = session.vocabulary.kind_label(name, session.language)
        for ref in filter(None, _BETWEEN.split(value)):
            if ref.casefold() not in known:
                yield say("There is no {kind} {ref} in this file.", kind=label, ref=ref)
