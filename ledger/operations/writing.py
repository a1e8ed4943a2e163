"""The one way in which an operation changes a customer's file: read, revise, check what changed, replace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledger.errors import Broken
from ledger.messages import say
from ledger.model.customer import Customer, Entry, Task
from ledger.model.parse import parse
from ledger.session import Session
from ledger.store.files import read
from ledger.store.replace import update
from ledger.text import limits
from ledger.text.edits import Edit, apply
from ledger.text.front_places import Page
from ledger.text.source import Encoding, Source, decode, encode


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it stands now: its text, and the customer in it."""

    source: Source
    customer: Customer

    @property
    def text(self) -> str:
        """The file's text."""
        return self.source.text

    def page(self) -> Page:
        """The text with its front matter, for edits of fields."""
        return Page.of(self.text)


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a file: its text and customer before and after; equal texts mean that nothing was written."""

    path: str
    before: str
    after: str
    old: Customer
    new: Customer

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return self.before != self.after


# What stands open in a file takes in whatever is added behind it.
_HIDES_THE_REST = frozenset({"code-unclosed", "comment-unclosed", "front-matter-unclosed"})

Wish = Callable[[Draft], Sequence[Edit]]
Expectation = Callable[[Customer, Customer], bool]


def look(session: Session, path: str) -> Draft:
    """A file as it stands now; raises NotFound, Refused or Broken."""
    return _draft(session, path, read(session.root, path))


def revise(
    session: Session, path: str, wish: Wish, expected: Expectation, *, dry_run: bool = False, recovery: str = ""
) -> Revision:
    """Change one file, under lock and from its newest text; with `dry_run` only say what would change.

    `expected` compares the customer before and after, and whatever it doesn't expect is refused, as is writing to a
    file that we can't read for sure. `recovery` is what the user typed; it is kept if the disk refuses.
    """
    made: list[Revision] = []

    def change(content: bytes) -> bytes:
        draft = _draft(session, path, content)
        result = _revised(session, draft, wish, expected)
        made[:] = [result]
        return _bounded(path, content, encode(result.after, draft.source.encoding)) if result.changed else content

    if dry_run:
        change(read(session.root, path))
    else:
        update(session.root, path, change, recovery=recovery.encode() or None)
        if made[0].changed:
            session.stale()
    return made[0]


def _draft(session: Session, path: str, content: bytes) -> Draft:
    source = decode(content)
    return Draft(source, parse(path, source, session.vocabulary, session.settings))


def _revised(session: Session, draft: Draft, wish: Wish, expected: Expectation) -> Revision:
    source, before = draft.source, draft.customer
    path = before.path
    _writable(path, source)
    if any(problem.code == "conflict-marker" for problem in before.problems):
        raise Broken(
            say("{path} holds the conflict markers of a merge; nothing was written.", path=path),
            say("`ledger resolve` settles it."),
        )
    after_text = apply(source.text, wish(draft))
    after = parse(path, Source(after_text, source.encoding, ""), session.vocabulary, session.settings)
    if not expected(before, after):
        raise _unsure(before)
    return Revision(path, source.text, after_text, before, after)


def _unsure(customer: Customer) -> Broken:
    """The refusal to change a file that a change would turn into something else, with the likely reason."""
    path = customer.path
    hides = next((problem for problem in customer.problems if problem.code in _HIDES_THE_REST), None)
    if hides is not None:
        return Broken(
            say(
                "{path}: line {line} begins something that never ends; nothing was written.", path=path, line=hides.line
            ),
            say("End the code, comment or front matter there: `ledger edit {path}` opens it in an editor.", path=path),
        )
    return Broken(
        say("{path} can't be changed for sure without touching something else; nothing was written.", path=path),
        say("`ledger check {path}` shows what is odd in it; `ledger edit` opens it in an editor.", path=path),
    )


def _bounded(path: str, old: bytes, new: bytes) -> bytes:
    """What is to be written, unless the file would grow beyond what is read."""
    if len(new) > max(limits.file_bytes, len(old)):
        raise Broken(
            say("{path} would become larger than {limit}; nothing was written.", path=path, limit="2 MiB"),
            say("Move long texts and attachments to files of their own and link to them."),
        )
    return new


def _writable(path: str, source: Source) -> None:
    if source.writable:
        return
    if source.encoding is Encoding.GB18030:
        raise Broken(
            say("{path} is in GB18030; nothing was written.", path=path),
            say("`ledger check --fix {path}` turns it into UTF-8.", path=path),
        )
    raise Broken(say("{path} is not text; nothing was written.", path=path))


def fields_alone(*names: str) -> Expectation:
    """The expectation that no field but those of these canonical names differs, and nothing else does."""

    def expected(before: Customer, after: Customer) -> bool:
        kept_before = {name: field.value for name, field in before.fields.items() if name not in names}
        kept_after = {name: field.value for name, field in after.fields.items() if name not in names}
        return kept_before == kept_after and same_entries(before, after) and same_tasks(before, after)

    return expected


def one_more_entry(before: Customer, after: Customer) -> bool:
    """The expectation that an entry was added behind the others, and nothing else changed."""
    return (
        same_head(before, after)
        and before.body == after.body
        and len(after.entries) == len(before.entries) + 1
        and [_said(entry) for entry in before.entries] == [_said(entry) for entry in after.entries[:-1]]
        and [_asked(task) for task in before.tasks] == [_asked(task) for task in after.tasks][: len(before.tasks)]
    )


def task_changed(number: int, *, logged: bool = False) -> Expectation:
    """The expectation that the task of that index differs, and with `logged` an entry was added, but nothing else.

    What the task has become is for the caller to look at.
    """

    def expected(before: Customer, after: Customer) -> bool:
        more = int(logged)
        old, new = before.tasks, after.tasks
        others_before = [_asked(task) for task in (*old[:number], *old[number + 1 :])]
        others_after = [_asked(task) for task in (*new[:number], *new[number + 1 : len(old)])]
        return (
            same_head(before, after)
            and len(after.entries) == len(before.entries) + more
            and [_heading(entry) for entry in before.entries]
            == [_heading(entry) for entry in after.entries[: len(before.entries)]]
            and (others_before == others_after)
            and (logged or len(old) == len(new))
        )

    return expected


def same_head(before: Customer, after: Customer) -> bool:
    """Whether it is the same customer with the same fields."""
    return (before.id, before.name, _values(before)) == (after.id, after.name, _values(after))


def same_entries(before: Customer, after: Customer) -> bool:
    """Whether the entries say the same, wherever they stand now."""
    return [_said(entry) for entry in before.entries] == [_said(entry) for entry in after.entries]


def same_tasks(before: Customer, after: Customer) -> bool:
    """Whether the tasks say the same, wherever they stand now."""
    return [_asked(task) for task in before.tasks] == [_asked(task) for task in after.tasks]


def _values(customer: Customer) -> dict[str, object]:
    return {name: field.value for name, field in customer.fields.items()}


def _said(entry: Entry) -> Entry:
    return replace(entry, line=0, span=(0, 0), field_lines={}, text=entry.text.strip())


def _heading(entry: Entry) -> Entry:
    """An entry without its text, in which its tasks stand."""
    return replace(_said(entry), text="")


def _asked(task: Task) -> Task:
    return replace(task, line=0, span=(0, 0))
