"""After any mix of edits, moves and builds, the shards hold what the kept texts say."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis.stateful import invariant, rule

from ledger.index import sharding
from ledger.index.sharded import Whoosh
from ledger.index.texts import document
from tests.index.comparing import open_fresh
from tests.index.test_machine import Folder


class FolderWithShards(Folder):
    """A ledger's folder as people change it, with Whoosh's index built now and then."""

    def build(self, seconds: float | None, *, whole: bool = False) -> None:
        catalog = open_fresh(self.root).catalog
        before, sharding.WORTH_A_SLICE = sharding.WORTH_A_SLICE, 1
        try:
            sharding.bring_up_to_date(catalog, seconds=seconds, whole=whole)
        finally:
            sharding.WORTH_A_SLICE = before
            catalog.close()

    @rule()
    def slice(self) -> None:
        """One customer at least."""
        self.build(0)

    @rule()
    def to_the_end(self) -> None:
        """Everybody."""
        self.build(None)

    @rule()
    def tidy(self) -> None:
        """Everybody, in one shard."""
        self.build(None, whole=True)

    @invariant()
    def equals_one_built_from_nothing(self) -> None:
        """What is held of those who are there is what their texts say."""
        if not hasattr(self, "root"):
            return
        catalog = open_fresh(self.root).catalog
        engine = Whoosh(catalog)
        known = engine.known()
        held: dict[int, Counter[str]] = {}
        for number, token, weight in engine.held():
            held.setdefault(number, Counter())[token] += weight  # type: ignore[assignment]
        for number, text in catalog.connection.execute("SELECT customer, text FROM texts"):
            if number in known:
                assert held.get(number, Counter()) == Counter(document(number, text).words)
        engine.close()
        catalog.close()


TestFolder = FolderWithShards.TestCase
TestFolder.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
