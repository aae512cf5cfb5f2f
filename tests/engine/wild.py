"""Random wild diagrams: whatever the dialect can draw, nested and crossed, drawn from one seed.

Loops, jumps over each other, boundary timers and messages, inclusive gateways, several instances of tasks,
subprocesses and calls, countersigns that people join and leave, own instances, calls outside with error events, event
subprocesses, ends that terminate.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from service.domain.deliveries import Contract
from tests.engine.draw import Process, definitions, message, several, timer

CONNECTORS = {"out.send": Contract(("to",), (), "to")}
PLAIN = ("task", "seq", "and", "xor", "sub", "call")  # what SpiffWorkflow does right by itself
WILD = (
    *("task", "task", "timed", "cut", "told", "asked", "clock", "message", "seq", "jumps", "and", "xor", "or", "loop"),
    *(
        "sub",
        "guarded",
        "evented",
        "call",
        "own",
        "many",
        "many_subs",
        "signed",
        "outside",
        "operator",
        "script",
        "stop",
        "failing",
    ),
)
_LEAVES = ("task", "timed", "cut", "told", "asked", "clock", "message", "own", "many", "signed", "outside", "operator",
           "script")  # fmt: skip


@dataclass
class Wild:
    """Draw one model; every block returns its first and its last node."""

    rng: random.Random
    kinds: tuple[str, ...] = WILD
    budget: int = 12
    number: int = 0
    called: list[Process] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def model(self) -> bytes:
        p = self.process("proc_a", "start_1", "end_1")
        drawn = [process.xml() for process in (p, *self.called)]
        return definitions(*drawn, messages=tuple(self.messages), errors=("err",))

    def process(self, key: str, start: str, end: str, tag: str = "process", depth: int = 0) -> Process:
        p = Process(key, tag).start(start).end(end)
        first, last = self.block(p, depth) if depth else self._seq(p, depth + 1)
        return p.flow(start, first).flow(last, end)

    def block(self, p: Process, depth: int) -> tuple[str, str]:
        self.budget -= 1
        kinds = self.kinds
        if depth > 4 or self.budget <= 0:
            kinds = tuple(kind for kind in kinds if kind in _LEAVES)
        elif depth < 3:
            kinds = tuple(kind for kind in kinds if kind not in _LEAVES) or kinds
        draw: Callable[[Process, int], tuple[str, str]] = getattr(self, f"_{self.rng.choice(kinds)}")
        return draw(p, depth + 1)

    def name(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}_{self.number}"

    def told(self) -> str:
        self.messages.append(self.name("msg"))
        return message(self.messages[-1])

    def when(self) -> str:
        return timer("timeDuration", self.rng.choice(["PT6H", "P1D", "P3D"]))

    # --- one node ---------------------------------------------------------------------------------------------------

    def _task(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("ut")
        p.user(key)
        return key, key

    def _side(self, p: Process, event: str) -> None:
        """Draw what comes of an event that does not interrupt: a task and an end of its own."""
        late, end = self.name("ut"), self.name("end")
        p.user(late).end(end).flow(event, late, end)

    def _beside(self, p: Process, event: str, host: str) -> tuple[str, str]:
        """Draw what comes of an event that interrupts: it meets the main way again."""
        late, meet = self.name("ut"), self.name("gw")
        p.user(late).gate("xor", meet).flow(event, late, meet).flow(host, meet)
        return host, meet

    def _timed(self, p: Process, depth: int) -> tuple[str, str]:
        key, event = self.name("ut"), self.name("tm")
        cycle = self.rng.random() < 0.3
        body = timer("timeCycle", self.rng.choice(["R2/P1D", "R3/PT6H"])) if cycle else self.when()
        p.user(key).boundary(event, key, body, interrupting=False)
        self._side(p, event)
        return key, key

    def _cut(self, p: Process, depth: int) -> tuple[str, str]:
        key, event = self.name("ut"), self.name("tm")
        p.user(key).boundary(event, key, self.when())
        return self._beside(p, event, key)

    def _told(self, p: Process, depth: int) -> tuple[str, str]:
        key, event = self.name("ut"), self.name("bm")
        p.user(key).boundary(event, key, self.told(), interrupting=False, more={"key": "who"})
        self._side(p, event)
        return key, key

    def _asked(self, p: Process, depth: int) -> tuple[str, str]:
        key, event = self.name("ut"), self.name("bm")
        p.user(key).boundary(event, key, self.told(), more={"key": "who"})
        return self._beside(p, event, key)

    def _clock(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("ev")
        p.catch(key, self.when())
        return key, key

    def _message(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("ev")
        p.catch(key, self.told(), {"key": "who"})
        return key, key

    def _several(self) -> str:
        n = self.name("n")
        until = "completed >= 2" if self.rng.random() < 0.3 else None
        out = f"all_{n}" if self.rng.random() < 0.7 else None
        return several("items", f"item_{n}", out, "pick", self.rng.random() < 0.4, until)

    def _many(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("ut")
        p.user(key, self._several())
        if self.rng.random() < 0.3:
            event = self.name("tm")
            p.boundary(event, key, self.when(), interrupting=False)
            self._side(p, event)
        return key, key

    def _signed(self, p: Process, depth: int) -> tuple[str, str]:
        """Draw a step that several people decide; signers join and leave it."""
        key, n = self.name("us"), self.name("n")
        sign = self.rng.choice(("all", "any", "sequence", "ratio:1/2", "ratio:2/3"))
        loop = several("items", f"item_{n}", f"all_{n}", "pick", sign == "sequence")
        p.user(key, loop, {"sign": sign, "agree": "1"})
        return key, key

    def _own(self, p: Process, depth: int) -> tuple[str, str]:
        key, n = self.name("ca"), self.name("n")
        self.called.append(Process(f"proc_{key}").start(f"s_{key}").end(f"e_{key}").flow(f"s_{key}", f"e_{key}"))
        loop = several("items", f"item_{n}", f"all_{n}", f"out_{n}") if self.rng.random() < 0.5 else ""
        p.call(key, f"proc_{key}", loop, instance="own")
        return key, key

    def _outside(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("st")
        p.service(key, "out.send", f"sent_{key}", to="who")
        if self.rng.random() < 0.5:
            event = self.name("be")
            p.boundary(event, key, "<bpmn:errorEventDefinition/>")
            return self._beside(p, event, key)
        return key, key

    def _operator(self, p: Process, depth: int) -> tuple[str, str]:
        key, task = self.name("st"), self.name("ut")
        p.service(key, "op.known", f"known_{key}", a="pick").user(task).flow(key, task)
        return key, task

    def _script(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("sc")
        p.script(key, f"made_{key} = [pick, len(items)]\n_t = 1")
        return key, key

    # --- blocks of blocks -------------------------------------------------------------------------------------------

    def _seq(self, p: Process, depth: int) -> tuple[str, str]:
        ends = [self.block(p, depth) for _ in range(self.rng.randint(2, 3))]
        for (_, last), (first, _) in itertools.pairwise(ends):
            p.flow(last, first)
        return ends[0][0], ends[-1][1]

    def _jumps(self, p: Process, depth: int) -> tuple[str, str]:
        """Draw a line of steps with jumps from any to any other, crossing each other: no block structure at all.

        A person is asked before each jump, so that a run can always be led out.
        """
        size = self.rng.randint(2, 4)
        meets, parts = [self.name("gw") for _ in range(size)], []
        p.gate("xor", *meets)
        for meet in meets:
            first, last = self.block(p, depth)
            choose, asked = self.name("gw"), self.name("ut")
            p.gate("xor", choose).user(asked).flow(meet, first).flow(last, asked, choose)
            parts.append(choose)
        end = self.name("gw")
        p.gate("xor", end)
        for number, choose in enumerate(parts):
            p.otherwise(choose, meets[number + 1] if number + 1 < size else end)
            for pick in range(1, self.rng.randint(1, 2) + 1):
                target = self.rng.choice([*meets, end])
                if not any(flow[1:3] == (choose, target) for flow in p.flows):
                    p.when(choose, target, f"pick == {pick}")
        return meets[0], end

    def _and(self, p: Process, depth: int) -> tuple[str, str]:
        fork, join = self.name("gw"), self.name("gw")
        p.gate("and", fork, join)
        for _ in range(self.rng.randint(2, 3)):
            first, last = self.block(p, depth)
            p.flow(fork, first).flow(last, join)
        return fork, join

    def _xor(self, p: Process, depth: int) -> tuple[str, str]:
        fork, join = self.name("gw"), self.name("gw")
        p.gate("xor", fork, join)
        for number in range(self.rng.randint(2, 3)):
            first, last = self.block(p, depth)
            if number:
                p.when(fork, first, f"pick == {number}")
            else:
                p.otherwise(fork, first)
            p.flow(last, join)
        return fork, join

    def _or(self, p: Process, depth: int) -> tuple[str, str]:
        fork, join = self.name("gw"), self.name("gw")
        p.gate("or", fork, join)
        for number in range(self.rng.randint(2, 3)):
            first, last = self.block(p, depth)
            if number:
                p.when(fork, first, f"pick != {number}")
            else:
                p.otherwise(fork, first)
            p.flow(last, join)
        return fork, join

    def _loop(self, p: Process, depth: int) -> tuple[str, str]:
        enter, leave, out, asked = self.name("gw"), self.name("gw"), self.name("gw"), self.name("ut")
        p.gate("xor", enter, leave, out).user(asked)
        first, last = self.block(p, depth)
        p.flow(enter, first).flow(last, asked, leave).when(leave, enter, "pick == 3").otherwise(leave, out)
        return enter, out

    def _stop(self, p: Process, depth: int) -> tuple[str, str]:
        """Draw a choice one branch of which ends the whole process or subprocess at once."""
        fork, meet, stop = self.name("gw"), self.name("gw"), self.name("end")
        first, last = self.block(p, depth)
        p.gate("xor", fork, meet).end(stop, "<bpmn:terminateEventDefinition/>")
        p.otherwise(fork, first).when(fork, stop, "pick == 2").flow(last, meet)
        return fork, meet

    def _inner(self, depth: int) -> Process:
        return self.process(self.name("sp"), self.name("start"), self.name("end"), "subProcess", depth)

    def _sub(self, p: Process, depth: int) -> tuple[str, str]:
        inner = self._inner(depth)
        p.sub(inner)
        return inner.id, inner.id

    def _many_subs(self, p: Process, depth: int) -> tuple[str, str]:
        inner = self._inner(depth + 1)
        p.sub(inner, self._several())
        return inner.id, inner.id

    def _guarded(self, p: Process, depth: int) -> tuple[str, str]:
        inner, event = self._inner(depth), self.name("tm")
        body = self.when() if self.rng.random() < 0.5 else self.told()
        more = None if "timer" in body else {"key": "who"}
        interrupting = self.rng.random() < 0.6
        p.sub(inner).boundary(event, inner.id, body, interrupting, more)
        if interrupting:
            return self._beside(p, event, inner.id)
        self._side(p, event)
        return inner.id, inner.id

    def _failing(self, p: Process, depth: int) -> tuple[str, str]:
        """Draw a subprocess that may end with an error, caught where it is called."""
        inner, event = self._inner(depth), self.name("be")
        fork, wrong = self.name("gw"), self.name("end")
        _, source, target, _ = inner.flows.pop()  # the one to its end is drawn last
        inner.gate("xor", fork).end(wrong, '<bpmn:errorEventDefinition errorRef="err"/>').flow(source, fork)
        inner.otherwise(fork, target).when(fork, wrong, "pick == 1")
        p.sub(inner).boundary(event, inner.id, '<bpmn:errorEventDefinition errorRef="err"/>')
        return self._beside(p, event, inner.id)

    def _evented(self, p: Process, depth: int) -> tuple[str, str]:
        """Draw a subprocess with an event subprocess inside."""
        inner = self._inner(depth)
        key, start, end = self.name("es"), self.name("start"), self.name("end")
        handler = Process(key, "subProcess").end(end)
        first, last = self.block(handler, depth + 2)
        handler.flow(start, first).flow(last, end)
        body = self.when() if self.rng.random() < 0.4 else self.told()
        more = None if "timer" in body else {"key": "who"}
        inner.on_event(handler, start, body, self.rng.random() < 0.5, more)
        p.sub(inner)
        return inner.id, inner.id

    def _call(self, p: Process, depth: int) -> tuple[str, str]:
        key = self.name("ca")
        self.called.append(self.process(f"proc_{key}", self.name("start"), self.name("end"), depth=depth))
        p.call(key, f"proc_{key}")
        return key, key
