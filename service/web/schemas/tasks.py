"""Shapes of tasks: the inbox, the task page, a decision."""

from __future__ import annotations

from marshmallow import validate

from service.web.schemas import fields as f
from service.web.schemas.common import FormSpec, KeyName, Named, Step, panels

INSTANCE_STATUSES = ("running", "ended", "faulted", "suspended", "cancelled")


def limit() -> f.Integer:
    """Describe how many rows a page has."""
    checks = validate.Range(min=1, max=100, error="number_range:1–100")
    return f.Integer(load_default=20, validate=checks)


def search() -> f.String:
    """Describe words to look for."""
    return f.text(most=100, required=False)


class TaskQuery(f.Shape):
    """Which tasks, and which page of them."""

    box = f.choice("todo", "done", "started", "cc", required=False, load_default="todo")
    q = search()
    process = f.text(most=100, required=False)
    organization = f.Uuid()
    overdue = f.Flag(load_default=False)
    unclaimed = f.Flag(load_default=False)
    due_before = f.Instant()
    cursor = f.text(most=500, required=False)
    limit = limit()


class OptionQuery(f.Shape):
    """Words to narrow the choices down."""

    q = search()


class Complete(f.Shape):
    """A decision: the answers, and the day on which it really happened."""

    answers = f.anything()
    occurred_on = f.Day(allow_none=True, load_default=None)


class Draft(f.Shape):
    """What has been written so far."""

    answers = f.Object(required=True)


class Withdraw(f.Shape):
    """Why somebody takes back what they decided."""

    reason = f.text(most=500)


# Set when the item asks for an opinion on somebody's task: its id is then that of the request (see /signatures).
Signing = f.shape("Signing", {"task_id": f.ident(), "asked_by": f.text()})


Returned = f.shape("Returned", {"who": f.text(), "at": f.instant(), "title": f.text(), "reason": f.text()})


class TaskRow(f.Shape):
    """A task as lists show it."""

    id = f.ident()
    node = f.text()
    title = f.text()
    subject = f.text()
    process = f.one(KeyName)
    instance_id = f.ident()
    organization = f.one(Named)
    role = f.text()
    role_name = f.text()
    due_at = f.instant(null=True)
    earliest_on = f.day(null=True)
    overdue = f.flag()
    priority = f.number()
    status = f.choice("open", "completed", "cancelled", "undone")
    milestone = f.text(null=True)
    claimed_by = f.one(Named, null=True)
    created_at = f.instant()
    completed_at = f.instant(null=True)
    decision = f.text(null=True)
    version = f.number()
    returned = f.one(Returned, null=True)
    signing = f.one(Signing, null=True)
    in_stead_of = f.text(null=True)


Facets = f.shape(
    "Facets", {"processes": f.many(f.shape("ProcessFacet", {"key": f.text(), "name": f.text(), "n": f.number()}))}
)
TaskPage = f.page("TaskPage", TaskRow, overdue_capped=f.number(), facets=f.one(Facets))


class Rule(f.Shape):
    """The article that a step follows, with the days it gives."""

    id = f.text(null=True)
    pack = f.text(null=True)
    article = f.text(null=True)
    text = f.text()
    kind = f.text()
    strength = f.text()
    earliest = f.day(null=True)
    due = f.day(null=True)
    start = f.day(null=True)
    template = f.flag()
    provisional = f.flag()


class WhyMe(f.Shape):
    """Why this task came to this person."""

    role_name = f.text()
    organization = f.text()
    basis = f.text()
    holders = f.many(f.shape("Holder", {"name": f.text()}))


class TaskRights(f.Shape):
    """What the reader may do with a task now, and why not."""

    complete = f.flag()
    ask = f.flag()
    remove_signer = f.flag()
    claim = f.flag()
    release = f.flag()
    draft = f.flag()
    why_not = f.text(null=True)
    send_back = f.flag()
    withdraw = f.flag()
    withdraw_until = f.instant(null=True)
    withdraw_why_not = f.text(null=True)


class Signer(f.Shape):
    """A person asked to sign before the task is decided, and what they said."""

    id = f.ident()
    who = f.one(Named)
    asked_by = f.text(null=True)
    asked_at = f.instant()
    text = f.text(null=True)
    due_at = f.instant()
    overdue = f.flag()
    status = f.choice("open", "signed", "declined", "removed", "closed")
    opinion = f.choice("agree", "disagree", null=True)
    status_name = f.text()
    reply = f.text(null=True)
    answered_at = f.instant(null=True)
    removed_by = f.text(null=True)
    version = f.number()


TaskProcess = f.shape("TaskProcess", {"key": f.text(), "name": f.text(), "version": f.number(1), "step": f.text()})


class Task(TaskRow):
    """A task as its own page shows it."""

    process = f.one(TaskProcess)
    business_key = f.text(null=True)
    completed_by = f.text(null=True)
    documentation = f.text()
    article = f.text(null=True)
    rule = f.one(Rule, null=True)
    form = f.one(FormSpec, null=True)
    data = f.anything()
    draft = f.anything(null=True)
    draft_saved_at = f.instant(null=True)
    verb = f.text()
    decision_field = f.text(null=True)
    context = panels()
    timeline = f.many(Step)
    next = f.many(Step)
    why_me = f.one(WhyMe)
    signers = f.many(Signer)
    can = f.one(TaskRights)


class Option(f.Shape):
    """A choice that the service offers for a field."""

    value = f.text()
    label = f.text()
    note = f.text(required=False, null=True)
    disabled = f.flag(required=False)


Options = f.items("Options", Option)
InstanceState = f.shape("InstanceState", {"id": f.ident(), "status": f.choice(*INSTANCE_STATUSES)})
Completed = f.shape("Completed", {"task": f.one(TaskRow), "instance": f.one(InstanceState), "next": f.many(TaskRow)})
Saved = f.shape("Saved", {"saved_at": f.instant()})


class SignInSheet(f.Shape):
    """A sign-in list (XLSX) in base64."""

    content = f.text(metadata={"format": "byte"})


AbsenceRead = f.shape(
    "AbsenceRead", {"person_id": f.ident(), "status": f.text(), "leave_class": f.text(required=False)}
)
SignInProblem = f.shape("SignInProblem", {"row": f.number(), "text": f.text()})


class Attended(f.Shape):
    """What a sign-in list says, as the form wants it; of rows that were not understood the first fifty."""

    attended_n = f.number()
    absences = f.many(AbsenceRead)
    problems = f.many(SignInProblem)
    unclear = f.number()
