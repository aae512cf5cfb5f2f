"""A parsed release: immutable, shared by every thread and instance of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.engine.bundle import Bundle


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """What a process says about itself."""

    id: str
    name: str
    documentation: str
    properties: Mapping[str, str]
    file: str


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What a node says about itself."""

    id: str
    name: str
    kind: str
    process: str
    lane: str | None
    documentation: str
    properties: Mapping[str, str]


class Model:
    """Hold the parsed specs of a bundle."""

    bundle: Bundle
    processes: Mapping[str, ProcessInfo]
    nodes: Mapping[str, Mapping[str, NodeInfo]]  # process id -> node id -> node (nodes of embedded subprocesses included)
