"""Moves that no diagram draws. They run no node: they say what changes when an instance stands elsewhere."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from service.domain.errors import Conflict
from service.domain.outcome import Outcome
from service.engine.data import copied
from service.engine.state import load
from service.engine.step import Here, outcome_of, waits_of
from service.engine.workflow import Case, ScriptEngine


def rewind(here: Here, state: bytes, earlier: bytes, task_id: UUID) -> Outcome:
    """Say what changes when an instance goes from its state back to an earlier one, in which a task was open.

    The state is the earlier one, byte for byte; ids are kept, so what waits in both goes on waiting undisturbed.
    """
    with here.evaluator.step():
        now = waits_of(_bring(here, state))
        case = _bring(here, earlier)
        task = waits_of(case).tasks.get(task_id)
        if task is None:
            raise Conflict("task_not_ready", task=str(task_id))
        seen = dict(copied(task.data))
        return replace(outcome_of(case, now), state=earlier, variables=seen)


def _bring(here: Here, state: bytes) -> Case:
    case = load(state, here.model, ScriptEngine(here.evaluator, here.now))
    case.now, case.services = here.now, here.services
    return case
