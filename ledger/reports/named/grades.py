"""The level that each customer would have by the rules of ledger.yaml, and what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from heapq import nsmallest

from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.grading import Grade, Grades
from ledger.reports.potential import points
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Chart, Column, Report, Row, Source, Table, Why
from ledger.session import Session

UP, DOWN, NEW, KEPT, SAME = "up", "down", "new", "kept", "same"
_COLUMNS = (
    Column("name", say("customer")),
    Column("owner", say("owner"), "choice", values="people", wide=True),
    Column("level", say("level"), "choice", values="level"),
    Column("grade", say("by the rules"), "choice", values="level"),
    Column("change", say("change")),
    Column("points", say("points"), "score"),
    Column("power", say("purchasing power"), "score"),
    Column("loyalty", say("loyalty"), "score"),
    Column("potential", say("potential score"), "score"),
    Column("amount", say("amount"), "score", wide=True),
    Column("frequency", say("frequency"), "score", wide=True),
    Column("repurchase", say("repurchase"), "score", wide=True),
    Column("relation", say("length of relation"), "score", wide=True),
    Column("referrals", say("referrals"), "score", wide=True),
    Column("level_by", say("level set by"), "choice", values="level_by", wide=True),
)
_WORDS = {UP: say("up"), DOWN: say("down"), NEW: say("first level"), KEPT: say("kept, set by hand"), SAME: None}
_MANY = 5_000
Judged = tuple[int, str, Grade, str]
_FIRST = {UP: 0, DOWN: 1, NEW: 2, KEPT: 3, SAME: 4}


def report(session: Session, asked: Asked) -> Report:
    """All customers but those at rest: who would change first, then by points; levels as they are and would be."""
    found, grades = _grades(session, asked)
    limit = None if asked.sort or asked.compare else asked.limit
    graded = judged(found, grades, limit)
    shown = graded[:limit]
    rows = tuple(_rows(found, grades, shown))
    main = Table(
        "grades", say("Levels by the rules"), _COLUMNS, rows, left_out=len(graded) - len(shown),
        empty=say("There are no customers."),
    )  # fmt: skip
    return Report(
        "grades", say("Levels by the rules"), session.today, (main, _levels(session, graded)), grades.period, asked.query,
        _notes(grades),
    )  # fmt: skip


def why(session: Session, customer: int) -> Why:
    """Why a customer would have that level, measured beside all others."""
    found, grades = _grades(session, Asked())
    return why_of(found, grades, customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why the customer of a row would have that level, measured beside those asked for."""
    if not isinstance(row.key, int):
        return Why(say("grade"), None, say("A row that sums others: ask for one customer."))
    found, grades = _grades(session, asked)
    return why_of(found, grades, row.key)


def _grades(session: Session, asked: Asked) -> tuple[Scope, Grades]:
    found = scope(session, asked)
    return found, Grades(found, asked.over(str(session.settings.policies.grading.within), session.today))


def judged(found: Scope, grades: Grades, first: int | None = None) -> list[Judged]:
    """Number, name, grade and what would change of every customer that is not at rest; changes first, then by points.

    With `first` only so many at the beginning are in order.
    """
    ranks = {name: place for place, name in enumerate(found.session.settings.levels)}
    names = dict(found.rows("SELECT customer, name FROM scope WHERE NOT resting"))
    made = []
    for number, grade in grades.of_all(names):
        what = change(grade, ranks)
        made.append((_FIRST[what], -grade.points, names[number], number, grade, what))
    if first is None:
        made.sort()
    else:
        head = nsmallest(first, made)
        among = {number for _, _, _, number, *_ in head}
        made = [*head, *(each for each in made if each[3] not in among)]
    return [(number, name, grade, what) for _, _, name, number, grade, what in made]


def change(grade: Grade, ranks: dict[str, int]) -> str:
    """What the rules would do to the level in the file."""
    if grade.by_hand:
        return KEPT
    if grade.grade == grade.level or not grade.grade:
        return SAME
    if not grade.level:
        return NEW
    return UP if ranks.get(grade.grade, 0) < ranks.get(grade.level, len(ranks)) else DOWN


def _rows(found: Scope, grades: Grades, shown: Sequence[Judged]) -> Iterable[Row]:
    among = ",".join(str(number) for number, *_ in shown) if len(shown) < _MANY else "SELECT customer FROM scope"
    known = {
        number: row
        for number, *row in found.rows(
            f"SELECT customer, id, path, ifnull(owner, ''), star FROM scope WHERE customer IN ({among})"
        )
    }
    for number, name, grade, what in shown:
        identity, path, owner, star = known[number]
        each = grades.worths.by_customer.get(number)
        power, loyalty = grades.power(each), grades.loyalty(each)
        cells = (
            name, owner or None, grade.level or None, grade.grade or None, _WORDS[what], points(grade.points),
            points(power.points), points(loyalty.points), points(grades.potentials.points(number)), points(power.amount),
            points(power.frequency), points(loyalty.repurchase), points(loyalty.relation), points(loyalty.referrals),
            grades.by_hand.get(number),
        )  # fmt: skip
        mark = "star" if star else "good" if what == UP else ""
        yield Row(cells, identity, path, 1, mark, key=number)


def _levels(session: Session, graded: list[Judged]) -> Table:
    """How many customers each level has, and would have."""
    columns = (
        Column("level", say("level"), "choice", values="level"),
        Column("now", say("in the files"), "count"),
        Column("by_rules", say("by the rules"), "count"),
        Column("by_hand", say("of them set by hand"), "count"),
    )
    now = Counter(grade.level for _, _, grade, _ in graded)
    after = Counter(grade.level if grade.by_hand else grade.grade for _, _, grade, _ in graded)
    hand = Counter(grade.level for _, _, grade, _ in graded if grade.by_hand)
    names = [*session.settings.levels, *sorted((now.keys() | after.keys()) - session.settings.levels.keys())]
    rows = tuple(Row((name or say("no level"), now[name], after[name], hand[name])) for name in names)
    totals = (None, now.total(), after.total(), hand.total())
    chart = Chart("bar", say("Customers by level"), "level", ("now", "by_rules"))
    return Table(
        "levels", say("Levels"), columns, rows if graded else (), totals if graded else None,
        charts=(chart,) if graded else (), empty=say("There are no customers."),
    )  # fmt: skip


def _notes(grades: Grades) -> tuple[Message, ...]:
    rule = grades.rule
    least = tuple(f"{name} ≥ {_plain(points)}" for name, points in grades.thresholds)
    notes = [
        say(
            "Points are purchasing power × {power} + loyalty × {loyalty} + potential × {potential}, divided by the sum of"
            " the weights; each is 0 to 100.",
            power=rule.purchasing_power,
            loyalty=rule.loyalty,
            potential=rule.potential,
        ),
        say("Levels: {least} (`grading` in ledger.yaml); whoever reaches none gets the last level.", least=least),
        say("A level set by hand is kept: `level_by: hand`, or who or what decided it. `--apply` writes the others."),
    ]
    for currency, count in grades.worths.no_rate.items():
        notes.append(
            say(
                "Amounts in {currency} have no rate: {count} customers are ranked among themselves.",
                currency=currency or "–",
                count=count,
            )
        )
    return tuple(notes)


def _plain(points: Decimal) -> str:
    return f"{points.quantize(Decimal('0.1')).normalize():f}"


def why_of(found: Scope, grades: Grades, number: int) -> Why:
    """The points of the three parts with what goes into them, and the purchases behind them."""
    row = found.rows("SELECT name, path FROM scope WHERE customer = ?", (number,))
    if not row:
        return Why(say("grade"), None, say("The customer is not among those asked for."))
    (name, path), grade, rule = row[0], grades[number], grades.rule
    each = grades.worths.by_customer.get(number)
    said = grades.by_hand.get(number)
    rich, loyal, known = grades.power(each), grades.loyalty(each), grades.potentials[number]
    power = Why(
        say("purchasing power"), points(rich.points),
        say("The mean of two ranks: how many of 100 buyers bought for no more, and no more often."),
        (
            (say("amount"), points(rich.amount)), (say("frequency"), points(rich.frequency)),
            (say("purchases in the period"), each.times if each is not None else 0),
            (say("revenue of the period"), Decimal(each.revenue) / 100 if each is not None else None),
        ),
    )  # fmt: skip
    loyalty = Why(
        say("loyalty"), points(loyal.points),
        say(
            "Repurchase × 50 + length of relation × 25 + referrals × 25, divided by 100: 25 points for each purchase after"
            " the first, 20 for each year since it, 50 for each customer brought; 100 at most."
        ),
        (
            (say("repurchase"), points(loyal.repurchase)), (say("length of relation"), points(loyal.relation)),
            (say("referrals"), points(loyal.referrals)), (say("purchases"), each.ever if each is not None else 0),
            (say("customers brought"), len(each.brought) + each.strangers if each is not None else 0),
        ),
    )  # fmt: skip
    potential = Why(
        say("potential score"), points(known.points),
        say(
            "The mean of what is known: the field potential and the size as points, how many of 100 industries bring no"
            " more, growth (50 for as much as in the period before), rank of the open pipeline. Nothing known counts as 0."
        ),
        (
            (say("field potential"), points(known.field)), (say("size"), points(known.size)),
            (say("industry"), points(known.industry)), (say("growth"), points(known.growth)),
            (say("open pipeline"), points(known.pipeline)),
        ),
    )  # fmt: skip
    kept = (say("level set by"), said) if said else (say("level in the file"), grade.level or None)
    return Why(
        say("grade of {name}", name=name), grade.grade,
        say(
            "{points} points: purchasing power × {power} + loyalty × {loyalty} + potential × {potential} by the sum of the weights.",
            points=points(grade.points), power=rule.purchasing_power, loyalty=rule.loyalty, potential=rule.potential,
        ),
        ((say("points"), points(grade.points)), kept, *((say("{level} from", level=level), least) for level, least in grades.thresholds)),
        _sources(found, number, path, grades),
        (power, loyalty, potential),
    )  # fmt: skip


def _sources(found: Scope, number: int, path: str, grades: Grades) -> tuple[Source, ...]:
    rows = found.rows(
        "SELECT date, line, what, ref, amount, currency FROM now_sales WHERE customer = ? AND date <= ? ORDER BY date DESC, n DESC",
        (number, grades.period.last.isoformat()),
    )
    return tuple(
        Source(path, line, date.fromisoformat(day), " ".join(filter(None, (what, ref, amount, currency))))
        for day, line, what, ref, amount, currency in rows
    )
