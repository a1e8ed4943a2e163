"""Words that nobody declared: values, fields and kinds that look mistyped, and people whom nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ledger.model.customer import Entry
from ledger.model.definitions import FieldDefinition
from ledger.model.names import fold
from ledger.model.problem import Problem
from ledger.operations.check.near import entry_field_names, field_names, kind_names, likely, value_names
from ledger.operations.check.sheet import Sheet
from ledger.text.nodes import Many, Map, Node
from ledger.text.places import Span

_MOST_KNOWN = 10
_BLANKS = " \t\u3000,，:：。.;；"


def read_problems(sheet: Sheet) -> Iterator[Problem]:
    """What was found when the file was read; unknown values with the nearest known one, or those there are.

    Of a merge's markers only the one that opens it is told.
    """
    opened = False
    for problem in sheet.customer.problems:
        if problem.code == "conflict-marker":
            opens = sheet.text.startswith("<", sheet.offset(problem))
            if opened and not opens:
                continue
            opened = opens
        yield _unknown_value(sheet, problem) if problem.code == "value-unknown" else problem


def _unknown_value(sheet: Sheet, problem: Problem) -> Problem:
    definition = _definition(sheet, problem)
    if definition is None:
        return problem
    names = value_names(sheet.vocabulary, definition.values)
    near = sheet.vocabulary.nearest(problem.args["value"], names) or ""
    known = sheet.vocabulary.value_sets.get(definition.values)
    labels = [] if known is None else [_label(sheet, definition.values, value, names) for value in known.values]
    listed = ", ".join(labels) if len(labels) <= _MOST_KNOWN else ""
    return replace(problem, args={**problem.args, "nearest": near, "known": listed})


def _label(sheet: Sheet, values: str, value: str, names: tuple[str, ...]) -> str:
    return sheet.vocabulary.value_label(values, value, sheet.checking.language)


def _definition(sheet: Sheet, problem: Problem) -> FieldDefinition | None:
    """The definition of the field of which a problem speaks."""
    first, *rest = problem.args["field"].split(".")
    entry = sheet.entry_at(problem.line)
    if entry is not None:
        return sheet.vocabulary.entry_field(entry.kind, problem.args["field"])
    found = sheet.vocabulary.field(first)
    for part in rest:
        found = sheet.vocabulary.member(found, part) if found is not None else None
    return found


def unknown_fields(sheet: Sheet) -> Iterator[Problem]:
    """Fields of the front matter that look like a slip of a known one, which the file doesn't have."""
    have = frozenset(sheet.customer.fields)
    for pair in sheet.pairs:
        definition = sheet.vocabulary.field(pair.key)
        if definition is not None:
            yield from _unknown_members(sheet, pair.value, definition)
        elif near := likely(pair.key, field_names(sheet.vocabulary)):
            meant = sheet.vocabulary.field(near)
            if meant is not None and meant.name not in have:
                yield sheet.problem("field-unknown", pair.key_span, field=pair.key, nearest=near)


def _unknown_members(sheet: Sheet, node: Node, definition: FieldDefinition) -> Iterator[Problem]:
    if isinstance(node, Many):
        for item in node.items:
            yield from _unknown_members(sheet, item, definition)
    elif isinstance(node, Map) and definition.fields:
        names = tuple(name for field in definition.fields.values() for each in field.names.values() for name in each)
        have = {member.name for pair in node.pairs if (member := sheet.vocabulary.member(definition, pair.key))}
        for pair in node.pairs:
            if sheet.vocabulary.member(definition, pair.key) is None and (near := likely(pair.key, names)):
                meant = sheet.vocabulary.member(definition, near)
                if meant is not None and meant.name not in have:
                    yield sheet.problem("field-unknown", pair.key_span, field=pair.key, nearest=near)


def unknown_words_of_entries(sheet: Sheet) -> Iterator[Problem]:
    """Kinds and fields of entries that look like slips."""
    for entry in sheet.customer.entries:
        if entry.kind == "note" and not entry.kind_as_written and entry.title:
            yield from _kind(sheet, entry)
        for name in entry.fields:
            if sheet.vocabulary.entry_field(entry.kind, name) is None:
                yield from _entry_field(sheet, entry, name)


def _kind(sheet: Sheet, entry: Entry) -> Iterator[Problem]:
    word = entry.title.replace("\u3000", " ").split(" ")[0].strip(_BLANKS)
    near = likely(word, kind_names(sheet.vocabulary))
    if near:
        place = sheet.find(word, sheet.heading(entry))
        yield sheet.problem("kind-unknown", place, word=word, nearest=near)


def _entry_field(sheet: Sheet, entry: Entry, name: str) -> Iterator[Problem]:
    near = likely(name, entry_field_names(sheet.vocabulary, entry.kind))
    meant = sheet.vocabulary.entry_field(entry.kind, near) if near else None
    if meant is not None and meant.name not in entry.fields:
        place = sheet.find(name, sheet.line(entry.field_lines[name]))
        yield sheet.problem("field-unknown", place, field=name, nearest=near)


def people(sheet: Sheet) -> Iterator[Problem]:
    """People of ours whom ledger.yaml doesn't name, each once a file; nobody where it declares none."""
    if not sheet.settings.people:
        return
    seen: set[str] = set(_their_own(sheet))
    for name, place in (*_responsible(sheet), *_marked(sheet)):
        if fold(name) not in seen and sheet.vocabulary.value("people", name) is None:
            seen.add(fold(name))
            near = sheet.vocabulary.nearest(name, value_names(sheet.vocabulary, "people")) or ""
            yield sheet.problem("person-unknown", place, person=name, nearest=near)


def _their_own(sheet: Sheet) -> Iterator[str]:
    """The customer's own people, who are marked with @ as well."""
    yield fold(sheet.customer.name)
    for leaf in sheet.leaves():
        if leaf.type == "name" and leaf.values != "people":
            yield fold(leaf.scalar.text)


def _responsible(sheet: Sheet) -> Iterator[tuple[str, Span]]:
    for leaf in sheet.leaves():
        if leaf.values == "people" and leaf.scalar.text.strip(" ?？"):
            text = leaf.scalar.text
            for mark in "，、;；":
                text = text.replace(mark, ",")
            for part in text.split(","):
                name = part.strip(" ?？")
                if name:
                    yield name, sheet.find(name, leaf.scalar.span)


def _marked(sheet: Sheet) -> Iterator[tuple[str, Span]]:
    for entry in sheet.customer.entries:
        for name in entry.people:
            yield name, sheet.find(f"@{name}", sheet.heading(entry))
    for task in sheet.customer.tasks:
        if not (task.done or task.cancelled):
            for name in task.people:
                yield name, sheet.find(f"@{name}", Span(*task.span))
