"""Repairs applied: each one is tried on the text, and kept only if its problem is gone and nothing else differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from ledger.errors import Broken, LedgerError, NotFound
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.parse import parse
from ledger.model.problem import Problem
from ledger.operations.check.choice import Choice
from ledger.operations.check.fixes import FIXES, Ailing
from ledger.operations.ids import new_id
from ledger.operations.writing import same_entries, same_tasks
from ledger.session import Session
from ledger.store.files import Reader
from ledger.store.replace import sweep, update
from ledger.text.edits import apply
from ledger.text.source import Encoding, Source, decode, encode


@dataclass(frozen=True, slots=True)
class Step:
    """One repair: the code of its problem, the line where that stood (0: the whole file), what was done."""

    code: str
    line: int
    what: Message


@dataclass(frozen=True, slots=True)
class Repair:
    """What was repaired in one file: its text before and after."""

    path: str
    before: str
    after: str
    steps: tuple[Step, ...]


def repair(session: Session, choice: Choice, *, dry_run: bool = False) -> tuple[Repair, ...]:
    """Repair the files of a choice, each in one write, and remove what killed writers left; in the order of paths.

    A file that can't be written is left as it is. With `dry_run` nothing is written.
    """
    fresh = session.fresh()
    reader = Reader(session.root)
    made: list[Repair] = []
    for path in _ailing(session, choice):
        try:
            found = _repaired(session, path, reader.read(path))
            if found.steps and not dry_run:
                found = _written(session, path)
        except (Broken, NotFound):
            continue
        if found.steps:
            made.append(found)
    leftovers = [path for path in fresh.scan.leftovers if choice.takes(path)]
    made += [Repair(path, "", "", (Step("leftover", 0, say("removed")),)) for path in leftovers]
    if leftovers and not dry_run:
        sweep(session.root, leftovers)
    if made and not dry_run:
        session.stale()
    return tuple(made)


def _ailing(session: Session, choice: Choice) -> list[str]:
    """The files with a problem that a repair is known for."""
    codes = (*FIXES, "file-gb18030")
    wanted = (
        "SELECT DISTINCT c.path FROM problems p JOIN customers c ON c.customer = p.customer "  # noqa: S608
        f"WHERE p.code IN ({','.join('?' * len(codes))}) ORDER BY c.path"
    )
    return [path for (path,) in session.fresh().catalog.connection.execute(wanted, codes) if choice.takes(path)]


def _written(session: Session, path: str) -> Repair:
    """Repair a file under lock, from its newest bytes."""
    made: list[Repair] = []

    def change(content: bytes) -> bytes:
        made[:] = [_repaired(session, path, content)]
        encoding = decode(content).encoding
        kept = encoding if encoding is Encoding.UTF8_BOM else Encoding.UTF8
        return encode(made[0].after, kept) if made[0].steps else content

    try:
        update(session.root, path, change)
    except LedgerError as refused:
        raise Broken(refused.message, refused.hint) from refused
    return made[0]


def _repaired(session: Session, path: str, content: bytes) -> Repair:
    """What the repairs make of a file's bytes. Text in GB18030 is written in UTF-8, which is a repair of its own."""
    source = decode(content)
    before = _read(session, path, source.text)
    if source.encoding is Encoding.OPAQUE or any(found.code == "conflict-marker" for found in before.problems):
        return Repair(path, source.text, source.text, ())
    steps: list[Step] = []
    if source.encoding is Encoding.GB18030:
        steps.append(Step("file-gb18030", 0, say("turned it from GB18030 into UTF-8; its text is the same")))
    text, more = _healed(session, path, source.text, before)
    steps += more
    return Repair(path, source.text, text, tuple(sorted(steps, key=lambda step: step.line)))


def _healed(session: Session, path: str, text: str, customer: Customer) -> tuple[str, list[Step]]:
    """Apply one repair after the other; one that changes anything else than its problem is passed over."""
    steps: list[Step] = []
    refused: set[tuple[str, int, int]] = set()

    def make_id() -> str:
        return new_id(session.fresh().catalog)

    while (problem := _next(customer, refused)) is not None:
        step = _try(session, path, text, customer, problem, make_id)
        if step is None:
            refused.add((problem.code, problem.line, problem.column))
            continue
        text, customer, what = step
        steps.append(Step(problem.code, problem.line, what))
        refused.clear()
    return text, steps


def _next(customer: Customer, refused: set[tuple[str, int, int]]) -> Problem | None:
    for code in FIXES:
        for problem in customer.problems:
            if problem.code == code and (problem.code, problem.line, problem.column) not in refused:
                return problem
    return None


def _try(
    session: Session, path: str, text: str, customer: Customer, problem: Problem, make_id: Callable[[], str]
) -> tuple[str, Customer, Message] | None:
    language = session.settings.language

    def label(name: str) -> str:
        return session.vocabulary.label(name, language)

    for cure in FIXES[problem.code](Ailing(text, customer, make_id, label), problem):
        after_text = apply(text, cure.edits)
        after = _read(session, path, after_text)
        if after_text != text and _only_gone(customer, after, problem.code):
            return after_text, after, cure.what
    return None


def _only_gone(before: Customer, after: Customer, code: str) -> bool:
    """Whether one problem of a code is gone, no other has come, and the file says the same apart from an id and a name."""
    # A task may stand in an entry or in the text above: their texts differ by what was mended in its line.
    aloof = code.startswith("task-")
    gone = Counter(found.code for found in before.problems)
    gone.subtract(found.code for found in after.problems)
    added = {"id", "name"} if code == "front-matter-missing" else {"id"} if code == "id-missing" else set()
    return (
        {name: count for name, count in gone.items() if count} == {code: 1}
        and _values(before, added) == _values(after, added)
        and before.name == after.name
        and (before.id == after.id or "id" in added)
        and (aloof or before.body == after.body)
        and same_entries(_without_text(before) if aloof else before, _without_text(after) if aloof else after)
        and same_tasks(before, after)
        and [link.target for link in before.links] == [link.target for link in after.links]
    )


def _without_text(customer: Customer) -> Customer:
    return replace(customer, entries=tuple(replace(entry, text="") for entry in customer.entries))


def _values(customer: Customer, without: set[str]) -> list[tuple[str, object]]:
    return [(name, field.value) for name, field in customer.fields.items() if name not in without]


def _read(session: Session, path: str, text: str) -> Customer:
    return parse(path, Source(text, Encoding.UTF8, ""), session.vocabulary, session.settings)
