"""Identity numbers and phones stand in clear nowhere: not in the database's files, a dump, states, jobs, logs, exports.

Canaries go in through the real doors: an import from a sheet, the person's record, forms, drafts, reasons, searches.
Then everything that is kept is searched, also as hexadecimal (a dump writes bytes so) and unpacked where it is
compressed. A harmless marker that goes in beside them proves that the search would have found them.
"""

from __future__ import annotations

import base64
import io
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import zstandard
from openpyxl import Workbook

from service.actions import passwords
from service.actions.deploy import deploy
from service.domain import imports
from service.domain.idcard import make_test_number
from service.store import sensitive
from service.store.embedded import EmbeddedPostgres
from service.store.embedded_home import programs
from service.wiring import House
from tests.conftest import TestDatabase
from tests.town import Town, person
from tests.web.browser import PASSWORD, Browser
from tests.web.test_sealed import sealing_files

BORN = date(1971, 2, 3)
NUMBERS = [make_test_number(BORN, 900 + n) for n in range(6)]
PHONES = [f"1891357246{n}" for n in range(6)]
CANARIES = [*NUMBERS, *PHONES]
WORDS = ["谈话印象试金丝雀L3第七号", "反映人试金丝雀L4第九号"]
MARKER = "harmless-marker-7731"
WHY = {"purpose": "contact", "note": "约定谈话时间"}


def forms_of(text: str) -> list[bytes]:
    """Return how a text may stand in a file: as it is, as UTF-16, in hexadecimal digits."""
    plain = text.encode()
    return [plain, text.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode()]


def found_in(name: str, content: bytes, texts: list[str]) -> list[str]:
    return [f"{name}: {text}" for text in texts if any(form in content for form in forms_of(text))]


@pytest.fixture(scope="module")
def keeper(house: House, town: Town, sign_in: Callable[..., Browser]) -> Browser:
    with house.app.app_context(), house.db.transaction() as tx:
        made = person(tx, "钱管理", town.other_branch, "full_member", ("sys_admin", town.town))
        tx.run(
            "update account set password_hash = %s where id = %s", (passwords.hash_password(PASSWORD), made.account_id)
        )
    return sign_in(made)


def import_people(keeper: Browser) -> bytes:
    """Import one person and have one refused; return the list of refused rows, which leaves the house."""
    headers = [column.zh for column in imports.COLUMNS]
    good = {"姓名": "试金丝", "性别": "女", "公民身份号码": NUMBERS[0], "手机号": PHONES[0]}
    bad = {
        "姓名": "试雀鸟",
        "性别": "女",
        "公民身份号码": NUMBERS[2],
        "手机号": PHONES[1],
        "所在党支部": "没有这个支部",
    }
    common = {"所在党支部": "后田社区第一党支部", "人员阶段": "入党申请人", "申请入党日期": "2016-03-01"}
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(headers)
    for line in (good, bad):
        sheet.append([(common | line).get(header) for header in headers])
    target = io.BytesIO()
    book.save(target)
    content = base64.b64encode(target.getvalue()).decode()
    staged = keeper.post("/admin/imports", {"file_name": "名册.xlsx", "content": content}, Idempotency_Key="import-1")
    assert (staged.status_code, staged.json["counts"]["new"], staged.json["counts"]["rejected"]) == (201, 1, 1)
    rejects = keeper.get(f"/admin/imports/{staged.json['id']}/rejects")
    done = keeper.post(f"/admin/imports/{staged.json['id']}/confirm", {"reason": "街道组织办名册核对。"})
    assert (done.status_code, done.json["status"]) == (200, "done")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(rejects.json["content"]))) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def record(house: House, town: Town) -> None:
    """Write a person's own numbers; a second person with the same one is refused, loudly, in the server's log."""
    with house.app.app_context(), house.db.transaction() as tx:
        sensitive.write(
            tx, house.sealer, town.tenant, town.applicant.person_id, id_number=NUMBERS[1], phone=PHONES[2],
            birth_date=BORN,
        )  # fmt: skip
    with pytest.raises(psycopg.errors.UniqueViolation), house.app.app_context(), house.db.transaction() as tx:
        sensitive.write(tx, house.sealer, town.tenant, town.activist.person_id, id_number=NUMBERS[1])


def write_everywhere(ann: Browser, town: Town, case: tuple[UUID, UUID]) -> None:
    """Write numbers into every kind of text there is; each is refused, and the field is named."""
    instance, task = case
    text = f"本人{NUMBERS[3]}，电话 {PHONES[3]}"
    everywhere: list[tuple[str, str, dict[str, Any], str]] = [
        ("PUT", f"/tasks/{task}/draft", {"answers": {"note": text}}, "/answers/note"),
        ("POST", f"/tasks/{task}/complete", {"answers": {"subject_line": text, "amount": 1}}, "/answers/subject_line"),
        ("POST", f"/tasks/{task}/signers", {"people": [], "text": text}, "/text"),
        ("POST", f"/instances/{instance}/cancel", {"reason": text}, "/reason"),
        ("POST", "/instances", {"process": "proc_approval", "organization": str(town.branch), "answers": {"x": text}},
         "/answers/x"),
        ("POST", f"/people/{town.applicant.person_id}/reveal", {"field": "phone", **WHY, "note": text}, "/note"),
    ]  # fmt: skip
    for at, (verb, path, body, pointer) in enumerate(everywhere):
        answer = ann.send(verb, path, body, Idempotency_Key=f"canary-{at}")
        assert answer.status_code == 422, (path, answer.text)
        assert pointer in {error["pointer"] for error in answer.json["errors"]}, path
        assert not found_in(path, answer.data, CANARIES), "what is refused is not repeated"
    done = ann.post(f"/tasks/{task}/complete", {"answers": {"subject_line": MARKER, "amount": 1, "note": MARKER}})
    assert done.status_code == 200, done.text


def write_sealed(house: House, town: Town, ann: Browser) -> None:
    """Draft and decide a step with answers of class L3 and L4, take it back, and decide it again."""
    with house.app.app_context():
        deploy(house.db, house.engine, town.tenant, sealing_files(), None)
    body = {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    made = ann.post("/instances", {**body, "person_id": str(town.applicant.person_id)}, Idempotency_Key="sealing")
    instance = made.json["instance"]["id"] if "instance" in made.json else made.json["id"]
    rows = ann.get("/tasks?box=todo").json["items"]
    task = next(row["id"] for row in rows if row["instance_id"] == instance)
    answers = {"subject_line": "谈话", "amount": 1, "note": WORDS[0], "informants": WORDS[1]}
    assert ann.send("PUT", f"/tasks/{task}/draft", {"answers": answers}).status_code == 200
    for turn in range(2):
        done = ann.post(f"/tasks/{task}/complete", {"answers": answers}, Idempotency_Key=f"sealing-{turn}")
        assert done.status_code == 200, done.text
        if turn == 0:
            back = ann.post(f"/tasks/{task}/withdraw", {"reason": "写错了，重写一次。"}, Idempotency_Key="back")
            assert back.status_code == 200, back.text
    sealed = [each for step in ann.get(f"/instances/{instance}").json["timeline"] for each in step["sealed"]]
    for each in sealed:
        shown = ann.post(f"/sealed/{each['id']}/open", {"purpose": "decide", "note": "办理本件"}, Idempotency_Key="o")
        assert shown.status_code == 200, shown.text


def look(ann: Browser, town: Town) -> None:
    """Look at values as an authorised person: they are in the answers, and in nothing that stays."""
    shown = ann.post(f"/people/{town.applicant.person_id}/reveal", {"field": "id_number", **WHY}, Idempotency_Key="see")
    assert shown.json == {"value": NUMBERS[1]}
    assert len(ann.post("/people/search", {"number": PHONES[0]}, Idempotency_Key="find").json["items"]) == 1
    for path in (f"/people?q={PHONES[4]}", f"/tasks?q={NUMBERS[4]}"):
        assert ann.get(path).status_code == 422


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def dump(database: TestDatabase) -> bytes:
    url = database.owner_url.replace("+psycopg", "")
    environment = {**os.environ, "LD_LIBRARY_PATH": str(programs() / "lib")}
    program = [str(programs() / "bin" / "pg_dump"), "--dbname", url]
    return subprocess.run(program, env=environment, check=True, capture_output=True).stdout


def unpacked(database: TestDatabase) -> Iterator[tuple[str, bytes]]:
    """Give every state that is kept, unpacked."""
    unpack = zstandard.ZstdDecompressor()
    with psycopg.connect(database.owner_url.replace("+psycopg", "")) as connection:
        for table in ("instance", "history"):
            for (blob,) in connection.execute(f"select state from {table} where state is not null"):
                yield f"{table}.state", unpack.decompress(bytes(blob)[1:], max_output_size=2**24)


def test_numbers_stand_nowhere_in_clear(
    house: House,
    town: Town,
    keeper: Browser,
    ann: Browser,
    case: tuple[UUID, UUID],
    database: TestDatabase,
    postgres: EmbeddedPostgres,
    capfd: pytest.CaptureFixture[str],
) -> None:
    export = import_people(keeper)
    record(house, town)
    write_everywhere(ann, town, case)
    write_sealed(house, town, ann)
    look(ann, town)
    said = "".join(capfd.readouterr())
    assert "/api/v1/people/<uuid:id>/reveal" in said, "the log was listened to"

    kept = [("dump", dump(database)), ("log", said.encode()), ("export", export), *unpacked(database)]
    assert found_in("", kept[0][1], [MARKER]), "a dump shows what is not sealed"
    assert any(found_in("", content, [MARKER]) for name, content in kept if name.endswith("state"))
    assert b"jobs" in kept[0][1], "jobs are part of the dump"

    with postgres._superuser() as connection:
        connection.execute("checkpoint")
    on_disk = list(files(postgres.home))
    assert any(found_in("", content, [MARKER]) for _, content in on_disk), "the files show what is not sealed"
    assert any(name.endswith("postgres.log") and b"ix_person_id_number" in content for name, content in on_disk)
    leaks = [leak for name, content in (*kept, *on_disk) for leak in found_in(name, content, [*CANARIES, *WORDS])]
    assert not leaks
