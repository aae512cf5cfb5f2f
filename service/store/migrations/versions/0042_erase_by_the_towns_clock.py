"""Erase by the town's clock: a demo town that stands in 2017 lost in its first night what it keeps for five years.

`lawful_now` is the earlier of the two clocks, so that a moved one never erases what the real one still keeps.
"""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

FUNCTIONS = """
create function lawful_now(the_tenant integer) returns timestamptz
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select least(now(), now() + t.clock_offset) from public.tenant t where t.id = the_tenant
$$;
revoke all on function lawful_now(integer) from public;

-- The two functions as they are, asking this clock what is past its time; certificates keep the real one.
do $$
declare
  known text;
  changed text;
begin
  foreach known in array array['erase_past_its_time(integer,uuid)', 'erase_sealed_past_its_time(integer)'] loop
    changed := pg_get_functiondef(known::regprocedure);
    changed := replace(changed, 'keep_months) > now()', 'keep_months) > public.lawful_now(the_tenant)');
    changed := replace(changed, 'keep_months) <= now()', 'keep_months) <= public.lawful_now(the_tenant)');
    if position('lawful_now' in changed) = 0 then
      raise exception '% is not as expected', known;
    end if;
    execute changed;
  end loop;
end $$;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)


def downgrade() -> None:
    raise NotImplementedError("what a moved clock keeps is not erased by the real one")
