"""Verifying profiles: whose term is past, and writing down what was found out, with the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ledger.errors import BadValue, ChangedMeanwhile
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.revise import NewEntry, append_entry
from ledger.model.vocabulary import written
from ledger.operations.asked_entry import Asked as AskedEntry
from ledger.operations.asked_entry import check, field_word
from ledger.operations.assignments import Assignment
from ledger.operations.fields import Hand
from ledger.operations.leaves import Leaf, language_of, leaves, without_doubt
from ledger.operations.sharing.people import named
from ledger.operations.writing import Draft, Revision, revise, same_entries, same_tasks
from ledger.reports.asked import Asked
from ledger.reports.scope import scope
from ledger.session import Session
from ledger.text.edits import Edit, apply
from ledger.text.places import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profile to be verified: its path and name, when it was to be verified (None: any day), and why."""

    path: str
    id: str
    name: str
    owner: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said of a profile: new values by the leaf's key (an empty one clears), and those that stay doubtful."""

    changed: dict[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verified:
    """A profile as it was written: the labels of what changed, and what is to be said of it."""

    revision: Revision
    changed: tuple[str, ...]
    notes: tuple[Message, ...]


def past_term(session: Session, owner: str = "") -> tuple[Candidate, ...]:
    """The profiles whose term is past, the longest first, then those of which nobody knows since when; all of them.

    Raises BadValue for an owner who is nobody in ledger.yaml and has no customer.
    """
    found = scope(session, Asked())
    person = named(session.settings, owner) or owner.strip().removeprefix("@")
    if person and not found.one("SELECT 1 FROM scope WHERE owner = ? LIMIT 1", (person,)):
        raise BadValue(say("{name} looks after no customer.", name=owner))
    rows = found.rows(
        "SELECT c.path, c.id, c.name, ifnull(c.owner, ''), d.date FROM now_dues d JOIN scope c ON c.customer = d.customer"
        " WHERE d.what = 'verify' AND NOT c.resting AND (d.date IS NULL OR d.date <= ?) AND (? = '' OR c.owner = ?)"
        " ORDER BY d.date IS NULL, d.date, c.name, c.path",
        (found.today, person, person),
    )
    return tuple(Candidate(*row) for row in rows)


def try_change(session: Session, draft: Draft, leaf: Leaf, value: str, *, force: bool = False) -> tuple[Message, ...]:
    """See whether a value can be put into a profile, and what is to be said of it; raises the refusal if it can't."""
    hand = Hand(session, force=force)
    hand.put(draft.text, (Assignment(leaf.key, "=", value),))
    return tuple(hand.judge.notes)


def verify(
    session: Session,
    path: str,
    asked: Sequence[Leaf] | None = None,
    answers: Answers | None = None,
    *,
    force: bool = False,
    dry_run: bool = False,
) -> Verified:
    """Write what was said of a profile, the day of today under `verified`, and where values changed an entry that names them.

    `asked` are the values that somebody was shown; with None the profile is only stamped. Values that were shown with a
    question mark and are not among the doubtful lose it. Raises ChangedMeanwhile where the file has other values now.
    """
    given, notes, labels = answers or Answers(), list[Message](), list[str]()

    def wish(draft: Draft) -> Sequence[Edit]:
        notes.clear()
        shown = tuple(asked or ())
        now = leaves(session, draft, session.settings.language)
        if asked is not None and now != shown:
            raise ChangedMeanwhile(
                say("{path} was changed while you were asked; nothing was written.", path=path),
                say("Call it again: it shows the values as they are now."),
            )
        language = language_of(session, draft.customer)
        hand = Hand(session, force=force)
        hand.words = replace(hand.words, language=language)
        text = hand.put(draft.text, _assignments(session, draft.customer, shown, given))
        notes.extend(hand.judge.notes)
        labels[:] = _changed(now, given)
        if labels:
            text = apply(text, [append_entry(text, _entry(session, labels))])
        return [Edit(Span(0, len(draft.text)), text)] if text != draft.text else []

    def expected(before: Customer, after: Customer) -> bool:
        touched = {"verified", "unconfirmed", *(leaf.name for leaf in asked or ())}
        more = 1 if labels else 0
        kept = replace(after, entries=after.entries[: len(after.entries) - more])
        return (
            _others(before, touched) == _others(after, touched)
            and after.value("verified") == session.today
            and same_entries(before, kept)
            and same_tasks(before, after)
            and (not labels or after.entries[-1].kind == "verify")
        )

    done = revise(session, path, wish, expected, dry_run=dry_run)
    return Verified(done, tuple(labels), tuple(notes))


def _changed(shown: Sequence[Leaf], given: Answers) -> list[str]:
    """The labels of the values that changed, as the entry lists them."""
    return list(dict.fromkeys(" ".join(leaf.label) for leaf in shown if leaf.key in given.changed))


def _assignments(session: Session, customer: Customer, shown: Sequence[Leaf], given: Answers) -> list[Assignment]:
    wanted = []
    for leaf in shown:
        if leaf.key in given.changed:
            wanted.append(Assignment(leaf.key, "=", given.changed[leaf.key]))
        elif leaf.doubt and leaf.key not in given.doubtful:
            wanted.append(Assignment(leaf.key, "=", leaf.value))
    doubtful = {leaf.name for leaf in shown if leaf.key in given.doubtful}
    sure = [leaf.name for leaf in shown if leaf.doubt and leaf.name not in doubtful]
    listed = without_doubt(sure, customer)
    if listed and len(listed) == len(customer.texts("unconfirmed")):
        wanted.append(Assignment("unconfirmed", "=", ""))
    else:
        wanted += [Assignment("unconfirmed", "-=", name) for name in listed]
    return [*wanted, Assignment("verified", "=", session.today.isoformat())]


def _entry(session: Session, labels: Sequence[str]) -> NewEntry:
    kind = session.vocabulary.kinds["verify"]
    word = written(kind, session.settings.language)
    changed = field_word(session, kind, "changed")
    return check(session, AskedEntry(word, fields=((changed, ", ".join(labels)),))).entry


def _others(customer: Customer, touched: set[str]) -> dict[str, object]:
    return {name: found.value for name, found in customer.fields.items() if name not in touched}
