"""Handing customers over: owner, open tasks and open records of one person become another's, with an entry that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ledger.errors import BadValue, LedgerError, NotFound, Refused
from ledger.facts.compute import compute_on
from ledger.facts.values import Facts, Record
from ledger.messages import Message, say
from ledger.model import headings
from ledger.model.customer import Customer, Entry, Task
from ledger.model.revise import NewEntry, append_entry
from ledger.model.settings import Settings
from ledger.model.vocabulary import written
from ledger.operations.asked_entry import Asked, check, check_heading, field_word
from ledger.operations.assignments import Assignment
from ledger.operations.fields import Hand
from ledger.operations.open_tasks import open_tasks
from ledger.operations.sharing.people import named
from ledger.operations.writing import Draft, Expectation, Revision, look, revise
from ledger.reports.customers import list_customers
from ledger.session import Session
from ledger.store.files import Reader
from ledger.store.lock import lock
from ledger.text.edits import Edit, apply
from ledger.text.places import Span, line_end

KIND, OWNER, SINCE, PROTECTED = "handover", "owner", "owner_since", "protected_until"
_AT = re.compile(r"(?:(?<![ \t])[ \t]+)?@\S+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """From whom to whom; `names` are all by which files may call the one who hands over."""

    giver: str
    taker: str
    names: frozenset[str]
    reason: str = ""

    def means(self, word: object) -> bool:
        """Whether a word is the one who hands over."""
        return isinstance(word, str) and word.strip().removeprefix("@").casefold() in self.names


@dataclass(frozen=True, slots=True)
class Handed:
    """What changes hands in one file.

    `owner` tells that the customer itself does, `tasks` and `records` are what is open and theirs. `protected` is the
    last day of a protection that still holds. The rest is for the list that both sign: `open_amount` by currency,
    `complaints` how many are open, `next_day` the day agreed on.
    """

    path: str
    name: str
    owner: bool
    tasks: tuple[Task, ...]
    records: tuple[Record, ...]
    revision: Revision
    protected: date | None = None
    open_amount: Mapping[str, Decimal] | None = None
    complaints: int = 0
    next_day: date | None = None


class HalfDone(LedgerError):
    """Something went wrong between two files: `done` are written, `left` are as they were."""

    code = "half-done"

    def __init__(self, reason: LedgerError, done: Sequence[str], left: Sequence[str]) -> None:
        super().__init__(
            say("{reason} Written before: {done}; not written: {left}", reason=reason.message, done=done, left=left),
            say("Put right what was in the way and call it again: what is handed over stays so."),
        )
        self.exit_code = reason.exit_code
        self.done = tuple(done)
        self.left = tuple(left)


def wanted(session: Session, giver: str, taker: str, *, reason: str = "", force: bool = False) -> Wanted:
    """Who is meant by two words, names or aliases of ledger.yaml's people.

    Whoever has left may be missing there. Raises BadValue for a new owner who is, unless it is forced.
    """
    settings = session.settings
    old = named(settings, giver) or giver.strip().removeprefix("@")
    new = named(settings, taker)
    if not new and settings.people and not force:
        near = session.vocabulary.nearest(taker, _all_names(settings))
        raise BadValue(
            say("{name} is none of the people in ledger.yaml; nothing was written.", name=taker),
            say("Did you mean “{nearest}”? --force takes the name as it is.", nearest=near)
            if near
            else say("Write the name into `people` of ledger.yaml, or --force takes it as it is."),
        )
    new = new or taker.strip().removeprefix("@")
    if not old or not new or old.casefold() == new.casefold():
        raise BadValue(say("A handover needs two people; nothing was written."))
    person = settings.people.get(old)
    names = {old, *(person.aliases if person is not None else ())}
    return Wanted(old, new, frozenset(name.casefold() for name in names), reason)


def _all_names(settings: Settings) -> list[str]:
    return [name for person in settings.people.values() for name in (person.name, *person.aliases)]


def planned(session: Session, asked: Wanted, query: str = "", *, force: bool = False) -> tuple[Handed, ...]:
    """What would change hands, file by file, with every file checked; nothing is written.

    Raises NotFound where nothing would, and Refused where a protection holds and it isn't forced.
    """
    found = tuple(_planned(session, asked, query))
    if not found:
        raise NotFound(say("{name} has no customer, open task or promise there.", name=asked.giver))
    protected = [one for one in found if one.protected is not None and one.owner]
    if protected and not force:
        raise Refused(
            say(
                "These are protected for {name}; nothing was written: {customers}",
                name=asked.giver,
                customers=tuple(f"{one.name} ({one.protected})" for one in protected[:10]),
            ),
            say("--force hands them over all the same."),
        )
    return found


def _planned(session: Session, asked: Wanted, query: str) -> Iterator[Handed]:
    for path in _paths(session, asked, query):
        customer = look(session, path).customer
        handed = _of(session, customer, asked)
        if handed is not None:
            yield replace(handed, revision=_write(session, path, asked, dry_run=True))


def _paths(session: Session, asked: Wanted, query: str) -> Iterator[str]:
    """The files that name the one who hands over at all."""
    paths = [row.path for row in list_customers(session, query).rows()]
    reader = Reader(session.root)
    for path in sorted(paths):
        try:
            content = reader.read(path)
        except LedgerError:
            continue
        text = content.decode("utf-8", "replace").casefold()
        other = "" if "\ufffd" not in text else content.decode("gb18030", "replace").casefold()
        if any(name in text or name in other for name in asked.names):
            yield path


def hand_over(session: Session, asked: Wanted, plan: Sequence[Handed]) -> tuple[Handed, ...]:
    """Write what was planned, each file from its newest text, while no other command writes.

    Raises HalfDone where a file refuses after others were written.
    """
    done: list[Handed] = []
    with lock(session.root):
        for handed in plan:
            try:
                done.append(replace(handed, revision=_write(session, handed.path, asked, dry_run=False)))
            except LedgerError as reason:
                if not done:
                    raise
                written_before = [one.path for one in done]
                raise HalfDone(reason, written_before, [one.path for one in plan[len(done) :]]) from reason
    return tuple(done)


# One file


def _of(session: Session, customer: Customer, asked: Wanted) -> Handed | None:
    """What changes hands in a file; None if nothing does."""
    facts = compute_on(customer, session.vocabulary, session.settings, session.today)
    owner = any(map(asked.means, customer.texts(OWNER)))
    tasks = tuple(one.task for one in open_tasks(customer) if any(map(asked.means, one.task.people)))
    records = tuple(one for one in facts.records if not one.closed and any(map(asked.means, _owners(one.fields))))
    if not (owner or tasks or records):
        return None
    until = customer.fields.get(PROTECTED)
    day = until.value if until is not None and isinstance(until.value, date) else None
    return Handed(
        customer.path,
        customer.name,
        owner,
        tasks,
        records,
        Revision(customer.path, "", "", customer, customer),
        day if day is not None and day >= session.today else None,
        facts.open_amount,
        facts.open_complaints,
        _next_day(customer, facts),
    )


def _next_day(customer: Customer, facts: Facts) -> date | None:
    """The follow-up agreed on, else the first day that something is due."""
    field = customer.fields.get("next_follow_up")
    if field is not None and isinstance(field.value, date):
        return field.value
    return min((due.date for due in facts.dues if due.date is not None), default=None)


def _owners(fields: Mapping[str, object]) -> Sequence[object]:
    value = fields.get(OWNER)
    return value if isinstance(value, list | tuple) else (value,)


def _write(session: Session, path: str, asked: Wanted, *, dry_run: bool) -> Revision:
    def wish(draft: Draft) -> Sequence[Edit]:
        handed = _of(session, draft.customer, asked)
        if handed is None:
            return []
        text = apply(draft.text, [*_task_edits(session, draft, handed, asked), *_record_edits(draft, handed, asked)])
        if handed.owner:
            words = session.vocabulary.fields
            language = session.settings.language
            names = [written(words[name], language) for name in (OWNER, SINCE)]
            values = (asked.taker, session.today.isoformat())
            sets = [Assignment(name, "=", value) for name, value in zip(names, values, strict=True)]
            text = Hand(session, force=True).put(text, sets)
        text = apply(text, [append_entry(text, _entry(session, asked))])
        return [Edit(Span(0, len(draft.text)), text)]

    return revise(session, path, wish, _expected(asked), dry_run=dry_run)


def _entry(session: Session, asked: Wanted) -> NewEntry:
    kind = session.vocabulary.kinds[KIND]
    pairs = [("from", asked.giver), ("to", asked.taker), *([("reason", asked.reason)] if asked.reason else [])]
    fields = tuple((field_word(session, kind, name), value) for name, value in pairs)
    checked = check(session, Asked(written(kind, session.settings.language), fields=fields))
    check_heading(session, checked.kind, checked.entry)
    return checked.entry


def _task_edits(session: Session, draft: Draft, handed: Handed, asked: Wanted) -> Iterator[Edit]:
    name = _marked_name(session, asked) if handed.tasks else ""
    for task in handed.tasks:
        start = task.span[0]
        line = draft.text[start : line_end(draft.text, start)]
        is_there = any(one.casefold() == name.casefold() for one in task.people)
        for sign, said, at in headings.marked(line):
            if sign == "@" and asked.means(said):
                place = Span(start + at, start + at + len(said))
                yield Edit(Span(place.start - 2, place.end), "") if is_there else Edit(place, name)
                is_there = True


def _marked_name(session: Session, asked: Wanted) -> str:
    """How the new owner is called behind an @; raises Refused where no name can stand there."""
    person = session.settings.people.get(asked.taker)
    names = (asked.taker, *(person.aliases if person is not None else ()))
    for name in names:
        if headings.marks(f"@{name}") == ((name,), (), ""):
            return name
    raise Refused(
        say("“{name}” can't stand behind @ in a task; nothing was written.", name=asked.taker),
        say("Give that person an alias of one word in ledger.yaml."),
    )


def _record_edits(draft: Draft, handed: Handed, asked: Wanted) -> Iterator[Edit]:
    """The owner of each open record, where it was said last."""
    for record in handed.records:
        said = [one for one in draft.customer.entries if _belongs(one, record) and OWNER in one.field_lines]
        named_there = [one for one in said if any(map(asked.means, _owners(one.fields)))]
        if named_there:
            yield from _line_edits(draft.text, named_there[-1].field_lines[OWNER], asked)


def _belongs(entry: Entry, record: Record) -> bool:
    if record.ref:
        return (entry.kind, entry.ref) == (record.kind, record.ref)
    return entry.line == record.line


def _line_edits(text: str, number: int, asked: Wanted) -> Iterator[Edit]:
    start = 0
    for _ in range(number - 1):
        start = text.index("\n", start) + 1
    line = text[start : line_end(text, start)]
    value = re.match(r"[^:：]*(?:::?|：)", line)
    after = value.end() if value is not None else 0
    names = "|".join(sorted(map(re.escape, asked.names), key=len, reverse=True))
    found = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE).search(line, after)
    if found is not None:
        yield Edit(Span(start + found.start(), start + found.end()), asked.taker)


def _expected(asked: Wanted) -> Expectation:
    """That nothing but owners, people of tasks, and one entry more differs."""

    def expected(before: Customer, after: Customer) -> bool:
        if before.path == after.path and (before.fields, before.entries) == (after.fields, after.entries):
            return before.tasks == after.tasks
        return (
            _fields(before) == _fields(after)
            and _AT.sub("", before.body) == _AT.sub("", after.body)
            and len(after.entries) == len(before.entries) + 1
            and after.entries[-1].kind == KIND
            and list(map(_plain_entry, before.entries)) == list(map(_plain_entry, after.entries[:-1]))
            and list(map(_plain_task, before.tasks)) == list(map(_plain_task, after.tasks))
        )

    return expected


def _fields(customer: Customer) -> object:
    return {name: field.value for name, field in customer.fields.items() if name not in (OWNER, SINCE)}


def _plain_entry(entry: Entry) -> object:
    fields = {name: value for name, value in entry.fields.items() if name != OWNER}
    return entry.date, entry.time, entry.kind, entry.ref, entry.title, entry.people, entry.tags, fields


def _plain_task(task: Task) -> object:
    return replace(task, line=0, span=(0, 0), people=(), text="")


def said_to_others(plan: Sequence[Handed]) -> Message | None:
    """What is to be known before: a protection that is overruled; None if nothing is."""
    names = tuple(f"{one.name} ({one.protected})" for one in plan if one.protected is not None and one.owner)
    return say("The protection of these still holds: {customers}", customers=names[:10]) if names else None
