"""The dictionary of terms in a Whoosh index, looked up without Whoosh, whose import takes longer than a search.

Whoosh calls it an ordered hash file: after a head of 13 bytes keys and values in the keys' order, each behind its
length; tables of hashes and a directory of these, which are not needed here; a pickle that says how many keys there
are and how wide their places; the places of all keys, in order; and the length of pickle and places.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

_MAGIC = b"HSH3"
_LENGTHS = struct.Struct("!ii")
_LENGTH = struct.Struct("!i")
# The directory has 256 entries of twelve bytes, of which the first begins with the place behind the last key.
_DIRECTORY = 256 * 12
_END = struct.Struct("!q")
_PLACES = {"H": struct.Struct("!H"), "i": struct.Struct("!i"), "I": struct.Struct("!I"), "q": struct.Struct("!q")}
# Most keys and their lengths are read at one go.
_AT_ONCE = 32


class Terms:
    """Keys and values of a file open for reading; anything may be raised where it is not what it should be."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        (length,) = _LENGTH.unpack(self._read(size - _LENGTH.size, _LENGTH.size))
        if self._read(0, len(_MAGIC)) != _MAGIC or not 0 < length < size:
            raise ValueError("no dictionary of terms")
        start = size - _LENGTH.size - length
        (self._end,) = _END.unpack(self._read(start - _DIRECTORY, _END.size))
        rest = io.BytesIO(self._read(start, length))
        about = load(rest)
        self._place = _PLACES[about["indextype"]]
        self._count = int(about["indexlen"])
        self._places = start + rest.tell()
        if self._count * self._place.size + rest.tell() != length:
            raise ValueError("places are missing")

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, if it is there."""
        for found, value in self.items(key):
            return value if found == key else None
        return None

    def items(self, first: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Keys and values in the order of keys, from the first that is not below one."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._key(self._place_of(middle)) < first:
                low = middle + 1
            else:
                high = middle
        place = self._place_of(low) if low < self._count else self._end
        while place < self._end:
            key, value = _LENGTHS.unpack(self._read(place, _LENGTHS.size))
            if key < 0 or value < 0:
                raise ValueError("no key here")
            both = self._file.read(key + value)
            yield both[:key], both[key:]
            place += _LENGTHS.size + key + value

    def _place_of(self, n: int) -> int:
        found: int = self._place.unpack(self._read(self._places + n * self._place.size, self._place.size))[0]
        return found

    def _key(self, place: int) -> bytes:
        begun = self._read(place, _AT_ONCE)
        length = _LENGTHS.unpack_from(begun)[0]
        if length < 0:
            raise ValueError("no key here")
        start = _LENGTHS.size
        return begun[start : start + length] if start + length <= _AT_ONCE else self._read(place + start, length)

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)


class _Plain(pickle.Unpickler):
    """Numbers, texts and their like; nothing that runs code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no place here")


def load(file: BinaryIO) -> Any:
    """A pickle of numbers and texts; the file stands behind it afterwards."""
    return _Plain(file).load()
