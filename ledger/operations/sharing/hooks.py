"""The hooks of a clone: the check of what is committed, and the message made from it."""

from __future__ import annotations

import re
import shlex

from ledger.errors import Refused
from ledger.messages import Message, say
from ledger.operations.sharing.clone import Clone
from ledger.store import git_hooks

CHECK = "pre-commit"
MESSAGE = "prepare-commit-msg"
# What a hook of somebody's own has to call so that ours isn't needed.
_CALLS = {CHECK: re.compile(r"\bledger\b.*\bgit check\b"), MESSAGE: re.compile(r"\bledger\b.*\bgit message\b")}

_START = f"""\
#!/bin/sh
{git_hooks.MARK} made by `ledger git setup`; `ledger git setup --undo` takes it away.
"""
_CHECK = """\
if [ ! -x {program} ]; then
    echo 'ledger: {plain} is gone; nothing was checked. `ledger git setup` mends this.' >&2
    exit 0
fi
exec {command} git check
"""
# Only where nobody has said anything: neither -m nor a merge nor a commit that is made anew.
_MESSAGE = """\
[ -z "$2" ] && [ -x {program} ] || exit 0
{command} git message --into "$1" || exit 0
"""


def text(clone: Clone, name: str) -> str:
    """The hook as we would write it."""
    program = clone.program[0]
    shown = {"program": shlex.quote(program), "plain": program.replace("'", "’"), "command": clone.command}
    return _START + (_CHECK if name == CHECK else _MESSAGE).format(**shown)


def is_met(clone: Clone, name: str) -> bool:
    """Whether the hook does what it should: it is ours as we would write it, or another one calls us."""
    found = git_hooks.read(clone.repository, name)
    if found is None or not git_hooks.runs(clone.repository, name):
        return False
    if git_hooks.MARK in found:
        return found == text(clone, name) and clone.has_program()
    return bool(_CALLS[name].search(found))


def obstacle(clone: Clone, name: str) -> Message | None:
    """Why a hook can't be written by us, None where it can."""
    if not git_hooks.is_own_folder(clone.repository):
        return say("Hooks of this clone lie in {folder}, with others'.", folder=git_hooks.folder(clone.repository))
    found = git_hooks.read(clone.repository, name)
    if found is not None and git_hooks.MARK not in found:
        return say("There is a hook {name} already; it stays as it is.", name=name)
    return None


def by_hand(clone: Clone, name: str) -> Message:
    """What to add to a hook of somebody's own."""
    line = f"{clone.command} git check || exit 1" if name == CHECK else f'{clone.command} git message --into "$1"'
    return say("Add this line to {name}: {line}", name=name, line=line)


def meet(clone: Clone, name: str) -> None:
    """Write the hook; raises Refused, with the line to add, where somebody's own is in the way."""
    hindrance = obstacle(clone, name)
    if hindrance is not None:
        raise Refused(hindrance, by_hand(clone, name))
    git_hooks.write(clone.repository, name, text(clone, name))


def undo(clone: Clone, name: str) -> bool:
    """Take our hook away; tells whether there was one."""
    found = git_hooks.read(clone.repository, name)
    if found is None or git_hooks.MARK not in found:
        return False
    git_hooks.remove(clone.repository, name)
    return True
