"""Policies as JSON and back, exactly, so that a start that asks for none of them makes none."""

from __future__ import annotations

from ledger.model import policies, value_json
from ledger.model.policies import Policies
from ledger.model.values import Interval, Money

_CLASSES = (
    policies.Policies, policies.Promise, policies.Lifecycle, policies.Grading, policies.Churn, policies.Value,
    policies.Survey, policies.Goal, policies.Playbook, policies.KeyAccounts, Interval, Money,
)  # fmt: skip


def to_json(made: Policies) -> str:
    """The policies as a text; an empty one for the default."""
    if made == Policies():
        return ""
    return value_json.to_json(
        made, lambda value: value_json.fields_of(value, value.__slots__) if isinstance(value, _CLASSES) else None
    )


def from_json(text: str) -> Policies:
    """The policies that `to_json` wrote. Raises ValueError, TypeError or KeyError for what another version wrote."""
    if not text:
        return Policies()
    found = value_json.from_json(text, value_json.makers(_CLASSES))
    if not isinstance(found, Policies):
        raise TypeError(text[:40])
    return found
