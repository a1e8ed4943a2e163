"""Why a figure is as it is."""

from __future__ import annotations

from ledger.display.plain import render
from ledger.display.report_objects import why_object
from ledger.display.why import MOST, why_page
from ledger.messages import say
from ledger.reports.table import Source, Why
from tests.display.report_samples import NAUGHTY, TODAY, reason, words


def test_value_rule_numbers_sources_and_parts() -> None:
    assert render(why_page(reason(), words()), 80).split("\n")[:14] == [
        "grade of 华联: A",
        "  Points are weighed: purchasing power 50, loyalty 30, potential 20.",
        "  purchasing power                   80",
        "  loyalty                          62.5",
        "  revenue           ¥120,000.00 + $5.00",
        "  customers/acme.md:3  level set by hand",
        "",
        "  loyalty: 62.5",
        "    Orders of the last year against the own rhythm.",
        "    orders  7",
        "    rhythm  every 30 days",
        f"    customers/acme.md:10  2026-09-01  order 0 {NAUGHTY[0].removesuffix(' ' + chr(39) + 'single' + chr(39))}",
        "      'single'",
        '    customers/acme.md:11  2026-09-02  order 1 </script><b>bold</b> & "quoted"',
    ]


def test_many_sources_are_counted() -> None:
    entries = tuple(Source("a.md", place, TODAY, "x") for place in range(1, MOST + 4))
    text = render(why_page(Why(say("w"), None, say("r"), (), entries), words()), 80)
    assert "… and 3 more; --json shows all" in text
    assert text.startswith("w: –\n  r\n")


def test_the_same_for_programs() -> None:
    told = why_object(reason())
    assert told["value"] == "A"
    assert told["numbers"][2] == {
        "what": "revenue",
        "value": [{"amount": "120000", "currency": "CNY"}, {"amount": "5", "currency": "USD"}],
    }  # type: ignore[index]
    assert told["sources"] == [{"path": "customers/acme.md", "line": 3, "day": None, "text": "level set by hand"}]
    assert told["parts"][0]["sources"][0]["day"] == "2026-09-01"  # type: ignore[index,call-overload]
