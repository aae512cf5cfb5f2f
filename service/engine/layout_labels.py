"""Where names stand: beside the shape or on the flow, where they cover the least."""

from __future__ import annotations

from itertools import pairwise

from service.engine.layout_graph import LABEL_WIDTH, LINE, Box, Container, Flow, Node, text_box, text_width

_NEAR = 4.0  # between a shape or line and its name
_WIDE = 132.0  # a long name is wrapped later


def reserve_labels(container: Container) -> None:
    """Give events and gateways a first place for their name, so that flows keep away from it."""
    for node in container.nodes.values():
        if node.is_small and node.name:
            node.label = _places(node)[0]


def place_labels(container: Container) -> None:
    """Move the names of events and gateways, and set those of flows, to where they cover the least."""
    segments = [(a, b) for flow in container.flows for a, b in pairwise(flow.points)]
    shapes = [node.box for node in container.nodes.values()]
    set_already: list[Box] = []

    def cover(box: Box) -> float:
        total = sum(box.overlap(shape) for shape in shapes) * 20 + sum(box.overlap(other) for other in set_already) * 3
        total += sum(25 * box.grown(1).cut_by(a, b) for a, b in segments)
        total += sum(150 for band in container.bands.values() if _across(box, band))
        return total

    for node in container.nodes.values():
        if node.is_small and node.name:
            places = _places(node)
            node.label = min(places, key=lambda box: cover(box) + 12 * places.index(box))
            set_already.append(node.label)
    for flow in container.flows:
        if flow.name:
            places = _along(flow)
            flow.label = min(places, key=lambda box: cover(box) + 6 * places.index(box))
            set_already.append(flow.label)


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
        return [above, below, high_left, low_left, high_right, low_right]
    return [below, above, low_right, low_left, high_right, high_left, right]


def _along(flow: Flow) -> list[Box]:
    """Return where the name of a flow may stand: beside its first stretches, near the start."""
    width, height = text_width(flow.name), LINE
    places = []
    for (ax, ay), (bx, by) in list(pairwise(flow.points))[:3]:
        length = abs(bx - ax) + abs(by - ay)
        for start in (8.0, 20.0, 40.0):
            if start + 10 > length:
                continue
            if ay == by:
                x = ax + start if bx > ax else ax - start - width
                places += [Box(x, ay - height - 2, width, height), Box(x, ay + 2, width, height)]
            else:
                y = ay + start if by > ay else ay - start - height
                places += [Box(ax + 2 * _NEAR, y, width, height), Box(ax - 2 * _NEAR - width, y, width, height)]
    return places or [Box(flow.points[0][0], flow.points[0][1], width, height)]
