"""What figures can be told apart by: fields and worked-out values of the customer, stretches of time, products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.query.names import customer_field
from ledger.reports.scope import Scope
from ledger.reports.table import Column


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension: its column, and how SQL gives its value: `expression`, after `join` (facts are `s`, the scope `c`)."""

    column: Column
    expression: str
    join: str = ""

    @property
    def name(self) -> str:
        """Its canonical name."""
        return self.column.name


_TIMES: Mapping[str, tuple[tuple[str, ...], Message, str]] = {
    "day": (("日", "天"), say("day"), "{date}"),
    "week": (("周", "星期"), say("week"), "iso_week({date})"),
    "month": (("月", "月份"), say("month"), "substr({date}, 1, 7)"),
    "quarter": (
        ("季度", "季"),
        say("quarter"),
        "substr({date}, 1, 4) || '-Q' || ((CAST(substr({date}, 6, 2) AS INTEGER) + 2) / 3)",
    ),
    "year": (("年", "年份", "年度"), say("year"), "substr({date}, 1, 4)"),
}
TIMES = tuple(_TIMES)
_OF_SCOPE: Mapping[str, tuple[tuple[str, ...], Message, str]] = {
    "level": (("级别", "等级"), say("level"), "level"),
    "owner": (("负责人", "业务员", "salesperson"), say("owner"), "people"),
    "stage": (("阶段",), say("stage"), "stage"),
}


def dimension(
    scope: Scope, written: str, *, date: str = "s.date", own: Mapping[str, Dimension] | None = None
) -> Dimension:
    """The dimension of a name in any language; `own` are those that only a report has. Raises BadValue.

    `date` is the column of the day, empty where there is none.
    """
    wanted = written.strip().lower().replace("-", "_")
    for name, each in (own or {}).items():
        if wanted == name:
            return each
    for name, (others, label, expression) in _TIMES.items():
        if date and wanted in (name, *others):
            return Dimension(Column(name, label, "month"), expression.format(date=date))
    if wanted in ("customer", "客户"):
        return Dimension(Column("name", say("customer"), wide=True), "c.name")
    for name, (others, label, values) in _OF_SCOPE.items():
        if wanted in (name, *others):
            return Dimension(Column(name, label, "choice", values=values), f"c.{name}")
    return _of_field(scope, written, own or {}, with_time=bool(date))


def dimensions(
    scope: Scope, written: Sequence[str], *, date: str = "s.date", own: Mapping[str, Dimension] | None = None
) -> tuple[Dimension, ...]:
    """Several of them; names may be parted by commas."""
    parts = [part.strip() for each in written for part in each.replace("，", ",").replace("、", ",").split(",")]
    return tuple(dimension(scope, part, date=date, own=own) for part in parts if part)


def _of_field(scope: Scope, written: str, own: Mapping[str, Dimension], *, with_time: bool) -> Dimension:
    found = customer_field(written, scope.session.vocabulary)
    if found is not None:
        table = scope.values_of(found.path)
        values = found.definition.values
        label = say("{name}", name=found.path.replace("_", " "))
        kind = "choice" if values else "text"
        column = Column(found.path.replace(".", "_"), label, kind, values=values, definition=found.definition)
        return Dimension(column, f"{table}.value", f"LEFT JOIN {table} ON {table}.customer = c.customer")
    if scope.one("SELECT 1 FROM fields WHERE name = ? LIMIT 1", (written,)):
        table = scope.values_of(written)
        return Dimension(
            Column(written, say("{name}", name=written)),
            f"{table}.value",
            f"LEFT JOIN {table} ON {table}.customer = c.customer",
        )
    known = (*own, *(TIMES if with_time else ()), "customer", *_OF_SCOPE, *scope.session.vocabulary.fields)
    near = scope.session.vocabulary.nearest(written, known)
    some = (*own, *(TIMES if with_time else ()), "customer", *_OF_SCOPE, "region", "source", "industry")
    raise BadValue(
        say("Figures can't be told apart by “{name}”.", name=written),
        say("Did you mean {near}?", near=near)
        if near
        else say("Any field of a customer, or one of: {names}.", names=some),
    )
