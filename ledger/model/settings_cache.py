"""Settings as JSON and back, exactly: cheaper to read at each start than YAML."""

from __future__ import annotations

from ledger.model import value_json
from ledger.model.settings import DueSettings, Level, OwnField, OwnKind, Person, Settings
from ledger.model.values import Interval

_CLASSES = (Settings, DueSettings, Level, Person, OwnField, OwnKind, Interval)


def to_json(settings: Settings) -> str:
    """The settings as a text; the policies are a text within it, that is read once somebody asks for them."""
    from ledger.model import policies_cache

    kept = policies_cache.to_json(settings.policies)

    def parts(value: object) -> list[object] | None:
        if isinstance(value, Settings):
            names = [name for name in value.__slots__ if name not in ("policies", "late")]
            return [*value_json.fields_of(value, names), kept]
        return value_json.fields_of(value, value.__slots__) if isinstance(value, _CLASSES) else None

    return value_json.to_json(settings, parts)


def from_json(text: str) -> Settings:
    """The settings that `to_json` wrote. Raises ValueError, TypeError or KeyError for what another version wrote."""
    found = value_json.from_json(text, value_json.makers(_CLASSES))
    if not isinstance(found, Settings):
        raise TypeError(text[:40])
    return found
