"""Which row of its lane every node stands in: where the flows run straightest.

Found by improving a cost that counts what a reader dislikes: bends, flows that run into shapes, crossings, height.
"""

from __future__ import annotations

from itertools import combinations

from service.engine.layout_graph import Container

_SWEEPS = 12

Rows = dict[str, int]
Cell = tuple[int, int]


def set_rows(container: Container) -> None:
    """Give every node of a container with columns its row."""
    rows = _assign_rows(container)
    for node in container.placed():
        node.row = rows[node.id]


class _Grid:
    """The rows under improvement and what they cost."""

    def __init__(self, container: Container) -> None:
        self.nodes = container.placed()
        self.lane_of = {node.id: container.lanes.index(node.lane) for node in self.nodes}
        self.column = {node.id: node.column for node in self.nodes}
        self.lanes = len(container.lanes)
        self.flows = [
            (
                container.stands(f.source).id,
                container.stands(f.target).id,
                f.back,
                container.nodes[f.source].host is not None,
            )
            for f in container.flows
        ]
        self.main = self._main_way()
        self.beside = [
            (one, other)
            for one, other in combinations(range(len(self.flows)), 2)
            if not (self.flows[one][2] or self.flows[other][2]) and self._side_by_side(one, other)
        ]

    def _side_by_side(self, one: int, other: int) -> bool:
        """Tell whether two flows have columns in common, so that they may cross."""
        first, second = self.flows[one], self.flows[other]
        begin = max(self.column[first[0]], self.column[second[0]])
        return begin < min(self.column[first[1]], self.column[second[1]])

    def _main_way(self) -> list[tuple[str, str]]:
        """Return neighbours of the same lane along the longest way: they should stand level."""
        before: dict[str, str] = {}
        for source, target, back, boundary in self.flows:
            if not back and not boundary and self.column[target] - self.column[source] in (0, 1):
                before.setdefault(target, source)
        here = max(self.column, key=lambda n: self.column[n], default="")
        way = [here]
        while here in before:
            here = before[here]
            way.append(here)
        pairs: list[tuple[str, str]] = []
        last: dict[int, str] = {}
        for node_id in way:
            lane = self.lane_of.get(node_id, 0)
            if lane in last:
                pairs.append((node_id, last[lane]))
            last[lane] = node_id
        return pairs

    def depth(self, rows: Rows) -> list[int]:
        """Return how many rows each lane needs."""
        depth = [1] * self.lanes
        for node_id, row in rows.items():
            lane = self.lane_of[node_id]
            depth[lane] = max(depth[lane], row + 1)
        return depth

    def cells(self, rows: Rows) -> dict[str, Cell]:
        """Return column and absolute row of every node."""
        depth, first = self.depth(rows), [0]
        for height in depth:
            first.append(first[-1] + height)
        return {n: (self.column[n], first[self.lane_of[n]] + row) for n, row in rows.items()}

    def cost(self, rows: Rows) -> float:
        """Return what a reader dislikes about these rows."""
        cells = self.cells(rows)
        taken = set(cells.values())
        total = 1.5 * sum(self.depth(rows)) + 0.05 * sum(rows.values())
        total += sum(1.0 * abs(rows[a] - rows[b]) + 0.1 * rows[a] for a, b in self.main)
        lines: list[tuple[Cell, Cell]] = []
        for source, target, back, boundary in self.flows:
            a, b = cells[source], cells[target]
            total += _flow_cost(a, b, taken, back, boundary)
            lines.append((a, b))
        return total + 2.0 * sum(_cross(lines[one], lines[other]) for one, other in self.beside)


def _flow_cost(a: Cell, b: Cell, taken: set[Cell], back: bool, boundary: bool) -> float:
    drop = abs(a[1] - b[1])
    if back:
        return 1.0 + 0.3 * drop
    if a[0] == b[0]:
        return (
            0.5 + 0.6 * (drop - 1) + sum(5.0 for r in range(min(a[1], b[1]) + 1, max(a[1], b[1])) if (a[0], r) in taken)
        )
    between = range(a[0] + 1, b[0])
    if boundary:
        return (5.0 if b[1] <= a[1] else 0.0) + 0.8 * abs(drop - 1) + sum(4.0 for c in between if (c, b[1]) in taken)
    first = sum(1 for c in between if (c, a[1]) in taken)
    if drop == 0:
        return 5.0 * first
    last = sum(1 for c in between if (c, b[1]) in taken)
    return 3.0 + 0.6 * drop + 4.0 * min(first, last)


def _cross(one: tuple[Cell, Cell], other: tuple[Cell, Cell]) -> bool:
    (a, b), (c, d) = one, other
    if a in (b, c, d) or b in (c, d) or c == d:
        return False

    def side(p: Cell, q: Cell, r: Cell) -> int:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _assign_rows(container: Container) -> Rows:
    grid = _Grid(container)
    rows: Rows = {}
    taken: set[tuple[int, int, int]] = set()
    for node in sorted(grid.nodes, key=lambda n: n.column):
        row, lane = 0, grid.lane_of[node.id]
        while (lane, node.column, row) in taken:
            row += 1
        taken.add((lane, node.column, row))
        rows[node.id] = row
    best = grid.cost(rows)
    for _ in range(_SWEEPS):
        before = best
        for group in [*([node.id] for node in grid.nodes), *_chains(container, grid)]:
            rows, best = _improve(grid, rows, best, group)
        if best >= before:
            break
    return _squeeze(grid, rows)


def _chains(container: Container, grid: _Grid) -> list[list[str]]:
    """Return the runs of nodes that follow one another within a lane: they move better together than one by one."""
    after: dict[str, list[str]] = {}
    before: dict[str, int] = {}
    for source, target, back, boundary in grid.flows:
        if not back and not boundary and grid.lane_of[source] == grid.lane_of[target]:
            after.setdefault(source, []).append(target)
        if not back:
            before[target] = before.get(target, 0) + 1
    chains = []
    for node in grid.nodes:
        chain = [node.id]
        while len(after.get(chain[-1], [])) == 1 and before.get(after[chain[-1]][0], 0) == 1:
            chain.append(after[chain[-1]][0])
        if len(chain) > 1:
            chains.append(chain)
    return chains


def _improve(grid: _Grid, rows: Rows, best: float, group: list[str]) -> tuple[Rows, float]:
    """Try a group of nodes in every other row of their lane; whoever stands there goes where the group came from."""
    lane = grid.lane_of[group[0]]
    for row in range(grid.depth(rows)[lane] + 1):
        trial = dict(rows)
        for node_id in group:
            for other, other_row in trial.items():
                if other_row == row and grid.lane_of[other] == lane and grid.column[other] == grid.column[node_id]:
                    trial[other] = trial[node_id]
            trial[node_id] = row
        cost = grid.cost(trial)
        if cost < best - 1e-9:
            rows, best = trial, cost
    return rows, best


def _squeeze(grid: _Grid, rows: Rows) -> Rows:
    """Close rows that nobody uses."""
    used: dict[int, list[int]] = {}
    for node_id, row in rows.items():
        used.setdefault(grid.lane_of[node_id], []).append(row)
    order = {lane: sorted(set(values)) for lane, values in used.items()}
    return {node_id: order[grid.lane_of[node_id]].index(row) for node_id, row in rows.items()}
