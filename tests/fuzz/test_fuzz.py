"""Schemathesis invents requests from the OpenAPI document and asks the real product as several people, for a while.

No defect, no answer that is not described, no bad data let in, no value of class L3 shown to anybody who may not see
it; and whatever is kept afterwards, in the database's files, a dump, states and logs, holds none in clear.
FUZZ_SECONDS=n makes it longer or shorter, FUZZ_SEED=n asks something else; `make fuzz` takes five minutes and any seed.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import requests
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.store.embedded import EmbeddedPostgres
from tests.conftest import TestDatabase
from tests.fuzz.asking import Asking
from tests.fuzz.live import LiveCast, Reader
from tests.fuzz.sealed import Sealed
from tests.journeys.product import Product
from tests.web.matrix import PUBLIC, ROWS
from tests.web.test_canaries import dump, files, found_in, unpacked

SECONDS = float(os.environ.get("FUZZ_SECONDS") or 30)
SEED = int(os.environ.get("FUZZ_SEED") or 2026)
# Approvers of the small town and of the demo's, people recorded in each, three administrators, who writes rules.
READERS = (
    "holder", "office", "subject", "system", "security", "demo_branch_secretary_1", "demo_town_org_office_1",
    "demo_applicant_1", "demo_process_editor_1",
)  # fmt: skip
# Whose work it is where nobody of the matrix may.
DOERS = {
    "/drafts": "demo_process_releaser_1", "/rule-drafts": "demo_process_editor_1", "/rules": "demo_process_editor_1",
    "/exams": "demo_training_admin_1", "/processes": "demo_town_org_office_1",
}  # fmt: skip
# One begins what the next goes on with.
GOING_ON = ("POST /rules/{key}/draft", "GET /rules/{key}/draft", "POST /rules/{key}/draft/save")
EACH = 5
ANONYMOUS_SHARE = 0.05
REACHED = 0.8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOTH = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# argon2 takes its time, and fifty wrong log-ins shut the door to this address: only whoever is nobody tries them.
LOG_INS = {"POST /session", "POST /session/code"}
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


class Run:
    """One run: what was asked, what was answered, what was wrong with it."""

    def __init__(self, product: Product, cast: LiveCast, sealed: Sealed, asking: Asking) -> None:
        self.url, self.cast, self.sealed, self.asking = f"{product.url}/api/v1", cast, sealed, asking
        self.answers: dict[str, Counter[int]] = defaultdict(Counter)
        self.findings: dict[tuple[str, str], str] = {}
        self.unsent = 0

    def send(self, reader: Reader, name: str, case: Case, checks: list[Any]) -> None:
        """Ask, check the answer, and note what is wrong with it."""
        try:
            answer = case.call(base_url=self.url, session=reader.session, timeout=30)
        except (requests.exceptions.InvalidHeader, UnicodeEncodeError):
            self.unsent += 1  # no program can send that
            return
        except requests.exceptions.RequestException as broken:
            self.blame(name, type(broken).__name__, reader, case, str(broken))
            return
        if answer.status_code == 414:
            self.unsent += 1  # the server itself takes no such address; the description's first words say so
            return
        if reader.anonymous:
            reader.session.cookies.clear()
        text = answer.text or ""
        self.answers[name][answer.status_code] += 1
        try:
            case.validate_response(answer, checks=checks)
        except FailureGroup as wrong:
            for each in wrong.exceptions:
                self.blame(name, each.title, reader, case, f"{answer.status_code} {each.message} {text}")
        if answer.status_code == 503:
            self.blame(name, "503", reader, case, text)
        target = str((case.path_parameters or {}).get("id", ""))
        for leak in self.sealed.leaks(reader.kind, name, target, text):
            self.blame(name, f"shows {leak}", reader, case, text)
        self._go_on(reader, name, answer.status_code, text)

    def _go_on(self, reader: Reader, name: str, status: int, text: str) -> None:
        if status < 300:
            if name.startswith("GET"):
                self.asking.note(name, json.loads(text or "null"))
            else:
                self.cast.spend()
        lost = status == 401 or name == "DELETE /session" or (status == 403 and '_first"' in text)
        if lost and not reader.anonymous:
            self.cast.let_in(reader)

    def blame(self, name: str, what: str, reader: Reader, case: Case, text: str) -> None:
        """Note what went wrong, once of a kind."""
        asked = (
            f"{case.formatted_path} query={case.query} body={str(case.body)[:400]} headers={dict(case.headers or {})}"
        )
        self.findings.setdefault((name, what), f"{name} · {what} · {reader.kind}: {asked}\n    → {text[:400]}")

    # -- what is asked ------------------------------------------------------------------------------------------------

    def knock(self, readers: list[Reader]) -> None:
        """Ask everything that the matrix asks: as somebody who may, and as one of the readers."""
        known = {reader.kind: reader for reader in readers}
        for name in (*self.asking.operations, *GOING_ON):
            row = self.asking.rows[name]
            kinds = ["nobody"] if row in PUBLIC else [kind for kind, to in ROWS[row].items() if to.startswith("2")]
            doer = next((who for path, who in DOERS.items() if name.split(" ")[1].startswith(path)), None)
            first = kinds[:1] or [kind for kind in (doer,) if kind]
            for kind in (*first, self.asking.random.choice(list(known))):
                reader = known.get(kind) or self.cast.reader(kind)
                case = self.asking.good(name)
                if case is not None:
                    self.send(reader, name, case, CHECKS)

    def wander(self, readers: list[Reader], seconds: float) -> None:
        """Invent requests until the time is over."""
        end, turn = time.monotonic() + seconds, 0
        order = [(name, mode) for name in self.asking.operations if name not in LOG_INS for mode in BOTH]
        while True:
            self.asking.random.shuffle(order)
            for name, mode in order:
                if time.monotonic() > end:
                    return
                turn += 1
                self._invent(self.asking.random.choice(readers), name, mode, turn)

    def stand_outside(self, nobody: Reader, seconds: float) -> None:
        """Invent requests of somebody who is not signed in."""
        end = time.monotonic() + seconds
        names = list(self.asking.operations)
        self.asking.random.shuffle(names)
        for turn, name in enumerate([*LOG_INS, *names]):
            if time.monotonic() > end:
                return
            for mode in BOTH:
                self._invent(nobody, name, mode, turn)

    def _invent(self, reader: Reader, name: str, mode: GenerationMode, turn: int) -> None:
        bad = mode is GenerationMode.NEGATIVE and not reader.anonymous
        checks = [*CHECKS, negative_data_rejection] if bad else CHECKS
        self.asking.invented(name, mode, EACH, turn, lambda case: self.send(reader, name, case, checks))

    # -- what came of it ----------------------------------------------------------------------------------------------

    def reached(self) -> set[str]:
        """Return the operations that were done at least once."""
        return {name for name, counts in self.answers.items() if any(200 <= status < 300 for status in counts)}

    def summary(self) -> str:
        """Say what was done in a line, and what was never reached in another."""
        total: Counter[int] = sum(self.answers.values(), Counter())
        never = sorted(set(self.asking.operations) - self.reached())
        return (
            f"seed {SEED}: {sum(total.values())} requests, {dict(sorted(total.items()))}; "
            f"{len(self.reached())} of {len(self.asking.operations)} operations done at least once; "
            f"{self.unsent} could not be sent, {self.asking.unprepared} not be prepared\n"
            f"never done: {', '.join(never) or '-'}"
        )


@pytest.fixture(scope="module")
def run(product: Product, cast: LiveCast, sealed: Sealed) -> Run:
    """Ask for the time that is set, and give what came of it."""
    made = Run(product, cast, sealed, Asking(cast, sealed.typed, SEED))
    readers = [cast.reader(kind) for kind in READERS]
    began = time.monotonic()
    made.knock(readers)
    left = max(10.0, SECONDS - (time.monotonic() - began))
    made.wander(readers, left * (1 - ANONYMOUS_SHARE))
    made.stand_outside(cast.reader("nobody"), left * ANONYMOUS_SHARE)
    return made


def test_every_answer_is_described_and_shows_nobody_too_much(run: Run, logs: Path) -> None:
    found = list(run.findings.values())
    assert not found, f"FUZZ_SEED={SEED}: {len(found)} findings\n" + "\n".join(found) + "\n" + defects(logs)


def test_the_requests_reach_deep(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{run.summary()}")
    assert len(run.reached()) >= REACHED * len(run.asking.operations), run.summary()


def test_the_log_has_one_line_a_request_and_no_defect(run: Run, logs: Path) -> None:
    lines = (logs / "web.log").read_text().splitlines()
    assert len(lines) > 500
    strange = [line for line in lines if not line.startswith(("{", "["))]
    assert not strange[:5]
    assert not defects(logs)


def test_numbers_stand_nowhere_in_clear(
    run: Run, sealed: Sealed, kept: TestDatabase, product: Product, house: Any
) -> None:
    server = EmbeddedPostgres(product.home / "db").attach()
    with server._superuser() as connection:
        connection.execute("checkpoint")
    everything = [("dump", dump(kept)), ("printed", product.log().encode()), *unpacked(kept), *files(product.home)]
    leaks = [leak for name, content in everything for leak in found_in(name, content, sealed.numbers)]
    assert not leaks


def defects(logs: Path) -> str:
    """Return what the product itself found wrong with itself."""
    lines = [line for path in sorted(logs.glob("*.log")) for line in path.read_text(errors="replace").splitlines()]
    return "\n".join(line[:900] for line in lines if '"defect"' in line)
