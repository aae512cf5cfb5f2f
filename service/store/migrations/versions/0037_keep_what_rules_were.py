"""Keep what rules were: a row for each text of a rule pack that was released, for those of past releases, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

# What was released before has no row of its own: the first release of a process that pins the text tells when.
_PAST = r"""
insert into rule_release (tenant_id, id, pack, number, version, correction, checksum, released_at, released_by)
select tenant_id, gen_random_uuid(), pack,
       row_number() over (partition by tenant_id, pack order by at, checksum), 1, '',
       decode(checksum, 'hex'), at, by_whom
  from (select r.tenant_id, substring(f.key from '^rules/(.*)\.rules\.json$') as pack, f.value as checksum,
               min(r.created_at) as at, (array_agg(r.released_by order by r.created_at, r.id))[1] as by_whom
          from release r, jsonb_each_text(r.manifest) f where starts_with(f.key, 'rules/') group by 1, 2, 3) as past
"""


def upgrade() -> None:
    op.create_table(
        "rule_release",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("correction", sa.Text(), server_default="", nullable=False),
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rule_release")),
        sa.UniqueConstraint("tenant_id", "pack", "number", name=op.f("uq_rule_release_tenant_id_pack_number")),
    )
    op.execute(_PAST)


def downgrade() -> None:
    op.drop_table("rule_release")
