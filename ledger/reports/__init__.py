"""Catalog, today and a period to a table of rows."""
