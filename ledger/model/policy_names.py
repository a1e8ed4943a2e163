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
    "units": NUMBER,
    "buyers": NUMBER,
    "new": NUMBER,
    "csat": NUMBER,
    "nps": NUMBER,
    "answered": PERCENT,
    "collection_rate": PERCENT,
    "retention": PERCENT,
    "repurchase": PERCENT,
    "conversion": PERCENT,
    "complaints_per_100": NUMBER,
    "overdue_share": PERCENT,
    "days_to_pay": NUMBER,
    "clv": MONEY,
    "completeness": PERCENT,
}
"""What a goal may be about, figures of `ledger report kpi`; its target is an amount, a percentage (85 for 85%) or a number."""

MEASURE_NAMES: Names = {
    "revenue": ("销售额", "收入", "营收", "sales"),
    "profit": ("利润", "毛利"),
    "orders": ("订单数", "订单"),
    "units": ("销量", "销售数量"),
    "buyers": ("购买客户数", "成交客户数"),
    "new": ("新客户", "新客户数", "new_customers"),
    "csat": ("满意度", "客户满意度", "satisfaction"),
    "nps": ("净推荐值",),
    "answered": ("按时回应率", "及时回应率", "answered_in_time"),
    "collection_rate": ("回款率", "collection"),
    "retention": ("留存率", "保留率", "客户保留率", "retention_rate"),
    "repurchase": ("复购率", "repurchase_rate"),
    "conversion": ("转化率", "成交率", "conversion_rate"),
    "complaints_per_100": ("每百单投诉", "百单投诉"),
    "overdue_share": ("逾期率", "逾期占比"),
    "days_to_pay": ("回款天数", "平均回款天数"),
    "clv": ("客户终身价值", "lifetime_value"),
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
