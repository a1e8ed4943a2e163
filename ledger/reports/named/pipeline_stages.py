"""The main table of the pipeline: open opportunities by stage, or by whatever else they are told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.messages import Message, say
from ledger.model.intervals import add
from ledger.model.settings import Settings
from ledger.model.values import Interval
from ledger.reports.dimensions import TIMES, Dimension, dimensions
from ledger.reports.money import in_one, rank
from ledger.reports.named.pipeline_opportunities import Chances, Opportunity, mean, sums
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Chart, Column, Row, Table

STAGES = "opportunity_stage"
_EMPTY = say("No opportunity is open.")


@dataclass(frozen=True, slots=True)
class View:
    """From where open opportunities are looked at: the day, how they are weighed, and how long one may be left alone."""

    settings: Settings
    day: date
    chances: Chances
    stale: Interval

    def is_stale(self, one: Opportunity) -> bool:
        """Whether nobody has touched it for that long."""
        return one.touched is not None and add(one.touched, self.stale) <= self.day

    def age(self, one: Opportunity) -> int:
        """Days since it was opened."""
        return (self.day - one.opened).days

    def in_stage(self, one: Opportunity) -> int:
        """Days since it came to its stage."""
        return (self.day - one.since).days


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """What a row is about, for whoever asks why: so that nothing is read again."""

    scope: Scope
    view: View
    opportunities: Sequence[Opportunity]


def by_groups(scope: Scope, view: View, open_ones: Sequence[Opportunity], by: Sequence[str]) -> Table:
    """A row for each group with its count, value, weighted value, ages and stale ones; totals count each one once."""
    found = _dimensions(scope, open_ones, by)
    groups = _grouped(scope, open_ones, found)
    ranks = tuple(_ranked(scope, each) for each in found)
    by_worth = not any(each.name in ("stage", "level", *TIMES) for each in found[:1])

    def place(cells: tuple[Any, ...]) -> tuple[Any, ...]:
        worth = -rank(sums(map(view.chances.weighted, groups[cells])), view.settings) if by_worth else 0
        return (worth, *(known(cell) for known, cell in zip(ranks, cells, strict=True)))

    rows = tuple(_row(Behind(scope, view, groups[cells]), cells) for cells in sorted(groups, key=place))
    several = sum(map(len, groups.values())) > len(open_ones)
    return Table(
        "pipeline",
        say("Open opportunities"),
        (*(each.column for each in found), *_columns(view.settings)),
        rows,
        (*(None for _ in found), *_figures(view, open_ones)) if rows else None,
        keys=len(found),
        charts=_charts(found, rows),
        notes=((say("What names several counts under each of them, and once in the total."),) if several else ()),
        empty=_EMPTY,
    )


def _charts(found: Sequence[Dimension], rows: Sequence[Row]) -> tuple[Chart, ...]:
    name = found[0].name
    return (Chart("bar", say("Amount and weighted amount"), name, ("value", "weighted")),) if rows else ()


def _columns(settings: Settings) -> tuple[Column, ...]:
    one = settings.currency if settings.rates else ""
    return (
        Column("count", say("opportunities"), "count"),
        Column("value", say("amount"), "money"),
        *((Column("value_in_one", say("amount in {currency}", currency=one), "money", wide=True),) if one else ()),
        Column("weighted", say("weighted amount"), "money"),
        *((Column("weighted_in_one", say("weighted in {currency}", currency=one), "money", wide=True),) if one else ()),
        Column("age", say("mean age"), "days"),
        Column("in_stage", say("mean time in stage"), "days"),
        Column("stale", say("stale"), "count"),
        Column("unpriced", say("without amount"), "count", quiet=True),
    )


def _row(behind: Behind, cells: tuple[Any, ...]) -> Row:
    return Row((*cells, *_figures(behind.view, behind.opportunities)), key=behind)


def _figures(view: View, group: Sequence[Opportunity]) -> tuple[Cell, ...]:
    value = sums(one.amount for one in group)
    weighted = sums(map(view.chances.weighted, group))
    return (
        len(group),
        value,
        *_in_one(value, view.settings),
        weighted,
        *_in_one(weighted, view.settings),
        mean([view.age(one) for one in group]),
        mean([view.in_stage(one) for one in group]),
        None if any(one.touched is None for one in group) else sum(map(view.is_stale, group)),
        sum(one.amount is None for one in group),
    )


def _in_one(amounts: Cell, settings: Settings) -> tuple[Cell, ...]:
    """The cell of a sum in the ledger's currency, where there are rates."""
    if not settings.rates or not isinstance(amounts, tuple):
        return ()
    made = in_one(amounts, settings)
    return (None if made is None else (made,) if made.amount else (),)


def _dimensions(scope: Scope, open_ones: Sequence[Opportunity], by: Sequence[str]) -> tuple[Dimension, ...]:
    """The dimensions asked for, over the temporary table `s` of the opportunities; without any it is the stage."""
    _keep(scope, open_ones)
    return dimensions(scope, tuple(by) or ("stage",), own=_OWN)


_PRODUCT = Dimension(
    Column("product", say("product"), wide=True), "p.product", "LEFT JOIN temp.asked_products p ON p.place = s.place"
)
_STAGE = Dimension(Column("stage", say("stage"), "choice", values=STAGES), "s.stage")
_OWNER = Dimension(Column("owner", say("owner"), "choice", values="people"), "s.owner")
_SOURCE = Dimension(Column("source", say("source"), "choice", values="source"), "s.source")
_PRIORITY = Dimension(Column("priority", say("priority"), "choice", values="priority"), "s.priority")
_OWN: Mapping[str, Dimension] = {
    **dict.fromkeys(("stage", "阶段", "商机阶段"), _STAGE),
    **dict.fromkeys(("owner", "负责人", "业务员", "salesperson"), _OWNER),
    **dict.fromkeys(("source", "来源", "渠道"), _SOURCE),
    **dict.fromkeys(("product", "产品", "商品"), _PRODUCT),
    **dict.fromkeys(("priority", "优先级"), _PRIORITY),
}


def _keep(scope: Scope, open_ones: Sequence[Opportunity]) -> None:
    """Keep the opportunities in a temporary table, so that any dimension can be asked of them; its day is the closing day."""
    connection = scope.connection
    connection.execute("DROP TABLE IF EXISTS temp.asked_opportunities")
    connection.execute("DROP TABLE IF EXISTS temp.asked_products")
    connection.execute(
        "CREATE TEMP TABLE asked_opportunities"
        " (place INTEGER PRIMARY KEY, customer, date, stage, owner, source, priority)"
    )
    connection.execute(
        "CREATE TEMP TABLE asked_products (place INTEGER, product, PRIMARY KEY (place, product)) WITHOUT ROWID"
    )
    connection.executemany(
        "INSERT INTO asked_opportunities VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                place,
                one.customer,
                one.close_on and one.close_on.isoformat(),
                one.stage,
                one.owner,
                one.source,
                one.priority,
            )
            for place, one in enumerate(open_ones)
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO asked_products VALUES (?, ?)",
        ((place, product) for place, one in enumerate(open_ones) for product in one.products),
    )


def _grouped(
    scope: Scope, open_ones: Sequence[Opportunity], found: Sequence[Dimension]
) -> dict[tuple[Any, ...], list[Opportunity]]:
    asked = ", ".join(f"nullif({each.expression}, '')" for each in found)
    joins = " ".join(dict.fromkeys(each.join for each in found if each.join))
    groups: dict[tuple[Any, ...], list[Opportunity]] = {}
    for place, *cells in scope.rows(
        f"SELECT s.place, {asked} FROM temp.asked_opportunities s JOIN scope c ON c.customer = s.customer {joins}"
        " ORDER BY s.place"
    ):
        groups.setdefault(tuple(cells), []).append(open_ones[place])
    return groups


def stage_places(scope: Scope) -> Mapping[str, int]:
    """The places of the stages that the vocabulary knows, in the order of a sale."""
    known = scope.session.vocabulary.value_sets.get(STAGES)
    return {name: place for place, name in enumerate(known.values if known else ())}


def stage_words(stages: Sequence[str], scope: Scope) -> Sequence[str]:
    """Stages in the order of a sale, a ledger's own ones after them by name."""
    places = stage_places(scope)
    return sorted(stages, key=lambda stage: (places.get(stage, len(places)), stage))


def _ranked(scope: Scope, of: Dimension) -> Callable[[Any], tuple[int, str]]:
    """How the values of a dimension are put in order: stages and levels by rank, others by name, none at the end."""
    places: Mapping[str, int] = {}
    if of.name == "stage":
        places = stage_places(scope)
    elif of.name == "level":
        places = {name: place for place, name in enumerate(scope.session.settings.levels)}
    last = len(places)
    return lambda cell: (last + 1, "") if cell is None else (places.get(str(cell), last), str(cell))


def stale_note(stale: Interval) -> Message:
    """What counts as stale."""
    return say(
        "Stale is what nobody has touched for {stale} or longer: no entry of its own, and none that names its REF.",
        stale=stale,
    )
