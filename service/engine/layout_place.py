"""Where every node stands: columns in the reading direction, lanes as the organizer drew them, rows within a lane."""

from __future__ import annotations

from itertools import pairwise

from service.engine.layout_columns import set_columns
from service.engine.layout_graph import LINE, SPACING, TASK, Box, Container, Node, text_box, text_width
from service.engine.layout_rows import set_rows

_GAP = 46.0  # between the shapes of two rows: room for three parallel flows
_PAD = 23.0  # between a lane's border and its first row
_MIN_LANE = 120.0


def place(container: Container, left: float = 0.0) -> None:
    """Give every node of a container its box, and every lane its band; `left` is kept free for lane names."""
    set_columns(container)
    set_rows(container)
    _set_boxes(container, left)
    _set_boundary_events(container)


def _need(node: Node, below_host: dict[str, int], above_host: dict[str, int]) -> tuple[float, float]:
    """Return the height that a node asks for above and below its middle, outer names included."""
    above = below = node.h / 2
    if node.is_small and node.name:
        height = text_box(node.name)[1] + 4
        if node.is_gateway:
            above += height
        else:
            below += height
    if node.id in below_host:
        below += 18 + LINE * below_host[node.id]
    if node.id in above_host:
        above += 18 + LINE * above_host[node.id]
    return above, below


def _leads_up(container: Container, event: Node) -> bool:
    """Tell whether everything a boundary event leads to stands above its host."""
    host = container.stands(event.id)
    order = container.lanes.index
    ways = [container.stands(f.target) for f in container.flows if f.source == event.id]
    here = (order(host.lane), host.row)
    return bool(ways) and all((order(node.lane), node.row) < here for node in ways)


def _set_boxes(container: Container, left: float) -> None:
    below: dict[str, int] = {}
    above: dict[str, int] = {}
    for node in container.nodes.values():
        if node.host:
            lines = int(text_box(node.name)[1] // LINE) if node.name else 0
            side = above if _leads_up(container, node) else below
            side[node.host] = max(side.get(node.host, 0), lines)
    columns = max((node.column for node in container.placed()), default=0) + 1
    widths, after = [20.0] * columns, [SPACING] * columns
    for node in container.placed():
        widths[node.column] = max(widths[node.column], node.w)
    for flow in container.flows:
        source = container.stands(flow.source)
        if flow.name and source.is_gateway and not flow.back:
            after[source.column] = max(after[source.column], text_width(flow.name) + 24)
    lefts = [left + SPACING]
    for width, gap in zip(widths, after, strict=True):
        lefts.append(lefts[-1] + width + gap)
    container.w = lefts[-1]
    y = 0.0
    for lane in container.lanes:
        height = _set_lane(container, lane, (below, above), lefts, widths, y)
        container.bands[lane] = Box(left, y, container.w - left, height)
        y += height
    container.h = y


def _set_lane(
    container: Container,
    lane: str | None,
    hosts: tuple[dict[str, int], dict[str, int]],
    lefts: list[float],
    widths: list[float],
    top: float,
) -> float:
    """Set the boxes of one lane, from `top` down; return its height."""
    nodes = [node for node in container.placed() if node.lane == lane]
    rows = [[node for node in nodes if node.row == row] for row in range(max((n.row for n in nodes), default=-1) + 1)]
    needs = [[_need(node, *hosts) for node in row] for row in rows]
    above = [max((n[0] for n in need), default=32.0) for need in needs]
    below = [max((n[1] for n in need), default=32.0) for need in needs]
    height = sum(above) + sum(below) + _GAP * max(len(rows) - 1, 0) + 2 * _PAD
    middle = top + _PAD + max(_MIN_LANE - height, 0) / 2
    for index, row in enumerate(rows):
        middle += above[index]
        for node in row:
            x = lefts[node.column] + (widths[node.column] - node.w) / 2
            node.box = Box(x, middle - node.h / 2, node.w, node.h)
        middle += below[index] + _GAP
    return max(height, _MIN_LANE)


def _set_boundary_events(container: Container) -> None:
    """Set boundary events on the lower edge of their host, on the upper one when everything they lead to lies above."""
    by_host: dict[str, list[Node]] = {}
    for node in container.nodes.values():
        if node.host:
            by_host.setdefault(node.host, []).append(node)
    for host_id, events in by_host.items():
        host = container.nodes[host_id].box
        ways = {e.id: [container.stands(f.target).column for f in container.flows if f.source == e.id] for e in events}
        for up in (True, False):
            side = [event for event in events if _leads_up(container, event) == up]
            side.sort(key=lambda e: -max(ways[e.id], default=0))
            step = min(56.0, host.w / max(len(side), 1))
            for index, event in enumerate(side):
                x = host.right - 32 - step * index if len(side) > 1 or host.w > TASK[0] else host.cx + 22
                event.box = Box(x - event.w / 2, (host.y if up else host.bottom) - event.h / 2, event.w, event.h)


def gaps(container: Container) -> list[tuple[float, float]]:
    """Return the free strips between columns, left to right (the margins included)."""
    columns: dict[int, tuple[float, float]] = {}
    for node in container.placed():
        low, high = columns.get(node.column, (node.box.x, node.box.right))
        columns[node.column] = (min(low, node.box.x), max(high, node.box.right))
    edges = [columns[column] for column in sorted(columns)]
    if not edges:
        return []
    inner = [(one[1], other[0]) for one, other in pairwise(edges)]
    return [(edges[0][0] - SPACING, edges[0][0]), *inner, (edges[-1][1], edges[-1][1] + SPACING)]
