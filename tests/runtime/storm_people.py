"""People who decide without pause while the service is shot at, and what each of them was told."""

from __future__ import annotations

import json
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

PASSWORD = "test-password-42"
PATIENCE = 60.0
HANG_UP = 0.1  # how often somebody's own connection breaks before the answer comes
# What may be said about a decision that others, or a timer, were faster with.
TOO_LATE = {"task_already_completed", "task_cancelled", "task_not_ready", "instance_ended"}
# Which answer of a task carries the mark that tells it from all others.
MARKED = {
    "ut_prepare": "prepared",
    "ut_part": "part_mark",
    "ut_race": "raced",
    "ut_close": "closed",
    "ut_submit": "subject_line",
    "ut_check": "reason",
    "ut_director": "reason",
    "ut_finance": "cost_centre",
    "ut_archive": "shelf",
}
# No reader may ever see what programs say to each other.
INNER = re.compile(r"Traceback|Error|psycopg|sqlalchemy|line \d+|SELECT|None", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """A request that was answered for good: what was asked, and the answer."""

    who: str
    path: str
    key: str
    asked: dict[str, Any]
    status: int
    code: str
    answer: dict[str, Any]


@dataclass
class Orders:
    """What everybody is told to do now."""

    phase: str = "storm"  # then "rest", "drain", "stop"
    most_starts: int = 600
    told: list[Told] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    starts: int = 0
    broken: int = 0
    refused: int = 0
    replayed: int = 0
    resting: set[int] = field(default_factory=set)


class Somebody(threading.Thread):
    """One signed-in person who takes a task of the inbox, decides, and asks again until the answer is clear."""

    def __init__(
        self, number: int, url: str, login: str, person: str, homes: list[str], orders: Orders, seed: int
    ) -> None:
        super().__init__(name=f"somebody-{number}", daemon=True)
        self.number, self.url, self.login, self.person, self.homes, self.orders = (
            number, url, login, person, homes, orders,
        )  # fmt: skip
        self.random = random.Random(seed * 100 + number)
        self.client = httpx.Client(base_url=f"{url}/api/v1", timeout=PATIENCE, headers={"Origin": url})
        self.tried: set[str] = set()

    def run(self) -> None:
        """Work until told to stop; whatever goes wrong here is a finding."""
        try:
            self.sign_in()
            while self.orders.phase != "stop":
                if self.orders.phase == "rest":
                    self.orders.resting.add(self.number)
                    time.sleep(0.1)
                    continue
                self.orders.resting.discard(self.number)
                self.act()
        except Exception as wrong:
            self.blame(f"{self.login} stopped: {wrong!r}")
        finally:
            self.orders.resting.add(self.number)
            self.client.close()

    def blame(self, what: str) -> None:
        self.orders.violations.append(what)

    def sign_in(self) -> None:
        """Log in; a session that was opened but never answered is nobody's harm."""
        self.client.headers.pop("X-CSRF-Token", None)
        answer = self.send("POST", "/session", {"login": self.login, "password": PASSWORD}, "")
        assert answer.status_code == 200, answer.text
        self.client.headers["X-CSRF-Token"] = answer.json()["csrf"]

    # --- deciding ----------------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Do one thing: start a case, decide a task, or, when there is nothing, look around."""
        if self.random.random() < 0.01:
            self.sign_in()
        page = self.send("GET", "/tasks?limit=50")
        open_tasks = [row for row in page.json()["items"] if row["id"] not in self.tried and row["node"] in MARKED]
        storming = self.orders.phase == "storm"
        if storming and self.homes and (len(open_tasks) < 12 or self.random.random() < 0.05):
            self.start_case()
        elif open_tasks:
            self.decide(self.random.choice(open_tasks[:12]))
        else:
            time.sleep(0.1)

    def start_case(self) -> None:
        """Start one of the two processes."""
        if self.orders.starts >= self.orders.most_starts:
            return
        self.orders.starts += 1
        now = datetime.now(UTC)
        answers: dict[str, Any] = {}
        process = self.random.choice(["proc_approval", "proc_storm"])
        if process == "proc_storm":
            answers = {
                "token": uuid.UUID(int=self.random.getrandbits(128)).hex,
                "nudge_at": (now + timedelta(seconds=self.random.uniform(1, 12))).isoformat(),
                "race_at": (now + timedelta(seconds=self.random.uniform(1, 12))).isoformat(),
                "parts": [{"branch_id": home} for home in self.homes],
            }
        asked = {"process": process, "organization_id": self.homes[0], "answers": answers}
        self.ask("/instances", asked, 201)

    def decide(self, task: dict[str, Any]) -> None:
        """Decide a task with an answer that nobody else gives."""
        node, mark = task["node"], uuid.UUID(int=self.random.getrandbits(128)).hex
        self.tried.add(task["id"])
        answers: dict[str, Any] = {MARKED[node]: mark[:20]}
        if node == "ut_check":
            answers["decision"] = self.random.choice(["approve", "approve", "reject"])
        if node == "ut_director":
            answers["director_decision"] = self.random.choice(["approve", "reject"])
        if node == "ut_submit":
            answers["amount"] = self.random.choice([300, 30_000])
        self.ask(f"/tasks/{task['id']}/complete", {"answers": answers}, 200)

    def ask(self, path: str, asked: dict[str, Any], success: int) -> None:
        """Ask until there is an answer, always with the same key, and keep what was said."""
        key = uuid.UUID(int=self.random.getrandbits(128)).hex
        answer = self.send("POST", path, asked, key)
        code = "" if answer.status_code == success else str(answer.json().get("code"))
        if answer.status_code != success and code not in TOO_LATE:
            self.blame(f"{self.login} {path} {asked}: {answer.status_code} {answer.text[:300]}")
        self.orders.replayed += answer.headers.get("Idempotency-Replayed") == "true"
        self.orders.told.append(Told(self.person, path, key, asked, answer.status_code, code, answer.json()))

    # --- asking ------------------------------------------------------------------------------------------------------

    def send(self, method: str, path: str, body: Any = None, key: str = "") -> httpx.Response:
        """Send a request; repeat it while the connection breaks or the service asks for patience."""
        end = time.monotonic() + PATIENCE
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            hang_up = bool(key) and self.random.random() < HANG_UP
            wait = self.random.uniform(0.002, 0.05) if hang_up else PATIENCE
            try:
                answer = self.client.request(method, path, json=body, headers=headers, timeout=wait)
            except httpx.TimeoutException as slow:
                if not hang_up:
                    raise AssertionError(f"{method} {path}: no answer in {PATIENCE} s") from slow
                continue  # as in a lift: the decision may have been taken or not, the same key will tell
            except httpx.TransportError as broken:
                self.orders.broken += 1
                if time.monotonic() > end:
                    raise AssertionError(f"{method} {path}: {broken!r} for {PATIENCE} s") from broken
                time.sleep(self.random.uniform(0.02, 0.3))
                continue
            if not self.be_patient(method, path, answer):
                return answer
            if time.monotonic() > end:
                raise AssertionError(f"{method} {path}: {answer.text[:300]} for {PATIENCE} s")

    def be_patient(self, method: str, path: str, answer: httpx.Response) -> bool:
        """Check how an answer is said; tell whether it asks for patience, after having had some."""
        if answer.status_code < 400:
            return False
        wrong = unclear(answer)
        if wrong:
            self.blame(f"{self.login} {method} {path}: {wrong}: {answer.status_code} {answer.text[:300]}")
        if answer.status_code not in (429, 503) and "instance_busy" not in answer.text:
            return False
        self.orders.refused += 1
        time.sleep(self.random.uniform(0.05, min(1.0, float(answer.headers.get("Retry-After", 1)))))
        return True


def unclear(answer: httpx.Response) -> str:
    """Return what is wrong with how a refusal is said, or nothing."""
    if answer.headers.get("Content-Type", "").partition(";")[0] != "application/problem+json":
        return "no problem+json"
    said = json.loads(answer.content)
    if not re.search(r"[\u4e00-\u9fff]", said.get("detail", "")) or INNER.search(said["detail"]):
        return "no plain sentence"
    temporary = answer.status_code in (429, 503) or said["code"] == "instance_busy"
    if temporary and not answer.headers.get("Retry-After", "").isdecimal():
        return "no Retry-After"
    return "" if temporary or said["code"] in TOO_LATE else "not what a person should meet"
