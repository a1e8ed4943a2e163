"""Warnings written down: a dated entry with the risk and its signs, so that next year one can see what was known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.facts.bills import bills
from ledger.facts.churn import Risk, churn
from ledger.facts.money import orders
from ledger.facts.planned import until
from ledger.facts.ratings import ratings
from ledger.facts.rhythms import rhythms
from ledger.facts.story import Story, tell
from ledger.messages import Message
from ledger.model.vocabulary import written
from ledger.operations.asked_entry import Asked, check
from ledger.operations.log import Logged, log
from ledger.operations.writing import look
from ledger.session import Session

KIND = "warning"


@dataclass(frozen=True, slots=True)
class Warned:
    """What became of a customer: its risk, and the entry; None where it is at low risk, at rest or warned of already."""

    path: str
    risk: Risk
    logged: Logged | None


def warn(
    session: Session, paths: Iterable[str], put: Callable[[Message], str], *, dry_run: bool = False
) -> list[Warned]:
    """Append a `warning` of today with risk and signs to each file of a customer at medium or high risk.

    Whoever has an open warning, is put away, merged or lost gets none. `put` puts signs into the ledger's language.
    Raises what `log` raises; files before that one were written.
    """
    return [_warn(session, path, put, dry_run=dry_run) for path in paths]


def _warn(session: Session, path: str, put: Callable[[Message], str], *, dry_run: bool) -> Warned:
    customer = until(look(session, path).customer, session.today)
    story = tell(customer, session.vocabulary, session.settings)
    risk = risk_of(story, session)
    if story.resting or risk.level in ("", "low") or any(not each.closed for each in story.records.get(KIND, ())):
        return Warned(path, risk, None)
    language = session.settings.language
    words = session.vocabulary
    kind = written(words.kinds[KIND], language)
    # A comma would part a sign in two.
    signs = ", ".join(put(part.message).replace(", ", " ").replace("，", " ").replace("、", " ") for part in risk.parts)
    fields = (
        (_field(session, "risk"), words.value_label("risk", risk.level, language)),
        (_field(session, "signals"), signs),
    )
    return Warned(path, risk, log(session, path, check(session, Asked(kind, fields=fields)), dry_run=dry_run))


def risk_of(story: Story, session: Session) -> Risk:
    """The risk of a customer today, from what its file tells."""
    (rhythm,) = rhythms(story, orders(story), bills(story), ratings(story))
    return churn(rhythm, session.today, session.settings.policies.churn)


def _field(session: Session, name: str) -> str:
    """How the ledger writes a field of a warning."""
    field = session.vocabulary.entry_field(KIND, name)
    names = () if field is None else field.names.get(session.settings.language, ())
    return names[0] if names else name
