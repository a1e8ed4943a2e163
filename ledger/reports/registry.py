"""The reports by name: the line that says what each answers, its names in Chinese, and the module that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ledger.errors import BadValue
from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.reports.asked import Asked
    from ledger.reports.table import Report, Row, Why
    from ledger.session import Session


@dataclass(frozen=True, slots=True)
class Known:
    """A report: its `name`, what it answers, and other names.

    `options` are those of by, across, measure, days and period that it goes by; `who` tells that it asks for one customer.
    """

    name: str
    line: Message
    names: tuple[str, ...]
    group: Message
    options: str = ""
    who: bool = False

    def takes(self, option: str) -> bool:
        """Whether an option means something to it: by, across, measure, days or period."""
        return option in self.options.split()


SELLING, MONEY, CARE, CUSTOMERS, WORK = (
    say("Selling"),
    say("Contracts and money"),
    say("What customers say"),
    say("Who the customers are"),
    say("How the work goes"),
)
REPORTS: Mapping[str, Known] = {
    known.name: known
    for known in (
        Known("sales", say("Revenue, cost, profit, units and orders, and how they develop."), ("销售",), SELLING, "by across measure period"),
        Known("products", say("What is bought, and what is bought together."), ("产品", "购买"), SELLING, "by period"),
        Known("suggestions", say("What a customer may want too, by what others buy."), ("推荐",), SELLING, "period", who=True),
        Known("forecast", say("Whose next order is near or past, and what the pipeline may bring."), ("预测",), SELLING, "by days"),
        Known("pipeline", say("Open opportunities by stage, conversion, what was lost and why, targets."), ("商机", "销售漏斗"), SELLING, "by days period"),
        Known("source", say("Where customers come from, and what each source brings."), ("来源", "渠道"), SELLING, "by period"),
        Known("receivables", say("Who owes what since when, and how much of what was billed came in."), ("应收", "应收账款", "账龄"), MONEY, "by period"),
        Known("contracts", say("Contracts that run, end, renew, and their duties."), ("合同",), MONEY, "by days period"),
        Known("complaints", say("Complaints and how fast they were answered and solved."), ("投诉",), CARE, "by period"),
        Known("feedback", say("Opinions and suggestions by topic and product, and what became of them."), ("反馈",), CARE, "by days period"),
        Known("response", say("How fast requests are answered and closed."), ("响应", "响应时间"), CARE, "by days period"),
        Known("satisfaction", say("CSAT, NPS and CES with the number of answers."), ("满意度",), CARE, "by measure period"),
        Known("value", say("Who is worth how much: recency, frequency, money, shares, lifetime value."), ("价值", "客户价值"), CUSTOMERS, "days period"),
        Known("grades", say("The level that each customer would have by the rules, and why."), ("分级", "评级"), CUSTOMERS, "period"),
        Known("key-accounts", say("The sheet of key accounts."), ("重点客户", "大客户"), CUSTOMERS, "period"),
        Known("segments", say("Segments and saved queries with counts; any two dimensions crossed."), ("细分", "分群", "分类"), CUSTOMERS, "by across measure period"),
        Known("lifecycle", say("Stages, moves between them, retention, repurchase."), ("生命周期",), CUSTOMERS, "by period"),
        Known("silent", say("Customers that nobody has talked with for long."), ("沉默", "久未联系"), CUSTOMERS, "by days"),
        Known("churn", say("Who may be leaving, and by which signs."), ("流失", "流失风险"), CUSTOMERS, "by period"),
        Known("plan", say("What the policies ask for, what was done, what care has cost."), ("计划", "维护计划"), WORK, "by period"),
        Known("team", say("What each person does and reaches."), ("团队", "业绩"), WORK, "period"),
        Known("kpi", say("The key figures of a period on one page, with definitions."), ("指标", "关键指标"), WORK, "period"),
        Known("quality", say("How complete, fresh and exact the files are, and what to mend first."), ("质量", "资料质量"), WORK, "by days"),
        Known("stale", say("Profiles that nobody has verified for long."), ("陈旧", "待核对"), WORK, "by days"),
        Known("unconfirmed", say("Values that nobody has confirmed."), ("未确认", "待确认"), WORK, "by"),
        Known("review", say("The figures of a period for a review, with last period beside them."), ("复盘", "回顾"), WORK, "period"),
        Known("dashboard", say("All that matters on one page."), ("看板", "仪表盘"), WORK, "period"),
    )
}  # fmt: skip
_ALIKE = {
    "funnel": "pipeline",
    "targets": "pipeline",
    "ageing": "receivables",
    "aging": "receivables",
    "purchases": "products",
}


def known(written: str) -> Known:
    """The report of a name in any language; raises BadValue with the nearest one."""
    wanted = written.strip().lower().replace("_", "-")
    found = REPORTS.get(_ALIKE.get(wanted, wanted)) or next(
        (one for one in REPORTS.values() if wanted in one.names), None
    )
    if found is not None:
        return found
    from rapidfuzz import process

    near = process.extractOne(wanted, list(REPORTS), score_cutoff=60)
    raise BadValue(
        say("There is no report “{name}”.", name=written),
        say("Did you mean {near}?", near=near[0]) if near else say("`ledger report` lists them."),
    )


def make(session: Session, asked: Asked, one: Known) -> Report:
    """The report; raises what the query or a name in the question is refused with."""
    from ledger.store.scan import without_collector

    # What a report makes stays until it is shown: the collector would look through all of it and find nothing.
    with without_collector():
        made: Report = _module(one.name).report(session, asked)
    return made


def why_row(session: Session, asked: Asked, one: Known) -> Callable[[Row], Why] | None:
    """What says why a row is as it is, if the report can."""
    found: Any = getattr(_module(one.name), "why_row", None)
    return None if found is None else lambda row: found(session, asked, row)


def _module(name: str) -> Any:
    return import_module(f"ledger.reports.named.{name.replace('-', '_')}")
