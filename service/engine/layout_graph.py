"""What is to be drawn: nodes, flows and lanes of one container (a process or an expanded subprocess)."""

from __future__ import annotations

from dataclasses import dataclass, field

TASK = (120.0, 80.0)  # two lines of a name stand below the symbol in the corner
GATEWAY = (50.0, 50.0)
EVENT = (36.0, 36.0)
SPACING = 50.0  # between columns
LINE = 15.0  # height of a line of label text
LABEL_WIDTH = 99.0  # where the name of an event or gateway is wrapped: eight characters

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, y downwards."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Return the bottom edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """Return the middle, left to right."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """Return the middle, top to bottom."""
        return self.y + self.h / 2

    def moved(self, dx: float, dy: float) -> Box:
        """Return the same rectangle elsewhere."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def grown(self, by: float) -> Box:
        """Return the rectangle with a margin."""
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def overlap(self, other: Box) -> float:
        """Return the area that both cover."""
        w = min(self.right, other.right) - max(self.x, other.x)
        h = min(self.bottom, other.bottom) - max(self.y, other.y)
        return w * h if w > 0 and h > 0 else 0.0

    def cut_by(self, a: Point, b: Point) -> float:
        """Return how much of a horizontal or vertical segment lies inside."""
        left, right, top, bottom = min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])
        if right <= self.x or left >= self.right or bottom <= self.y or top >= self.bottom:
            return 0.0
        return (min(right, self.right) - max(left, self.x)) + (min(bottom, self.bottom) - max(top, self.y))


@dataclass(slots=True)
class Node:
    """A flow node; `host` is the activity that a boundary event sits on, `inside` the content of a subprocess."""

    id: str
    kind: str
    name: str
    lane: str | None = None
    host: str | None = None
    inside: Container | None = None
    w: float = TASK[0]
    h: float = TASK[1]
    column: int = 0
    row: int = 0  # within the lane
    box: Box = Box(0, 0, 0, 0)
    label: Box | None = None

    @property
    def is_small(self) -> bool:
        """Tell whether the name stands outside the shape (events, gateways)."""
        return self.kind.endswith("Event") or self.kind.endswith("Gateway")

    @property
    def is_gateway(self) -> bool:
        """Tell whether the node is a gateway."""
        return self.kind.endswith("Gateway")


@dataclass(slots=True)
class Flow:
    """A sequence flow; `back` when it closes a loop."""

    id: str
    source: str
    target: str
    name: str
    back: bool = False
    points: list[Point] = field(default_factory=list)
    label: Box | None = None


@dataclass(slots=True)
class Container:
    """A process or subprocess: what is drawn inside one frame."""

    id: str
    nodes: dict[str, Node]
    flows: list[Flow]
    lanes: list[str | None] = field(default_factory=lambda: [None])
    bands: dict[str | None, Box] = field(default_factory=dict)  # one a lane, where it is drawn
    w: float = 0.0
    h: float = 0.0

    def stands(self, node_id: str) -> Node:
        """Return the node that holds a place in the grid: the host of a boundary event, else the node itself."""
        node = self.nodes[node_id]
        return self.nodes[node.host] if node.host else node

    def placed(self) -> list[Node]:
        """Return the nodes that hold a place in the grid, in drawing order."""
        return [node for node in self.nodes.values() if node.host is None]


def text_width(text: str) -> float:
    """Return how wide a frame a text of 12 px needs: CJK is square, the rest about half of it.

    A frame that is too narrow by a pixel breaks the last character into a line of its own.
    """
    return sum(12.0 if ord(char) > 0x2E7F else 7.0 for char in text) + 3.0


def text_box(text: str, wrap: float = LABEL_WIDTH) -> tuple[float, float]:
    """Return width and height of a label, wrapped as bpmn-js does."""
    width = text_width(text)
    if width <= wrap:
        return max(width, 12.0), LINE
    lines = -(-(width - 3.0) // (wrap - 3.0))
    return wrap, lines * LINE
