"""What processes have used of the processor, from /proc; a process counts with all that it started."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_ms(root: int, without: frozenset[int] = frozenset()) -> float:
    """Return the milliseconds that a process, its descendants and those of them that have ended have used."""
    children: dict[int, list[int]] = defaultdict(list)
    spent: dict[int, int] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            pid = int(folder.name)
            children[int(fields[1])].append(pid)
            spent[pid] = sum(map(int, fields[11:15]))
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        if pid not in without:
            total += spent.get(pid, 0)
        todo += children[pid]
    return total * 1000 / TICKS
