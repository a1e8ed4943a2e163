"""Which release this is; what one release keeps in index/ no other one takes for its own."""

from __future__ import annotations

__version__ = "0.1.0"
