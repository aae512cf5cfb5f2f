"""The schema: bring a database to the newest migration and give the application's role its grants."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

APP_ROLE = "yangguang_app"
_HERE = Path(__file__).parent

# The application may add history but never change it; what the law lets go is erased by a function of the owner's.
_GRANTS = f"""
do $$ begin
  if exists (select 1 from pg_roles where rolname = '{APP_ROLE}') then
    grant usage on schema public to {APP_ROLE};
    grant select, insert, update, delete on all tables in schema public to {APP_ROLE};
    grant usage, select, update on all sequences in schema public to {APP_ROLE};
    grant execute on all functions in schema public to {APP_ROLE};
    revoke update, delete, truncate on history, admin_event, access_log, artifact, alembic_version from {APP_ROLE};
    revoke update, delete, truncate on access_anchor from {APP_ROLE};
    revoke update, delete, truncate on erasure from {APP_ROLE};
    revoke insert on erasure from {APP_ROLE};
    revoke insert, update, delete, truncate on anonymisation, access_archive from {APP_ROLE};
    revoke update, delete, truncate on rule_release from {APP_ROLE};
    revoke insert, update, delete on retention_rule, retention_kind from {APP_ROLE};
    revoke update, delete, truncate on sealed_text, sealed_record from {APP_ROLE};
    revoke update, delete, truncate on document, document_scan from {APP_ROLE};
    grant update (body, sealed, void_at) on document to {APP_ROLE};
    grant update (body) on document_scan to {APP_ROLE};
    revoke delete, truncate on sealed_reader from {APP_ROLE};
    grant update (body) on sealed_text, sealed_record to {APP_ROLE};
    grant update (payload) on admin_event to {APP_ROLE};
    revoke insert on alembic_version from {APP_ROLE};
  end if;
end $$
"""


def config(url: str) -> Config:
    """Return Alembic's configuration for a database address."""
    settings = Config()
    settings.set_main_option("script_location", str(_HERE / "migrations"))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def migrate(owner_url: str) -> bool:
    """Upgrade the schema and renew the grants; return whether anything was upgraded."""
    settings = config(owner_url)
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            # Two nodes that start at once must not both migrate.
            connection.execute(sa.text("select pg_advisory_xact_lock(201704)"))
            if is_current(connection):
                return False
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
            connection.execute(sa.text(_GRANTS))
            return True
    finally:
        engine.dispose()


def is_current(connection: sa.Connection) -> bool:
    """Tell whether the database stands at the newest migration."""
    head = ScriptDirectory(str(_HERE / "migrations")).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
