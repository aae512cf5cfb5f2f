"""Where an instance has been and where it stands: the common ground of outline and diagram."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from service.domain.returns import instead, undone
from service.engine import Model
from service.reads.course import Course, Era
from service.store import codec
from service.store.database import Tx


@dataclass(slots=True)
class Passage:
    """Nodes passed (how often, when last), flows taken, nodes that wait now; keys are (process, node)."""

    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: dict[tuple[str, str], datetime] = field(default_factory=dict)
    flows: dict[str, list[str]] = field(default_factory=dict)
    now: set[tuple[str, str]] = field(default_factory=set)
    faulted: str | None = None


def read(tx: Tx, course: Course, era: Era, tenant: int, instance_id: UUID, process: str) -> Passage:
    """Collect the passage of an instance, as one of its releases draws it, in three statements.

    On the present release that is all of it, earlier nodes by what they are called now; on an earlier one what had
    happened until it was left, and where it stood then.
    """
    passage = Passage()
    model = course.open(era.release_id).model
    rows = tx.rows(
        """select seq, type, recorded_at, payload from history where tenant_id = %s and instance_id = %s
              and type in ('instance.advanced', 'task.withdrawn', 'task.returned') and payload is not null
            order by seq""",
        (tenant, instance_id),
    )
    said = [{**row, "payload": codec.loads(bytes(row["payload"]))} for row in rows]
    gone, partly = undone(said), instead(said)
    for row in said:
        if row["seq"] in gone or (era.last is not None and row["seq"] > era.last):
            continue
        for node, _kind, flows, owner in partly.get(row["seq"], row["payload"].get("passed", ())):
            key = course.place_in(era, (owner or process, node), row["seq"])
            passage.passed[key] += 1
            passage.last[key] = row["recorded_at"]
            drawn = model.drawings[key[0]].flows if key[0] in model.drawings else {}
            passage.flows.setdefault(key[0], []).extend(flow for flow in flows if flow in drawn)
    if era.last is not None:
        passage.now = {was for was, _ in era.moved}
        _mark_callers(model, passage, set())
        return passage
    open_ = tx.rows(
        """select process_key, node from task where tenant_id = %(t)s and instance_id = %(i)s and status = 'open'
           union all select null, node from timer where tenant_id = %(t)s and instance_id = %(i)s
           union all select null, node from subscription where tenant_id = %(t)s and instance_id = %(i)s""",
        {"t": tenant, "i": instance_id},
    )
    for row in open_:
        owner = row["process_key"] or _owner(model, row["node"], process)
        info = model.node(owner, row["node"])
        if info is None or info.kind != "startEvent":  # an event subprocess that merely listens is not at work
            passage.now.add((owner, row["node"]))
    children = tx.rows(
        "select distinct process_key from instance where tenant_id = %s and parent_id = %s"
        " and status not in ('ended', 'cancelled')",
        (tenant, instance_id),
    )
    _mark_callers(model, passage, {row["process_key"] for row in children})
    return passage


def _owner(model: Model, node: str, process: str) -> str:
    """Return the process that draws a node; the instance's own when several do."""
    if node in model.nodes.get(process, {}):
        return process
    return next((key for key, nodes in model.nodes.items() if node in nodes), process)


def _mark_callers(model: Model, passage: Passage, children: set[str]) -> None:
    """A call or an embedded subprocess waits as long as something inside it waits."""
    for process, node in list(passage.now):
        parent = model.nodes[process][node].parent if node in model.nodes.get(process, {}) else None
        while parent is not None:
            passage.now.add((process, parent))
            parent = model.nodes[process][parent].parent
    todo = {process for process, _ in passage.now} | children
    while todo:
        inside = todo.pop()
        for caller, nodes in model.nodes.items():
            for call in nodes.values():
                if call.called == inside and (caller, call.id) not in passage.now:
                    passage.now |= {(caller, call.id), *([(caller, call.parent)] if call.parent else [])}
                    todo.add(caller)
