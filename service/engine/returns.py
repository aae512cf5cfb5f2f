"""Return to an earlier task: what would stand now, had it not been completed, and all else had happened as it did.

An instance is a function of what happened to it, so the way back is a replay: from the state before the completion, all
that came later happens once more, except the completion itself. What no longer finds its wait has come of the
completion and is undone; everything else is kept. That is the whole of the lineage, and it holds for branches before
and behind a join, for loops, signers, subprocesses and called processes alike, because the engine itself decides:

- What is kept waits under its old id, with its old data and moments: whoever has it open notices nothing.
- What waits only because of the return (on another way, or before a join that had fired at once) gets an id that
  follows from the step and the place, so that a later replay finds what was done there since.
- A join that another branch had reached has that branch's token again and waits for this one.
- Operators are not called: their results are on record (`Past.called`). Decision tables and scripts are asked again, at
  the moment of then. A replay that asks for what is not on record is refused: nobody guesses.
- Timers that ended because of what is undone stand still during the replay and start anew when it is over; one that
  would end its activity at once is refused.
- A call of an own instance that comes back gets a new id, because the old one was cancelled for good.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid4, uuid5

from SpiffWorkflow.bpmn.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import Conflict, InstanceEnded
from service.domain.outcome import JSON, Called, Decision, Outcome, Passed
from service.engine import countersign, step
from service.engine.data import copied
from service.engine.events import due_at, rearm, set_clock
from service.engine.faults import StepFault, fault_at, name_of
from service.engine.instances import instance_key
from service.engine.state import dump, load, renamed
from service.engine.step import Here, outcome_of, waits_of
from service.engine.workflow import Case, ScriptEngine, address

_NAMED = TaskState.WAITING | TaskState.READY | TaskState.STARTED


@dataclass(frozen=True, slots=True)
class Past:
    """One step as it is on record: what happened, when, what operators said, and the state after it.

    `kind` is task, timer, message, child, answered, failed, or joined and left (signers of a countersign); `undone`
    for a step that an earlier return has undone, and `moved` for one in which no node ran: a return, whose `data` are
    the new ids of calls, or a withdrawal. `wait` is the id of what was completed or answered, or of who heard a message
    (none in old records: it is then found by its name and the states).
    """

    kind: str
    at: datetime
    after: bytes
    wait: UUID | None = None
    name: str = ""
    data: Mapping[str, JSON] = field(default_factory=dict)
    called: Sequence[Called] = ()
    known: datetime | None = None  # since when a message was kept that was delivered later


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a step in the replay: kept or not, and what it does without the undone part."""

    kept: bool
    passed: tuple[Passed, ...] = ()
    decisions: tuple[Decision, ...] = ()
    undone: tuple[Called, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """How an instance stands after a return, against how it stands now, and what became of each step."""

    outcome: Outcome
    steps: tuple[Replayed, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)


def beginning(spans: Sequence[tuple[int, int | None]], target: int) -> int:
    """Return the step before which a return to the task completed in step `target` must begin its replay.

    `spans` tells of every step its number and that of the later step that has undone it, if any. The state before the
    target is of no use when it holds what was undone only after it.
    """
    start = target
    for step_, undone_by in sorted(spans, reverse=True):
        if step_ < start and undone_by is not None and undone_by > start:
            start = step_
    return start


def return_to(here: Here, state: bytes, earlier: bytes, past: Sequence[Past], target: UUID) -> Return:
    """Return an instance to a task that is completed in the past, which begins after `earlier` and ends with `state`.

    Raises Conflict when there is no way back, and says why.
    """
    with here.evaluator.step():
        now = _bring(here, state)
        replay = _Replay(here, earlier, target)
        try:
            steps = [replay.take(each) for each in past]
        except (StepFault, WorkflowException, InstanceEnded):
            raise Conflict("return_lost") from None
        waiting = waits_of(now)
        case, news = replay.settle({*waiting.calls, *waiting.outside})
        task = waits_of(case).tasks.get(target)
        if task is None:
            raise Conflict("return_gone")
        seen = dict(copied(task.data))
        outcome = replace(outcome_of(case, waiting), variables=seen, passed=(), called=(), thrown=())
        return Return(outcome, tuple(steps), {str(old): str(new) for old, new in news.items()})


def _bring(here: Here, state: bytes, at: datetime | None = None) -> Case:
    moment = at or here.now
    case = load(state, here.model, ScriptEngine(here.evaluator, moment))
    case.now, case.services = moment, here.services
    return case


class _Replay:
    """A second life of an instance, kept in step with the first: same ids, same moments."""

    def __init__(self, here: Here, earlier: bytes, target: UUID) -> None:
        self._here = here
        self._target = target
        self._state = earlier
        self._real = _bring(here, earlier)
        self._held: set[UUID] = set()

    def take(self, past: Past) -> Replayed:
        """Let one step happen again, if what it happened to still waits."""
        before, self._real = self._real, _bring(self._here, past.after)
        if past.kind == "moved":
            self._state = renamed(self._state, {UUID(old): UUID(new) for old, new in past.data.items()})
            return Replayed(True)
        new = set(_named(self._real)) - set(_named(before))
        case = _bring(self._here, self._state, past.at)
        self._keep_time(case, before)
        said = _Record(past.called)
        case.answer = said.answer  # type: ignore[method-assign]
        known = set(_named(case))
        case.settle_timers(past.known)
        kept = self._happen(case, before, past)
        case.settle()
        if case.completed:
            raise InstanceEnded()
        done = Replayed(kept, tuple(case.journal), tuple(case.decisions), said.left())
        self._state = self._same_names(case, known, new, past)
        return done

    def _happen(self, case: Case, before: Case, past: Past) -> bool:
        if past.kind == "timer":
            return bool(case.journal)
        if past.kind == "task" and past.wait == self._target:
            return False
        kept = False
        for happening in self._happenings(before, past):
            try:
                happening(case)
                kept = True
            except Conflict as conflict:
                if conflict.code not in _NOT_THERE:
                    raise
            case.settle()
        return kept

    def _happenings(self, before: Case, past: Past) -> list[Any]:
        if past.kind == "message" and past.wait is not None:
            return [step.deliver(past.name, dict(past.data), past.wait)]
        if past.kind == "message":  # of before: who waits no more has heard it
            left = waits_of(self._real).messages
            return [
                step.deliver(past.name, dict(past.data), key)
                for key, task in waits_of(before).messages.items()
                if key not in left and task.task_spec.event_definition.name == past.name
            ]
        make = _KINDS.get(past.kind)
        return [] if make is None or past.wait is None else [make(past)]

    def _keep_time(self, case: Case, real: Case) -> None:
        """Give every timer the moment that it really had; one that had ended stands still."""
        clocks = {key: task for key, (task, _) in waits_of(real).timers.items()}
        self._held.clear()
        for key, (task, _) in waits_of(case).timers.items():
            set_clock(task, clocks.get(key))
            if key not in clocks:
                self._held.add(key)

    def _same_names(self, case: Case, known: Collection[UUID], new: Collection[UUID], past: Past) -> bytes:
        """Call what is new what it is called in the first life, else what every replay calls it; return the state."""
        real: dict[tuple[Any, ...], list[UUID]] = {}
        named = _named(case)
        for key, task in _named(self._real).items():
            if key in new and key not in named:
                real.setdefault(_mark(task, {}), []).append(key)
        names: dict[UUID, UUID] = {}
        taken = set(named)
        for key, task in named.items():
            if key not in known:
                mark = _mark(task, names)
                here = real.get(mark)
                names[key] = here.pop(0) if here else next(i for i in _births(past, mark) if i not in taken)
                taken.add(names[key])
        return renamed(dump(case), names)

    def settle(self, running: Collection[UUID]) -> tuple[Case, dict[UUID, UUID]]:
        """Return the case as it now stands: timers that stood still start anew, calls that came back are new ones."""
        case = _bring(self._here, self._state)
        self._keep_time(case, self._real)
        waits = waits_of(case)
        for key in self._held:
            task = waits.timers[key][0]
            rearm(task)
            due = due_at(task)
            if due is not None and due <= self._here.now and getattr(task.task_spec, "cancel_activity", False):
                raise Conflict("return_late", name=name_of(task))
        news = {key: uuid4() for key in (*waits.calls, *waits.outside) if key not in running}
        return _bring(self._here, renamed(dump(case), news)), news


class _Record:
    """What operators said in a step; each answer is given once."""

    def __init__(self, called: Sequence[Called]) -> None:
        self._called = list(called)

    def answer(self, task: Any, operator: str, params: dict[str, Any]) -> JSON:
        """Answer from the record; what it does not hold has never been asked."""
        where = address(task.workflow.top_workflow, task)
        for index, each in enumerate(self._called):
            if (each.process, each.node) == where and each.operator == operator and each.key == instance_key(task):
                return copied(self._called.pop(index).result)
        raise fault_at(task, "unrecorded", operator=operator)

    def left(self) -> tuple[Called, ...]:
        """Return what was called then and is not called any more."""
        return tuple(self._called)


_NOT_THERE = ("task_not_ready", "nobody_waits", "nobody_catches", "signers_fixed", "signer_last")
_KINDS: Mapping[str, Any] = {
    "task": lambda past: step.complete(past.wait, dict(copied(past.data))),
    "joined": lambda past: countersign.add(past.wait, list(past.data["items"])),
    "left": lambda past: countersign.remove(past.wait),
    "child": lambda past: step.child_ended(past.wait, dict(copied(past.data))),
    "answered": lambda past: step.answered(past.wait, copied(past.data)),
    "failed": lambda past: step.failed(past.wait, past.name, dict(copied(past.data))),
}


def _named(case: Case) -> dict[UUID, Any]:
    """Return the tasks whose ids outlive a step, outer ones first."""
    parts = (part for part in case.subprocesses.values() if not part.completed)
    return {task.id: task for run in (case, *parts) for task in run.tasks.values() if task._state & _NAMED}


def _births(past: Past, mark: tuple[Any, ...]) -> Iterator[UUID]:
    """Return ids for what a step begins at one place in a replay only; the same ones in every replay of it."""
    moment = past.at.astimezone(UTC).isoformat().encode()
    step_ = UUID(bytes=blake2b(moment + past.after, digest_size=16).digest())
    return (uuid5(step_, repr((mark, number))) for number in itertools.count())


def _mark(task: Any, names: Mapping[UUID, UUID]) -> tuple[Any, ...]:
    """Describe a task by its place: two lives of one instance have it in common, ids they have not."""
    inside = task.workflow.parent_task_id
    return (names.get(inside, inside), task.task_spec.name, instance_key(task))
