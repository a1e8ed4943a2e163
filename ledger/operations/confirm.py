"""Whether a file says what was wanted after a field was changed, and the refusals where it can't."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.errors import BadValue, Broken
from ledger.messages import say
from ledger.operations.places import Place
from ledger.text.edits import Edit, apply
from ledger.text.front_edits import NoSuchPlace
from ledger.text.front_places import Page, find
from ledger.text.nodes import Many, Scalar


def confirmed(page: Page, where: Place, edits: Sequence[Edit], value: str | Sequence[str]) -> str:
    """The text with the edits done; raises Broken if it doesn't say the value then."""
    text = apply(page.text, edits)
    confirm(text, where, value)
    return text


def confirm(text: str, where: Place, value: str | Sequence[str]) -> None:
    """Refuse a change after which the file doesn't say what was wanted."""
    node = find(Page.of(text), where.path)
    if isinstance(value, str):
        fits = isinstance(node, Scalar) and node.text == value
    elif isinstance(node, Many):
        fits = [item.text for item in node.items if isinstance(item, Scalar)] == list(value)
    else:
        fits = not value or (isinstance(node, Scalar) and [node.text] == list(value))
    if not fits:
        raise Broken(
            say("{field} can't be changed for sure in this file; nothing was written.", field=where.shown),
            say("`ledger edit` opens it in an editor."),
        )


def no_place(problem: NoSuchPlace, where: Place) -> BadValue | Broken:
    """The refusal of a place that a text can't be put in."""
    if problem.code == "map":
        parts = ", ".join(where.definition.fields) if where.definition else ""
        hint = say("Name one of them, such as {field}.{part}.", field=where.shown, part=parts.split(", ")[0] or "…")
        return BadValue(say("{field} has parts of its own. Nothing was written.", field=where.shown), hint)
    return Broken(
        say(
            "{field} is written in a way that a program can't add to for sure; nothing was written.", field=where.shown
        ),
        say("`ledger edit` opens it in an editor."),
    )
