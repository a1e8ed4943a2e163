"""What policies go by: measures of goals, kinds of promises, and worked-out values that playbooks are for, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.model.names import fold

Names = Mapping[str, tuple[str, ...]]

MONEY, PERCENT, NUMBER = "money", "percent", "number"

MEASURES: Mapping[str, str] = {
    "revenue": MONEY,
    "profit": MONEY,
    "orders": NUMBER,
    "csat": PERCENT,
    "nps": NUMBER,
    "collection_rate": PERCENT,
    "retention": PERCENT,
    "repurchase": PERCENT,
    "conversion": PERCENT,
    "complaints_per_100": NUMBER,
    "overdue_share": PERCENT,
    "completeness": PERCENT,
}
"""What a goal may be about, and what its target is: an amount, a percentage (85 for 85%) or a number."""

MEASURE_NAMES: Names = {
    "revenue": ("销售额", "收入", "营收", "sales"),
    "profit": ("利润", "毛利"),
    "orders": ("订单数", "订单"),
    "csat": ("满意度", "客户满意度", "satisfaction"),
    "nps": ("净推荐值",),
    "collection_rate": ("回款率", "collection"),
    "retention": ("留存率", "保留率", "客户保留率", "retention_rate"),
    "repurchase": ("复购率", "repurchase_rate"),
    "conversion": ("转化率", "成交率", "conversion_rate"),
    "complaints_per_100": ("每百单投诉", "百单投诉"),
    "overdue_share": ("逾期率", "逾期占比"),
    "completeness": ("完整度", "资料完整度"),
}
CASES = ("complaint", "feedback", "inquiry", "service")
"""The kinds of entries that are answered and solved."""

WORKED_OUT: Mapping[str, tuple[tuple[str, ...], str]] = {
    "churn": (("流失风险", "流失", "risk"), "risk"),
    "value": (("价值", "客户价值"), "value"),
    "segment": (("分群", "细分"), "segment"),
}
"""Worked-out values of a customer that a playbook may be for: other names, and the set of their values."""


def named(written: str, names: Names) -> str:
    """The canonical one of the names that a word means, or an empty text."""
    wanted = fold(written)
    return next((name for name, others in names.items() if wanted in map(fold, (name, *others))), "")


def measure(written: str) -> str:
    """The canonical measure that a word means, or an empty text."""
    return named(written, MEASURE_NAMES)


def worked_out(written: str) -> str:
    """The canonical name of a worked-out value, or an empty text."""
    return named(written, {name: others for name, (others, _) in WORKED_OUT.items()})
