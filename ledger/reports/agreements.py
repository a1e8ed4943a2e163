"""Contracts as they stand today: their state, the day to act by, their duties, and the files attached."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.facts.days import before, lead
from ledger.messages import Message, say
from ledger.model.dates import iso_date
from ledger.model.intervals import interval
from ledger.model.values import Money
from ledger.reports.kinds import alike, listed
from ledger.reports.scope import Scope

KIND = "contract"
DRAFT, COMING, RUNNING, ENDED, RENEWED = "draft", "coming", "running", "ended", "renewed"
STATES: Mapping[str, Message] = {
    DRAFT: say("draft"),
    COMING: say("not begun"),
    RUNNING: say("running"),
    ENDED: say("ended"),
    RENEWED: say("renewed"),
    "completed": say("completed"),
    "terminated": say("terminated"),
}
NO_FILE, SAME, CHANGED, MISSING, UNCHECKED, OUTSIDE = "", "same", "changed", "missing", "unchecked", "outside"
FILES: Mapping[str, Message] = {
    SAME: say("as signed"),
    CHANGED: say("changed"),
    MISSING: say("missing"),
    UNCHECKED: say("without hash"),
    OUTSIDE: say("outside the ledger"),
}
"""What is known of a contract's file: its hash is the one written down, or isn't; it is not there; nothing to compare."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DONE = re.compile(r"✅|✓|✔|\[x\]|已完成|已履行|完成于|\bdone\b|\bfulfilled\b", re.IGNORECASE)
_SIGNS = re.compile(r"^\[[ xX-]\]\s*")
NEAR = 90
"""A contract that begins so many days before or after another one ends, and ends later, goes on where that one ends."""
_PART = 1 << 20
_READ = ", ".join(
    f"json_extract(s.fields, '$.{name}')"
    for name in (
        "start", "end", "renew", "status", "notice", "renewal", "amount.amount", "amount.currency", "owner", "hash",
        "file", "duties",
    )
)  # fmt: skip
_SHORTEST = 8
"""The least digits of a hash that say anything."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody has to do under a contract: by when, whether and when it was done, and where it is written."""

    text: str
    due: date | None
    done: bool
    done_on: date | None
    line: int


@dataclass(slots=True)
class Agreement:
    """A contract. `act_by` is the day by which somebody has to act (renew it, or give notice), `followed` tells that a
    later contract of the same customer goes on where it ends.
    """

    customer: int
    id: str
    name: str
    path: str
    owner: str
    line: int
    ref: str
    title: str
    opened: date
    status: str
    start: date | None
    end: date | None
    renew: date | None
    notice: str
    by_itself: bool
    act_by: date | None
    value: Money | None
    files: tuple[str, ...]
    hash: str
    written: tuple[str, ...]
    state: str = RUNNING
    followed: bool = False
    duties: tuple[Duty, ...] = ()

    @property
    def called(self) -> str:
        """What people know it by."""
        return self.ref or self.title or self.opened.isoformat()

    @property
    def alive(self) -> bool:
        """Whether it runs, or will."""
        return self.state in (RUNNING, COMING)

    @property
    def lost(self) -> bool:
        """Whether it has ended and nothing followed."""
        return self.state in (ENDED, "completed", "terminated") and not self.followed


def agreements(scope: Scope) -> tuple[Agreement, ...]:
    """The contracts of the scope, those to act on first, then those that end first."""
    kinds = alike(scope.session.settings, KIND)
    rows = scope.rows(
        f"SELECT c.customer, c.id, c.name, c.path, c.owner, s.line, s.ref, s.title, s.opened, {_READ}"  # noqa: S608
        " FROM now_records s JOIN scope c ON c.customer = s.customer"
        f" WHERE s.kind IN ({listed(kinds)})",
        kinds,
    )
    today = scope.session.today
    found = [_agreement(row, today) for row in rows]
    duties = _tasks(scope, kinds)
    of_customer: dict[int, list[Agreement]] = {}
    for one in found:
        of_customer.setdefault(one.customer, []).append(one)
    for one in found:
        own = of_customer[one.customer]
        one.followed = one.state == RENEWED or (len(own) > 1 and _goes_on(one, own))
        if one.written or duties:
            one.duties = _duties(one, duties.get((one.customer, one.ref.casefold() or one.line), ()))
    return tuple(
        sorted(found, key=lambda one: (one.act_by or one.end or date.max, one.end or date.max, one.name, one.line))
    )


def _agreement(row: Sequence[Any], today: date) -> Agreement:
    customer, id_, name, path, owner, line, ref, title, opened, *held = row
    start, end, renew = map(_day, held[:3])
    status, notice, renewal, amount, currency, own, mark, files, duties = held[3:]
    status, notice, by_itself = status or "", notice or "", renewal == "yes"
    value = None if amount is None else Money(Decimal(amount), currency)
    return Agreement(
        customer, id_, name, path, next(iter(_texts(own)), owner or ""), line, ref or "", title or "",
        date.fromisoformat(opened), status, start, end, renew, notice, by_itself,
        act_by(renew, end, notice, by_itself=by_itself), value, _texts(files), next(iter(_texts(mark)), ""),
        _texts(duties), _state(status, start, end, today),
    )  # fmt: skip


def act_by(renew: date | None, end: date | None, notice: str, *, by_itself: bool) -> date | None:
    """The day by which somebody has to act, by the rule of docs/due.md; None where nobody has to."""
    if renew is not None or end is None:
        return renew
    ahead = interval(notice) if notice else None
    if ahead is not None:
        return before(end, lead(ahead))
    return None if by_itself else end


def _state(status: str, start: date | None, end: date | None, today: date) -> str:
    if status in (DRAFT, RENEWED, "completed", "terminated"):
        return status
    if status == "expired" or (end is not None and end < today):
        return ENDED
    return COMING if start is not None and start > today else RUNNING


def _goes_on(one: Agreement, others: Iterable[Agreement]) -> bool:
    """Whether another contract begins about when this one ends, and ends later or has no end."""
    if one.end is None:
        return False
    end, first = one.end, one.start or one.opened
    return any(
        other is not one
        and other.state not in (DRAFT, "terminated")
        and (begins := other.start or other.opened) > first
        and abs((begins - end).days) <= NEAR
        and (other.end is None or other.end > end)
        for other in others
    )


def _tasks(scope: Scope, kinds: Sequence[str]) -> dict[tuple[int, str | int], list[Duty]]:
    """The tasks under the entries of contracts, by customer and REF (or line)."""
    rows = scope.rows(
        "SELECT e.customer, e.ref, e.line, t.text, t.date, t.state, t.done_on, t.line FROM tasks t"  # noqa: S608
        " CROSS JOIN now_entries e ON e.customer = t.customer AND e.n = t.entry JOIN scope c ON c.customer = t.customer"
        f" WHERE (t.customer, t.entry) IN (SELECT customer, n FROM now_entries WHERE kind IN ({listed(kinds)})) AND t.state <> 'cancelled' ORDER BY t.customer, t.line",
        kinds,
    )
    found: dict[tuple[int, str | int], list[Duty]] = {}
    for customer, ref, line, text, due, state, done_on, at in rows:
        duty = Duty(text, _day(due), state == "done", _day(done_on), at)
        found.setdefault((customer, ref.casefold() if ref else line), []).append(duty)
    return found


def _duties(one: Agreement, tasks: Sequence[Duty]) -> tuple[Duty, ...]:
    """The tasks, and what `duties` lists without a box; the next one first, what has no day last."""
    alone = (_duty(text, one.line) for text in one.written if not any(task.text in text for task in tasks))
    return tuple(sorted((*tasks, *alone), key=lambda duty: (duty.done, duty.due or date.max, duty.line)))


def _duty(text: str, line: int) -> Duty:
    """A duty written as text: its first day is when it is due, with a mark that it is done the last one is that of it."""
    days = [day for found in _DAY.findall(text) if (day := iso_date(found)) is not None]
    done = _DONE.search(text) is not None or text.startswith(("[x]", "[X]"))
    said = _SIGNS.sub("", text)
    return Duty(said, days[0] if days else None, done, days[-1] if done and len(days) > 1 else None, line)


def file_state(root: Path, one: Agreement) -> str:
    """What is known of the files of a contract; files are looked for from the ledger's folder, then from the customer's."""
    written = [each for each in one.files if "://" not in each]
    if not written:
        return UNCHECKED if one.files else NO_FILE
    try:
        return _compared([_place(root, one.path, each) for each in written], one.hash)
    except (OSError, ValueError):
        return MISSING


def _compared(places: Sequence[Path | None], hash_written: str) -> str:
    if any(place is None for place in places):
        return OUTSIDE
    known = [place for place in places if place is not None and place.is_file()]
    wanted = hash_written.strip().lower().removeprefix("sha256:").strip()
    if len(known) < len(places):
        return MISSING
    if not wanted:
        return UNCHECKED
    return SAME if len(wanted) >= _SHORTEST and any(_hash(place).startswith(wanted) for place in known) else CHANGED


def _place(root: Path, path: str, written: str) -> Path | None:
    """Where a file is, or would be; None outside of the ledger."""
    home = root.resolve()
    places = [(folder / written).resolve() for folder in (home, (home / path).parent)]
    inside = [place for place in places if place.is_relative_to(home)]
    return next((place for place in inside if place.is_file()), inside[0] if inside else None)


def _hash(place: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    made = sha256()
    with place.open("rb") as file:
        while part := file.read(_PART):
            made.update(part)
    return made.hexdigest()


def _day(written: object) -> date | None:
    if not isinstance(written, str):
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _texts(written: str | None) -> tuple[str, ...]:
    """The texts of a field as SQL takes it out of JSON: a list is JSON still."""
    if not written:
        return ()
    if written.startswith("["):
        try:
            found = json.loads(written)
        except ValueError:
            return (written,)
        return tuple(part for part in found if isinstance(part, str))
    return (written,)
