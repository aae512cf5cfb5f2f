"""Draw the flows: right-angled, around the shapes, with few bends and crossings.

A shortest-path search over the lines on which a flow may run: the middles and ports of shapes and a few tracks in the
strips between columns and rows. Every flow is routed twice, the second time knowing where all the others run.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, permutations

from service.engine.layout_graph import Box, Container, Flow, Node, Point
from service.engine.layout_place import gaps

_BEND, _CROSS, _SHARE, _TAKEN = 32.0, 40.0, 900.0, 130.0
_OTHER_SIDE = 70.0  # to leave a gateway by another corner than the one dealt out
_CLEAR = 8.0  # a flow keeps this distance from shapes that are not its own
_LABEL_COST = 3.0  # for each pixel that runs through the name of an event or gateway
_EAST, _SOUTH, _WEST, _NORTH = (1, 0), (0, 1), (-1, 0), (0, -1)
_PASSES = 2

Direction = tuple[int, int]
Vertex = tuple[int, int]
Segment = tuple[Vertex, Vertex]


@dataclass(frozen=True, slots=True)
class _Port:
    point: Point
    out: Direction
    cost: float


def route(container: Container) -> None:
    """Give every flow of a placed container its points."""
    if not container.flows:
        return
    lines = _Lines(container)
    order = sorted(container.flows, key=lambda flow: (flow.back, _reach(container, flow)))
    for _ in range(_PASSES):
        for flow in order:
            lines.lift(flow)
            lines.lay(flow)


def _reach(container: Container, flow: Flow) -> float:
    a, b = container.nodes[flow.source].box, container.nodes[flow.target].box
    return abs(a.cx - b.cx) + 3 * abs(a.cy - b.cy)


def _ports(node: Node, leaving: bool) -> list[_Port]:
    """Return where a flow may leave or enter a shape, the customary places first (right out, left in)."""
    box, outward = node.box, 90.0 if not node.is_small else 60.0
    sides = {
        _EAST: ((box.right, box.cy), 0.0 if leaving else outward),
        _WEST: ((box.x, box.cy), outward if leaving else 0.0),
        _SOUTH: ((box.cx, box.bottom), 24.0),
        _NORTH: ((box.cx, box.y), 24.0),
    }
    if node.host:
        sides = {_SOUTH: (sides[_SOUTH][0], 0.0), _NORTH: (sides[_NORTH][0], 0.0), _EAST: (sides[_EAST][0], 30.0)}
    ports = [_Port(point, way, cost) for way, (point, cost) in sides.items()]
    if not node.is_small:
        for dx in (-box.w / 4, box.w / 4):
            ports += [_Port((box.cx + dx, y), way, 32.0) for y, way in ((box.bottom, _SOUTH), (box.y, _NORTH))]
        for dy in (-box.h / 4, box.h / 4):
            side = (box.right, _EAST) if leaving else (box.x, _WEST)
            ports.append(_Port((side[0], box.cy + dy), side[1], 34.0))
    return ports


def _share_out(container: Container, node: Node, leaving: bool) -> dict[str, Direction]:
    """Deal the corners of a gateway to its flows so that none has to wind around it."""
    flows = [f for f in container.flows if (f.source if leaving else f.target) == node.id]
    ahead = _EAST if leaving else _WEST
    if len(flows) < 2 or len(flows) > 4:
        return {}
    sides = [ahead, _SOUTH, _NORTH, (-ahead[0], 0)]

    def cost(flow: Flow, side: Direction) -> float:
        other = container.nodes[flow.target if leaving else flow.source].box
        dy = other.cy - node.box.cy
        forward = (other.cx > node.box.cx) == leaving
        if side == (-ahead[0], 0):
            return 70.0 if forward else 50.0
        if side == ahead:
            return (0.0 if abs(dy) < 10 else 14.0 + abs(dy) / 50) if forward else 60.0
        if abs(dy) < 10:
            return 30.0 if forward else 5.0
        return 0.0 if (dy > 0) == (side == _SOUTH) else 80.0

    best = min(permutations(sides, len(flows)), key=lambda p: sum(cost(f, s) for f, s in zip(flows, p, strict=True)))
    return {flow.id: side for flow, side in zip(flows, best, strict=True)}


class _Lines:
    """The lines flows may run on, and which of them are taken."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.used: dict[Segment, set[str]] = {}
        self.corners: dict[Vertex, set[str]] = {}
        self.ports: dict[Point, set[str]] = {}
        self.paths: dict[str, list[Vertex]] = {}
        points = [port.point for node in container.nodes.values() for port in _ports(node, True) + _ports(node, False)]
        self.xs = sorted({round(x, 1) for x, _ in points} | set(self._column_tracks()))
        self.ys = sorted({round(y, 1) for _, y in points} | set(self._row_tracks()))
        self.ix, self.iy = {x: i for i, x in enumerate(self.xs)}, {y: i for i, y in enumerate(self.ys)}
        self.boxes = {node.id: node.box for node in container.nodes.values()}
        self.labels = {node.id: node.label for node in container.nodes.values() if node.label}
        self.named: dict[Segment, list[tuple[str, float]]] = {}
        self.blocked: dict[Segment, frozenset[str]] = {}
        self.shapes = _Shelf({name: box.grown(_CLEAR - 0.5) for name, box in self.boxes.items()})
        self.names = _Shelf(self.labels)
        self.tight = {name: box.grown(-0.5) for name, box in self.boxes.items()}
        gateways = [node for node in container.nodes.values() if node.is_gateway]
        self.leave = {f: way for node in gateways for f, way in _share_out(container, node, True).items()}
        self.enter = {f: way for node in gateways for f, way in _share_out(container, node, False).items()}

    def _column_tracks(self) -> list[float]:
        strips = gaps(self.container)
        return [round(low + (high - low) * part, 1) for low, high in strips for part in (0.25, 0.5, 0.75)]

    def _row_tracks(self) -> list[float]:
        """Return the tracks between rows; none runs on the border between two lanes."""
        container, tracks = self.container, [8.0, 16.0]
        borders = {round(band.y, 1) for band in container.bands.values()}
        middles: list[tuple[float, float]] = []
        for lane in container.lanes:
            rows: dict[int, tuple[float, float]] = {}
            for node in container.placed():
                if node.lane == lane:
                    low, high = rows.get(node.row, (node.box.y, node.box.bottom))
                    rows[node.row] = (min(low, node.box.y), max(high, node.box.bottom))
            middles += [rows[row] for row in sorted(rows)]
            band = container.bands[lane]
            tracks += [band.y + 8, band.y + 15, band.bottom - 15, band.bottom - 8]
        for (_, low), (high, _) in pairwise(middles):
            if high > low:
                tracks += [low + (high - low) * part for part in (0.25, 0.5, 0.75)]
        return [round(y, 1) for y in tracks if round(y, 1) not in borders and 4 < y < container.h - 4]

    def _point(self, vertex: Vertex) -> Point:
        return self.xs[vertex[0]], self.ys[vertex[1]]

    def _vertex(self, point: Point) -> Vertex:
        return self.ix[round(point[0], 1)], self.iy[round(point[1], 1)]

    def _blockers(self, segment: Segment) -> frozenset[str]:
        """Return the shapes that a segment runs into or too close by."""
        found = self.blocked.get(segment)
        if found is None:
            cuts = self.shapes.cut(self._point(segment[0]), self._point(segment[1]))
            found = self.blocked[segment] = frozenset(name for name, _ in cuts)
        return found

    def _free(self, segment: Segment, own: set[str]) -> bool:
        blockers = self._blockers(segment)
        if not blockers:
            return True
        a, b = self._point(segment[0]), self._point(segment[1])
        return all(name in own and self.tight[name].cut_by(a, b) == 0 for name in blockers)

    def lift(self, flow: Flow) -> None:
        """Take a flow away, so that it can be laid anew."""
        for table in (self.used, self.corners, self.ports):
            for ids in table.values():
                ids.discard(flow.id)
        self.paths.pop(flow.id, None)

    def lay(self, flow: Flow) -> None:
        """Find the cheapest way for a flow and take it."""
        path = self._search(flow)
        if path is None:  # walled in: a straight line is still better than none
            a, b = self.container.nodes[flow.source].box, self.container.nodes[flow.target].box
            flow.points = [(a.right, a.cy), (b.x, b.cy)]
            return
        self.paths[flow.id] = path
        for one, other in pairwise(path):
            self.used.setdefault((min(one, other), max(one, other)), set()).add(flow.id)
        for vertex in path:
            self.corners.setdefault(vertex, set()).add(flow.id)
        points = [self._point(vertex) for vertex in path]
        self.ports.setdefault(points[0], set()).add(flow.id)
        self.ports.setdefault(points[-1], set()).add(flow.id)
        flow.points = _straight(points)

    def _own(self, node: Node) -> set[str]:
        """Return the shapes a flow may touch at one of its ends: a boundary event touches its host."""
        return {node.id, node.host} if node.host else {node.id}

    def _price(self, port: _Port, side: Direction | None) -> float:
        point = (round(port.point[0], 1), round(port.point[1], 1))
        cost = port.cost if side is None else (0.0 if port.out == side else _OTHER_SIDE)
        return cost + _TAKEN * len(self.ports.get(point, ()))

    def _search(self, flow: Flow) -> list[Vertex] | None:
        source, target = self.container.nodes[flow.source], self.container.nodes[flow.target]
        own = self._own(source) | self._own(target)
        ends: dict[tuple[Vertex, Direction], float] = {}
        for port in _ports(target, leaving=False):
            into = (-port.out[0], -port.out[1])
            ends[(self._vertex(port.point), into)] = self._price(port, self.enter.get(flow.id))
        best: dict[tuple[Vertex, Direction], float] = {}
        came: dict[tuple[Vertex, Direction], tuple[Vertex, Direction]] = {}
        heap: list[tuple[float, int, Vertex, Direction]] = []
        for port in _ports(source, leaving=True):
            at = (self._vertex(port.point), port.out)
            best[at] = self._price(port, self.leave.get(flow.id))
            heapq.heappush(heap, (best[at] + self._ahead(at[0], target), 0, *at))
        done: tuple[float, tuple[Vertex, Direction] | None] = (float("inf"), None)
        closed: set[tuple[Vertex, Direction]] = set()
        counter = 0
        while heap and heap[0][0] < done[0]:
            _, _, vertex, direction = heapq.heappop(heap)
            here = (vertex, direction)
            if here in closed:
                continue
            closed.add(here)
            cost = best[here]
            if here in ends and here in came and cost + ends[here] < done[0]:
                done = (cost + ends[here], here)
            for turn in (direction, (direction[1], direction[0]), (-direction[1], -direction[0])):
                if turn != direction and here not in came:
                    continue  # leave the port straight
                following = (vertex[0] + turn[0], vertex[1] + turn[1])
                if not (0 <= following[0] < len(self.xs) and 0 <= following[1] < len(self.ys)):
                    continue
                there = (following, turn)
                if there in closed:
                    continue  # no way is shorter than the way ahead, so what is closed is settled
                segment = (vertex, following) if vertex < following else (following, vertex)
                if not self._free(segment, own):
                    continue
                price = cost + self._step(segment, following, flow, target) + (_BEND if turn != direction else 0.0)
                if price < best.get(there, float("inf")):
                    best[there], came[there] = price, here
                    counter += 1
                    heapq.heappush(heap, (price + self._ahead(following, target), counter, following, turn))
        if done[1] is None:
            return None
        path, at_end = [done[1][0]], done[1]
        while at_end in came:
            at_end = came[at_end]
            path.append(at_end[0])
        return path[::-1]

    def _ahead(self, vertex: Vertex, target: Node) -> float:
        """Return the least way that is still to go: to the target's frame."""
        x, y = self._point(vertex)
        box = target.box
        return max(box.x - x, 0.0, x - box.right) + max(box.y - y, 0.0, y - box.bottom)

    def _step(self, segment: Segment, following: Vertex, flow: Flow, target: Node) -> float:
        a, b = self._point(segment[0]), self._point(segment[1])
        cost = abs(a[0] - b[0]) + abs(a[1] - b[1])
        cost += _SHARE * len(self.used.get(segment, ()))
        if (corners := self.corners.get(following)) and self._point(following) not in self.ports:
            cost += _CROSS * len(corners)
        names = self.named.get(segment)
        if names is None:
            names = self._names_cut(segment)
        return cost + sum(_LABEL_COST * cut for name, cut in names if name != target.id) if names else cost

    def _names_cut(self, segment: Segment) -> list[tuple[str, float]]:
        """Return the names that a segment runs through, and how far."""
        if segment not in self.named:
            self.named[segment] = self.names.cut(self._point(segment[0]), self._point(segment[1]))
        return self.named[segment]


class _Shelf:
    """Boxes sorted by the lines that run through them: a line is asked for again and again."""

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self.sides = [(name, ((box.x, box.right), (box.y, box.bottom))) for name, box in boxes.items()]
        self.on: dict[tuple[int, float], list[tuple[str, float, float]]] = {}

    def cut(self, a: Point, b: Point) -> list[tuple[str, float]]:
        """Return the boxes that a horizontal or vertical segment runs through, and how far."""
        along = 0 if a[1] == b[1] else 1
        at, low, high = a[1 - along], min(a[along], b[along]), max(a[along], b[along])
        boxes = self.on.get((along, at))
        if boxes is None:
            across = ((name, side[along], side[1 - along]) for name, side in self.sides)
            boxes = self.on[along, at] = [(name, *side) for name, side, (top, bottom) in across if top < at < bottom]
        return [(name, min(high, last) - max(low, first)) for name, first, last in boxes if low < last and first < high]


def _straight(points: list[Point]) -> list[Point]:
    """Drop the points at which a line does not turn."""
    kept = points[:1]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1]):
            kept.append(here)
    return [*kept, points[-1]]
