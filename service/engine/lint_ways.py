"""The ways through a diagram and the least time they take."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from lxml import etree

from service.engine.xml import SCOPES, Drawing, NodeInfo

Passed = Callable[[str], date | None]  # the first day on which a node that lies on every way has been passed
Wait = Callable[[NodeInfo, date, Passed], date]
_OUT: Final = "/out"


class Ways:
    """A diagram as a graph: into a part by its start, out of it by its ends, off an activity by its boundary events."""

    def __init__(self, drawing: Drawing, elements: Mapping[str, etree._Element], wait: Wait) -> None:
        self._nodes, self._wait = drawing.nodes, wait
        self._next: dict[str, set[str]] = {}
        parts = {node.id for node in drawing.nodes.values() if node.kind in SCOPES}
        for flow in drawing.flows.values():
            self._add(self._exit(flow.source, parts), flow.target)
        for node in drawing.nodes.values():
            for start, end in self._edges(node, elements[node.id], parts):
                self._add(start, end)

    @staticmethod
    def _exit(key: str, parts: set[str]) -> str:
        return key + _OUT if key in parts else key

    def _add(self, start: str, end: str) -> None:
        self._next.setdefault(start, set()).add(end)

    def _edges(self, node: NodeInfo, element: etree._Element, parts: set[str]) -> Iterator[tuple[str, str]]:
        if node.attached_to:
            yield node.attached_to, node.id
        if node.kind in parts and element.find("{*}multiInstanceLoopCharacteristics") is not None:
            yield node.id, node.id + _OUT  # over an empty list
        if element.get("triggeredByEvent") == "true" and node.parent:
            yield node.parent, node.id
            yield node.id + _OUT, node.parent + _OUT
        if node.parent and node.kind == "startEvent":
            yield node.parent, node.id
        if node.parent and node.kind == "endEvent":
            yield node.id, node.parent + _OUT

    def leads(self, start: str, end: str) -> bool:
        """Tell whether a way leads from one node to another."""
        return start != end and self.earliest(start, end, date(2000, 1, 1)) is not None

    def earliest(self, start: str, end: str, day: date) -> date | None:
        """Return the first day on which the end can be passed by who passed the start on a day; None without a way.

        A wait that was set off before the start, or beside the way, counts nothing.
        """
        reached: dict[str, date] = {}
        if start == end:
            return self._wait(self._nodes[start], day, reached.get)
        todo = [(day, start)]
        while todo:
            at, key = heapq.heappop(todo)
            if key in reached:
                continue
            reached[key] = at
            if key == end:
                return at
            for after in self._next.get(key, ()):
                if after in reached:
                    continue
                if node := self._nodes.get(after):
                    heapq.heappush(todo, (self._wait(node, at, self._passed(start, after, reached)), after))
                else:
                    heapq.heappush(todo, (at, after))
        return None

    def _passed(self, start: str, node: str, reached: Mapping[str, date]) -> Passed:
        def day_of(key: str) -> date | None:
            return reached.get(key) if key == start or not self._around(start, key, node) else None

        return day_of

    def _around(self, start: str, key: str, end: str) -> bool:
        """Tell whether a way from a start to an end goes round a node."""
        seen, todo = {key}, [start]
        while todo:
            at = todo.pop()
            if at == end:
                return True
            if at not in seen:
                seen.add(at)
                todo += self._next.get(at, ())
        return False
