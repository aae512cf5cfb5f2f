"""BPMN behind a wall: organizers' diagrams in, values out; SpiffWorkflow's words end at this door.

It must not know the database, the web or the wall clock; it may import only service.domain.
"""

from __future__ import annotations

from service.engine.bundle import Bundle
from service.engine.engine import Engine
from service.engine.findings import Finding, Severity
from service.engine.forms import FormProblem
from service.engine.model import Model, NodeInfo, ProcessInfo
from service.engine.outline import NextNode, OutlineNode
from service.engine.returns import Past, Replayed, Return, beginning
from service.engine.step import Services

__all__ = [
    "Bundle",
    "Engine",
    "Finding",
    "FormProblem",
    "Model",
    "NextNode",
    "NodeInfo",
    "OutlineNode",
    "Past",
    "ProcessInfo",
    "Replayed",
    "Return",
    "Services",
    "Severity",
    "beginning",
]
