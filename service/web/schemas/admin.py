"""Shapes of what the administrator and the town office look after."""

from __future__ import annotations

from service.domain.deliveries import STATUSES
from service.web.schemas import fields as f
from service.web.schemas.common import KeyName, Named
from service.web.schemas.instances import CaseDelivery
from service.web.schemas.tasks import limit

CaseLink = f.shape("CaseLink", {"id": f.ident(), "title": f.text(), "business_key": f.text(null=True)})
Handled = f.shape("Handled", {"who": f.text(), "reason": f.text()})
DeliveryRights = f.shape("DeliveryRights", {"retry": f.flag(), "correct": f.flag(), "skip": f.flag()})


class DeliveryQuery(f.Shape):
    """Which deliveries, and which page of them."""

    status = f.choice(*STATUSES, required=False)
    kind = f.text(most=100, required=False)
    process = f.text(most=100, required=False)
    cursor = f.text(most=500, required=False)
    limit = limit()


class Delivery(CaseDelivery):
    """Something that leaves the house, for those who look after it."""

    process = f.one(KeyName)
    case = f.one(CaseLink, null=True)
    organization = f.one(Named)
    created_at = f.instant()
    most_tries = f.number()
    handled = f.one(Handled, null=True)
    can = f.one(DeliveryRights)


DeliveryPage = f.page("DeliveryPage", Delivery, kinds=f.many(KeyName), moving=f.flag())


class Retry(f.Shape):
    """Why it is tried again, and where to if the address was wrong."""

    reason = f.text(most=500)
    address = f.text(most=2000, required=False)


class CaseFault(f.Shape):
    """A case that stopped."""

    id = f.ident()
    process = f.one(KeyName)
    case = f.one(CaseLink, null=True)
    organization = f.one(Named)
    why = f.text()
    since = f.instant()
    can = f.one(f.shape("FaultRights", {"retry": f.flag()}))


class FailedJob(f.Shape):
    """A job that used up its tries."""

    id = f.text()
    name = f.text()
    tries = f.number()
    since = f.instant(null=True)
    why = f.text()


class StrandedStep(f.Shape):
    """An open step that nobody can do, why, and who can help."""

    id = f.ident()
    title = f.text()
    process = f.one(KeyName)
    case = f.one(CaseLink, null=True)
    organization = f.one(Named)
    why = f.text()
    since = f.instant()


Incidents = f.shape(
    "Incidents", {"faults": f.many(CaseFault), "jobs": f.many(FailedJob), "stranded": f.many(StrandedStep)}
)
