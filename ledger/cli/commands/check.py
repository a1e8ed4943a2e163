"""`ledger check`: what is wrong or missing in the files, and repairs where they are safe."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.display.page import Page
    from ledger.display.problems import Found
    from ledger.operations.check.choice import Choice
    from ledger.operations.check.fix import Repair
    from ledger.operations.check.run import Report, Score

KEYS = ("path", "line", "column", "severity", "code", "message", "hint")
"""What scripts may rely on, in this order."""
SEVERITIES = ("error", "warning", "notice")
POLICY = "policy-"
"""How the codes begin that speak of how a customer is handled."""
MOST_ALIKE = 10
"""Notices of one code that a whole ledger's page shows; more of them are only counted."""


@command(
    "check",
    help=N_(
        "Every problem of every file, each with its place, what is wrong, and what to do about it. Nothing is changed "
        "unless you ask with --fix.\n\n"
        "An error can't be read as it was meant, a warning probably isn't what was meant, a notice is worth knowing: so "
        "are customers who are handled otherwise than ledger.yaml asks for (codes policy-…). "
        "The exit code is 1 if errors or warnings are shown, 0 if there is nothing worse than notices. docs/errors.md "
        "explains every code."
    ),
    examples=[
        ("ledger check", N_("the whole ledger")),
        ("ledger check customers/华东 云启", N_("a folder, and a customer by name")),
        ("ledger check --severity error", N_("only what can't be read")),
        ("ledger check --policy", N_("only who is handled otherwise than ledger.yaml asks for")),
        ("ledger check --fix --dry-run", N_("what --fix would change")),
        ("ledger check --scores", N_("how complete each profile is, the emptiest first")),
        ("ledger check --format gcc", N_("one line a problem, for editors")),
    ],
)
@argument(
    "path", nargs=-1, help=N_("Files, folders or customers; else everything."), shell_complete=complete.of("customer")
)
@option("--severity", type=click.Choice(SEVERITIES), default="notice", help=N_("Show no less than this."))
@option("--all", "everything", is_flag=True, help=N_("Show every notice, however many are alike."))
@option(
    "--fix", is_flag=True, help=N_("Repair what can be repaired for sure; each repair changes as little as can be.")
)
@option("--dry-run", is_flag=True, help=N_("With --fix: show what would change, and write nothing."))
@option(
    "--policy",
    is_flag=True,
    help=N_(
        "Only customers who are handled otherwise than ledger.yaml asks for: contacts, care, promises, steps of checklists."
    ),
)
@option("--scores", is_flag=True, help=N_("Show instead how complete the profiles are and what they lack."))
@option(
    "--authors",
    is_flag=True,
    help=N_("Also compare who made entries with who committed them; reads git's whole history."),
)
@option("--format", "style", type=click.Choice(["gcc"]), help=N_("One line a problem, as compilers write it."))
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line."))
@pass_surface
def run(
    surface: Surface,
    path: tuple[str, ...],
    severity: str,
    everything: bool,
    fix: bool,
    dry_run: bool,
    policy: bool,
    scores: bool,
    authors: bool,
    style: str | None,
    form: str | None,
) -> int:
    """Check; 1 where there are errors or warnings."""
    from ledger.operations.check.choice import choose

    if dry_run and not fix:
        raise WrongUsage(say("--dry-run goes with --fix: without it nothing is written anyway."))
    form = form or style
    session = surface.session()
    choice = choose(session, path)
    if fix:
        from ledger.operations.check.fix import repair

        _tell_repairs(surface, repair(session, choice, dry_run=dry_run), dry_run=dry_run, quiet=form is not None)
    report = _checked(surface, choice)
    if policy:
        report = replace(report, found=tuple(one for one in report.found if one.problem.code.startswith(POLICY)))
    if authors:
        report = _with_authors(surface, report, choice)
    if scores:
        return _scores(surface, report, form)
    return _problems(
        surface, report, severity, everything=everything or policy or not choice.whole, form=form, policy=policy
    )


def _checked(surface: Surface, choice: object) -> Report:
    """The report, with a bar on a terminal where there are many files."""
    from ledger.operations.check.choice import Choice
    from ledger.operations.check.run import check

    assert isinstance(choice, Choice)
    session = surface.session()
    total = len(session.fresh().scan.files)
    before = 0
    with surface.output.progress(say("Checking the files"), total) as advance:

        def on_progress(done: int, count: int) -> None:
            nonlocal before
            advance(done - before)
            before = done

        return check(session.watched(on_progress), choice, language=surface.speaker.language, handling=True)


def _with_authors(surface: Surface, report: Report, choice: Choice) -> Report:
    """The report with the entries that somebody else committed than is said to have made them."""
    from ledger.operations.sharing.authors import strangers
    from ledger.store.git import Repository

    session = surface.session()
    found = [one for one in strangers(session, Repository.get(session.root)) if choice.takes(one.path)]
    return replace(report, found=(*report.found, *found))


def _problems(surface: Surface, report: Report, least: str, *, everything: bool, form: str | None, policy: bool) -> int:
    """Give the problems from a severity on."""
    from ledger.display.problems import Found, gcc_line
    from ledger.model.problems import severity

    shown_from = SEVERITIES.index(least)
    found = [Found(one.path, one.problem, one.excerpt) for one in report.found]
    shown = [one for one in found if SEVERITIES.index(severity(one.problem).value) <= shown_from]
    if form == "gcc":
        surface.output.raw(gcc_line(one, surface.speaker) + "\n" for one in shown)
    elif form:
        give(surface, shown, form)
    else:
        _page(surface, shown, report, least, everything=everything, policy=policy)
    return 0 if all(severity(one.problem).value == "notice" for one in shown) else 1


def give(surface: Surface, shown: Sequence[Found], form: str) -> None:
    """The problems for programs."""
    from ledger.display.machine import to_json, to_jsonl
    from ledger.model.problems import hint, message, severity

    rows = [
        {
            "path": one.path,
            "line": one.problem.line,
            "column": one.problem.column,
            "severity": severity(one.problem).value,
            "code": one.problem.code,
            "message": message(one.problem),
            "hint": hint(one.problem),
        }
        for one in shown
    ]
    say_it = surface.speaker.say
    surface.output.raw([to_json(rows, say_it)] if form == "json" else to_jsonl(rows, say_it))


def _page(
    surface: Surface, shown: Sequence[Found], report: Report, least: str, *, everything: bool, policy: bool
) -> None:
    """The problems for people, the many that are alike only counted, and the summary on the last line."""
    from ledger.display.page import Gap, Line, Page, Style, line
    from ledger.display.problems import problems_page

    speaker = surface.speaker
    kept, left = (list(shown), Counter[str]()) if everything else _few(shown)
    blocks: list[Line | Gap] = []
    for code, n in left.items():
        sentence = say_many(
            "{n} more notice of this kind: {code}", "{n} more notices of this kind: {code}", n, code=code
        )
        blocks.append(line(speaker.say(sentence), Style.MUTED))
    if blocks:
        blocks = [Gap(), *blocks, line(speaker.say(say("`ledger check --all` shows them too.")), Style.MUTED)]
    if shown:
        blocks.append(Gap())
    if not policy and (told := _completeness(report.scores)) is not None:
        blocks.append(line(speaker.say(told)))
    blocks.append(line(speaker.say(_handled(shown, report) if policy else _summary(shown, report, least))))
    surface.output.answer(problems_page(kept, speaker, surface.output.width) + Page(tuple(blocks)))


def _handled(shown: Sequence[Found], report: Report) -> Message:
    """How many customers are handled otherwise than the policies ask for."""
    count = len({one.path for one in shown})
    if not count:
        return say_many(
            "The customer is handled as ledger.yaml asks for.",
            "All {n} customers are handled as ledger.yaml asks for.",
            report.files,
        )
    return say_many(
        "{n} of {all} customers is handled otherwise than ledger.yaml asks for.",
        "{n} of {all} customers are handled otherwise than ledger.yaml asks for.",
        count,
        all=report.files,
    )


def _summary(shown: Sequence[Found], report: Report, least: str) -> Message:
    """The summary of what is shown; that there is nothing says which severity was asked for."""
    from ledger.display.problems import summary

    if shown or not report.found:
        return summary(shown, report.files)
    if least == "error":
        return say_many("No errors in {n} file.", "No errors in {n} files.", report.files)
    return say_many("No errors or warnings in {n} file.", "No errors or warnings in {n} files.", report.files)


def _few(shown: Sequence[Found]) -> tuple[list[Found], Counter[str]]:
    """The first notices of each code and all that is worse; how many of each code are left out."""
    from ledger.model.problem import Severity
    from ledger.model.problems import severity

    kept: list[Found] = []
    seen, left = Counter[str](), Counter[str]()
    for one in shown:
        seen[one.problem.code] += 1
        if severity(one.problem) is Severity.NOTICE and seen[one.problem.code] > MOST_ALIKE:
            left[one.problem.code] += 1
        else:
            kept.append(one)
    return kept, left


def _completeness(scores: Sequence[Score]) -> Message | None:
    """How complete the profiles are on average, and the emptiest of them; nothing to say of one or two."""
    if len(scores) < 3:
        return None
    lowest = min(scores, key=lambda one: (one.score, one.path))
    if lowest.score == 100:
        return say("All profiles are 100% complete.")
    return say(
        "Profiles are {average}% complete on average; the emptiest is that of {name} with {lowest}%.",
        average=sum(one.score for one in scores) // len(scores),
        name=lowest.name,
        lowest=lowest.score,
    )


def _scores(surface: Surface, report: Report, form: str | None) -> int:
    """Give the profiles, the emptiest first."""
    from ledger.display.machine import to_json, to_jsonl

    ordered = sorted(report.scores, key=lambda one: (one.score, one.path))
    if form in ("json", "jsonl"):
        rows = [
            {"path": one.path, "name": one.name, "completeness": one.score, "missing": one.missing} for one in ordered
        ]
        surface.output.raw([to_json(rows)] if form == "json" else to_jsonl(rows))
    else:
        surface.output.answer(_scores_page(surface, ordered))
    return 0


def _scores_page(surface: Surface, ordered: Sequence[Score]) -> Page:
    from ledger.display.page import Column, Gap, Grid, Page, Style, line

    speaker, words = surface.speaker, surface.session().vocabulary

    def label(name: str) -> str:
        return ".".join(words.label(part, speaker.language) for part in name.split("."))

    columns = (
        Column(speaker.say(say("Complete")), align="right"),
        Column(speaker.say(say("Customer")), shrink=1, least=8),
        Column(speaker.say(say("Missing")), shrink=2, least=12, wraps=True, style=Style.MUTED),
    )
    rows = [(f"{one.score}%", one.name, speaker.text(", ").join(map(label, one.missing))) for one in ordered]
    told = _completeness(ordered)
    below = (Gap(), line(speaker.say(told))) if told is not None else ()
    return Page((Grid(columns, rows), *below))


def _tell_repairs(surface: Surface, repairs: Sequence[Repair], *, dry_run: bool, quiet: bool) -> None:
    """Say what was repaired, line by line; with a dry run show how the files would differ."""
    from ledger.display.diff import diff_page
    from ledger.display.page import Gap, Line, Page, Span, Style, line

    output, speaker = surface.output, surface.speaker
    show = output.talk_page if quiet else output.answer
    done = [step for repair in repairs for step in repair.steps]
    for repair in repairs:
        if dry_run and repair.before != repair.after:
            show(diff_page(repair.path, repair.before, repair.after))
        for step in repair.steps:
            place = f"{repair.path}:{step.line}: " if step.line else f"{repair.path}: "
            show(
                Page(
                    (
                        Line(
                            (
                                Span(place, Style.PATH),
                                Span(speaker.say(step.what)),
                                Span(f" [{step.code}]", Style.MUTED),
                            )
                        ),
                    )
                )
            )
    if not done:
        told = say("There was nothing to repair for sure.")
    elif dry_run:
        told = say_many(
            "{n} problem would be repaired; nothing was written.",
            "{n} problems would be repaired; nothing was written.",
            len(done),
        )
    else:
        told = say_many("{n} problem was repaired.", "{n} problems were repaired.", len(done))
    show(Page((*((Gap(),) if done else ()), line(speaker.say(told)), Gap())))
