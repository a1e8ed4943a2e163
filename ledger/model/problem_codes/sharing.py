"""What can be wrong with a ledger as several people share it."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes.kind import Kind

SHARING: Mapping[str, Kind] = {
    "clone-setup": Kind(
        Severity.NOTICE,
        say("this ledger is shared through git, and this clone lacks something for it: {lacking}"),
        say("`ledger git status` tells more, `ledger git setup` does it."),
    ),
    "entry-author": Kind(
        Severity.NOTICE,
        say("this entry is by {by}, but {author} committed it on {day} ({commit})"),
        say("That may be right, as when somebody writes for a colleague; `ledger history` shows the commit."),
    ),
}
