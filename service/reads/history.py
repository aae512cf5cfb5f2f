"""The history of an instance: every row as a sentence, and the check of its chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.domain import history, phrases
from service.domain.errors import Invalid
from service.domain.people import Actor
from service.engine import Engine, Model
from service.reads import course as courses
from service.reads import cursor, instances, timeline
from service.store import codec
from service.store.database import Row, Tx


def page(
    tx: Tx, engine: Engine, actor: Actor, instance_id: UUID, after: str | None, limit: int, lang: str
) -> dict[str, Any]:
    """Return a page of history, oldest first."""
    head = instances.find(tx, actor, instance_id)
    course = courses.read(tx, engine, actor.tenant, instance_id, head["release_id"])
    limit = cursor.most(limit)
    rows = tx.rows(
        """select h.seq, h.type, h.node, h.occurred_on, h.recorded_at, h.hash, h.payload,
                  actor.name as actor_name, behalf.name as behalf_name, t.title
             from history h
             left join person actor on actor.tenant_id = h.tenant_id and actor.id = h.actor_id
             left join person behalf on behalf.tenant_id = h.tenant_id and behalf.id = h.on_behalf_of
             left join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
            where h.tenant_id = %s and h.instance_id = %s and h.seq > %s order by h.seq limit %s""",
        (actor.tenant, instance_id, _after(after), limit + 1),
    )
    more = len(rows) > limit
    rows = rows[:limit]
    previous = _hash_before(tx, actor.tenant, instance_id, rows[0]["seq"]) if rows else ""
    items = []
    for row in rows:
        items.append(_item(row, course.model(row["seq"]), previous, lang))
        previous = bytes(row["hash"]).hex()
    return {"items": items, "next": str(rows[-1]["seq"]) if more else None}


def _after(cursor_text: str | None) -> int:
    if cursor_text is None:
        return 0
    if not cursor_text.isascii() or not cursor_text.isdecimal() or len(cursor_text) > 9:
        raise Invalid.at("/cursor", "bad_cursor")
    return int(cursor_text)


def _hash_before(tx: Tx, tenant: int, instance_id: UUID, seq: int) -> str:
    value = tx.value(
        "select hash from history where tenant_id = %s and instance_id = %s and seq = %s",
        (tenant, instance_id, seq - 1),
    )
    return (bytes(value) if value is not None else history.GENESIS).hex()


def _item(row: Row, model: Model, previous: str, lang: str) -> dict[str, Any]:
    payload: dict[str, Any] | None = codec.loads(bytes(row["payload"])) if row["payload"] is not None else None
    return {
        "seq": row["seq"],
        "type": row["type"],
        "type_name": phrases.event_name(row["type"], lang),
        "actor": row["actor_name"],
        "on_behalf_of": row["behalf_name"],
        "node": row["node"],
        "node_name": _node_name(model, row["node"]),
        "text": _sentence(row, payload or {}, model, lang),
        "occurred_on": row["occurred_on"],
        "recorded_at": row["recorded_at"],
        "hash": bytes(row["hash"]).hex(),
        "prev_hash": previous,
        "payload": payload,
    }


def _sentence(row: Row, payload: Mapping[str, Any], model: Model, lang: str) -> str:
    decision = payload.get("decision")
    # a node without a name is known by its id, which says nothing to a reader
    passed = [*(each[0] for each in payload.get("passed", ())), *payload.get("ends", ())]
    nodes = [name for node in passed if (name := _node_name(model, node)) != node]
    return phrases.text(
        f"said.{row['type']}",
        lang,
        who=row["actor_name"] or phrases.text("nobody", lang),
        title=row["title"] or phrases.event_name(row["type"], lang),
        name=payload.get("name") or "",
        opinion=phrases.text(f"opinion.{payload.get('opinion')}", lang),
        decision=f"：{decision}" if decision else "",
        nodes="、".join(dict.fromkeys(name for name in nodes if name)) or "—",
        node=_node_name(model, row["node"]) or payload.get("message", ""),
        reason=payload.get("reason") or "",
        remark=f"，{payload['reason']}" if payload.get("reason") else "",
        releases=phrases.text("from_to", lang, old=payload.get("from_version"), new=payload.get("to_version")),
        moved=(timeline.moved(row["type"], payload, lang) or "") if row["type"] in timeline.OUTSIDE else "",
        inputs=_pairs(payload.get("inputs")),
        outputs=_pairs(payload.get("outputs")),
    )


def _pairs(values: object) -> str:
    if not isinstance(values, Mapping):
        return ""
    return "、".join(f"{name} = {value}" for name, value in values.items())


def _node_name(model: Model, node: str | None) -> str | None:
    if node is None:
        return None
    return next((nodes[node].name for nodes in model.nodes.values() if node in nodes), None)


def verify(tx: Tx, actor: Actor, instance_id: UUID) -> dict[str, Any]:
    """Check the hash chain of an instance from its first row to its head."""
    head = instances.find(tx, actor, instance_id)
    result = verify_chain(tx, actor.tenant, instance_id, bytes(head["history_head"]), head["history_seq"])
    return {
        "ok": result.ok,
        "checked": result.checked,
        "broken_at": result.broken_at,
        "head": result.head.hex(),
    }


def verify_chain(tx: Tx, tenant: int, instance_id: UUID, head: bytes, length: int) -> history.Verification:
    """Check a chain against what the instance says about its head and length."""
    rows = tx.rows(
        """select seq, body, hash, salt, payload from history
            where tenant_id = %s and instance_id = %s order by seq""",
        (tenant, instance_id),
    )
    return history.verify((history.ChainRow(**row) for row in rows), head, length)


def verify_all(tx: Tx, tenant: int) -> list[tuple[UUID, history.Verification]]:
    """Check every chain of a tenant; return those that do not hold."""
    broken = []
    for row in tx.rows("select id, history_head, history_seq from instance where tenant_id = %s", (tenant,)):
        result = verify_chain(tx, tenant, row["id"], bytes(row["history_head"]), row["history_seq"])
        if not result.ok:
            broken.append((row["id"], result))
    return broken


def strays(tx: Tx, tenant: int) -> list[UUID]:
    """Return the instances whose present state is not the one that their last record of a state has."""
    rows = tx.rows(
        """select i.id from instance i
             left join lateral (select h.state from history h
                                 where h.tenant_id = i.tenant_id and h.instance_id = i.id and h.state is not null
                                 order by h.seq desc limit 1) last on true
            where i.tenant_id = %s and i.state is distinct from last.state order by i.id""",
        (tenant,),
    )
    return [row["id"] for row in rows]


def count_chains(tx: Tx, tenant: int) -> int:
    """Return how many chains a tenant has."""
    return int(tx.value("select count(*) from instance where tenant_id = %s", (tenant,)))
