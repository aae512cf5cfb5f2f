"""Something for many people on the way: open cases, remind, file. Judged person by person here, done by cohort_job.py.

What is decided about people is never done for many (service/domain/cohorts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import structlog

from service.actions.forms import accept_answers
from service.desk import Desk, open_release
from service.domain import clock, cohorts, form_messages, starting
from service.domain.assignment import BLIND
from service.domain.cohorts import Narrow, Step, Verdict, Wish
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from service.domain.people import Actor
from service.engine import Engine
from service.store import board, queue, releases
from service.store import cohorts as store
from service.store.database import Row, Tx

log = structlog.get_logger()
Judged = tuple[Row, Verdict]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a batch does: the process or step, its article, the roles that may open a case, the form to fill in."""

    title: str
    article: str = ""
    roles: tuple[str, ...] = ()
    desk: Desk | None = None
    form: str | None = None


def seats(actor: Actor) -> list[UUID]:
    """Return the organisations at or below which somebody sees people."""
    return [grant.organization_id for grant in actor.grants if grant.role not in BLIND]


def terms(tx: Tx, engine: Engine, tenant: int) -> dict[str, int | None]:
    """Return the months that the rules in force set for stages; none where no way is released."""
    desk = _desk(tx, engine, tenant, cohorts.CASE)
    found = {} if desk is None else {key: desk.rules.find(key, clock.today()) for key in cohorts.STAGE_RULES.values()}
    return {key: rule.value.months if rule and rule.value else None for key, rule in found.items()}


def ask(tx: Tx, engine: Engine, actor: Actor, narrow: Narrow) -> dict[str, Any]:
    """Return the parameters of the board for a reader."""
    board.plan_each_time(tx)
    months = terms(tx, engine, actor.tenant)
    return board.params(actor.tenant, seats(actor), narrow, clock.now(), clock.today(), months)


def may_start(tx: Tx, actor: Actor) -> bool:
    """Tell whether somebody holds a post that opens cases."""
    release = releases.current(tx, actor.tenant, cohorts.CASE)
    return release is not None and bool(actor.roles(clock.today()) & set(starting.roles(release["properties"])))


def _desk(tx: Tx, engine: Engine, tenant: int, process: str) -> Desk | None:
    release = releases.current(tx, tenant, process)
    return None if release is None else open_release(tx, engine, tenant, release["id"])


# --- judged ----------------------------------------------------------------------------------------------------------


def try_in(tx: Tx, engine: Engine, actor: Actor, wish: Wish) -> tuple[Subject, list[Judged]]:
    """Say for everybody chosen what would become of them; nothing is written.

    Raises Forbidden (the post only looks; never for many), Conflict (nobody, too many), Invalid.
    """
    if not cohorts.may_act(actor, clock.today()):
        raise Forbidden("cohort_no_post")
    subject = _subject(tx, engine, actor, wish)
    rows = _chosen(tx, engine, actor, wish)
    if not rows:
        raise Conflict("cohort_nothing")
    if len(rows) > cohorts.MOST:
        raise Conflict("cohort_too_many", most=cohorts.MOST)
    return subject, _judge(tx, actor, wish, subject, rows)


def form_in(tx: Tx, engine: Engine, actor: Actor, kind: str, step: Step | None) -> dict[str, Any]:
    """Return what is to be filled in once for many: the form, the article, and what no answer may differ from.

    Raises Forbidden (never for many, naming the article), NotFound, Invalid.
    """
    if not cohorts.may_act(actor, clock.today()):
        raise Forbidden("cohort_no_post")
    subject = _start(tx, engine, actor) if kind == "start" else _filing(tx, engine, actor, step)
    only = {} if step is None else dict(cohorts.FILINGS[step.process, step.node])
    return {"title": subject.title, "article": subject.article, "form": _shown(subject, only), "only": only}


def _shown(subject: Subject, only: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the form as it is shown for many: an answer that is given leaves nothing to choose."""
    if subject.desk is None or subject.form is None:
        return None
    entry = subject.desk.model.bundle.forms[subject.form]
    schema = deepcopy(entry["schema"])
    for name, value in only.items():
        field = schema["properties"][name]
        field["oneOf"] = [choice for choice in field["oneOf"] if choice["const"] == value]
    return {"key": subject.form, "schema": schema, "ui": entry["ui"]}


def _subject(tx: Tx, engine: Engine, actor: Actor, wish: Wish) -> Subject:
    """Return what a wish is about, after looking whether it may be done for many and is filled in rightly."""
    if wish.kind == "remind":
        return Subject("")
    subject = _start(tx, engine, actor) if wish.kind == "start" else _filing(tx, engine, actor, wish.step)
    assert subject.desk is not None
    accept_answers(tx, engine, subject.desk.model, subject.form, wish.answers, _blank(), actor)
    if wish.step is not None:
        cohorts.check_answers(wish.step, wish.answers)
    return subject


def _filing(tx: Tx, engine: Engine, actor: Actor, step: Step | None) -> Subject:
    """Return a step that is for many, with its form.

    Raises Invalid (there is none), Forbidden (one by one, naming the article).
    """
    if step is None:
        raise Invalid([form_messages.problem("/step", "required", {})])
    desk = _desk(tx, engine, actor.tenant, cohorts.CASE)
    if desk is None or step.node not in desk.model.nodes.get(step.process, {}):
        desk = _desk(tx, engine, actor.tenant, step.process)
    node = desk.model.nodes.get(step.process, {}).get(step.node) if desk else None
    if desk is None or node is None or node.kind != "userTask":
        raise Invalid.at("/step", "bad_value")
    form = node.properties.get("form")
    schema = desk.model.bundle.forms[form]["schema"] if form else {}
    article = node.properties.get("article") or str(schema.get("x-article", ""))
    cohorts.check_bulk(step, node.name, article, "votes" in schema.get("properties", {}), "decision" in node.properties)
    return Subject(node.name, article, (), desk, form)


def _start(tx: Tx, engine: Engine, actor: Actor) -> Subject:
    release = releases.current(tx, actor.tenant, cohorts.CASE)
    if release is None:
        raise NotFound("process_not_found", process=cohorts.CASE)
    desk = open_release(tx, engine, actor.tenant, release["id"])
    rule = desk.rules.find(cohorts.START_RULE, clock.today())
    article = rule.citation if rule else ""
    roles = starting.roles(release["properties"])
    return Subject(release["name"], article, roles, desk, release["properties"].get("start_form"))


def _blank() -> Row:
    return {"variables": {}, "data": {}, "person_id": None, "instance_org": None, "starter_id": None}


def _chosen(tx: Tx, engine: Engine, actor: Actor, wish: Wish, only: Sequence[UUID] | None = None) -> list[Row]:
    """Return whom a wish is about, as far as whoever wishes sees them; `only` narrows it further."""
    people = wish.people if only is None else only
    narrow = wish.column if people is None else Narrow()
    if wish.kind == "file":
        narrow = replace(narrow, step=wish.step)
    asked = ask(tx, engine, actor, narrow)
    since = clock.now() - timedelta(hours=cohorts.REMIND_EVERY_HOURS)
    if wish.kind == "file" and people is not None:
        return _at_step_or_not(tx, asked, people, since)
    return board.chosen(tx, asked, people, since, cohorts.MOST + 1)


def _at_step_or_not(tx: Tx, asked: dict[str, Any], people: Sequence[UUID], since: Any) -> list[Row]:
    """Return people who were chosen by name also when they are not at the step: they are told so, not dropped."""
    found = board.chosen(tx, asked, people, since, cohorts.MOST + 1)
    missing = set(people) - {row["person_id"] for row in found}
    if not missing:
        return found
    elsewhere = board.chosen(tx, {**asked, "process": None, "node": None}, list(missing), since, cohorts.MOST + 1)
    return [*found, *({**row, "task_id": None} for row in elsewhere)]


def _judge(tx: Tx, actor: Actor, wish: Wish, subject: Subject, rows: Sequence[Row]) -> list[Judged]:
    today = clock.today()
    if wish.kind == "start":
        entry = str(wish.answers.get("entry", ""))
        return [(row, cohorts.judge_start(actor, row, entry, subject.roles, today, subject.article)) for row in rows]
    if wish.kind == "file":
        return [(row, cohorts.judge_file(actor, row, subject.title, today, subject.article)) for row in rows]
    whom = told(tx, actor, rows, today)
    return [(row, cohorts.judge_remind(actor, row, len(whom(row)), today)) for row in rows]


def told(tx: Tx, actor: Actor, rows: Sequence[Row], today: date) -> Callable[[Row], list[UUID]]:
    """Return a function from a row to those who would be reminded: whose step it is, besides the actor."""
    posts = {(row["role"], row["organization_id"]) for row in rows if row["task_id"] and not row["assignee_id"]}
    holders = board.holders(tx, actor.tenant, sorted(posts, key=str), today) if posts else {}

    def of(row: Row) -> list[UUID]:
        if row["task_id"] is None:
            return []
        given = [row["assignee_id"]] if row["assignee_id"] else holders.get((row["role"], row["organization_id"]), [])
        return [person for person in given if person != actor.person_id and person not in row["exclude"]]

    return of


def judge_one(tx: Tx, engine: Engine, actor: Actor, wish: Wish) -> Row:
    """Judge the one person of a wish as things are now, and return what is known of them.

    Raises Forbidden, Conflict with the reason, Invalid.
    """
    if not cohorts.may_act(actor, clock.today()):
        raise Forbidden("cohort_no_post")
    subject = _subject(tx, engine, actor, wish)
    rows = _chosen(tx, engine, actor, wish)
    if not rows:
        raise Conflict("cohort_gone")
    ((row, verdict),) = _judge(tx, actor, wish, subject, rows)
    if not verdict.may:
        raise Conflict(verdict.code, **verdict.params)
    return row


# --- batches ---------------------------------------------------------------------------------------------------------


def start_in(tx: Tx, engine: Engine, actor: Actor, wish: Wish) -> UUID:
    """Decide to do something for many; a job does it and tells apart who cannot be done, with the reason.

    Raises Forbidden, Conflict, Invalid.
    """
    subject, judged = try_in(tx, engine, actor, wish)
    if store.running(tx, actor.tenant, actor.person_id):
        raise Conflict("cohort_busy")
    run = {
        "kind": wish.kind,
        "title": subject.title,
        "process_key": cohorts.CASE if wish.kind == "start" else wish.step.process if wish.step else None,
        "node": wish.step.node if wish.step else None,
        "answers": dict(wish.answers),
    }
    people = [(row["person_id"], row["task_id"] if wish.kind != "start" else None) for row, _ in judged]
    key = store.add(tx, actor.tenant, run, actor.person_id, clock.now(), people)
    queue.do_for_many(tx, actor.tenant, key)
    return key


def find(tx: Tx, actor: Actor, run_id: UUID, lock: bool = False) -> Row:
    """Return a batch to whoever began it.

    Raises NotFound.
    """
    run = store.find(tx, actor.tenant, run_id, lock)
    if run is None or run["started_by"] != actor.person_id:
        raise NotFound("cohort_run_not_found")
    return run


def stop_in(tx: Tx, actor: Actor, run_id: UUID) -> None:
    """Stop a batch after the person who is just being done; what is done stays done."""
    if find(tx, actor, run_id, lock=True)["status"] != "running":
        raise Conflict("cohort_not_running")
    store.set_status(tx, actor.tenant, run_id, "stopped", clock.now())


def go_on_in(tx: Tx, actor: Actor, run_id: UUID) -> None:
    """Go on with a batch that was stopped."""
    if find(tx, actor, run_id, lock=True)["status"] != "stopped":
        raise Conflict("cohort_not_stopped")
    if store.running(tx, actor.tenant, actor.person_id):
        raise Conflict("cohort_busy")
    store.set_status(tx, actor.tenant, run_id, "running", None)
    queue.do_for_many(tx, actor.tenant, run_id)


def forget_old(tx: Tx) -> None:
    """Forget batches whose outcome nobody looks up any more."""
    store.forget_old(tx, clock.now() - timedelta(days=cohorts.KEPT_DAYS))
