"""What a text index looks up: a folded text in pieces that need no dictionary."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.query.fold import PIECES, RUN, digits

# Of the digits of a phone number, so many in a row are looked up together, behind a sign that no other token has.
PHONE_SIGN = "#"
PHONE_PART = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a word asks of a text index: all of `whole`, and for each of `begins` some token that begins so.

    With `exact` whoever has them fits; otherwise the text has to be looked at as well.
    """

    whole: tuple[str, ...]
    begins: tuple[str, ...] = ()
    exact: bool = False


def tokens(folded: str) -> Iterator[str]:
    """The tokens of a folded text, in its order, as often as they occur.

    Runs of letters and runs of digits are taken whole. Of Chinese and other scripts without spaces these are
    overlapping pairs, and the last character of a run alone, so that every single character begins some token.
    """
    for piece in PIECES.findall(folded):
        if RUN.match(piece):
            yield from map("".join, itertools.pairwise(piece))
            yield piece[-1]
        else:
            yield piece


def wanted(folded: str, *, begins: bool = False) -> Wanted | None:
    """What a folded word asks for; with `begins` its last letters may go on. None if it has nothing to look up."""
    pieces = PIECES.findall(folded)
    if not pieces:
        return None
    whole: list[str] = []
    open_ended: list[str] = []
    for place, piece in enumerate(pieces):
        if RUN.match(piece):
            pairs = list(map("".join, itertools.pairwise(piece)))
            whole += pairs
            open_ended += [] if pairs else [piece]
        elif begins and place == len(pieces) - 1 and folded.endswith(piece):
            open_ended.append(piece)
        else:
            whole.append(piece)
    exact = pieces == [folded] and len(whole) + len(open_ended) == 1
    return Wanted(tuple(dict.fromkeys(whole)), tuple(open_ended), exact)


def phone_tokens(number: str) -> Iterator[str]:
    """The tokens of a phone number's digits: each five in a row."""
    for start in range(len(number) - PHONE_PART + 1):
        yield PHONE_SIGN + number[start : start + PHONE_PART]


def wanted_phone(typed: str) -> Wanted | None:
    """What a number asks for that may be part of a phone number; None if it can't be one."""
    number = digits(typed)
    if not number:
        return None
    return Wanted(tuple(dict.fromkeys(phone_tokens(number))), exact=len(number) == PHONE_PART)
