"""Hold exams: question banks, exams and their takers, sittings and answers; answers go after a year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TEXTS = ARRAY(sa.Text())


def _tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "exam_bank",
        _tenant(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exam_bank")),
        sa.UniqueConstraint(
            "tenant_id", "organization_id", "name", "version",
            name=op.f("uq_exam_bank_tenant_id_organization_id_name_version"),
        ),
    )  # fmt: skip
    op.create_table(
        "exam_question",
        _tenant(),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("options", JSONB(), nullable=False),
        sa.Column("answer", TEXTS, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "bank_id", "number", name=op.f("pk_exam_question")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bank_id"], ["exam_bank.tenant_id", "exam_bank.id"],
            name=op.f("fk_exam_question_tenant_id_bank_id"), ondelete="CASCADE",
        ),
        sa.CheckConstraint("kind in ('single','multiple','judgement')", name=op.f("ck_exam_question_kind")),
    )  # fmt: skip
    op.create_table(
        "exam",
        _tenant(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid()),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("blueprint", JSONB(), nullable=False),
        sa.Column("pass_mark", sa.SmallInteger(), nullable=False),
        sa.Column("resits", sa.SmallInteger(), nullable=False),
        sa.Column("age_limit", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exam")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bank_id"], ["exam_bank.tenant_id", "exam_bank.id"], name=op.f("fk_exam_tenant_id_bank_id")
        ),
        sa.CheckConstraint("status in ('planned','open','closed')", name=op.f("ck_exam_status")),
    )
    op.create_index("ix_exam_instance", "exam", ["tenant_id", "instance_id"])
    op.create_table(
        "exam_taker",
        _tenant(),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("extra_minutes", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("extra_reason", sa.Text()),
        sa.PrimaryKeyConstraint("tenant_id", "exam_id", "person_id", name=op.f("pk_exam_taker")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "exam_id"], ["exam.tenant_id", "exam.id"],
            name=op.f("fk_exam_taker_tenant_id_exam_id"), ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "mode in ('computer','paper','attendance','unknown')", name=op.f("ck_exam_taker_mode")
        ),
    )  # fmt: skip
    op.create_index("ix_exam_taker_person", "exam_taker", ["tenant_id", "person_id"])
    op.create_table(
        "exam_sitting",
        _tenant(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("paper", JSONB(), nullable=False),
        sa.Column("device", sa.Integer(), server_default="1", nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT),
        sa.Column("ended", sa.Text()),
        sa.Column("score", sa.SmallInteger()),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exam_sitting")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "exam_id", "person_id"],
            ["exam_taker.tenant_id", "exam_taker.exam_id", "exam_taker.person_id"],
            name=op.f("fk_exam_sitting_tenant_id_exam_id_person_id"), ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "tenant_id", "exam_id", "person_id", "attempt",
            name=op.f("uq_exam_sitting_tenant_id_exam_id_person_id_attempt"),
        ),
        sa.CheckConstraint("ended in ('taker','time','closed','paper')", name=op.f("ck_exam_sitting_ended")),
    )  # fmt: skip
    op.create_table(
        "exam_answer",
        _tenant(),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("chosen", TEXTS, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sitting_id", "place", name=op.f("pk_exam_answer")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sitting_id"], ["exam_sitting.tenant_id", "exam_sitting.id"],
            name=op.f("fk_exam_answer_tenant_id_sitting_id"), ondelete="CASCADE",
        ),
    )  # fmt: skip
    kinds = sa.table("retention_kind", *map(sa.column, ("kind", "keep_months", "basis")))
    rules = sa.table("retention_rule", *map(sa.column, ("process_key", "keep_months", "basis")))
    op.bulk_insert(
        kinds, [{"kind": "exam_answer", "keep_months": 12, "basis": "考试答卷：考试结束后 1 年，成绩长期保存"}]
    )
    op.bulk_insert(rules, [{"process_key": "proc_exam", "keep_months": 36, "basis": "考试安排：结束后 3 年"}])


def downgrade() -> None:
    for table in ("exam_answer", "exam_sitting", "exam_taker", "exam", "exam_question", "exam_bank"):
        op.drop_table(table)
