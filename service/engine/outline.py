"""A process as text: its nodes in reading order, and who may come next. Walks the diagram, never an instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """One node of the text outline; `no` counts in reading order, "4.2" inside an embedded subprocess."""

    no: str
    node: str
    name: str
    kind: str
    lane: str | None
    process: str
    documentation: str
    role: str | None
    properties: Mapping[str, str]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    called: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class NextNode:
    """A user task (or own-instance call) that may come next; `sure` when no gateway decides on the way."""

    node: str
    name: str
    kind: str
    lane: str | None
    process: str
    properties: Mapping[str, str]
    sure: bool
    via: tuple[str, ...] = ()
