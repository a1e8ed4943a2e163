"""The whole check: settings, files, what is between them, and how complete the profiles are."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.errors import LedgerError
from ledger.facts.cases import KINDS
from ledger.facts.completeness import completeness
from ledger.model.parse import parse, unread
from ledger.model.problem import Problem
from ledger.operations.check import across, files, policy, surroundings
from ledger.operations.check.across import Clue
from ledger.operations.check.choice import Choice
from ledger.operations.check.clone import clone
from ledger.operations.check.sheet import Checking
from ledger.operations.entry_templates import checklist
from ledger.session import SETTINGS_FILE, Session
from ledger.store.files import Reader
from ledger.store.processes import context, cores
from ledger.text import limits
from ledger.text.places import line_end
from ledger.text.source import decode

MOST_IN_A_FILE = 500
_CHUNK = 200
_WORTH_TWO = 400
_LONGEST_EXCERPT = 10_000


@dataclass(frozen=True, slots=True)
class Located:
    """A problem in a file (its path from the ledger's root), and the text of its line (empty if it has none)."""

    path: str
    problem: Problem
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How complete a customer's profile is, 0 to 100, and the canonical names of what is missing."""

    path: str
    name: str
    score: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Problems by file, ledger.yaml first, then by path and place; scores by path.

    `files` counts the customer files, and of what else was looked at what has a problem.
    Customers who are put away or have left have no score.
    """

    found: tuple[Located, ...]
    files: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """Files to check, each with the clues to it."""

    paths: Sequence[str]
    clues: Sequence[Sequence[Clue]]


def check(session: Session, choice: Choice | None = None, *, language: str = "", handling: bool = False) -> Report:
    """Check the files of a choice, or all of the ledger. Never raises because of what a file holds.

    `language` is that of the labels in problems, the session's where none is given. With `handling` it is said as well
    where customers are handled otherwise than the policies ask for.
    """
    chosen = choice or Choice()
    fresh = session.fresh()
    paths = sorted(path for path in fresh.scan.files if chosen.takes(path))
    found = _around(session, chosen)
    clues = across.clues(fresh.catalog) if paths else {}
    jobs = [
        _Job(part, [clues.get(path, ()) for path in part])
        for part in (paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK))
    ]
    scores: list[Score] = []
    done = 0
    checking = Checking(
        session.vocabulary,
        session.settings,
        session.today,
        language or session.language,
        handling,
        _steps(session, handling),
    )
    for job, (located, measured) in zip(jobs, _checked(session, jobs, len(paths), checking), strict=True):
        found += located
        scores += measured
        done += len(job.paths)
        if session.on_progress is not None and len(paths) >= _WORTH_TWO:
            session.on_progress(done, len(paths))
    others = {one.path for one in found}.difference(paths)
    return Report(tuple(sorted(found, key=_order)), len(paths) + len(others), tuple(scores))


def _steps(session: Session, handling: bool) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The checklists of kinds of cases that have one."""
    if not handling:
        return {}
    found = {kind: checklist(session, session.vocabulary.kinds[kind]) for kind in KINDS}
    return {kind: (template, steps) for kind, (template, steps) in found.items() if steps}


def _order(one: Located) -> tuple[bool, str, int, int]:
    return one.path != SETTINGS_FILE, one.path, one.problem.line, one.problem.column


def _around(session: Session, chosen: Choice) -> list[Located]:
    found: list[Located] = []
    if chosen.takes(SETTINGS_FILE):
        text, problems = surroundings.settings(session)
        found += located(SETTINGS_FILE, text, problems)
    for path, problem in surroundings.obstacles(session.fresh().scan):
        if chosen.takes(path):
            found.append(Located(path, problem))
    if chosen.whole:
        found += [Located(path, problem) for path, problem in clone(session)]
    return found


def _checked(
    session: Session, jobs: Sequence[_Job], count: int, checking: Checking
) -> Iterator[tuple[list[Located], list[Score]]]:
    """What each job finds, in order; in processes of their own where there are many files."""
    workers = min(cores(), len(jobs))
    if count < _WORTH_TWO or workers < 2:
        for job in jobs:
            yield _do(session.root, checking, job)
        return
    with context().Pool(workers, _prepare, (session.root, checking)) as pool:
        for packed in pool.imap(_work, jobs):
            yield pickle.loads(packed)  # noqa: S301 (bytes from our own processes)


_prepared: list[tuple[Path, Checking]] = []


def _prepare(root: Path, checking: Checking) -> None:
    """In a process made for checking: it ends when it is told to, without a word; the one that made it does the talking."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prepared[:] = [(root, checking)]


def _work(job: _Job) -> bytes:
    return pickle.dumps(_do(*_prepared[0], job))


def _do(root: Path, checking: Checking, job: _Job) -> tuple[list[Located], list[Score]]:
    found: list[Located] = []
    scores: list[Score] = []
    reader = Reader(root)
    for path, clues in zip(job.paths, job.clues, strict=True):
        located, score = _file(reader, root, path, checking, clues)
        found += located
        scores += [] if score is None else [score]
    return found, scores


def _file(
    reader: Reader, root: Path, path: str, checking: Checking, clues: Iterable[Clue]
) -> tuple[list[Located], Score | None]:
    try:
        source = decode(reader.read(path))
    except LedgerError as refused:
        problem = _unreadable(root, path, refused)
        return [Located(path, problem)], None
    customer = parse(path, source, checking.vocabulary, checking.settings)
    sheet = files.opened(source.text, customer, checking)
    handled = policy.problems(sheet) if checking.handling else ()
    problems = [*files.problems(sheet), *handled, *(across.placed(clue, sheet) for clue in clues)]
    score = None
    if source.text.strip() and not sheet.story.resting:
        score = Score(path, customer.name, *completeness(sheet.story))
    return located(path, source.text, problems), score


def _unreadable(root: Path, path: str, refused: LedgerError) -> Problem:
    try:
        size = (root / path).stat().st_size
    except OSError:
        size = 0
    if size > limits.file_bytes:
        return unread(path, "file-too-large", limit="2 MiB").problems[0]
    return unread(path, "file-unreadable", reason=str(refused.message)).problems[0]


def located(path: str, text: str, problems: Iterable[Problem]) -> list[Located]:
    """Problems with the lines that they stand in, in the order of the text; what runs over several is marked in the first."""
    ordered = sorted(problems, key=lambda problem: (problem.line, problem.column))[:MOST_IN_A_FILE]
    found = []
    number, start = 1, 0
    for problem in ordered:
        while number < problem.line and start <= len(text):
            end = text.find("\n", start)
            start, number = (end + 1 if end >= 0 else len(text) + 1), number + 1
        excerpt = text[start : line_end(text, start)] if problem.line and start < len(text) else ""
        room = len(excerpt) - problem.column + 1
        within = replace(problem, length=max(room, 0)) if excerpt and problem.length > room else problem
        found.append(Located(path, within, excerpt if len(excerpt) <= _LONGEST_EXCERPT else ""))
    return found
