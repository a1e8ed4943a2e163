"""Complaints and other requests of the customers asked for, as SQL sees them on a day, and their figures by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.messages import say
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.samples import DAY, HOUR, Lengths, percent
from ledger.reports.scope import Scope, by_currency, money, within
from ledger.reports.table import Cell, Column, Period

_MADE = """
CREATE TEMP TABLE asked_cases AS SELECT s.*,
    CASE WHEN answered IS NOT NULL AND answer_by IS NULL THEN 'free'
        WHEN answered IS NOT NULL THEN CASE WHEN {answer_kept} THEN 'kept' ELSE 'broken' END
        WHEN closed OR status = 'answered' THEN 'unknown'
        WHEN substr(answer_by, 1, 10) < '{today}' THEN 'late' ELSE 'waiting' END AS answer,
    CASE WHEN solved IS NOT NULL AND solve_by IS NULL THEN 'free'
        WHEN solved IS NOT NULL THEN CASE WHEN {solve_kept} THEN 'kept' ELSE 'broken' END
        WHEN closed THEN 'unknown'
        WHEN substr(solve_by, 1, 10) < '{today}' THEN 'late' ELSE 'waiting' END AS solution
FROM (SELECT customer, n, kind, ref, title, line, opened, substr(opened, 1, 10) AS date,
    CASE WHEN substr(answered, 1, 10) <= '{today}' THEN answered END AS answered,
    CASE WHEN substr(solved, 1, 10) <= '{today}' THEN solved END AS solved,
    CASE WHEN substr(confirmed, 1, 10) <= '{today}' THEN confirmed END AS confirmed,
    promise, answer_by, solve_by,
    CASE WHEN substr(answered, 1, 10) <= '{today}' THEN answer_minutes END AS answer_minutes,
    CASE WHEN substr(solved, 1, 10) <= '{today}' THEN solve_minutes END AS solve_minutes,
    severity, tone, topic, product, status, closed AND ifnull(substr(solved, 1, 10) <= '{today}', 1) AS closed,
    person, reason, handled_by, cost, currency, compensation, compensation_currency
    FROM now_cases WHERE kind IN ({kinds}) AND substr(opened, 1, 10) <= '{today}') s
"""
_KEPT = """CASE WHEN length({done}) > 10 AND length({by}) > 10 THEN {done} <= {by}
    ELSE substr({done}, 1, 10) <= substr({by}, 1, 10) END"""
PRODUCTS = """LEFT JOIN json_each('[' || replace(json_quote(s.product), ', ', '","') || ']') p"""
_OWN: Mapping[str, tuple[Column, str, str]] = {
    "topic": (Column("topic", say("topic")), "s.topic", ""),
    "product": (Column("product", say("product")), "p.value", PRODUCTS),
    "severity": (Column("severity", say("severity"), "choice", values="severity"), "s.severity", ""),
    "tone": (Column("tone", say("tone"), "choice", values="tone"), "s.tone", ""),
    "reason": (Column("reason", say("reason"), wide=True), "s.reason", ""),
    "kind": (Column("kind", say("kind"), "choice", values="kind"), "s.kind", ""),
    "person": (Column("person", say("handled by"), "choice", values="people"), "s.person", ""),
}
_CHINESE = {
    "主题": "topic",
    "类别": "topic",
    "产品": "product",
    "商品": "product",
    "严重程度": "severity",
    "倾向": "tone",
    "原因": "reason",
    "种类": "kind",
    "类型": "kind",
    "处理人": "person",
    "经办人": "person",
}
_BY_RANK = {"severity": ("critical", "high", "medium", "low"), "tone": ("negative", "neutral", "positive")}


def stand(scope: Scope, kinds: Sequence[str]) -> None:
    """Make the table `asked_cases`: the cases of some kinds as they stand today, with `date`, and in `answer` and `solution` how the promise was kept.

    That is kept, broken (done too late), late (not done, and too late already), waiting, free (done, and nothing was
    promised), or unknown (done or given up, and nobody wrote down when).
    """
    scope.connection.execute("DROP TABLE IF EXISTS temp.asked_cases")
    scope.connection.execute(
        _MADE.format(
            today=scope.today,
            kinds=", ".join(f"'{kind}'" for kind in kinds),
            answer_kept=_KEPT.format(done="answered", by="answer_by"),
            solve_kept=_KEPT.format(done="solved", by="solve_by"),
        )
    )


def parts(names: Iterable[str]) -> list[str]:
    """Names of dimensions as typed, parted at commas, ours in English."""
    typed = (part.strip() for each in names for part in each.replace("，", ",").replace("、", ",").split(","))
    return [_CHINESE.get(part, part) for part in typed if part]


def own(*names: str) -> dict[str, Dimension]:
    """Dimensions that only cases have."""
    return {name: Dimension(column, expression, join) for name in names for column, expression, join in (_OWN[name],)}


def by(scope: Scope, names: Sequence[str], *known: str) -> tuple[Dimension, ...]:
    """The dimensions of names as typed; `known` are those of cases that the report knows. Raises BadValue."""
    return dimensions(scope, parts(names), own=own(*known))


@dataclass(slots=True)
class Figures:
    """What the cases of a group come to."""

    count: int = 0
    open: int = 0
    answers: Lengths = field(default_factory=Lengths)
    solutions: Lengths = field(default_factory=Lengths)
    answer: dict[str, int] = field(default_factory=dict)
    solution: dict[str, int] = field(default_factory=dict)

    def add(
        self, answer: str, solution: str, answer_minutes: int | None, solve_minutes: int | None, closed: int, times: int
    ) -> None:
        """Count so many cases in that went alike."""
        self.count += times
        self.open += 0 if closed else times
        self.answers.add(answer_minutes, times)
        self.solutions.add(solve_minutes, times)
        self.answer[answer] = self.answer.get(answer, 0) + times
        self.solution[solution] = self.solution.get(solution, 0) + times

    def cells(self) -> tuple[Cell, ...]:
        """The cells under COLUMNS."""
        return (
            self.count,
            self.open,
            self.answers.counted.total(),
            self.answers.median(HOUR),
            self.answers.mean(HOUR),
            kept(self.answer),
            self.solutions.counted.total(),
            self.solutions.median(DAY),
            self.solutions.mean(DAY),
            kept(self.solution),
        )


def kept(states: Mapping[str, int]) -> Cell:
    """In percent how many of those were in time that are done or ought to be."""
    good = states.get("kept", 0)
    return percent(good, good + states.get("broken", 0) + states.get("late", 0))


COLUMNS = (
    Column("cases", say("cases"), "count"),
    Column("open", say("still open"), "count"),
    Column("answered", say("answered on a known day"), "count", wide=True),
    Column("answer_median", say("first answer, median"), "hours"),
    Column("answer_mean", say("first answer, mean"), "hours", wide=True),
    Column("answer_kept", say("answered in time"), "percent", "%"),
    Column("solved", say("solved on a known day"), "count", wide=True),
    Column("solve_median", say("solution, median"), "days"),
    Column("solve_mean", say("solution, mean"), "days", wide=True),
    Column("solve_kept", say("solved in time"), "percent", "%"),
)


def figures(
    scope: Scope, by_what: Sequence[Dimension], kinds: Sequence[str], period: Period
) -> dict[tuple[Any, ...], Figures]:
    """The figures of the cases opened in a period, by the values of the dimensions."""
    keys = [dimension.expression for dimension in by_what]
    picked = "s.answer, s.solution, s.answer_minutes, s.solve_minutes, s.closed"
    found: dict[tuple[Any, ...], Figures] = {}
    if not by_what:
        found[()] = Figures()
    for *key, answer, solution, first, last, closed, times in ask(
        scope, by_what, (*keys, picked, "count(*)"), kinds, period, f"GROUP BY {', '.join((*keys, picked))}"
    ):
        found.setdefault(tuple(key), Figures()).add(answer, solution, first, last, closed, times)
    return found


def sums(
    scope: Scope, by_what: Sequence[Dimension], kinds: Sequence[str], period: Period, column: str, currency: str
) -> dict[tuple[Any, ...], Cell]:
    """The sums of `cost` or `compensation` by the values of the dimensions."""
    keys = [dimension.expression for dimension in by_what]
    rows = ask(
        scope,
        by_what,
        (*keys, f"s.{currency}", f"exact_sum(s.{column})"),
        kinds,
        period,
        f"AND s.{column} IS NOT NULL GROUP BY {', '.join((*keys, f's.{currency}'))}",
    )
    return {key: money(found) for key, found in by_currency(rows).items()}


def ask(
    scope: Scope,
    by_what: Sequence[Dimension],
    wanted: Sequence[str],
    kinds: Sequence[str],
    period: Period,
    more: str,
    more_params: Sequence[object] = (),
) -> list[tuple[Any, ...]]:
    """What SQL says of the cases of some kinds opened in a period."""
    joins = " ".join(dict.fromkeys(dimension.join for dimension in by_what))
    days, params = within(period)
    marks = ", ".join("?" * len(kinds))
    return scope.rows(
        f"SELECT {', '.join(wanted)} FROM asked_cases s JOIN scope c ON c.customer = s.customer {joins}"  # noqa: S608
        f" WHERE s.kind IN ({marks}) AND {days} {more}",
        (*kinds, *params, *more_params),
    )


def orders(scope: Scope, by_what: Sequence[Dimension], period: Period) -> dict[tuple[Any, ...], int]:
    """How many orders were placed in a period, by the values of dimensions that orders have as well."""
    keys = [dimension.expression for dimension in by_what]
    joins = " ".join(dict.fromkeys(dimension.join for dimension in by_what))
    days, params = within(period)
    group = f"GROUP BY {', '.join(keys)}" if keys else ""
    rows = scope.rows(
        f"SELECT {', '.join((*keys, 'count(*)'))} FROM now_sales s JOIN scope c ON c.customer = s.customer {joins}"  # noqa: S608
        f" WHERE s.what = 'order' AND {days} {group}",
        params,
    )
    return {tuple(key): count for *key, count in rows}


def of_cases_alone(by_what: Sequence[Dimension]) -> bool:
    """Whether a dimension is one that orders do not have."""
    return any(dimension.name in _OWN for dimension in by_what)


def in_order(by_what: Sequence[Dimension], found: Mapping[tuple[Any, ...], int]) -> list[tuple[Any, ...]]:
    """Keys of groups as they are listed: each dimension in its own order, the first one first; no value last.

    Time goes forwards, severity and tone by weight, all else by number.
    """
    sums: Counter[tuple[Any, ...]] = Counter()
    for key, count in found.items():
        for depth in range(1, len(key) + 1):
            sums[key[:depth]] += count

    def rank(key: tuple[Any, ...]) -> tuple[object, ...]:
        return tuple(
            part
            for place, value in enumerate(key)
            for part in (value is None, _rank(by_what[place].column, value, sums[key[: place + 1]]), str(value))
        )

    return sorted(found, key=rank)


def _rank(column: Column, value: object, count: int) -> int:
    if column.type == "month":
        return 0
    ranks = _BY_RANK.get(column.name)
    if ranks is None:
        return -count
    return ranks.index(value) if isinstance(value, str) and value in ranks else len(ranks)
