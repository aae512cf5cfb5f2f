"""Keep the documents of cases, their scans, and the office's templates; documents go with their case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

# As before (0022), and with the payloads go the documents of the case.
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
  update public.document set body = null, sealed = null
   where tenant_id = the_tenant and instance_id = the_instance and body is not null;
  update public.document_scan set body = null
   where tenant_id = the_tenant and instance_id = the_instance and body is not null;
  update public.objection set text = ''
   where tenant_id = the_tenant and instance_id = the_instance and text <> '';
  if erased > 0 then
    insert into public.erasure (tenant_id, instance_id, at, process_key, rule, ended_at, rows, head)
    values (the_tenant, the_instance, now(), found.process_key, rule.basis, last, erased, found.history_head);
  end if;
  return erased;
end $$;

create trigger document_is_not_emptied before update on document
  for each row execute function refuse_emptying();
create trigger document_scan_is_not_emptied before update on document_scan
  for each row execute function refuse_emptying();
"""


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.Uuid()),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("void_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_instance", "document", ["tenant_id", "instance_id", "issued_at"])
    op.create_index("ix_document_person", "document", ["tenant_id", "person_id"])
    op.create_table(
        "document_scan",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("scanned_at", INSTANT, nullable=False),
        sa.Column("scanned_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_document_scan")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["document.tenant_id", "document.id"],
            name=op.f("fk_document_scan_tenant_id_document_id"),
        ),
        sa.CheckConstraint(
            "media_type in ('application/pdf', 'image/jpeg', 'image/png')", name=op.f("ck_document_scan_media_type")
        ),
    )
    op.create_index("ix_document_scan_document", "document_scan", ["tenant_id", "document_id"])
    op.create_table(
        "document_template",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_document_template")),
    )
    op.create_index(
        "ix_document_template_code",
        "document_template",
        ["tenant_id", "code"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.execute(FUNCTIONS)


def downgrade() -> None:
    raise NotImplementedError("documents that were issued are not thrown away")
