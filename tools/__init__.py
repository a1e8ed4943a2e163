"""Programs that keep generated files up to date; for those who work on Ledger."""
