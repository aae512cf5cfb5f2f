"""What a release changes about another one: nodes that are new, gone or changed, and what gone ones may have become."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.engine.migration_notes import ADDRESS, TERM
from service.engine.model import Model
from service.engine.xml import NodeInfo

# Where a case can stand; of these a gone one needs a counterpart before a case that stands there can go on.
WAITING_KINDS = frozenset(
    ("userTask", "manualTask", "callActivity", "subProcess", "intermediateCatchEvent", "boundaryEvent", "receiveTask",
     "serviceTask", "parallelGateway", "inclusiveGateway")
)  # fmt: skip
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """A node that differs; `what` says in what, `proposal` is the new node that a gone one may have become."""

    process: str
    node: str
    name: str
    kind: str
    change: str  # added, removed, changed
    what: tuple[str, ...] = ()
    proposal: str | None = None
    stands: bool = False


def differences(old: Model, new: Model) -> Iterator[Difference]:
    """Compare two releases node by node: the gone ones first, then changed, then new ones, in the order drawn."""
    gone, changed, added = [], [], []
    for process in [*old.nodes, *(key for key in new.nodes if key not in old.nodes)]:
        before, after = old.nodes.get(process, {}), new.nodes.get(process, {})
        fresh = [node for key, node in after.items() if key not in before]
        renamed = {key: _proposal(node, fresh) for key, node in before.items() if key not in after}
        for key, node in before.items():
            if key in renamed:
                gone.append(_shape(node, "removed", proposal=renamed[key]))
            elif what := tuple(_what(old, new, node, after[key], renamed)):
                changed.append(_shape(after[key], "changed", what))
        added += [_shape(node, "added") for node in fresh]
    yield from (*gone, *changed, *added)


def _shape(node: NodeInfo, change: str, what: tuple[str, ...] = (), proposal: str | None = None) -> Difference:
    stands = node.kind in WAITING_KINDS
    return Difference(node.process, node.id, node.name, node.kind, change, what, proposal, stands)


def _proposal(node: NodeInfo, fresh: list[NodeInfo]) -> str | None:
    """Return the new node that most likely is this one under another id: of the same kind, called nearly the same."""
    alike = [
        (difflib.SequenceMatcher(None, node.name, other.name).ratio(), other.id)
        for other in fresh
        if other.kind == node.kind and (other.parent == node.parent or not node.parent)
    ]
    best = max(alike, default=None)
    return best[1] if best is not None and best[0] >= _ALIKE else None


def _what(
    old: Model, new: Model, before: NodeInfo, after: NodeInfo, renamed: Mapping[str, str | None]
) -> Iterator[str]:
    """Say in what a node differs; that what it belongs to has another id is no difference of its own."""
    if before.kind != after.kind:
        yield "kind"
    if before.name != after.name:
        yield "name"
    given, now = before.properties, after.properties
    if any(given.get(name) != now.get(name) for name in ADDRESS):
        yield "post"
    if any(given.get(name) != now.get(name) for name in TERM):
        yield "term"
    form, other = given.get("form", ""), now.get("form", "")
    if old.bundle.forms.get(form) != new.bundle.forms.get(other):
        yield "form"
    around = [renamed.get(each or "", each) for each in (before.parent, before.attached_to)]
    if around != [after.parent, after.attached_to]:
        yield "place"
    if before.called != after.called or before.operator != after.operator:
        yield "call"
    if before.documentation != after.documentation:
        yield "text"
