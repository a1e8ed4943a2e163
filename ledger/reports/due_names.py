"""The names of what can be due, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import Message, say
from ledger.query.fold import fold

NAMES: Mapping[str, tuple[str, ...]] = {
    "task": ("任务", "待办", "tasks", "todo"),
    "follow_up": ("跟进", "下次跟进", "回访", "followup"),
    "cadence": ("例行联系", "联系", "定期联系", "regular contact", "contact"),
    "planned": ("计划", "已安排", "安排", "plan"),
    "birthday": ("生日", "birthdays"),
    "anniversary": ("纪念日", "周年", "anniversaries"),
    "holiday": ("节日", "节日问候", "holidays", "greeting"),
    "contract": ("合同", "续约", "contracts", "renewal"),
    "invoice": ("发票", "账单", "应收", "invoices"),
    "delivery": ("交付", "交货", "送货", "deliveries"),
    "complaint": ("投诉", "complaints"),
    "feedback": ("反馈",),
    "opportunity": ("商机", "机会", "opportunities", "deal"),
    "service": ("保修", "质保", "服务", "warranty"),
    "survey": ("满意度", "满意度调查", "回访调查", "surveys"),
    "verify": ("核对", "核实", "核对资料", "check profile", "verification"),
    "unconfirmed": ("待确认", "未确认"),
    "churn": ("流失", "流失风险", "leaving", "churn risk"),
    "warning": ("预警", "warnings"),
}

WHATS: Mapping[str, Message] = {
    "task": say("task"),
    "follow_up": say("follow-up"),
    "cadence": say("regular contact"),
    "planned": say("planned"),
    "birthday": say("birthday"),
    "anniversary": say("anniversary"),
    "holiday": say("holiday"),
    "contract": say("contract"),
    "invoice": say("invoice"),
    "delivery": say("delivery"),
    "complaint": say("complaint"),
    "feedback": say("feedback"),
    "opportunity": say("opportunity"),
    "service": say("warranty"),
    "survey": say("survey"),
    "verify": say("check profile"),
    "unconfirmed": say("unconfirmed"),
    "churn": say("may be leaving"),
    "warning": say("risk warning"),
}
"""What each kind is called where it stands alone."""


def due_kind(written: str) -> str | None:
    """The canonical name of what can be due, from a name in any language and any case; None if unknown."""
    return _written().get(_key(written))


def _written() -> Mapping[str, str]:
    return {_key(word): name for name, words in NAMES.items() for word in (name, *words)}


def _key(written: str) -> str:
    return fold(written).replace("-", "").replace("_", "").replace(" ", "")
