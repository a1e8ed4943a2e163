"""What TAB offers for a word of a command, by what the word stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from ledger.cli import complete_parts as parts
from ledger.cli.command import surface_of
from ledger.cli.complete_names import catalog_names, fitting, kind
from ledger.cli.context import Surface

if TYPE_CHECKING:
    import click


def of(what: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Click's `shell_complete` for an argument or option that takes one of `what` (see SOURCES)."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        return values(what, incomplete, surface_of(ctx))

    return complete


def values(what: str, prefix: str, surface: Surface) -> list[str]:
    """The values of `what` that a prefix may become, at most MOST; none where there is no ledger."""
    return fitting(SOURCES[what](surface, prefix), prefix)


def entry_field(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The fields of the kind of entry that stands before, and the values that they know."""
    # Click leaves the words before an unfinished option unparsed.
    kind = ctx.params.get("kind") or "".join(ctx.args[1:2])
    return fitting(parts.entry_assignment(surface_of(ctx), str(kind), incomplete), incomplete)


def task(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The open tasks of the customer that stands before."""
    return fitting(parts.tasks(surface_of(ctx), str(ctx.params.get("who") or "")), incomplete)


def invoice(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The open invoices of the customer that stands before."""
    return fitting(parts.invoices(surface_of(ctx), str(ctx.params.get("who") or "")), incomplete)


SOURCES: dict[str, Callable[[Surface, str], Iterable[str]]] = {
    "customer": partial(catalog_names, "customer"),
    "tag": partial(catalog_names, "tag"),
    "person": partial(catalog_names, "person"),
    "kind": kind,
    "field": parts.assignment,
    "query": parts.query,
    "column": parts.column,
    "tag-change": parts.tag_change,
    "due": parts.due_kind,
    "report": parts.report,
    "figure": parts.figure,
    "template": parts.template,
    "playbook": parts.playbook,
}
