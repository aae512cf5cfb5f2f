"""Releases of rule packs: each text a row, the past unchanged, open cases keep what they began with."""

from __future__ import annotations

import runpy
from typing import Any

import orjson
import psycopg
import pytest

from service.actions.deploy import deploy, ship
from service.domain import clock
from service.domain.errors import InvalidDefinition
from service.store import rule_packs
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.conftest import TestDatabase
from tests.domain.test_rule_packs import pack, talk
from tests.town import Town, start_case


def release(house: House, town: Town, **packs: Any) -> None:
    files = diagram_files("approval")
    files |= {f"rules/{name}.rules.json": orjson.dumps(raw, option=orjson.OPT_SORT_KEYS) for name, raw in packs.items()}
    deploy(house.db, house.engine, town.tenant, files, None)


def history(house: House, town: Town) -> list[tuple[str, int, int]]:
    with house.db.reading() as tx:
        rows = sorted(rule_packs.history(tx, town.tenant), key=lambda row: (row["released_at"], row["pack"]))
    return [(row["pack"], row["number"], row["version"]) for row in rows]


def versions(house: House, town: Town) -> int:
    with house.db.reading() as tx:
        return int(tx.value("select max(version) from release where tenant_id = %s", (town.tenant,)))


def test_a_pack_is_released_like_a_process(house: House, town: Town) -> None:
    coming = pack(id="next", effective_from="2099-01-01")
    release(house, town, law=pack(), next=coming)
    assert history(house, town) == [("law", 1, 1), ("next", 1, 1)]
    case = start_case(house, town.ann, "proc_approval", town.branch).instance_id
    released = versions(house, town)

    release(house, town, law=pack(), next=coming)
    assert (len(history(house, town)), versions(house, town)) == (2, released), "the same bytes are no release"

    release(house, town, law=pack(), next={**coming, **talk(value="P2M")})
    assert history(house, town)[2:] == [("next", 2, 1)], "what is not yet in force may change"

    with pytest.raises(InvalidDefinition) as refused:
        release(house, town, law=pack(**talk(value="P2M")), next=coming)
    assert [(each.code, each.pointer) for each in refused.value.problems] == [("rule_pack_changed", "rules/law.yaml")]
    assert "《细则》自 2017-01-01 施行" in refused.value.problems[0].message_zh
    assert (len(history(house, town)), versions(house, town)) == (3, released + 1), "nothing was written"

    corrected = pack(version=2, correction="第七条的期限抄错。", **talk(value="P2M"))
    release(house, town, law=corrected, next=coming)
    assert history(house, town)[3:] == [("law", 2, 2), ("next", 3, 1)]
    with house.db.reading() as tx:
        rows = {row["number"]: row for row in rule_packs.history(tx, town.tenant) if row["pack"] == "law"}
        texts = rule_packs.texts(tx, [row["checksum"] for row in rows.values()])
        pinned = tx.value(
            "select r.manifest ->> 'rules/law.rules.json' from instance i join release r on r.id = i.release_id"
            " where i.id = %s",
            (case,),
        )
        counted = {(row["path"], row["checksum"]): row["n"] for row in rule_packs.open_cases(tx, town.tenant)}
    assert rows[2]["correction"] == "第七条的期限抄错。" and rows[2]["released_at"] <= clock.now()
    assert texts[rows[1]["checksum"]]["rules"]["talk"]["value"] == "P1M"
    assert pinned == rows[1]["checksum"], "a case keeps the text it began with"
    assert counted["rules/law.rules.json", rows[1]["checksum"]] == 1


def test_a_used_pack_cannot_be_left_out(house: House, town: Town) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        release(house, town, next=pack(id="next", effective_from="2099-01-01"))
    assert [each.code for each in refused.value.problems] == ["rule_pack_missing"]
    release(house, town)  # files without packs say nothing about them


def test_a_pack_that_nobody_can_read_is_not_released(house: House, town: Town) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        release(house, town, bad=pack(id="bad", **talk(by="someone")))
    assert "rules → talk → by" in str(refused.value.problems[0].message_zh)


def test_a_start_leaves_alone_what_the_town_has_released(house: House, town: Town) -> None:
    """At every start comes what is shipped: an earlier text, one that may not be, and none of the town's own."""
    corrected = pack(version=5, correction="又改正一处。", **talk(value="P5WD"))
    own = pack(id="own", family="local", effective_from="2026-01-01")
    release(house, town, law=corrected, own=own, next=pack(id="next", effective_from="2099-01-01"))
    before, released = history(house, town), versions(house, town)
    shipped = diagram_files("approval")
    for text in (pack(), pack(version=4, correction="别的", **talk(value="P9D")), corrected):
        ship(house.db, house.engine, town.tenant, shipped | {"rules/law.rules.json": orjson.dumps(text)})
        assert (history(house, town), versions(house, town)) == (before, released)
    newer = {"rules/law.rules.json": orjson.dumps({**corrected, "version": 6, "correction": "新的改正。"})}
    ship(house.db, house.engine, town.tenant, shipped | newer)
    assert [row[0] for row in history(house, town)[len(before) :]] == ["law"]


def test_releases_of_before_are_told_from_what_they_pinned(house: House, town: Town, database: TestDatabase) -> None:
    """The migration's own statement, on rows of which each text was released with the first process that pins it."""
    path = "service/store/migrations/versions/0037_keep_what_rules_were.py"
    past = str(runpy.run_path(path)["_PAST"]).replace("rule_release", "pg_temp.rule_release")
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as connection:
        connection.execute("create temporary table rule_release (like public.rule_release)")
        connection.execute(past)
        told = connection.execute("select pack, number, checksum from pg_temp.rule_release order by 1, 2").fetchall()
        kept = connection.execute("select pack, number, checksum from public.rule_release order by 1, 2").fetchall()
    assert told and {row[::2] for row in told} == {row[::2] for row in kept}
    assert [row for row in told if row[0] == "law"] == [row for row in kept if row[0] == "law"]


def test_what_rules_were_cannot_be_rewritten(house: House, town: Town) -> None:
    for statement in ("update rule_release set number = 9", "delete from rule_release"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
            tx.run(statement)
