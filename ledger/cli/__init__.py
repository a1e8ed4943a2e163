"""The command line over the operations."""
