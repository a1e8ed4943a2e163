"""Answers of a file: what each line is, whose it is, whether it is there already; and writing those that are new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.errors import BadValue, LedgerError
from ledger.facts.ratings import SCALES
from ledger.messages import Message, say
from ledger.model.customer import Customer, Entry
from ledger.operations.log import Logged, log
from ledger.operations.survey import answers_file
from ledger.operations.survey.answers_file import Given
from ledger.operations.survey.asking import Recipient
from ledger.operations.survey.filing import MEASURES, Answer, answered, same
from ledger.operations.survey.matching import whose
from ledger.operations.survey.naming import KIND, Survey, entries, survey
from ledger.operations.writing import look
from ledger.session import Session


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: whose answer it is and what it says, or why it is `refused`, with the customers it might mean.

    `known` tells that the answer is in the customer's file already.
    """

    number: int
    of: Survey | None = None
    recipient: Recipient | None = None
    answer: Answer | None = None
    known: bool = False
    refused: Message | None = None
    candidates: tuple[str, ...] = ()

    @property
    def new(self) -> bool:
        """Whether there is something to write."""
        return self.refused is None and not self.known


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines of a file in order, and what is to be said of it."""

    lines: tuple[Line, ...]
    notes: tuple[Message, ...]


@dataclass(slots=True)
class _File:
    """A customer's file while lines are held against it: answers in it that no line has claimed, and numbers of answers."""

    customer: Customer
    left: list[Entry]


def plan(
    session: Session, content: bytes, name: str, columns: Mapping[str, str], *, stem: str = "", top: int = 5
) -> Plan:
    """What the lines of a file are; CSAT in it goes up to `top` and is brought to 1 to 5. The survey's name is `name`, else what the line says, else the file's own.

    Nothing is written; lines that would be refused are found out here. Raises BadValue for a file that holds no answers.
    """
    table = answers_file.table(session, content, columns)
    notes = []
    if table.unknown:
        notes.append(say("Not taken: {names}. --column text=HEADING takes one.", names=table.unknown))
    if table.rows and not any(_answers(row) for row in table.rows):
        raise BadValue(
            say("The file has no column with answers; nothing was written."),
            say("Columns are csat, nps, ces and comment; --column nps=HEADING says which one is which."),
        )
    files: dict[str, _File] = {}
    lines = [_line(session, row, name or row.cells.get("survey", "") or stem, top, files) for row in table.rows]
    return Plan(tuple(lines), tuple(notes))


def _answers(row: Given) -> bool:
    return bool(row.texts) or any(measure in row.cells for measure in MEASURES)


def _line(session: Session, row: Given, name: str, top: int, files: dict[str, _File]) -> Line:
    line = Line(row.line)
    try:
        if not name:
            raise BadValue(say("The line does not say of which survey it is; --survey NAME does."))
        line = replace(line, of=survey(session, name))
        line = replace(line, recipient=whose(session.fresh().catalog, row.cells))
        line = replace(line, answer=_answer(session, row, line, top))
        return _held(session, line, files)
    except LedgerError as error:
        return replace(line, refused=error.message, candidates=tuple(getattr(error, "candidates", ())))


def _answer(session: Session, row: Given, line: Line, top: int) -> Answer:
    scores = {}
    for measure in MEASURES:
        written = row.cells.get(measure)
        if written is None:
            continue
        number = answers_file.number_in(measure, written)
        low, high = SCALES[measure]
        if number is not None and measure == "csat" and top != high and 0 <= number <= top:
            number = max(low, number * high / top)
        if number is None or not low <= number <= high:
            raise BadValue(
                say("{measure} is a number from {low} to {high}, not “{value}”.",
                    measure=measure.upper(), low=low, high=top if measure == "csat" else high, value=written)
            )  # fmt: skip
        scores[measure] = number
    text = answers_file.described(row.texts)
    if not scores and not text:
        raise BadValue(say("The line has no answer."))
    day = answers_file.day_in(row.cells["day"]) if "day" in row.cells else None
    if "day" in row.cells and day is None:
        raise BadValue(say("“{text}” is no day.", text=row.cells["day"]))
    if day is not None and day > session.today:
        raise BadValue(say("{day} is still to come.", day=day))
    fields = {name: row.cells[name] for name in ("product", "touchpoint", "person") if row.cells.get(name)}
    if row.cells.get("ref") and line.of is not None:
        fields["via"] = f"{line.of.name} #{row.cells['ref']}"
    return Answer(scores, fields, text, day)


def _held(session: Session, line: Line, files: dict[str, _File]) -> Line:
    """The line, known where the customer's file has its answer; a dry run tells whether it can be written."""
    assert line.recipient is not None
    assert line.of is not None
    assert line.answer is not None
    path = line.recipient.path
    if path not in files:
        customer = look(session, path).customer
        files[path] = _File(customer, [entry for entry in customer.entries if entry.kind == KIND])
    file = files[path]
    of_survey = {entry.line for entry in entries(file.customer, line.of)}
    for entry in file.left:
        if entry.line in of_survey and _is(entry, line.answer):
            file.left.remove(entry)
            return replace(line, known=True)
    written(session, line, dry_run=True)
    return line


def _is(entry: Entry, answer: Answer) -> bool:
    """Whether an entry holds an answer: by its number where it has one, else by day and content."""
    if "via" in answer.fields and "via" in entry.fields:
        return entry.fields["via"] == answer.fields["via"]
    return (answer.day is None or answer.day == entry.date) and same(entry.fields, entry.text, answer)


def written(session: Session, line: Line, *, dry_run: bool = False) -> Logged:
    """Write the answer of a line into its customer's file; raises what writing raises."""
    assert line.recipient is not None
    assert line.of is not None
    assert line.answer is not None
    path = line.recipient.path
    checked = answered(session, look(session, path).customer, line.of, line.answer)
    return log(session, path, checked, dry_run=dry_run)


def write(session: Session, lines: Sequence[Line]) -> Iterator[tuple[Line, Logged | None]]:
    """Write the new ones, one after the other; with None comes a line whose file refused, and says why."""
    for line in lines:
        try:
            yield line, written(session, line)
        except LedgerError as error:
            yield replace(line, refused=error.message), None
