"""The pipeline and the sources of 2,000 customers, held against plain sums over their files."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import mean, median

import pytest

from ledger.model.customer import Customer
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named import pipeline, source
from ledger.reports.table import Cell, Report, Table
from tests.reports.named.conftest import Big

TODAY = date(2026, 11, 21)
OPEN = ("lead", "qualify", "proposal", "quote", "negotiate")


@dataclass
class Deal:
    """An opportunity as a reader of the file would note it down."""

    customer: Customer
    steps: list[tuple[date, str]] = field(default_factory=list)
    amount: Money | None = None
    probability: Decimal | None = None

    def stage_on(self, day: date) -> str:
        return next((stage for at, stage in reversed(self.steps) if at <= day), "")

    @property
    def end(self) -> tuple[date, str] | None:
        return self.steps[-1] if self.steps and self.steps[-1][1] in ("won", "lost") else None


def deals(customers: tuple[Customer, ...]) -> Iterator[Deal]:
    for customer in customers:
        found: dict[str, Deal] = {}
        # The generator writes entries in time order, and each with a REF.
        for entry in customer.entries:
            if entry.kind == "opportunity":
                deal = found.setdefault(entry.ref, Deal(customer))
                stage, amount, chance = (entry.fields.get(name) for name in ("stage", "amount", "probability"))
                if isinstance(stage, str) and (not deal.steps or deal.steps[-1][1] != stage):
                    deal.steps.append((entry.date, stage))
                if isinstance(amount, Money):
                    deal.amount = amount
                if isinstance(chance, Decimal):
                    deal.probability = chance
        yield from found.values()


@pytest.fixture(scope="module")
def told(big: Big) -> list[Deal]:
    return list(deals(big.customers))


@pytest.fixture(scope="module")
def year(big: Big) -> Report:
    return pipeline.report(big.session, Asked(period=period("2025", TODAY)))


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def rounded(number: float | Decimal) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.1"))


def cents(sums: dict[str, Decimal]) -> set[tuple[str, Decimal]]:
    return {(currency, amount) for currency, amount in sums.items() if amount}


def of(cell: Cell) -> set[tuple[str, Decimal]]:
    assert isinstance(cell, tuple)
    return {(money.currency, money.amount) for money in cell}


def test_what_was_open_at_the_end_of_a_year(year: Report, told: list[Deal]) -> None:
    day = date(2025, 12, 31)
    groups: dict[str, list[Deal]] = defaultdict(list)
    for deal in told:
        if deal.stage_on(day) in OPEN:
            groups[deal.stage_on(day)].append(deal)
    assert sum(map(len, groups.values())) > 20
    main = year.tables[0]
    assert [row.cells[0] for row in main.rows] == [stage for stage in OPEN if stage in groups]
    for row in main.rows:
        group = groups[str(row.cells[0])]
        value: dict[str, Decimal] = defaultdict(Decimal)
        weighted: dict[str, Decimal] = defaultdict(Decimal)
        for deal in group:
            assert deal.amount is not None
            assert deal.probability is not None
            value[deal.amount.currency] += deal.amount.amount
            weighted[deal.amount.currency] += deal.amount.amount * deal.probability
        assert row.cells[1] == len(group)
        assert of(row.cells[2]) == cents(value)
        assert of(row.cells[3]) == cents(weighted)
        assert abs(Decimal(str(row.cells[4])) - rounded(mean((day - d.steps[0][0]).days for d in group))) <= Decimal(
            "0.1"
        )


def test_what_became_of_those_who_came_to_a_stage(year: Report, told: list[Deal]) -> None:
    entered, won, lost = Counter[str](), Counter[str](), Counter[str]()
    days: dict[str, list[int]] = defaultdict(list)
    for deal in told:
        for place, (day, stage) in enumerate(deal.steps):
            if stage in OPEN and day.year == 2025:
                entered[stage] += 1
                if place + 1 < len(deal.steps):
                    left, became = deal.steps[place + 1]
                    days[stage].append((left - day).days)
                    won[stage] += became == "won"
                    lost[stage] += became == "lost"
    rows = {str(row.cells[0]): row.cells for row in table(year, "conversion").rows}
    came = [{stage for day, stage in deal.steps if day.year == 2025} for deal in told]
    assert rows.pop("won")[1] == sum("won" in stages for stages in came)
    for stage in rows:
        later = {*OPEN[OPEN.index(stage) :], "won"}
        assert rows[stage][1] == sum(bool(stages & later) for stages in came)
    assert set(rows) == set(entered)
    for stage, cells in rows.items():
        gone = len(days[stage])
        assert cells[2:8] == (
            entered[stage],
            gone - won[stage] - lost[stage],
            0,
            won[stage],
            lost[stage],
            entered[stage] - gone,
        )
        assert cells[8] == rounded(Decimal(100 * won[stage]) / gone)
        assert cells[9] == Decimal(str(median(days[stage])))
        ended = [d.end[1] for d in told if d.end and stage in {s for _, s in d.steps}]
        assert abs(Decimal(str(cells[10])) - Decimal(100 * ended.count("won")) / len(ended)) <= Decimal("0.05")


def test_won_and_lost_month_by_month(year: Report, told: list[Deal]) -> None:
    rows = {str(row.cells[0]): row.cells for row in table(year, "results").rows}
    assert list(rows) == [f"2025-{month:02}" for month in range(1, 13)]
    for month, cells in rows.items():
        for place, end in ((1, "won"), (3, "lost")):
            group = [deal for deal in told if deal.end and deal.end[1] == end and f"{deal.end[0]:%Y-%m}" == month]
            value: dict[str, Decimal] = defaultdict(Decimal)
            for deal in group:
                assert deal.amount is not None
                value[deal.amount.currency] += deal.amount.amount
            assert cells[place] == len(group)
            assert of(cells[place + 1]) == cents(value)
    totals = table(year, "results").totals
    assert totals is not None
    assert totals[1] == sum(int(str(cells[1])) for cells in rows.values())


def test_all_steps_of_a_year_are_told(year: Report, told: list[Deal]) -> None:
    found = table(year, "steps")
    count = sum(day.year == 2025 for deal in told for day, _ in deal.steps)
    assert len(found.rows) + found.left_out == count


def test_by_owner_the_same_opportunities_are_told_apart_by_owner(big: Big, told: list[Deal]) -> None:
    main = pipeline.report(big.session, Asked(period=period("2025", TODAY), by=("owner",))).tables[0]
    owners = Counter(d.customer.value("owner") for d in told if d.stage_on(date(2025, 12, 31)) in OPEN)
    assert {row.cells[0]: row.cells[1] for row in main.rows} == owners


def test_sources_of_all_customers(big: Big, told: list[Deal]) -> None:
    main = source.report(big.session, Asked()).tables[0]
    customers = Counter(customer.value("source") for customer in big.customers)
    buyers = Counter(c.value("source") for c in big.customers if any(e.kind == "order" for e in c.entries))
    won = Counter(d.customer.value("source") for d in told if d.end and d.end[1] == "won")
    rows = {row.cells[0]: row.cells for row in main.rows}
    assert {name: cells[1] for name, cells in rows.items()} == customers
    assert {name: cells[3] for name, cells in rows.items()} == buyers
    assert {name: cells[5] for name, cells in rows.items()} == won
    assert main.totals is not None
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    for text in (row[0] for row in big.session.fresh().catalog.connection.execute("SELECT revenue FROM customers")):
        for currency, amount in json.loads(text).items():
            revenue[currency] += Decimal(amount)
    assert of(main.totals[6]) == cents(revenue)


def test_customers_who_came_in_a_quarter(big: Big) -> None:
    main = source.report(big.session, Asked(period=period("2024-Q2", TODAY))).tables[0]
    came = [c for c in big.customers if date(2024, 4, 1) <= min(entry.date for entry in c.entries) <= date(2024, 6, 30)]
    assert {row.cells[0]: row.cells[1] for row in main.rows} == Counter(c.value("source") for c in came)
