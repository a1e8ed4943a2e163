"""What a command has written into a customer's file: where it stands, as a line to click on and as an object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.display.page import Line, Page, Span, Style
from ledger.messages import Message
from ledger.model.customer import Entry, Task
from ledger.operations.writing import Revision
from ledger.reports.customer_values import entry_values, task_values


def place_page(revision: Revision, numbers: Sequence[int]) -> Page:
    """`path:line: text` for lines of the changed file, in the given order."""
    lines = revision.after.split("\n")
    return Page(tuple(_place(revision.path, number, lines[number - 1]) for number in numbers))


def _place(path: str, number: int, text: str) -> Line:
    return Line((Span(f"{path}:{number}", Style.PATH), Span(f": {text.strip()}")), hang=4)


def revision_object(revision: Revision, *, dry_run: bool, said: Sequence[Message]) -> dict[str, object]:
    """The keys that all commands give which change one customer's file."""
    return {
        "id": revision.new.id,
        "name": revision.new.name,
        "path": revision.path,
        "written": revision.changed and not dry_run,
        "said": list(said),
    }


def entry_object(entry: Entry, tasks: Sequence[Task]) -> Mapping[str, object]:
    """An entry with the open and done tasks in it, under the keys of `show --json`."""
    return {**entry_values(entry), "tasks": [task_values(task) for task in tasks]}
