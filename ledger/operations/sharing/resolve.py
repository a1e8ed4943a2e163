"""Settling the places where two people's work contradicts, one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.errors import NotFound, Refused
from ledger.messages import say
from ledger.model.merging.conflicts import Conflict, conflicts, settled, settled_with
from ledger.model.merging.merge import Merged, merge
from ledger.operations.sharing.versions import blob_id
from ledger.operations.who import get
from ledger.session import Session
from ledger.store.files import read
from ledger.store.git import Repository, available
from ledger.store.git_objects import Stages, blobs
from ledger.store.replace import create, update
from ledger.text import conflicts as marks
from ledger.text.source import decode, encode

MARKED = "conflict-marker"
_MERGES = 50
_DATED = re.compile(r"^#{2,3}[ \t]+\[?\d{4}-\d{2}-\d{2}[^\n\r]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Open:
    """A file that is to be settled.

    `places` are those in its text. Without any it is the file itself: `gone` tells which side deleted it while the other
    changed it (`mine`, `theirs`), or that both changed it and nothing could be merged in it (`neither`); it is empty
    where only git still waits for it to be called settled.
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
            content = read(session.root, path)
            places = conflicts(decode(content).text)
            yield Open(path, names.get(path, path), places, "" if places else _gone(unmerged.get(path), content))
        elif path in unmerged:
            yield Open(path, path, (), _gone(unmerged[path], b""))


def _chosen(session: Session, who: str, paths: set[str]) -> list[str]:
    try:
        path = get(session, who).path
    except NotFound:
        path = who
        if who not in paths:
            raise
    return [path] if path in paths else []


def _gone(stages: Stages | None, content: bytes) -> str:
    """What a file without places is torn by, as Open tells it."""
    if stages is None:
        return ""
    if stages.ours is None or stages.theirs is None:
        return "" if stages.base is None else "mine" if stages.ours is None else "theirs"
    # git leaves ours where it can't merge; that nobody has touched it since is no answer.
    return "neither" if blob_id(content) == stages.ours.oid else ""


def is_turned(session: Session) -> bool:
    """Whether ours is what others made: a rebase puts our commits, as theirs, on their work."""
    repository = available(session.root)
    return repository is not None and repository.under_way() in ("rebase", "am")


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
    """Settle a file that can only be taken whole: `keep` is the side (`mine`, `theirs`) whose word counts."""
    repository = Repository.get(session.root)
    stages = repository.unmerged().get(path)
    if stages is None:
        raise Refused(say("{path} is not in conflict any more.", path=path))
    stage = stages.ours if keep == "mine" else stages.theirs
    if stage is None:
        repository.run("rm", "--quiet", "--cached", "--", repository.name(path))
        (session.root / path).unlink(missing_ok=True)
    else:
        with blobs(repository.git) as reader:
            content = reader.read(stage.oid)
        if not (session.root / path).exists():
            create(session.root, path, content)
        elif stages.ours is not None and stages.theirs is not None:
            update(session.root, path, lambda _: content)
        repository.run("add", "--", repository.name(path), acts=True)
    session.stale()


def mend(session: Session, path: str) -> bool:
    """Merge anew, by what they mean, the versions that a plain merge by lines has left markers of; whether that helped.

    What was old comes from the markers, from git while its merge is under way, or from the history where a merge has
    been committed with its markers. Where nobody knows it, only new entries of both sides are told apart.
    """
    source = decode(read(session.root, path))
    places = marks.places(source.text)
    if not places:
        return False
    mine, theirs = (_side(source.text, side) for side in ("mine", "theirs"))
    told = all(place.old is not None for place in places)
    base = _side(source.text, "old") if told else _base(session, path, mine, theirs)
    made = merge(base, mine, theirs, session.vocabulary, session.settings)
    if len(made.conflicts) > len(places) or made.text == source.text:
        return False
    if base is None and not _only_entries(source.text, mine, theirs, made):
        return False
    _change(session, path, lambda text: made.text if text == source.text else text)
    return True


def _only_entries(text: str, mine: str, theirs: str, made: Merged) -> bool:
    """Whether both sides differ in whole entries alone, each of which is there once in the merged text."""
    place = marks.places(text)[0]
    sides = [text[side.start : side.end].lstrip() for side in (place.mine, place.theirs)]
    follows = _DATED.search(text, 0, place.whole.start) is not None
    if made.conflicts or not (follows or all(not side or _DATED.match(side) for side in sides)):
        return False
    wanted = Counter(_DATED.findall(mine)) | Counter(_DATED.findall(theirs))
    return Counter(_DATED.findall(made.text)) == wanted


def _side(text: str, side: str) -> str:
    """A text with one side taken at all places."""
    made, end = [], 0
    for place in marks.places(text):
        span = getattr(place, side)
        made += [text[end : place.whole.start], "" if span is None else text[span.start : span.end]]
        end = place.whole.end
    return "".join((*made, text[end:]))


def _base(session: Session, path: str, mine: str, theirs: str) -> str | None:
    """What both sides began with, as git knows it; None if it doesn't."""
    repository = available(session.root)
    if repository is None:
        return None
    stages = repository.unmerged().get(path)
    if stages is not None:
        return None if stages.base is None else _text(repository, stages.base.oid)
    return _base_in_history(repository, path, mine, theirs)


def _base_in_history(repository: Repository, path: str, mine: str, theirs: str) -> str | None:
    """The same for a merge that was committed with its markers: the two commits it joins have our two texts."""
    if repository.head() is None:
        return None
    words = ("log", f"-{_MERGES}", "--merges", "--format=%P", "HEAD")
    for line in repository.run(*words).text.split("\n"):
        parents = line.split()
        if len(parents) != 2:
            continue
        sides = [_text(repository, f"{parent}:{repository.name(path)}") for parent in parents]
        if sides in ([mine, theirs], [theirs, mine]):
            base = repository.merge_base(*parents)
            return None if base is None else _text(repository, f"{base}:{repository.name(path)}")
    return None


def _text(repository: Repository, name: str) -> str | None:
    """A file as git has stored it; None if it isn't there."""
    done = repository.run("cat-file", "blob", name, allowed=(0, 128))
    return None if done.status else decode(done.out).text


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
