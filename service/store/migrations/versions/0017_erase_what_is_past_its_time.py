"""Erase payloads of history that are past their time, by one function only, and keep a certificate of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# (process, months after the end, where it is written). What has no row is kept for ever: dossiers are permanent.
RULES = (
    ("proc_points_entry", 72, "积分纪实：周期结束后 5 年"),
    ("proc_points_notice", 72, "积分通报：周期结束后 5 年"),
    ("proc_activist_training", 36, "培训签到：3 年"),
)

# The service's role may call this and change history in no other way. What it may erase is decided here, from the rule,
# the end of the case by the database's own clock, and the holds; the hash chain stays valid, because it covers salted
# digests only. One row of `erasure` says what, when, by which rule, and at which head of the chain.
FUNCTION = """
create function erase_past_its_time(the_tenant integer, the_instance uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  found public.instance;
  rule public.retention_rule;
  last timestamptz;
  erased integer;
begin
  select * into found from public.instance i where i.tenant_id = the_tenant and i.id = the_instance for update;
  if found.id is null or found.status not in ('ended', 'cancelled') or found.ended_at is null then
    return 0;
  end if;
  select * into rule from public.retention_rule r where r.process_key = found.process_key;
  -- The end that counts is the last row of the chain, which nobody can move; the service could move ended_at.
  select max(h.recorded_at) into last from public.history h
   where h.tenant_id = the_tenant and h.instance_id = the_instance;
  if rule.process_key is null or last is null or last + make_interval(months => rule.keep_months) > now() then
    return 0;
  end if;
  if exists (select 1 from public.legal_hold h where h.tenant_id = the_tenant and h.ended_at is null
              and (h.instance_id = the_instance or h.person_id = found.person_id)) then
    return 0;
  end if;
  update public.history set payload = null
   where tenant_id = the_tenant and instance_id = the_instance and payload is not null;
  get diagnostics erased = row_count;
  if erased > 0 then
    insert into public.erasure (tenant_id, instance_id, at, process_key, rule, ended_at, rows, head)
    values (the_tenant, the_instance, now(), found.process_key, rule.basis, last, erased, found.history_head);
  end if;
  return erased;
end $$;
revoke all on function erase_past_its_time(integer, uuid) from public;
create trigger erasure_is_append_only before update or delete on erasure
  for each row execute function refuse_change();
create trigger erasure_is_never_truncated before truncate on erasure execute function refuse_change();
"""


def upgrade() -> None:
    rules = op.create_table(
        "retention_rule",
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        # The law wants logs for six months; no rule goes below.
        sa.CheckConstraint("keep_months >= 6", name=op.f("ck_retention_rule_keep_months")),
        sa.PrimaryKeyConstraint("process_key", name=op.f("pk_retention_rule")),
    )
    op.bulk_insert(rules, [dict(zip(("process_key", "keep_months", "basis"), rule, strict=True)) for rule in RULES])
    op.create_table(
        "legal_hold",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(instance_id, person_id) = 1", name=op.f("ck_legal_hold_one")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_legal_hold")),
    )
    op.create_table(
        "erasure",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "instance_id", "at", name=op.f("pk_erasure")),
    )
    op.execute(FUNCTION)


def downgrade() -> None:
    op.execute("drop function erase_past_its_time(integer, uuid)")
    for table in ("erasure", "legal_hold", "retention_rule"):
        op.drop_table(table)
