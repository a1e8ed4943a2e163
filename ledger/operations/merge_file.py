"""One file merged for git: three versions on the disk, the result in the place of ours."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import Broken, LedgerError, NotFound
from ledger.messages import say
from ledger.model.merging.conflicts import Conflict
from ledger.model.merging.merge import Merged, merge, merge_lines
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.store import files
from ledger.text import limits
from ledger.text.source import Encoding, Source, decode, encode

SETTINGS_FILE = "ledger.yaml"
SIZE = 7
"""How many signs a marker has, unless git asks for more."""


@dataclass(frozen=True, slots=True)
class Words:
    """What names and values mean where the file belongs."""

    vocabulary: Vocabulary
    settings: Settings


@dataclass(frozen=True, slots=True)
class MergedFile:
    """The bytes of the merged file, and the places that are to be settled in it."""

    content: bytes
    conflicts: tuple[Conflict, ...]


def ledger_near(path: str) -> Path | None:
    """The folder of the nearest ledger upwards from a file; None without one."""
    return next((folder for folder in Path(path).absolute().parents if (folder / SETTINGS_FILE).is_file()), None)


def words_of(place: Path | None) -> Words:
    """The words of a ledger; those of the program where there is none, or none that can be read."""
    from ledger.model.compiled import built_in

    if place is not None:
        from ledger.session import open_session

        with suppress(LedgerError, OSError):
            session = open_session(place)
            return Words(session.vocabulary, session.settings)
    return Words(built_in(), Settings())


def merge_file(base: Path, ours: Path, theirs: Path, words: Words, size: int = SIZE) -> MergedFile:
    """Merge three files and write the result over ours, whole or not at all; raises LedgerError with ours untouched."""
    contents = [_content(place) for place in (base, ours, theirs)]
    found = merged(contents[0], contents[1], contents[2], words, size)
    if found.content != contents[1]:
        _replace(ours, found.content)
    return found


def merged(base: bytes | None, ours: bytes, theirs: bytes, words: Words, size: int = SIZE) -> MergedFile:
    """What both sides made of a file. Where one of them can't be read as text of ours, lines are merged as git does.

    Raises Broken for what is no text at all.
    """
    sides = [decode(content) for content in (base or b"", ours, theirs)]
    if any(b"\x00" in content for content in (base or b"", ours, theirs)):
        raise Broken(say("This is no file of text: it holds bytes that no text has."))
    largest = max(len(ours), len(theirs), len(base or b""))
    if largest > limits.file_bytes or any(side.encoding is Encoding.OPAQUE for side in sides):
        old, mine, other = (content.decode("latin-1") for content in (base or b"", ours, theirs))
        result = merge_lines(old, mine, other, size=size)
        return MergedFile(result.text.encode("latin-1"), result.conflicts)
    old_text = None if base is None else sides[0].text
    result = merge(old_text, sides[1].text, sides[2].text, words.vocabulary, words.settings, size=size)
    return MergedFile(_encoded(result, None if not base else sides[0], sides[1], sides[2]), result.conflicts)


def _encoded(result: Merged, base: Source | None, ours: Source, theirs: Source) -> bytes:
    """The result in our encoding, or in theirs where only they changed it."""
    encoding = theirs.encoding if base is not None and ours.encoding is base.encoding else ours.encoding
    return encode(result.text, encoding)


def _content(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise NotFound(say("{path} can't be read: {reason}.", path=str(place), reason=error.strerror or "?")) from error


def _replace(place: Path, content: bytes) -> None:
    """Put the content into the file's place. It is git's own for a moment, so nothing is synced."""
    new = files.temporary(str(place))
    try:
        with open(new, "xb") as file:  # noqa: PTH123
            file.write(content)
        files.rename(new, str(place))
    except OSError as error:
        files.remove(new)
        why = error.strerror or os.fspath(place)
        raise Broken(say("{path} can't be written: {reason}. It is as it was.", path=str(place), reason=why)) from error
    except BaseException:
        files.remove(new)
        raise
