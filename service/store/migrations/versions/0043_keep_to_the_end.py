"""Keep to the end: applicants who have gone are made anonymous, logs are archived and then emptied, each by rule.

What may go is decided here and not by the service, from the chains' own rows, the town's lawful clock and the holds.
Each deed leaves a certificate that nobody can write or alter: `anonymisation` for a person, `erasure` for each case,
`access_archive` for each anchored stretch of the access log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = (
    ("applicant", 24, "撤回的申请：最后一次联系后 2 年匿名，留一行登记（个人信息保护法第十九条、第四十七条）"),
    # PIPL 56: records of processing for three years at least; the Cybersecurity Law: network logs for six months.
    ("access_log", 36, "查阅登记：随时可查 3 年（个人信息保护法第五十六条；网络安全法留存不少于 6 个月）"),
    ("access_archive", 120, "查阅登记归档：满 10 年删除内容，只留校验值"),
    ("admin_act", 120, "管理日志：满 10 年删除内容，只留做了什么事和校验值"),
    ("delivery", 36, "外发记录：个案办结、发出后 3 年"),
    ("job", 12, "没有办成的后台作业：1 年（网络安全法留存不少于 6 个月）"),
)  # fmt: skip

PEOPLE = """
-- Whose application is over and came to nothing, when they were last heard of, and what holds them: the answer for the
-- page and for the erasure alike. That it is over and how, the chain of a case says (`case.closed`), and that nobody
-- became a member by it; a record that the service might change is not enough.
create function applicants_to_forget(the_tenant integer, ahead integer, the_person uuid default null)
returns table (person_id uuid, last_contact timestamptz, due_at timestamptz, held text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.id, c.last_contact, c.last_contact + make_interval(months => k.keep_months),
         case when exists (select 1 from public.legal_hold l where l.tenant_id = p.tenant_id and l.ended_at is null
                             and (l.person_id = p.id or l.instance_id in (select i.id from public.instance i
                                    where i.tenant_id = p.tenant_id and i.person_id = p.id))) then 'hold'
              when exists (select 1 from public.objection o where o.tenant_id = p.tenant_id and o.person_id = p.id
                             and o.status = 'open') then 'objection'
              when exists (select 1 from public.instance i where i.tenant_id = p.tenant_id
                             and (i.person_id = p.id or i.starter_id = p.id)
                             and i.status not in ('ended', 'cancelled')) then 'case'
              when exists (select 1 from public.role_grant g where g.tenant_id = p.tenant_id and g.person_id = p.id
                             and coalesce(g.to_on, 'infinity') >= public.lawful_now(the_tenant)::date) then 'post' end
    from public.person p
    join public.retention_kind k on k.kind = 'applicant'
   cross join lateral (
      select greatest(max(h.recorded_at), p.stage_since::timestamp at time zone 'Asia/Shanghai') as last_contact,
             bool_or(h.type = 'case.closed') as closed,
             coalesce(bool_or(s.said ->> 'outcome' = 'withdrawn'), false) as withdrew,
             coalesce(bool_or(s.said ->> 'to' in ('activist', 'development_candidate')), false) as activist,
             coalesce(bool_or(s.said ->> 'to' in ('probationary_member', 'full_member')), false) as member
        from public.instance i
        join public.history h on h.tenant_id = i.tenant_id and h.instance_id = i.id
       cross join lateral (select case when h.type in ('case.closed', 'person.advanced')
                                       then convert_from(h.payload, 'UTF8')::jsonb end as said) s
       where i.tenant_id = p.tenant_id and i.person_id = p.id) c
   where p.tenant_id = the_tenant and (the_person is null or p.id = the_person)
     and p.status = 'closed' and p.member_on is null and (p.stage = 'withdrawn' or p.activist_on is null)
     and c.closed and not c.member and (c.withdrew or not c.activist)
     and c.last_contact + make_interval(months => k.keep_months)
         <= public.lawful_now(the_tenant) + make_interval(days => ahead)
$$;
revoke all on function applicants_to_forget(integer, integer, uuid) from public;

-- What is left of a person is one line: number of the case, branch, day of the application, how and when it ended.
-- Cases with a rule of their own (an objection, a request, the ledger) keep what they say for their own time.
create function anonymise_past_its_time(the_tenant integer, the_person uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  nobody constant text := '已匿名';
  basis text;
  due record;
  each record;
  erased integer;
  found_rows integer := 0;
  found_cases integer := 0;
  its_stage text;
begin
  select p.stage into its_stage from public.person p where p.tenant_id = the_tenant and p.id = the_person for update;
  select * into due from public.applicants_to_forget(the_tenant, 0, the_person) f where f.held is null;
  if its_stage is null or due.person_id is null then
    return 0;
  end if;
  select k.basis into basis from public.retention_kind k where k.kind = 'applicant';
  for each in
    select i.id, i.process_key, i.history_head from public.instance i
     where i.tenant_id = the_tenant and i.person_id = the_person
       and not exists (select 1 from public.retention_rule r where r.process_key = i.process_key)
     order by i.id for update
  loop
    update public.history set payload = null
     where tenant_id = the_tenant and instance_id = each.id and payload is not null;
    get diagnostics erased = row_count;
    update public.sealed_text set body = null where tenant_id = the_tenant and instance_id = each.id;
    update public.sealed_record set body = null where tenant_id = the_tenant and instance_id = each.id;
    update public.document set body = null, sealed = null where tenant_id = the_tenant and instance_id = each.id;
    update public.document_scan set body = null where tenant_id = the_tenant and instance_id = each.id;
    update public.task set data = '{}', draft = null, draft_at = null, draft_by = null, returned = null
     where tenant_id = the_tenant and instance_id = each.id;
    delete from public.delivery where tenant_id = the_tenant and instance_id = each.id;
    delete from public.notice where tenant_id = the_tenant and instance_id = each.id;
    update public.instance set fault = null where tenant_id = the_tenant and id = each.id;
    if erased > 0 then
      insert into public.erasure (tenant_id, instance_id, at, process_key, rule, ended_at, rows, head)
      values (the_tenant, each.id, now(), each.process_key, basis, due.last_contact, erased, each.history_head);
      found_cases := found_cases + 1;
      found_rows := found_rows + erased;
    end if;
  end loop;
  update public.instance set subject_name = nobody where tenant_id = the_tenant and person_id = the_person;
  update public.objection o set text = '', reason = null
   where o.tenant_id = the_tenant and o.person_id = the_person and not exists (
         select 1 from public.instance i join public.retention_rule r on r.process_key = i.process_key
          where i.tenant_id = o.tenant_id and i.id = o.instance_id);
  update public.nomination set league_reason = null, reason = ''
   where tenant_id = the_tenant and person_id = the_person;
  update public.attendance set leave_class = null, certificate_no = null
   where tenant_id = the_tenant and person_id = the_person;
  update public.publication set fields = null, taken_down_at = coalesce(taken_down_at, now())
   where tenant_id = the_tenant and person_id = the_person and fields is not null;
  update public.admin_event set payload = null
   where tenant_id = the_tenant and payload is not null
     and target in (select the_person::text union all select a.id::text from public.account a
                     where a.tenant_id = the_tenant and a.person_id = the_person);
  delete from public.exam_answer a using public.exam_sitting s
   where s.tenant_id = the_tenant and s.person_id = the_person and a.tenant_id = s.tenant_id and a.sitting_id = s.id;
  update public.exam_taker set extra_reason = null where tenant_id = the_tenant and person_id = the_person;
  delete from public.import_row where tenant_id = the_tenant and person_id = the_person;
  delete from public.notice where tenant_id = the_tenant and person_id = the_person;
  delete from public.contact where tenant_id = the_tenant and person_id = the_person;
  delete from public.introducer where tenant_id = the_tenant and person_id = the_person;
  delete from public.activist_review where tenant_id = the_tenant and person_id = the_person;
  delete from public.candidate_attempt where tenant_id = the_tenant and person_id = the_person;
  delete from public.recusal where tenant_id = the_tenant and the_person in (person_id, other_id);
  delete from public.idempotency_key k using public.account a
   where a.tenant_id = the_tenant and a.person_id = the_person and k.tenant_id = a.tenant_id and k.account_id = a.id;
  delete from public.account where tenant_id = the_tenant and person_id = the_person;
  update public.person
     set name = nobody, name_pinyin = '', sex = null, birth_year = null, birth_date = null, id_number = null,
         id_number_index = null, phone = null, phone_index = null, education = null, occupation = null,
         floating = false, talked_on = null, status = 'erased', version = version + 1
   where tenant_id = the_tenant and id = the_person;
  insert into public.anonymisation (tenant_id, person_id, at, rule, stage, last_contact, cases, rows)
  values (the_tenant, the_person, now(), basis, its_stage, due.last_contact, found_cases, found_rows);
  return 1;
end $$;
revoke all on function anonymise_past_its_time(integer, uuid) from public;
create trigger anonymisation_is_append_only before update or delete on anonymisation
  for each row execute function refuse_change();
create trigger anonymisation_is_never_truncated before truncate on anonymisation execute function refuse_change();
"""

LOGS = """
-- A row of the access log goes when an archived stretch holds it, and in no other way.
create function refuse_unless_archived() returns trigger language plpgsql as $$
declare
  first uuid;
begin
  if tg_op = 'DELETE' then
    select a.after into first from access_archive a
     where a.tenant_id = old.tenant_id and a.through >= old.id order by a.through limit 1;
    if first < old.id then
      return old;
    end if;
  end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger access_log_is_append_only on access_log;
create trigger access_log_is_append_only before update or delete on access_log
  for each row execute function refuse_unless_archived();

create function only_empty_archive() returns trigger language plpgsql as $$ begin
  if new.body is not null or new.emptied_at is null or old.body is null
     or to_jsonb(new) - '{body,emptied_at}'::text[] is distinct from to_jsonb(old) - '{body,emptied_at}'::text[] then
    raise exception 'archived stretches are emptied, never changed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger access_archive_is_only_emptied before update on access_archive
  for each row execute function only_empty_archive();
create trigger access_archive_is_never_deleted before delete on access_archive
  for each row execute function refuse_change();
create trigger access_archive_is_never_truncated before truncate on access_archive execute function refuse_change();

-- Who waits for an answer: somebody whose objection or request is open.
create function people_under_way(the_tenant integer) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select o.person_id from public.objection o where o.tenant_id = the_tenant and o.status = 'open'
  union select i.person_id from public.instance i
   where i.tenant_id = the_tenant and i.status not in ('ended', 'cancelled') and i.person_id is not null
     and i.process_key in ('proc_objection', 'proc_data_subject_request', 'proc_points_correction')
$$;
revoke all on function people_under_way(integer) from public;

-- Whose rows must stay where they are: they, and whoever is held.
create function people_held(the_tenant integer) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(l.person_id, i.person_id) from public.legal_hold l
    left join public.instance i on i.tenant_id = l.tenant_id and i.id = l.instance_id
   where l.tenant_id = the_tenant and l.ended_at is null and coalesce(l.person_id, i.person_id) is not null
  union select public.people_under_way(the_tenant)
$$;
revoke all on function people_held(integer) from public;

-- Some of the anchors, in order, that are old enough themselves, each with what stands between it and the one before:
-- `due` when its youngest row is past the time, too. The answer for the page and for the archiving alike.
create function access_to_archive(the_tenant integer, ahead integer, from_seq integer, most integer)
returns table (seq integer, after uuid, through uuid, rows integer, hash bytea, until_at timestamptz, due boolean,
               held boolean)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with held as materialized (select coalesce(array_agg(h), '{}') as ids from public.people_held(the_tenant) h)
  select a.seq, a.after, a.through, a.rows, a.hash, greatest(y.last, a.at),
         coalesce(greatest(y.last, a.at) + a.period <= a.until, false), coalesce(y.held, false)
    from (select n.seq, n.through, n.rows, n.hash, n.at, k.period, k.until,
                 coalesce((select b.through from public.access_anchor b
                            where b.tenant_id = the_tenant and b.seq = n.seq - 1),
                          '00000000-0000-0000-0000-000000000000') as after
            from public.access_anchor n
           cross join (select make_interval(months => r.keep_months) as period,
                              public.lawful_now(the_tenant) + make_interval(days => ahead) as until
                         from public.retention_kind r where r.kind = 'access_log' offset 0) k
           where n.tenant_id = the_tenant and n.seq > from_seq and n.at + k.period <= k.until
             and not exists (select 1 from public.access_archive x where x.tenant_id = the_tenant and x.seq = n.seq)
           order by n.seq limit most) a
   cross join held
   -- not max(at) itself: its index would be walked through from the youngest row of all
   cross join lateral (select max(l.at + interval '0') as last,
                              bool_or(l.subject_id = any(held.ids) or l.actor_id = any(held.ids)) as held
                         from public.access_log l
                        where l.tenant_id = the_tenant and l.id > a.after and l.id <= a.through) y
$$;
revoke all on function access_to_archive(integer, integer, integer, integer) from public;

-- Archive what is due of the anchors behind one; say how many rows it was and which anchor was the last one looked at.
create function archive_access_past_its_time(the_tenant integer, from_seq integer, most integer, out archived integer,
                                             out last_seq integer)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  one record;
  n integer;
begin
  archived := 0;
  for one in select d.* from public.access_to_archive(the_tenant, 0, from_seq, most) d order by d.seq loop
    last_seq := one.seq;
    continue when one.held or not one.due;
    insert into public.access_archive (tenant_id, seq, after, through, rows, hash, from_at, until_at, body)
    select the_tenant, one.seq, one.after, one.through, one.rows, one.hash, min(l.at), one.until_at,
           jsonb_agg(to_jsonb(l) order by l.id)
      from public.access_log l
     where l.tenant_id = the_tenant and l.id > one.after and l.id <= one.through
    having count(*) = one.rows;
    -- a stretch that is not what its anchor says stays, and the check of the chain tells
    continue when not found;
    delete from public.access_log l where l.tenant_id = the_tenant and l.id > one.after and l.id <= one.through;
    get diagnostics n = row_count;
    archived := archived + n;
  end loop;
end $$;
revoke all on function archive_access_past_its_time(integer, integer, integer) from public;

create function empty_archive_past_its_time(the_tenant integer, most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  emptied integer;
  held uuid[] := array(select public.people_held(the_tenant));
  until timestamptz := public.lawful_now(the_tenant);
begin
  with due as (
    select a.seq, a.rows from public.access_archive a join public.retention_kind k on k.kind = 'access_archive'
     where a.tenant_id = the_tenant and a.body is not null
       and a.until_at + make_interval(months => k.keep_months) <= until
       and not exists (select 1 from jsonb_array_elements(a.body) e
                        where (e ->> 'subject_id')::uuid = any(held) or (e ->> 'actor_id')::uuid = any(held))
     order by a.seq limit most),
  gone as (
    update public.access_archive a set body = null, emptied_at = now() from due
     where a.tenant_id = the_tenant and a.seq = due.seq returning a.rows)
  select coalesce(sum(rows), 0) into emptied from gone;
  return emptied;
end $$;
revoke all on function empty_archive_past_its_time(integer, integer) from public;

-- What was changed before and after and why; who did what to what, and the chain, stay.
create function erase_acts_past_its_time(the_tenant integer, most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  erased integer;
begin
  update public.admin_event e set payload = null
   where e.tenant_id = the_tenant and e.seq in (
     select d.seq from public.admin_event d join public.retention_kind k on k.kind = 'admin_act'
      where d.tenant_id = the_tenant and d.payload is not null
        and d.at + make_interval(months => k.keep_months) <= public.lawful_now(the_tenant)
        and not exists (select 1 from public.people_held(the_tenant) h where d.target = h::text)
      order by d.seq limit most);
  get diagnostics erased = row_count;
  return erased;
end $$;
revoke all on function erase_acts_past_its_time(integer, integer) from public;
"""


# The two functions as they are (0042), keeping the cases of whoever waits for an answer, too.
ASKED = """
do $$
declare
  one text := pg_get_functiondef('erase_past_its_time(integer,uuid)'::regprocedure);
  all_sealed text := pg_get_functiondef('erase_sealed_past_its_time(integer)'::regprocedure);
begin
  one := replace(one, 'if exists (select 1 from public.legal_hold h',
    'if found.person_id in (select public.people_under_way(the_tenant)) or exists (select 1 from public.legal_hold h');
  all_sealed := replace(all_sealed, 'and not exists (select 1 from public.legal_hold l',
    'and not exists (select 1 from public.people_under_way(the_tenant) u where u in (i.person_id, s.person_id))
       and not exists (select 1 from public.legal_hold l');
  if position('people_under_way' in one) = 0 or position('people_under_way' in all_sealed) = 0 then
    raise exception 'the functions of 0042 are not as expected';
  end if;
  execute one;
  execute all_sealed;
end $$;
"""


def upgrade() -> None:
    kinds = sa.table("retention_kind", *map(sa.column, ("kind", "keep_months", "basis")))
    op.bulk_insert(kinds, [dict(zip(("kind", "keep_months", "basis"), kind, strict=True)) for kind in KINDS])
    op.create_index("ix_person_closed", "person", ["tenant_id", "id"], postgresql_where=sa.text("status = 'closed'"))
    op.create_table(
        "anonymisation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("last_contact", INSTANT, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", name=op.f("pk_anonymisation")),
    )
    op.create_table(
        "access_archive",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=False),
        sa.Column("through", sa.Uuid(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("body", JSONB()),
        sa.Column("archived_at", INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("emptied_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name=op.f("pk_access_archive")),
        sa.UniqueConstraint("tenant_id", "through", name=op.f("uq_access_archive_tenant_id_through")),
        sa.CheckConstraint("(body is null) = (emptied_at is not null)", name=op.f("ck_access_archive_emptied")),
    )
    op.execute(PEOPLE)
    op.execute(LOGS)
    op.execute(ASKED)


def downgrade() -> None:
    raise NotImplementedError("what was forgotten by these rules does not come back")
