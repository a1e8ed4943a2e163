"""Values to characters: the one place where that happens."""
