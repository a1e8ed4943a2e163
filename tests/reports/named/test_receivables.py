from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ledger.facts.story import tell
from ledger.messages import Message
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.receivables import report, why, why_row
from ledger.reports.table import Report, Row, Source, Table, Why
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]
ACME = """---
name: Acme
owner: 张三
level: A
credit_limit: 2000
---

## 2026-01-10 invoice INV-1
- amount: 1000
- due: 2026-02-09

## 2026-03-11 payment
- amount: 400
- invoice: INV-1

## 2026-03-12 call 催款
- result: promised to pay

## 2026-08-01 email INV-1 second reminder

## 2026-10-01 invoice INV-2
- amount: 3000
- due: 2026-10-31

## 2026-10-05 payment
- amount: 1000
- invoice: INV-2

## 2026-10-10 invoice CN-1
- amount: -500
- invoice: INV-2

## 2026-11-01 invoice INV-3
- amount: EUR 200
"""
BELL = """---
name: Bell
owner: 李四
payment_terms: 30d
credit_limit: 10000
---

## 2026-06-01 invoice B-1
- amount: 600

## 2026-07-11 payment
- amount: 600

## 2026-07-01 invoice B-2
- amount: 900

## 2026-07-21 payment B-2
- amount: 300

## 2026-09-01 invoice B-2
- status: written_off

## 2026-09-10 invoice B-3
- amount: 500

## 2026-09-20 payment B-3
- amount: 700

## 2026-10-20 invoice B-4
- amount: 800
- status: disputed

## 2026-11-01 invoice B-5
- amount: 100
- status: paid

## 2026-11-02 invoice B-6
- amount: 50
- status: void
"""


def table(found: Report, name: str) -> Table:
    return next(each for each in found.tables if each.name == name)


def shown(cell: object) -> str:
    if isinstance(cell, tuple):
        return " + ".join(f"{money.amount} {money.currency}" for money in cell)
    if isinstance(cell, Decimal):
        return str(round(cell, 2).normalize())
    return "" if cell is None else str(cell)


def rows(found: Report, name: str, *columns: str) -> list[list[str]]:
    of = table(found, name)
    return [[shown(row.cells[of.column(column)]) for column in columns] for row in of.rows]


def by_first(found: Report, name: str, *columns: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows(found, name, *columns)}


def asked(session: Session, text: str = "2026-01..2026-11", **wishes: object) -> Asked:
    return Asked(period=period(text, session.today), **wishes)  # type: ignore[arg-type]


@pytest.fixture
def two(ledger_of: Make) -> Session:
    return ledger_of({"acme": ACME, "bell": BELL}, settings="levels: {A: {}}\n")


def test_open_invoices_stand_oldest_first_with_what_was_paid_and_how_old_they_are(two: Session) -> None:
    found = report(two, asked(two))
    columns = ("ref", "due", "late", "amount", "paid", "open", "age", "owner")
    assert rows(found, "open", *columns) == [
        ["INV-1", "2026-02-09", "285", "1000 CNY", "400 CNY", "600 CNY", "over 90", "张三"],
        ["INV-2", "2026-10-31", "21", "3000 CNY", "1500 CNY", "1500 CNY", "1–30", "张三"],
        ["INV-3", "", "", "200 EUR", "", "200 EUR", "no day", "张三"],
        ["B-4", "2026-11-19", "2", "800 CNY", "", "800 CNY", "1–30", "李四"],
    ]
    assert [row.mark for row in found.tables[0].rows] == ["urgent", "", "", "doubt"]
    totals = found.tables[0].totals
    assert totals is not None
    assert [shown(cell) for cell in totals if cell] == ["4800 CNY + 200 EUR", "1900 CNY", "2900 CNY + 200 EUR"]
    assert [str(note)[:40] for note in found.notes] == ["1 open invoice names no day to pay by: i"]


def test_ages_are_told_apart_by_currency_or_by_what_was_asked_for(two: Session) -> None:
    columns = ("invoices", "not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90", "undated", "total")
    by_currency = rows(report(two, asked(two)), "ageing", "currency", *columns, "overdue", "disputed")
    assert by_currency == [
        ["CNY", "3", "", "2300 CNY", "", "", "600 CNY", "", "2900 CNY", "2900 CNY", "800 CNY"],
        ["EUR", "1", "", "", "", "", "", "200 EUR", "200 EUR", "", ""],
    ]
    found = report(two, asked(two, by=("owner",)))
    assert found.tables[0].name == "ageing"
    assert rows(found, "ageing", "owner", "total") == [["张三", "2100 CNY + 200 EUR"], ["李四", "800 CNY"]]
    assert rows(report(two, asked(two, by=("级别",))), "ageing", "level", "invoices") == [["A", "3"], ["", "1"]]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-22", ("not due", "0")),
        ("2026-11-21", ("not due", "0")),
        ("2026-11-20", ("1–30", "1")),
        ("2026-10-22", ("1–30", "30")),
        ("2026-10-21", ("31–60", "31")),
        ("2026-09-22", ("31–60", "60")),
        ("2026-09-21", ("61–90", "61")),
        ("2026-08-23", ("61–90", "90")),
        ("2026-08-22", ("over 90", "91")),
    ],
)
def test_an_invoice_ages_from_the_day_after_it_is_to_be_paid(
    ledger_of: Make, due: str, expected: tuple[str, str]
) -> None:
    session = ledger_of({"a": f"---\nname: A\n---\n## 2026-08-01 invoice I-1\n- amount: 5\n- due: {due}\n"})
    assert rows(report(session, Asked()), "open", "age", "late") == [list(expected)]


def test_the_collection_rate_is_what_was_collected_of_what_was_billed_in_the_month(two: Session) -> None:
    found = by_first(
        report(two, asked(two)),
        "collection",
        *("month", "bills", "billed", "collected", "written_off", "uncollected", "rate", "received"),
    )
    assert list(found) == [f"2026-{month:02}" for month in range(1, 12)]
    assert found["2026-01"] == ["1", "1000 CNY", "400 CNY", "", "600 CNY", "4E+1", ""]
    assert found["2026-02"] == ["0", "", "", "", "", "", ""]
    assert found["2026-03"] == ["0", "", "", "", "", "", "400 CNY"]
    assert found["2026-06"] == ["1", "600 CNY", "600 CNY", "", "", "1E+2", ""]
    assert found["2026-07"] == ["1", "900 CNY", "300 CNY", "600 CNY", "", "33.33", "900 CNY"]
    # What was paid too much of B-3 came in, but is not collected of it.
    assert found["2026-09"] == ["1", "500 CNY", "500 CNY", "", "", "1E+2", "700 CNY"]
    # A credit note of 500 lessens what INV-2 asks for; the disputed B-4 is open.
    assert found["2026-10"] == ["2", "3300 CNY", "1000 CNY", "", "2300 CNY", "30.3", "1000 CNY"]
    # No rate is known for EUR, so that nothing can be said across currencies.
    assert found["2026-11"] == ["2", "200 EUR + 100 CNY", "100 CNY", "", "200 EUR", "", "100 CNY"]


def test_with_rates_the_collection_rate_goes_across_currencies(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME, "bell": BELL}, settings="rates: {EUR: 8}\nlevels: {A: {}}\n")
    found = by_first(report(session, asked(session)), "collection", "month", "rate")
    assert found["2026-11"] == [shown(Decimal(100 * 100) / (200 * 8 + 100))]


def test_days_to_pay_are_of_what_was_settled_in_the_period(two: Session) -> None:
    columns = ("month", "paid_bills", "days_to_pay", "days_weighted", "late", "late_amount")
    found = by_first(report(two, asked(two)), "collection", *columns)
    assert found["2026-07"] == ["1", "4E+1", "4E+1", "1E+2", "1E+2"]  # B-1: 40 days instead of 30
    assert found["2026-09"] == ["1", "1E+1", "1E+1", "0", "0"]  # B-3; B-2 was written off, not paid
    assert found["2026-11"] == ["1", "0", "0", "0", "0"]
    whole = report(two, asked(two, by=("year",)))
    expected = Decimal(600 * 40 + 500 * 10) / (600 + 500 + 100)
    assert rows(whole, "collection", "year", *columns[1:]) == [
        ["2026", "3", shown(Decimal(50) / 3), shown(expected), shown(Decimal(100) / 3), shown(Decimal(60000) / 1200)]
    ]


def test_owners_and_customers_with_the_lowest_rate_stand_apart(two: Session) -> None:
    found = report(two, asked(two, "2026-01..2026-10"))
    # Acme: 1,400 of 3,500; Bell: 600, 300, 500 and 0 of 2,800.
    assert rows(found, "owners", "owner", "rate") == [["张三", "4E+1"], ["李四", "5E+1"]]
    assert rows(found, "customers", "customer", "rate") == [["Acme", "4E+1"], ["Bell", "5E+1"]]


def test_credit_limits_count_what_is_open_less_credits(two: Session) -> None:
    found = table(report(two, asked(two)), "limits")
    assert [(row.cells[0], shown(row.cells[2]), row.mark) for row in found.rows] == [("Acme", "2100 CNY", "urgent")]
    assert [str(note) for note in found.notes] == [
        "Of 1 customer, what is open in another currency without a rate in ledger.yaml is not counted."
    ]


def test_credits_and_what_was_written_off_stand_apart(two: Session) -> None:
    found = report(two, asked(two))
    assert rows(found, "credits", "customer", "ref", "credit") == [["Bell", "B-3", "200 CNY"]]
    assert rows(found, "written_off", "customer", "ref", "date", "amount") == [["Bell", "B-2", "2026-09-01", "600 CNY"]]
    assert rows(report(two, asked(two, "2026-10")), "written_off", "ref") == []


def test_steps_of_chasing_are_counted_and_the_next_one_follows_the_ladder(two: Session) -> None:
    found = by_first(report(two, asked(two)), "open", "ref", "steps", "last_step", "next", "next_on")
    # Both steps came before the 91st day: stop deliveries from 2026-05-11 on.
    assert found["INV-1"] == ["2", "2026-08-01", "decide: agreement, court or write-off", "2026-08-31"]
    assert found["INV-2"] == ["0", "", "friendly reminder", "2026-11-01"]
    assert found["INV-3"] == ["0", "", "agree on a day to pay by", ""]
    assert found["B-4"] == ["0", "", "settle the dispute", ""]


LATE = "---\nname: A\n---\n## 2026-09-01 invoice I-1\n- amount: 5\n- due: 2026-10-01\n"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["0", "second reminder", "2026-11-01"]),
        ("## 2026-10-20 电话\n\n催款，说下周付。\n", ["1", "second reminder", "2026-11-01"]),
        ("## 2026-11-05 电话\n\n催款，说下周付。\n", ["1", "formal letter", "2026-12-01"]),
        ("## 2026-11-05 call\n\nShe is chasing a purchase.\n", ["1", "formal letter", "2026-12-01"]),
        ("## 2026-11-05 call\n\nAbout a purchase.\n", ["0", "second reminder", "2026-11-01"]),
        ("## 2026-11-05 note 催款\n", ["0", "second reminder", "2026-11-01"]),
        ("## 2026-11-05 call asked when\n- invoice: i-1\n", ["1", "formal letter", "2026-12-01"]),
        ("## 2026-11-05 call 催款\n- invoice: I-2\n", ["0", "second reminder", "2026-11-01"]),
        ("## 2026-10-01 call 催款\n", ["0", "second reminder", "2026-11-01"]),
        ("## 2026-11-25 call 催款\n", ["0", "second reminder", "2026-11-01"]),
        ("## 2026-10-20 call hello\n- [x] 催款 ✅ 2026-11-10\n", ["1", "formal letter", "2026-12-01"]),
        ("## 2026-10-20 call hello\n- [ ] 2026-11-10 催款\n", ["0", "second reminder", "2026-11-01"]),
    ],
)
def test_what_counts_as_a_step_of_chasing(ledger_of: Make, more: str, expected: list[str]) -> None:
    session = ledger_of({"a": LATE + more})
    assert rows(report(session, Asked()), "open", "steps", "next", "next_on") == [expected]


def test_a_step_that_names_one_invoice_is_none_for_another(ledger_of: Make) -> None:
    more = "## 2026-09-02 invoice I-2\n- amount: 7\n- due: 2026-10-01\n## 2026-11-05 call chasing I-2\n"
    found = by_first(report(ledger_of({"a": LATE + more}), Asked()), "open", "ref", "steps")
    assert found == {"I-1": ["0"], "I-2": ["1"]}


def test_no_customers_and_no_invoices_are_said_in_words(ledger_of: Make) -> None:
    for files in ({}, {"a": "---\nname: A\n---\n"}):
        found = report(ledger_of(files), Asked())
        assert [len(each.rows) for each in found.tables] == [0] * 8
        assert str(found.tables[0].empty) == "Nothing is open: all that was billed is paid."
        assert all(str(each.empty) != "There is nothing to show." for each in found.tables)


def test_an_invoice_dated_ahead_is_not_owed_yet(ledger_of: Make) -> None:
    session = ledger_of(
        {"a": f"{LATE}## 2026-12-01 invoice I-2\n- amount: 9\n## 2026-12-02 payment I-1\n- amount: 5\n"}
    )
    assert rows(report(session, Asked()), "open", "ref", "open") == [["I-1", "5 CNY"]]


def test_customers_of_one_name_are_told_apart(ledger_of: Make) -> None:
    found = report(ledger_of({"a": LATE, "b": LATE}), Asked())
    assert rows(found, "customers", "customer", "uncollected") == [["A", "5 CNY"], ["A", "5 CNY"]]
    assert {row.path for row in table(found, "customers").rows} == {"customers/a.md", "customers/b.md"}


def test_with_compare_only_what_is_about_a_period_is_told(two: Session) -> None:
    names = [each.name for each in report(two, asked(two, compare="previous")).tables]
    assert names == ["collection", "owners", "customers", "written_off"]


def number_of(session: Session, name: str) -> int:
    (found,) = session.fresh().catalog.connection.execute("SELECT customer FROM customers WHERE name = ?", (name,))
    return int(found[0])


def told(source: Source) -> str:
    return f"{source.path}:{source.line} {source.day} {source.text}"


def test_why_names_every_sum_with_its_line(two: Session) -> None:
    found = why(two, number_of(two, "Acme"))
    assert shown(found.value) == "2100 CNY + 200 EUR"
    second = found.parts[1]
    assert [(str(label), shown(value)) for label, value in second.numbers] == [
        ("billed", "3000 CNY"), ("payment", "-1000 CNY"), ("credit note", "-500 CNY"), ("days overdue", "21"),
        ("times chased", "0"), ("next step", "friendly reminder"),
    ]  # fmt: skip
    assert [told(source) for source in second.sources] == [
        "customers/acme.md:29 2026-10-10 credit note: 500 CNY",
        "customers/acme.md:25 2026-10-05 payment: 1000 CNY",
        "customers/acme.md:21 2026-10-01 invoice: 3000 CNY",
    ]
    first = found.parts[0]
    assert [told(source) for source in first.sources][:2] == [
        "customers/acme.md:19 2026-08-01 INV-1 second reminder",
        "customers/acme.md:16 2026-03-12 催款",
    ]


def test_why_of_rows_tells_what_is_behind_them(two: Session) -> None:
    question = asked(two)
    found = report(two, question)

    def of(name: str, place: int = 0) -> Why:
        return why_row(two, question, table(found, name).rows[place])

    assert shown(of("open").value) == "600 CNY"
    assert (shown(of("ageing").value), len(of("ageing").sources)) == ("2900 CNY", 3)
    assert [shown(value) for _, value in of("collection").numbers] == ["1", "1000 CNY", "400 CNY", "", "600 CNY"]
    assert shown(of("limits").value) == "2100 CNY + 200 EUR"
    assert shown(of("credits").value) == "-200 CNY"
    assert [shown(value) for _, value in of("written_off").numbers][1:3] == ["-300 CNY", "-600 CNY"]
    assert of("customers").value == table(found, "customers").rows[0].cells[table(found, "customers").column("rate")]
    assert isinstance(why_row(two, question, Row((), key=())), Why)


def test_nothing_open_is_explained(ledger_of: Make) -> None:
    session = ledger_of({"a": "---\nname: A\n---\n"})
    assert str(why(session, number_of(session, "A")).rule).startswith("Nothing is open")


def test_texts_are_messages(two: Session) -> None:
    labels = [column.label for each in report(two, Asked()).tables for column in each.columns]
    assert all(isinstance(label, Message) for label in labels)


def test_figures_of_a_generated_ledger_equal_an_independent_computation(big: Big) -> None:
    """Sums over the records and entries of the parsed customers, without the tables of facts."""
    session, today = big.session, big.session.today
    first = today - timedelta(days=364)
    ages: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    billed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    collected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    received: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    settled: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    count = 0
    for customer in big.customers:
        story = tell(customer, session.vocabulary, session.settings)
        payments = {
            str(entry.fields["invoice"]): entry for entry in story.kinds.get("payment", ()) if "invoice" in entry.fields
        }
        for record in story.records.get("invoice", ()):
            amount, due, paid = record.fields["amount"], record.fields.get("due"), payments.get(record.ref)
            assert isinstance(amount, Money)
            assert isinstance(due, date)
            marked = record.fields.get("status") == "paid"
            month, currency = f"{record.opened:%Y-%m}", amount.currency
            on = paid.date if paid else record.opened if marked else None
            if on is None:
                late = (today - due).days
                name = next(
                    name
                    for name, least in (("days_over_90", 91), ("days_61_90", 61), ("days_31_60", 31), ("days_1_30", 1), ("not_due", -999))
                    if late >= least
                )  # fmt: skip
                ages[name, currency] += amount.amount
                count += 1
            elif first <= on <= today:
                received[f"{on:%Y-%m}", currency] += amount.amount
                settled[f"{on:%Y-%m}"].append(((on - record.opened).days, on > due))
            if first <= record.opened <= today:
                billed[month, currency] += amount.amount
                collected[month, currency] += amount.amount if on else 0
    found = report(session, Asked())
    assert len(table(found, "open").rows) == count > 10
    ageing, collection = table(found, "ageing"), table(found, "collection")

    def sums(of: Table, column: str, *, by_key: bool) -> dict[tuple[str, str], Decimal]:
        cells = zip(of.values(of.columns[0].name), of.values(column), strict=True)
        return {
            (str(key) if by_key else column, money.currency): money.amount
            for key, cell in cells
            if isinstance(cell, tuple)
            for money in cell
        }

    names = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90")
    assert {k: v for name in names for k, v in sums(ageing, name, by_key=False).items()} == dict(ages)
    assert sums(collection, "billed", by_key=True) == dict(billed)
    assert sums(collection, "collected", by_key=True) == {key: value for key, value in collected.items() if value}
    assert sums(collection, "received", by_key=True) == dict(received)
    for month, days, late in zip(
        collection.values("month"), collection.values("days_to_pay"), collection.values("late"), strict=True
    ):
        own = settled.get(str(month), [])
        assert days == (Decimal(sum(each for each, _ in own)) / len(own) if own else None)
        assert late == (Decimal(100 * sum(each for _, each in own)) / len(own) if own else None)
