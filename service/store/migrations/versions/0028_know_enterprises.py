"""Know the enterprises of parks, and the terms of committees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    home = ["organization.tenant_id", "organization.id"]
    op.create_table(
        "enterprise",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("park", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("industry", sa.Text(), server_default="", nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("census_id", sa.Uuid()),
        *(sa.Column(name, sa.Integer()) for name in ("employees", "full_members", "probationary", "applicants")),
        *(
            sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            for name in ("union_exists", "league_exists")
        ),
        sa.Column("willing", sa.Boolean()),
        sa.Column("visited_on", sa.Date()),
        sa.Column("cluster", sa.Integer()),
        sa.Column("organization_id", sa.Uuid()),
        sa.Column("instructor_on", sa.Date()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("tenant_id", "uscc", name=op.f("uq_enterprise_tenant_id_uscc")),
        *(
            sa.ForeignKeyConstraint(["tenant_id", name], home, name=op.f(f"fk_enterprise_tenant_id_{name}"))
            for name in ("area_id", "organization_id")
        ),
    )
    op.create_index("ix_enterprise_census", "enterprise", ["tenant_id", "census_id", "cluster"])
    op.create_index("ix_enterprise_area", "enterprise", ["tenant_id", "area_id", "park"])
    op.create_table(
        "org_term",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("elected", sa.Boolean(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "organization_id", "from_on", name=op.f("pk_org_term")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organization_id"], home, name=op.f("fk_org_term_tenant_id_organization_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("org_term")
    op.drop_table("enterprise")
