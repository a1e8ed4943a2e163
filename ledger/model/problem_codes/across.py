"""What can be wrong between the files of a ledger, and around them."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes.kind import Kind

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

ACROSS: Mapping[str, Kind] = {
    "duplicate-id": Kind(
        ERROR,
        say("the id {id} stands in {others} too"),
        say("Give one of them another id, or join them if they are the same customer."),
    ),
    "duplicate-name": Kind(
        WARNING,
        say("{name} is the name of {others} too"),
        say("If they are the same customer, keep one file; if not, add something to one name that tells them apart."),
    ),
    "duplicate-phone": Kind(
        NOTICE, say("this phone number stands in {others} too"), say("Are they the same customer?")
    ),
    "link-unknown": Kind(
        WARNING,
        say("there is no customer {target} to link to"),
        say("Did you mean {nearest}?"),
        otherwise=say("A link holds the id, the name, an alias or the file name of a customer."),
    ),
    "referrer-unknown": Kind(
        NOTICE,
        say("{target}, who referred this customer, is no customer in this ledger"),
        say("Did you mean {nearest}?"),
    ),
    "sync-copy": Kind(
        WARNING,
        say("this looks like a copy that a sync service made of {original}; it is not read as a customer"),
        say("Move what only the copy has into {original}, then delete the copy."),
    ),
    "file-copy": Kind(
        WARNING,
        say("this looks like a copy of {original}: both have the id {id}"),
        say("Move what only the copy has into {original}, then delete the copy. Until then it counts twice."),
    ),
    "leftover": Kind(
        NOTICE,
        say("a write that was cut short left this file; the customer's own file is whole"),
        say("`ledger check --fix` removes it."),
    ),
    "folder-unreadable": Kind(ERROR, say("this folder can't be read, nor the customers in it: {reason}")),
    "name-undecodable": Kind(
        ERROR, say("this name is not in UTF-8, so the file can't be a customer"), say("Rename it.")
    ),
    "link-outside": Kind(
        WARNING,
        say("this is a link to {target}, outside the ledger; it is not followed"),
        say("Move the file into customers/."),
    ),
    "link-broken": Kind(WARNING, say("this is a link to {target}, which is not there")),
    "not-a-file": Kind(WARNING, say("this is no file of text, so it can't be a customer")),
    "not-downloaded": Kind(
        WARNING,
        say("a sync service has not downloaded this file yet, so it is missing from every answer"),
        say("Open it once, or tell the service to keep this folder on the computer."),
    ),
}
