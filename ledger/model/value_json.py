"""Values as JSON and back, exactly: classes of values by their names, tuples, maps, days and decimals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Makers = Mapping[str, Callable[..., Any]]


def makers(classes: Iterable[type]) -> Makers:
    """What makes values of these classes, and of those that every text of values may hold."""
    return {
        **{made.__name__: made for made in classes},
        "date": date.fromisoformat,
        "Decimal": Decimal,
        "map": lambda *pairs: dict(pairs),
    }


def to_json(value: object, parts: Callable[[object], Iterable[object] | None]) -> str:
    """A value as a text. Tuples are lists; anything else that JSON has no form for is `{"type": [parts]}`.

    `parts` gives what a value of one of the classes is made of, None for anything else.
    """
    return json.dumps(_plain(value, parts), ensure_ascii=True, separators=(",", ":"))


def from_json(text: str, made_by: Makers) -> Any:
    """The value that `to_json` wrote. Raises ValueError, TypeError or KeyError for what another version wrote."""
    return _value(json.loads(text), made_by)


def fields_of(value: object, names: Iterable[str]) -> list[object]:
    """The parts of a value by the names of its fields."""
    return [getattr(value, name) for name in names]


def _plain(value: object, parts: Callable[[object], Iterable[object] | None]) -> Any:
    made_of = parts(value)
    if made_of is not None:
        return {type(value).__name__: [_plain(part, parts) for part in made_of]}
    if isinstance(value, tuple):
        return [_plain(part, parts) for part in value]
    if isinstance(value, Mapping):
        return {"map": [[_plain(key, parts), _plain(part, parts)] for key, part in value.items()]}
    if isinstance(value, date | Decimal):
        return {type(value).__name__: [str(value)]}
    return value


def _value(plain: Any, made_by: Makers) -> Any:
    if isinstance(plain, list):
        return tuple([_value(part, made_by) for part in plain])
    if isinstance(plain, dict):
        ((name, parts),) = plain.items()
        return made_by[name](*[_value(part, made_by) for part in parts])
    return plain
