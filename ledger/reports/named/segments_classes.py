"""Classes that only the report segments tells customers apart by: what is worked out of them, and what they bought."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.dimensions import Dimension
from ledger.reports.grading import Grades
from ledger.reports.potential import sizes
from ledger.reports.scope import Scope
from ledger.reports.table import Column
from ledger.reports.worth import Worth, Worths

_AGES = ((65, "65+"), (55, "55–64"), (45, "45–54"), (35, "35–44"), (25, "25–34"), (0, "0–24"))
_TIMES = ((10, "10+"), (4, "4–9"), (2, "2–3"), (1, "1"), (0, "0"))
_AMOUNTS = (
    (1_000_000, "1,000,000+"),
    (100_000, "100,000–1,000,000"),
    (10_000, "10,000–100,000"),
    (1_000, "1,000–10,000"),
    (1, "1–1,000"),
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_JOIN = "LEFT JOIN classes k ON k.customer = c.customer"
_BANDS: Mapping[str, tuple[tuple[str, ...], Message, str]] = {
    "segment": (("细分", "分群", "rfm"), say("segment"), "segment"),
    "value": (("价值", "tier", "价值层级"), say("tier"), "value"),
    "abc": (("abc分类",), say("ABC"), ""),
    "grade": (("评级", "分级结果"), say("by the rules"), "level"),
    "size": (("规模", "公司规模", "企业规模"), say("size"), "size"),
    "age": (("年龄", "年龄段"), say("age"), ""),
    "frequency": (("频率", "购买频率", "购买次数"), say("purchases"), ""),
    "amount": (("金额", "购买金额", "消费金额"), say("amount"), ""),
}
_SOLD = "(SELECT DISTINCT customer, product, category FROM now_sold{when})"


def classes(found: Worths, asked: Asked, measure: str) -> dict[str, Dimension]:
    """Classes of customers by what is worked out, and what they bought; a table is made of those that are asked for."""
    names = {
        part.strip().lower().replace("-", "_")
        for each in (*asked.by, asked.across)
        for part in re.split("[,，、]", each)
    }
    made: dict[str, Dimension] = {}
    wanted = []
    for name, (others, label, values) in _BANDS.items():
        column = Column(name, label, "choice" if values else "text", values=values)
        made |= dict.fromkeys((name, *others), Dimension(column, f"k.{name}", _JOIN))
        if names & {name, *others}:
            wanted.append(name)
    _keep(found, wanted)
    if measure == "customers":
        sold = _SOLD.format(when=f" WHERE date BETWEEN '{found.period.first}' AND '{found.period.last}'")
        for name, others, label in (
            ("product", ("产品",), say("product")),
            ("category", ("品类", "产品类别"), say("category")),
        ):
            each = Dimension(Column(name, label), f"w.{name}", f"LEFT JOIN {sold} w ON w.customer = c.customer")
            made |= dict.fromkeys((name, *others), each)
    else:
        for name, others, label in (
            ("product", ("产品",), say("product")),
            ("category", ("品类", "产品类别"), say("category")),
        ):
            each = Dimension(Column(name, label), f"s.{name}", "")
            made |= dict.fromkeys((name, *others), each)
    return made


def _keep(found: Worths, names: Sequence[str]) -> None:
    """The classes of each customer, as a temporary table."""
    scope = found.scope
    scope.connection.execute("DROP TABLE IF EXISTS temp.classes")
    columns = "".join(f", {name}" for name in names)
    scope.connection.execute(f"CREATE TEMP TABLE classes (customer INTEGER PRIMARY KEY{columns})")
    if not names:
        return
    makers = [_maker(found, name) for name in names]
    rows = (
        (number, *(make(number, found.by_customer.get(number)) for make in makers))
        for (number,) in scope.rows("SELECT customer FROM scope")
    )
    scope.connection.executemany(f"INSERT INTO classes VALUES (?{', ?' * len(names)})", rows)


def _maker(found: Worths, name: str) -> Callable[[int, Worth | None], str | None]:
    """What gives the class of a customer."""
    match name:
        case "segment":
            return lambda _, each: (each.segment or None) if each is not None else None
        case "value":
            given = {each.customer: each.tier for each in found.ranked}
            return lambda number, _: given.get(number)
        case "abc":
            return lambda _, each: (each.abc or None) if each is not None else None
        case "grade":
            grades = Grades(found.scope, found.period, found)
            return lambda number, _: grades[number].grade or None
        case "size":
            known = sizes(found.scope)
            return lambda number, _: known.get(number)
        case "age":
            ages = _ages(found.scope)
            return lambda number, _: ages.get(number)
        case "frequency":
            return lambda _, each: _band(each.times if each is not None else 0, _TIMES)
    return lambda _, each: (_band(each.revenue // 100, _AMOUNTS) if each is not None else "") or "0"


def _band(figure: int, bands: Sequence[tuple[int, str]]) -> str:
    return next((name for least, name in bands if figure >= least), "")


def _ages(scope: Scope) -> dict[int, str]:
    """Bands of age by the year of birth; people whose birthday has no year have none."""
    year = scope.session.today.year
    found = {}
    for number, value in scope.rows("SELECT customer, value FROM main.fields WHERE name = 'birthday'"):
        born = _YEAR.search(value)
        if born is not None and 0 <= year - int(born[0]) <= 120:
            found[number] = _band(year - int(born[0]), _AGES)
    return found
