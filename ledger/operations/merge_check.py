"""What a merge would do: what it takes from each side, and the places that people would have to settle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import Broken, NotFound, Refused
from ledger.messages import say
from ledger.model.changes import Difference, differences
from ledger.model.known import Known, known
from ledger.model.merging.conflicts import Conflict, conflicts, settled
from ledger.model.parse import parse
from ledger.operations.merge_file import Words, merged
from ledger.store.git import Repository
from ledger.store.git_objects import Blob, FileChange, changes_between, contents
from ledger.text.source import decode


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one file: what ours and theirs each bring to it, and the conflicts.

    `mine` is what the result has from ours beyond theirs, `theirs` what it has from theirs beyond ours.
    """

    path: str
    mine: tuple[Difference, ...]
    theirs: tuple[Difference, ...]
    conflicts: tuple[Conflict, ...]


def of_files(base: Path, ours: Path, theirs: Path, words: Words) -> list[Outcome]:
    """The outcome for three versions of one file; raises NotFound where one can't be read."""
    sides = []
    for place in (base, ours, theirs):
        try:
            sides.append(place.read_bytes())
        except OSError as error:
            why = error.strerror or "?"
            raise NotFound(say("{path} can't be read: {reason}.", path=str(place), reason=why)) from error
    return [outcome(str(ours), sides[0], sides[1], sides[2], words)]


def of_commits(repository: Repository, base: str, ours: str, theirs: str, words: Words) -> Iterator[Outcome]:
    """The outcomes for all customers that both sides changed, by path; raises NotFound where a commit isn't there."""
    oids = [repository.commit(revision).oid for revision in (base, ours, theirs)]
    sides = [_by_base(changes_between(repository.git, oids[0], side)) for side in oids[1:]]
    both = [(sides[0][name], sides[1][name]) for name in sides[0] if name in sides[1]]
    blobs = [blob for pair in both for blob in (pair[0].old, pair[0].new, pair[1].new) if blob is not None]
    texts = contents(repository.git, [*dict.fromkeys(blob.oid for blob in blobs if blob.is_file)])

    def text(blob: Blob | None) -> bytes | None:
        return None if blob is None else texts.get(blob.oid)

    for mine, other in sorted(both, key=lambda pair: pair[0].after or pair[0].before):
        path = mine.after or other.after or mine.before
        if path.endswith(".md") and mine.new != other.new:
            yield outcome(path, text(mine.old), text(mine.new), text(other.new), words)


def _by_base(changes: Iterable[FileChange]) -> Mapping[str, FileChange]:
    """Changes by the path that both sides know: the old one, or the new one of an added file."""
    return {one.before or one.after: one for one in changes}


def outcome(path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None, words: Words) -> Outcome:
    """The outcome for one file; None where a side has none."""
    if ours is None or theirs is None:
        gone = tuple(None if side is None else decode(side).text for side in (base, ours, theirs))
        return Outcome(path, (), (), (Conflict("file", path, 1, gone[0], gone[1], gone[2]),))
    try:
        result = merged(base, ours, theirs, words)
    except Broken as error:
        raise Refused(say("{path}: {reason}", path=path, reason=error.message)) from error
    text = decode(result.content).text
    sides = ((theirs, _settled(text, "theirs")), (ours, _settled(text, "mine")))
    mine, other = (
        differences(_known(path, side, words), _known(path, became.encode(), words), words.vocabulary)
        for side, became in sides
    )
    return Outcome(path, mine, other, result.conflicts)


def _settled(text: str, choice: str) -> str:
    """The text with all its conflicts settled for one side."""
    while found := conflicts(text):
        text = settled(text, found[0], choice)
    return text


def _known(path: str, content: bytes, words: Words) -> Known:
    return known(parse(path, decode(content), words.vocabulary, words.settings))
