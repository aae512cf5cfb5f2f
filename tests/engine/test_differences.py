"""What a release changes: gone, changed and new nodes, and what a gone one may have become."""

from __future__ import annotations

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, timer


def draw(step: str, name: str, role: str = "branch_secretary") -> Process:
    p = Process("proc_a").start().end().user(step, more={"role": role})
    tag, _, body, attributes = p.nodes[step]
    p.nodes[step] = (tag, name, body, attributes)
    p.boundary("tm_1", step, timer("timeDuration", "P3D")).flow("tm_1", "end_1")
    return p.flow("start_1", step, "end_1")


def test_differences(desk: Desk) -> None:
    old = desk.model(definitions(draw("ut_check", "核对积分").xml()))
    assert desk.engine.differences(old, old) == []
    renamed = desk.model(definitions(draw("ut_look", "核对积分清单").xml()))
    found = [(one.change, one.node, one.proposal, one.stands) for one in desk.engine.differences(old, renamed)]
    # the boundary event is the same: that its step has another id is told once
    assert found == [("removed", "ut_check", "ut_look", True), ("added", "ut_look", None, True)]
    unlike = desk.model(definitions(draw("ut_other", "写总结").xml()))
    assert [one.proposal for one in desk.engine.differences(old, unlike) if one.change == "removed"] == [None]
    post = desk.model(definitions(draw("ut_check", "再核对", "org_commissioner").xml()))
    assert [(one.change, one.what) for one in desk.engine.differences(old, post)] == [("changed", ("name", "post"))]
