"""People from a sheet, at the door: the preview, the refused rows, confirming, taking back, and who may not."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook, load_workbook

from service.actions.deploy import deploy
from service.domain import idcard, imports
from service.domain.people import Actor
from service.store import admin_log
from service.store.ids import new_id
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.content.files import ROOT
from tests.town import Town, person, start_case
from tests.web.browser import Browser

BRANCH, OTHER = "后田社区第一党支部", "后田社区第二党支部"
HEADERS = [column.zh for column in imports.COLUMNS]
LETTER = {"name": "年度总结", "url": "https://hooks.example.cn/letters"}
WHY = {"reason": "街道组织办名册核对。"}
Line = dict[str, Any]


def number(n: int, born: date = date(1990, 3, 7)) -> str:
    return idcard.make_test_number(date(born.year + n // 1000, born.month, born.day), n)


def line(n: int, **more: Any) -> Line:
    id_number = number(n)
    return {
        "姓名": "试" + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "一二三四五六七八九十"[n // 10 % 10],
        "性别": "男" if idcard.sex(id_number) == "male" else "女",
        "公民身份号码": id_number,
        "手机号": f"139{n:08d}",
        "所在党支部": BRANCH,
        "人员阶段": "入党申请人",
        "申请入党日期": "2016-03-01",
        "学历": "本科",
        **more,
    }


def sheet(lines: list[Line], headers: list[str] = HEADERS) -> bytes:
    book = Workbook()
    book.active.append(headers)
    for each in lines:
        book.active.append([each.get(header) for header in headers])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def upload(content: bytes, **more: Any) -> dict[str, Any]:
    return {"file_name": "名册.xlsx", "content": base64.b64encode(content).decode(), **more}


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    book = load_workbook(io.BytesIO(base64.b64decode(answer.json["content"])))
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def keeper(house: House, town: Town, sign_in: Callable[..., Browser]) -> Browser:
    """Give the browser of a system administrator."""
    from service.actions import passwords
    from tests.web.browser import PASSWORD

    with house.app.app_context(), house.db.transaction() as tx:
        made: Actor = person(tx, "钱管理", town.other_branch, "full_member", ("sys_admin", town.town))
        tx.run(
            "update account set password_hash = %s where id = %s",
            (passwords.hash_password(PASSWORD), made.account_id),
        )
    return sign_in(made)


def test_five_hundred_people_with_seven_bad_rows(keeper: Browser, house: House, town: Town) -> None:
    people = [line(n) for n in range(500)]
    bad = people[7]["公民身份号码"]
    people[7]["公民身份号码"] = bad[:-1] + ("0" if bad[-1] != "0" else "1")  # the check character
    people[50]["公民身份号码"] = int(people[50]["公民身份号码"][1:].replace("X", "0"))  # kept as a number
    people[120]["所在党支部"] = "没有这个支部"
    people[200]["公民身份号码"] = people[199]["公民身份号码"]
    people[300]["申请入党日期"] = "2099-01-01"
    people[400]["性别"] = "女" if people[400]["性别"] == "男" else "男"
    people[499] |= {"姓名": None, "人员阶段": "群众"}
    began = time.monotonic()
    staged = keeper.post("/admin/imports", upload(sheet(people)))
    assert staged.status_code == 201, staged.json
    run = staged.json["id"]
    assert staged.json["counts"] == {"new": 493, "changed": 0, "unchanged": 0, "rejected": 7}
    assert [row["row"] for row in staged.json["rejected"]] == [9, 52, 122, 202, 302, 402, 501]
    reasons = " ".join(reason for row in staged.json["rejected"] for reason in row["reasons"])
    for said in (
        "末位校验",
        "末三位已丢失",
        "没有这个党支部",
        "与第 201 行重复",
        "晚于今天",
        "与身份号码不一致",
        "请填写",
    ):
        assert said in reasons
    done = keeper.post(f"/admin/imports/{run}/confirm", WHY)
    assert done.status_code == 200 and done.json["counts"]["new"] == 493, done.json
    assert time.monotonic() - began < 10
    with house.app.app_context(), house.db.reading() as tx:
        assert tx.value("select count(*) from person where name like '试%%'") == 493
        sealed = tx.row("select * from person where id_number_index = %s", (tx.sealer.index(number(3), "id_number"),))
        assert sealed is not None and sealed["branch_id"] == town.branch and sealed["birth_year"] == 1990
        assert tx.sealer.open(bytes(sealed["id_number"]), sealed["id"], "id_number") == number(3)
        assert tx.value("select count(*) from import_row where id_number is not null") == 0
        event = admin_log.page(tx, town.tenant, target=run)[0]
        assert event["kind"] == "import.confirmed"
        # in no row of the staging tables, of the log, of the repeats stands a number in clear
        for table in ("import_row", "import_run", "admin_event", "idempotency_key"):
            text = tx.value(f"select string_agg(t::text, ' ') from {table} t") or ""
            assert all(each not in text for each in (number(3), number(7), "13900000003", bad[:17]))

    # the refused rows come back masked, are mended, and go in
    taken = keeper.get(f"/admin/imports/{run}/rejects")
    back = rows_of(taken)
    assert len(back) == 8
    book = load_workbook(io.BytesIO(base64.b64decode(taken.json["content"])))
    for page in book.worksheets:  # who took it, when and what for, on each printed page
        assert "导出，用途：更正退回的行" in str(page.oddFooter.center.text)
    with house.app.app_context(), house.db.reading() as tx:
        look = tx.row("select * from access_log where target_id = %s and result = 'allowed'", (UUID(run),))
    assert look is not None and (look["purpose"], look["fields"]) == ("export", ["import_rejects"])
    assert number(120) not in str(back) and number(120)[0] + "*" * 16 + number(120)[-1] in str(back)
    mended = [dict(zip(back[0], row, strict=True)) for row in back[1:]]
    assert mended[2]["所在党支部"] == "没有这个支部" and mended[6]["人员阶段"] == "群众"  # as it was written
    mended[6]["人员阶段"] = "入党申请人"
    mended[2]["所在党支部"] = OTHER
    mended[6]["姓名"] = "试补名"
    again = keeper.post("/admin/imports", upload(sheet(mended, list(back[0]))))
    assert again.json["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 5}

    # what nobody has touched goes back
    undone = keeper.post(f"/admin/imports/{run}/undo", WHY)
    assert undone.status_code == 200 and undone.json["status"] == "undone"
    with house.app.app_context(), house.db.reading() as tx:
        assert tx.value("select count(*) from person where name like '试%%'") == 0
    assert keeper.post(f"/admin/imports/{run}/undo", WHY).status_code == 409


def test_people_on_record_change_only_where_they_may(keeper: Browser, house: House) -> None:
    first = keeper.post("/admin/imports", upload(sheet([line(n) for n in (600, 601, 602, 603, 604)]))).json["id"]
    keeper.post(f"/admin/imports/{first}/confirm", WHY)
    second = keeper.post(
        "/admin/imports",
        upload(
            sheet(
                [
                    line(600),
                    line(601, 学历="研究生", 手机号="139-1111-2222"),
                    line(602, 所在党支部=OTHER),
                    line(603, 人员阶段="入党积极分子", 确定为积极分子日期="2016-12-01"),
                    line(604, 姓名="试别人"),
                ]
            )
        ),
    )
    assert second.json["counts"] == {"new": 0, "changed": 1, "unchanged": 1, "rejected": 3}
    assert second.json["changed"][0]["fields"] == ["学历", "手机号"]
    run = second.json["id"]
    keeper.post(f"/admin/imports/{run}/confirm", WHY)
    refused = keeper.post(f"/admin/imports/{first}/undo", WHY)
    assert refused.status_code == 409 and "1 人" in refused.json["detail"]
    assert keeper.post(f"/admin/imports/{run}/undo", WHY).status_code == 200
    with house.app.app_context(), house.db.reading() as tx:
        row = tx.row("select * from person where id_number_index = %s", (tx.sealer.index(number(601), "id_number"),))
        assert row is not None and row["education"] == "本科"
        assert tx.sealer.open(bytes(row["phone"]), row["id"], "phone") == "13900000601"


def test_headings_of_other_sheets(keeper: Browser) -> None:
    other = {"姓名": "姓 名", "公民身份号码": "身份证号", "所在党支部": "单位"}
    headers = [other.get(header, header) for header in HEADERS]
    content = sheet([{other.get(key, key): value for key, value in line(700).items()}], headers)
    found = keeper.post("/admin/imports/columns", upload(content)).json
    assert {column["key"]: column["heading"] for column in found["columns"]}["id_number"] == "身份证号"
    lost = keeper.post("/admin/imports", upload(content))
    assert lost.status_code == 422 and lost.json["errors"][0]["pointer"] == "/columns/branch"
    staged = keeper.post("/admin/imports", upload(content, columns={"branch": "单位"}))
    assert staged.json["counts"]["new"] == 1
    assert keeper.post(f"/admin/imports/{staged.json['id']}/discard").json["status"] == "discarded"
    assert keeper.post(f"/admin/imports/{staged.json['id']}/confirm", WHY).status_code == 409


def test_what_is_no_sheet(keeper: Browser) -> None:
    for content in (b"", b"PK\x03\x04nonsense", b"hello", sheet([])):
        assert keeper.post("/admin/imports", upload(content)).status_code == 422
    assert keeper.post("/admin/imports", {"file_name": "x", "content": "%%%"}).status_code == 422
    assert keeper.get(f"/admin/imports/{uuid4()}").status_code == 404
    template = rows_of(keeper.get("/admin/imports/template"))
    assert imports.missing(imports.place_columns([str(name) for name in template[0]])) == []


def test_who_may_not(
    ann: Browser, auditor: Browser, keeper: Browser, sign_in: Callable[..., Browser], town: Town
) -> None:
    run = keeper.post("/admin/imports", upload(sheet([line(1)]))).json["id"]
    for browser in (ann, auditor, sign_in(town.dora), sign_in(town.applicant)):
        for path in ("", "/template", f"/{run}", f"/{run}/rejects"):
            assert browser.get(f"/admin/imports{path}").status_code == 403
        assert browser.post("/admin/imports", upload(sheet([line(800)]))).status_code == 403
        assert browser.post("/admin/imports/columns", upload(sheet([line(800)]))).status_code == 403
        for verb, body in (("confirm", WHY), ("undo", WHY), ("discard", None)):
            assert browser.post(f"/admin/imports/{run}/{verb}", body).status_code == 403


@pytest.fixture(scope="module")
def sign_in_task(house: House, town: Town) -> UUID:
    """Give ann's task to record who came to a class of four."""
    files = diagram_files("letter")
    files["letter.bpmn"] = files["letter.bpmn"].replace(b"letter_note", b"form_record_attendance")
    for kind in ("schema", "ui"):
        name = f"form_record_attendance.{kind}.json"
        files[f"forms/{name}"] = (ROOT / "forms" / name).read_bytes()
    del files["letter_caught.bpmn"]
    with house.app.app_context():
        deploy(house.db, house.engine, town.tenant, files, None)
        started = start_case(house, town.ann, "proc_letter", town.branch, LETTER)
        with house.db.transaction() as tx:
            class_id = new_id()
            tx.run(
                """insert into training_class (tenant_id, id, instance_id, organization_id, year, name, starts_on,
                     ends_on, place, hours, status)
                   values (%s, %s, %s, %s, 2017, '培训', '2017-04-06', '2017-04-08', '党校', 24, 'planned')""",
                (town.tenant, class_id, started.instance_id, town.branch),
            )
            for name in ("签甲", "签乙", "签丙", "签丁"):
                who = person(tx, name, town.branch, "activist")
                tx.run(
                    "insert into attendance (tenant_id, class_id, person_id, status) values (%s, %s, %s, 'invited')",
                    (town.tenant, class_id, who.person_id),
                )
    return started.opened[0]


def test_a_sign_in_list_fills_the_form(ann: Browser, dora: Browser, cleo: Browser, sign_in_task: UUID) -> None:
    headers = ["姓 名", "签到情况", "备注"]
    said = [("签甲", "√", None), ("签乙", "请假", "值班"), ("签丙", "病假", None), ("外人", "√", None)]
    content = sheet([dict(zip(headers, row, strict=True)) for row in said], headers)
    body, path = {"content": upload(content)["content"]}, f"/tasks/{sign_in_task}/attendance"
    read = ann.post(path, body)
    assert read.status_code == 200, read.json
    assert read.json["attended_n"] == 1 and [each["status"] for each in read.json["absences"]] == [
        "leave", "leave", "absent",
    ]  # fmt: skip
    assert [each["leave_class"] for each in read.json["absences"][:2]] == ["work", "illness"]
    assert read.json["problems"] == [{"row": 5, "text": "名册里没有“外人”。"}]
    answers = {key: read.json[key] for key in ("attended_n", "absences")}
    draft = ann.send("PUT", f"/tasks/{sign_in_task}/draft", {"answers": answers})
    assert draft.status_code == 200, "the form takes what was read"
    for browser in (dora, cleo):  # the office sees the case and does not decide; a stranger sees nothing
        assert browser.post(path, body).status_code == 404
    assert ann.post(path, {"content": upload(b"hello")["content"]}).status_code == 422
    nameless = sheet([{"签到情况": "√"}], ["签到情况"])
    assert ann.post(path, {"content": upload(nameless)["content"]}).status_code == 422
