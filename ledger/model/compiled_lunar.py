"""The lunar months of two centuries and the solar terms that holidays use, made into one plain file."""

from __future__ import annotations

import json

from ledger.model.lunar import COMPILED, asked_months, asked_term

FIRST, LAST = 1900, 2100
TERMS = ("清明", "冬至")


def compose() -> str:
    """The text of the compiled file, made with lunar_python."""
    years = range(FIRST, LAST + 1)
    terms = {name: {str(year): str(asked_term(name, year)) for year in years} for name in TERMS}
    plain = {"years": {str(year): _packed(year) for year in years}, "terms": terms}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def _packed(year: int) -> tuple[int, int, str]:
    """The ordinal of the first day, the leap month (0: none), and `1` for each month of 30 days."""
    months = asked_months(year)
    leap = next((month.month for month in months if month.leap), 0)
    return months[0].first.toordinal(), leap, "".join(str(month.days - 29) for month in months)


if __name__ == "__main__":
    COMPILED.write_text(compose(), "utf-8")
