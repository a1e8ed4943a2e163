"""What should be filled in and is not."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.facts.completeness import completeness
from ledger.model.problem import Problem
from ledger.operations.check.sheet import Sheet


def required(sheet: Sheet) -> Iterator[Problem]:
    """The fields that the customer's level asks for and that are missing, at the level."""
    level = sheet.story.level
    if level is None or not level.require or sheet.story.resting:
        return
    asked = {_canonical(sheet, name): name for name in level.require}
    missing = [name for name in completeness(sheet.story)[1] if name in asked]
    if missing:
        names = ", ".join(_label(sheet, name) for name in missing)
        yield sheet.problem("field-required", sheet.value_of("level"), level=level.name, missing=names)


def owner(sheet: Sheet) -> Iterator[Problem]:
    """Nobody looks after the customer, in a ledger that says who works with it."""
    if not sheet.settings.people or sheet.story.resting or sheet.customer.text("owner").strip():
        return
    required_too = sheet.story.level is not None and "owner" in {
        _canonical(sheet, name) for name in sheet.story.level.require
    }
    if not required_too:
        yield Problem("owner-missing")


def _canonical(sheet: Sheet, name: str) -> str:
    first, dot, rest = name.partition(".")
    definition = sheet.vocabulary.field(first)
    if definition is None:
        return name
    member = sheet.vocabulary.member(definition, rest) if dot else None
    return definition.name + dot + (rest if member is None else member.name)


def _label(sheet: Sheet, name: str) -> str:
    return ".".join(sheet.vocabulary.label(part, sheet.checking.language) for part in name.split("."))
