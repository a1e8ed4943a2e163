"""The refusals of a query: each finds its sentence and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ledger.messages import Message, say
from ledger.query.asking import Asking
from ledger.query.errors import BadQuery
from ledger.query.lex import Sort, Token
from ledger.query.names import known_names
from ledger.query.tree import Span

QUOTE = say("Put it in quotes to look for it as text.")

# Before a colon, no slips in the name of a field: times, addresses, drives.
_NO_NAME = re.compile(r"[0-9]+|https?|ftp|mailto|file|[a-zA-Z]")


def never_opened(asking: Asking, span: Span) -> BadQuery:
    """A parenthesis that closes nothing."""
    return asking.bad(say("This parenthesis was never opened."), span, QUOTE)


def never_closed(asking: Asking, span: Span) -> BadQuery:
    """A parenthesis that nothing closes."""
    return asking.bad(say("This parenthesis is never closed."), span, QUOTE)


def missing(asking: Asking, tokens: Sequence[Token], at: int) -> BadQuery:
    """The token before `at` stands where a condition should."""
    token = tokens[at - 1]
    if token.sort is Sort.CLOSE and not any(before.sort in (Sort.OPEN, Sort.ENTRY) for before in tokens[: at - 1]):
        return never_opened(asking, token.span)
    before = tokens[at - 2] if at > 1 else Token(Sort.END, "", token.span)
    if before.sort in (Sort.OR, Sort.AND, Sort.NOT):
        return asking.bad(say("Something is missing after {sign}.", sign=before.text), before.span, QUOTE)
    if before.sort in (Sort.OPEN, Sort.ENTRY):
        return never_closed(asking, before.span)
    return asking.bad(say("Something is missing before {sign}.", sign=token.text), token.span, QUOTE)


def blank_behind(asking: Asking, token: Token, following: Token) -> BadQuery:
    """`level: A`, which may be meant as `level:A`; asked for together, the word comes first."""
    value = asking.query[slice(*following.span)]
    return asking.bad(
        say("A space stands between this field and what follows."),
        (token.span[0], following.span[1]),
        say(
            "Write {field}:{value} for that value; write {value} {field}: for the word, and that the field is filled in.",
            field=token.text,
            value=value,
        ),
    )


def of_customer(asking: Asking, token: Token) -> BadQuery:
    """A field of the customer inside entry(…)."""
    return asking.bad(
        say("{field} is a field of the customer, not of an entry.", field=token.text),
        _name_of(token),
        say("Write it outside of the parentheses of entry(…)."),
    )


def unknown_field(asking: Asking, token: Token) -> BadQuery:
    """A name that no field has."""
    written = asking.query[slice(*token.span)]
    near = asking.vocabulary.nearest(token.text, known_names(asking.vocabulary))
    message = say("There is no field {name}.", name=token.text)
    if near is not None and not _NO_NAME.fullmatch(token.text):
        hint = say(
            'Did you mean {near}? To look for the text itself, put it in quotes: "{text}".', near=near, text=written
        )
        return asking.bad(message, _name_of(token), hint, near)
    return asking.bad(
        message,
        _name_of(token),
        say(
            'What stands before a colon is the name of a field. To look for the text itself, put it in quotes: "{text}".',
            text=written,
        ),
    )


def unknown_kind(asking: Asking, text: str, span: Span) -> BadQuery:
    """A word that is no kind of entry."""
    kinds = asking.vocabulary.kinds
    near = asking.vocabulary.nearest(
        text, [name for kind in kinds.values() for names in kind.names.values() for name in names]
    )
    hint = _meant(near) or say("Known kinds are {known}.", known=tuple(kinds))
    return asking.bad(say("There is no kind of entry {name}.", name=text), span, hint, near)


def unknown_saved(asking: Asking, name: str, span: Span, saved: Iterable[str]) -> BadQuery:
    """A name that no saved query has."""
    near = asking.vocabulary.nearest(name, saved)
    hint = _meant(near) or say("Saved queries stand under `queries:` in ledger.yaml.")
    return asking.bad(say("There is no saved query {name}.", name=name), span, hint, near)


def slip_of_saved(asking: Asking, token: Token, near: str) -> BadQuery:
    """`@name` that is nearly a saved query, and nobody whom the ledger knows."""
    return asking.bad(
        say("There is no saved query {name}.", name=token.text),
        token.span,
        say("Did you mean @{near}? For a person write person:{name}.", near=near, name=token.text),
        near,
    )


def saved_and_person(asking: Asking, token: Token) -> BadQuery:
    """`@name` that may mean two things."""
    return asking.bad(
        say("{name} is both a saved query and a person.", name=token.text),
        token.span,
        say("Write saved:{name} or person:{name}.", name=token.text),
    )


def _name_of(token: Token) -> Span:
    """Where the name of a field stands, without its values."""
    return token.span[0], token.span[0] + len(token.text)


def _meant(near: str | None) -> Message | None:
    return None if near is None else say("Did you mean {near}?", near=near)
