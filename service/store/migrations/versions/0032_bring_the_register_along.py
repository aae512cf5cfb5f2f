"""Let a sheet be the register of running cases: signed by branches, entered by a job, taken back row by row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OLD = "status in ('staged','done','undone','discarded')"
NEW = "status in ('staged','signing','entering','done','undoing','undone','discarded')"
PROGRESS = "progress in ('signed','returned','entered','refused','undone','kept')"


def upgrade() -> None:
    op.add_column("import_run", sa.Column("kind", sa.Text(), server_default="people", nullable=False))
    op.create_check_constraint(op.f("ck_import_run_kind"), "import_run", "kind in ('people','roster')")
    op.drop_constraint(op.f("ck_import_run_status"), "import_run")
    op.create_check_constraint(op.f("ck_import_run_status"), "import_run", NEW)
    op.add_column("import_row", sa.Column("warnings", JSONB()))
    op.add_column("import_row", sa.Column("branch_id", sa.Uuid()))
    op.add_column("import_row", sa.Column("progress", sa.Text()))
    op.add_column("import_row", sa.Column("found", JSONB()))
    op.add_column("import_row", sa.Column("signed_by", sa.Uuid()))
    op.add_column("import_row", sa.Column("signed_at", sa.DateTime(timezone=True)))
    op.add_column("import_row", sa.Column("instance_id", sa.Uuid()))
    op.create_check_constraint(op.f("ck_import_row_progress"), "import_row", PROGRESS)
    op.create_index("ix_import_row_branch", "import_row", ["tenant_id", "run_id", "branch_id"])
    op.create_table(
        "import_heading",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "key", name=op.f("pk_import_heading")),
    )


def downgrade() -> None:
    op.drop_table("import_heading")
    op.drop_index("ix_import_row_branch", "import_row")
    for column in ("instance_id", "signed_at", "signed_by", "found", "progress", "branch_id", "warnings"):
        op.drop_column("import_row", column)
    op.execute("delete from import_run where kind = 'roster'")
    op.drop_constraint(op.f("ck_import_run_status"), "import_run")
    op.create_check_constraint(op.f("ck_import_run_status"), "import_run", OLD)
    op.drop_column("import_run", "kind")
