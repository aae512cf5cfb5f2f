"""Which column every node stands in: the longest way from a start, loops set aside."""

from __future__ import annotations

from service.engine.layout_graph import SPACING, Container, Flow

_STACKED = 120.0  # a second row in a lane costs as much as this much width


def set_columns(container: Container) -> None:
    """Mark the flows that lead back and number the columns by the others."""
    _find_loops(container)
    _assign_columns(container)


def _find_loops(container: Container) -> None:
    """Mark the flows that lead back, by a depth-first walk from the starts in drawing order."""
    out: dict[str, list[Flow]] = {node.id: [] for node in container.placed()}
    entered: set[str] = set()
    for flow in container.flows:
        out[container.stands(flow.source).id].append(flow)
        entered.add(container.stands(flow.target).id)
    state: dict[str, int] = {}
    starts = [node.id for node in container.placed() if node.id not in entered]
    for root in [*starts, *out]:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(out[root]))]
        while stack:
            here, flows = stack[-1]
            coming = next(flows, None)
            if coming is None:
                state[here] = 2
                stack.pop()
                continue
            target = container.stands(coming.target).id
            coming.back = state.get(target) == 1
            if target not in state:
                state[target] = 1
                stack.append((target, iter(out[target])))
    _find_returns(container, out)


def _find_returns(container: Container, out: dict[str, list[Flow]]) -> None:
    """Mark the flows that go back to a place from which the work starts anew ("correct and hand in again").

    Such a place stands beside the question that first leads there, not behind everything that may send back to it.
    """
    ids = list(out)
    ahead = {n: [container.stands(f.target).id for f in out[n] if not f.back] for n in ids}
    near = _steps(container, out)
    last = max((n for n in ids if not ahead[n]), key=lambda n: near.get(n, 0), default=None)
    for flow in container.flows:
        source, target = container.stands(flow.source).id, container.stands(flow.target).id
        if flow.back or near.get(target, 0) >= near.get(source, 0):
            continue
        onward = _reached(target, ahead)
        everything = _reached(target, {n: [container.stands(f.target).id for f in out[n]] for n in ids})
        if last not in onward and source in everything:
            flow.back = True


def _steps(container: Container, out: dict[str, list[Flow]]) -> dict[str, int]:
    """Return the fewest steps from a start to every node."""
    entered = {container.stands(f.target).id for f in container.flows}
    steps = {n: 0 for n in out if n not in entered}
    queue = list(steps)
    for here in queue:
        for flow in out[here]:
            target = container.stands(flow.target).id
            if target not in steps:
                steps[target] = steps[here] + 1
                queue.append(target)
    return steps


def _reached(start: str, ahead: dict[str, list[str]]) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for target in ahead[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _assign_columns(container: Container) -> None:
    """Number the columns by the longest way from a start; a step into the next lane may go straight up or down.

    It may where that takes no more room, and where no other flow goes straight between the same lanes there.
    """
    forward = [flow for flow in container.flows if not flow.back]
    straight: set[str] = set()
    room = _number(container, forward, straight)
    for flow in forward * 2:  # twice: what costs room at first may save some once others are straight
        if flow.id not in straight and _may_go_straight(container, flow):
            tried = {*straight, flow.id}
            needed = _number(container, forward, tried)
            if needed <= room and _alone(container, forward, tried):
                straight, room = tried, needed
    _number(container, forward, straight)


def _may_go_straight(container: Container, flow: Flow) -> bool:
    source, target = container.nodes[flow.source], container.stands(flow.target)
    near = abs(container.lanes.index(source.lane) - container.lanes.index(target.lane)) == 1
    return near and not source.host and source.inside is None and target.inside is None


def _alone(container: Container, forward: list[Flow], straight: set[str]) -> bool:
    """Tell whether no two straight flows run in one column between the same lanes, and each really is straight."""
    ways = set()
    for flow in forward:
        source, target = container.nodes[flow.source], container.stands(flow.target)
        if flow.id in straight:
            way = (source.column, *sorted((container.lanes.index(source.lane), container.lanes.index(target.lane))))
            if source.column != target.column or way in ways:
                return False
            ways.add(way)
    return True


def _number(container: Container, forward: list[Flow], straight: set[str]) -> float:
    """Number the columns and return how much room they take: width, and nodes that must stand one above another.

    Nodes of one lane never share a column with one that comes before them, so every lane still reads left to right.
    """
    behind: dict[str, dict[str | None, int]] = {}
    for node in container.placed():
        node.column = 0
        behind[node.id] = {node.lane: 0}
    moved = True
    while moved:
        moved = False
        for flow in forward:
            source, target = container.stands(flow.source), container.stands(flow.target)
            before, known = behind[source.id], behind[target.id]
            step = source.column + (0 if flow.id in straight else 1)
            column = max(step, before.get(target.lane, -1) + 1, target.column)
            merged = {lane: max(before.get(lane, -1), known.get(lane, -1)) for lane in {*before, *known}}
            merged[target.lane] = column
            if column != target.column or merged != known:
                target.column, behind[target.id], moved = column, merged, True
    widths: dict[int, float] = {}
    cells: set[tuple[int, str | None]] = set()
    for node in container.placed():
        widths[node.column] = max(widths.get(node.column, 0.0), node.w)
        cells.add((node.column, node.lane))
    stacked = len(container.placed()) - len(cells)
    return sum(widths.values()) + SPACING * len(widths) + _STACKED * stacked
