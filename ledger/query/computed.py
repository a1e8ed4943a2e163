"""The values that are worked out for a customer and may be asked for, with their names in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.model.definitions import FieldDefinition
from ledger.model.names import fold


def _defined(
    name: str, kind: str, english: tuple[str, ...], chinese: tuple[str, ...], values: str = ""
) -> FieldDefinition:
    return FieldDefinition(name, kind, {"en": (name, *english), "zh": chinese}, module="computed", values=values)


# Days are those of a calendar; `next_due` is the earliest dated due (days that come every year not counted),
# `overdue_amount` what is open of invoices whose due day is past.
COMPUTED: Mapping[str, FieldDefinition] = {
    definition.name: definition
    for definition in (
        _defined("last_contact", "date", ("last_contacted",), ("最近联系", "上次联系", "最后联系", "最近联系时间")),
        _defined("last_entry", "date", (), ("最近记录", "最后记录")),
        _defined("last_order", "date", (), ("最近购买", "最近下单", "最近订单", "上次购买")),
        _defined("next_due", "date", (), ("下次到期", "最近到期", "下一事项")),
        _defined("days_silent", "number", ("silent",), ("沉默天数", "未联系天数")),
        _defined("contacts_made", "number", (), ("联系次数",)),
        _defined("talk_rhythm", "number", (), ("联系节奏",)),
        _defined("order_rhythm", "number", (), ("购买节奏", "购买周期")),
        _defined("revenue", "money", ("sales",), ("销售额", "成交额", "累计销售额", "营收")),
        _defined("orders", "number", (), ("订单数", "购买次数")),
        _defined("open_amount", "money", ("receivable",), ("未收金额", "应收", "应收款", "未收款")),
        _defined("overdue_amount", "money", (), ("逾期金额", "逾期款", "超期金额")),
        _defined("completeness", "number", (), ("完整度", "资料完整度")),
        _defined("missing", "text", (), ("缺少", "缺失")),
        _defined("problems", "number", (), ("问题数",)),
        _defined("open_complaints", "number", (), ("未结投诉", "未处理投诉")),
        _defined("path", "text", (), ("路径", "文件路径")),
    )
}

# How customers stand on a day: by their own habits, or measured beside the others.
STANDING: Mapping[str, FieldDefinition] = {
    definition.name: definition
    for definition in (
        _defined("churn", "choice", ("churn_risk", "risk_of_leaving"), ("流失风险", "流失预警级别"), "risk"),
        _defined("churn_points", "number", (), ("流失分", "流失风险分")),
        _defined("stage_by_rules", "choice", ("rule_stage",), ("规则阶段", "订单阶段"), "ladder"),
        _defined("next_order", "date", ("next_purchase",), ("预计下单", "预计下次购买", "下次购买")),
        _defined("value_tier", "choice", ("value", "customer_value"), ("价值", "客户价值", "价值等级"), "value"),
        _defined("segment", "choice", ("rfm",), ("细分", "客户细分", "分群"), "segment"),
        _defined("level_by_rules", "choice", ("rule_level",), ("规则级别", "建议级别"), "level"),
    )
}
BESIDE_OTHERS = frozenset({"value_tier", "segment", "level_by_rules"})

_BY_NAME = {
    fold(name): definition
    for definition in (*COMPUTED.values(), *STANDING.values())
    for names in definition.names.values()
    for name in names
}


def computed(written: str) -> FieldDefinition | None:
    """The worked-out value that a name means, in any language, case, width and spacing."""
    return _BY_NAME.get(fold(written))
