"""Words to a query tree."""
