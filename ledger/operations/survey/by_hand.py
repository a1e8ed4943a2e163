"""One answer as somebody types it: `csat=5 nps=9`, and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ledger.errors import BadValue
from ledger.messages import say
from ledger.model.customer import Customer
from ledger.operations.asked_entry import past_day
from ledger.operations.log import Logged, log
from ledger.operations.survey.filing import MEASURES, MORE, Answer, answered, score
from ledger.operations.survey.naming import KIND, Survey, survey
from ledger.operations.writing import look
from ledger.session import Session

_PAIR = re.compile(r"([^\s=＝:：]{1,20})[=＝](.+)")


def answer_of(session: Session, words: Sequence[str]) -> Answer:
    """What was typed: measures and other fields as `name=value`, all else words. Raises BadValue."""
    scores, fields, text = {}, {}, []
    for word in words:
        found = _PAIR.fullmatch(word)
        definition = found and session.vocabulary.entry_field(KIND, found[1])
        name = definition.name if definition else ""
        if found is None or name not in (*MEASURES, "score", *MORE):
            text.append(word)
            continue
        name = "csat" if name == "score" else name
        if name in scores or name in fields:
            raise BadValue(say("{field} is given twice; nothing was written.", field=found[1]))
        if name in MEASURES:
            scores[name] = score(name, found[2])
        else:
            fields[name] = found[2].strip()
    return Answer(scores, fields, " ".join(text))


def answer(
    session: Session,
    path: str,
    words: Sequence[str],
    *,
    name: str = "",
    day: str = "",
    by: str | None = None,
    dry_run: bool = False,
) -> Logged:
    """File one answer; without a name it is of the survey that the customer was asked last and has not answered.

    Raises BadValue, and what writing raises; then nothing was written.
    """
    given = answer_of(session, words)
    if not given.scores and not given.text:
        raise BadValue(
            say("What was answered? Nothing was written."), say("For example: ledger survey answer WHO csat=5 nps=9")
        )
    customer = look(session, path).customer
    of = survey(session, name) if name else _awaited(customer)
    given = replace(given, day=past_day(session, day, []))
    return log(session, path, answered(session, customer, of, given, by=by), dry_run=dry_run)


def _awaited(customer: Customer) -> Survey:
    """The survey that was sent last and is not answered; one without a name where there is none."""
    for entry in reversed(customer.entries):
        if entry.kind == KIND and entry.fields.get("status") == "sent":
            later = [
                each for each in customer.entries if each.kind == KIND and each.ref == entry.ref and each is not entry
            ]
            if not any(each.fields.get("status") in ("answered", "closed") for each in later):
                return Survey(f"{entry.ref} {entry.title}".strip(), entry.ref, entry.title)
    return Survey("", "", "")
