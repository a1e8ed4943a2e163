"""Facts to the catalog, and questions to rows."""
