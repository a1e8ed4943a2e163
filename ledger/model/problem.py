"""Something wrong in a file, as a value with a code and a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Problem:
    """A `code` of model.problems.CODES at a place; `args` fill the message of that code.

    `line` and `column` count from 1 in characters of the decoded text; `length` is what to mark
    (0: the rest of the line). Line 0 speaks of the whole file.
    """

    code: str
    line: int = 0
    column: int = 1
    length: int = 0
    args: Mapping[str, str] = field(default_factory=dict)
