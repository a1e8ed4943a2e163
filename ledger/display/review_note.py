"""A review as the text of a note: figures, room for conclusions, and the actions that become due items."""

from __future__ import annotations

from ledger.display.field_words import Words
from ledger.display.report_md import report_markdown
from ledger.messages import say
from ledger.reports.table import Report


def review_text(report: Report, words: Words) -> str:
    """The text of the entry: the report a heading deeper, then the two parts that people write."""
    conclusions, actions = words.say(say("Conclusions")), words.say(say("Actions"))
    hint = words.say(
        say("A line for each: - [ ] 2026-12-05 what is to be done @who [[customer]]. Each becomes due on its day.")
    )
    return f"{kept_text(report, words)}\n#### {conclusions}\n\n\n#### {actions}\n\n<!-- {hint} -->\n"


def kept_text(report: Report, words: Words) -> str:
    """A report as the text of an entry: without its own title, headings below those of entries, notes as plain lines."""
    lines = report_markdown(report, words).split("\n")[2:]
    return "\n".join(_lower(line) for line in lines)


def _lower(line: str) -> str:
    """A heading stands below the entry's own; what would be a field of the entry becomes a line of text."""
    if line.startswith("#"):
        return f"###{line[1:]}" if line.startswith("##") else f"##{line}"
    return line[2:] if line.startswith("- ") else line
