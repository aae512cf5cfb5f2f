"""Exams for takers and invigilators: a paper never tells which answers are right, a board never what was chosen."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.domain import clock, exam_sheet, labels
from service.domain import exams as rules
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.store import exams as store
from service.store import sheets
from service.store.database import Row, Tx

LATELY = timedelta(days=30)
_FACTS = ("id", "name", "opens_at", "closes_at", "minutes", "pass_mark", "resits", "status")
_PAGE = """
select e.*, t.mode, coalesce(k.keeper, false) as keeper, s.attempts, s.score, s.running
  from exam e
  left join exam_taker t on t.tenant_id = e.tenant_id and t.exam_id = e.id and t.person_id = %(me)s
  left join lateral (select true as keeper from org_closure c where c.tenant_id = e.tenant_id
                        and c.descendant_id = e.organization_id and c.ancestor_id = any(%(seats)s::uuid[]) limit 1) k
         on true
  left join lateral (select count(*) as attempts, max(x.score) as score,
                            coalesce(bool_or(x.submitted_at is null), false) as running
                       from exam_sitting x where x.tenant_id = e.tenant_id and x.exam_id = e.id
                        and x.person_id = %(me)s) s on true
 where e.tenant_id = %(tenant)s and (k.keeper or t.person_id is not null and e.status <> 'planned')
 order by e.opens_at desc, e.id limit 100
"""
_BOARD = """
select t.person_id, p.name, coalesce(o.name, '') as branch, t.mode, t.extra_minutes, s.attempt, s.started_at, s.ends_at,
       s.submitted_at, s.score, jsonb_array_length(s.paper) as places, s.device,
       (select count(*) from exam_answer a where a.tenant_id = s.tenant_id and a.sitting_id = s.id
           and cardinality(a.chosen) > 0) as answered,
       (select max(a.saved_at) from exam_answer a where a.tenant_id = s.tenant_id and a.sitting_id = s.id) as saved_at
  from exam_taker t
  join person p on p.tenant_id = t.tenant_id and p.id = t.person_id
  left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
  left join lateral (select * from exam_sitting x where x.tenant_id = t.tenant_id and x.exam_id = t.exam_id
                        and x.person_id = t.person_id order by x.attempt desc limit 1) s on true
 where t.tenant_id = %(tenant)s and t.exam_id = %(id)s and t.mode <> 'attendance'
 order by p.name_pinyin, p.id limit 2000
"""


def has(tx: Tx, actor: Actor) -> bool:
    """Tell whether somebody looks after exams, or sits one or sat one lately."""
    if not actor.roles(clock.today()).isdisjoint(rules.KEEPERS):
        return True
    return bool(
        tx.value(
            """select exists (select 1 from exam_taker t join exam e on e.tenant_id = t.tenant_id and e.id = t.exam_id
                where t.tenant_id = %s and t.person_id = %s and t.mode <> 'attendance' and e.status <> 'planned'
                  and e.closes_at > %s)""",
            (actor.tenant, actor.person_id, clock.now() - LATELY),
        )
    )


def page(tx: Tx, actor: Actor, lang: str) -> list[dict[str, Any]]:
    """Return the exams that a reader takes or looks after, newest first."""
    today = clock.today()
    seats = [g.organization_id for g in actor.grants if g.role in rules.KEEPERS and g.in_force(today)]
    rows = tx.rows(_PAGE, {"tenant": actor.tenant, "me": actor.person_id, "seats": seats})
    return [_row(row, lang) for row in rows]


def _row(row: Row, lang: str) -> dict[str, Any]:
    mode, attempts, now = row["mode"], row["attempts"] or 0, clock.now()
    passed = row["score"] is not None and row["score"] >= row["pass_mark"]
    open_ = row["status"] == "open" and row["opens_at"] <= now < row["closes_at"]
    may = mode == rules.Mode.COMPUTER and not passed and (row["running"] or (open_ and attempts <= row["resits"]))
    return {
        **{name: row[name] for name in _FACTS},
        "keeper": row["keeper"],
        "mode": mode,
        "mode_name": labels.label(labels.EXAM_MODES, mode, lang) if mode else None,
        "attempts": attempts,
        "score": row["score"],
        "passed": passed,
        "may_sit": bool(may),
        "running": bool(row["running"]),
    }


def sitting(tx: Tx, actor: Actor, exam_id: UUID) -> dict[str, Any]:
    """Return a taker's last sitting: the paper without its key, what was answered, and when it ends.

    Raises NotFound.
    """
    exam = store.get(tx, actor.tenant, exam_id)
    past = store.sittings(tx, actor.tenant, exam_id, actor.person_id)
    if exam is None or not past or not past[-1]["paper"]:
        raise NotFound("exam_not_found")
    row = past[-1]
    found = store.answers(tx, actor.tenant, row["id"])
    over = row["submitted_at"] is not None
    questions = {q["number"]: q for q in store.questions(tx, actor.tenant, exam["bank_id"])} if not over else {}
    return {
        "exam_id": exam_id,
        "name": exam["name"],
        "attempt": row["attempt"],
        "device": row["device"],
        "ends_at": row["ends_at"],
        "now": clock.now(),
        "submitted_at": row["submitted_at"],
        "score": row["score"],
        "passed": None if row["score"] is None else row["score"] >= exam["pass_mark"],
        "pass_mark": exam["pass_mark"],
        "may_resit": over and (row["score"] or 0) < exam["pass_mark"] and len(past) <= exam["resits"],
        "seq": max((each["seq"] for each in found), default=0),
        "questions": [_question(n, item, questions[item.question]) for n, item in enumerate(store.paper_of(row), 1)]
        if not over
        else [],
        "answers": [{"place": each["place"], "chosen": each["chosen"]} for each in found],
    }


def _question(place: int, item: rules.Item, row: Mapping[str, Any]) -> dict[str, Any]:
    texts = {each["key"]: each["text"] for each in row["options"]}
    return {
        "place": place,
        "kind": row["kind"],
        "worth": item.worth,
        "stem": row["stem"],
        "options": [{"key": key, "text": texts[key]} for key in item.options],
    }


def board(tx: Tx, actor: Actor, exam_id: UUID, lang: str) -> dict[str, Any]:
    """Return an exam with everybody who sits it, as the invigilator watches it.

    Raises Forbidden, NotFound.
    """
    seats = rules.seats(actor, clock.today())
    exam = store.get(tx, actor.tenant, exam_id)
    if exam is None or not store.keeps(tx, actor.tenant, exam["organization_id"], seats):
        raise NotFound("exam_not_found")
    now = clock.now()
    rows = [_place(row, now, lang) for row in tx.rows(_BOARD, {"tenant": actor.tenant, "id": exam_id})]
    counts = dict.fromkeys(labels.EXAM_STATUSES, 0)
    for row in rows:
        counts[row["status"]] += 1
    return {**{name: exam[name] for name in _FACTS}, "now": now, "counts": counts, "takers": rows}


def _place(row: Row, now: datetime, lang: str) -> dict[str, Any]:
    if row["started_at"] is None:
        status = "waiting"
    elif row["submitted_at"] is not None:
        status = "done"
    else:
        status = "over" if rules.is_late(now, row["ends_at"]) else "sitting"
    return {
        "person": {"id": row["person_id"], "name": row["name"]},
        "branch": row["branch"],
        "mode": row["mode"],
        "mode_name": labels.label(labels.EXAM_MODES, row["mode"], lang),
        "status": status,
        "status_name": labels.label(labels.EXAM_STATUSES, status, lang),
        "attempt": row["attempt"] or 0,
        "answered": row["answered"] or 0,
        "places": row["places"] or 0,
        "ends_at": row["ends_at"],
        "saved_at": row["saved_at"],
        "extra_minutes": row["extra_minutes"],
        "score": row["score"],
    }


def banks(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """Return the versions of the question banks that a reader keeps, newest first.

    Raises Forbidden.
    """
    return tx.rows(
        """select b.id, b.name, b.version, b.questions, b.created_at,
             count(q.*) filter (where q.kind = 'single') as single,
             count(q.*) filter (where q.kind = 'multiple') as multiple,
             count(q.*) filter (where q.kind = 'judgement') as judgement
             from exam_bank b join exam_question q on q.tenant_id = b.tenant_id and q.bank_id = b.id
            where b.tenant_id = %s and b.organization_id = any(%s)
            group by b.tenant_id, b.id order by b.created_at desc, b.id limit 100""",
        (actor.tenant, rules.seats(actor, clock.today())),
    )


def template(actor: Actor) -> dict[str, Any]:
    """Return the sheet of a question bank to fill in.

    Raises Forbidden.
    """
    rules.seats(actor, clock.today(), (rules.BANKER,))
    content = sheets.write("题库", exam_sheet.HEADINGS, (), exam_sheet.NOTES)
    return {"name": "题库模板.xlsx", "type": sheets.MEDIA_TYPE, "content": base64.b64encode(content).decode()}
