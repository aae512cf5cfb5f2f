"""Shapes of processes and their instances."""

from __future__ import annotations

from service.domain.deliveries import STATUSES
from service.web.schemas import fields as f
from service.web.schemas.common import FormSpec, KeyName, Named, PathStage, Step
from service.web.schemas.tasks import INSTANCE_STATUSES, TaskRow, limit, search


class Process(f.Shape):
    """A process that somebody may start."""

    key = f.text()
    name = f.text()
    description = f.text()
    version = f.number(1)
    start_role_names = f.many(f.text())
    form = f.one(FormSpec, null=True)
    organizations = f.many(f.shape("StartPlace", {"id": f.ident(), "name": f.text(), "in_stead_of": f.text(null=True)}))
    subject = f.choice("person", "organization", "self")
    startable = f.flag()


Processes = f.items("Processes", Process)


class Start(f.Shape):
    """Which process to start, where, about whom, with which answers."""

    process = f.text(most=100)
    organization_id = f.ident()
    person_id = f.Uuid(allow_none=True, load_default=None)
    answers = f.anything()


class InstanceQuery(f.Shape):
    """Which instances, and which page of them."""

    box = f.choice("started", required=False)
    q = search()
    process = f.text(most=100, required=False)
    organization = f.Uuid()
    person = f.Uuid()
    parent = f.Uuid()
    status = f.choice(*INSTANCE_STATUSES, required=False)
    cursor = f.text(most=500, required=False)
    limit = limit()


class StartOptionQuery(f.Shape):
    """Where the process would start, and words to narrow the choices down."""

    organization = f.ident()
    q = search()


class HistoryQuery(f.Shape):
    """Which page of the history."""

    cursor = f.text(most=500, required=False)


class DiagramQuery(f.Shape):
    """Which diagram: the instance's own, or that of a process it calls; of an earlier release, when it was on one."""

    process = f.text(most=100, required=False)
    release = f.Uuid()


class InstanceRow(f.Shape):
    """A process instance as lists show it."""

    id = f.ident()
    process = f.one(f.shape("ProcessVersion", {"key": f.text(), "name": f.text(), "version": f.number(1)}))
    title = f.text()
    business_key = f.text(null=True)
    subject = f.one(f.shape("Subject", {"id": f.ident(), "name": f.text(), "kind": f.text()}), null=True)
    organization = f.one(Named)
    status = f.choice(*INSTANCE_STATUSES)
    milestone = f.text(null=True)
    started_at = f.instant()
    ended_at = f.instant(null=True)
    starter = f.text(null=True)
    waiting = f.text(null=True)
    version = f.number()


InstancePage = f.page("InstancePage", InstanceRow)
Started = f.shape("Started", {"instance": f.one(InstanceRow), "next": f.many(TaskRow)})


class OutlineLine(f.Shape):
    """One line of the diagram told as text."""

    no = f.text()
    node = f.text()
    process = f.text()
    name = f.text()
    kind = f.text()
    lane = f.text(null=True)
    status = f.choice("done", "now", "next", "skipped")
    who = f.text(null=True)
    at = f.instant(null=True)
    note = f.text(null=True)


Document = f.shape("Document", {"id": f.ident(), "name": f.text(), "note": f.text(required=False)})
Chain = f.shape("Chain", {"length": f.number(), "head": f.text(), "verified": f.flag(null=True)})


Wait = f.shape("Wait", {"name": f.text(), "due_at": f.instant(null=True), "kind": f.text()})


InstanceRights = f.shape("InstanceRights", {"suspend": f.flag(), "resume": f.flag(), "cancel": f.flag()})


class Move(f.Shape):
    """Why somebody interferes with the course of a case."""

    reason = f.text(most=500)


PrintOut = f.shape("PrintOut", {"purpose": f.text(most=200)})
Printed = f.shape("Printed", {"mark": f.text()})


class CaseDelivery(f.Shape):
    """Something that a case has sent out of the house, or tried to."""

    id = f.ident()
    name = f.text()
    kind = f.one(KeyName)
    address = f.text()
    status = f.choice(*STATUSES)
    status_name = f.text()
    tries = f.number()
    next_at = f.instant(null=True)
    why = f.text(null=True)
    updated_at = f.instant()


class Instance(InstanceRow):
    """A process instance as its own page shows it."""

    path = f.many(PathStage)
    timeline = f.many(Step)
    waits = f.many(Wait)
    outline = f.many(OutlineLine)
    documents = f.many(Document)
    children = f.many(InstanceRow)
    parent = f.one(InstanceRow, null=True)
    chain = f.one(Chain)
    fault = f.anything(null=True)
    deliveries = f.many(CaseDelivery)
    can = f.one(InstanceRights)


class HistoryRow(f.Shape):
    """One row of the history, with its place in the hash chain."""

    seq = f.number()
    type = f.text()
    type_name = f.text()
    actor = f.text(null=True)
    on_behalf_of = f.text(null=True)
    node = f.text(null=True)
    node_name = f.text(null=True)
    text = f.text()
    occurred_on = f.day(null=True)
    recorded_at = f.instant()
    hash = f.text()
    prev_hash = f.text()
    payload = f.anything(null=True)


History = f.shape("History", {"items": f.many(HistoryRow), "next": f.text(null=True)})
Marker = f.shape("Marker", {"node": f.text(), "status": f.choice("done", "now", "next", "faulted"), "n": f.number()})
Called = f.shape("Called", {"process": f.text(), "name": f.text()})
PastRelease = f.shape(
    "PastRelease", {"id": f.ident(), "version": f.number(1), "until": f.instant(null=True), "current": f.flag()}
)
Diagram = f.shape(
    "Diagram",
    {
        "process": f.one(KeyName),
        "xml": f.text(),
        "markers": f.many(Marker),
        "flows": f.many(f.text()),
        "called": f.many(Called),
        "release": f.ident(),
        "releases": f.many(PastRelease),
    },
)
Verified = f.shape(
    "Verified", {"ok": f.flag(), "checked": f.number(), "broken_at": f.number(null=True), "head": f.text()}
)
