"""Bytes of a file to characters and back, the same bytes again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ledger.text.late import late

_BOM = b"\xef\xbb\xbf"
# What never stands in text that a person typed: control characters and code points for private use, which is what
# other encodings turn into when they are taken for GB18030.
_NOT_TYPED = late(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")


class Encoding(StrEnum):
    """How the bytes of a file stand for characters; an opaque file has none that we know."""

    UTF8 = "utf-8"
    UTF8_BOM = "utf-8 with BOM"
    GB18030 = "gb18030"
    OPAQUE = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text as read: `text` without a BOM (empty when opaque), `digest` the SHA-256 of the bytes in hex."""

    text: str
    encoding: Encoding
    digest: str

    @property
    def writable(self) -> bool:
        """Whether text can be put back into these bytes without touching others."""
        return self.encoding in (Encoding.UTF8, Encoding.UTF8_BOM)


def digest(data: bytes) -> str:
    """The SHA-256 of bytes in hex, by which a file's content is known."""
    return hashlib.sha256(data).hexdigest()


def decode(data: bytes) -> Source:
    """Read bytes: UTF-8 with or without BOM, else GB18030, else opaque. Never fails."""
    mark = digest(data)
    if b"\x00" in data:
        return Source("", Encoding.OPAQUE, mark)
    try:
        if data.startswith(_BOM):
            return Source(data[3:].decode("utf-8"), Encoding.UTF8_BOM, mark)
        return Source(data.decode("utf-8"), Encoding.UTF8, mark)
    except UnicodeDecodeError:
        return _decode_chinese(data, mark)


def _decode_chinese(data: bytes, mark: str) -> Source:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return Source("", Encoding.OPAQUE, mark)
    if _NOT_TYPED.search(text) or text.encode("gb18030", "replace") != data:
        return Source("", Encoding.OPAQUE, mark)
    if _is_damaged_utf8(data) or not _usual(text):
        return Source("", Encoding.OPAQUE, mark)
    return Source(text, Encoding.GB18030, mark)


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of the bytes beyond ASCII are whole characters of UTF-8; in Chinese text of GB18030 few are."""
    foreign = sum(byte > 0x7F for byte in data)
    kept = data.decode("utf-8", "ignore")
    return 2 * (len(kept.encode()) - sum(character <= "\x7f" for character in kept)) > foreign


def _usual(text: str) -> bool:
    """Whether a text is Chinese as people write it: mostly the 3,755 characters that are common, and punctuation.

    UTF-8 with a damaged byte and Western files can be read as GB18030 too, but give rare characters.
    """
    chinese = [character for character in text if character > "\x7f"]
    familiar = sum(map(_familiar().__contains__, chinese))
    return 4 * familiar >= 3 * len(chinese)


@cache
def _familiar() -> frozenset[str]:
    """The first level of GB 2312, its punctuation and its full-width signs."""
    rows = (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
    pairs = bytes(byte for row in rows for place in range(0xA1, 0xFF) for byte in (row, place))
    return frozenset(pairs.decode("gb2312", "ignore")) | {"￥"}


def encode(text: str, encoding: Encoding) -> bytes:
    """Bytes for a text in a writable encoding; raises ValueError for the others."""
    if encoding is Encoding.UTF8:
        return text.encode("utf-8")
    if encoding is Encoding.UTF8_BOM:
        return _BOM + text.encode("utf-8")
    if encoding is Encoding.GB18030:
        return text.encode("gb18030")
    raise ValueError(encoding)
