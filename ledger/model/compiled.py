"""The packaged vocabulary: its YAML source made into one plain file that loads in a few milliseconds, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ledger.model.definitions import FieldDefinition, KindDefinition, ValueSet
from ledger.model.names import by_language
from ledger.model.vocabulary import Vocabulary

FOLDER = Path(__file__).parent.parent / "vocabulary"
COMPILED = FOLDER / "compiled.json"


@cache
def built_in() -> Vocabulary:
    """The vocabulary that comes with the program, from its compiled file."""
    plain = json.loads(COMPILED.read_bytes())
    return Vocabulary(
        fields=_fields(plain["fields"]),
        kinds={name: _kind(name, kind) for name, kind in plain["kinds"].items()},
        common=_fields(plain["common"]),
        value_sets={name: _values(name, values) for name, values in plain["values"].items()},
        digest=plain["digest"],
    )


def compose() -> str:
    """The text of the compiled file, made from the YAML source."""
    import hashlib

    entries, values = _read("kinds.yaml"), _read("values.yaml")
    holidays = {
        "values": {
            name: [*holiday["names"]["zh"], *holiday["names"]["en"]] for name, holiday in _read("holidays.yaml").items()
        }
    }
    plain = {
        "fields": {
            name: _plain_field(name, field, module)
            for module, fields in _read("fields.yaml").items()
            for name, field in fields.items()
        },
        "common": _plain_fields(entries["common"], {}),
        "kinds": {name: _plain_kind(name, kind, entries["shared"]) for name, kind in entries["kinds"].items()},
        "values": {name: _plain_values(name, found) for name, found in {**values, "holiday": holidays}.items()},
    }
    digest = hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()[:16]
    return json.dumps({"digest": digest, **plain}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _read(name: str) -> Any:
    import yaml

    return yaml.load((FOLDER / name).read_text("utf-8"), Loader=yaml.BaseLoader)


def _plain_field(name: str, source: Any, module: str = "") -> dict[str, Any]:
    """A field of the source, which may be its names only."""
    written: dict[str, Any] = {"names": source} if isinstance(source, list) else dict(source)
    plain: dict[str, Any] = {"type": written.get("type") or ("choice" if "values" in written else "text")}
    plain.update(by_language(written.get("names", ()), name))
    plain.update({key: written[key] for key in ("values", "of") if key in written})
    if module:
        plain["module"] = module
    if "fields" in written:
        plain["fields"] = _plain_fields(written["fields"], {})
    return plain


def _plain_fields(source: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the source; an empty one, or one that says only part, takes the rest from the shared ones."""
    fields: dict[str, Any] = {}
    for name, found in source.items():
        said: dict[str, Any] = {"names": found} if isinstance(found, list) else dict(found or {})
        fields[name] = _plain_field(name, {**shared.get(name, {}), **said})
    return fields


def _plain_kind(name: str, source: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"group": source["group"], **by_language(source["names"], name)}
    plain.update({flag: True for flag in ("contact", "record") if flag in source.get("is", ())})
    plain["fields"] = _plain_fields(source.get("fields") or {}, shared)
    plain["closing"] = source.get("closing", {})
    return plain


def _plain_values(name: str, source: Mapping[str, Any]) -> dict[str, Any]:
    is_open = source.get("open") == "true"
    return {"open": is_open, "values": {value: by_language(names, value) for value, names in source["values"].items()}}


def _fields(plain: Mapping[str, Any]) -> dict[str, FieldDefinition]:
    return {name: _field(name, field) for name, field in plain.items()}


def _field(name: str, plain: Mapping[str, Any]) -> FieldDefinition:
    return FieldDefinition(
        name=name,
        type=plain["type"],
        names={"zh": tuple(plain["zh"]), "en": tuple(plain["en"])},
        module=plain.get("module", ""),
        values=plain.get("values", ""),
        fields=_fields(plain["fields"]) if "fields" in plain else {},
        of=plain.get("of", ""),
    )


def _kind(name: str, plain: Mapping[str, Any]) -> KindDefinition:
    return KindDefinition(
        name=name,
        names={"zh": tuple(plain["zh"]), "en": tuple(plain["en"])},
        group=plain["group"],
        contact=plain.get("contact", False),
        record=plain.get("record", False),
        fields=_fields(plain["fields"]),
        closing={field: frozenset(values) for field, values in plain["closing"].items()},
    )


def _values(name: str, plain: Mapping[str, Any]) -> ValueSet:
    return ValueSet(
        name,
        {value: {"zh": tuple(n["zh"]), "en": tuple(n["en"])} for value, n in plain["values"].items()},
        plain["open"],
    )


if __name__ == "__main__":
    COMPILED.write_text(compose(), "utf-8")
