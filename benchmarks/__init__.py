"""How fast Ledger is, and the ledgers to measure it on."""
