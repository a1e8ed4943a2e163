"""Files with answers: tables of form tools as CSV, and question sheets that came back filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.errors import BadValue
from ledger.messages import Message, say
from ledger.model.dates import iso_date
from ledger.model.headings import leading_date
from ledger.operations.survey.filing import MEASURES
from ledger.query.fold import fold
from ledger.session import Session
from ledger.text.source import Encoding, decode

WHO = ("id", "phone", "email", "name")
"""What tells whose answer it is, the surest first."""
_HEADS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "customer id", "customer_id", "customer", "客户编号", "客户id", "客户号"),
    "phone": ("phone", "mobile", "telephone", "tel", "手机", "手机号", "手机号码", "电话", "联系电话", "电话号码"),
    "email": ("email", "e-mail", "mail", "email address", "邮箱", "电子邮件", "电子邮箱", "邮件"),
    "name": ("name", "company", "customer name", "客户", "客户名称", "客户名", "名称", "公司", "公司名称", "单位", "姓名"),
    "person": ("person", "contact", "filled in by", "填写人", "联系人", "答卷人"),
    "day": ("date", "day", "timestamp", "submitted", "submitted at", "start time", "日期", "时间", "时间戳", "提交时间", "提交答卷时间", "填写时间", "答题时间"),
    "ref": ("ref", "answer id", "response id", "submission id", "答卷编号", "答卷id", "序号", "提交序号"),
    "survey": ("survey", "问卷", "问卷名称", "调查"),
    "text": ("text", "comment", "comments", "feedback", "suggestion", "suggestions", "意见", "建议", "意见建议", "意见和建议", "留言", "评价"),
    "csat": ("score", "rating", "评分", "满意度评分"),
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_WORDS = {
    **dict.fromkeys(("very satisfied", "非常满意", "很满意", "十分满意"), 5),
    **dict.fromkeys(("satisfied", "满意", "比较满意"), 4),
    **dict.fromkeys(("neutral", "neither", "一般", "中立", "尚可"), 3),
    **dict.fromkeys(("dissatisfied", "不满意", "较不满意", "不太满意"), 2),
    **dict.fromkeys(("very dissatisfied", "非常不满意", "很不满意"), 1),
}
_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a file: its number, and what stands in the columns that are known."""

    line: int
    cells: Mapping[str, str]
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a file, and the headings of columns that nobody knows."""

    rows: tuple[Given, ...]
    unknown: tuple[str, ...]


def table(session: Session, content: bytes, columns: Mapping[str, str]) -> Table:
    """The answers in a file; `columns` maps headings to what they are where their names don't tell. Raises BadValue."""
    source = decode(content)
    if source.encoding is Encoding.OPAQUE:
        raise BadValue(say("The file is not text; nothing was written."), say("Save a sheet as CSV first."))
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip().startswith("#"):
        return _sheet(session, text)
    return _csv(session, text, columns)


def _csv(session: Session, text: str, columns: Mapping[str, str]) -> Table:
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        heads = next((row for row in lines if any(map(str.strip, row))), None)
        if heads is None:
            raise BadValue(say("The file is empty; nothing was written."))
        known = [_known(session, head, columns) for head in heads]
        if fold(heads[0]).strip() == "survey":
            # A table of our own: what is not known in it are questions of one's own.
            known = [name or "text" for name in known]
        missing = set(columns) - {head.strip() for head in heads}
        if missing:
            raise BadValue(
                say("The file has no column “{name}”; nothing was written.", name=min(missing)),
                say("Its columns are: {names}.", names=tuple(map(str.strip, heads))),
            )
        rows = []
        for row in lines:
            if any(map(str.strip, row)):
                rows.append(_given(lines.line_num, heads, known, row))
            if len(rows) > _MOST_ROWS:
                raise BadValue(say("The file has more than {n} lines; nothing was written.", n=_MOST_ROWS))
    except csv.Error as error:
        raise BadValue(
            say("Line {line} is no CSV ({reason}); nothing was written.", line=lines.line_num, reason=str(error))
        ) from None
    unknown = tuple(head.strip() for head, name in zip(heads, known, strict=True) if not name and head.strip())
    return Table(tuple(rows), unknown)


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _given(line: int, heads: Sequence[str], known: Sequence[str], row: Sequence[str]) -> Given:
    cells: dict[str, str] = {}
    texts = []
    for head, name, cell in zip(heads, known, row, strict=False):
        written = _unguarded(cell.strip())
        if not name or not written:
            continue
        if name == "text":
            texts.append((head.strip(), written))
        else:
            cells.setdefault(name, written)
    return Given(line, cells, tuple(texts))


def _unguarded(cell: str) -> str:
    """A cell without the sign that keeps a spreadsheet from reading it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _known(session: Session, head: str, columns: Mapping[str, str]) -> str:
    """What a column is, by its heading; empty where that says nothing."""
    written = head.strip()
    if written in columns:
        return columns[written]
    folded = fold(written).strip()
    for name, heads in _HEADS.items():
        if folded in heads:
            return name
    definition = session.vocabulary.entry_field("survey", written)
    if definition is not None:
        return {"score": "csat", "person": "person"}.get(
            definition.name, definition.name if definition.name in _TAKEN else ""
        )
    words = set(re.findall("[a-z]+", folded))
    measures = [measure for measure in MEASURES if measure in words]
    return measures[0] if len(measures) == 1 else ""


_TAKEN = (*MEASURES, "product", "touchpoint")
_SHEET_LINE = re.compile(r"(?:[-*+]\s+)?([^\s:：]{1,20})\s*[:：][ \t]*(.*)")


def _sheet(session: Session, text: str) -> Table:
    """A question sheet of ours that came back filled in: one answer, from lines such as `- csat: 4`."""
    cells: dict[str, str] = {}
    texts = []
    key, first, asked = "", 0, False
    for number, line in enumerate(text.split("\n"), 1):
        asked = asked or line.startswith("## ")
        found = _SHEET_LINE.fullmatch(line.strip())
        name = _known(session, found[1], {}) if found else ""
        if found and not name and asked and line.startswith("- "):
            name = "text"
        if found and name:
            key, first = name, first or number
            written = found[2].strip().strip("_").strip()
            if written and name == "text":
                texts.append((found[1], written))
            elif written:
                cells.setdefault(name, written)
        elif key == "text" and line.strip() and not line.startswith(("#", "<!--")):
            texts.append(("", line.strip()))
    return Table((Given(first or 1, cells, tuple(texts)),), ())


def number_in(measure: str, written: str) -> Decimal | None:
    """The number in an answer such as `5`, `5分`, `9 - very likely` or 非常满意; None for none."""
    folded = fold(written).strip()
    if measure == "csat" and folded in _WORDS:
        return Decimal(_WORDS[folded])
    found = _NUMBER.search(folded)
    return Decimal(found[0]) if found is not None else None


def day_in(written: str) -> date | None:
    """The day of `2026-11-21`, `2026/11/21 14:30`, 2026年11月21日; None for what is none."""
    found = leading_date(written.strip())
    if found is not None:
        return found.day
    return iso_date(written.strip()[:10])


def described(texts: Sequence[tuple[str, str]]) -> str:
    """The words of an answer; each under its question where there are several."""
    if len(texts) < 2:
        return "".join(written for _, written in texts)
    return "\n".join(f"{head}\n{written}\n" if head else f"{written}\n" for head, written in texts).strip()


def columns_of(typed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`nps=How likely …` as heading and what it is; raises BadValue."""
    names = (*WHO, *MEASURES, "person", "day", "ref", "text", "product", "touchpoint")
    for each in typed:
        name, sign, head = each.partition("=")
        name = {"date": "day", "comment": "text"}.get(name.strip().lower(), name.strip().lower())
        if not sign or name not in names or not head.strip():
            raise BadValue(_no_column(each), say("Write NAME=HEADING; names are: {names}.", names=names))
        yield head.strip(), name


def _no_column(typed: str) -> Message:
    return say("“{typed}” says nothing about a column; nothing was written.", typed=typed)
