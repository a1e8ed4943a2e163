"""The bare loop that a cold catalog is held against: read every customer file, compose its front matter with libyaml.

python benchmarks/baseline.py DIR
"""

from __future__ import annotations

import os
import sys

import yaml


def read_and_compose(root: str) -> tuple[int, int]:
    """How many files there are below `root` and how many YAML nodes stand at the top of their front matter.

    Nothing is skipped and nothing is made of what was read: no types, no entries, no tasks, no catalog. The walk
    uses scandir and the files are read as bytes, as any quick program would.
    """
    files = nodes = 0
    folders = [root]
    while folders:
        with os.scandir(folders.pop()) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(".md"):
                    with open(entry.path, "rb") as opened:
                        text = opened.read().decode()
                    files += 1
                    end = text.find("\n---", 4)
                    composed = (
                        yaml.compose(text[4:end], Loader=yaml.CLoader) if text.startswith("---\n") and end > 0 else None
                    )
                    nodes += len(composed.value) if isinstance(composed, yaml.MappingNode) else 0
    return files, nodes


if __name__ == "__main__":
    print(*read_and_compose(sys.argv[1]))
