"""Which figures of a customer can be asked why, by their names, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from ledger.errors import BadValue
from ledger.messages import say
from ledger.query.names import computed_field

if TYPE_CHECKING:
    from ledger.reports.table import Why
    from ledger.session import Session

_REPORTS = "ledger.reports.named."
FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "due": ("ledger.reports.why_due", ("dues", "待办", "到期", "事项")),
    "level": (f"{_REPORTS}grades", ("grade", "grades", "级别", "等级", "分级", "评级")),
    "value": (f"{_REPORTS}value", ("价值", "客户价值")),
    "segment": (f"{_REPORTS}segments", ("rfm", "细分", "分群")),
    "stage": (f"{_REPORTS}lifecycle", ("lifecycle", "阶段", "生命周期")),
    "churn": (f"{_REPORTS}churn", ("risk", "流失", "流失风险")),
    "revenue": (f"{_REPORTS}sales", ("sales", "销售额", "营收", "成交额")),
    "next_order": (f"{_REPORTS}forecast", ("forecast", "下次订单", "下次购买")),
    "open_amount": (
        f"{_REPORTS}receivables",
        ("open", "receivable", "receivables", "应收", "应收款", "欠款", "未收款"),
    ),
    "pipeline": (f"{_REPORTS}pipeline", ("opportunity", "opportunities", "weighted", "商机", "销售漏斗")),
    "satisfaction": (f"{_REPORTS}satisfaction", ("csat", "nps", "ces", "满意度")),
    "complaints": (f"{_REPORTS}complaints", ("complaint", "投诉")),
    "key_account": (f"{_REPORTS}key_accounts", ("key_accounts", "重点客户", "大客户")),
    "completeness": ("ledger.reports.why_complete", ("完整度", "资料完整度")),
}
"""Canonical name → module whose `why(session, customer)` answers, and other names."""


def figure(written: str) -> str:
    """The canonical name of a figure in any language; raises BadValue with all that can be asked."""
    wanted = written.strip().lower().replace("-", "_")
    worked_out = computed_field(written)
    for name, (_, others) in FIGURES.items():
        if wanted in (name, *others) or (worked_out is not None and worked_out.path == name):
            return name
    raise BadValue(
        say("Nobody can be told why “{what}”.", what=written), say("What can be asked: {names}.", names=tuple(FIGURES))
    )


def why(session: Session, customer: int, name: str) -> Why:
    """Why a figure of a customer (its number in the catalog) is as it is; `name` is canonical."""
    answer: Why = import_module(FIGURES[name][0]).why(session, customer)
    return answer
