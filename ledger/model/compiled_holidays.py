"""The vocabulary's holidays made into one plain file, with the days for which a large library would have to be loaded."""

from __future__ import annotations

import json
from typing import Any

from ledger.model.holidays import COMPILED, from_library

FIRST, LAST = 2015, 2050
"""Years whose days are kept ready; the library is asked for any other."""


def compose() -> str:
    """The text of the compiled file, made from vocabulary/holidays.yaml and the holidays library."""
    import yaml

    source: dict[str, Any] = yaml.load(COMPILED.with_suffix(".yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    rules = [one["rule"] for one in source.values() if one["rule"].startswith("library ")]
    plain = {"holidays": source, "library": {rule: _days(rule) for rule in rules}}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def _days(rule: str) -> dict[str, list[str]]:
    _, country, name = rule.split(maxsplit=2)
    found = {str(year): from_library(country, name, year) for year in range(FIRST, LAST + 1)}
    return {year: [day.isoformat() for day in days] for year, days in found.items() if days}


if __name__ == "__main__":
    COMPILED.write_text(compose(), "utf-8")
