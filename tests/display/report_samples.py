"""Reports made by hand, for every way in which reports are shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.display.field_words import Words
from ledger.display.speech import Speaker
from ledger.messages import say
from ledger.model.extension import vocabulary_of
from ledger.model.settings_reader import load
from ledger.model.values import Money
from ledger.reports.table import Chart, Column, Period, Report, Row, Source, Table, Why

TODAY = date(2026, 11, 21)
SETTINGS, _ = load("ledger: 1\npeople: {张三: {aliases: [小张]}}\n")
VOCABULARY = vocabulary_of(SETTINGS)
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30), "2026-Q3")
NAUGHTY = (
    "</script><b>bold</b> & \"quoted\" 'single'",
    '=HYPERLINK("http://x";"y")',
    "a|b `code` *bold* _under_ [link](x) <!-- -->",
    "\u202eright to left\u202c שלום عربي",
    "tab\there\x1b[31mred\x00nul\r\nline",
    "👩‍👩‍👧 family 🇨🇳",
    "很长的客户名称" * 12,
    "]]> {{ }} ${x} \\u003c",
    "@SUM(A1)",
    "\ud800 lone",
)


def words(language: str = "en") -> Words:
    return Words(VOCABULARY, Speaker(language), TODAY)


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def sales(*, chinese: bool = False) -> Report:
    """By region, with several currencies, cells of nothing, totals, marks, a second table by month, and every chart."""
    north, east, south, none = ("华北", "华东", "华南", "未填") if chinese else ("North", "East", "South", "no region")
    regions = Table(
        "by_region",
        say("Sales by region"),
        (
            Column("region", say("region")),
            Column("stage", say("stage"), "choice", values="stage"),
            Column("customers", say("customers"), "count"),
            Column("revenue", say("revenue"), "money"),
            Column("share", say("share"), "percent"),
            Column("rhythm", say("rhythm"), "days", wide=True),
            Column("last", say("last order"), "day"),
            Column("products", say("products"), "list", wide=True),
            Column("number", say("number"), "number", quiet=True),
        ),
        (
            Row(
                (
                    north,
                    "loyal",
                    1200,
                    (cny("120000"), usd("3400.5")),
                    Decimal("54.25"),
                    Decimal("30.44"),
                    date(2026, 9, 29),
                    "tea,rice",
                    Decimal("1.5"),
                ),
                mark="star",
            ),
            Row(
                (east, "potential", 30, (cny("80500.10"),), Decimal("36.4"), 12, date(2026, 8, 1), "tea", None),
                "7f3a9c21",
                "customers/east.md",
                12,
                "urgent",
                key="e",
            ),
            Row((south, "lost", 1, (), Decimal("9.35"), None, None, None, Decimal("-2")), mark="doubt"),
            Row((none, None, 0, None, Decimal(0), None, None, None, None), mark="good"),
        ),
        totals=(None, None, 1231, (cny("200500.10"), usd("3400.5")), Decimal(100), None, None, None, None),
        charts=(
            Chart("bar", say("Revenue by region"), "region", ("revenue",)),
            Chart("funnel", say("From region to region"), "region", ("customers",)),
        ),
        notes=(say("Orders that were cancelled do not count."),),
        left_out=3,
    )
    quarters = [(2026, month) for month in range(4, 10)]
    rows = tuple(
        Row((date(year, month, 1), who, (cny(str(month * 1000 + place * 2500)),), month + place), depth=0)
        for year, month in quarters
        for place, who in enumerate(("张三", "Ana", "Bob"))
    )
    months = Table(
        "by_month",
        say("Sales by month"),
        (
            Column("month", say("month"), "month"),
            Column("owner", say("owner")),
            Column("revenue", say("revenue"), "money"),
            Column("orders", say("orders"), "count"),
        ),
        rows,
        keys=2,
        charts=(
            Chart("line", say("Revenue by month"), "month", ("revenue",), "owner"),
            Chart("stacked", say("Orders by month"), "month", ("orders",), "owner"),
            Chart("heat", say("Orders by owner and month"), "owner", ("orders",), "month"),
        ),
    )
    empty = Table(
        "lost",
        say("Lost customers"),
        (Column("name", say("name")),),
        (),
        empty=say("No customer was lost."),
        charts=(Chart("bar", say("Lost"), "name", ("name",)),),
    )
    figures = Table(
        "figures",
        say("At a glance"),
        (
            Column("revenue", say("revenue"), "money"),
            Column("new", say("new customers"), "count"),
            Column("answer", say("first answer"), "hours"),
            Column("nps", say("NPS"), "score"),
        ),
        (Row(((cny("200500.10"), usd("3400.5")), 12, Decimal("3.25"), Decimal("41.7"))),),
        keys=0,
    )
    return Report(
        "sales",
        say("Sales"),
        TODAY,
        (regions, months, empty, figures),
        QUARTER,
        "level:A",
        (say("A credit note counts in the month in which it was written."),),
    )


def tree() -> Report:
    columns = (Column("who", say("who")), Column("people", say("people"), "count"))
    rows = tuple(
        Row((name, count), depth=depth)
        for name, count, depth in (("张三", 5, 0), ("李四", 3, 1), ("王五", 1, 2), ("Ana", 2, 0))
    )
    table = Table(
        "tree", say("Who brought whom"), columns, rows, charts=(Chart("bar", say("People"), "who", ("people",)),)
    )
    return Report("source", say("Who brought whom"), TODAY, (table,))


def naughty() -> Report:
    """Names that try to be markup, formulas, controls."""
    columns = (
        Column("name", say("name")),
        Column("count", say("count"), "count"),
        Column("stage", say("stage"), "choice", values="stage"),
    )
    rows = tuple(Row((name, place + 1, name), "id", f"customers/{name}.md", 3) for place, name in enumerate(NAUGHTY))
    charts = (Chart("bar", say("Counts of {name}", name=NAUGHTY[0]), "name", ("count",)),)
    table = Table(
        "names",
        say("Names of {name}", name=NAUGHTY[0]),
        columns,
        rows,
        charts=charts,
        notes=(say("Note {name}", name=NAUGHTY[0]),),
    )
    return Report("names", say("Names"), TODAY, (table,), query=NAUGHTY[0])


def many(count: int = 2000) -> Report:
    columns = (Column("name", say("name")), Column("revenue", say("revenue"), "money"))
    rows = tuple(Row((f"客户 {place}", (cny(str(count - place)),)), f"{place:08x}") for place in range(count))
    table = Table("many", say("Customers"), columns, rows, charts=(Chart("bar", say("Revenue"), "name", ("revenue",)),))
    return Report("many", say("Customers"), TODAY, (table,))


def nothing() -> Report:
    table = Table(
        "none",
        say("Overdue"),
        (Column("name", say("name")), Column("open", say("open"), "money")),
        (),
        empty=say("Nothing is overdue."),
    )
    return Report("receivables", say("Overdue"), TODAY, (table,))


def reason() -> Why:
    entries = tuple(
        Source("customers/acme.md", 10 + place, date(2026, 9, place + 1), f"order {place} {NAUGHTY[0]}")
        for place in range(3)
    )
    part = Why(
        say("loyalty"),
        Decimal("62.5"),
        say("Orders of the last year against the own rhythm."),
        ((say("orders"), 7), (say("rhythm"), say("every {n} days", n=30))),
        entries,
    )
    return Why(
        say("grade of {name}", name="华联"),
        "A",
        say("Points are weighed: purchasing power 50, loyalty 30, potential 20."),
        (
            (say("purchasing power"), Decimal("80")),
            (say("loyalty"), Decimal("62.5")),
            (say("revenue"), (cny("120000"), usd("5"))),
        ),
        (Source("customers/acme.md", 3, None, say("level set by hand")),),
        (part,),
    )
