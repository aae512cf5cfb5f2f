"""Shapes of signing: whom to ask, what they answer, and the page of a request."""

from __future__ import annotations

from service.domain.signers import OPINIONS
from service.web.schemas import fields as f
from service.web.schemas.tasks import Signer, Task

Signers = f.items("Signers", Signer)


class Ask(f.Shape):
    """Whom to ask for an opinion, about what, and until when."""

    people = f.many(f.ident())
    text = f.text(most=500)
    due = f.Day(allow_none=True, load_default=None)


class Removal(f.Shape):
    """Why somebody is no longer asked."""

    reason = f.text(most=500)


class Opinion(f.Shape):
    """An answer: agreed, not agreed, or declined; the last two say why."""

    opinion = f.choice(*OPINIONS)
    text = f.text(most=1000, required=False, load_default="")


class Signature(Signer):
    """A request to sign as its own page shows it, with the task that it is about."""

    task = f.one(Task)
    can_sign = f.flag()
    why_not = f.text(null=True)
