"""Bringing back a customer, or one field of it, as it was at a commit: as an edit of the file as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.errors import NotFound, Refused, WrongUsage
from ledger.messages import Message, say
from ledger.model.customer import Customer
from ledger.model.known import known
from ledger.operations.sharing.gone import Gone, find_gone
from ledger.operations.sharing.versions import Versions, is_customer, versions
from ledger.operations.who import get
from ledger.operations.writing import Draft, Revision, fields_alone, revise
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_log import Commit
from ledger.store.git_objects import Blob, blobs, changes_between, files_of
from ledger.store.replace import create
from ledger.text.edits import Edit, insertion
from ledger.text.front_edits import remove
from ledger.text.front_places import Page
from ledger.text.places import Span, newline_near
from ledger.text.source import Source, decode


@dataclass(frozen=True, slots=True)
class Earlier:
    """A customer as it was: the commit, its path and content there, and its path now (empty: it is gone)."""

    commit: Commit | None
    path_then: str
    content: bytes
    path: str


def earlier(session: Session, repository: Repository, who: str, commit: Commit | None) -> Earlier:
    """A customer as it was at a commit; without one, as it was before it was deleted.

    Raises NotFound where there is no such customer now nor was one then, WrongUsage without a commit where it is there.
    """
    try:
        match = get(session, who)
    except NotFound:
        gone = find_gone(session, repository, who)
        if gone is None:
            raise
        return _of_gone(repository, gone, commit)
    if commit is None:
        raise WrongUsage(say("--at is missing."), say("--at 2026-11-01, or a commit that `ledger history` names."))
    with versions(session, repository.git) as read:
        found = _at(repository, read, commit, match.path, match.id)
    if found is None:
        raise _not_there(match.name, commit)
    path, blob = found
    return Earlier(commit, path, _content(repository, blob), match.path)


def _of_gone(repository: Repository, gone: Gone, commit: Commit | None) -> Earlier:
    blob = gone.blob
    if commit is not None:
        there = files_of(repository.git, commit.oid, gone.path).get(gone.path)
        if there is None:
            raise _not_there(gone.path, commit)
        blob = there
    return Earlier(commit, gone.path, _content(repository, blob), "")


def _content(repository: Repository, blob: Blob) -> bytes:
    with blobs(repository.git) as reader:
        return reader.read(blob.oid)


def _not_there(name: str, commit: Commit) -> NotFound:
    return NotFound(
        say(
            "{name} was not there on {day} ({commit}).",
            name=name,
            day=commit.moment.date().isoformat(),
            commit=commit.oid[:10],
        ),
        say("`ledger history WHO` shows when it came."),
    )


def _at(repository: Repository, read: Versions, commit: Commit, path: str, identity: str) -> tuple[str, Blob] | None:
    """Where a customer's file was at a commit: under its name now, an earlier name, or wherever its id stands."""
    git = repository.git
    held = files_of(git, commit.oid)
    head = repository.head()
    renamed = changes_between(git, commit.oid, head) if head is not None else []
    candidates = [path, *(one.before for one in renamed if one.after == path and one.before)]
    candidates += [name for name in _holding(repository, commit, identity) if is_customer(name)]
    for candidate in dict.fromkeys(candidates):
        blob = held.get(candidate)
        version = read.of(candidate, blob)
        # A file without an id of its own is called after its path.
        if (
            blob is not None
            and version is not None
            and identity in (version.id, path.rpartition("/")[2].removesuffix(".md"))
        ):
            return candidate, blob
    return None


def _holding(repository: Repository, commit: Commit, text: str) -> list[str]:
    """The files of a commit in which a text stands."""
    words = ("grep", "-l", "-z", "-F", "--full-name", "-e", text, commit.oid, "--", *repository.git.inside("customers"))
    found = repository.run(*words, allowed=(0, 1)).parts
    names = (repository.git.outside(name.partition(":")[2]) for name in found)
    return [name for name in names if name is not None]


def restore(session: Session, was: Earlier, field: str = "", *, dry_run: bool = False) -> Revision:
    """Bring back the whole customer, or one field by its name; with `dry_run` only say what would change.

    The file stays where it is now, and one that is gone comes back where it was. Raises Refused, and writes nothing,
    if what was can't be read.
    """
    source = decode(was.content)
    if not source.text.strip():
        raise Refused(say("{path} held no text then; nothing was written.", path=was.path_then))
    if not was.path:
        return _anew(session, was, source, field, dry_run=dry_run)
    old = Draft(source, _parsed(session, was.path, source))
    if field:
        return _field(session, was.path, old, field, dry_run=dry_run)
    wanted = replace(known(old.customer), digest="")

    def whole(draft: Draft) -> Sequence[Edit]:
        return [] if draft.text == source.text else [Edit(Span(0, len(draft.text)), source.text)]

    def as_it_was(_: Customer, after: Customer) -> bool:
        return known(after) == wanted

    return revise(session, was.path, whole, as_it_was, dry_run=dry_run)


def _anew(session: Session, was: Earlier, source: Source, field: str, *, dry_run: bool) -> Revision:
    if field:
        raise Refused(say("The customer is gone; without --field it is brought back whole. Nothing was written."))
    customer = _parsed(session, was.path_then, source)
    if not dry_run:
        create(session.root, was.path_then, was.content)
        session.stale()
    return Revision(was.path_then, "", source.text, customer, customer)


def _parsed(session: Session, path: str, source: Source) -> Customer:
    from ledger.model.parse import parse

    return parse(path, source, session.vocabulary, session.settings)


def _field(session: Session, path: str, old: Draft, field: str, *, dry_run: bool) -> Revision:
    definition = session.vocabulary.field(field)
    name = definition.name if definition is not None else field
    only = fields_alone(name)

    def wish(draft: Draft) -> Sequence[Edit]:
        return _put_back(draft, old, name)

    def expected(before: Customer, after: Customer) -> bool:
        return only(before, after) and after.value(name) == old.customer.value(name)

    return revise(session, path, wish, expected, dry_run=dry_run)


def _put_back(draft: Draft, old: Draft, name: str) -> list[Edit]:
    """The field's lines as they were, in place of what they are now, or behind the last field; nothing where equal."""
    was, now = _lines(old, name), _lines(draft, name)
    page = draft.page()
    if was is None:
        return [] if now is None else [Edit(now, "")]
    lines = old.text[was.start : was.end]
    if page.fences is None:
        raise Refused(_no_fields(draft.customer.path))
    newline = newline_near(draft.text, page.fences.inner.end)
    lines = lines.replace("\r\n", "\n").removesuffix("\n").replace("\n", newline) + newline
    if now is None:
        return [insertion(page.fences.inner.end, lines)]
    return [] if draft.text[now.start : now.end] == lines else [Edit(now, lines)]


def _no_fields(path: str) -> Message:
    return say("{path} has no front matter to put a field into; nothing was written.", path=path)


def _lines(draft: Draft, name: str) -> Span | None:
    """Where the lines of a field stand, None where it isn't there."""
    field = draft.customer.fields.get(name)
    if field is None:
        return None
    edits = remove(Page.of(draft.text), (field.written,))
    if len(edits) != 1 or edits[0].text:
        raise Refused(
            say(
                "{field} is written in a way that can't be put back for sure; nothing was written.", field=field.written
            ),
            say("`ledger show WHO --as-of DATE` shows it; `ledger edit` opens the file."),
        )
    return edits[0].span
