"""Organizers' code in a process of its own that is thrown away afterwards: `python -m service.engine.tryout`.

A process that has once evaluated anything must not fork again (scripts.py), and who deploys may well fork later. So a
release is tried elsewhere: a fresh interpreter, one line of JSON for a question, one for the answer, killed when the
time is up.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from service.domain.outcome import JSON
from service.engine.reasons import Reason, reason
from service.engine.scripts import EvaluationFailed, Evaluator

# What goes wrong whatever the data: there is no use in trying the other samples.
HOPELESS = frozenset(("TimeoutError", "MemoryError", "RecursionError", "Crashed", "SyntaxError", "TooLong", "Reserved"))
_LINE = 2**23  # an answer longer than this is no answer


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one source on one sample: a value (of a script, its variables), or why there is none."""

    value: JSON = None
    why: Reason | None = None
    line: int | None = None


class OutOfTime(Exception):
    """The time for the whole trial is over."""


class Tryout:
    """Ask the other process; it starts with the first question."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: float | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Tryout:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, source: str, script: bool, samples: Sequence[Mapping[str, JSON]]) -> list[Tried]:
        """Run a source on samples, on none further after the first that shows it hopeless.

        Raises OutOfTime when this or an earlier question has used up the time.
        """
        process = self._living()
        question = json.dumps([source, script, list(samples)]).encode() + b"\n"
        try:
            _write(process, question, self._left())
            answer = _read(process, self._left())
        except OSError:
            answer = b""
        if not answer:  # it died: out of memory, or killed by somebody
            self._stop()
            return [Tried(why=reason("Crashed", ""))]
        return [
            Tried(said["value"]) if said["why"] is None else Tried(None, Reason(*said["why"]), said["line"])
            for said in json.loads(answer)
        ]

    def _living(self) -> subprocess.Popen[bytes]:
        if self._until is None:
            self._until = time.monotonic() + self._seconds
        if self._left() <= 0:
            raise OutOfTime
        if self._process is None:
            command = [sys.executable, "-m", "service.engine.tryout"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
        return self._process

    def _left(self) -> float:
        return (self._until or 0.0) - time.monotonic()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()


def _write(process: subprocess.Popen[bytes], text: bytes, seconds: float) -> None:
    assert process.stdin is not None
    until, pipe = time.monotonic() + seconds, process.stdin.fileno()
    while text:
        if not select.select([], [pipe], [], max(0.0, until - time.monotonic()))[1]:
            raise OutOfTime
        text = text[os.write(pipe, text[: select.PIPE_BUF]) :]


def _read(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    assert process.stdout is not None
    until, pipe, text = time.monotonic() + seconds, process.stdout.fileno(), bytearray()
    while not text.endswith(b"\n"):
        if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
            raise OutOfTime
        part = os.read(pipe, 65_536)
        if not part or len(text) > _LINE:
            return b""
        text += part
    return bytes(text)


def _answer(evaluator: Evaluator, source: str, script: bool, samples: Sequence[Mapping[str, Any]]) -> list[JSON]:
    said: list[JSON] = []
    run = evaluator.execute if script else evaluator.evaluate
    with evaluator.step():
        for sample in samples:
            try:
                said.append({"value": run(source, sample), "why": None})
            except EvaluationFailed as failed:
                why = failed.why
                said.append({"why": [why.zh, why.en, why.kind], "line": failed.line})
                if why.kind in HOPELESS:
                    break
    return said


def main() -> None:
    """Answer the questions on standard input until it ends."""
    with Evaluator(workers=1) as evaluator:
        for line in sys.stdin.buffer:
            source, script, samples = json.loads(line)
            sys.stdout.buffer.write(json.dumps(_answer(evaluator, source, script, samples)).encode() + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
