"""Seal answers of class L3 and L4 in tables of their own; seal drafts and the words of objections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("sealed_text", "sealed_record"):
        op.create_table(
            table,
            sa.Column("tenant_id", sa.Integer(), nullable=False),
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("instance_id", sa.Uuid(), nullable=False),
            sa.Column("person_id", sa.Uuid(), nullable=True),
            sa.Column("title", sa.Text(), nullable=False),
            sa.Column("node", sa.Text(), nullable=True),
            sa.Column("role", sa.Text(), nullable=True),
            sa.Column("organization_id", sa.Uuid(), nullable=True),
            sa.Column("author_id", sa.Uuid(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("body", sa.LargeBinary(), nullable=True),
            sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_instance", table, ["tenant_id", "instance_id"])
    op.create_table(
        "sealed_reader",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "record_id", "person_id", "at", name=op.f("pk_sealed_reader")),
    )
    # What stands there in clear stays readable until `yangguang keys rotate` seals it: no key is at hand here.
    op.execute("alter table task alter column draft type bytea using convert_to(draft::text, 'UTF8')")
    op.execute("alter table objection alter column text type bytea using convert_to(text, 'UTF8')")


def downgrade() -> None:
    raise NotImplementedError("what is sealed cannot be opened here")
