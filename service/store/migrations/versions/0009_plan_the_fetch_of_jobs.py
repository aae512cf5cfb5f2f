"""Plan the fetch of jobs ourselves: walk the index in order, look each lock up by its index, take the first.

Every connection of the worker keeps the plan that it made when the queue was nearly empty. It compared every job with
every other: one fetch from a sudden backlog of 10,000 took more than ten seconds.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FETCH = "procrastinate_fetch_job_v2(character varying[], bigint)"
AVOIDED = (
    "enable_seqscan",
    "enable_bitmapscan",
    "enable_hashjoin",
    "enable_mergejoin",
    "enable_material",
    "enable_sort",
)


def upgrade() -> None:
    for kind in AVOIDED:
        op.execute(f"alter function {FETCH} set {kind} = off")


def downgrade() -> None:
    for kind in AVOIDED:
        op.execute(f"alter function {FETCH} reset {kind}")
