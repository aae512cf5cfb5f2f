"""Rotation of the keys: everything sealed opens before, while and after, and in the end without the old key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from service import config, wiring
from service.domain.idcard import make_test_number
from service.store import database as database_module
from service.store import resealing, sensitive
from service.store.models import Model
from service.store.sealing import SealBroken, Sealer
from service.wiring import House
from tests.conftest import TestDatabase
from tests.town import TENANT, make_town

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
NUMBER, PHONE = make_test_number(date(1988, 8, 8), 21), "13900001111"
# Bytes that are no sealed value: hashes, packed states, canonical texts.
NOT_SEALED = {
    *(f"person.{column}" for column in ("id_number_index", "phone_index")),
    *(f"import_row.{column}" for column in ("id_number_index", "phone_index", "before_index")),
    *(f"{table}.{column}" for table in ("history", "admin_event") for column in ("body", "hash", "salt", "payload")),
    "access_anchor.hash", "access_archive.hash",
    "access_log.ip_hash", "erasure.head", "api_token.token_hash", "artifact.checksum", "artifact.content",
    "attempt.key",
    *(f"{table}.digest" for table in ("document", "document_scan", "document_template")),
    "document_template.content",
    "history.state", "idempotency_key.body", "idempotency_key.request_hash", "instance.history_head", "instance.state",
    "identity.value_index", "login_session.provider_session", "login_session.token_hash", "points_cycle.hash",
    "recovery_code.code_hash", "release.checksum", "rule_release.checksum",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = config.load(
        {
            "YANGGUANG_HOME": str(tmp_path_factory.mktemp("home")),
            "DATABASE_URL": database.owner_url,
            "DATABASE_APP_URL": database.app_url,
            "YANGGUANG_SECRET": "test-secret-test-secret-test-secret-42",
        }
    )
    built = wiring.build(settings, 2)
    with built.app.app_context():
        yield built
        built.engine.close()
        database_module.disconnect_all()


def test_every_sealed_column_is_renewed() -> None:
    """A new column of bytes is either named for the rotation or said to hold nothing sealed."""
    columns = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary)
    }
    renewed = {f"{place.table}.{column}" for place in resealing.PLACES for column in place.columns}
    assert not columns - renewed - NOT_SEALED
    assert not renewed - columns


def test_a_rotation(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    with house.db.transaction() as tx:
        town = make_town(tx)
        people = [who.person_id for who in (town.ann, town.ben, town.cleo, town.dora, town.applicant)]
        for at, person in enumerate(people):
            number = make_test_number(date(1988, 8, 8), 21 + 2 * at)
            sensitive.write(tx, Sealer(OLD), TENANT, person, id_number=number, phone=PHONE, birth_date=date(1988, 8, 8))
        account = town.ann.account_id
        assert account is not None
        secret = Sealer(OLD).seal("SECRET", account, "account.totp")
        tx.run("update account set totp = %s where id = %s", (secret, account))
    both = Sealer(NEW, [OLD])

    def found(sealer: Sealer) -> set[object]:
        with house.db.transaction() as tx:
            return {row["id"] for row in sensitive.find(tx, sealer, TENANT, NUMBER)}

    assert found(both) == {people[0]}, "found before it is sealed anew"
    batches = resealing.renew_all(house.db, both, both)
    assert next(batches) == ("person", 2)
    batches.close()  # cut off: two people have the new key, three the old one
    assert found(both) == {people[0]}
    assert sum(count for _, count in resealing.renew_all(house.db, both, both)) == 3 + 1
    assert sum(count for _, count in resealing.renew_all(house.db, both, both)) == 0

    alone = Sealer(NEW)
    assert found(alone) == {people[0]}
    with house.db.transaction() as tx:
        for person in people:
            assert sensitive.open_field(tx, alone, TENANT, person, "phone") == PHONE
            with pytest.raises(SealBroken):
                sensitive.open_field(tx, Sealer(OLD), TENANT, person, "phone")
        totp = bytes(tx.value("select totp from account where id = %s", (account,)))
        assert alone.open(totp, account, "account.totp") == "SECRET"


def test_a_new_secret_keeps_the_old_one_to_read(tmp_path: Path) -> None:
    given = {"YANGGUANG_HOME": str(tmp_path), "DATABASE_URL": "postgresql://x"}
    before = config.load(given)
    config.renew_secret(tmp_path)
    after = config.load(given)
    assert after.master != before.master
    assert after.old_masters == (before.master,)
    assert after.old_keys("people") == [before.key("people")]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    config.renew_secret(tmp_path)
    assert set(config.load(given).old_masters) == {before.master, after.master}
