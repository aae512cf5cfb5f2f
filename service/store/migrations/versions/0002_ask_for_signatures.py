"""Ask for signatures before a decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = ["tenant_id", "person_id"]


def upgrade() -> None:
    op.add_column("task", sa.Column("signers", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_table(
        "signer",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_seq", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("answered_seq", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status in ('open','signed','declined','removed','closed')", name=op.f("ck_signer_status")),
        sa.CheckConstraint("(status = 'signed') = (opinion is not null)", name=op.f("ck_signer_opinion")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "task_id"], ["task.tenant_id", "task.id"], name=op.f("fk_signer_tenant_id_task_id")
        ),
        sa.ForeignKeyConstraint(KEY, ["person.tenant_id", "person.id"], name=op.f("fk_signer_tenant_id_person_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_signer")),
    )
    op.create_index("ix_signer_todo", "signer", [*KEY, "due_at", "id"], postgresql_where=sa.text("status = 'open'"))
    op.create_index(
        "ix_signer_done",
        "signer",
        [*KEY, "answered_at", "id"],
        postgresql_where=sa.text("status in ('signed','declined')"),
    )
    op.create_index(
        "ix_signer_once",
        "signer",
        ["tenant_id", "task_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("status in ('open','signed')"),
    )
    op.create_index("ix_signer_task", "signer", ["tenant_id", "task_id"])
    op.create_index("ix_signer_instance", "signer", ["tenant_id", "instance_id"])


def downgrade() -> None:
    op.drop_table("signer")
    op.drop_column("task", "signers")
