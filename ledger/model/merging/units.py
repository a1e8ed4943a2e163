"""The lines of an entry or of free text as units that move whole: fields, tasks, other list items, single lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.model.merging.task_lines import asked, renamed
from ledger.text.blocks import ListItem
from ledger.text.places import next_line

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


class Unit(NamedTuple):
    """Some lines: the first, with the units nested below it.

    `kind`: field, task, item or line. `name` is what it is known by: a field's canonical name, what a task asks for,
    the words of an item or of a line.
    """

    kind: str
    name: str
    first: str
    nested: tuple[Unit, ...] = ()

    @property
    def raw(self) -> str:
        """All its lines."""
        return self.first + "".join(unit.raw for unit in self.nested) if self.nested else self.first


Names = Callable[[ListItem], str | None]
"""The name of the field that an item is, or None."""


def units(text: str, start: int, end: int, items: Sequence[ListItem], field_of: Names) -> list[Unit]:
    """The units between two places (whole lines), given the list items there."""
    outer = min((item.indent for item in items), default=0)
    return list(_units(text, start, end, items, field_of, max(1, outer)))


def _units(
    text: str,
    start: int,
    end: int,
    items: Sequence[ListItem],
    field_of: Names,
    level: int,
    *,
    in_task: bool = False,
) -> Iterator[Unit]:
    number = 0
    while start < end:
        after = min(next_line(text, start), end)
        first = text[start:after]
        while number < len(items) and items[number].start < start:
            number += 1
        item = items[number] if number < len(items) and items[number].start == start else None
        if item is None or item.indent > level:
            yield Unit("line", first.strip(), first)
            start = after
            continue
        stop = _below(text, after, end, item.indent)
        number += 1
        nested: tuple[Unit, ...] = ()
        if stop > after:
            last = number
            while last < len(items) and items[last].start < stop:
                last += 1
            inner = items[number:last]
            deeper = inner[0].indent if inner else 0
            nested = tuple(_units(text, after, stop, inner, _no_field, deeper, in_task=item.box is not None))
        yield _unit(text, item, first, nested, field_of, in_task=in_task)
        start = stop


def _below(text: str, start: int, end: int, indent: int) -> int:
    """Where the lines end that belong to an item: indented further, blank ones only between such lines."""
    stop = start
    while start < end:
        after = min(next_line(text, start), end)
        line = text[start:after]
        words = line.lstrip(" \t")
        if words.strip():
            if len(line) - len(words) <= indent:
                break
            stop = after
        start = after
    return stop


def _no_field(_item: ListItem) -> str | None:
    return None


def _unit(text: str, item: ListItem, first: str, nested: tuple[Unit, ...], field_of: Names, *, in_task: bool) -> Unit:
    content = text[item.content : item.end]
    # What stands below a repeating task speaks of one of its days.
    day = _DAY.match(content) if in_task else None
    if item.box is not None:
        return Unit("task", day.group() if day else asked(content), first, nested)
    name = field_of(item)
    if name is not None:
        return Unit("field", name, first, nested)
    return Unit("item", day.group() if day else first.strip(), first, nested)


def keyed(sides: Sequence[Sequence[Unit]]) -> list[dict[Hashable, Unit]]:
    """The units of base, ours and theirs by keys that are the same for the same unit, in their order.

    Fields, tasks and items are never twice under one key; a line may be, so lines are numbered apart.
    """
    keys = [_keys(side) for side in sides]
    _same_tasks(keys)
    return [dict(zip(key, side, strict=True)) for key, side in zip(keys, sides, strict=True)]


def _keys(side: Sequence[Unit]) -> list[Hashable]:
    seen: Counter[Hashable] = Counter()
    found: list[Hashable] = []
    for unit in side:
        key = (unit.kind, unit.name)
        seen[key] += 1
        found.append((*key, seen[key]))
    return found


def _same_tasks(keys: list[list[Hashable]]) -> None:
    """Give a task that one side moved to another day or worded anew the key that it has in the base."""
    base = keys[0]
    for side in keys[1:]:
        gone = [key for key in base if _is_task(key) and key not in side]
        come = [key for key in side if _is_task(key) and key not in base]
        names: Mapping[Hashable, Hashable] = renamed(gone, come) if gone and come else {}
        if names:
            side[:] = [names.get(key, key) for key in side]


def _is_task(key: Hashable) -> bool:
    return isinstance(key, tuple) and key[0] == "task"
