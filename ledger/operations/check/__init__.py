"""Everything that is wrong in a ledger, found file by file and between the files."""
