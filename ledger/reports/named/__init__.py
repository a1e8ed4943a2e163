"""The reports that have a name, one module each; `ledger.reports.registry` lists them."""
