"""The hard limits of what is read as a customer file; beyond them a file is kept but not understood."""

from __future__ import annotations

file_bytes = 2 * 1024 * 1024
line_characters = 64 * 1024
front_matter_characters = 64 * 1024
front_matter_keys = 256
front_matter_depth = 6
front_matter_events = 4000
scalar_characters = 16 * 1024
