"""The words that `ledger` knows, by group, with the line that says what each does."""

from __future__ import annotations

from ledger.cli.parameters import N_

# A table, so that `ledger --help` and completion need to import no command; tests hold it against the modules.
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        N_("Every day"),
        (
            ("due", N_("What needs attention: overdue, today, and the days ahead.")),
            ("log", N_("Append a dated entry to a customer's file.")),
            ("done", N_("Tick a task.")),
            ("snooze", N_("Move a task or a follow-up to another day.")),
            ("playbook", N_("Make tasks of what is to be done with a customer by the ledger's playbooks.")),
            ("show", N_("Everything about one customer on one page.")),
            ("search", N_("Customers by words and conditions, best first.")),
            ("list", N_("A table of customers.")),
        ),
    ),
    (
        N_("Reports"),
        (
            ("report", N_("What the ledger knows, as tables, charts and sheets.")),
            ("why", N_("The rule and the entries behind a figure.")),
            ("review", N_("A dated review note, prefilled with figures.")),
            ("letter", N_("A letter that asks for an overdue invoice to be paid.")),
            ("survey", N_("Ask how satisfied customers are, and file their answers.")),
        ),
    ),
    (
        N_("Keeping the files"),
        (
            ("new", N_("Write the file of a new customer.")),
            ("edit", N_("Open a customer's file in your editor.")),
            ("set", N_("Change fields of a customer.")),
            ("verify", N_("Go through profiles whose term is past, field by field.")),
            ("tag", N_("Add and remove tags.")),
            ("check", N_("Find what is wrong or missing in the files.")),
            ("index", N_("Bring the index up to date, check it, or tell about it.")),
            ("watch", N_("Keep answers fresh while files are saved.")),
        ),
    ),
    (
        N_("Together"),
        (
            ("sync", N_("Share what changed here, and get what others changed.")),
            ("resolve", N_("Settle the places where two people's work contradicts.")),
            ("handover", N_("Hand customers over from one person to another.")),
            ("history", N_("What changed in customers, when, and by whom.")),
            ("diff", N_("What differs between two commits, or since one.")),
            ("restore", N_("Bring back a customer or a field as it was.")),
            ("git", N_("Give this clone what it needs to share the ledger.")),
            ("merge-check", N_("Say what a merge would do.")),
            ("merge-file", N_("Merge a customer file, as git asks for.")),
        ),
    ),
    (
        N_("Setting up"),
        (
            ("init", N_("Make a new ledger.")),
            ("completion", N_("Print the completion script of your shell.")),
        ),
    ),
)

COMMANDS: dict[str, str] = dict(entry for _, commands in GROUPS for entry in commands)


def module_name(word: str) -> str:
    """The module in which a command stands."""
    return f"ledger.cli.commands.{word.replace('-', '_')}"
