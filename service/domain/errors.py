"""The errors that a caller can understand: one root, four kinds, few leaves.

An error carries a code and plain parameters; the sentence for people is made from them by messages.py.
Knows nothing of HTTP, of the engine or of the database: each door has its own table from kind to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from service.domain import messages


class YangguangError(Exception):
    """Something went wrong that the caller can understand."""

    default_code: ClassVar[str] = "error"

    def __init__(self, code: str | None = None, /, **params: Any) -> None:
        self.code: str = code or self.default_code
        self.params: dict[str, Any] = params
        super().__init__(self.code, params)

    def message(self, lang: str = messages.ZH) -> str:
        """Say in one sentence what happened and what to do."""
        return messages.text(self.code, lang, **self.params)

    def __str__(self) -> str:
        return f"{self.code}: {self.message(messages.EN)}"


class NotFound(YangguangError):
    """There is no such thing, or not for you."""

    default_code = "not_found"


class Forbidden(YangguangError):
    """You may not do this."""

    default_code = "forbidden"


class Conflict(YangguangError):
    """Not in the present state."""

    default_code = "conflict"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was sent, and where (a JSON pointer or an element id)."""

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    message_zh: str = ""
    message_en: str = ""

    def __post_init__(self) -> None:
        if not self.message_zh:
            object.__setattr__(self, "message_zh", messages.text(self.code, messages.ZH, **self.params))
        if not self.message_en:
            object.__setattr__(self, "message_en", messages.text(self.code, messages.EN, **self.params))

    def message(self, lang: str = messages.ZH) -> str:
        """Return the sentence in the language of the reader."""
        return self.message_en if messages.is_english(lang) else self.message_zh


class Invalid(YangguangError):
    """What you sent does not hold."""

    default_code = "invalid"

    def __init__(self, problems: Sequence[Problem] = (), code: str | None = None, /, **params: Any) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(code, **params)

    @classmethod
    def at(cls, pointer: str, code: str, /, **params: Any) -> Invalid:
        """Make the error for a single wrong field."""
        return cls([Problem(pointer, code, params)])

    def __str__(self) -> str:
        where = "; ".join(f"{problem.pointer or '/'}: {problem.message_en}" for problem in self.problems)
        return f"{super().__str__()} {where}".strip()


class SignedOut(Forbidden):
    """Nobody is signed in; the web answers 401 instead of 403."""

    default_code = "signed_out"


class TaskAlreadyCompleted(Conflict):
    """Someone has completed this task before you. Parameters: who, ago_seconds, at."""

    default_code = "task_already_completed"


class TaskNotYours(Forbidden):
    """This task is another post's. The code says which rule keeps you out (assignment.py)."""

    default_code = "task_not_yours"


class StaleVersion(Conflict):
    """You looked at an older version of this."""

    default_code = "stale_version"


class TooEarly(Conflict):
    """The law opens this step only from a later day. Parameters: earliest, article."""

    default_code = "too_early"


class DuplicateEntry(Conflict):
    """The same fact is already on record."""

    default_code = "duplicate_entry"


class InstanceEnded(Conflict):
    """This case has ended; nothing in it can be done any more."""

    default_code = "instance_ended"


class InvalidAnswers(Invalid):
    """The answers do not fit the form."""

    default_code = "invalid_answers"


class InvalidDefinition(Invalid):
    """The BPMN, DMN, form or rule pack cannot be run."""

    default_code = "invalid_definition"


class EngineFault(YangguangError):
    """The engine failed although the input was right: a defect, to be reported with its number."""

    default_code = "engine_fault"
