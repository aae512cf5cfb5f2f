"""The board over the demo town of 4,610 people, and what is done for many, with the shipped processes at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import pytest

from service import config, wiring
from service.actions import cohort_job, operators, stretches
from service.demo.accounts import PASSWORD
from service.domain import clock, cohorts
from service.domain.people import STAGES
from service.store import database as database_module
from service.store.database import Tx
from service.store.embedded import EmbeddedPostgres
from service.store.ids import new_id
from service.web import app as web
from service.wiring import House
from tests.web.browser import Browser

Enter = Callable[[str], Browser]


@pytest.fixture(scope="module")
def house(settings: config.Settings, house: House, postgres: EmbeddedPostgres) -> Iterator[House]:
    """Give a copy of the demo town: what is done for many here shall not be counted by other modules."""
    with house.db.reading() as tx:
        name = str(tx.value("select current_database()"))
    database_module.disconnect_all()
    postgres.create_database("cohorts", name)
    urls = {"DATABASE_URL": postgres.url("cohorts", "owner"), "DATABASE_APP_URL": postgres.url("cohorts", "app")}
    secret = "test-secret-test-secret-test-secret-42"
    own = config.load({"YANGGUANG_HOME": str(settings.home), "YANGGUANG_SECRET": secret, **urls})
    built = wiring.build(own, 4, operators.names())
    with built.app.app_context():
        yield built
        built.engine.close()
        database_module.disconnect_all()
    postgres.drop_database("cohorts")


@pytest.fixture(scope="module")
def enter(house: House) -> Enter:
    """Give a function that signs an account in, once."""
    app = web.build(house)

    @lru_cache
    def sign_in(login: str) -> Browser:
        browser = Browser(app)
        assert browser.sign_in(f"demo_{login}", PASSWORD).status_code == 200, login
        return browser

    return sign_in


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give a list that every statement of a request is added to."""
    asked: list[str] = []
    for name in ("rows", "row", "value"):
        real = getattr(Tx, name)

        def counted(self: Tx, sql: str, params: Any = (), real: Any = real) -> Any:
            asked.append(sql)
            return real(self, sql, params)

        monkeypatch.setattr(Tx, name, counted)
    yield asked


def column(board: dict[str, Any], stage: str) -> dict[str, Any]:
    return next(each for each in board["columns"] if each["stage"] == stage)


def listed(browser: Browser, query: str) -> list[dict[str, Any]]:
    """Read a column to its end, page by page."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = browser.get(f"/cohorts/people?limit=100&{query}{after}").json
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&cursor={page['next']}"


def test_figures_and_lists_agree(house: House, enter: Enter) -> None:
    office = enter("town_org_office_1")
    board = office.get("/cohorts").json
    assert [each["stage"] for each in board["columns"]] == list(STAGES) and board["may_act"]
    for each in board["columns"]:
        assert each["n"] == each["overdue"] + each["soon"] + each["on_time"] + each["open"], each
        assert each["stage"] == "full_member" or ("《" not in each["rule"]["article"] and each["rule"]["text"])
    with house.db.reading() as tx:
        alive = tx.value("select count(*) from person where status = 'active' and stage = 'activist'")
    activists = column(board, "activist")
    assert activists["n"] == alive
    people = listed(office, "stage=activist")
    assert len({each["person"]["id"] for each in people}) == len(people) == activists["n"]
    assert [each["due_at"] or "9" for each in people] == sorted(each["due_at"] or "9" for each in people)
    for standing in cohorts.STANDINGS:
        assert sum(each["standing"] == standing for each in people) == activists[standing]
    late = office.get("/cohorts/people?stage=activist&standing=overdue").json
    assert late["total_capped"] == activists["overdue"]
    worst = board["bottlenecks"][0]
    assert len(listed(office, f"step={worst['step']}")) == worst["n"] >= sum(each["n"] for each in worst["top"])
    assert board["rounds"][0]["quota"] >= board["rounds"][0]["recommended"]


def home_of(secretary: Browser) -> dict[str, Any]:
    """Return the branch whose secretary somebody is."""
    posts = secretary.get("/session").json["grants"]
    found: dict[str, Any] = next(each["organization"] for each in posts if each["role"] == "branch_secretary")
    return found


def test_only_who_is_seen_is_counted(enter: Enter) -> None:
    town, branch = enter("town_org_office_1"), enter("branch_secretary_1")
    home = home_of(branch)
    mine, narrowed = branch.get("/cohorts").json, town.get(f"/cohorts?organization={home['id']}").json
    assert mine["columns"] == narrowed["columns"]
    assert {each["branch"] for each in listed(branch, "stage=applicant")} == {home["name"]}
    assert sum(each["n"] for each in mine["columns"]) < sum(each["n"] for each in town.get("/cohorts").json["columns"])
    assert not any(each["n"] for each in enter("sys_admin_1").get("/cohorts").json["columns"])
    assert not any(each["n"] for each in enter("applicant_1").get("/cohorts").json["columns"])
    other = enter("branch_secretary_2").get(f"/cohorts?organization={home['id']}").json
    assert not any(each["n"] for each in other["columns"]), "a filter never shows more"
    assert not enter("auditor_1").get("/cohorts").json["may_act"]


def test_a_year_narrows_every_column(enter: Enter) -> None:
    office = enter("town_org_office_1")
    year = office.get("/cohorts").json["year"] - 1
    board = office.get(f"/cohorts?year={year}").json
    people = listed(office, f"stage=activist&year={year}")
    assert people and {each["since"][:4] for each in people} == {str(year)}
    assert column(board, "activist")["n"] == len(people)


def test_what_a_board_and_a_list_cost(enter: Enter, count: list[str]) -> None:
    """Statements do not grow with people; the first three say who asks, which release and which calendar."""
    office = enter("town_org_office_1")
    for path, most in (("/cohorts", 7), ("/cohorts/people?stage=activist", 6), ("/cohorts/people?limit=100", 6)):
        office.get(path)  # the release is parsed once per process
        count.clear()
        assert office.get(path).status_code == 200
        assert len(count) <= most, (path, len(count), [sql[:60] for sql in count])


# --- for many --------------------------------------------------------------------------------------------------------


def carry_out(house: House, run: dict[str, Any], tenant: int = 1) -> None:
    cohort_job.work(house.db, house.engine, tenant, UUID(run["id"]))


def wish(kind: str, people: list[str], dry_run: bool = True, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "people": people, "dry_run": dry_run, **more}


OPEN = {"answers": {"entry": "register", "privacy_told": True}}


def newcomers(house: House, branch: str, n: int) -> list[str]:
    """Record applicants of a branch who have no case yet."""
    found = [str(new_id()) for _ in range(n)]
    with house.db.transaction() as tx:
        for place, person in enumerate(found):
            tx.run(
                """insert into person (tenant_id, id, name, name_pinyin, branch_id, stage, stage_since, applied_on,
                     talked_on) values (1, %s, %s, %s, %s, 'applicant', '2017-02-01', '2017-02-01', '2017-02-20')""",
                (person, f"新测{'甲乙丙丁'[place]}", f"xin{place}", branch),
            )
    return found


def test_cases_are_opened_for_many(house: House, enter: Enter) -> None:
    secretary = enter("branch_secretary_1")
    free = newcomers(house, home_of(secretary)["id"], 3)
    assert {each["person"]["id"] for each in listed(secretary, "without_case=true&stage=applicant")} == set(free)
    busy = [each["person"]["id"] for each in listed(secretary, "stage=applicant") if each["case_id"]][:1]
    foreign = [each["person"]["id"] for each in listed(enter("branch_secretary_2"), "stage=applicant")][:1]
    assert foreign
    tried = secretary.post("/cohorts/runs", wish("start", free + busy + foreign, **OPEN)).json
    assert tried["counts"]["would"] == 3 and tried["counts"]["refused"] == len(busy), tried
    assert all("一人一案" in each["text"] for each in tried["items"] if each["status"] == "refused")
    assert foreign[0] not in {each["person"]["id"] for each in tried["items"]}
    assert "第六条" in tried["items"][-1]["text"] and "入党申请人" in tried["items"][-1]["text"]

    town = enter("town_org_office_1").post("/cohorts/runs", wish("start", free, **OPEN)).json
    assert town["counts"] == {"would": 0, "refused": 3, "done": 0, "waiting": 0}
    assert "书记或者组织委员" in town["items"][0]["text"]

    run = secretary.post("/cohorts/runs", wish("start", free + busy, False, **OPEN)).json
    assert run["status"] == "running" and run["counts"]["waiting"] == 3 + len(busy)
    assert secretary.post("/cohorts/runs", wish("start", free, False, **OPEN)).json["code"] == "cohort_busy"
    stretches.one(house.db, cohort_job.job(house.engine, 1, UUID(run["id"])))  # killed after the first
    secretary.post(f"/cohorts/runs/{run['id']}/stop")
    carry_out(house, run)
    half = secretary.get(f"/cohorts/runs/{run['id']}").json
    assert half["status"] == "stopped" and half["counts"]["waiting"] == 2 + len(busy)
    secretary.post(f"/cohorts/runs/{run['id']}/continue")
    carry_out(house, run)
    carry_out(house, run)  # a job that comes twice
    done = secretary.get(f"/cohorts/runs/{run['id']}").json
    assert done["status"] == "done" and done["counts"]["done"] == 3 and done["counts"]["refused"] == len(busy)
    with house.db.reading() as tx:
        began = tx.value(
            "select count(*) from instance where process_key = %s and person_id = any(%s::uuid[])", (cohorts.CASE, free)
        )
        kept = tx.value("select answers from cohort_run where id = %s", (run["id"],))
    assert began == 3 and kept is None
    assert secretary.get("/cohorts/runs").json["items"][0]["done"] == 3
    assert enter("branch_secretary_2").get(f"/cohorts/runs/{run['id']}").status_code == 404

    began = next(each["instance_id"] for each in done["items"] if each["person"]["id"] == free[0])
    assert secretary.post(f"/instances/{began}/cancel", {"reason": "登记时选错了人。"}).status_code == 200
    again = secretary.post("/cohorts/runs", wish("start", free[:1], False, **OPEN)).json
    carry_out(house, again)
    assert secretary.get(f"/cohorts/runs/{again['id']}").json["counts"]["done"] == 1, "a cancelled case bars no new one"


def test_a_kill_in_the_middle_of_a_person_doubles_nobody(
    house: House, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary = enter("branch_secretary_3")
    (person,) = newcomers(house, home_of(secretary)["id"], 1)
    run = secretary.post("/cohorts/runs", wish("start", [person], False, **OPEN)).json

    def killed(*_: Any, **__: Any) -> None:
        raise SystemExit  # what no handler holds back

    with monkeypatch.context() as patch:
        patch.setattr("service.store.cohorts.set_item", killed)  # the case is begun, what became of it is not noted
        with pytest.raises(SystemExit):
            carry_out(house, run)
    count = "select count(*) from instance where process_key = %s and person_id = %s"
    with house.db.reading() as tx:
        assert tx.value(count, (cohorts.CASE, person)) == 0
    carry_out(house, run)
    with house.db.reading() as tx:
        assert tx.value(count, (cohorts.CASE, person)) == 1
    assert secretary.get(f"/cohorts/runs/{run['id']}").json["counts"]["done"] == 1


def test_holders_are_reminded_once_a_day(house: House, enter: Enter) -> None:
    office = enter("town_org_office_1")
    body = {"kind": "remind", "column": {"stage": "applicant", "standing": "overdue"}, "dry_run": True}
    tried = office.post("/cohorts/runs", body).json
    assert tried["total"] == column(office.get("/cohorts").json, "applicant")["overdue"] > 0
    run = office.post("/cohorts/runs", {**body, "dry_run": False}).json
    carry_out(house, run)
    done = office.get(f"/cohorts/runs/{run['id']}").json
    assert done["counts"]["done"] == tried["counts"]["would"] > 0
    assert done["counts"]["refused"] == tried["counts"]["refused"]
    with house.db.reading() as tx:
        told = tx.value("select count(*) from notice where kind = 'step_urged'")
    assert told >= done["counts"]["done"]
    again = office.post("/cohorts/runs", body).json
    assert again["counts"]["would"] == 0 and any("一天内不重复" in each["text"] for each in again["items"])


def filings(house: House) -> tuple[str, str, list[str]]:
    """Return a filing that several people wait at, and who: `process.node`, the post's organisation, people."""
    with house.db.reading() as tx:
        row = tx.row(
            """select t.process_key, t.node, t.organization_id, array_agg(i.person_id::text) as people
                 from task t join instance i on i.id = t.instance_id and i.tenant_id = t.tenant_id
                where t.status = 'open' and (t.process_key, t.node) in (select * from unnest(%s::text[], %s::text[]))
                group by 1, 2, 3 order by count(*) desc limit 1""",
            ([process for process, _ in cohorts.FILINGS], [node for _, node in cohorts.FILINGS]),
        )
    assert row is not None
    return f"{row['process_key']}.{row['node']}", str(row["organization_id"]), row["people"]


def filled(form: dict[str, Any]) -> dict[str, Any]:
    """Fill a filing in: what is given, all papers, today."""
    answers = dict(form["only"])
    for name, field in form["form"]["schema"]["properties"].items():
        if name in form["form"]["schema"]["required"] and name not in answers:
            days = field.get("format") == "date"
            papers = [each["const"] for each in field.get("items", {}).get("oneOf", [])]
            answers[name] = clock.today().isoformat() if days else papers or "区人才服务中心"
    return answers


def test_filings_are_noted_for_many(house: House, enter: Enter) -> None:
    step, _, people = filings(house)
    office = enter("town_org_office_1")
    form = office.get(f"/cohorts/form?kind=file&step={step}").json
    answers = filled(form)
    elsewhere = [
        each["person"]["id"] for each in listed(office, "stage=activist") if each["person"]["id"] not in people
    ]
    named = [*people, elsewhere[0]]
    tried = office.post("/cohorts/runs", wish("file", named, step=step, answers=answers)).json
    assert (tried["counts"]["would"], tried["counts"]["refused"]) == (len(people), 1), tried
    assert "眼下不在" in tried["items"][0]["text"] and "第八条" in tried["items"][-1]["text"]
    (field,) = form["only"]
    back = {**answers, field: "incomplete", "missing": "缺少群团组织推优材料一份。"}
    refused = office.post("/cohorts/runs", wish("file", people, step=step, answers=back))
    assert refused.status_code == 422 and "逐件" in refused.json["errors"][0]["message"]
    broken = office.post("/cohorts/runs", wish("file", people, step=step, answers={**answers, "more": 1}))
    assert broken.status_code == 422
    tomorrow = {**answers, **{k: v for k, v in answers.items() if not isinstance(v, str) or not v.startswith("20")}}
    late = {
        k: (date.today() + timedelta(days=4000)).isoformat() if str(v).startswith("20") else v
        for k, v in tomorrow.items()
    }
    run = office.post("/cohorts/runs", wish("file", people[:1], False, step=step, answers=late)).json
    carry_out(house, run)
    first = office.get(f"/cohorts/runs/{run['id']}").json
    assert first["counts"]["refused"] == 1, "what one could not file alone is not filed for many"
    run = office.post("/cohorts/runs", wish("file", named, False, step=step, answers=answers)).json
    carry_out(house, run)
    done = office.get(f"/cohorts/runs/{run['id']}").json
    assert (done["counts"]["done"], done["counts"]["refused"]) == (len(people), 1), done
    with house.db.reading() as tx:
        actors = tx.value(
            """select count(*) from task where status = 'completed' and process_key || '.' || node = %s
                 and instance_id = any(%s::uuid[]) and completed_by = %s""",
            (step, [each["instance_id"] for each in done["items"]], office.get("/session").json["person"]["id"]),
        )
    assert actors == len(people), "each stands in its own case as who did it"
    secretary = enter("branch_secretary_1").post("/cohorts/runs", wish("file", people, step=step, answers=answers))
    assert secretary.status_code == 409 or secretary.json["counts"]["would"] == 0


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("proc_admission.ut_assembly", ("支部大会讨论表决", "集体讨论表决", "第二十条")),
        ("proc_admission.ut_approve", ("党工委集体审批", "逐个表决", "第二十四条")),
        ("proc_probation_conversion.ut_assembly", ("集体讨论表决",)),
        ("proc_activist_confirmation.ut_committee_confirm", ("研究确定人选", "第八条")),
        ("proc_political_review.ut_conclusion", ("形成政审结论", "第十六条")),
        ("proc_cultivation_cycle.ut_thought_report", ("因人而异",)),
    ],
)
def test_votes_and_approvals_are_never_for_many(enter: Enter, step: str, words: tuple[str, ...]) -> None:
    for login in ("town_org_office_1", "town_committee_1", "branch_secretary_1"):
        body = {"kind": "file", "column": {"step": step}, "step": step, "answers": {}, "dry_run": False}
        for answer in (
            enter(login).post("/cohorts/runs", body),
            enter(login).get(f"/cohorts/form?kind=file&step={step}"),
        ):
            assert answer.status_code == 403
            assert all(word in answer.json["detail"] for word in words), answer.json["detail"]
