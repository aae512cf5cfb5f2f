"""Shapes of the session: who is signed in."""

from __future__ import annotations

from service.web.schemas import fields as f
from service.web.schemas.common import LANGUAGES, LEVELS, Named


class SignIn(f.Shape):
    """A login name and its password."""

    login = f.text(most=100)
    password = f.text(most=200, metadata={"format": "password"})


class WaysQuery(f.Shape):
    """Why a log-in by the identity provider was refused, as the address of the log-in page says."""

    refused = f.text(most=40, required=False)


Ways = f.shape("Ways", {"local": f.flag(), "provider": f.text(null=True), "refused": f.text(null=True)})
GrantOrganization = f.shape("GrantOrganization", {"id": f.ident(), "name": f.text(), "level": f.choice(*LEVELS)})
Post = f.shape("Post", {"role": f.text(), "role_name": f.text(), "organization": f.one(GrantOrganization)})


class Me(f.Shape):
    """Whoever is signed in, with the posts in force."""

    account = f.one(f.shape("MyAccount", {"id": f.ident(), "login": f.text(), "name": f.text()}))
    person = f.one(Named, null=True)
    tenant = f.one(f.shape("Tenant", {"id": f.text(), "name": f.text()}))
    grants = f.many(Post)
    csrf = f.text()
    lang = f.choice(*LANGUAGES)
    now = f.instant()
    demo = f.flag()
    can = f.one(
        f.shape(
            "MyRights",
            {
                "start": f.flag(),
                "audit": f.flag(),
                "organizations": f.flag(),
                "exams": f.flag(),
                "deliveries": f.flag(),
                "admin": f.many(f.text()),
            },
        )
    )
    home = f.text()
    by_provider = f.flag()
    duty = f.choice("password", "factor", null=True)
    counts = f.one(f.shape("MyCounts", {"todo": f.number(), "overdue": f.number(), "notices": f.number()}))


DemoAccount = f.shape(
    "DemoAccount", {"login": f.text(), "name": f.text(), "role_name": f.text(), "organization": f.text()}
)
DemoAccounts = f.shape("DemoAccounts", {"accounts": f.many(DemoAccount), "password": f.text()})
