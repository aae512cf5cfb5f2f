"""Which column every node stands in: the longest way from a start, loops set aside."""

from __future__ import annotations

from service.engine.layout_graph import Container, Flow


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
            flow = next(flows, None)
            if flow is None:
                state[here] = 2
                stack.pop()
                continue
            target = container.stands(flow.target).id
            flow.back = state.get(target) == 1
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
    """Number the columns by the longest way from a start."""
    forward = [(container.stands(f.source), container.stands(f.target)) for f in container.flows if not f.back]
    for node in container.placed():
        node.column = 0
    for _ in container.nodes:
        moved = False
        for source, target in forward:
            if target.column <= source.column:
                target.column, moved = source.column + 1, True
        if not moved:
            break
