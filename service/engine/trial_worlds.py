"""What the variables of a release may hold: samples of forms, of operators' results, of what scripts and tables made.

A *world* is one assignment of values to the variables that an expression reads. Fields of one form come from one whole
answer, so that a world never holds what the form would have refused.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from service.domain.outcome import JSON
from service.engine.sample_answers import answers
from service.engine.samples import mapping, variables

World: TypeAlias = dict[str, JSON]

MAX_WORLDS = 64
_MAX_VALUES = 8
_SOMEBODY = "00000000-0000-7000-8000-000000000000"
KNOWN_ALWAYS: World = {"today": "2017-04-10", "now": "2017-04-10T09:00:00+08:00"}
_GIVEN: World = {
    "organization_id": _SOMEBODY,
    "starter_id": _SOMEBODY,
    "person_id": _SOMEBODY,
    "started_on": "2017-04-10",
}


class FormSamples:
    """Answers to the forms of a release, reduced to what becomes a variable; made once."""

    def __init__(self, forms: Mapping[str, Mapping[str, Any]]) -> None:
        self._forms = forms
        self._made: dict[str, tuple[list[World], frozenset[str]]] = {}

    def of(self, key: str) -> tuple[list[World], frozenset[str]]:
        """Return the sample answers to a form, and all the variables that it may set."""
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def _make(self, key: str) -> tuple[list[World], frozenset[str]]:
        form = mapping(self._forms.get(key))
        kept = {
            name: drawn.get("readOnly") is not True
            for name, drawn, is_variable in variables(mapping(form.get("schema")))
            if is_variable
        }
        names = frozenset(name for name, asked in kept.items() if asked)
        if not names:
            return [{}], names
        return [{name: said[name] for name in said if name in names} for said in answers(key, form)], names


class Worlds:
    """The variables of processes that share their data."""

    def __init__(self, samples: FormSamples) -> None:
        self._samples = samples
        self.forms: dict[str, None] = {}
        self.unknown: set[str] = set()
        self._values: dict[str, list[JSON]] = {name: [value] for name, value in (_GIVEN | KNOWN_ALWAYS).items()}

    def learn(self, name: str, values: Iterable[JSON]) -> bool:
        """Add values that a variable may hold; tell whether one was new."""
        held = self._values.setdefault(name, [])
        size = len(held)
        for value in values:
            if len(held) < _MAX_VALUES and all(json.dumps(value) != json.dumps(other) for other in held):
                held.append(value)
        return len(held) > size

    def values(self, name: str) -> list[JSON]:
        """Return what a variable may hold; nothing when that is not known."""
        if name in self.unknown:
            return []
        said = [answer[name] for key in self.asking(name) for answer in self._samples.of(key)[0] if name in answer]
        return _different([*said, *self._values.get(name, [])])[:_MAX_VALUES]

    def knows(self, name: str) -> bool:
        """Tell whether every value of a variable comes from a source that is known."""
        return name not in self.unknown and (bool(self._values.get(name)) or bool(self.asking(name)))

    def may_be_missing(self, name: str) -> bool:
        """Tell whether only forms set a variable, and some answers leave it out."""
        forms = self.asking(name)
        return not self._values.get(name) and any(
            name not in answer for key in forms for answer in self._samples.of(key)[0]
        )

    def of(self, names: Iterable[str]) -> list[World]:
        """Return worlds for some variables, all of them known."""
        wanted = sorted(set(names))
        options: list[list[World]] = []
        for key in self.asking(*wanted):
            said = self._samples.of(key)[0]
            options.append(_different([{n: v for n, v in answer.items() if n in wanted} for answer in said]))
        asked = {name for name in wanted if self.asking(name)}
        for name in wanted:
            held: list[World] = [{name: value} for value in self._values.get(name, [])]
            if held:
                options.append([{}, *held] if name in asked else held)
        return _different([_joined(parts) for parts in _combined(options)])[:MAX_WORLDS]

    def asking(self, *names: str) -> list[str]:
        """Return the forms that ask for one of some variables."""
        wanted = set(names)
        return [key for key in self.forms if self._samples.of(key)[1] & wanted]


def _combined(options: list[list[World]]) -> Iterator[tuple[World, ...]]:
    """Yield every combination; where there are too many, change one part at a time."""
    if math.prod(map(len, options)) <= MAX_WORLDS * 2:
        yield from itertools.product(*options)
        return
    base = [option[0] for option in options]
    for index, option in enumerate(options):
        for other in option:
            yield (*base[:index], other, *base[index + 1 :])
    for turn in range(max(map(len, options))):
        yield tuple(option[turn % len(option)] for option in options)


def _joined(parts: Iterable[World]) -> World:
    world: World = {}
    for part in parts:
        world |= part
    return world


def _different(found: list[Any]) -> list[Any]:
    return list({json.dumps(item, sort_keys=True): item for item in found}.values())
