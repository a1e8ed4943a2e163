"""A question sheet as a value: the built-in one, or one that a file holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.text.source import Encoding, decode

TEXT = "text"
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `key` is csat, nps, ces, text, or a word of one's own; `scale` its lowest and highest answer (None: words).

    `least` and `most` say what the ends of the scale mean.
    """

    key: str
    asked: Message | str
    scale: tuple[int, int] | None = None
    least: Message | str = ""
    most: Message | str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question sheet: the survey's name, its title, a word before the questions, and those."""

    name: str
    title: Message | str
    intro: Message | str
    questions: tuple[Question, ...]


BUILT_IN = (
    Question(
        "csat", say("How satisfied are you with us?"), SCALES["csat"], say("very dissatisfied"), say("very satisfied")
    ),
    Question(
        "nps",
        say("How likely are you to recommend us to others?"),
        SCALES["nps"],
        say("not at all likely"),
        say("very likely"),
    ),
    Question(
        "ces",
        say("We made it easy for you to get what you needed. Do you agree?"),
        SCALES["ces"],
        say("not at all"),
        say("completely"),
    ),
    Question(TEXT, say("What should we do better?")),
)


def built_in(name: str) -> Sheet:
    """The sheet that asks for CSAT, NPS and CES, and for what should be better."""
    return Sheet(name, say("A few questions"), say("Please choose one number for each question."), BUILT_IN)


_LINE = re.compile(
    r"[-*+]\s+([^\s:：()（）]{1,20})\s*(?:[(（]\s*(\d{1,3})\s*[-–~～—]\s*(\d{1,3})\s*[)）])?\s*[:：]\s*(.+)"
)
_TITLE = re.compile(r"#\s+(.+)")
_MOST = 40
_NAMES = {
    "满意度": "csat",
    "推荐": "nps",
    "推荐度": "nps",
    "费力度": "ces",
    "意见": TEXT,
    "建议": TEXT,
    "comment": TEXT,
}


def from_file(name: str, content: bytes) -> Sheet:
    """The sheet in a text: a title `# …`, words, and a line `- csat: How … ?` for each question.

    A question of one's own has its scale behind its key, `- speed (1-5): …`; without one it is answered in words. Raises
    BadValue.
    """
    source = decode(content)
    if source.encoding is Encoding.OPAQUE:
        raise BadValue(say("The file with the questions is not text; nothing was written."))
    title, intro, questions = "", [], []
    for number, line in enumerate(source.text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        if (heading := _TITLE.fullmatch(line.strip())) is not None:
            title = title or heading[1]
        elif line.lstrip().startswith(("- ", "* ", "+ ")):
            questions.append(_question(line.strip(), number))
        elif not questions:
            intro.append(line.strip())
    if not questions:
        raise BadValue(
            say("The file has no question; nothing was written."),
            say("A question is a line such as - csat: How was it?"),
        )
    _told_apart(questions)
    return Sheet(name, title or say("A few questions"), " ".join(intro), tuple(questions))


def _question(line: str, number: int) -> Question:
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadValue(
            say("Line {line} of the questions is none; nothing was written.", line=number),
            say("Write it as - csat: How was it? or with a scale as - speed (1-5): How fast were we?"),
        )
    key = _NAMES.get(found[1].lower(), found[1].lower())
    usual = next((one for one in BUILT_IN if one.key == key), None)
    if found[2] is None:
        if usual is None:
            return Question(key, found[4])
        return Question(key, found[4], usual.scale, usual.least, usual.most)
    scale = int(found[2]), int(found[3])
    if usual is not None and scale != usual.scale:
        low, high = usual.scale or (0, 0)
        raise BadValue(
            say("Line {line}: {key} is asked from {low} to {high}; nothing was written.", line=number, key=key, low=low, high=high),
            say("Give the question another name, or leave the scale out."),
        )  # fmt: skip
    if not 1 <= scale[1] - scale[0] <= _MOST:
        raise BadValue(say("Line {line}: that is no scale; nothing was written.", line=number))
    return Question(key, found[4], scale)


def _told_apart(questions: list[Question]) -> None:
    keys: set[str] = set()
    for question in questions:
        if question.key in keys:
            raise BadValue(say("Two questions are called {key}; nothing was written.", key=question.key))
        keys.add(question.key)


def numbers(question: Question) -> Iterator[int]:
    """The answers that a scale allows."""
    low, high = question.scale or (0, -1)
    yield from range(low, high + 1)
