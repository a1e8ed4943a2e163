"""Satisfaction: CSAT, NPS and CES with the number of answers and their intervals, who is turning, and who to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from ledger.errors import BadValue
from ledger.facts.ratings import SCALES
from ledger.messages import Message, say
from ledger.reports import ratings
from ledger.reports.asked import Asked
from ledger.reports.case_lists import limited
from ledger.reports.case_why import story_of
from ledger.reports.cases import in_order
from ledger.reports.dimensions import Dimension
from ledger.reports.samples import Estimate
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Source, Table, Why
from ledger.session import Session

OVER = "12m"
_NAME = Column("name", say("customer"), wide=True)


def report(session: Session, asked: Asked) -> Report:
    """All answers of the period; month by month or as asked for; customers whose answers change; low scores."""
    over = asked.over(OVER, session.today)
    found = scope(session, asked)
    names = asked.by or ("month",)
    first = _measure(asked.measure)
    order = (first, *(measure for measure in ratings.MEASURES if measure != first))
    by_what = ratings.by(found, names)
    groups = [grouped(session, found, by_what, measure, over) for measure in order]
    # What nobody answered needs no table of its own, but the one that was asked for.
    groups = [table for place, table in enumerate(groups) if table.rows or place == 0]
    whole = overall(session, found, over)
    others = () if asked.by else _others(session, found, over)
    tables = (*groups, whole) if asked.by or asked.measure else (whole, *groups)
    return Report(
        "satisfaction", say("Satisfaction"), session.today,
        (*tables, *others, limited(turning(found), asked), limited(low(found, over), asked)), over, asked.query,
        notes=(
            say("The bounds are those of the 95 % interval."),
            say(
                "With fewer than {least} answers a figure says little; of people it is not shown then.",
                least=session.settings.policies.survey.least,
            ),
        ),
    )  # fmt: skip


def _measure(written: str) -> str:
    wanted = written.strip().lower() or "csat"
    if wanted in ("score", "满意度", "satisfaction"):
        return "csat"
    if wanted not in ratings.MEASURES:
        raise BadValue(
            say("Satisfaction is not measured by “{name}”.", name=written),
            say("--measure takes one of: {names}.", names=ratings.MEASURES),
        )
    return wanted


_FIGURES = (
    Column("measure", say("measure")),
    Column("n", say("answers"), "count"),
    Column("value", say("value"), "score"),
    Column("low", say("lower bound"), "score"),
    Column("high", say("upper bound"), "score"),
    Column("note", say("note")),
)


def overall(session: Session, found: Scope, over: Period) -> Table:
    """Each measure over all answers of the period."""
    least = session.settings.policies.survey.least
    known = ratings.answers(found, (), over)
    rows: list[Row] = []
    for measure in ratings.MEASURES:
        answers = known[measure].get(())
        if answers is None:
            continue
        rows.append(_figure(ratings.LABELS[measure], answers.figure(), least, ("group", measure, measure, ())))
        if measure == "csat":
            rows.append(
                _figure(
                    say("CSAT: share of 4 and 5, %"), answers.satisfied(), least, ("group", measure, "satisfied", ())
                )
            )
    return Table(
        "all", say("All answers of the period"), _FIGURES, tuple(rows), empty=say("Nobody answered in the period.")
    )


def _figure(label: Message, found: Estimate | None, least: int, key: tuple[object, ...]) -> Row:
    if found is None:
        return Row((label, 0, None, None, None, None), key=key)
    few = found.n < least
    cells = (label, found.n, found.value, found.low, found.high, ratings.TOO_FEW if few else None)
    return Row(cells, mark="doubt" if few else "", key=key)


def grouped(session: Session, found: Scope, by_what: Sequence[Dimension], measure: str, over: Period) -> Table:
    """One measure by group."""
    least = session.settings.policies.survey.least
    groups = ratings.answers(found, by_what, over)[measure]
    hidden = any(each.name in ratings.PEOPLE for each in by_what)
    rows = []
    for key in in_order(by_what, {key: each.n for key, each in groups.items()}):
        answers = groups[key]
        cells = (*key, *answers.cells(least, hidden=hidden))
        rows.append(Row(cells, mark="doubt" if answers.n < least else "", key=("group", measure, measure, key)))
    labels = tuple(each.column.label for each in by_what)
    title = say("{measure} by {names}", measure=ratings.LABELS[measure], names=labels)
    first = by_what[0].column
    charts: tuple[Chart, ...] = (Chart("line" if first.type == "month" else "bar", title, first.name, (measure,)),)
    if measure == "nps":
        charts = (*charts, Chart("stacked", title, first.name, ("promoters", "passives", "detractors")))
    return Table(
        f"{measure}_by_" + "_".join(each.name for each in by_what), title,
        (*(each.column for each in by_what), *ratings.columns(measure)), tuple(rows), keys=len(by_what), charts=charts,
        empty=say("Nobody answered that in the period."),
    )  # fmt: skip


def _others(session: Session, found: Scope, over: Period) -> tuple[Table, ...]:
    """CSAT by owner, product, level and touch point, CES by touch point, where there are any answers."""
    wanted = (
        ("csat", "owner"), ("csat", "level"), ("csat", "product"), ("csat", "touchpoint"), ("ces", "touchpoint"),
    )  # fmt: skip
    tables = [grouped(session, found, ratings.by(found, (name,)), measure, over) for measure, name in wanted]
    return tuple(table for table in tables if any(row.cells[0] is not None for row in table.rows))


_ANSWERS = """SELECT c.customer, c.id, c.path, c.name, s.measure, s.date, s.line, s.value, ifnull(c.owner, ''), c.last_contact,
    s.product, s.touchpoint FROM now_ratings s JOIN scope c ON c.customer = s.customer"""


def turning(found: Scope) -> Table:
    """The last answer of each customer against the mean of its earlier ones to the same question; the worst fall first."""
    rows: list[Row] = []
    ask = f"{_ANSWERS} WHERE NOT c.resting ORDER BY c.customer, s.measure, s.date, s.n"
    for _, group in groupby(found.rows(ask), key=lambda row: (row[0], row[4])):
        answers = list(group)
        if len(answers) < 2:
            continue
        last = answers[-1]
        before = ratings.together(Decimal(row[7]) for row in answers[:-1])
        now = Decimal(last[7])
        if before is None or now == before:
            continue
        cells: tuple[Cell, ...] = (
            last[3], ratings.LABELS[last[4]], last[8], len(answers), before, now, now - before, date.fromisoformat(last[5])
        )  # fmt: skip
        mark = "urgent" if now < before and ratings.is_low(last[4], now) else ""
        rows.append(Row(cells, customer=last[1], path=last[2], line=last[6], mark=mark, key=(last[0], last[4])))
    rows.sort(key=lambda row: (_fall(row), str(row.cells[0])))
    columns = (
        _NAME,
        Column("measure", say("measure")),
        Column("owner", say("owner"), "choice", values="people"),
        Column("n", say("answers"), "count"),
        Column("before", say("mean before"), "score"),
        Column("last", say("last"), "score"),
        Column("change", say("change"), "score"),
        Column("date", say("answered on"), "day"),
    )
    return Table(
        "turning", say("Last answer against earlier ones"), columns, tuple(rows), keys=2,
        empty=say("Nobody answered twice and differently."),
    )  # fmt: skip


def _fall(row: Row) -> Decimal:
    """The change in shares of the scale, so that questions with different scales compare."""
    change = row.cells[6]
    measure = row.key[1] if isinstance(row.key, tuple) else "csat"
    least, most = SCALES[measure]
    return change / (most - least) if isinstance(change, Decimal) else Decimal(0)


def low(found: Scope, over: Period) -> Table:
    """Low scores of the period, newest first, with the last contact where there was one since."""
    rows = []
    ask = f"{_ANSWERS} WHERE NOT c.resting AND s.date BETWEEN ? AND ? ORDER BY s.date DESC, c.name, c.path, s.n"
    for row in found.rows(ask, (over.first.isoformat(), over.last.isoformat())):
        value = Decimal(row[7])
        if not ratings.is_low(row[4], value):
            continue
        since = date.fromisoformat(row[9]) if row[9] and row[9] > row[5] else None
        cells: tuple[Cell, ...] = (
            row[3], ratings.LABELS[row[4]], value, date.fromisoformat(row[5]), row[8], row[10], row[11], since
        )  # fmt: skip
        mark = "" if since else "urgent"
        rows.append(Row(cells, customer=row[1], path=row[2], line=row[6], mark=mark, key=(row[0], row[4])))
    columns = (
        _NAME,
        Column("measure", say("measure")),
        Column("value", say("value"), "score"),
        Column("date", say("answered on"), "day"),
        Column("owner", say("owner"), "choice", values="people"),
        Column("product", say("product"), "list", wide=True),
        Column("touchpoint", say("touch point"), wide=True),
        Column("last_contact", say("contact since"), "day"),
    )
    return Table("low", say("Low scores"), columns, tuple(rows), keys=2, empty=say("No answer was low."))


def why(session: Session, customer: int) -> Why:
    """A customer's satisfaction: the last answer to each question, the mean of the earlier ones, and the entries."""
    from ledger.facts.ratings import ratings as told

    story = story_of(session, customer)
    given = sorted(told(story), key=lambda rating: rating.date)
    parts = []
    entries = {entry.line: entry for entry in story.entries}
    for measure in ratings.MEASURES:
        answers = [rating for rating in given if rating.measure == measure]
        if not answers:
            continue
        earlier = ratings.together(rating.value for rating in answers[:-1])
        numbers: list[tuple[Message, Cell]] = [(say("Answers"), len(answers)), (say("Last answer"), answers[-1].value)]
        if earlier is not None:
            numbers += [(say("Mean of earlier ones"), earlier), (say("Change"), answers[-1].value - earlier)]
        sources = []
        for rating in reversed(answers):
            entry = entries[rating.line]
            words = " ".join(filter(None, (entry.kind_as_written, entry.ref, entry.title)))
            text = say(
                "{entry}: {measure} {value}", entry=words, measure=ratings.LABELS[measure], value=f"{rating.value:f}"
            )
            sources.append(Source(story.customer.path, rating.line, rating.date, text))
        parts.append(Why(ratings.LABELS[measure], answers[-1].value, _RULES[measure], tuple(numbers), tuple(sources)))
    value = parts[0].value if parts else None
    rule = (
        say("The last answer counts; CSAT first, then NPS, then CES.") if parts else say("No answer is written down.")
    )
    return Why(say("Satisfaction"), value, rule, parts=tuple(parts))


_RULES = {
    "csat": say("CSAT is the answer from 1 to 5; one above 5 is read as out of 10, one above 10 as out of 100."),
    "nps": say("NPS asks from 0 to 10 whether one would recommend: 9 and 10 are promoters, 0 to 6 detractors."),
    "ces": say("CES asks from 1 to 7 how easy it was, 7 is easiest; effort counts turned round."),
}


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a row is as it is: of a customer its answers, of a group how its figure is worked out. The report was just made."""
    if isinstance(row.key, tuple) and isinstance(row.key[0], int):
        return why(session, row.key[0])
    _, measure, method, key = row.key if isinstance(row.key, tuple) else ("", "csat", "csat", ())
    found = Scope(session, session.fresh().catalog.connection)
    by_what = ratings.by(found, asked.by or ("month",)) if key else ()
    given = ratings.entries(found, by_what, key, measure, asked.over(OVER, session.today))
    counted = Counter(Decimal(value) for *_, value in given)
    numbers: list[tuple[Message, Cell]] = [(say("Answers"), len(given))]
    numbers += [
        (say("Answers of {value}", value=f"{value:f}"), counted[value]) for value in sorted(counted, reverse=True)
    ]
    sources = tuple(
        Source(
            path,
            line,
            date.fromisoformat(day),
            say("{entry}: {measure} {value}", entry=name, measure=ratings.LABELS[measure], value=value),
        )
        for path, line, day, name, value in given
    )
    place = 2 if not key else len(by_what) + 1
    return Why(ratings.LABELS[measure], row.cells[place], _METHODS[method], tuple(numbers), sources)


_METHODS = {
    "csat": say("The mean of the answers ± 1.96 · s / √n, within 1 and 5."),
    "ces": say("The mean of the answers ± 1.96 · s / √n, within 1 and 7."),
    "nps": say("Percent of promoters less percent of detractors, ± 1.96 · √((p + d − (p − d)²) / n) · 100."),
    "satisfied": say("The share of answers of 4 and 5, with Wilson's interval."),
}
