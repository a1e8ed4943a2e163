"""The text of a query cut into tokens, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.messages import Message, say
from ledger.query.errors import BadQuery
from ledger.query.tree import Span

# Full-width forms that Chinese keyboards give, one character for one so that places stay true.
_FULL_WIDTH = str.maketrans("（）：＜＞＝＃＠＊　－", "():<>=#@* -")
_QUOTES = {'"': '"', "“": '”"', "”": '”"', "＂": '＂"'}
_SEPARATORS = "，、；"
_COMMAS = ",，、"
_COMPARISONS = (">=", "<=", "≥", "≤", ">", "<", "=")
_SAME = {"≥": ">=", "≤": "<="}
_ENTRY = ("entry", "记录")
_NAME = re.compile(r"[^\s()\"“”＂,，、；:<>=#@*]+")


class Sort(StrEnum):
    """What a token is."""

    OPEN = "("
    ENTRY = "entry("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"
    ALL = "*"
    WORD = "word"
    PREFIX = "prefix"
    PHRASE = "phrase"
    TAG = "tag"
    PERSON = "person"
    FIELD = "field"
    END = "end"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in the value of a field; `quoted` where it stood in quotation marks."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of the values of a field: a single `low`, or from `low` to `high` where `ranged`; `comparison` may precede it."""

    span: Span
    low: Piece | None
    high: Piece | None = None
    ranged: bool = False
    comparison: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A token; a FIELD has its name as `text` and its values as `parts` (none: only asked for)."""

    sort: Sort
    text: str
    span: Span
    parts: tuple[Part, ...] = field(default=())


def tokens(text: str) -> list[Token]:
    """All the tokens of a query and an END; raises BadQuery."""
    return _Lexer(text).tokens()


class _Lexer:
    """A place that moves through the text."""

    def __init__(self, text: str) -> None:
        self.written = text
        self.text = text.translate(_FULL_WIDTH)
        self.at = 0

    def tokens(self) -> list[Token]:
        found = []
        while self._skip_blank():
            found.append(self._token())
        found.append(Token(Sort.END, "", (len(self.text), len(self.text))))
        return found

    def _skip_blank(self) -> bool:
        """Move to the next token; False at the end."""
        while self.at < len(self.text) and (self.text[self.at].isspace() or self.text[self.at] in _SEPARATORS):
            self.at += 1
        return self.at < len(self.text)

    def _token(self) -> Token:
        start, character = self.at, self.text[self.at]
        if character in "()":
            self.at += 1
            return Token(Sort(character), character, (start, self.at))
        if character in _QUOTES:
            return Token(Sort.PHRASE, self._quoted().text, (start, self.at))
        if character in "#@":
            return self._marked(Sort.TAG if character == "#" else Sort.PERSON)
        if character == "-":
            return self._minus()
        return self._bare()

    def _minus(self) -> Token:
        start = self.at
        self.at += 1
        if self.at == len(self.text) or self.text[self.at].isspace() or self.text[self.at] == ")":
            raise self._bad(
                say("This minus stands before nothing."),
                (start, self.at),
                say('Write it right before what is not wanted, as in -tag:VIP; put it in quotes to look for it: "-".'),
            )
        return Token(Sort.NOT, "-", (start, self.at))

    def _marked(self, sort: Sort) -> Token:
        """A tag or a person."""
        start, mark = self.at, self.text[self.at]
        self.at += 1
        name = self._quoted() if self._sees_quote() else self._run(_COMMAS)
        plain = name.text.lstrip("#@")
        if not plain.strip():
            raise self._bad(say("A name is missing after {mark}.", mark=mark), (start, self.at))
        return Token(sort, plain, (start, self.at))

    def _bare(self) -> Token:
        """A word, an operator, a field or the start of `entry(`."""
        start = self.at
        name = _NAME.match(self.text, start)
        if name and self.text.startswith(":", name.end()):
            self.at = name.end() + 1
            return self._field(name.group(), start)
        run = self._run(_SEPARATORS)
        if ":" in run.text:
            raise self._colon(run)
        if run.text in _ENTRY and self.text.startswith("(", self.at):
            self.at += 1
            return Token(Sort.ENTRY, run.text, (start, self.at))
        if run.text in ("OR", "AND", "NOT"):
            return Token(Sort(run.text), run.text, run.span)
        return self._word(run)

    def _word(self, run: Piece) -> Token:
        if run.text == "*":
            return Token(Sort.ALL, "*", run.span)
        if run.text[0] in "<>=≥≤":
            raise self._bad(
                say("A comparison needs a field before it."),
                run.span,
                say("Write it as in amount:>10000, without a space; put it in quotes to look for this text."),
            )
        if "*" not in run.text:
            return Token(Sort.WORD, run.text, run.span)
        return Token(Sort.PREFIX, self._stem(run), run.span)

    def _stem(self, run: Piece) -> str:
        """The beginning of a word that ends in `*`."""
        stem = run.text[:-1]
        if not stem or "*" in stem or not run.text.endswith("*"):
            star = run.span[0] + run.text.index("*")
            raise self._bad(
                say("A * can only stand at the end of a word."),
                (star, star + 1),
                say("Write the beginning of the word and one *; put the text in quotes to look for a * itself."),
            )
        return stem

    def _field(self, name: str, start: int) -> Token:
        self._refuse_lone_comparison(name, start)
        parts: list[Part] = []
        if self._at_value():
            parts.append(self._part())
            while self.at < len(self.text) and self.text[self.at] in _COMMAS:
                self.at += 1
                if not self._at_value():
                    raise self._bad(say("A value is missing after the comma."), (self.at - 1, self.at))
                parts.append(self._part())
        if self.at < len(self.text) and not self.text[self.at].isspace() and self.text[self.at] not in ")；":
            raise self._glued(name, start)
        return Token(Sort.FIELD, name, (start, self.at), tuple(parts))

    def _refuse_lone_comparison(self, name: str, start: int) -> None:
        """`amount: >5` is no question whether there is an amount."""
        rest = self.text[self.at :].lstrip()
        if rest.startswith(_COMPARISONS) and self.text[self.at].isspace():
            raise self._bad(
                say("A space stands between this field and its comparison."),
                (start, len(self.text) - len(rest) + 1),
                say("Write it without one, as in {name}:{sign}….", name=name, sign=rest[0]),
            )

    def _glued(self, name: str, start: int) -> BadQuery:
        """Something that can't belong to a value stands right behind it."""
        return self._bad(
            say("A value ends here, and something else follows without a space."),
            (self.at, self.at + 1),
            say(
                'Put a value with such marks in quotes, as in {name}:"value"; several values are written {name}:a,b.',
                name=name,
            ),
        )

    def _at_value(self) -> bool:
        return self.at < len(self.text) and not self.text[self.at].isspace() and self.text[self.at] not in "()；"

    def _part(self) -> Part:
        """One value with its comparison or its range."""
        start = self.at
        comparison = next((sign for sign in _COMPARISONS if self.text.startswith(sign, start)), "")
        self.at += len(comparison)
        low = self._piece()
        ranged = self.text.startswith("..", self.at)
        if ranged:
            self.at += 2
        high = self._piece() if ranged else None
        if low is None and high is None:
            raise self._bad(say("A value is missing here."), (start, max(self.at, start + 1)))
        return Part((start, self.at), low, high, ranged, _SAME.get(comparison, comparison))

    def _piece(self) -> Piece | None:
        """A quoted text, or a bare one up to a comma or `..`."""
        if self._sees_quote():
            return self._quoted()
        found = self._run(_COMMAS + "；", until="..")
        return found if found.text else None

    def _run(self, stops: str, until: str = "") -> Piece:
        """Characters as written up to a blank, a parenthesis, a quotation mark, one of `stops`, or `until`."""
        start = self.at
        while self.at < len(self.text):
            character = self.text[self.at]
            if character.isspace() or character in "()" or character in _QUOTES or character in stops:
                break
            if until and self.text.startswith(until, self.at):
                break
            self.at += 1
        return Piece(self.text[start : self.at], (start, self.at))

    def _sees_quote(self) -> bool:
        return self.at < len(self.text) and self.text[self.at] in _QUOTES

    def _quoted(self) -> Piece:
        r"""A text in quotation marks, in which `\"` and `\\` stand for `"` and `\`."""
        start = self.at
        closing = _QUOTES[self.text[start]]
        self.at += 1
        found: list[str] = []
        while self.at < len(self.written):
            character = self.written[self.at]
            self.at += 1
            if character in closing:
                return Piece("".join(found), (start, self.at), quoted=True)
            if character == "\\" and self.written[self.at : self.at + 1] in ('"', "\\"):
                character = self.written[self.at]
                self.at += 1
            found.append(character)
        raise self._bad(
            say("This quotation mark is never closed."),
            (start, start + 1),
            say(r'Close it with another "; to look for the mark itself write "\"".'),
        )

    def _colon(self, run: Piece) -> BadQuery:
        """A colon where no field name stands before it."""
        return self._bad(
            say("What stands before this colon is no name of a field."),
            run.span,
            say('To look for this text itself, put it in quotes: "{text}".', text=run.text),
        )

    def _bad(self, message: Message, span: Span, hint: Message | None = None) -> BadQuery:
        return BadQuery(message, self.written, span, hint)
