"""Shapes of organisations, rounds and trainings."""

from __future__ import annotations

from service.web.schemas import fields as f
from service.web.schemas.common import LEVELS, Named
from service.web.schemas.tasks import search


class OrganizationQuery(f.Shape):
    """Below which organisation, or with which words in its name."""

    parent = f.Uuid()
    q = search()


class OrgNode(f.Shape):
    """An organisation as the tree shows it."""

    id = f.ident()
    name = f.text()
    level = f.choice(*LEVELS)
    kind = f.text()
    parent_id = f.ident(null=True)
    members = f.number()
    activists = f.number()
    applicants = f.number()
    branches = f.number()
    has_children = f.flag()
    tags = f.many(f.text())


OrgNodes = f.items("OrgNodes", OrgNode)
PostHolder = f.shape("PostHolder", {"id": f.ident(), "name": f.text(), "from": f.day(null=True)})
OrgPost = f.shape("OrgPost", {"role": f.text(), "role_name": f.text(), "holders": f.many(PostHolder)})
StageCount = f.shape("StageCount", {"stage": f.text(), "stage_name": f.text(), "n": f.number()})


class ParkCoverage(f.Shape):
    """How far the enterprises of a park are reached: by an organisation, and by any work at all."""

    park = f.text()
    enterprises = f.number()
    by_organization = f.number()
    organization_rate = f.text()
    by_work = f.number()
    work_rate = f.text()
    not_visited = f.number()


class Honoured(f.Shape):
    """A sunshine member, named or in the public notice: name, organisation, year, and nothing else."""

    name = f.text()
    organization = f.text()
    year = f.number()
    published = f.flag()


class Organization(OrgNode):
    """An organisation as its own page shows it."""

    path = f.many(Named)
    posts = f.many(OrgPost)
    children = f.many(OrgNode)
    people = f.many(StageCount)
    coverage = f.many(ParkCoverage)
    honoured = f.many(Honoured)
    sees_points = f.flag()


class RoundRow(f.Shape):
    """A year's recommendation round."""

    id = f.ident()
    year = f.number()
    name = f.text()
    opens_on = f.day()
    closes_on = f.day()
    status = f.text()
    quota_total = f.number()


class RoundBranch(f.Shape):
    """How far one branch is in a round."""

    id = f.ident()
    name = f.text()
    base = f.text()
    quota = f.number()
    status = f.choice("not_started", "listing", "voting", "deciding", "filed", "late")
    nominees = f.number()
    recommended = f.number()
    instance_id = f.ident(null=True)


class Round(RoundRow):
    """A round with its branches."""

    branches = f.many(RoundBranch)
    counts = f.Object(required=True, values=f.number())


Rounds = f.items("Rounds", RoundRow)


class TrainingRow(f.Shape):
    """A training class."""

    id = f.ident()
    name = f.text()
    phase = f.text()
    starts_on = f.day()
    ends_on = f.day()
    place = f.text()
    enrolled = f.number()
    attended = f.number()
    certified = f.number()


class Attendee(f.Shape):
    """Somebody enrolled in a training class."""

    person = f.one(Named)
    branch = f.text()
    status = f.text()
    leave_reason_class = f.text(null=True)
    hours = f.text()


class Training(TrainingRow):
    """A training class with its roster."""

    attendees = f.many(Attendee)


Trainings = f.items("Trainings", TrainingRow)
