"""Settling the places where two people's work contradicts, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.errors import NotFound, Refused
from ledger.messages import say
from ledger.model.merging.conflicts import Conflict, conflicts, settled, settled_with
from ledger.model.merging.merge import merge
from ledger.operations.who import get
from ledger.session import Session
from ledger.store.files import read
from ledger.store.git import Repository, available
from ledger.store.git_objects import Stages, blobs
from ledger.store.replace import create, update
from ledger.text import conflicts as marks
from ledger.text.source import decode, encode

MARKED = "conflict-marker"


@dataclass(frozen=True, slots=True)
class Open:
    """A file that is to be settled.

    `places` are those in its text. Without any it is the file itself: one side deleted it (`gone` tells which, `mine`
    or `theirs`) and the other changed it, or only git still waits for it to be called settled.
    """

    path: str
    name: str
    places: tuple[Conflict, ...]
    gone: str = ""


def open_conflicts(session: Session, who: str = "") -> Iterator[Open]:
    """The files to be settled, by path: those with markers in them, and those that git holds as in conflict.

    With `who` only that customer's. Raises NotFound for a customer that there is none of.
    """
    repository = available(session.root)
    unmerged = {} if repository is None else repository.unmerged()
    ask = "SELECT c.path, c.name FROM problems p JOIN customers c USING (customer) WHERE p.code = ?"
    names = dict(session.fresh().catalog.connection.execute(ask, (MARKED,)).fetchall())
    chosen = _chosen(session, who, {*names, *unmerged}) if who else sorted({*names, *unmerged})
    for path in chosen:
        if path in names or (session.root / path).is_file():
            text = decode(read(session.root, path)).text
            yield Open(path, names.get(path, path), conflicts(text), _gone(unmerged.get(path)))
        elif path in unmerged:
            yield Open(path, path, (), _gone(unmerged[path]))


def _chosen(session: Session, who: str, paths: set[str]) -> list[str]:
    try:
        path = get(session, who).path
    except NotFound:
        path = who
        if who not in paths:
            raise
    return [path] if path in paths else []


def _gone(stages: Stages | None) -> str:
    """Which side deleted a file that the other changed; empty if none did."""
    if stages is None or stages.base is None:
        return ""
    return "mine" if stages.ours is None else "theirs" if stages.theirs is None else ""


def places_of(session: Session, path: str) -> tuple[Conflict, ...]:
    """The places that a file has now."""
    return conflicts(decode(read(session.root, path)).text)


def settle(session: Session, path: str, conflict: Conflict, choice: str) -> None:
    """Settle one place: `mine`, `theirs`, `old` or `both`; raises BadValue, and writes nothing, where that can't be."""
    _change(session, path, lambda text: settled(text, conflict, choice))


def settle_with(session: Session, path: str, conflict: Conflict, text: str) -> None:
    """Settle one place with a text of one's own."""
    _change(session, path, lambda whole: settled_with(whole, conflict, text))


def settle_file(session: Session, path: str, keep: str) -> None:
    """Settle a file that one side deleted: `keep` is the side (`mine`, `theirs`) whose word counts."""
    repository = Repository.get(session.root)
    stages = repository.unmerged().get(path)
    if stages is None:
        raise Refused(say("{path} is not in conflict any more.", path=path))
    stage = stages.ours if keep == "mine" else stages.theirs
    if stage is None:
        repository.run("rm", "--quiet", "--cached", "--", repository.name(path))
        (session.root / path).unlink(missing_ok=True)
    else:
        if not (session.root / path).exists():
            with blobs(repository.git) as reader:
                create(session.root, path, reader.read(stage.oid))
        repository.run("add", "--", repository.name(path), acts=True)
    session.stale()


def mend(session: Session, path: str) -> bool:
    """Merge anew, by what they mean, the versions that a plain merge by lines has left markers of; whether that helped.

    What was old comes from the markers, or from git while its merge is under way.
    """
    source = decode(read(session.root, path))
    places = marks.places(source.text)
    if not places:
        return False
    mine, theirs = (_side(source.text, side) for side in ("mine", "theirs"))
    base = _side(source.text, "old") if all(place.old is not None for place in places) else _base(session, path)
    if base is None:
        return False
    made = merge(base, mine, theirs, session.vocabulary, session.settings)
    if len(made.conflicts) > len(places) or made.text == source.text:
        return False
    _change(session, path, lambda text: made.text if text == source.text else text)
    return True


def _side(text: str, side: str) -> str:
    """A text with one side taken at all places."""
    made, end = [], 0
    for place in marks.places(text):
        span = getattr(place, side)
        made += [text[end : place.whole.start], "" if span is None else text[span.start : span.end]]
        end = place.whole.end
    return "".join((*made, text[end:]))


def _base(session: Session, path: str) -> str | None:
    """What both sides began with, as git knows it while the merge is under way."""
    repository = available(session.root)
    stages = None if repository is None else repository.unmerged().get(path)
    if repository is None or stages is None or stages.base is None:
        return None
    with blobs(repository.git) as reader:
        return decode(reader.read(stages.base.oid)).text


def finish(session: Session, path: str) -> bool:
    """Tell git that a file is settled, once no place is left in it; whether it is."""
    if conflicts(decode(read(session.root, path)).text):
        return False
    repository = available(session.root)
    if repository is not None and path in repository.unmerged():
        repository.run("add", "--", repository.name(path), acts=True)
    return True


def _change(session: Session, path: str, change: Callable[[str], str]) -> None:
    def changed(content: bytes) -> bytes:
        source = decode(content)
        return encode(change(source.text), source.encoding)

    update(session.root, path, changed)
    session.stale()
