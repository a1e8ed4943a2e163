"""What to do with a customer: strategies for its level and segment, and the playbooks that fit it, as rows of the page."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.display.field_words import Words
from ledger.display.page import Span, Style
from ledger.display.rows import Row, Section, parted
from ledger.messages import Message, say
from ledger.model.names import fold
from ledger.model.values import Interval
from ledger.reports.customer_page import CustomerPage


def playbook(page: CustomerPage, words: Words) -> Section:
    """The strategies, then each playbook with its tasks; a task that is open already says so."""
    return Section(words.say(say("Playbook")), list(_rows(page, words)))


def _rows(page: CustomerPage, words: Words) -> Iterator[Row]:
    for name, text in page.advice.strategies:
        label = words.vocabulary.value_label("segment", name, words.speaker.language)
        yield Row(label, (Span(text),))
    is_open = {fold(task.text) for task in page.customer.tasks if not (task.done or task.cancelled)}
    waiting = False
    for book in page.advice.playbooks:
        yield Row(book.name, (Span(book.text),) if book.text else (Span(words.say(say("to do:")), Style.MUTED),))
        tasks = [(text, after, fold(text) in is_open) for text, after in book.tasks]
        waiting = waiting or not all(known for _, _, known in tasks)
        for text, after, known in tasks:
            told = say("is an open task") if known else when(after)
            yield Row(
                "", parted([Span(text, Style.MUTED if known else Style.PLAIN), Span(words.say(told), Style.MUTED)])
            )
    if waiting:
        told = say("`ledger playbook {who}` makes tasks of it.", who=page.customer.id or page.customer.name)
        yield Row("", (Span(words.say(told), Style.MUTED),))


def when(after: Interval | None) -> Message:
    """When a task of a playbook would be due."""
    return say("any day") if after is None else say("within {within}", within=after)
