"""The sentences of messages.py by subject: code -> (Chinese, English)."""

from __future__ import annotations

from service.domain.sentences import (
    cohorts,
    door,
    engine,
    exams,
    office,
    organizations,
    roster,
    rounds,
    rules,
    stages,
    standing,
    work,
)

ALL: dict[str, tuple[str, str]] = {
    **door.SENTENCES,
    **work.SENTENCES,
    **engine.SENTENCES,
    **office.SENTENCES,
    **organizations.SENTENCES,
    **roster.SENTENCES,
    **rounds.SENTENCES,
    **rules.SENTENCES,
    **stages.SENTENCES,
    **standing.SENTENCES,
    **exams.SENTENCES,
    **cohorts.SENTENCES,
}
