"""Four eyes for processes: who draws a process does not release it (流程管理员起草，流程发布审核人发布).

The two posts exclude each other (posts.EXCLUSIVE), posts change hands, and one may hold the second a week after the
first: so it is the person that counts, not the post alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from service.domain.errors import Forbidden, Invalid, Problem
from service.domain.messages import Term
from service.domain.people import Actor

EDITOR: Final = "process_editor"
RELEASER: Final = "process_releaser"
OPEN: Final = "open"
MOST_FILES: Final = 300
_PATH: Final = re.compile(
    r"(?:[a-z0-9_-]+/){0,3}[a-z0-9_.-]+\.(?:bpmn|dmn)|forms/[A-Za-z0-9_.-]+\.json|rules/[a-z0-9_.-]+\.rules\.json"
)


def subject(paths: Iterable[str]) -> Term:
    """Return what a draft is about, for a sentence."""
    rules = all(path.startswith("rules/") for path in paths)
    return Term("规则", "rules") if rules else Term("流程", "processes")


def check_drafts(actor: Actor) -> None:
    """Refuse whoever may not hand in a draft."""
    if EDITOR not in actor.roles():
        raise Forbidden("draft_not_editor")


def check_sees(actor: Actor) -> None:
    """Refuse whoever neither drafts nor releases."""
    if not actor.roles() & {EDITOR, RELEASER}:
        raise Forbidden("draft_not_yours")


def check_decides(actor: Actor, drafted_by: UUID) -> None:
    """Refuse whoever may not release or send back a draft: no releaser, or the one who drafted it."""
    if RELEASER not in actor.roles():
        raise Forbidden("draft_not_releaser")
    if actor.person_id == drafted_by:
        raise Forbidden("draft_own")


def check_paths(paths: Iterable[str]) -> None:
    """Refuse files that are no part of a release, files given twice, and too many of them."""
    seen: set[str] = set()
    problems = []
    for at, path in enumerate(paths):
        if not _PATH.fullmatch(path) or path in seen or at >= MOST_FILES:
            problems.append(Problem(f"/files/{at}/path", "draft_path", {"path": path[:100]}))
        seen.add(path)
    if problems or not seen:
        raise Invalid(problems or [Problem("/files", "form_required")])
