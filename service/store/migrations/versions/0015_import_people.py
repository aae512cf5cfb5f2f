"""Import people: the uploaded rows, sealed where they are sensitive, before and after they are confirmed.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status in ('staged','done','undone','discarded')", name=op.f("ck_import_run_status")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_at", "import_run", ["tenant_id", "created_at"])
    op.create_table(
        "import_row",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        *(
            sa.Column(name, sa.LargeBinary(), nullable=True)
            for name in (
                "id_number",
                "id_number_index",
                "birth_date",
                "phone",
                "phone_index",
                "raw",
                "before_phone",
                "before_index",
            )
        ),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("version_before", sa.Integer(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=True),
        sa.CheckConstraint("outcome in ('new','changed','unchanged','rejected')", name=op.f("ck_import_row_outcome")),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "number", name=op.f("pk_import_row")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["import_run.tenant_id", "import_run.id"],
            name=op.f("fk_import_row_tenant_id_run_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_import_row_id", "import_row", ["tenant_id", "id"], unique=True)


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("import_run")
