"""What can be wrong with the values of fields, in front matter and in entries."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes import reasons
from ledger.model.problem_codes.kind import Kind

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

VALUES: Mapping[str, Kind] = {
    "value-date-format": Kind(
        NOTICE, say("{field}: this date is read as {date}"), say("`ledger check --fix` writes it so.")
    ),
    "value-date": Kind(ERROR, say("{field}: {value} is no date"), explain=reasons.no_date),
    "value-time": Kind(ERROR, say("{field}: {value} is no time of day"), say("Write it as 14:30.")),
    "value-yearly": Kind(
        ERROR, say("{field}: {value} is no day of the year"), say("Write it as 1985-08-15, 08-15 or 农历 1985-08-15.")
    ),
    "value-money": Kind(
        ERROR, say("{field}: {value} is no amount"), say("Write it as 1200, 1.2万, CNY 1,200.00 or $50.")
    ),
    "value-number": Kind(ERROR, say("{field}: {value} is no number")),
    "value-percent": Kind(ERROR, say("{field}: {value} is no percentage"), say("Write it as 60%.")),
    "value-interval": Kind(ERROR, say("{field}: {value} is no length of time"), say("Write it as 14d, 2w, 3m or 1y.")),
    "value-single": Kind(
        ERROR, say("{field} holds one value, not several or fields of its own"), say("Keep the one that counts.")
    ),
    "value-list": Kind(
        WARNING,
        say("{field} holds a list of values, not fields of its own"),
        say("Write [one, two], or each on a line of its own after a hyphen."),
    ),
    "value-unknown": Kind(
        WARNING,
        say("{field}: {value} is none of the known values"),
        say("Did you mean {nearest}?"),
        otherwise=say("Known are: {known}."),
    ),
    "value-phone": Kind(WARNING, say("{field}: this is no phone number"), explain=reasons.no_phone),
    "value-email": Kind(WARNING, say("{field}: this is no e-mail address"), explain=reasons.no_email),
    "value-url": Kind(WARNING, say("{field}: this is no web address"), explain=reasons.no_url),
    "value-id-number": Kind(WARNING, say("{field}: this identity number can't be right"), explain=reasons.no_id_number),
    "value-company-number": Kind(
        WARNING, say("{field}: this company number can't be right"), explain=reasons.no_company_number
    ),
    "person-unknown": Kind(
        WARNING,
        say("{person} is nobody of the people in ledger.yaml"),
        say("Did you mean {nearest}?"),
        otherwise=say("Add them under people in ledger.yaml, also if they have left."),
    ),
    "field-unknown": Kind(
        NOTICE,
        say("{field} is no field that is known here; it is kept as it is"),
        say("Did you mean {nearest}?"),
    ),
    "field-required": Kind(WARNING, say("customers of level {level} should also have {missing}")),
    "owner-missing": Kind(WARNING, say("nobody is responsible for this customer"), say("Add a field owner: …")),
}
