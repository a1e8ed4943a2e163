"""What is known of a problem code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledger.messages import Message
from ledger.model.problem import Severity

Explanation = Callable[[Mapping[str, str]], Message | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A severity, a sentence and a hint whose `{places}` a problem's args fill.

    `otherwise` is the hint where a value that `hint` needs is missing; `explain` works one out from the args, and is
    asked first.
    """

    severity: Severity
    message: Message
    hint: Message | None = None
    otherwise: Message | None = None
    explain: Explanation | None = None
