"""A ledger that several people share through git: what a clone needs, what changed, and how it was before."""
