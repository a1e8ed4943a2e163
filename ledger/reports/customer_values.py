"""A customer's page as plain values under names that scripts may rely on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger.facts.values import Record
from ledger.model.customer import Customer, Entry, Task
from ledger.model.problem import Problem
from ledger.model.problems import hint, message, severity
from ledger.model.values import Money
from ledger.reports.customer_page import CustomerPage

if TYPE_CHECKING:
    from datetime import date

    from ledger.model.policies import Playbook

Values = dict[str, object]


def customer_values(page: CustomerPage) -> Values:
    """Everything on the page: canonical English keys, typed values, entries newest first."""
    customer = page.customer
    return {
        "id": customer.id,
        "name": customer.name,
        "path": customer.path,
        "fields": {name: field.value for name, field in customer.fields.items()},
        "unconfirmed": [name for name, field in customer.fields.items() if field.unconfirmed],
        "entries": [entry_values(entry) for entry in (*reversed(page.planned), *page.happened)],
        "tasks": [_task(task, page) for task in customer.tasks],
        "records": [_record(record) for record in page.facts.records],
        "computed": _computed(page),
        "dues": [_due(each) for each in page.dues],
        "strategies": [{"for": name, "text": text} for name, text in page.advice.strategies],
        "playbooks": [playbook_values(book) for book in page.advice.playbooks],
        "text": customer.body,
        "problems": [problem_values(customer.path, problem) for problem in customer.problems],
    }


def entry_values(entry: Entry) -> Values:
    """An entry."""
    return {
        "date": entry.date,
        "time": entry.time,
        "kind": entry.kind,
        "kind_as_written": entry.kind_as_written,
        "ref": entry.ref,
        "title": entry.title,
        "people": entry.people,
        "tags": entry.tags,
        "fields": entry.fields,
        "text": entry.text,
        "line": entry.line,
    }


def problem_values(path: str, problem: Problem) -> Values:
    """A problem in the shape of `ledger check --json`."""
    return {
        "path": path,
        "line": problem.line,
        "column": problem.column,
        "severity": severity(problem),
        "code": problem.code,
        "message": message(problem),
        "hint": hint(problem),
    }


def task_values(task: Task) -> Values:
    """A task; `date` is the day written on its line."""
    return {
        "date": task.date,
        "text": task.text,
        "done": task.done,
        "done_on": task.done_on,
        "people": task.people,
        "line": task.line,
    }


def playbook_values(book: Playbook) -> Values:
    """A playbook; `after` is how long after today a task would be due."""
    return {
        "name": book.name,
        "field": book.field,
        "value": book.value,
        "text": book.text,
        "tasks": [{"text": text, "after": after} for text, after in book.tasks],
    }


def _task(task: Task, page: CustomerPage) -> Values:
    """A task with the rest of what is known of it; `next` is the day on which it is open now."""
    return {
        **task_values(task),
        "cancelled": task.cancelled,
        "tags": task.tags,
        "repeat": task.repeat,
        "next": _next_day(task, page),
    }


def _next_day(task: Task, page: CustomerPage) -> date | None:
    same = (each.date for each in page.facts.dues if each.what == "task" and each.line == task.line)
    return next(same, None)


def _record(record: Record) -> Values:
    is_open = record.open_amount
    return {
        "kind": record.kind,
        "ref": record.ref,
        "title": record.title,
        "opened": record.opened,
        "touched": record.touched,
        "closed": record.closed,
        "fields": record.fields,
        "open_amount": None if is_open is None else Money(is_open, record.currency),
        "line": record.line,
    }


def _computed(page: CustomerPage) -> Values:
    facts = page.facts
    days = [each.date for each in facts.dues if each.date is not None and each.what not in ("unconfirmed", "churn")]
    return {
        "last_contact": facts.last_contact,
        "last_entry": facts.last_entry,
        "last_order": facts.last_order,
        "next_due": min(days, default=None),
        "days_silent": page.days_since(facts.last_contact),
        "contacts_made": facts.contacts,
        "talk_rhythm": facts.talk_rhythm,
        "order_rhythm": facts.order_rhythm,
        "revenue": _sums(facts.revenue),
        "orders": facts.orders,
        "open_amount": _sums(facts.open_amount),
        "overdue_amount": _sums(page.overdue),
        "open_complaints": facts.open_complaints,
        "completeness": facts.completeness,
        "missing": facts.missing,
        "problems": len(page.customer.problems),
        **_health(page),
    }


def _health(page: CustomerPage) -> Values:
    found = page.health
    return {
        "churn": found.risk.level or None,
        "churn_points": found.risk.points,
        "churn_since": found.risk.since,
        "stage_by_rules": found.stage or None,
        "stage_by_rules_since": found.stage_since,
        "next_order": found.next_order,
        "days_to_pay": found.days_to_pay,
        "last_rating": None
        if found.rating is None
        else {"measure": found.rating.measure, "value": found.rating.value, "date": found.rating.date},
    }


def _sums(sums: Mapping[str, Decimal]) -> list[Money]:
    return [Money(amount, currency) for currency, amount in sums.items()]


def _due(each: object) -> Values:
    keys = ("date", "days", "what", "text", "owner", "people", "line", "why")
    return {key: getattr(each, key) for key in keys}


def named(customer: Customer) -> Values:
    """Which customer an entry belongs to."""
    return {"customer": customer.id, "name": customer.name, "path": customer.path}
