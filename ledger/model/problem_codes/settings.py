"""What can be wrong in ledger.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes import reasons
from ledger.model.problem_codes.kind import Kind

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

SETTINGS: Mapping[str, Kind] = {
    "settings-broken": Kind(
        ERROR,
        say("the settings can't be read from here on: {reason}"),
        say("Until this is put right, the ledger works with its default settings."),
    ),
    "settings-colon": Kind(NOTICE, say("a setting is written `{key}: …`, with a plain colon and a blank")),
    "settings-empty": Kind(
        WARNING,
        say("the settings are empty, so the ledger works with its default ones"),
        say("Write `ledger: 1` into it if that is meant; if not, look for the text in your backups or in git."),
    ),
    "settings-too-large": Kind(
        ERROR,
        say("the settings are larger than {limit}, so none of them is used"),
        say("Keep lists of customers or products in files of their own."),
    ),
    "settings-too-deep": Kind(
        ERROR, say("the settings are nested more than {limit} levels deep, so none of them is used")
    ),
    "settings-alias": Kind(
        ERROR,
        say("the settings use YAML's & and * marks, which a ledger does not read, so none of them is used"),
        say("Write the value out, or put it in quotes if the mark belongs to it."),
    ),
    "settings-tag": Kind(
        WARNING,
        say("the YAML tag {tag} means nothing here"),
        say("Delete it, or put the value in quotes if the ! belongs to it."),
    ),
    "settings-several-documents": Kind(
        ERROR,
        say("a second YAML document starts here, and only the first is read"),
        say("Delete the line of three hyphens."),
    ),
    "settings-not-a-map": Kind(
        ERROR,
        say("the settings should be lines of the form “key: value”"),
        say("`ledger init` in an empty folder writes an example."),
    ),
    "settings-key-not-text": Kind(ERROR, say("a list or map can't be a key")),
    "settings-key-repeated": Kind(
        ERROR, say("“{key}” stands here a second time; the first one counts"), say("Join the two.")
    ),
    "settings-key-unknown": Kind(
        WARNING, say("there is no setting “{key}” here, so it has no effect"), say("Did you mean “{nearest}”?")
    ),
    "settings-choice-unknown": Kind(ERROR, say("“{written}” is none of {allowed}"), say("Did you mean “{nearest}”?")),
    "settings-kind-unknown": Kind(
        ERROR, say("there is no kind of entry “{written}” to be like"), say("Did you mean “{nearest}”?")
    ),
    "settings-field-unknown": Kind(
        WARNING,
        say("there is no field “{written}”, so it is not asked for"),
        say("Did you mean “{nearest}”?"),
    ),
    "settings-holiday-unknown": Kind(
        WARNING,
        say("there is no holiday “{written}”, so nobody is greeted on it"),
        say("Did you mean “{nearest}”?"),
    ),
    "settings-name-taken": Kind(
        WARNING,
        say("“{word}” usually means {other}; in this ledger it now means “{own}”"),
        say("Choose another name if that is not what you want."),
    ),
    "settings-person-twice": Kind(
        WARNING,
        say("“{name}” may be {first} or {second}; it counts as {first}"),
        say("Take the name away from one of them."),
    ),
    "settings-text-expected": Kind(ERROR, say("a single value belongs here, not a list or a map")),
    "settings-list-expected": Kind(
        ERROR, say("a list belongs here"), say("Write [one, two], or each on a line of its own after a hyphen.")
    ),
    "settings-map-expected": Kind(
        ERROR, say("names with their values belong here"), say("Write each as “name: value” on an indented line.")
    ),
    "settings-date-invalid": Kind(ERROR, say("“{written}” is no date"), say("Dates are written like 2026-11-21.")),
    "settings-interval-invalid": Kind(
        ERROR,
        say("“{written}” is no length of time"),
        say("Write 4h, 14d, 2w, 3m or 1y for hours, days, weeks, months or years."),
    ),
    "settings-number-invalid": Kind(ERROR, say("“{written}” is not a number that makes sense here")),
    "settings-currency-invalid": Kind(
        ERROR, say("“{written}” is no currency code"), say("Codes have three letters, like CNY, USD or EUR.")
    ),
    "settings-country-invalid": Kind(
        ERROR, say("“{written}” is no country code"), say("Codes have two letters, like CN, US or DE.")
    ),
    "settings-timezone-unknown": Kind(
        ERROR,
        say("there is no time zone “{zone}”"),
        say("Names are like Asia/Shanghai or Europe/Berlin; without one this computer's is used."),
    ),
    "settings-format-newer": Kind(
        WARNING,
        say("this ledger has format {found}, and this program knows formats up to {known}"),
        say("A newer version of Ledger may read what this one does not."),
    ),
    "settings-interval-hours": Kind(
        ERROR, say("“{written}” is too short here, where days are counted"), say("Write 14d, 2w, 3m or 1y.")
    ),
    "settings-money-invalid": Kind(
        ERROR, say("“{written}” is no amount of money"), say("Amounts are like 120000, 12万 or USD 500.")
    ),
    "settings-percent-invalid": Kind(
        ERROR, say("“{written}” is no share between 0% and 100%"), say("Shares are like 85%.")
    ),
    "settings-period-invalid": Kind(
        ERROR, say("“{written}” is no period"), say("Periods are 2026, 2026-H1, 2026-Q4 or 2026-11.")
    ),
    "settings-level-unknown": Kind(
        WARNING, say("there is no level “{written}”, so this has no effect"), say("Did you mean “{nearest}”?")
    ),
    "settings-segment-unknown": Kind(
        WARNING,
        say("there is no level or segment “{written}”, so this has no effect"),
        say("Did you mean “{nearest}”?"),
    ),
    "settings-person-unknown": Kind(
        WARNING,
        say("nobody in `people` is called “{written}”, so this has no effect"),
        say("Did you mean “{nearest}”?"),
    ),
    "settings-measure-unknown": Kind(
        WARNING,
        say("there is no measure “{written}”, so this is no goal"),
        say("Did you mean “{nearest}”?"),
        say("docs/format.md lists the measures."),
    ),
    "settings-goal-currency": Kind(
        ERROR,
        say("an amount in {currency} belongs here"),
        say("Leave the currency out, and give the amount in {currency}."),
    ),
    "settings-part-missing": Kind(ERROR, say("“{part}” is missing here, so this has no effect")),
    "settings-thresholds-order": Kind(
        ERROR,
        say("“{level}” takes as many points as “{above}” or more, so that nobody would be “{level}”"),
        say("Give “{above}” more points than “{level}”."),
    ),
    "settings-weights-none": Kind(
        ERROR, say("all the weights are 0, so that nothing would count"), say("Give at least one of them a weight.")
    ),
    "settings-shares-over": Kind(
        ERROR, say("the high and the low share come to more than 100%"), say("Leave a share for those in between.")
    ),
    "settings-playbook-field": Kind(
        WARNING,
        say("there is no field “{written}” that a playbook can go by, so nobody gets this one"),
        say("Did you mean “{nearest}”?"),
    ),
    "settings-playbook-several": Kind(
        WARNING,
        say("a playbook goes by one field, and this is another; the first one counts"),
        say("Write a playbook for each."),
    ),
    "settings-value-unknown": Kind(
        WARNING,
        say("“{written}” is no value of {field}, so nobody gets this playbook"),
        say("Did you mean “{nearest}”?"),
    ),
    "settings-promise-twice": Kind(
        WARNING,
        say("`promises` says {within} for this, and that counts"),
        say("Take “{key}” away here, or make the two the same."),
    ),
    "settings-query-broken": Kind(ERROR, say("the query “{name}” can't be understood"), explain=reasons.as_said),
}
