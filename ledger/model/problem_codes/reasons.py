"""Why a value is none, worked out from the value when somebody reads the problem."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import Message, say

Args = Mapping[str, str]


def as_said(args: Mapping[str, object]) -> Message | None:
    """The sentence that came with the problem under `reason`."""
    reason = args.get("reason")
    return reason if isinstance(reason, Message) else None


def in_quotes(args: Args) -> Message | None:
    """How other programs can be made to read a value; we do it for one whose `text` is known, on a single line."""
    if args.get("text"):
        return say("Put it in quotes, so that other programs can read it; `ledger check --fix` does so.")
    return say("Put it in quotes, so that other programs can read it.")


def no_date(args: Args) -> Message | None:
    """Why `value` is no date."""
    from ledger.model.dates import date_problem

    return date_problem(args.get("value", ""))


def no_phone(args: Args) -> Message | None:
    """Why `value` is no phone number, seen from `country`."""
    from ledger.model.numbers import phone_problem

    return phone_problem(args.get("value", ""), args.get("country", "CN"))


def no_email(args: Args) -> Message | None:
    """Why `value` is no e-mail address."""
    from ledger.model.numbers import email_problem

    return email_problem(args.get("value", ""))


def no_url(args: Args) -> Message | None:
    """Why `value` is no web address."""
    from ledger.model.numbers import url_problem

    return url_problem(args.get("value", ""))


def no_id_number(args: Args) -> Message | None:
    """Why `value` is no identity number."""
    from ledger.model.numbers import id_number_problem

    return id_number_problem(args.get("value", ""))


def no_company_number(args: Args) -> Message | None:
    """Why `value` is no company number."""
    from ledger.model.numbers import company_number_problem

    return company_number_problem(args.get("value", ""))
