"""Let people stand in for each other, keep out whoever is recused, and say when a post is looked at again.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=True),
        sa.Column("node", sa.Text(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_substitution")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_substitution_tenant_id_principal_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "substitute_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_substitution_tenant_id_substitute_id_person"),
        ),
        sa.CheckConstraint("principal_id <> substitute_id", name=op.f("ck_substitution_two_people")),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_substitution_days")),
        sa.CheckConstraint("node is null or process_key is not null", name=op.f("ck_substitution_step")),
    )
    op.create_index("ix_substitution_principal", "substitution", ["tenant_id", "principal_id"])
    op.create_index(
        "ix_substitution_substitute",
        "substitution",
        ["tenant_id", "substitute_id"],
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "recusal",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recusal")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_recusal_tenant_id_person_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_recusal_tenant_id_other_id_person"),
        ),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_recusal_two_people")),
        sa.CheckConstraint("relation in ('kin', 'marriage', 'interest', 'other')", name=op.f("ck_recusal_relation")),
        sa.CheckConstraint("to_on is null or from_on <= to_on", name=op.f("ck_recusal_days")),
    )
    op.create_index(
        "ix_recusal_person", "recusal", ["tenant_id", "person_id"], postgresql_where=sa.text("ended_at is null")
    )
    op.create_index(
        "ix_recusal_other", "recusal", ["tenant_id", "other_id"], postgresql_where=sa.text("ended_at is null")
    )
    op.add_column("role_grant", sa.Column("review_by", sa.Date(), nullable=True))
    op.create_index(
        "ix_history_behalf",
        "history",
        ["tenant_id", "on_behalf_of", "recorded_at"],
        postgresql_where=sa.text("on_behalf_of is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_history_behalf", "history")
    op.drop_column("role_grant", "review_by")
    op.drop_table("recusal")
    op.drop_table("substitution")
