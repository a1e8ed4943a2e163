"""`python -m ledger`."""

from __future__ import annotations

import sys

from ledger.cli.main import main

sys.exit(main())
