"""Keep half-year reviews, attempts to list candidates, their public notices and introducers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "activist_review",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Uuid()),
        sa.Column("recorded_by", sa.Uuid()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "turn", name=op.f("pk_activist_review")),
        sa.CheckConstraint("result in ('good', 'fair', 'weak')", name=op.f("ck_activist_review_result")),
        sa.CheckConstraint("turn > 0", name=op.f("ck_activist_review_turn")),
    )
    op.create_table(
        "candidate_attempt",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason_class", sa.Text()),
        sa.Column("not_before", sa.Date()),
        sa.Column("recorded_by", sa.Uuid()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "person_id", "instance_id", "decided_on", name=op.f("pk_candidate_attempt")
        ),
        sa.CheckConstraint("outcome in ('listed', 'not_listed')", name=op.f("ck_candidate_attempt_outcome")),
        sa.CheckConstraint(
            "(outcome = 'not_listed') = (reason_class is not null)", name=op.f("ck_candidate_attempt_reason")
        ),
    )
    op.create_table(
        "introducer",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("introducer_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "introducer_id", "from_on", name=op.f("pk_introducer")),
        sa.CheckConstraint("introducer_id <> person_id", name=op.f("ck_introducer_other")),
    )
    op.create_index("ix_introducer_of", "introducer", ["tenant_id", "introducer_id"])
    op.create_table(
        "publication",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("fields", JSONB()),
        sa.Column("taken_down_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_publication")),
        # Once it is down, what was published is gone; that it was published remains.
        sa.CheckConstraint("(fields is null) = (taken_down_at is not null)", name=op.f("ck_publication_down")),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_publication_days")),
        sa.CheckConstraint("place in ('unit', 'residence')", name=op.f("ck_publication_place")),
    )
    op.create_index("ix_publication_instance", "publication", ["tenant_id", "instance_id"])
    op.create_index("ix_publication_person", "publication", ["tenant_id", "person_id"])


def downgrade() -> None:
    for table in ("publication", "introducer", "candidate_attempt", "activist_review"):
        op.drop_table(table)
