"""`ledger search`: customers by words and conditions, best first."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.reports.search import Found, Hit

_SLICE = 0.2
"""Seconds that a search may spend, after its answer, on a text index that lags behind."""


@command(
    "search",
    help=N_(
        "Customers by words and conditions, best first, each with the line that says why. A query is that of "
        "`ledger list`: `报价 折扣` asks for both words anywhere in the file, `level:A region:上海 报价` for conditions "
        "too; docs/query.md describes it.\n\n"
        "Words count more the fewer customers have them; in a name more than in tags and contacts, there more than in "
        "the five latest entries, there more than in older text. Names are found by pinyin (yunqi, yqkj) and in short "
        "(云科) too, phone numbers in any spacing. docs/search.md has the formula.\n\n"
        "On a terminal `ledger search` without a query searches while you type. The exit code is 1 if nobody fits."
    ),
    examples=[
        ("ledger search 物流 投诉", N_("both words, anywhere in the file")),
        ("ledger search 报价 stage:活跃 revenue:1万..5万", N_("words and conditions")),
        ("ledger search yqkj", N_("a name by its initials in pinyin")),
        ("ledger search 'entry(kind:投诉 物流)' --open", N_("open the file of the best hit at the line")),
        ("ledger search --any 去年谁抱怨过物流太慢", N_("words of a question: the more of them, the better")),
        ("ledger search 退款 --paths | xargs grep -n 发票", N_("the files, for other programs")),
    ],
)
@argument(
    "query",
    nargs=-1,
    metavar="QUERY",
    help=N_("What to look for; see docs/query.md."),
    shell_complete=complete.of("query"),
)
@option(
    "--limit",
    type=click.IntRange(min=0),
    metavar=N_("N"),
    help=N_("So many hits (0: all; else 20)."),
)
@option("--any", "any_word", is_flag=True, help=N_("Take the words as words only, and rank by as many as are there."))
@option("--explain", is_flag=True, help=N_("Say of each hit why it stands here, and what answered."))
@option(
    "--open", "opens", is_flag=True, help=N_("Open the file in your editor at the line: of the best hit, or --hit.")
)
@option(
    "--hit", type=click.IntRange(min=1), metavar=N_("N"), help=N_("Which hit --open opens; else it asks on a terminal.")
)
@option("--count", is_flag=True, help=N_("Only how many customers fit."))
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line."))
@option("--paths", "form", flag_value="paths", help=N_("Only the files, one a line."))
@pass_surface
def run(
    surface: Surface,
    query: tuple[str, ...],
    limit: int | None,
    any_word: bool,
    explain: bool,
    opens: bool,
    hit: int | None,
    count: bool,
    form: str | None,
) -> int:
    """Show the hits; 1 if there are none."""
    text = " ".join(query)
    if not text.strip():
        return _live(surface, alone=not (form or count or opens or explain or any_word or limit is not None))
    _refuse(opens=opens, hit=hit, count=count, form=form)
    found = _found(surface, text, _limit(limit, hit, count), any_word=any_word)
    _answer(surface, found, form, count=count, explain=explain, opens=opens)
    sys.stdout.flush()
    code = 0 if found.total else 1
    if opens and found.hits:
        code = _open(surface, found.hits, hit)
    _tell(surface, found, text, any_word=any_word, quiet=count or opens, limit=limit)
    if found.unseen or found.damaged:
        _catch_up(surface)
    return code


def _live(surface: Surface, *, alone: bool) -> int:
    """The search while somebody types, where somebody can, and asks for nothing else by options."""
    if alone and sys.stdin.isatty() and surface.output.is_terminal:
        from ledger.cli.live import run_live

        return run_live(surface)
    raise WrongUsage(
        say("What shall be looked for?"),
        say(
            "Type words or conditions, as in `ledger search 报价`; on a terminal `ledger search` alone searches while you type."
        ),
    )


def _refuse(*, opens: bool, hit: int | None, count: bool, form: str | None) -> None:
    """Options that do not go together."""
    if hit is not None and not opens:
        raise WrongUsage(say("--hit goes with --open only."))
    if opens and (count or form):
        raise WrongUsage(say("--open shows a file: it goes with no other form of answer."))
    if count and form == "paths":
        raise WrongUsage(say("--count and --paths do not go together."))


def _limit(limit: int | None, hit: int | None, count: bool) -> int | None:
    """How many hits; None for all."""
    from ledger.reports.search import LIMIT

    if count:
        return 0
    return max(LIMIT if limit is None else limit, hit or 0) if limit != 0 else None


def _found(surface: Surface, text: str, limit: int | None, *, any_word: bool) -> Found:
    from ledger.reports.search import search, search_any

    session = surface.session()
    return search_any(session, text, limit=limit) if any_word else search(session, text, limit=limit)


def _answer(surface: Surface, found: Found, form: str | None, *, count: bool, explain: bool, opens: bool) -> None:
    """The hits, in the form that was asked for."""
    output = surface.output
    if count:
        _give_count(surface, found, form)
    elif form == "paths":
        output.raw(f"{hit.row.path}\n" for hit in found.hits)
    elif form:
        from ledger.display.machine import to_json, to_jsonl
        from ledger.display.search import hit_object

        objects = (hit_object(hit, explain=explain) for hit in found.hits)
        say_it = surface.speaker.say
        output.raw([to_json(objects, say_it)] if form == "json" else to_jsonl(objects, say_it))
    elif found.hits and not opens:
        from ledger.display.field_words import Words
        from ledger.display.search import search_page

        session = surface.session()
        words = Words(session.vocabulary, surface.speaker, session.today)
        output.answer(search_page(found, words, output.width, explain=explain))
    if explain and not count and not opens:
        _explain(surface, found)


def _give_count(surface: Surface, found: Found, form: str | None) -> None:
    from ledger.display.machine import object_json

    surface.output.raw([object_json({"count": found.total}) if form else f"{found.total}\n"])


def _explain(surface: Surface, found: Found) -> None:
    from ledger.display.search import answered

    for message in answered(found):
        surface.output.talk(message)


def _open(surface: Surface, hits: Sequence[Hit], chosen: int | None) -> int:
    """Open the file of a hit at its line: the chosen one, on a terminal the one that is chosen there, else the best."""
    from ledger.cli.editing import edit_file
    from ledger.errors import NotFound

    if chosen is None:
        chosen = _asked(surface, hits)
    if chosen > len(hits):
        raise NotFound(say("There is no hit {n}: only {count} were found.", n=chosen, count=len(hits)))
    hit = hits[chosen - 1]
    return edit_file(surface, surface.session(), hit.row.path, hit.excerpt.line)


def _asked(surface: Surface, hits: Sequence[Hit]) -> int:
    """The number of the hit that is wanted; the first where there is one only, or nobody to ask."""
    from ledger.cli.typing import ask, on_terminal

    if len(hits) == 1 or not on_terminal():
        return 1
    from ledger.display.search import choices_page
    from ledger.errors import Ambiguous

    surface.output.talk_page(choices_page(hits, surface.output.talk_width))
    typed = ask(surface, say("Which one (1–{most}, Enter opens the first)?", most=len(hits)))
    if not typed:
        return 1
    if typed.isdecimal() and 1 <= int(typed) <= len(hits):
        return int(typed)
    raise Ambiguous(say("“{typed}” is no number of a hit; nothing was opened.", typed=typed))


def _tell(surface: Surface, found: Found, text: str, *, any_word: bool, quiet: bool, limit: int | None) -> None:
    """What has to be known beside the answer."""
    from ledger.cli import trouble
    from ledger.display.page import Style

    trouble.tell(surface)
    output, session = surface.output, surface.session()
    if found.damaged:
        output.talk(
            say("The text index is damaged, so the texts were looked through; `ledger index --rebuild` makes it anew."),
            Style.WARNING,
        )
    elif found.slowed:
        output.talk(
            say(
                "The text index is behind by {n} customers; `ledger index` brings it up to date.", n=f"{found.unseen:,}"
            )
        )
    if text in session.settings.queries:
        output.talk(say("“{name}” was looked for as text; @{name} is the saved query.", name=text))
    if not found.total:
        _help(surface, text, any_word=any_word)
    elif len(found.hits) < found.total and not quiet:
        output.talk(
            say("{shown} of {total} customers; --limit 0 shows all.", shown=len(found.hits), total=f"{found.total:,}")
        )


def _help(surface: Surface, text: str, *, any_word: bool) -> None:
    """Nobody fits: what might have been meant."""
    from ledger.display.search_help import help_page
    from ledger.reports.search_help import advice

    output = surface.output
    output.talk(say("No customer fits."))
    if not output.quiet:
        output.talk_page(help_page(advice(surface.session(), text, any_word=any_word), surface.speaker))


def _catch_up(surface: Surface) -> None:
    """After the answer: a short stretch of work on a text index that lags behind."""
    from ledger.index.building import bring_up_to_date

    # The answer stands already; whatever is wrong with the index comes up at its next use.
    with suppress(Exception):
        bring_up_to_date(surface.session(), seconds=_SLICE)
