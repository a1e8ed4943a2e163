"""Everything about one customer on one page, in one order whatever the file's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.display import customer_open as open_now
from ledger.display import customer_profile as profile
from ledger.display.customer_health import health_rows
from ledger.display.customer_playbooks import playbook
from ledger.display.due import short
from ledger.display.entries import entry_rows
from ledger.display.field_words import Words
from ledger.display.page import SYMBOLS, Block, Gap, Heading, Line, Page, Span, Style, marked
from ledger.display.problems import Found, problem_lines
from ledger.display.rows import Row, Section, parted, section_blocks
from ledger.display.words import days_ago
from ledger.messages import say, say_many
from ledger.model.customer import Field
from ledger.model.problem import Problem, Severity
from ledger.model.problems import message, severity
from ledger.reports.customer_page import CustomerPage
from ledger.reports.due_names import WHATS
from ledger.reports.due_rows import DueRow

LAST_CONTACTS = 5
_MOST_PROBLEMS = 8
_STYLES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.NOTICE: Style.NOTICE}

Modules = Sequence[tuple[str, tuple[Field, ...]]]
Problems = Sequence[tuple[Problem, str]]


def customer_page(
    page: CustomerPage, modules: Modules, problems: Problems, words: Words, columns: int | None = None
) -> Page:
    """The page of a customer; of a broken file the problems come first, otherwise last.

    `modules` are the filled fields by module in the order in which they are shown, `problems` those of the file with
    the text of their lines. Sections without content are left out.
    """
    blocks: list[Block] = [*_headline(page, words)]
    if page.broken:
        blocks += _broken(page, problems, words, columns)
    if page.unread:
        return Page((*blocks, Line((Span(words.say(say("Nothing else is known of it.")), Style.MUTED),))))
    return Page((*blocks, *section_blocks(_sections(page, modules, problems, words))))


def _sections(page: CustomerPage, modules: Modules, problems: Problems, words: Words) -> Iterator[Section]:
    yield profile.reach(page.customer, modules, words)
    yield profile.contacts(page.customer, words)
    yield profile.profile(modules, words)
    yield profile.notes(page.customer, words)
    yield open_now.needs(page, modules, words)
    yield open_now.promises(page, words)
    yield open_now.next_step(page, words)
    yield open_now.opportunities(page, words)
    yield open_now.contracts(page, words)
    yield open_now.invoices(page, words)
    yield open_now.complaints(page, words)
    yield open_now.waiting(page, words)
    yield open_now.money(page, words)
    yield _last(page, words)
    yield _worked_out(page, words)
    yield playbook(page, words)
    yield _due(page, words)
    if not page.broken:
        yield _problems(page, problems, words)


def _headline(page: CustomerPage, words: Words) -> Iterator[Block]:
    """Marks, name, level, stage and owner; id and path; tags and other marks."""
    customer = page.customer
    starred = customer.value("star") == "yes"
    marks = "".join(dict.fromkeys((SYMBOLS[Style.MARK] if starred else "") + page.level_mark))
    facts = [
        Span(text, Style.STRONG if name == "level" else Style.PLAIN)
        for name in ("level", "stage", "owner")
        if (text := profile.field_text(customer.fields.get(name), words))
    ]
    lead = (Span(f"{marks} ", Style.MARK),) if marks else ()
    doubt = profile.doubt(customer.fields.get("name"))
    beside = (Span("  "), *parted(facts)) if facts else ()
    yield Line((*lead, Span(customer.name, Style.HEADING), *doubt, *beside))
    yield Line((Span(customer.id, Style.MUTED), Span("  "), Span(customer.path, Style.PATH)), overflow="long")
    below = profile.marks(customer, words)
    if below:
        yield Line(below)


def _broken(page: CustomerPage, problems: Problems, words: Words, columns: int | None) -> Iterator[Block]:
    """The errors in full, before anything that may lack something because of them."""
    yield Gap()
    title = say("Problems in the file ({count})", count=len(problems))
    yield Heading(words.say(title), 2, Style.ERROR)
    for problem, excerpt in problems[:_MOST_PROBLEMS]:
        yield from problem_lines(Found(page.customer.path, problem, excerpt), words.speaker, columns)
    yield from _more_problems(page, len(problems), words)
    if not page.unread:
        yield Line((Span(words.say(say("Below is what could be read.")), Style.MUTED),))


def _more_problems(page: CustomerPage, count: int, words: Words) -> Iterator[Line]:
    if count > _MOST_PROBLEMS:
        more = say("`ledger check {path}` shows all {n}.", path=page.customer.path, n=count)
        yield Line((Span(words.say(more), Style.MUTED),))


def _last(page: CustomerPage, words: Words) -> Section:
    """The last contacts; of a customer with whom nobody has talked yet, the last entries."""
    title = say("Last contacts") if page.contacts else say("Last entries")
    found = (page.contacts or page.happened)[:LAST_CONTACTS]
    return Section(words.say(title), [row for entry in found for row in entry_rows(entry, words)])


def _worked_out(page: CustomerPage, words: Words) -> Section:
    """What nobody typed: how long it has been silent, the rhythms, how complete the profile is."""
    facts = page.facts
    rows = [_silence(page, words)]
    if facts.talk_rhythm is not None:
        every = say_many("every {n} day", "every {n} days", facts.talk_rhythm)
        count = say_many("{n} contact", "{n} contacts", facts.contacts)
        rows.append(_row(words.say(say("talks")), words.say(say("{every} ({count})", every=every, count=count))))
    if facts.order_rhythm is not None:
        every = say_many("every {n} day", "every {n} days", facts.order_rhythm)
        count = say_many("{n} order", "{n} orders", facts.orders)
        rows.append(_row(words.say(say("buys")), words.say(say("{every} ({count})", every=every, count=count))))
    rows += health_rows(page, words)
    complete = words.say(say("{share}% complete", share=facts.completeness))
    missing = words.joined(_missing(name, words) for name in facts.missing)
    lacks = [Span(words.say(say("missing: {fields}", fields=missing)), Style.WARNING)] if missing else []
    rows.append(Row(words.say(say("profile")), parted([Span(complete), lacks])))
    return Section(words.say(say("Worked out")), rows)


def _silence(page: CustomerPage, words: Words) -> Row:
    label = words.say(say("last contact"))
    day, days = page.facts.last_contact, page.days_since(page.facts.last_contact)
    if day is None or days is None:
        return _row(label, words.say(say("none yet")))
    return _row(label, words.say(say("{date} ({days})", date=day.isoformat(), days=days_ago(days))))


def _row(label: str, text: str) -> Row:
    return Row(label, (Span(text),))


def _missing(name: str, words: Words) -> str:
    """A field that is missing, by its label; a member of another one behind it."""
    first, _, rest = name.partition(".")
    definition = words.vocabulary.fields.get(first)
    label = words.label(definition, first)
    member = definition.fields.get(rest) if definition and rest else None
    return f"{label} {words.label(member, rest)}" if rest else label


def _due(page: CustomerPage, words: Words) -> Section:
    """What needs attention now, each with the rule that makes it due."""
    title = words.say(say("Due ({count})", count=len(page.dues)))
    rows = [row for each in page.dues[: open_now.MOST] for row in _due_rows(each, words)]
    return Section(title, [*rows, *open_now.more_rows(len(page.dues), words)])


def _due_rows(each: DueRow, words: Words) -> Iterator[Row]:
    label = open_now.when(each.date, words)
    what = words.say(WHATS[each.what]) if each.what in WHATS else each.what
    text = words.short(short(each, words.speaker).removeprefix(what))
    people = Span(words.joined(f"@{name}" for name in each.people), Style.MUTED)
    yield Row(label.text, parted([Span(what), Span(text, Style.STRONG), people]), label.style)
    yield Row("", (Span(words.say(each.why), Style.MUTED),))


def _problems(page: CustomerPage, problems: Problems, words: Words) -> Section:
    """What is odd in the file but keeps nobody from reading it, each with its line."""
    rows = [_problem(problem, words) for problem, _ in problems[:_MOST_PROBLEMS]]
    rows += [Row(None, line.spans) for line in _more_problems(page, len(problems), words)]
    return Section(words.say(say("Problems in the file ({count})", count=len(problems))), rows)


def _problem(problem: Problem, words: Words) -> Row:
    style = _STYLES[severity(problem)]
    place = say("line {n}", n=problem.line) if problem.line else say("file")
    label = marked(style, words.say(place))
    return Row(label.text, (Span(words.say(message(problem))), Span(f" [{problem.code}]", Style.MUTED)), style)
