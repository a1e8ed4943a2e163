"""Settings as JSON and back, exactly: cheaper to read at each start than YAML."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.model import policies
from ledger.model.settings import DueSettings, Level, OwnField, OwnKind, Person, Settings
from ledger.model.values import Interval, Money

_POLICIES = (
    policies.Policies, policies.Promise, policies.Lifecycle, policies.Grading, policies.Churn, policies.Value,
    policies.Survey, policies.Goal, policies.Playbook, policies.KeyAccounts,
)  # fmt: skip
_VALUES = (Settings, DueSettings, Level, Person, OwnField, OwnKind, Interval, Money, *_POLICIES)
_MAKE: Mapping[str, Callable[..., Any]] = {
    **{made.__name__: made for made in _VALUES},
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "map": lambda *pairs: dict(pairs),
}


def to_json(settings: Settings) -> str:
    """The settings as a text. Tuples are lists; anything else that JSON has no form for is `{"type": [parts]}`."""
    return json.dumps(_plain(settings), ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Settings:
    """The settings that `to_json` wrote. Raises ValueError, TypeError or KeyError for what another version wrote."""
    found = _value(json.loads(text))
    if not isinstance(found, Settings):
        raise TypeError(text[:40])
    return found


def _plain(value: object) -> Any:
    if isinstance(value, _VALUES):
        return {type(value).__name__: [_plain(getattr(value, name)) for name in value.__slots__]}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {"map": [[_plain(key), _plain(part)] for key, part in value.items()]}
    if isinstance(value, date | Decimal):
        return {type(value).__name__: [str(value)]}
    return value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple([_value(part) for part in plain])
    if isinstance(plain, dict):
        ((name, parts),) = plain.items()
        return _MAKE[name](*[_value(part) for part in parts])
    return plain
