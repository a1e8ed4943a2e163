"""The names that a file had before, followed from commit to commit along every branch."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.store.git_log import Commit
from ledger.store.git_objects import FileChange


class Names:
    """The path of one file in each commit that is still to come, as its children say; children come before parents.

    git's own `--follow` changes the name for all commits at once, and loses work under the old name on a branch that
    was merged later.
    """

    def __init__(self, head: str, path: str) -> None:
        self._paths: dict[str, set[str]] = {head: {path}}

    def knows(self, commit: Commit) -> bool:
        """Whether the file leads to this commit."""
        return commit.oid in self._paths

    def passed(self, commit: Commit, changes: Sequence[FileChange]) -> list[FileChange]:
        """The changes of the file in a commit; its parents get the name that it had before."""
        paths = self._paths.pop(commit.oid, set())
        found = [one for one in changes if one.after in paths or (not one.after and one.before in paths)]
        earlier = {one.after: one.before for one in found if one.before and one.after}
        for parent in commit.parents:
            self._paths.setdefault(parent, set()).update(earlier.get(path, path) for path in paths)
        return found

    def passed_merge(self, commit: Commit, differing: Sequence[Sequence[FileChange]]) -> str:
        """The file's path in a merge, `differing` from each of its parents in turn, which get the name it had there."""
        paths = self._paths.pop(commit.oid)
        for parent, changes in zip(commit.parents, differing, strict=True):
            earlier = {one.after: one.before for one in changes if one.before and one.after}
            self._paths.setdefault(parent, set()).update(earlier.get(path, path) for path in paths)
        return min(paths)
