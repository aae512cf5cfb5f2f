"""Rules for all that is not kept for ever; sealed answers and objections go with their case, class L4 before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# (process, months after the end, where it is written). What has no row is kept for ever: the personal dossier.
RULES = (
    ("proc_points_period_close", 72, "积分结账：周期结束后 5 年"),
    ("proc_objection", 60, "异议处理：办结后 5 年"),
    ("proc_data_subject_request", 60, "个人信息请求：办结后 5 年"),
    ("proc_recommendation_branch", 360, "推荐会议记录：30 年"),
    ("proc_recommendation_round", 360, "集中推荐备案：30 年"),
)
KINDS = (
    ("sealed_record", 12, "单独密封的材料：个案办结后 1 年"),
    ("import_row", 6, "导入的名册：导入结束后 6 个月"),
    ("notice", 36, "通知：3 年"),
)

# As before (0017), and with the payloads go the sealed answers and the words of objections of the case.
FUNCTIONS = """
create or replace function erase_past_its_time(the_tenant integer, the_instance uuid) returns integer
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
  update public.sealed_text set body = null
   where tenant_id = the_tenant and instance_id = the_instance and body is not null;
  update public.sealed_record set body = null
   where tenant_id = the_tenant and instance_id = the_instance and body is not null;
  update public.objection set text = ''
   where tenant_id = the_tenant and instance_id = the_instance and text <> '';
  if erased > 0 then
    insert into public.erasure (tenant_id, instance_id, at, process_key, rule, ended_at, rows, head)
    values (the_tenant, the_instance, now(), found.process_key, rule.basis, last, erased, found.history_head);
  end if;
  return erased;
end $$;

-- Class L4 does not wait for its case's time: one certificate a case.
create function erase_sealed_past_its_time(the_tenant integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  rule public.retention_kind;
  due record;
  erased integer := 0;
begin
  select * into rule from public.retention_kind k where k.kind = 'sealed_record';
  if rule.kind is null then
    return 0;
  end if;
  for due in
    select s.instance_id, count(*)::integer as n, i.process_key, i.history_head, max(h.at) as last
      from public.sealed_record s
      join public.instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id
           and i.status in ('ended', 'cancelled')
      cross join lateral (select max(recorded_at) as at from public.history
                           where tenant_id = i.tenant_id and instance_id = i.id) h
     where s.tenant_id = the_tenant and s.body is not null and h.at + make_interval(months => rule.keep_months) <= now()
       and not exists (select 1 from public.legal_hold l where l.tenant_id = s.tenant_id and l.ended_at is null
                        and (l.instance_id = i.id or l.person_id = i.person_id or l.person_id = s.person_id))
     group by s.instance_id, i.process_key, i.history_head
  loop
    update public.sealed_record set body = null where tenant_id = the_tenant and instance_id = due.instance_id;
    insert into public.erasure (tenant_id, instance_id, at, process_key, rule, ended_at, rows, head)
    values (the_tenant, due.instance_id, clock_timestamp(), due.process_key, rule.basis, due.last, due.n,
            due.history_head);
    erased := erased + due.n;
  end loop;
  return erased;
end $$;
revoke all on function erase_sealed_past_its_time(integer) from public;

-- Nobody but these functions empties a sealed answer: the service seals anew, and no more.
create function refuse_emptying() returns trigger language plpgsql as $$
begin
  if new.body is null and old.body is not null and current_user = 'yangguang_app' then
    raise insufficient_privilege using message = 'sealed answers are erased by rule only';
  end if;
  return new;
end $$;
create trigger sealed_text_is_not_emptied before update on sealed_text
  for each row execute function refuse_emptying();
create trigger sealed_record_is_not_emptied before update on sealed_record
  for each row execute function refuse_emptying();
"""


def upgrade() -> None:
    kinds = op.create_table(
        "retention_kind",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("keep_months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("keep_months >= 6", name=op.f("ck_retention_kind_keep_months")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_kind")),
    )
    op.bulk_insert(kinds, [dict(zip(("kind", "keep_months", "basis"), kind, strict=True)) for kind in KINDS])
    rules = sa.table("retention_rule", *map(sa.column, ("process_key", "keep_months", "basis")))
    op.bulk_insert(rules, [dict(zip(("process_key", "keep_months", "basis"), rule, strict=True)) for rule in RULES])
    op.add_column("legal_hold", sa.Column("set_by", sa.Uuid(), nullable=True))
    op.add_column("legal_hold", sa.Column("ended_by", sa.Uuid(), nullable=True))
    op.execute(FUNCTIONS)


def downgrade() -> None:
    raise NotImplementedError("what was erased by these rules does not come back")
