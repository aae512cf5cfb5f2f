"""What is asked at each endpoint of the matrix: which prepared thing the address names, and what is sent."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from service.domain import clock
from service.domain.idcard import make_test_number
from service.store import sheets
from tests.web.browser import PASSWORD
from tests.web.cast import Cast
from tests.web.papers import PICTURE, paper_file
from tests.web.test_imports import line, sheet, upload
from tests.web.things import ASKED, WHY

Asking = Callable[[Cast], dict[str, Any]]  # what stands in the address, and `body` and `query`


def case(name: str, task: str = "task", **more: Any) -> Asking:
    """Ask about a case or a task of it."""
    return lambda cast: {"instance": cast.thing(name)["instance"], "task": cast.thing(name)[task], **more}


def one(name: str, **more: Any) -> Asking:
    """Ask about one thing."""
    return lambda cast: {"id": cast.thing(name), **more}


def _return(cast: Cast) -> dict[str, Any]:
    found = cast.thing("decided")
    return {"task": found["check"], "body": {"target": str(found["task"]), "reason": WHY}}


def _signer(cast: Cast) -> dict[str, Any]:
    found = cast.thing("asked")
    return {"task": found["check"], "signer": found["signer"], "id": found["signer"], "body": {"reason": WHY}}


def _start(cast: Cast) -> dict[str, Any]:
    town = cast.town
    where, whom = str(town.branch), str(town.applicant.person_id)
    return {"body": {"process": "proc_approval", "organization_id": where, "person_id": whom, "answers": {}}}


def _migrate(cast: Cast) -> dict[str, Any]:
    older, newer = cast.thing("releases")
    return {"body": {"to": str(newer), "from": [str(older)], "dry_run": True}}


def _differences(cast: Cast) -> dict[str, Any]:
    older, newer = cast.thing("releases")
    return {"query": f"from={older}&to={newer}"}


def _substitution(cast: Cast) -> dict[str, Any]:
    """Ask that somebody stands in for the holder: nobody but the holder and the security administrator may."""
    day = (clock.today() + timedelta(days=30)).isoformat()
    whom = str(cast.town.ben.person_id)
    body = {"principal_id": str(cast.town.ann.person_id), "substitute_id": whom, "from_on": day, "to_on": day}
    return {"body": {**body, "reason": WHY}}


def _account(cast: Cast) -> dict[str, Any]:
    return {"id": cast.people["someone"].account_id, "body": {"reason": WHY}}


def _record(cast: Cast) -> dict[str, Any]:
    """Ask that somebody new is recorded."""
    number = make_test_number(date(1988, 3, 4), secrets.randbelow(900) + 50)
    made = {"name": "魏登记", "id_number": number, "branch_id": str(cast.town.branch), "stage": "applicant"}
    return {"body": {**made, "applied_on": "2016-05-04", "reason": WHY}}


def _newcomer(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"id": cast.thing("newcomer"), "body": {"version": 1, "reason": WHY, **more}}


def _notice(_: Cast) -> dict[str, Any]:
    year = clock.today().year
    return {"year": year, "text": f"{year}-10-01,休,国庆节"}


def _sheet(_: Cast) -> dict[str, Any]:
    return {"body": upload(sheet([line(2)]))}


def _post(cast: Cast) -> dict[str, Any]:
    """Ask that somebody gets a post."""
    whom, where = str(cast.people["someone"].person_id), str(cast.town.branch)
    day = clock.today().isoformat()
    return {
        "body": {"person_id": whom, "role": "contact_person", "organization_id": where, "from_on": day, "reason": WHY}
    }


def _confirm(cast: Cast) -> dict[str, Any]:
    day = (clock.today() + timedelta(days=200)).isoformat()
    return {"id": cast.thing("post"), "body": {"review_by": day, "reason": WHY}}


def _recusal(cast: Cast) -> dict[str, Any]:
    """Ask that the holder keeps out of somebody's cases: only the holder and the security administrator may."""
    people = {"person_id": str(cast.town.ann.person_id), "other_id": str(cast.thing("newcomer"))}
    return {"body": {**people, "relation": "kin"}}


def _unit(cast: Cast, **more: Any) -> dict[str, Any]:
    """Ask for a change of an empty organisation."""
    day = clock.today().isoformat()
    return {"id": cast.thing("organization"), "body": {"version": 1, "on": day, "reason": WHY, **more}}


def _hold(cast: Cast) -> dict[str, Any]:
    """Ask to end a hold; another one stands beside it, so that the page always has something to tell."""
    with cast.house.app.app_context():
        cast.make_hold()
    return {"id": cast.thing("hold"), "body": {"reason": WHY}}


def _units(cast: Cast) -> dict[str, Any]:
    """Send a sheet with one new branch."""
    with cast.house.app.app_context(), cast.house.db.reading() as tx:
        base = tx.value("select name from organization where id = %s", (cast.town.base,))
    headers = ["组织名称", "类别", "层级", "上级组织"]
    content = sheets.write("组织", headers, [[f"表格支部{uuid4().hex[:6]}", "党支部", "党支部", base]])
    return {"content": base64.b64encode(content).decode()}


def _pair(pair: tuple[UUID, UUID], day: str) -> dict[str, Any]:
    """Name an organisation and a joint committee, and a day."""
    names = {"organization_id": str(pair[0]), "joint_id": str(pair[1])}
    return {**names, day: clock.today().isoformat(), "reason": WHY}


def _split(cast: Cast) -> dict[str, Any]:
    """Ask that somebody of the other branch gets a branch of their own."""
    town, day = cast.town, clock.today().isoformat()
    with cast.house.app.app_context(), cast.house.db.reading() as tx:
        version = tx.value("select version from organization where id = %s", (town.other_branch,))
    going = {"people": [str(cast.thing("newcomer"))], "children": [], "name": f"新支部{uuid4().hex[:6]}"}
    return {"id": town.other_branch, "body": {"version": version, "on": day, "reason": WHY, **going}}


def _found(cast: Cast) -> dict[str, Any]:
    day = clock.today().isoformat()
    made = {"parent_id": str(cast.town.base), "level": "branch", "kind": "branch", "name": f"新支部{uuid4().hex[:6]}"}
    return {"body": {**made, "on": day, "reason": WHY}}


def _hand_over(cast: Cast) -> dict[str, Any]:
    return {"id": cast.thing("post"), "body": {"person_id": str(cast.town.cleo.person_id), "reason": WHY}}


def _reader(cast: Cast) -> dict[str, Any]:
    day = (clock.today() + timedelta(days=5)).isoformat()
    whom = str(cast.people["recused"].person_id)
    return {"id": cast.thing("record"), "body": {"person_id": whom, "until": day, "reason": WHY}}


def _signers(cast: Cast) -> dict[str, Any]:
    found = cast.thing("case")
    return {"task": found["task"], "body": {"people": [str(cast.town.ben.person_id)], "text": "请看看金额。"}}


REASON: Final = {"reason": WHY}
PROOF: Final = {"current": PASSWORD}
NO_CODE: Final = {"code": "000000"}
ASKINGS: Final[dict[str, Asking]] = {
    "POST /tasks/<uuid:id>/complete": case("case", body={"answers": ASKED}),
    "PUT /tasks/<uuid:id>/draft": case("case", body={"answers": {"amount": 3}}),
    "POST /tasks/<uuid:id>/withdraw": case("decided", body=REASON),
    "GET /tasks/<uuid:id>/returns": case("decided", "check"),
    "POST /tasks/<uuid:id>/return": _return,
    "POST /tasks/<uuid:id>/release": case("claimed"),
    "POST /tasks/<uuid:id>/signers": _signers,
    "POST /tasks/<uuid:id>/signers/<uuid:signer>/remove": _signer,
    "GET /signatures/<uuid:id>": _signer,
    "POST /signatures/<uuid:id>/sign": lambda cast: {**_signer(cast), "body": {"opinion": "agree"}},
    "POST /drafts": lambda cast: {"body": {"files": [{"path": "a.bpmn", "text": "<a/>"}], "note": WHY}},
    "POST /rules/<key>/draft": lambda cast: {"body": {"kind": "correction"}},
    "POST /rules/<key>/draft/save": lambda cast: {"body": {"text": {}}},
    "POST /rules/<key>/draft/hand-in": lambda cast: {"body": {"note": WHY}},
    "POST /drafts/<uuid:id>/release": lambda cast: {"body": REASON},
    "POST /drafts/<uuid:id>/return": lambda cast: {"body": REASON},
    "POST /instances": _start,
    "POST /instances/<uuid:id>/suspend": case("case", body=REASON),
    "POST /instances/<uuid:id>/print": case("case", body={"purpose": "报送审批"}),
    "GET /logs/access": lambda cast: {"query": f"whom={cast.thing('read')}"},
    "POST /logs/access/export": lambda cast: {"body": {"purpose": "季度审计"}},
    "GET /logs/acts": lambda cast: {"query": "noun=calendar"},
    "POST /logs/acts/export": lambda cast: {"body": {"purpose": "季度审计", "noun": "calendar"}},
    "POST /instances/<uuid:id>/resume": case("suspended", body=REASON),
    "POST /instances/<uuid:id>/cancel": case("case", body=REASON),
    "GET /processes/<key>/options/<field>": lambda cast: {"query": f"organization={cast.town.branch}"},
    "GET /processes/<key>/differences": _differences,
    "POST /processes/<key>/migrations": _migrate,
    "GET /processes/<key>/migrations/<uuid:id>": one("plan"),
    "POST /processes/<key>/migrations/<uuid:id>/stop": one("plan"),
    "POST /processes/<key>/migrations/<uuid:id>/continue": one("plan"),
    "POST /processes/<key>/migrations/<uuid:id>/undo": one("plan"),
    "POST /people/<uuid:id>/reveal": lambda cast: {
        "body": {"field": "phone", "purpose": "contact", "note": "约定谈话时间"}
    },
    "GET /admin/retention": one("hold"),
    "POST /admin/retention/holds": lambda cast: {
        "body": {"case": str(cast.thing("case")["instance"]), "whole_person": False, "reason": WHY}
    },
    "POST /admin/retention/holds/<uuid:id>/end": _hold,
    "GET /documents/case/<uuid:id>": lambda cast: {"id": cast.thing("case")["instance"]},
    "POST /documents/<uuid:id>/file": one("document", body={"format": "docx"}),
    "POST /documents/<uuid:id>/scans": one(
        "document", body={"name": "签字页", "content": base64.b64encode(PICTURE).decode()}
    ),
    "POST /documents/scans/<uuid:id>/file": one("scan", body={"purpose": "decide", "note": "办理本件"}),
    "POST /documents/templates": lambda _: {
        "body": {"code": "DOC_TALK", "name": "谈话.docx", "content": base64.b64encode(paper_file()).decode()}
    },
    "GET /documents/templates/<uuid:id>": one("template"),
    "POST /documents/templates/<uuid:id>/end": one("template"),
    "GET /sealed/<uuid:id>": one("sealed"),
    "POST /sealed/<uuid:id>/open": one("sealed", body={"purpose": "decide", "note": "办理本件"}),
    "POST /sealed/<uuid:id>/readers": _reader,
    "POST /sealed/<uuid:id>/readers/end": lambda cast: {
        "id": cast.thing("record"),
        "body": {"person_id": str(cast.people["someone"].person_id), "reason": WHY},
    },
    "POST /people/search": lambda cast: {"body": {"number": "13900002468"}},
    "GET /me": one("notice"),
    "GET /me/notices": one("notice"),
    "POST /me/notices/<uuid:id>/read": one("notice"),
    "GET /cohorts/form": lambda _: {"query": "kind=file&step=proc_approval.ut_check"},
    "POST /cohorts/runs": lambda cast: {
        "body": {"kind": "remind", "people": [str(cast.town.applicant.person_id)], "dry_run": True}
    },
    "GET /cohorts/runs/<uuid:id>": one("batch"),
    "POST /cohorts/runs/<uuid:id>/continue": one("batch"),
    "POST /cohorts/runs/<uuid:id>/stop": one("batch"),
    "GET /rounds": lambda cast: {"id": cast.thing("round")},
    "GET /rounds/<uuid:id>": one("round"),
    "GET /exams": lambda cast: {"id": cast.thing("exam")},
    "GET /exams/<uuid:id>/sitting": one("exam"),
    "POST /exams/<uuid:id>/sitting": one("exam"),
    "PUT /exams/<uuid:id>/answers": one("exam", body={"device": 1, "seq": 1, "answers": []}),
    "POST /exams/<uuid:id>/submit": one("exam", body={"device": 1}),
    "GET /exams/<uuid:id>/board": one("exam"),
    "POST /exams/<uuid:id>/extend": lambda cast: {
        "id": cast.thing("exam"),
        "body": {"person_id": str(cast.people["someone"].person_id), "minutes": 5, "reason": WHY},
    },
    "POST /exams/<uuid:id>/paper": lambda cast: {
        "id": cast.thing("exam"),
        "body": {"person_id": str(cast.people["someone"].person_id)},
    },
    "POST /exams/<uuid:id>/close": one("exam"),
    "POST /exams/banks": lambda cast: {"body": {"name": "样题", "content": base64.b64encode(b"x").decode()}},
    "GET /trainings": lambda cast: {"id": cast.thing("training")},
    "GET /trainings/<uuid:id>": one("training"),
    "GET /admin/deliveries": one("delivery"),
    "POST /admin/deliveries/<uuid:id>/retry": one("delivery", body=REASON),
    "POST /admin/deliveries/<uuid:id>/skip": one("delivery", body=REASON),
    "GET /admin/incidents": case("faulted"),
    "POST /admin/faults/<uuid:id>/retry": lambda cast: {"id": cast.thing("faulted")["instance"], "body": REASON},
    "POST /admin/jobs/<int:id>/retry": one("job"),
    "POST /account/identity": lambda cast: {"body": PROOF},
    "POST /account/password": lambda cast: {"body": {"current": PASSWORD, "password": "short"}},
    "POST /account/language": lambda cast: {"body": {"language": "zh-CN"}},
    "POST /account/sessions/<uuid:id>/revoke": one("session"),
    "POST /account/factor": lambda cast: {"body": PROOF},
    "POST /account/factor/confirm": lambda cast: {"body": NO_CODE},
    "POST /account/factor/show": lambda cast: {"body": NO_CODE},
    "POST /account/tokens": lambda cast: {"body": {**PROOF, "name": "台账", "scope": "read", "days": 30}},
    "POST /account/tokens/<uuid:id>/revoke": one("token"),
    "POST /accounts": lambda cast: {
        "body": {"person_id": str(cast.thing("unknown")), "login": f"wei{secrets.token_hex(4)}", "reason": WHY}
    },
    "POST /accounts/<uuid:id>/close": one("account", body={"reason": WHY}),
    "POST /accounts/<uuid:id>/reopen": one("closed", body={"reason": WHY}),
    "POST /accounts/<uuid:id>/identity": lambda cast: {
        **_account(cast),
        "body": {"what": "subject", "named": "someone-there", "reason": WHY},
    },
    "POST /accounts/<uuid:id>/identity/remove": _account,
    "POST /accounts/<uuid:id>/password": _account,
    "POST /accounts/<uuid:id>/unlock": _account,
    "POST /accounts/<uuid:id>/factor": _account,
    "POST /accounts/<uuid:id>/sessions": _account,
    "POST /accounts/tokens/<uuid:id>/revoke": one("token"),
    "POST /admin/calendar": lambda cast: {"body": {**_notice(cast), "reason": WHY}},
    "POST /admin/calendar/preview": lambda cast: {"body": _notice(cast)},
    "POST /admin/imports": _sheet,
    "POST /admin/imports/columns": _sheet,
    "GET /admin/imports/<uuid:id>": one("import"),
    "GET /admin/imports/<uuid:id>/rejects": one("import"),
    "POST /admin/imports/<uuid:id>/confirm": one("import", body=REASON),
    "POST /admin/imports/<uuid:id>/discard": one("import"),
    "POST /admin/imports/<uuid:id>/undo": one("import", body=REASON),
    "POST /rosters": _sheet,
    "POST /tasks/<uuid:id>/attendance": case("case", body={"content": upload(sheet([line(2)]))["content"]}),
    "POST /rosters/columns": _sheet,
    "GET /rosters/<uuid:id>": one("roster"),
    "GET /rosters/<uuid:id>/rejects": one("roster"),
    "POST /rosters/<uuid:id>/discard": one("roster"),
    "POST /rosters/<uuid:id>/send": one("roster_staged"),
    "POST /rosters/<uuid:id>/sign": one("roster", body={"told": True, "ticked": [], "returned": []}),
    "POST /rosters/<uuid:id>/enter": one("roster_signed"),
    "POST /rosters/<uuid:id>/undo": one("roster_entered", body=REASON),
    "POST /register": _record,
    "GET /register/<uuid:id>": lambda cast: {"id": cast.town.applicant.person_id},
    "POST /register/<uuid:id>": lambda cast: _newcomer(cast, education="大专"),
    "POST /register/<uuid:id>/transfer": lambda cast: _newcomer(cast, branch_id=str(cast.town.branch)),
    "POST /register/search": lambda cast: {"body": {"number": "13900002468"}},
    "POST /posts": _post,
    "GET /posts/options": lambda cast: {"query": "kind=people"},
    "GET /posts/<uuid:id>/work": one("post"),
    "POST /posts/<uuid:id>/end": one("post", body=REASON),
    "POST /posts/<uuid:id>/confirm": _confirm,
    "POST /posts/<uuid:id>/hand-over": _hand_over,
    "POST /admin/affiliations": lambda cast: {"body": _pair(cast.thing("joint"), "from_on")},
    "POST /admin/affiliations/end": lambda cast: {"body": _pair(cast.thing("affiliated"), "to_on")},
    "POST /admin/organizations": _found,
    "GET /admin/organizations/<uuid:id>": one("organization"),
    "POST /admin/organizations/<uuid:id>/rename": lambda cast: _unit(cast, name="改名后的支部"),
    "POST /admin/organizations/<uuid:id>/move": lambda cast: _unit(cast, parent_id=str(cast.town.area)),
    "POST /admin/organizations/<uuid:id>/dissolve": _unit,
    "POST /admin/organizations/sheet": lambda cast: {"body": {**_units(cast), "reason": WHY}},
    "POST /admin/organizations/sheet/preview": lambda cast: {"body": _units(cast)},
    "POST /admin/organizations/sheet/rejects": lambda cast: {"body": _units(cast)},
    "POST /admin/organizations/<uuid:id>/merge": lambda cast: _unit(cast, into_id=str(cast.town.other_branch)),
    "POST /admin/organizations/<uuid:id>/merge/plan": lambda cast: {
        "id": cast.thing("organization"),
        "body": {"into_id": str(cast.town.branch)},
    },
    "POST /admin/organizations/<uuid:id>/split": _split,
    "POST /admin/organizations/<uuid:id>/split/plan": lambda cast: {
        "id": cast.town.branch,
        "body": {"people": [str(cast.town.applicant.person_id)], "children": []},
    },
    "POST /recusals": _recusal,
    "POST /recusals/<uuid:id>/lift": one("recusal", body=REASON),
    "POST /substitutions": _substitution,
    "POST /substitutions/<uuid:id>/end": one("substitution", body=REASON),
}


# Lists of one's own work and things: only the prepared thing counts there, not what came of rows before.
OF_THE_READER: Final = frozenset(
    {"tasks", "instances", "me", "account", "accounts", "posts", "substitutions", "recusals"}
)


def address(cast: Cast, row: str) -> tuple[str, str, Any, set[str]]:
    """Return verb, address and body of a row's request, and what gives the thing or the person recorded away."""
    verb, rule = row.split(" ", 1)
    asked = ASKINGS.get(row, lambda _: {})(cast)
    if rule.startswith(("/tasks", "/instances")) and "task" not in asked:
        asked |= {name: cast.thing("case")[name] for name in ("task", "instance")}
    noun = rule.split("/")[1]
    kinds = {"tasks": "task", "instances": "instance"}
    owned = {"people": cast.town.applicant.person_id, "organizations": cast.town.branch}
    row_id = asked.get(kinds.get(noun, "id"), owned.get(noun, uuid4()))
    told = {str(asked[name]) for name in ("task", "instance", "signer") if name in asked}
    told |= {str(asked["id"])} if noun == "me" and "id" in asked else set()
    told |= set() if noun in OF_THE_READER else set(cast.marks)
    path = rule.replace("<uuid:id>", str(row_id)).replace("<int:id>", str(row_id))
    path = path.replace("<uuid:signer>", str(asked.get("signer", uuid4())))
    path = path.replace("<key>", "proc_approval").replace("<field>", "none")
    path = path.replace("<old>", "cpc_dev_2014").replace("<new>", "cpc_dev_2026")
    return verb, f"{path}?{asked['query']}" if "query" in asked else path, asked.get("body"), told
