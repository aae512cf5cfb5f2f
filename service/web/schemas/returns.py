"""Shapes of a return: the steps to go back to, each with its preview, and the choice of one."""

from __future__ import annotations

from service.web.schemas import fields as f


class Return(f.Shape):
    """To which decision a task is returned, and why."""

    target = f.ident()
    reason = f.text(most=500)


Holding = f.shape("Holding", {"title": f.text(), "holder": f.text()})


class ReturnTarget(f.Shape):
    """A step to go back to: who did it, and what a return would cancel, redo, keep and undo; or why there is no way."""

    task_id = f.ident()
    node = f.text()
    title = f.text()
    who = f.text()
    at = f.instant()
    blocked = f.text(null=True)
    cancelled = f.many(Holding)
    redone = f.many(f.text())
    kept = f.many(Holding)
    undone = f.many(f.text())
    parts = f.number()


Returns = f.items("Returns", ReturnTarget)
