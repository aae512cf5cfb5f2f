"""Shapes of posts."""

from __future__ import annotations

from service.web.schemas import fields as f
from service.web.schemas.common import Named
from service.web.schemas.tasks import Option, limit


class PostQuery(f.Shape):
    """Which posts, and which page of them."""

    q = f.text(most=100, required=False)
    role = f.text(most=100, required=False)
    due = f.Flag(load_default=False)
    cursor = f.text(most=500, required=False)
    limit = limit()


class PostOptionQuery(f.Shape):
    """What to choose from, and words to narrow it down."""

    kind = f.choice("people", "organizations")
    q = f.text(most=100, required=False)


class NewPost(f.Shape):
    """A post for somebody."""

    person_id = f.Uuid(required=True)
    role = f.text(most=100)
    organization_id = f.Uuid(required=True)
    from_on = f.Day(required=True)
    to_on = f.Day(allow_none=True, load_default=None)
    review_by = f.Day(allow_none=True, load_default=None)
    reason = f.text(most=500)


class EndPost(f.Shape):
    """The last day of a post (none: it ends at once), and why."""

    to_on = f.Day(allow_none=True, load_default=None)
    reason = f.text(most=500)


class ConfirmPost(f.Shape):
    """Until when a post is confirmed."""

    review_by = f.Day(required=True)
    reason = f.text(most=500, required=False)


class HandOver(f.Shape):
    """To whom a post goes, and why."""

    person_id = f.Uuid(required=True)
    reason = f.text(most=500)


class GrantedPost(f.Shape):
    """A post: role @ organisation, held from a day to a day."""

    id = f.ident()
    person = f.one(Named)
    role = f.text()
    role_name = f.text()
    organization = f.one(Named)
    from_on = f.day()
    to_on = f.day(null=True)
    review_by = f.day(null=True)
    granted_by = f.text(null=True)
    status = f.choice("coming", "running", "over")
    due = f.flag()
    can = f.one(f.shape("PostRights", {"end": f.flag(), "confirm": f.flag(), "hand_over": f.flag()}))


Posts = f.shape("Posts", {"items": f.many(GrantedPost), "next": f.text(null=True), "roles": f.many(Option)})
PostWork = f.shape(
    "PostWork",
    {
        "open": f.number(),
        "claimed": f.number(),
        "steps": f.many(f.shape("PostStep", {"title": f.text(), "n": f.number()})),
    },
)
PostOptions = f.items("PostOptions", Option)
