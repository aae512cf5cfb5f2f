"""A parsed release: immutable, shared by every thread and every instance of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from service.domain.deliveries import Contract
from service.engine.bundle import Bundle
from service.engine.dmn import Table
from service.engine.forms import Form
from service.engine.xml import Drawing, FlowInfo, NodeInfo, ProcessInfo

__all__ = ["FlowInfo", "Model", "ModelCache", "NodeInfo", "ProcessInfo"]


class Model:
    """Hold the specs, drawings, tables and forms of one release."""

    def __init__(
        self,
        bundle: Bundle,
        specs: Mapping[str, Any],
        drawings: Mapping[str, Drawing],
        tables: Mapping[str, Table],
        forms: Mapping[str, Form],
        connectors: Mapping[str, Contract] | None = None,
    ) -> None:
        self.bundle = bundle
        self.specs = specs
        self.drawings = drawings
        self.tables = tables
        self.forms = forms
        self.connectors = connectors or {}
        self.processes: Mapping[str, ProcessInfo] = {key: drawing.process for key, drawing in drawings.items()}
        self.nodes: Mapping[str, Mapping[str, NodeInfo]] = {key: drawing.nodes for key, drawing in drawings.items()}
        self.flows = self._index_flows()
        self._places = self._index_places()

    def place(self, scope: str, node: str) -> NodeInfo | None:
        """Return a node drawn in a process or embedded subprocess."""
        return self._places.get(scope, {}).get(node)

    def node(self, process: str, node: str) -> NodeInfo | None:
        """Return a node of a process, inside an embedded subprocess or not."""
        return self.nodes.get(process, {}).get(node)

    def _index_flows(self) -> dict[str, dict[tuple[str, str], tuple[str, ...]]]:
        flows: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
        for drawing in self.drawings.values():
            for flow in drawing.flows.values():
                ends = flows.setdefault(drawing.places[flow.id], {})
                # Two flows between the same two nodes cannot be told apart by the engine; the linter refuses them.
                ends[flow.source, flow.target] = (*ends.get((flow.source, flow.target), ()), flow.id)
        return flows

    def _index_places(self) -> dict[str, dict[str, NodeInfo]]:
        places: dict[str, dict[str, NodeInfo]] = {}
        for drawing in self.drawings.values():
            for node in drawing.nodes.values():
                place = drawing.places[node.id]
                places.setdefault(place, {})[node.id] = node
                if node.kind == "startEvent" and node.parent:
                    # What starts an event subprocess listens in the scope around it.
                    places.setdefault(drawing.places[node.parent], {})[node.id] = node
        return places


class ModelCache:
    """Keep the last used releases of this process; each is parsed once, whoever asks first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._models: OrderedDict[str, Model] = OrderedDict()
        self._parsing: dict[str, threading.Lock] = {}

    def get(self, key: str, make: Callable[[], Model]) -> Model:
        """Return the model of a release, making it if it is not here."""
        found = self._find(key)
        if found is not None:
            return found
        with self._lock:
            parsing = self._parsing.setdefault(key, threading.Lock())
        with parsing:
            found = self._find(key)
            if found is None:
                found = make()
                self._keep(key, found)
            return found

    def _find(self, key: str) -> Model | None:
        with self._lock:
            model = self._models.get(key)
            if model is not None:
                self._models.move_to_end(key)
            return model

    def _keep(self, key: str, model: Model) -> None:
        with self._lock:
            self._models[key] = model
            self._parsing.pop(key, None)
            while len(self._models) > self._size:
                self._models.popitem(last=False)
