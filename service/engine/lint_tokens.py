"""How many tokens one token may become: branches that part and never join multiply everything behind them.

The engine makes a task when a token comes to it and never before, so a large diagram costs nothing. What does grow is
drawn: ten blocks that fork in two and meet in an exclusive gateway ask people for the last task a thousand times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from service.engine.xml import NodeInfo

MAX_TOKENS = 100
_FORKS = frozenset(("parallelGateway", "inclusiveGateway"))


def multiplied(
    nodes: Mapping[str, NodeInfo], out: Mapping[str, Sequence[str]], into: Mapping[str, int], beside: Collection[str]
) -> tuple[int, list[str]] | None:
    """Return how many tokens may stand in a scope at once and the forks that make them, None when they are few.

    `out` and `into` are the next nodes and the number of incoming flows, `beside` the boundary events that do not
    interrupt. A way back counts for the one token that takes it; a join takes its share of each branch.
    """
    worth: dict[str, float] = {}
    hosted: dict[str, list[str]] = {}
    for node in nodes.values():
        if node.attached_to:
            hosted.setdefault(node.attached_to, []).append(node.id)

    def nexts(key: str) -> list[str]:
        return [target for target in (*out.get(key, ()), *hosted.get(key, ())) if target in nodes]

    forks: dict[str, float] = {}
    for key in _postorder(nodes, nexts):
        ways = [worth.get(target, 1.0) / _joined(nodes[target], into) for target in out.get(key, ()) if target in nodes]
        kind = nodes[key].kind
        total = sum(ways) if kind in _FORKS else max(ways, default=1.0)
        extra = [worth.get(event, 1.0) for event in hosted.get(key, ())]
        added = sum(value for event, value in zip(hosted.get(key, ()), extra, strict=True) if event in beside)
        worth[key] = max(1.0, total + added, *extra) if extra else max(1.0, total)
        if worth[key] > 1.5 * max([*ways, *extra, 1.0]):
            forks[key] = worth[key]
    most = max(worth.values(), default=1.0)
    if most <= MAX_TOKENS:
        return None
    return int(min(most, 1e15)), sorted(forks, key=lambda key: -forks[key])


def _joined(node: NodeInfo, into: Mapping[str, int]) -> int:
    """Return how many tokens become one at a node."""
    return max(1, into.get(node.id, 1)) if node.kind in _FORKS else 1


def _postorder(nodes: Mapping[str, NodeInfo], nexts: Callable[[str], list[str]]) -> Iterator[str]:
    """Yield every node after what follows it; a loop's way back is cut where the walk meets it."""
    seen: set[str] = set()
    for first in nodes:
        if first in seen:
            continue
        seen.add(first)
        stack = [(first, iter(nexts(first)))]
        while stack:
            key, rest = stack[-1]
            following = next((target for target in rest if target not in seen), None)
            if following is None:
                stack.pop()
                yield key
            else:
                seen.add(following)
                stack.append((following, iter(nexts(following))))
