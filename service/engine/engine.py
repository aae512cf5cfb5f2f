"""The wall: state in, one event, Outcome out. Knows no database, no web, no clock but the one it is given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from service.domain.deliveries import Contract
from service.domain.errors import EngineFault, InvalidDefinition, NotFound, Problem
from service.domain.migration import Migrated
from service.domain.outcome import JSON, Outcome
from service.engine import countersign, migration, moves, returns, step
from service.engine import outline as outlines
from service.engine.bundle import Bundle
from service.engine.data import clean, clean_mapping
from service.engine.differences import Difference, differences
from service.engine.findings import Finding
from service.engine.forms import FormProblem
from service.engine.lint import in_order, lint
from service.engine.model import Model, ModelCache
from service.engine.outline import NextNode, OutlineNode
from service.engine.parse import parse
from service.engine.returns import Past, Return
from service.engine.scripts import Evaluator
from service.engine.step import Here, Services
from service.engine.trial import trial


class Engine:
    """Run processes; one per operating-system process, safe for its threads.

    `services` is what a service task calls: operator id and evaluated parameters, inside the caller's transaction. It
    may raise YangguangError, which leaves the engine unchanged, so that the caller rolls back. `connectors` are those
    that it does not call: they leave the house, and their task waits for what comes of it. `operators` are the names
    that a diagram may call, `examples` what they answer, for the trial of a release.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        cache_size: int = 64,
        operators: Collection[str] | None = None,
        connectors: Mapping[str, Contract] | None = None,
        examples: Mapping[str, JSON] | None = None,
    ) -> None:
        self._clock = clock
        self._operators = None if operators is None else frozenset(operators)
        self._examples = dict(examples or {})
        self._connectors = dict(connectors or {})
        self._models = ModelCache(cache_size)
        self._evaluator = Evaluator()

    def parse(self, bundle: Bundle, tried: bool = False) -> Model:
        """Parse a release, or raise InvalidDefinition with every problem found; one tried before is only linted."""
        _refuse_errors(lint(bundle, self._operators, self._connectors))
        if not tried:
            self.try_out(bundle)
        return parse(bundle, self._connectors)

    def try_out(self, bundle: Bundle) -> None:
        """Run a linted release on sample data, or raise InvalidDefinition with every problem found."""
        _refuse_errors(trial(bundle, self._examples))

    def lint(self, bundle: Bundle) -> list[Finding]:
        """Return what is wrong with a release, errors and warnings, file by file in the order of the lines.

        What the linter refuses is not tried out.
        """
        found = lint(bundle, self._operators, self._connectors)
        if not any(finding.severity == "error" for finding in found):
            found += trial(bundle, self._examples)
        return in_order(found)

    def model(self, release_key: str, load: Callable[[], Bundle]) -> Model:
        """Return a release from this process's cache; one that was deployed is parsed without linting it again."""
        return self._models.get(release_key, lambda: parse(load(), self._connectors))

    def start(self, model: Model, process: str, data: Mapping[str, JSON], services: Services) -> Outcome:
        """Start an instance and run it to its first wait."""
        if process not in model.processes:
            raise NotFound("process_not_found", process=process)
        return step.start(self._here(model, services), process, clean_mapping(data))

    def complete(
        self, model: Model, state: bytes, task: UUID, variables: Mapping[str, JSON], services: Services
    ) -> Outcome:
        """Complete an open task, timers that are due first."""
        return step.resume(self._here(model, services), state, step.complete(task, clean_mapping(variables)))

    def deliver(
        self,
        model: Model,
        state: bytes,
        message: str,
        payload: Mapping[str, JSON],
        services: Services,
        task: UUID | None = None,
        known: datetime | None = None,
    ) -> Outcome:
        """Deliver a message to the node that waits for it; one that was kept came before what was due later."""
        happen = step.deliver(message, clean_mapping(payload), task)
        return step.resume(self._here(model, services), state, happen, known)

    def child_ended(
        self, model: Model, state: bytes, task: UUID, result: Mapping[str, JSON], services: Services
    ) -> Outcome:
        """Take back the result of an own instance that a ChildStart asked for."""
        return step.resume(self._here(model, services), state, step.child_ended(task, clean_mapping(result)))

    def answered(self, model: Model, state: bytes, task: UUID, result: JSON, services: Services) -> Outcome:
        """Take back what came of a call outside that an OutsideCall asked for."""
        return step.resume(self._here(model, services), state, step.answered(task, clean(result)))

    def failed(
        self, model: Model, state: bytes, task: UUID, code: str, details: Mapping[str, JSON], services: Services
    ) -> Outcome:
        """Let an error event of the diagram take over from a call outside that was given up.

        Raises Conflict (nobody_catches) when none is drawn.
        """
        return step.resume(self._here(model, services), state, step.failed(task, code, clean_mapping(details)))

    def fire(self, model: Model, state: bytes, services: Services) -> Outcome:
        """Let every due timer fire, until it is quiet."""
        return step.resume(self._here(model, services), state, step.fire)

    def add_signers(self, model: Model, state: bytes, task: UUID, items: Sequence[JSON], services: Services) -> Outcome:
        """Add equal instances to the countersign of which a task is an open one.

        Raises Conflict (signers_fixed) where nobody can be added.
        """
        happen = countersign.add(task, [clean(item) for item in items])
        return step.resume(self._here(model, services), state, happen)

    def remove_signer(self, model: Model, state: bytes, task: UUID, services: Services) -> Outcome:
        """Take an open instance out of a countersign; it counts no more.

        Raises Conflict (signer_last) when it is the last open one.
        """
        return step.resume(self._here(model, services), state, countersign.remove(task))

    def rewind(self, model: Model, state: bytes, earlier: bytes, task: UUID) -> Outcome:
        """Say what changes when an instance goes back to an earlier state, in which a task was open; nothing runs."""
        return moves.rewind(self._here(model, _refuse), state, earlier, task)

    def return_to(self, model: Model, state: bytes, earlier: bytes, past: Sequence[Past], target: UUID) -> Return:
        """Say what changes when an instance returns to a task that was completed; no operator is called.

        The past begins after `earlier` (see returns.beginning) and ends with `state`.
        """
        return returns.return_to(self._here(model, _refuse), state, earlier, past, target)

    def migrate(self, old: Model, new: Model, state: bytes, mapping: Mapping[str, str] | None = None) -> Migrated:
        """Say how an instance gets to another release, or why it does not; `mapping` names nodes that have new ids."""
        return migration.migrate(self._here(new, _refuse), old, state, mapping or {})

    def differences(self, old: Model, new: Model) -> list[Difference]:
        """Return what a release changes about another one."""
        return list(differences(old, new))

    def check_answers(self, model: Model, form: str, answers: JSON) -> list[FormProblem]:
        """Return what does not fit the form's schema."""
        if form not in model.forms:
            raise NotFound("not_found", form=form)
        return model.forms[form].check(answers)

    def outline(self, model: Model, process: str) -> list[OutlineNode]:
        """Return the process as text, in reading order."""
        return outlines.outline(model, process)

    def next_nodes(self, model: Model, process: str, node: str) -> list[NextNode]:
        """Return the tasks that may come next after a node."""
        return outlines.next_nodes(model, process, node)

    def close(self) -> None:
        """Stop the evaluator's worker processes."""
        self._evaluator.close()

    def _here(self, model: Model, services: Services) -> Here:
        return Here(model, services, self._evaluator, self._clock())


def _refuse_errors(found: list[Finding]) -> None:
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise InvalidDefinition([_problem(finding) for finding in errors])


def _refuse(operator: str, params: object) -> None:
    raise EngineFault("engine_fault", operator=operator)


def _problem(finding: Finding) -> Problem:
    where = f"{finding.file}#{finding.element}" if finding.element else finding.file
    return Problem(where, finding.rule, {**finding.params, "line": finding.line}, finding.zh, finding.en)
