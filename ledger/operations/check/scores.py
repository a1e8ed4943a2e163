"""Answers to surveys that lie outside their scale, and so count in no figure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.facts.ratings import ASKED, SCALES, rated
from ledger.model.plain import decimal_text
from ledger.model.problem import Problem
from ledger.operations.check.sheet import Sheet

_FIELDS = {"csat": "csat", "score": "csat", "nps": "nps", "ces": "ces", "effort": "ces"}


def scores(sheet: Sheet) -> Iterator[Problem]:
    """Scores that are no number on the scale of their measure."""
    for kind in ASKED:
        for entry in sheet.story.kinds.get(kind, ()):
            for name in sorted(entry.fields.keys() & _FIELDS.keys()):
                written, measure = entry.fields[name], _FIELDS[name]
                # What is no number at all is told as such.
                if not isinstance(written, Decimal) or rated(measure, written) is not None:
                    continue
                low, high = SCALES[measure]
                line = sheet.line(entry.field_lines[name])
                text = decimal_text(written)
                yield sheet.problem("score-off-scale", sheet.find(text, line), value=text, low=str(low), high=str(high))
