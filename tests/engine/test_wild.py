"""Thousands of random runs of random wild diagrams. Each has a seed; what fails names the command that shows it again.

`WILD_RUNS` and `WILD_SEED` choose how many and from which seed on; `make soak` does 50,000 (RUNS=, SEED=).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from service.engine import Bundle, Engine
from service.engine.parse import parse
from tests.engine.conftest import MONDAY, Clock, Runner
from tests.engine.test_traps import ready
from tests.engine.wild import PLAIN, Wild
from tests.engine.wild_runs import go

RUNS = int(os.environ.get("WILD_RUNS", "2000"))
SEED = int(os.environ.get("WILD_SEED", "0"))
CHUNK = 50
CHUNKS = [range(first, min(first + CHUNK, SEED + RUNS)) for first in range(SEED, SEED + RUNS, CHUNK)]
PLAIN_EACH = 5  # of so many runs one is compared with plain SpiffWorkflow


def _name(seeds: range) -> str:
    return f"{seeds[0]}-{seeds[-1]}"


def _again(seed: int, test: str) -> str:
    return f"again: make soak SEED={seed} RUNS=1 ARGS='-k {test}'"


@pytest.mark.parametrize("seeds", CHUNKS, ids=_name)
def test_wild(_engine: tuple[Engine, Clock], seeds: range) -> None:
    """Every third run is moved about as well: returned to earlier tasks, migrated to the same diagram."""
    engine, clock = _engine
    ends: Counter[str] = Counter()
    for seed in seeds:
        try:
            ends[go(seed, engine, clock, moves=seed % 3 == 0)] += 1
        except Exception as error:
            raise AssertionError(_again(seed, "test_wild")) from error
    assert ends["stalled"] <= max(1, len(seeds) // 10), ends


@pytest.mark.parametrize("seeds", CHUNKS, ids=_name)
def test_as_plain(_engine: tuple[Engine, Clock], seeds: range) -> None:
    """Where SpiffWorkflow is right by itself, the same people are asked in the same order."""
    engine, clock = _engine
    for seed in seeds:
        if seed % PLAIN_EACH == 0:
            try:
                _compare(seed, engine, clock)
            except Exception as error:
                raise AssertionError(_again(seed, "test_as_plain")) from error


def _compare(seed: int, engine: Engine, clock: Clock) -> None:
    rng = random.Random(seed)
    file, data = Wild(rng, PLAIN, rng.choice((6, 10))).model(), {"pick": rng.randrange(3), "who": "ann"}
    clock.now = MONDAY
    run = Runner(engine, parse(Bundle({"a.bpmn": file})), "proc_a", dict(data))
    workflow = _plain(file, data)
    for turn in range(200):
        assert run.open() == sorted(task.task_spec.name for task in ready(workflow)), f"step {turn}"
        assert run.ended == workflow.is_completed()
        if run.ended:
            break
        node = rng.choice(run.open())
        task = next(task for task in ready(workflow) if task.task_spec.name == node)
        run.do(node, **{f"by_{node}": turn})
        task.data[f"by_{node}"] = turn
        task.run()
        workflow.do_engine_steps()
    assert run.ended and run.last.variables == workflow.data


def _plain(file: bytes, data: dict[str, Any]) -> Any:
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(file)
    workflow = BpmnWorkflow(parser.get_spec("proc_a"), parser.get_subprocess_specs("proc_a"))
    workflow.task_tree.data = dict(data)
    workflow.do_engine_steps()
    return workflow
