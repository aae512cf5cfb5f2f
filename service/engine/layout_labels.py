"""Where names stand: beside the shape or on the flow, where they cover the least."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from service.engine.layout_graph import LABEL_WIDTH, LINE, Box, Container, Flow, Node, text_box, text_width

_NEAR = 4.0  # between a shape or line and its name
_WIDE = 135.0  # a long name is wrapped later
_HEAD = 9.0  # around the tip of an arrow
_PASSES = 3


def reserve_labels(container: Container) -> None:
    """Give events and gateways a first place for their name, so that flows keep away from it."""
    for node in container.nodes.values():
        if node.is_small and node.name:
            node.label = _places(node)[0]


def place_labels(container: Container) -> None:
    """Move the names of events and gateways, and set those of flows, to where they cover the least.

    Every name is placed several times: only then is it known where all the others stand.
    """
    segments = [(flow, a, b) for flow in container.flows for a, b in pairwise(flow.points)]
    heads = [
        Box(flow.points[-1][0] - _HEAD, flow.points[-1][1] - _HEAD, 2 * _HEAD, 2 * _HEAD) for flow in container.flows
    ]
    names: dict[str, Box] = {}

    def cover(owner: Node | Flow, box: Box) -> float:
        near, around = box.grown(_NEAR), box.grown(1)
        total = sum((box if node is owner else around).overlap(node.box) for node in container.nodes.values()) * 20
        total += sum(box.overlap(head) for head in heads) * 3
        total += sum(3 * box.overlap(other) + near.overlap(other) for name, other in names.items() if name != owner.id)
        total += sum(150 for band in container.bands.values() if _across(box, band))
        source = owner.source if isinstance(owner, Flow) else owner.id
        for flow, a, b in segments:
            total += 25 * around.cut_by(a, b)
            if source not in (flow.source, flow.target):
                total += near.cut_by(a, b)
        return total

    for _ in range(_PASSES):
        for node in container.nodes.values():
            if node.is_small and node.name:
                node.label = names[node.id] = _best(_places(node), 12, partial(cover, node))
        for flow in container.flows:
            if flow.name:
                flow.label = names[flow.id] = _best(_along(flow), 6, partial(cover, flow))


def _best(places: list[Box], later: float, cover: Callable[[Box], float]) -> Box:
    """Return the place that covers the least; a less customary one has to be that much better."""
    costs = [cover(box) + later * index for index, box in enumerate(places)]
    return places[costs.index(min(costs))]


def _across(box: Box, band: Box) -> bool:
    return box.x < band.x or (box.y < band.y < box.bottom) or (box.y < band.bottom < box.bottom)


def _places(node: Node) -> list[Box]:
    """Return where the name of an event or gateway may stand, the customary place first."""
    wrap = LABEL_WIDTH if text_width(node.name) <= 2 * LABEL_WIDTH else _WIDE
    w, h = text_box(node.name, wrap)
    box = node.box
    below = Box(box.cx - w / 2, box.bottom + _NEAR, w, h)
    above = Box(box.cx - w / 2, box.y - h - _NEAR, w, h)
    low_right, low_left = Box(box.right, box.bottom - 8, w, h), Box(box.x - w, box.bottom - 8, w, h)
    high_right, high_left = Box(box.right, box.y + 8 - h, w, h), Box(box.x - w, box.y + 8 - h, w, h)
    right = Box(box.right + _NEAR, box.cy - h / 2, w, h)
    if node.host:
        return [low_right.moved(2, 2), low_left.moved(-2, 2), below, right, high_right, high_left]
    if node.is_gateway:
        sides = (box.cx + 2 * _NEAR, box.cx - 2 * _NEAR - w)  # beside a line that leaves above or below
        beside = [Box(x, y, w, h) for y in (box.y - h, box.bottom) for x in sides]
        return [above, below, high_left, low_left, high_right, low_right, *beside]
    return [below, above, low_right, low_left, high_right, high_left, right]


def _along(flow: Flow) -> list[Box]:
    """Return where the name of a flow may stand: beside its first stretches, near the start, or else farther on."""
    width, height = text_width(flow.name), LINE
    places = []
    for starts in ((8.0, 20.0, 40.0), (80.0, 160.0)):
        for (ax, ay), (bx, by) in list(pairwise(flow.points))[:3]:
            length = abs(bx - ax) + abs(by - ay)
            for start in starts:
                if start + 10 > length:
                    continue
                if ay == by:
                    x = ax + start if bx > ax else ax - start - width
                    places += [Box(x, ay - height - 2, width, height), Box(x, ay + 2, width, height)]
                else:
                    y = ay + start if by > ay else ay - start - height
                    places += [Box(ax + 2 * _NEAR, y, width, height), Box(ax - 2 * _NEAR - width, y, width, height)]
    return places or [Box(flow.points[0][0], flow.points[0][1], width, height)]
