"""The change log in words: `2026-11-21 张三: 阶段 潜在 → 活跃; + 电话 "谈年度采购"`."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.display.change_objects import change_object
from ledger.display.change_words import change_line, change_spans
from ledger.display.field_words import Words
from ledger.display.page import Line, Page, Span, Style
from ledger.messages import say, say_many
from ledger.model.changes import Change
from ledger.model.settings import Settings
from ledger.operations.sharing.history import Step
from ledger.operations.sharing.people import called

MOST = 12
"""Differences of one customer in one commit that are told."""
_UNCOMMITTED = say("not committed yet")
_MERGE = say("merge")


def step_page(step: Step, settings: Settings, words: Words, *, names: bool) -> Page:
    """A line for each customer that a commit changed: the day, who, and what; with `names` the customer, too."""
    lines = [_line(step, change, settings, words, names=names) for change in step.changes]
    if step.left:
        told = say_many(
            "… and {n} more customer in {commit}",
            "… and {n} more customers in {commit}",
            step.left,
            commit=_short(step),
        )
        lines.append(Line((Span(f"{_when(step)}{words.say(told)}", Style.MUTED),)))
    return Page(tuple(lines))


def _line(step: Step, change: Change, settings: Settings, words: Words, *, names: bool) -> Line:
    commit = step.commit
    if commit is None:
        head = [Span(words.say(_UNCOMMITTED), Style.TODAY)]
        day = words.today
    else:
        day = commit.moment.date()
        head = [Span(_when(step), Style.MUTED), Span(called(settings, commit.author))]
        if len(commit.parents) > 1:
            head.append(Span(f" ({words.say(_MERGE)})", Style.MUTED))
    if names:
        head += [Span(" "), Span(change.name, Style.STRONG)]
    return Line((*head, Span(": "), *change_spans(change.differences, words, day, MOST)), hang=2)


def _when(step: Step) -> str:
    return "" if step.commit is None else f"{step.commit.moment.date().isoformat()} "


def _short(step: Step) -> str:
    return "" if step.commit is None else step.commit.oid[:10]


def step_objects(step: Step, settings: Settings) -> Iterator[dict[str, object]]:
    """For programs, an object for each customer: `{commit, date, author, email, person, subject, merge, path, id, name, changes}`.

    Without a commit, `commit` and what is the commit's are None.
    """
    commit = step.commit
    head: dict[str, object] = {
        "commit": commit and commit.oid,
        "date": commit and commit.moment.isoformat(),
        "author": commit and commit.author.name,
        "email": commit and commit.author.email,
        "person": commit and called(settings, commit.author),
        "subject": commit and commit.subject,
        "merge": commit is not None and len(commit.parents) > 1,
    }
    for change in step.changes:
        yield {**head, **change_object(change)}


def difference_line(change: Change, words: Words) -> Line:
    """What differs in one customer between two states."""
    return change_line(change, words, most=MOST)
