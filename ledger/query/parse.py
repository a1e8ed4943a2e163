"""The text of a query read as a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from ledger.messages import Message, say
from ledger.model.vocabulary import Vocabulary
from ledger.query import refusals
from ledger.query.asking import Asking
from ledger.query.choices import UnknownValue, other_names
from ledger.query.errors import BadQuery
from ledger.query.lex import Sort, Token, tokens
from ledger.query.names import WORDS, Asked, computed_field, customer_field, entry_fields, people_fields
from ledger.query.operands import condition
from ledger.query.tree import (
    And,
    Condition,
    EntryThat,
    Everything,
    Has,
    KindIs,
    Not,
    Of,
    Or,
    Person,
    Phrase,
    Prefix,
    Saved,
    Span,
    Tag,
    Tree,
    Word,
)
from ledger.query.typed_phones import joined

longest = 4096
deepest = 50
most_terms = 500

_CLOSING = frozenset({Sort.CLOSE, Sort.END, Sort.OR})
_TEXT = frozenset({Sort.WORD, Sort.PREFIX, Sort.PHRASE})


def parse(text: str, vocabulary: Vocabulary, today: date, saved: Mapping[str, str], currency: str) -> Tree:
    """The tree of a query; an empty one asks for everything.

    Names and values come out canonical, days as dates seen from `today`, amounts without a currency in `currency`,
    saved queries expanded. Raises BadQuery for anything that can't be understood or is over the limits.
    """
    return _Parser(text, vocabulary, today, currency, _Shared(saved)).whole()


@dataclass
class _Shared:
    """What a query and the saved ones inside it count together."""

    saved: Mapping[str, str]
    open_names: tuple[str, ...] = ()
    known: dict[str, tuple[Tree, int]] = field(default_factory=dict)
    terms: int = 0
    depth: int = 0


class _Parser:
    """A place that moves through the tokens of one text."""

    def __init__(self, text: str, vocabulary: Vocabulary, today: date, currency: str, shared: _Shared) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.asking = Asking(text, vocabulary, today, currency)
        self.shared = shared
        self.at = 0
        self.kinds: frozenset[str] | None = None
        if len(text) > longest:
            raise BadQuery(
                say("A query can have {n} characters at most; this one has {found}.", n=longest, found=len(text)),
                text[:longest],
                (0, 1),
            )
        self.tokens = tokens(text)

    def whole(self) -> Tree:
        """All of the text."""
        if self._next().sort is Sort.END:
            return Everything(span=(0, len(self.text)))
        tree = self._any_of()
        if self._next().sort is not Sort.END:
            raise refusals.never_opened(self.asking, self._next().span)
        return tree

    def _next(self) -> Token:
        return self.tokens[self.at]

    def _take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _any_of(self) -> Tree:
        """Parts joined by OR."""
        parts = [self._all_of()]
        while self._next().sort is Sort.OR:
            self._take()
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), span=_over(parts))

    def _all_of(self) -> Tree:
        """Parts side by side; AND between them may be written."""
        parts = [self._one()]
        while self._next().sort not in _CLOSING:
            if self._next().sort is Sort.AND:
                self._take()
            parts.append(self._one())
        parts = joined(parts)
        return parts[0] if len(parts) == 1 else And(tuple(parts), span=_over(parts))

    def _one(self) -> Tree:
        token = self._take()
        match token.sort:
            case Sort.NOT:
                return self._deeper(token, self._opposite)
            case Sort.OPEN:
                return self._deeper(token, self._group)
            case Sort.ENTRY:
                return self._deeper(token, self._entry)
            case Sort.OR | Sort.AND | Sort.CLOSE | Sort.END:
                raise refusals.missing(self.asking, self.tokens, self.at)
        self._count(token, max(1, len(token.parts)))
        return self._term(token)

    def _term(self, token: Token) -> Tree:
        match token.sort:
            case Sort.ALL:
                return Everything(span=token.span)
            case Sort.WORD:
                return Word(token.text, span=token.span)
            case Sort.PREFIX:
                return Prefix(token.text, span=token.span)
            case Sort.PHRASE:
                return self._phrase(token)
            case Sort.TAG:
                return Tag(token.text, span=token.span)
            case Sort.PERSON:
                return self._at_name(token)
        return self._field(token)

    def _deeper(self, token: Token, read: Callable[[Token], Tree]) -> Tree:
        """What stands one level deeper."""
        self.shared.depth += 1
        if self.shared.depth > deepest:
            raise self._bad(say("A query can be nested {n} levels deep at most.", n=deepest), token.span)
        tree = read(token)
        self.shared.depth -= 1
        return tree

    def _opposite(self, token: Token) -> Tree:
        part = self._one()
        return Not(part, span=(token.span[0], part.span[1]))

    def _group(self, token: Token) -> Tree:
        if self._next().sort is Sort.CLOSE:
            raise self._bad(
                say("There is nothing between these parentheses."),
                (token.span[0], self._next().span[1]),
                refusals.QUOTE,
            )
        tree = self._any_of()
        self._close(token)
        return tree

    def _close(self, opened: Token) -> Token:
        if self._next().sort is Sort.CLOSE:
            return self._take()
        raise refusals.never_closed(self.asking, opened.span)

    def _entry(self, token: Token) -> Tree:
        """`entry(…)`, in which names mean those of entries."""
        if self.kinds is not None:
            raise self._bad(say("An entry can't hold another entry."), token.span)
        if self._next().sort is Sort.CLOSE:
            raise self._bad(say("There is nothing between these parentheses."), (token.span[0], self._next().span[1]))
        self.kinds = frozenset(self._kinds_ahead())
        tree = self._any_of()
        self.kinds = None
        end = self._close(token).span[1]
        return EntryThat(tree, span=(token.span[0], end))

    def _kinds_ahead(self) -> Iterator[str]:
        """The kinds named up to the end of an entry, by which names of fields are told apart."""
        for before, token in pairwise(self.tokens[self.at - 1 :]):
            if before.sort is not Sort.NOT and token.sort is Sort.FIELD and WORDS.get(token.text.casefold()) == "kind":
                for part in token.parts:
                    found = self.vocabulary.kind(part.low.text) if part.low else None
                    if found is not None:
                        yield found.name

    def _phrase(self, token: Token) -> Tree:
        if not token.text.strip():
            raise self._bad(say("There is nothing between these quotation marks."), token.span)
        return Phrase(token.text, span=token.span)

    def _field(self, token: Token) -> Tree:
        if not token.parts and self._next().sort in _TEXT:
            raise refusals.blank_behind(self.asking, token, self._next())
        word = WORDS.get(token.text.casefold())
        if word is not None:
            return self._word(word, token)
        found = self._asked(token)
        try:
            asked = self._any_that_fits(found, token)
        except UnknownValue as refused:
            raise self._with_entries(refused, found[0], token) from None
        is_wider = found[0].of is Of.ENTRY and self.kinds is None
        return EntryThat(asked, span=token.span) if is_wider else asked

    def _any_that_fits(self, found: tuple[Asked, ...], token: Token) -> Tree:
        """A name of entries may mean several fields: all are asked that can hold the values."""
        errors: list[BadQuery] = []
        conditions: list[Condition | Has] = []
        for asked in found:
            try:
                conditions.append(self._condition(asked, token))
            except BadQuery as refused:
                errors.append(refused)
        parts = tuple(dict.fromkeys(conditions))
        if not parts:
            raise errors[0]
        return parts[0] if len(parts) == 1 else Or(parts, span=token.span)

    def _condition(self, asked: Asked, token: Token) -> Condition | Has:
        if not token.parts:
            return Has(asked.path, asked.of, span=token.span)
        return condition(asked, token.parts, token.span, self.asking)

    def _with_entries(self, refused: UnknownValue, asked: Asked, token: Token) -> BadQuery:
        """The error, saying that entries know the value if they do, as in `stage:报价`."""
        if asked.of is Of.ENTRY:
            return refused
        try:
            self._any_that_fits(entry_fields(token.text, self.vocabulary, frozenset()), token)
        except (BadQuery, IndexError):
            return refused
        hint = say("Entries have it: write entry({query}).", query=self.text[slice(*token.span)])
        return self._bad(refused.message, refused.span, hint)

    def _asked(self, token: Token) -> tuple[Asked, ...]:
        """What the name of a field means here."""
        of_entries = entry_fields(token.text, self.vocabulary, self.kinds or frozenset())
        of_customer = customer_field(token.text, self.vocabulary) or computed_field(token.text)
        found = of_entries if self.kinds is not None or of_customer is None else (of_customer,)
        if found:
            return found
        if of_customer is not None:
            raise refusals.of_customer(self.asking, token)
        raise refusals.unknown_field(self.asking, token)

    def _word(self, word: str, token: Token) -> Tree:
        """The names that belong to the language: kind, person, saved."""
        if not token.parts:
            if word == "kind":
                return Has("kind", Of.ENTRY, span=token.span)
            raise self._bad(say("A name is missing after {name}:.", name=token.text), token.span)
        found = [self._named(word, token, place) for place in range(len(token.parts))]
        return found[0] if len(found) == 1 else Or(tuple(found), span=token.span)

    def _named(self, word: str, token: Token, place: int) -> Tree:
        part = token.parts[place]
        if part.low is None or part.ranged or part.comparison not in ("", "="):
            raise self._bad(say("{name}: takes names only, no ranges and no comparisons.", name=token.text), part.span)
        text, span = part.low.text, token.span if len(token.parts) == 1 else part.span
        if word == "kind":
            return self._kind(text, part.low.span, span)
        if word == "person":
            return self._person(text.lstrip("@") or text, span)
        return self._saved(text.lstrip("@") or text, span)

    def _kind(self, text: str, place: Span, span: Span) -> Tree:
        found = self.vocabulary.kind(text)
        if found is None:
            raise refusals.unknown_kind(self.asking, text, place)
        return KindIs(found.name, span=span)

    def _at_name(self, token: Token) -> Tree:
        """`@name`: a saved query where there is one, else a person."""
        if token.text not in self.shared.saved:
            self._refuse_near_saved(token)
            return self._person(token.text, token.span)
        if self.vocabulary.value("people", token.text) is not None:
            raise refusals.saved_and_person(self.asking, token)
        return self._saved(token.text, token.span)

    def _refuse_near_saved(self, token: Token) -> None:
        """A saved query with a slip in its name is not silently a person."""
        if self.vocabulary.value("people", token.text) is None and len(token.text) > _SHORT:
            from difflib import get_close_matches

            near = get_close_matches(token.text, self.shared.saved, 1, 0.8)
            if near:
                raise refusals.slip_of_saved(self.asking, token, near[0])

    def _person(self, text: str, span: Span) -> Tree:
        name = self.vocabulary.value("people", text) or text
        also = other_names(self.vocabulary, ("people",), (name,))
        return Person(name, people_fields(self.vocabulary), also, span=span)

    def _saved(self, name: str, span: Span) -> Tree:
        """A saved query in its place; every use counts what is in it."""
        if name not in self.shared.saved:
            raise refusals.unknown_saved(self.asking, name, span, self.shared.saved)
        if self.kinds is not None:
            raise self._bad(say("A saved query asks about customers and can't stand inside entry(…)."), span)
        if name in self.shared.open_names:
            raise self._bad(say("The saved query {name} leads back to itself.", name=name), span)
        return Saved(name, self._expanded(name, span), span=span)

    def _expanded(self, name: str, span: Span) -> Tree:
        shared = self.shared
        before = shared.open_names
        shared.open_names = (*before, name)
        asking = self.asking
        tree = self._deeper(
            Token(Sort.PERSON, name, span),
            lambda _: _Parser(shared.saved[name], self.vocabulary, asking.today, asking.currency, shared).whole(),
        )
        shared.open_names = before
        return tree

    def _count(self, token: Token, terms: int) -> None:
        self.shared.terms += terms
        if self.shared.terms > most_terms:
            raise self._bad(say("A query can have {n} terms at most.", n=most_terms), token.span)

    def _bad(self, message: Message, span: Span, hint: Message | None = None, *near: str | None) -> BadQuery:
        return self.asking.bad(message, span, hint, *near)


_SHORT = 3


def _over(parts: list[Tree]) -> Span:
    return parts[0].span[0], parts[-1].span[1]
