"""Keep what a closing counted, so that it can be recomputed; a fact of the ledger changes its mark and nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

GUARD = """
create function points_entry_stays() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'status') is distinct from (to_jsonb(old) - 'status') then
    raise exception 'entries of the points ledger are reversed, never changed' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger points_entry_stays before update on points_entry
  for each row when ((new.*) is distinct from (old.*)) execute function points_entry_stays();
"""


def upgrade() -> None:
    op.add_column("points_cycle", sa.Column("behind", postgresql.JSONB()))
    op.execute(GUARD)


def downgrade() -> None:
    op.execute("drop trigger points_entry_stays on points_entry")
    op.execute("drop function points_entry_stays()")
    op.drop_column("points_cycle", "behind")
