"""What is asked: requests that the description allows or forbids, aimed at things that there are."""

from __future__ import annotations

import copy
import random
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET

from service.web import openapi
from tests.fuzz.live import LiveCast
from tests.web.asked import address
from tests.web.matrix import PUBLIC, ROWS

VERBS = {"get", "post", "put", "delete"}
# A field of a body is aimed at things of this noun.
NOUNS = {
    **dict.fromkeys(("person_id", "principal_id", "substitute_id", "other_id", "people"), "people"),
    **dict.fromkeys(("organization_id", "organization", "parent_id", "branch_id", "into"), "organizations"),
}


def document() -> Any:
    """Return the description; who may ask is the matrix's matter, and half of the bad requests would be no cookie."""
    described = copy.deepcopy(openapi.document())
    del described["security"]
    for item in described["paths"].values():
        for verb in VERBS & set(item):
            item[verb].pop("security", None)
    return schemathesis.openapi.from_dict(described)


class Asking:
    """Requests for every operation, half invented, half known to be good."""

    def __init__(self, cast: LiveCast, typed: tuple[str, ...], seed: int) -> None:
        self.cast, self.typed, self.random, self.seed = cast, typed, random.Random(seed), seed
        self.document = document()
        self.operations = {
            f"{verb.upper()} {path}": self.document[path][verb.upper()]
            for path, item in self.document.raw_schema["paths"].items()
            for verb in item
            if verb in VERBS
        }
        self.rows = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", row): row for row in ROWS}
        self.unprepared = 0
        self.nothing_wrong: set[str] = set()
        self.log_in = cast.log_in("colleague")
        self.packs: list[str] = []
        self.text: dict[str, Any] = {}  # of the draft of a pack, to be saved with changes
        self.known: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=300))

    def good(self, name: str) -> Case | None:
        """Return the request of the matrix for an operation, None where only a code of the moment would do."""
        row, operation = self.rows[name], self.operations[name]
        if row == "POST /session":
            return operation.Case(body=dict(self.log_in), media_type="application/json")
        if row in PUBLIC:
            return operation.Case() if row.startswith("GET") else None
        _, address_, body, _ = address(self.cast, row)
        split, template = urlsplit(address_), name.split(" ")[1]
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        found = re.fullmatch(pattern, split.path)
        assert found, (template, split.path)
        parts = found.groupdict()
        if template.startswith("/rules/{key}") and self.packs:
            parts["key"] = self.packs[0]  # the test's own town has none released
        if name == "POST /rules/{key}/draft/save":
            body = {"text": self.text}
        return operation.Case(
            path_parameters=parts,
            query=dict(parse_qsl(split.query)),
            body=NOT_SET if body is None else copy.deepcopy(body),
            media_type=None if body is None else "application/json",
        )

    def invented(self, name: str, mode: GenerationMode, count: int, turn: int, send: Callable[[Case], None]) -> None:
        """Send requests that the description allows (aimed at what there is), or that it forbids."""

        if mode is GenerationMode.NEGATIVE and name in self.nothing_wrong:
            return

        @hypothesis.seed(self.seed * 1000 + turn)
        @settings(
            max_examples=count, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=self.operations[name].as_strategy(generation_mode=mode))
        def each(case: Case) -> None:
            if mode is GenerationMode.POSITIVE:
                self._aim(name, case)
            send(case)

        try:
            each()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE
            self.nothing_wrong.add(name)  # it takes nothing that could be wrong

    def _prepared(self, name: str) -> Case | None:
        """Return a good request, unless somebody has turned the world upside down meanwhile, as they may."""
        try:
            return self.good(name)
        except Exception:
            self.unprepared += 1
            self.cast.spend()
            return None

    def note(self, name: str, answer: Any) -> None:
        """Remember the ids that an answer told of, to ask about them."""
        noun = name.split(" ")[1].strip("/").split("/{")[0]
        if noun == "rules" and "families" in answer:
            self.packs = [pack["id"] for family in answer["families"] for pack in family["packs"]]
        if name == "GET /rules/{key}/draft":
            self.text = answer["text"]
        for key, value in _ids(answer):
            self.known[NOUNS.get(key, noun) if key != "id" else noun].append(value)

    def _aim(self, name: str, case: Case) -> None:
        """Put ids of real things, good fields and numbers of people into an invented request."""
        dice = self.random
        good = self._prepared(name)
        noun = name.split(" ")[1].strip("/").split("/{")[0]
        if good is not None and case.path_parameters:
            pool = self.known[noun]
            for key, value in good.path_parameters.items():
                chance = dice.random()
                if chance < 0.6:
                    case.path_parameters[key] = value
                elif chance < 0.9 and pool and key == "id":
                    case.path_parameters[key] = dice.choice(pool)
        if isinstance(case.body, dict):
            body = case.body
            if (
                good is not None
                and isinstance(good.body, dict)
                and dice.random() < (0.1 if "/session" in name else 0.7)
            ):
                odd = [key for key in body if dice.random() < 0.3]
                body = {**good.body, **{key: body[key] for key in odd}}
            for key in list(body):
                pool = self.known[NOUNS.get(key, "")]
                if pool and dice.random() < 0.5:
                    body[key] = [dice.choice(pool)] if isinstance(body[key], list) else dice.choice(pool)
            texts = [key for key, value in body.items() if isinstance(value, str)]
            if texts and dice.random() < 0.15:
                body[dice.choice(texts)] = f"联系 {dice.choice(self.typed)}"
            case.body = body
        if case.query and dice.random() < 0.15:
            case.query[dice.choice(list(case.query))] = dice.choice(self.typed)


def _ids(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _ids(inner, name)
    elif isinstance(value, list):
        for inner in value[:20]:
            yield from _ids(inner, key)
    elif isinstance(value, str) and len(value) == 36 and (key == "id" or key in NOUNS):
        yield key, value
