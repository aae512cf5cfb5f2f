"""What a BPMN service task may call inside the step's transaction; one module a topic, one function an operator.

An operator touches the domain's tables only. Anything outside the house (mail, HTTP) is a job. It may raise a
YangguangError: the whole step is then undone and the person is told why.
"""

from __future__ import annotations

from service.actions.operators import (
    activists,
    approval,
    archive,
    candidates,
    cases,
    corrections,
    cultivation,
    deadline,
    deaths,
    disqualification,
    documents,
    elections,
    enterprises,
    exams,
    founding,
    joint,
    messages,
    notices,
    objections,
    points,
    points_periods,
    probation,
    programmes,
    round_decisions,
    rounds,
    rules,
    selections,
    stages,
    stars,
    sunshine,
    training,
    transfers,
    votes,
)
from service.actions.operators.registry import Context, call, examples, names, operator, undo, undoable

# Importing a topic registers its operators.
TOPICS = (
    activists,
    approval,
    archive,
    candidates,
    cases,
    corrections,
    cultivation,
    deadline,
    deaths,
    disqualification,
    documents,
    elections,
    enterprises,
    exams,
    founding,
    joint,
    messages,
    notices,
    objections,
    points,
    points_periods,
    probation,
    programmes,
    round_decisions,
    rounds,
    rules,
    selections,
    stages,
    stars,
    sunshine,
    training,
    transfers,
    votes,
)

__all__ = ["TOPICS", "Context", "call", "examples", "names", "operator", "undo", "undoable"]
