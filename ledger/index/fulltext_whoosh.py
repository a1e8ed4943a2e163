"""One shard of the text index: a Whoosh index of one segment, written at once and never changed.

It is an ordinary Whoosh index with one field, so that Whoosh itself opens it (tests do). Two things are ours, both
behind Whoosh's codec: a term's postings are handed over and written as one list, where Whoosh takes them one by one;
and they are read as one list, without Whoosh. Only what Whoosh 2.7.4, Whoosh-Reloaded 2.7.5 and whoosh3 have in common is used.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import sub
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.index.whoosh_terms import Terms, load

if TYPE_CHECKING:
    from ledger.index.engine import Document

# The name under which Whoosh opens an index where none is given.
_INDEX = "MAIN"
_FIELD = "text"
_TERMS, _POSTINGS = ".trm", ".pst"
# The only field is the first of its index: Whoosh puts the field's number before a term.
_KEY = b"\0\0"
_BLOCK = b"W3Bl"
_PICKLE = 2
# So few postings stand beside their term, where one look finds both.
_BESIDE = 4
# Shorter lists grow when they are compressed.
_WORTH_COMPRESSING = 80
_COMPRESSION = 1
# Flags, total weight, number of documents, shortest and longest document, greatest weight, first and last document.
_TERM = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")

State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Written:
    """What a shard holds: the customers' numbers and the lengths of their texts by place, and how its files look.

    `files` gives size, time and inode of each file that is read, by name: whatever is not exactly that was not
    written by us.
    """

    numbers: array[int]
    lengths: array[int]
    files: dict[str, State]


class Inverted:
    """Documents turned round in memory: for each token, who has it and with what weight."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self.lengths = array("I")
        # Place and weight in turns: one array takes half the room of two, and places below 2 ** 24 are exact in it.
        self._postings: dict[str, array[float]] = {}

    def add(self, document: Document) -> None:
        """Take in a document."""
        place = len(self.numbers)
        self.numbers.append(document.number)
        self.lengths.append(min(document.length, 0xFFFFFFFF))
        postings = self._postings
        for token, weight in document.words.items():
            if token in postings:
                postings[token].extend((place, weight))
            else:
                postings[token] = array("f", (place, weight))

    def write(self, folder: Path) -> Written:
        """Write everything as a Whoosh index into an empty folder, safe on disk."""
        from whoosh.codec.whoosh3 import W3Codec
        from whoosh.filedb.filestore import FileStorage

        storage = FileStorage(str(folder))
        # The segment is kept with its codec, which has to be Whoosh's own as it is.
        segment = W3Codec().new_segment(storage, _INDEX)
        _write_lengths(W3Codec(), storage, segment, self.lengths)
        self._write_terms(W3Codec(), storage, segment)
        segment.set_doc_count(len(self.numbers))
        _write_contents(storage, segment)
        states = {name: _made_safe(folder / name) for name in os.listdir(folder) if (folder / name).is_file()}
        read = {name: state for name, state in states.items() if name.endswith((_TERMS, _POSTINGS))}
        return Written(self.numbers, self.lengths, read)

    def _write_terms(self, codec: Any, storage: Any, segment: Any) -> None:
        codec.postings_writer = _Lists
        writer = codec.field_writer(storage, segment)
        writer.start_field(_FIELD, _field())
        bounds = min(self.lengths, default=1), max(self.lengths, default=1)
        postings = self._postings
        # The order of characters is that of their bytes in UTF-8.
        for token in sorted(postings):
            pairs = postings.pop(token)
            writer.start_term(token.encode("utf-8", "surrogatepass"))
            writer.add(array("I", map(int, pairs[::2])), pairs[1::2], b"", bounds)
            writer.finish_term()
        writer.finish_field()
        writer.close()


def _field() -> Any:
    from whoosh import analysis, fields, formats

    return fields.FieldType(formats.Existence(), analysis.IDAnalyzer(), scorable=True)


def _write_lengths(codec: Any, storage: Any, segment: Any, lengths: Sequence[int]) -> None:
    """The lengths once more, as Whoosh's own searcher wants them."""
    writer, field = codec.per_document_writer(storage, segment), _field()
    for place, length in enumerate(lengths):
        writer.start_doc(place)
        writer.add_field(_FIELD, field, None, length)
        writer.finish_doc()
    writer.close()
    # Whoosh leaves the empty folder behind in which it gathered them.
    storage.temp_storage(f"{_INDEX}.tmp").destroy()


def _write_contents(storage: Any, segment: Any) -> None:
    """The list of segments, by which Whoosh opens an index; we don't read it."""
    from whoosh import fields, index

    index.TOC(fields.Schema(**{_FIELD: _field()}), [segment], 1).write(storage, _INDEX)


def _made_safe(path: Path) -> State:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
        return _state(os.fstat(handle))
    finally:
        os.close(handle)


def _state(found: os.stat_result) -> State:
    return found.st_size, found.st_mtime_ns, found.st_ino


class _Lists:
    """Whoosh's writer of postings, taking those of a term at once: `add(places, weights, b"", shortest and longest)`."""

    def __init__(self, dbfile: Any, byteids: bool = False) -> None:
        self._file = dbfile
        self._places: array[int] = array("I")
        self._weights = array("f")
        self._bounds = (0, 0)
        self._term: Any = None

    def start_postings(self, format_: Any, terminfo: Any) -> None:
        """A new term begins."""
        self._term = terminfo

    def add_posting(self, id_: array[int], weight: array[float], vbytes: bytes, length: tuple[int, int]) -> None:
        """All the postings of the term."""
        self._places, self._weights, self._bounds = id_, weight, length

    def finish_postings(self) -> Any:
        """Write them, and say where they are and what they are like."""
        term, places, weights = self._term, self._places, _short(self._weights)
        term.add_block(self)
        if len(places) <= _BESIDE:
            term.set_inlined(places, weights, ())
        else:
            start = self._file.tell()
            self._file.write(self._block(weights))
            term.set_extent(start, self._file.tell() - start)
        return term

    def _block(self, weights: Sequence[float]) -> bytes:
        from whoosh.util.numeric import length_to_byte

        places = self._places
        steps = tuple(map(sub, places, chain((0,), places)))
        content = pickle.dumps((steps, weights, None), _PICKLE)
        compression = _COMPRESSION if len(content) >= _WORTH_COMPRESSING else 0
        if compression:
            content = zlib.compress(content, compression)
        shortest, longest = map(length_to_byte, self._bounds)
        about = len(places), places[-1], max(weights), compression, shortest, longest
        head = pickle.dumps(about, _PICKLE)
        # A negative length says that no block follows.
        return _BLOCK + struct.pack("!i", -(len(head) + len(content))) + head + content

    # What Whoosh asks of a block for the statistics of a term.

    def __len__(self) -> int:
        return len(self._places)

    def min_length(self) -> int:
        """The length of the shortest document, here of the whole shard."""
        return self._bounds[0]

    def max_length(self) -> int:
        """The length of the longest one."""
        return self._bounds[1]

    def max_weight(self) -> float:
        """The greatest weight."""
        return max(self._weights)

    def min_id(self) -> int:
        """The first place."""
        return self._places[0]

    def max_id(self) -> int:
        """The last place."""
        return self._places[-1]


def _short(weights: array[float]) -> tuple[float, ...]:
    """Weights without fractions as integers, which take a quarter of the room."""
    whole = tuple(map(int, weights))
    return whole if array("f", whole) == weights else tuple(weights)


class Postings(NamedTuple):
    """Where a term's postings are; `documents` have it."""

    documents: int
    beside: bytes
    start: int
    length: int


class Opened:
    """A shard open for reading. Every method may raise anything where a file is not what it should be."""

    def __init__(self, folder: Path, files: dict[str, State]) -> None:
        terms, postings = (_only(files, ending) for ending in (_TERMS, _POSTINGS))
        with ExitStack() as opened:
            file = opened.enter_context(_open(folder / terms, files[terms]))
            self._terms = Terms(file, files[terms][0])
            self._postings = opened.enter_context(_open(folder / postings, files[postings]))
            self._files = opened.pop_all()

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()

    def find(self, token: str) -> Postings | None:
        """Where the postings of a token are; None if nobody has it."""
        value = self._terms.get(_KEY + token.encode("utf-8", "surrogatepass"))
        return None if value is None else _where(value)

    def begin(self, prefix: str) -> Iterator[Postings]:
        """The postings of all tokens that begin so."""
        start = _KEY + prefix.encode("utf-8", "surrogatepass")
        for key, value in self._terms.items(start):
            if not key.startswith(start):
                return
            yield _where(value)

    def tokens(self) -> Iterator[tuple[str, Postings]]:
        """All tokens, sorted by their bytes."""
        for key, value in self._terms.items():
            yield key[len(_KEY) :].decode("utf-8", "surrogatepass"), _where(value)

    def read(self, found: Postings) -> tuple[Iterable[int], Sequence[float]]:
        """The places of those who have a token, rising, and its weight in each."""
        if found.beside:
            places, weights, _ = load(io.BytesIO(found.beside))
            return places, weights
        self._postings.seek(found.start)
        block = io.BytesIO(self._postings.read(found.length))
        if block.read(len(_BLOCK)) != _BLOCK:
            raise ValueError("no postings here")
        block.read(4)
        compression = load(block)[3]
        rest = block.read()
        steps, weights, _ = load(io.BytesIO(zlib.decompress(rest) if compression else rest))
        return accumulate(steps), weights


def _only(files: dict[str, State], ending: str) -> str:
    (name,) = (name for name in files if name.endswith(ending))
    return name


def _open(path: Path, expected: State) -> io.BufferedReader:
    """Not mapped into memory: a file that somebody shortens meanwhile would end the program."""
    file = open(path, "rb", opener=_no_link)  # noqa: SIM115
    if _state(os.fstat(file.fileno())) != expected:
        file.close()
        raise ValueError("not the file that was written")
    return file


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _where(value: bytes) -> Postings:
    flags, _, documents, *_ = _TERM.unpack_from(value)
    if flags:
        return Postings(documents, value[_TERM.size :], 0, 0)
    return Postings(documents, b"", *_EXTENT.unpack_from(value, _TERM.size))
