"""Who a customer is: marks, ways to reach them, people, the fields by module, free notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ledger.display.field_words import Words, birthday_words
from ledger.display.page import SYMBOLS, Span, Style
from ledger.display.rows import Row, Section, parted
from ledger.facts.key_account import FIELD, by_hand
from ledger.messages import Message, say, say_many
from ledger.model.customer import Customer, Field
from ledger.model.definitions import FieldDefinition
from ledger.model.values import Value, YearlyDate

_NOTES = 6
_TASK = re.compile(r"[-*+] \[.\] ")
_STARTS = re.compile(r"[-*+>|#] ?|[0-9]{1,3}[.)] ")
_RULE = re.compile(r"=+|-{3,}|\*{3,}")
_MARKS = ("name", "id", "level", "stage", "owner", "star", "key_account", "tags", "aliases", "archived", "merged_into")
# These have a place of their own on the page.
ELSEWHERE = frozenset({*_MARKS, "contacts", "needs", "next_follow_up", "follow_up_by", "follow_up_every"})
_REACH_MODULES = frozenset({"reach"})
_NEEDS_MODULES = frozenset({"needs"})
_MODULES: Mapping[str, Message] = {
    "basics": say("basics"),
    "person": say("person"),
    "business": say("business"),
    "money": say("payment"),
    "care": say("care"),
    "keeping": say("keeping"),
    "own": say("own fields"),
    "other": say("other"),
}
# Of a contact: what speaks for itself, what is said in its first row, and what is said by marks.
_BARE = ("title", "department", "role", "phone", "phones", "landline", "email")
_FIRST = (*_BARE, "decision", "wechat", "qq", "prefers")
# Outside of the f-string that shows it, where every Python finds it for translators.
_PRIMARY = say("primary")
_BY_MARK = ("name", "primary", "left", "star")

Modules = Sequence[tuple[str, tuple[Field, ...]]]


def field_text(field: Field | None, words: Words) -> str:
    """The value of a field in words, with its question mark if it is not confirmed; empty if there is none."""
    if field is None:
        return ""
    text = words.value(field.value, words.vocabulary.fields.get(field.name))
    return f"{text} ?" if field.unconfirmed and text else text


def doubt(field: Field | None) -> tuple[Span, ...]:
    """The question mark of a value that is not confirmed."""
    return (Span(" ?", Style.WARNING),) if field is not None and field.unconfirmed else ()


def _is_key(customer: Customer, words: Words) -> bool:
    said = by_hand(customer.texts(FIELD), words.vocabulary, date.max)
    return said is not None and said.is_key


def marks(customer: Customer, words: Words) -> tuple[Span, ...]:
    """Key account, archived, tags, other names."""
    archived = field_text(customer.fields.get("archived"), words)
    merged = field_text(customer.fields.get("merged_into"), words)
    aliases = words.joined(customer.texts("aliases"))
    tags = " ".join(f"#{tag}" for tag in customer.texts("tags"))
    return parted(
        [
            Span(words.say(say("key account")) if _is_key(customer, words) else "", Style.MARK),
            Span(words.say(say("archived: {when}", when=archived)) if archived else "", Style.WARNING),
            Span(words.say(say("merged into {name}", name=merged)) if merged else "", Style.WARNING),
            Span(tags, Style.MARK),
            Span(words.say(say("also {names}", names=aliases)) if aliases else "", Style.MUTED),
        ]
    )


def reach(customer: Customer, modules: Modules, words: Words) -> Section:
    """How they like to be reached, and how they can be."""
    rows = [row for field in _of(modules, _REACH_MODULES) for row in _reach_rows(field, words)]
    del customer
    return Section(words.say(say("How to reach them")), rows)


def _reach_rows(field: Field, words: Words) -> Iterator[Row]:
    definition = words.vocabulary.fields.get(field.name)
    style = {"prefers": Style.STRONG, "do_not_contact": Style.WARNING}.get(field.name, Style.PLAIN)
    if isinstance(field.value, Mapping):
        members = definition.fields if definition else {}
        for name, part in field.value.items():
            text = _address(part, words) if isinstance(part, Mapping) else words.value(part, members.get(name))
            if text:
                yield Row(words.label(members.get(name), name), (Span(words.short(text), style),))
    else:
        text = words.short(words.value(field.value, definition))
        yield Row(words.label(definition, field.written), (Span(text, style), *doubt(field)))


def _address(parts: Mapping[str, Value], words: Words) -> str:
    """The parts of an address need no labels."""
    return words.joined(words.value(part) for part in parts.values())


def contacts(customer: Customer, words: Words) -> Section:
    """The people there: the primary one first, those who have left last."""
    found = customer.value("contacts")
    people = [each for each in found if isinstance(each, Mapping)] if isinstance(found, tuple) else []
    people.sort(key=lambda each: (bool(each.get("left")), each.get("primary") != "yes"))
    rows = [row for person in people for row in _person(person, words)]
    if not people and found and not isinstance(found, tuple):
        rows = [Row(None, (Span(words.value(found)),))]
    return Section(words.say(say("Contacts ({count})", count=max(len(people), len(rows) and 1))), rows)


def _person(person: Mapping[str, Value], words: Words) -> Iterator[Row]:
    members = words.vocabulary.fields["contacts"].fields if "contacts" in words.vocabulary.fields else {}
    left = words.value(person.get("left", ""))
    name = words.value(person.get("name", "")) or words.say(say("(no name)"))
    first = [_member(person, name, members, words) for name in _FIRST if name in person]
    states = [
        Span(f"{SYMBOLS[Style.MARK]} {words.say(_PRIMARY)}" if person.get("primary") == "yes" else "", Style.MARK),
        Span(words.say(say("left {date}", date=left)) if left else "", Style.WARNING),
    ]
    yield Row(name, parted([*states, *first]), Style.MUTED if left else Style.STRONG)
    rest = [_member(person, name, members, words) for name in person if name not in (*_FIRST, *_BY_MARK)]
    more = parted(rest)
    if more:
        yield Row("", more)


def _member(
    person: Mapping[str, Value], name: str, members: Mapping[str, FieldDefinition], words: Words
) -> tuple[Span, ...]:
    """One value of a contact, led by its label unless it speaks for itself."""
    value, definition = person[name], members.get(name)
    if name == "birthday" and isinstance(value, YearlyDate):
        text = words.say(birthday_words(value, words.today))
    else:
        text = words.short(words.value(value, definition))
    if not text:
        return ()
    return (Span(text),) if name in _BARE else (Span(f"{words.label(definition, name)} ", Style.LABEL), Span(text))


def profile(modules: Modules, words: Words) -> Section:
    """The other fields, a row a module."""
    rows = []
    for module, fields in modules:
        if module in _REACH_MODULES | _NEEDS_MODULES:
            continue
        shown = parted(_labelled(field, words) for field in fields if field.name not in ELSEWHERE)
        if shown:
            name = _MODULES.get(module)
            rows.append(Row(module if name is None else words.say(name), shown, Style.MUTED))
    return Section(words.say(say("Profile")), rows)


def _labelled(field: Field, words: Words) -> tuple[Span, ...]:
    definition = words.vocabulary.fields.get(field.name)
    label = words.label(definition, field.written)
    if field.name == "birthday" and isinstance(field.value, YearlyDate):
        text = words.say(birthday_words(field.value, words.today))
    else:
        text = words.short(words.value(field.value, definition))
    return (Span(f"{label} ", Style.LABEL), Span(text), *doubt(field)) if text else ()


def wishes(modules: Modules, words: Words) -> Iterator[Row]:
    """What the profile says of likes, dislikes, budget and special requirements."""
    for field in _of(modules, _NEEDS_MODULES):
        shown = _labelled(field, words)
        if shown:
            yield Row(shown[0].text.rstrip(), shown[1:])


def notes(customer: Customer, words: Words) -> Section:
    """The first paragraphs of the free text, without its title and without tasks."""
    kept = list(_paragraphs(customer))
    rows = [Row(None, (Span(words.short(text)),)) for text in kept[:_NOTES]]
    more = len(kept) - _NOTES
    if more > 0:
        left = say_many("{n} more paragraph in {path}", "{n} more paragraphs in {path}", more, path=customer.path)
        rows.append(Row(None, (Span(words.say(left), Style.MUTED),)))
    return Section(words.say(say("Notes")), rows)


def _paragraphs(customer: Customer) -> Iterator[str]:
    """Paragraphs and list items of the free text, each on one line however it was broken."""
    parts: list[str] = []
    for number, line in enumerate(map(str.strip, _without_comments(customer.body).split("\n"))):
        left_out = _TASK.match(line) or line == customer.name or (number == 0 and line.startswith("# "))
        if parts and (not line or left_out or _STARTS.match(line)):
            yield "".join(parts)
            parts = []
        if line and not left_out and not _RULE.fullmatch(line):
            parts += [_blank(parts[-1], line), line] if parts else [line]
    if parts:
        yield "".join(parts)


def _blank(before: str, after: str) -> str:
    """What stands between two lines of a paragraph: nothing where both are Chinese."""
    return "" if min(before[-1], after[0]) >= "\u2e80" else " "


def _without_comments(text: str) -> str:
    """The text without HTML comments: who wrote one did not want it to be seen."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join((*kept, text[at:]))


def _of(modules: Modules, wanted: frozenset[str]) -> Iterator[Field]:
    return (field for module, fields in modules if module in wanted for field in fields if field.name not in ELSEWHERE)
