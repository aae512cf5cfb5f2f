"""Let old drafts go: what somebody began to write and left is deleted six months after its last change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kinds = sa.table("retention_kind", *map(sa.column, ("kind", "keep_months", "basis")))
    basis = "没有办完的草稿：最后一次改动后 6 个月；办结时随即删除"
    op.bulk_insert(kinds, [{"kind": "draft", "keep_months": 6, "basis": basis}])
    op.create_index("ix_task_draft", "task", ["tenant_id", "draft_by"], postgresql_where=sa.text("draft is not null"))


def downgrade() -> None:
    op.drop_index("ix_task_draft", "task")
    op.execute("delete from retention_kind where kind = 'draft'")
