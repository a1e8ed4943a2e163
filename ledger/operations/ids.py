"""New ids for customers: random, short, and unambiguous to read aloud."""

from __future__ import annotations

import secrets

from ledger.index.catalog import Catalog
from ledger.query.fold import fold

# Without 0 O, 1 I L and U, which are taken for others in handwriting and on the phone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 6


def new_id(catalog: Catalog) -> str:
    """An id like C-7K3M2Q that no customer of the ledger has; two people off-line will not make the same one."""
    while True:
        made = "C-" + "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        taken = catalog.connection.execute("SELECT 1 FROM names WHERE kind = 'id' AND key = ?", (fold(made),))
        if taken.fetchone() is None:
            return made
