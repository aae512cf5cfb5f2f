"""The exam at the door: a bank from a sheet, papers without keys, saving, two devices, handing in, the board."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook

from service.actions import passwords
from service.actions.deploy import deploy, read_files
from service.domain import clock, exam_sheet
from service.domain.people import Actor
from service.store import exams as store
from service.store import retention, sensitive
from service.wiring import House
from tests.town import TENANT, Town, complete_task, person, start_case
from tests.web.browser import PASSWORD, Browser

FULL = "full_member"


def bank_sheet(singles: int = 12, multiples: int = 6, judgements: int = 8) -> bytes:
    """Make a sheet of questions; the right answer to each stands in its own words."""
    book = Workbook()
    book.active.append(list(exam_sheet.HEADINGS))
    for n in range(singles):
        book.active.append(["单选", f"单选样题第 {n} 题", "对的", "不对", "不是", "没有", None, None, "A", "党章"])
    for n in range(multiples):
        book.active.append(["多选", f"多选样题第 {n} 题", "对的一", "不对", "对的二", "不是", None, None, "AC", "党章"])
    for n in range(judgements):
        book.active.append(["判断", f"判断样题第 {n} 题", None, None, None, None, None, None, "对", "党章"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def right(question: dict[str, Any]) -> list[str]:
    """Return the right answers to a question of the sheet, read off its own words."""
    if question["kind"] == "judgement":
        return ["T"]
    return sorted(option["key"] for option in question["options"] if option["text"].startswith("对的"))


def plan(bank: str, on: date, **more: Any) -> dict[str, Any]:
    return {
        "exam_name": "春季轮训上机考试", "bank_id": bank, "exam_on": on.isoformat(), "opens": "00:00",
        "exam_until": on.isoformat(), "closes": "23:59", "minutes": 60, "single_n": 10, "single_worth": 5,
        "multiple_n": 5, "multiple_worth": 4, "judgement_n": 6, "judgement_worth": 5, "pass_mark": 60, "resits": 1,
        "age_limit": 50, **more,
    }  # fmt: skip


@dataclass(frozen=True)
class Hall:
    """A town with an open exam: who keeps it, who sits it."""

    house: House
    town: Town
    admin: Actor
    warden: Actor
    keeper: Browser
    invigilator: Browser
    takers: dict[str, Browser]
    people: dict[str, Actor]
    exam: str
    case: UUID


@pytest.fixture(scope="module")
def bank(staff: tuple[Actor, Actor], sign_in: Callable[..., Browser]) -> str:
    """Give an imported bank."""
    content = base64.b64encode(bank_sheet()).decode()
    answer = sign_in(staff[0]).post("/exams/banks", {"name": "春季轮训", "content": content})
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


@pytest.fixture(scope="module")
def staff(house: House, town: Town, project: Path) -> tuple[Actor, Actor]:
    """Give a training administrator and an invigilator, and the shipped process."""
    with house.app.app_context():
        with house.db.transaction() as tx:
            made = (
                person(tx, "郝示培", town.other_branch, FULL, ("training_admin", town.town)),
                person(tx, "邵示监", town.other_branch, FULL, ("exam_invigilator", town.town)),
            )
            tx.run("update account set password_hash = %s where password_hash = '!'",
                   (passwords.hash_password(PASSWORD),))  # fmt: skip
        files = read_files(project / "bpmn", project / "forms")
        diagram = files["training/proc_exam.bpmn"]
        forms = {
            name: body
            for name, body in files.items()
            if name.startswith("forms/") and Path(name).name.split(".")[0].encode() in diagram
        }
        deploy(house.db, house.engine, TENANT, {"proc_exam.bpmn": diagram, **forms}, None)
    return made


@pytest.fixture
def hall(
    house: House, town: Town, staff: tuple[Actor, Actor], bank: str, sign_in: Callable[..., Browser]
) -> Iterator[Hall]:
    """Give a fresh open exam with three takers, one of whom is fifty today."""
    admin, warden = staff
    today = clock.today()
    with house.app.app_context():
        with house.db.transaction() as tx:
            people = {name: person(tx, name, town.branch, FULL) for name in ("齐示甲", "齐示乙", "齐示寿")}
            tx.run("update account set password_hash = %s where password_hash = '!'",
                   (passwords.hash_password(PASSWORD),))  # fmt: skip
            for name, age in (("齐示甲", 30), ("齐示乙", 49), ("齐示寿", 50)):
                born = date(today.year - age, today.month, min(today.day, 28))
                sensitive.write(tx, house.sealer, TENANT, people[name].person_id, birth_date=born)
        started = start_case(house, admin, "proc_exam", town.town, plan(bank, today))
        complete_task(house, admin, started.opened[0], {"confirmed_on": today.isoformat()})
        with house.db.reading() as tx:
            exam = str(tx.value("select id from exam where instance_id = %s", (started.instance_id,)))
    takers = {name: sign_in(actor) for name, actor in people.items()}
    keeper, invigilator = sign_in(admin), sign_in(warden)
    yield Hall(house, town, admin, warden, keeper, invigilator, takers, people, exam, started.instance_id)


def save(browser: Browser, hall: Hall, sitting: dict[str, Any], seq: int, answers: dict[int, list[str]]) -> Any:
    body = {
        "device": sitting["device"], "seq": seq,
        "answers": [{"place": place, "chosen": chosen} for place, chosen in answers.items()],
    }  # fmt: skip
    return browser.send("PUT", f"/exams/{hall.exam}/answers", body)


def begin(browser: Browser, hall: Hall) -> dict[str, Any]:
    answer = browser.post(f"/exams/{hall.exam}/sitting")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def test_from_the_first_answer_to_the_score(hall: Hall) -> None:
    one = hall.takers["齐示甲"]
    listed = {row["id"]: row for row in one.get("/exams").json["items"]}[hall.exam]
    assert listed["may_sit"] and not listed["keeper"] and listed["mode"] == "computer"
    sitting = begin(one, hall)
    assert len(sitting["questions"]) == 21 and "right" not in str(sitting) and 'answer":' not in str(sitting)
    full = {question["place"]: right(question) for question in sitting["questions"]}
    first = dict(list(full.items())[:9])
    assert save(one, hall, sitting, 1, first).status_code == 200
    assert save(one, hall, sitting, 2, {1: []}).status_code == 200, "an answer may be taken back"
    assert save(one, hall, sitting, 1, {1: first[1]}).status_code == 200, "a late repeat is heard and changes nothing"
    kept = {each["place"]: each["chosen"] for each in one.get(f"/exams/{hall.exam}/sitting").json["answers"]}
    assert kept == {**first, 1: []}
    assert save(one, hall, sitting, 3, full).status_code == 200
    done = one.post(f"/exams/{hall.exam}/submit", {"device": sitting["device"]})
    assert (done.json["score"], done.json["passed"], done.json["questions"]) == (100, True, [])
    assert save(one, hall, sitting, 4, {1: []}).json["code"] == "exam_handed_in"
    assert one.post(f"/exams/{hall.exam}/sitting").json["code"] == "exam_passed_already"


def test_another_device_goes_on_and_the_first_one_stops(hall: Hall, sign_in: Callable[..., Browser]) -> None:
    desk = hall.takers["齐示甲"]
    at_desk = begin(desk, hall)
    save(desk, hall, at_desk, 1, {1: right(at_desk["questions"][0])})
    phone = sign_in(hall.people["齐示甲"])
    at_phone = begin(phone, hall)
    assert at_phone["questions"] == at_desk["questions"], "the same paper"
    assert at_phone["answers"] == [{"place": 1, "chosen": right(at_desk["questions"][0])}]
    assert at_phone["ends_at"] == at_desk["ends_at"], "a change of device gives no time"
    assert save(desk, hall, at_desk, 2, {2: []}).json["code"] == "exam_elsewhere"
    assert save(phone, hall, at_phone, at_phone["seq"] + 1, {2: []}).status_code == 200


def test_who_does_not_pass_sits_once_more_with_another_paper(hall: Hall) -> None:
    two = hall.takers["齐示乙"]
    first = begin(two, hall)
    failed = two.post(f"/exams/{hall.exam}/submit", {"device": first["device"]}).json
    assert (failed["score"], failed["passed"], failed["may_resit"]) == (0, False, True)
    second = begin(two, hall)
    assert second["attempt"] == 2 and second["answers"] == []
    assert [q["stem"] for q in second["questions"]] != [q["stem"] for q in first["questions"]]
    two.post(f"/exams/{hall.exam}/submit", {"device": second["device"]})
    assert two.post(f"/exams/{hall.exam}/sitting").json["code"] == "exam_no_resit"


def test_what_does_not_belong_to_the_paper_is_refused(hall: Hall) -> None:
    one = hall.takers["齐示甲"]
    sitting = begin(one, hall)
    for answers in ({99: ["A"]}, {1: ["Z"]}, {1: ["A", "A"]}):
        assert save(one, hall, sitting, 1, answers).status_code == 422
    single = next(q for q in sitting["questions"] if q["kind"] == "single")
    assert save(one, hall, sitting, 1, {single["place"]: ["A", "B"]}).status_code == 422
    nobody = {"device": 1, "seq": 1, "answers": []}
    assert hall.keeper.send("PUT", f"/exams/{hall.exam}/answers", nobody).status_code == 404


def test_fifty_today_does_not_sit_and_nobody_from_outside_does(hall: Hall, sign_in: Callable[..., Browser]) -> None:
    assert hall.takers["齐示寿"].post(f"/exams/{hall.exam}/sitting").json["code"] == "exam_not_by_computer"
    outsider = sign_in(hall.town.applicant)
    assert outsider.post(f"/exams/{hall.exam}/sitting").status_code == 404
    assert outsider.get("/exams").json["items"] == []
    assert hall.keeper.post(f"/exams/{uuid4()}/sitting").status_code == 404


def test_time_is_the_services(hall: Hall) -> None:
    one = hall.takers["齐示甲"]
    sitting = begin(one, hall)
    save(one, hall, sitting, 1, {1: right(sitting["questions"][0])})
    _move(hall, timedelta(seconds=-20))
    assert save(one, hall, sitting, 2, {2: right(sitting["questions"][1])}).status_code == 200, "on its way in time"
    _move(hall, timedelta(minutes=-2))
    assert save(one, hall, sitting, 3, {3: []}).json["code"] == "exam_time_over"
    done = one.post(f"/exams/{hall.exam}/submit", {"device": sitting["device"]}).json
    worth = sum(question["worth"] for question in sitting["questions"][:2])
    assert done["score"] == worth, "what was saved in time counts, however it ended"


def _move(hall: Hall, by: timedelta) -> None:
    with hall.house.app.app_context(), hall.house.db.transaction() as tx:
        tx.run("update exam_sitting set ends_at = %s where exam_id = %s", (clock.now() + by, UUID(hall.exam)))


def test_the_board_watches_and_the_invigilator_helps(hall: Hall) -> None:
    one = hall.takers["齐示甲"]
    sitting = begin(one, hall)
    save(one, hall, sitting, 1, {1: right(sitting["questions"][0]), 2: []})
    board = hall.invigilator.get(f"/exams/{hall.exam}/board").json
    me = str(hall.people["齐示甲"].person_id)
    row = next(each for each in board["takers"] if each["person"]["id"] == me)
    assert (row["status"], row["answered"], row["places"], row["score"]) == ("sitting", 1, 21, None)
    assert "chosen" not in str(board) and "齐示寿" not in str(board)
    more = {"person_id": me, "minutes": 10, "reason": "停电重启电脑"}
    assert hall.invigilator.post(f"/exams/{hall.exam}/extend", more).status_code == 204
    assert begin(one, hall)["ends_at"] > sitting["ends_at"]
    assert hall.invigilator.post(f"/exams/{hall.exam}/extend", {**more, "minutes": 60}).status_code == 422
    assert hall.invigilator.post(f"/exams/{hall.exam}/paper", {"person_id": me}).json["code"] == "exam_begun"
    other = {"person_id": str(hall.people["齐示乙"].person_id)}
    assert hall.invigilator.post(f"/exams/{hall.exam}/paper", other).status_code == 204
    assert hall.takers["齐示乙"].post(f"/exams/{hall.exam}/sitting").json["code"] == "exam_not_by_computer"
    own = {**more, "person_id": str(hall.warden.person_id)}
    assert hall.invigilator.post(f"/exams/{hall.exam}/extend", own).status_code == 403
    for browser in (one, hall.takers["齐示乙"]):
        assert browser.get(f"/exams/{hall.exam}/board").status_code == 403
        assert browser.post(f"/exams/{hall.exam}/extend", more).status_code == 403
        assert browser.post(f"/exams/{hall.exam}/close").status_code == 403


def test_closing_scores_what_is_left_and_the_process_goes_on(hall: Hall) -> None:
    one = hall.takers["齐示甲"]
    sitting = begin(one, hall)
    save(one, hall, sitting, 1, {q["place"]: right(q) for q in sitting["questions"]})
    assert hall.invigilator.post(f"/exams/{hall.exam}/close").json["code"] == "exam_still_sitting"
    _move(hall, timedelta(minutes=-5))
    assert hall.invigilator.post(f"/exams/{hall.exam}/close").status_code == 204
    assert hall.invigilator.post(f"/exams/{hall.exam}/close").json["code"] == "exam_closed"
    assert one.get(f"/exams/{hall.exam}/sitting").json["score"] == 100, "nobody has to hand in to be scored"
    with hall.house.app.app_context(), hall.house.db.reading() as tx:
        open_ = tx.rows("select node from task where instance_id = %s and status = 'open'", (hall.case,))
    assert [row["node"] for row in open_] == ["ut_confirm_results"]


def test_a_bank_is_kept_by_version_and_says_row_by_row_what_is_no_question(
    hall: Hall, sign_in: Callable[..., Browser]
) -> None:
    content = base64.b64encode(bank_sheet(singles=3)).decode()
    hall.keeper.post("/exams/banks", {"name": "春季轮训", "content": content})
    found = [row for row in hall.keeper.get("/exams/banks").json["items"] if row["name"] == "春季轮训"]
    assert [row["version"] for row in found][:2] == [found[1]["version"] + 1, found[1]["version"]]
    book = Workbook()
    for row in (list(exam_sheet.HEADINGS), ["填空", "一二三四五", "甲", "乙"], ["单选", "没有答案的题", "甲", "乙"]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    wrong = hall.keeper.post("/exams/banks", {"name": "错的", "content": base64.b64encode(target.getvalue()).decode()})
    assert wrong.status_code == 422 and [e["pointer"] for e in wrong.json["errors"]] == ["/rows/2", "/rows/3"]
    assert hall.keeper.get("/exams/banks/template").status_code == 200
    for path in ("/exams/banks", "/exams/banks/template"):
        assert sign_in(hall.town.ann).get(path).status_code == 403
    assert hall.invigilator.post("/exams/banks", {"name": "样题", "content": content}).status_code == 403


def test_a_paper_that_the_bank_cannot_fill_is_not_planned(hall: Hall, bank: str) -> None:
    today = clock.today()
    cases = (
        ({"single_n": 40}, {"/answers/single_n", "/answers/single_worth"}),
        ({"single_worth": 4}, {"/answers/single_worth"}),
        ({"opens": "10:00", "closes": "10:30"}, {"/answers/closes"}),
        ({"bank_id": str(uuid4())}, {"/answers/bank_id"}),
    )
    for wrong, pointers in cases:
        body = {"process": "proc_exam", "organization_id": str(hall.town.town), "answers": plan(bank, today, **wrong)}
        answer = hall.keeper.post("/instances", body)
        assert answer.status_code == 422, wrong
        assert {each["pointer"] for each in answer.json["errors"]} == pointers, wrong


def test_answer_sheets_go_after_a_year_and_scores_stay(hall: Hall) -> None:
    one, two = hall.takers["齐示甲"], hall.takers["齐示乙"]
    for taker in (one, two):
        sitting = begin(taker, hall)
        save(taker, hall, sitting, 1, {1: right(sitting["questions"][0])})
        taker.post(f"/exams/{hall.exam}/submit", {"device": sitting["device"]})
    held = hall.people["齐示乙"].person_id
    count = "select count(*) from exam_answer where sitting_id in (select id from exam_sitting where exam_id = %s)"
    with hall.house.app.app_context(), hall.house.db.transaction() as tx:
        assert store.forget_answers(tx, TENANT) == 0
        tx.run("update exam set closes_at = now() - interval '13 months' where id = %s", (UUID(hall.exam),))
        retention.hold(tx, TENANT, None, held, "有异议未办结", held, clock.now())
        assert store.forget_answers(tx, TENANT) == 1, "what is held stays"
        assert tx.value(count, (UUID(hall.exam),)) == 1
        scores = tx.rows("select score from exam_sitting where exam_id = %s and score is not null", (UUID(hall.exam),))
        assert len(scores) == 2
