"""What is known of a problem code."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.messages import Message
from ledger.model.problem import Severity

# The hint of a date that is none is worked out from the problem's `value`.
WHY_NO_DATE = Message("{why}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A severity, a sentence and a hint whose `{places}` a problem's args fill."""

    severity: Severity
    message: Message
    hint: Message | None = None
