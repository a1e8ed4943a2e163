"""Blocks to customers, entries and typed values, and wishes to edits; pure."""
