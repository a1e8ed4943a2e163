"""What can be wrong with a customer file as text and as front matter."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.messages import say
from ledger.model.problem import Severity
from ledger.model.problem_codes import reasons
from ledger.model.problem_codes.kind import Kind

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

FILES: Mapping[str, Kind] = {
    "file-empty": Kind(
        WARNING, say("this file is empty"), say("Delete it, or look for its text in your backups or in git.")
    ),
    "file-not-text": Kind(
        ERROR,
        say("this file is not text in UTF-8 or GB18030, so nothing in it is read and nothing is written to it"),
        say("Look for an older version in your backups or in git; a crash or a sync may have damaged it."),
    ),
    "file-gb18030": Kind(
        WARNING,
        say("this file is in GB18030, not in UTF-8; it is read, but commands don't write to it"),
        say("`ledger check --fix` turns it into UTF-8."),
    ),
    "file-too-large": Kind(
        ERROR,
        say("this file is larger than {limit}, so it is not read"),
        say("Move long texts and attachments to files of their own and link to them."),
    ),
    "file-unreadable": Kind(ERROR, say("this file can't be read: {reason}")),
    "line-too-long": Kind(WARNING, say("this line is longer than {limit} characters")),
    "control-character": Kind(
        WARNING, say("there is a control character here, which no terminal should see"), say("Delete it.")
    ),
    "conflict-marker": Kind(
        ERROR,
        say("a merge left its conflict markers here; commands don't write to this file until it is settled"),
        say("Keep what is right of both sides and delete the lines of <<<<<<<, ======= and >>>>>>>."),
    ),
    "front-matter-missing": Kind(
        NOTICE,
        say("this file has no front matter, so only its headings and entries are known"),
        say(
            "Start it with a line of ---, fields such as name: …, and another line of ---; `ledger check --fix` does so."
        ),
    ),
    "front-matter-late": Kind(
        NOTICE,
        say("there are blank lines before the front matter; other programs won't find it"),
        say("`ledger check --fix` deletes them."),
    ),
    "front-matter-dots": Kind(
        NOTICE,
        say("the front matter is closed by ... instead of ---"),
        say("`ledger check --fix` writes ---, so that every program sees its end."),
    ),
    "front-matter-unclosed": Kind(
        ERROR,
        say("the front matter that starts here is never closed"),
        say("Write a line of --- after its last field."),
    ),
    "front-matter-unopened": Kind(
        ERROR,
        say("these fields end with --- but don't start with it"),
        say("Write a line of --- above them."),
    ),
    "front-matter-too-large": Kind(
        ERROR,
        say("the front matter is larger than 64 KiB, so its fields are not read"),
        say("Check that a line of --- closes it, and move long texts below it."),
    ),
    "front-matter-too-many": Kind(
        ERROR, say("the front matter has more than 256 fields; those from here on are not read")
    ),
    "front-matter-line": Kind(
        ERROR,
        say("this line is no field and belongs to none"),
        say("Write it as `name: value`, indent it, or move it below the front matter."),
    ),
    "front-matter-colon": Kind(
        NOTICE,
        say("a field is written `{key}: value`, with a plain colon and a blank after it"),
        say("`ledger check --fix` writes it so."),
    ),
    "duplicate-key": Kind(
        ERROR,
        say("the field {key} stands here a second time; the first one counts"),
        say("Delete the wrong one."),
    ),
    "scalar-too-long": Kind(
        ERROR, say("this value is longer than 16 KiB and is not read"), say("Move it below the front matter.")
    ),
    "yaml-anchor": Kind(
        WARNING,
        say("this value starts with &, an anchor in YAML; it is taken as the text it is"),
        explain=reasons.in_quotes,
    ),
    "yaml-alias": Kind(
        WARNING,
        say("this value starts with *, an alias in YAML; it is taken as the text it is"),
        explain=reasons.in_quotes,
    ),
    "yaml-tag": Kind(
        WARNING,
        say("this value starts with !, a tag in YAML; it is taken as the text it is"),
        explain=reasons.in_quotes,
    ),
    "yaml-reserved": Kind(
        NOTICE,
        say("this value starts with a character that YAML keeps for itself; it is taken as the text it is"),
        explain=reasons.in_quotes,
    ),
    "yaml-colon": Kind(
        NOTICE,
        say("this value has a colon and a blank in it, which YAML doesn't allow; it is taken as the text it is"),
        explain=reasons.in_quotes,
    ),
    "yaml-broken": Kind(
        ERROR,
        say("this field can't be read from here on: {detail}"),
        say("Its text is kept as it stands; check its quotes, brackets and indentation."),
    ),
    "yaml-unclosed": Kind(
        ERROR,
        say("a quote or bracket is opened here and never closed"),
        say("Write its other half, or put the whole value in quotes. Its text is kept as it stands."),
    ),
    "yaml-limit": Kind(
        ERROR,
        say("this field is nested too deeply or too large to be read"),
        say("Keep it flat, or move it below the front matter."),
    ),
    "yaml-key": Kind(ERROR, say("the key of this field is no plain text")),
    "yaml-documents": Kind(ERROR, say("a second YAML document starts here; it is not read")),
    "code-unclosed": Kind(
        WARNING,
        say("the code block that starts here is never closed, so everything below it counts as code"),
        say("Write a closing line of the same marks."),
    ),
    "comment-unclosed": Kind(
        WARNING,
        say("the comment that starts here is never closed, so everything below it is hidden"),
        say("Write --> where it ends."),
    ),
}
