"""Score answer sheets: when a taker hands in, when the time is over, when the exam is closed."""

from __future__ import annotations

from datetime import datetime

from service.domain import exams as rules
from service.store import exams as store
from service.store.database import Row, Tx


def settle(tx: Tx, tenant: int, exam: Row, sitting: Row, ended: str, at: datetime) -> int:
    """Score a sitting and close it; return its score."""
    right = {q.number: q.right for q in store.as_questions(store.questions(tx, tenant, exam["bank_id"]))}
    chosen = {row["place"]: row["chosen"] for row in store.answers(tx, tenant, sitting["id"])}
    worth = rules.score(store.paper_of(sitting), right, chosen)
    store.finish(tx, tenant, sitting["id"], ended, worth, at)
    return worth


def settle_all(tx: Tx, tenant: int, exam: Row, now: datetime) -> int:
    """Close every sitting that nobody handed in; return how many."""
    open_ = store.unfinished(tx, tenant, exam["id"])
    for row in open_:
        over = row["ends_at"] <= now
        settle(tx, tenant, exam, row, "time" if over else "closed", min(row["ends_at"], now))
    return len(open_)
