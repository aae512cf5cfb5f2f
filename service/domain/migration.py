"""Moving a case to another release of its process: what is wished, what was found about it, and what changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from service.domain import messages
from service.domain.migration_words import KINDS, WORDS, Grade
from service.domain.outcome import ArmedTimer, OpenTask, Outcome, Subscription


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to know about moving a case: a code, where in the diagram, and what its sentence needs."""

    code: str
    node: str = ""
    process: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def grade(self) -> Grade:
        """Return how grave it is."""
        return WORDS[self.code][0]

    def text(self, lang: str = messages.ZH) -> str:
        """Say what is so."""
        return self._say(2 if messages.is_english(lang) else 1, lang)

    def advice(self, lang: str = messages.ZH) -> str:
        """Say what can be done about it, "" where nothing has to be."""
        return self._say(4 if messages.is_english(lang) else 3, lang)

    def _say(self, column: int, lang: str) -> str:
        english = messages.is_english(lang)
        params = {key: self._word(key, value)[english] for key, value in self.params.items()}
        return str(WORDS[self.code][column]).format(**params)

    @staticmethod
    def _word(key: str, value: Any) -> Sequence[Any]:
        """Return a parameter in both languages: kinds of nodes have words, events come as pairs, names are names."""
        if key in ("old", "new") and value in KINDS:
            return KINDS[value]
        return value if isinstance(value, list) else (value, value)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cases shall go where: from releases (all others when none is named) to one, some cases or all."""

    to: UUID
    froms: tuple[UUID, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    only: tuple[UUID, ...] | None = None
    organization: UUID | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A place where the case waits: the node it had, and the one that it has in the new release."""

    process: str
    node: str
    to_process: str
    to: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """What the engine says about moving one case; `outcome` is None when something stands in the way.

    The outcome holds the state on the new release and what changed: new timers and messages armed, removed ones
    disarmed; nothing is opened, closed or run. `tasks`, `timers` and `messages` are those that go on waiting under
    their ids, as the new release describes them; `readdressed` names the tasks whose post has changed.
    """

    found: tuple[Found, ...]
    outcome: Outcome | None = None
    moved: tuple[Moved, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    timers: tuple[ArmedTimer, ...] = ()
    messages: tuple[Subscription, ...] = ()
    readdressed: frozenset[UUID] = frozenset()


def verdict(found: Sequence[Found]) -> Literal["refused", "warned", "clean"]:
    """Return the verdict that follows from what was found."""
    grades = {one.grade for one in found}
    return "refused" if "refuse" in grades else "warned" if "warn" in grades else "clean"
