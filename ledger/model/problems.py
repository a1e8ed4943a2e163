"""What each problem code means: how much it matters, what is said of it, and what to do about it.

The codes of one subject stand in one module of `problem_codes`; this one puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from ledger.messages import Message
from ledger.model.problem import Problem, Severity
from ledger.model.problem_codes.across import ACROSS
from ledger.model.problem_codes.entries import ENTRIES
from ledger.model.problem_codes.files import FILES
from ledger.model.problem_codes.kind import Kind
from ledger.model.problem_codes.policy import POLICY
from ledger.model.problem_codes.settings import SETTINGS
from ledger.model.problem_codes.sharing import SHARING
from ledger.model.problem_codes.values import VALUES

__all__ = ["CODES", "Kind", "hint", "message", "severity"]

CODES: Mapping[str, Kind] = {**SETTINGS, **FILES, **ENTRIES, **VALUES, **ACROSS, **SHARING, **POLICY}

_UNKNOWN = Kind(Severity.ERROR, Message("something is wrong here"))


def severity(problem: Problem) -> Severity:
    """How much a problem matters."""
    return CODES.get(problem.code, _UNKNOWN).severity


def message(problem: Problem) -> Message:
    """What is wrong, as a sentence with the problem's values."""
    return Message(CODES.get(problem.code, _UNKNOWN).message.template, dict(problem.args))


def hint(problem: Problem) -> Message | None:
    """What to do about it; None where there is nothing to say, or where a value that the hint needs is missing or empty."""
    kind = CODES.get(problem.code, _UNKNOWN)
    if kind.explain is not None:
        return kind.explain(problem.args)
    return _filled(kind.hint, problem) or _filled(kind.otherwise, problem)


def _filled(template: Message | None, problem: Problem) -> Message | None:
    """A hint with the problem's values; None where one that it needs is missing or empty."""
    if template is None or not all(problem.args.get(name) for name in _places(template.template)):
        return None
    return Message(template.template, dict(problem.args))


def _places(template: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)
