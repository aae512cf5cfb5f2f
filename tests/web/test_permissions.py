"""Every endpoint has a row in the table below; one without a row fails here, so that none is added unguarded."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask

from service.wiring import House
from tests.town import Town
from tests.web.browser import API, Browser

Case = tuple[UUID, UUID]
PUBLIC = "public"

# rule -> verb -> the answer for: nobody, the owner (ann), her colleague (ben), a stranger (cleo), the auditor.
# A set where the row stands for data that the reader has or has not.
TABLE: dict[str, dict[str, tuple[object, ...]]] = {
    "/session": {"POST": (PUBLIC,), "GET": (401, 200, 200, 200, 200), "DELETE": (401, 204, 204, 204, 204)},
    "/session/code": {"POST": (PUBLIC,)},
    "/account": {"GET": (401, 200, 200, 200, 200)},
    "/account/password": {"POST": (401, 422, 422, 422, 422)},
    "/account/language": {"POST": (401, 422, 422, 422, 422)},
    "/account/sessions/<uuid:id>/revoke": {"POST": (401, 404, 404, 404, 404)},
    "/account/sessions/revoke": {"POST": (401, 204, 204, 204, 204)},
    "/account/factor": {"POST": (401, 422, 422, 422, 422)},
    "/account/factor/confirm": {"POST": (401, 422, 422, 422, 422)},
    "/account/factor/show": {"POST": (401, 422, 422, 422, 422)},
    "/account/factor/codes": {"POST": (401, 409, 409, 409, 409)},
    "/account/factor/off": {"POST": (401, 204, 204, 204, 204)},
    "/account/tokens": {"POST": (401, 422, 422, 422, 422)},
    "/account/tokens/<uuid:id>/revoke": {"POST": (401, 404, 404, 404, 404)},
    "/accounts/<uuid:id>/password": {"POST": (401, 403, 403, 403, 403)},
    "/accounts/<uuid:id>/unlock": {"POST": (401, 403, 403, 403, 403)},
    "/accounts/<uuid:id>/factor": {"POST": (401, 403, 403, 403, 403)},
    "/accounts/<uuid:id>/sessions": {"POST": (401, 403, 403, 403, 403)},
    "/accounts/tokens": {"GET": (401, 403, 403, 403, 403)},
    "/accounts/tokens/<uuid:id>/revoke": {"POST": (401, 403, 403, 403, 403)},
    "/session/demo": {"GET": (PUBLIC,)},
    "/tasks": {"GET": (401, 200, 200, 200, 200)},
    "/substitutions": {"GET": (401, 200, 200, 200, 200), "POST": (401, 422, 422, 422, 422)},
    "/substitutions/<uuid:id>/end": {"POST": (401, 404, 404, 404, 404)},
    "/substitutions/options": {"GET": (401, 200, 200, 200, 200)},
    "/substitutions/all": {"GET": (401, 403, 403, 403, 403)},
    "/recusals": {"GET": (401, 200, 200, 200, 200), "POST": (401, 422, 422, 422, 422)},
    "/recusals/<uuid:id>/lift": {"POST": (401, 422, 422, 422, 422)},
    "/recusals/options": {"GET": (401, 200, 200, 200, 200)},
    "/recusals/all": {"GET": (401, 403, 403, 403, 403)},
    "/posts": {"GET": (401, 403, 403, 403, 403), "POST": (401, 422, 422, 422, 422)},
    "/posts/options": {"GET": (401, 422, 422, 422, 422)},
    "/posts/<uuid:id>/work": {"GET": (401, 403, 403, 403, 403)},
    **{f"/posts/<uuid:id>/{verb}": {"POST": (401, 403, 403, 403, 403)} for verb in ("end", "confirm", "hand-over")},
    "/tasks/<uuid:id>": {"GET": (401, 200, 200, 404, 200)},
    "/tasks/<uuid:id>/options/<field>": {"GET": (401, 404, 404, 404, 404)},
    "/tasks/<uuid:id>/complete": {"POST": (401, 422, 403, 403, 403)},
    "/tasks/<uuid:id>/withdraw": {"POST": (401, 409, 404, 404, 404)},
    "/tasks/<uuid:id>/returns": {"GET": (401, 200, 403, 404, 403)},
    "/tasks/<uuid:id>/return": {"POST": (401, 404, 403, 404, 403)},
    "/tasks/<uuid:id>/claim": {"POST": (401, 200, 403, 403, 403)},
    "/tasks/<uuid:id>/release": {"POST": (401, 403, 403, 403, 403)},
    "/tasks/<uuid:id>/draft": {"PUT": (401, 200, 403, 403, 403)},
    "/tasks/<uuid:id>/signers": {"POST": (401, 422, 403, 403, 403)},
    "/tasks/<uuid:id>/signers/options": {"GET": (401, 200, 404, 404, 404)},
    "/tasks/<uuid:id>/signers/<uuid:signer>/remove": {"POST": (401, 404, 403, 403, 403)},
    "/signatures/<uuid:id>": {"GET": (401, 404, 404, 404, 404)},
    "/signatures/<uuid:id>/sign": {"POST": (401, 404, 404, 404, 404)},
    "/processes": {"GET": (401, 200, 200, 200, 200)},
    "/processes/<key>/options/<field>": {"GET": (401, 200, 200, 200, 200)},
    "/processes/releases": {"GET": (401, 403, 403, 403, 403)},
    "/processes/<key>/differences": {"GET": (401, 403, 403, 403, 403)},
    "/processes/<key>/migrations": {"GET": (401, 403, 403, 403, 403), "POST": (401, 403, 403, 403, 403)},
    "/processes/<key>/migrations/<uuid:id>": {"GET": (401, 403, 403, 403, 403)},
    **{
        f"/processes/<key>/migrations/<uuid:id>/{verb}": {"POST": (401, 403, 403, 403, 403)}
        for verb in ("stop", "continue", "undo")
    },
    "/instances": {"GET": (401, 200, 200, 200, 200), "POST": (401, 201, 403, 403, 403)},
    "/instances/<uuid:id>": {"GET": (401, 200, 200, 404, 200)},
    "/instances/<uuid:id>/history": {"GET": (401, 200, 200, 404, 200)},
    "/instances/<uuid:id>/diagram": {"GET": (401, 200, 200, 404, 200)},
    "/instances/<uuid:id>/verify": {"GET": (401, 200, 200, 404, 200)},
    "/instances/<uuid:id>/suspend": {"POST": (401, 200, 403, 404, 403)},
    "/instances/<uuid:id>/resume": {"POST": (401, 409, 403, 404, 403)},
    "/instances/<uuid:id>/cancel": {"POST": (401, 200, 403, 404, 403)},
    "/people": {"GET": (401, 200, 200, 200, 200)},
    "/people/<uuid:id>": {"GET": (401, 200, 200, 404, 200)},
    "/people/<uuid:id>/reveal": {"POST": (401, 422, 422, 404, 403)},
    "/people/search": {"POST": (401, 200, 200, 200, 403)},
    "/me": {"GET": (401, 200, 200, 200, 200)},
    "/me/notices": {"GET": (401, 200, 200, 200, 200)},
    "/me/notices/<uuid:id>/read": {"POST": (401, 404, 404, 404, 404)},
    "/organizations": {"GET": (401, 200, 200, 200, 200)},
    "/organizations/<uuid:id>": {"GET": (401, 200, 200, 200, 200)},
    "/rounds": {"GET": (401, 200, 200, 200, 200)},
    "/rounds/<uuid:id>": {"GET": (401, 404, 404, 404, 404)},
    "/trainings": {"GET": (401, 200, 200, 200, 200)},
    "/trainings/<uuid:id>": {"GET": (401, 404, 404, 404, 404)},
    "/admin/deliveries": {"GET": (401, 403, 403, 403, 403)},
    "/admin/deliveries/<uuid:id>/retry": {"POST": (401, 404, 404, 404, 404)},
    "/admin/deliveries/<uuid:id>/skip": {"POST": (401, 404, 404, 404, 404)},
    "/admin/incidents": {"GET": (401, 403, 403, 403, 403)},
    "/admin/faults/<uuid:id>/retry": {"POST": (401, 404, 404, 404, 404)},
    "/admin/jobs/<int:id>/retry": {"POST": (401, 403, 403, 403, 403)},
    "/admin/organizations": {"GET": (401, 403, 403, 403, 403), "POST": (401, 403, 403, 403, 403)},
    "/admin/organizations/<uuid:id>": {"GET": (401, 403, 403, 403, 403)},
    **{
        f"/admin/organizations/<uuid:id>/{verb}": {"POST": (401, 403, 403, 403, 403)}
        for verb in ("rename", "move", "dissolve")
    },
    "/admin/imports": {"GET": (401, 403, 403, 403, 403), "POST": (401, 403, 403, 403, 403)},
    "/admin/imports/template": {"GET": (401, 403, 403, 403, 403)},
    "/admin/imports/columns": {"POST": (401, 403, 403, 403, 403)},
    "/admin/imports/<uuid:id>": {"GET": (401, 403, 403, 403, 403)},
    "/admin/imports/<uuid:id>/rejects": {"GET": (401, 403, 403, 403, 403)},
    **{
        f"/admin/imports/<uuid:id>/{verb}": {"POST": (401, 403, 403, 403, 403)}
        for verb in ("confirm", "discard", "undo")
    },
}
_ON = {"on": "2017-01-10", "reason": "街道党工委批复。"}
BODIES: dict[str, dict[str, object]] = {
    "/posts/<uuid:id>/end": {"reason": "工作调动"},
    "/posts/<uuid:id>/confirm": {"review_by": "2030-01-01"},
    "/posts/<uuid:id>/hand-over": {"person_id": str(uuid4()), "reason": "工作调动"},
    **{
        f"/accounts/<uuid:id>/{act}": {"reason": "本人当面申请。"}
        for act in ("password", "unlock", "factor", "sessions")
    },
    "/processes/<key>/migrations": {"to": str(uuid4()), "dry_run": True},
    "/tasks/<uuid:id>/complete": {"answers": {}},
    "/tasks/<uuid:id>/draft": {"answers": {}},
    "/tasks/<uuid:id>/withdraw": {"reason": "金额写错了。"},
    "/tasks/<uuid:id>/return": {"target": str(uuid4()), "reason": "金额写错了。"},
    "/tasks/<uuid:id>/signers": {"people": [], "text": "请看看金额。"},
    "/tasks/<uuid:id>/signers/<uuid:signer>/remove": {"reason": "改请他人。"},
    "/signatures/<uuid:id>/sign": {"opinion": "agree"},
    "/people/<uuid:id>/reveal": {"field": "phone"},
    "/people/search": {"number": "000000199001010230"},
    "/admin/deliveries/<uuid:id>/retry": {"reason": "外部系统已经修好。"},
    "/admin/deliveries/<uuid:id>/skip": {"reason": "已电话告知。"},
    "/admin/faults/<uuid:id>/retry": {"reason": "原因已经消除。"},
    "/admin/organizations": {"parent_id": str(uuid4()), "level": "branch", "kind": "branch", "name": "新支部", **_ON},
    "/admin/organizations/<uuid:id>/rename": {"version": 1, "name": "新名称", **_ON},
    "/admin/organizations/<uuid:id>/move": {"version": 1, "parent_id": str(uuid4()), **_ON},
    "/admin/organizations/<uuid:id>/dissolve": {"version": 1, **_ON},
    "/admin/imports": {"file_name": "名册.xlsx", "content": "AAAA"},
    "/admin/imports/columns": {"file_name": "名册.xlsx", "content": "AAAA"},
    **{f"/admin/imports/<uuid:id>/{verb}": {"reason": "核对名册。"} for verb in ("confirm", "undo")},
    **{f"/instances/<uuid:id>/{move}": {"reason": "材料有误。"} for move in ("suspend", "resume", "cancel")},
}
ROWS = [(rule, verb) for rule, verbs in TABLE.items() for verb in verbs]
READERS = ("nobody", "ann", "ben", "cleo", "auditor")


def endpoints(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.rule.removeprefix(API), verb)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(API)
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_endpoint_has_a_row(app: Flask) -> None:
    assert endpoints(app) == set(ROWS)


def test_every_endpoint_goes_through_the_door(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API):
            verb = ((rule.methods or set()) - {"HEAD", "OPTIONS"}).pop()
            documented = TABLE[rule.rule.removeprefix(API)][verb][0] == PUBLIC
            assert app.view_functions[rule.endpoint].public is documented, rule.rule  # type: ignore[attr-defined]


def address(rule: str, case: Case, town: Town) -> str:
    ids = {"tasks": case[1], "instances": case[0], "people": town.applicant.person_id, "organizations": town.branch}
    row_id = ids.get(rule.split("/")[1], uuid4())
    path = (
        rule.replace("<uuid:id>", str(row_id))
        .replace("<uuid:signer>", str(uuid4()))
        .replace("<key>", "proc_approval")
        .replace("<field>", "none")
        .replace("<int:id>", "1")
    )
    if path.endswith("/differences"):
        return f"{path}?from={uuid4()}&to={uuid4()}"
    return f"{path}?organization={town.branch}" if "/options/" in path and "processes" in path else path


@pytest.mark.parametrize(("rule", "verb"), [row for row in ROWS if TABLE[row[0]][row[1]][0] != PUBLIC])
def test_the_table(
    rule: str, verb: str, app: Flask, sign_in: Callable[..., Browser], town: Town, case: Case, house: House
) -> None:
    body = BODIES.get(rule)
    if (rule, verb) == ("/instances", "POST"):
        body = {"process": "proc_approval", "organization_id": str(town.branch), "answers": {}}
    people = {name: sign_in(getattr(town, name)) for name in READERS[1:]} | {"nobody": Browser(app)}
    got = tuple(people[name].send(verb, address(rule, case, town), body).status_code for name in reversed(READERS))
    assert got[::-1] == TABLE[rule][verb]


@pytest.mark.parametrize(
    ("rule", "verb"), [row for row in ROWS if row[1] != "GET" and TABLE[row[0]][row[1]][0] != PUBLIC]
)
def test_unsafe_verbs_need_the_token(
    rule: str, verb: str, sign_in: Callable[..., Browser], town: Town, case: Case
) -> None:
    browser = sign_in(town.ann)
    path = address(rule, case, town)
    for token in ("", "x", browser.csrf[:-1], browser.csrf + "x"):
        answer = browser.send(verb, path, BODIES.get(rule, {}), X_CSRF_Token=token)
        assert (answer.status_code, answer.json["code"]) == (403, "csrf")
    elsewhere = browser.send(verb, path, BODIES.get(rule, {}), Origin="https://elsewhere.example")
    assert elsewhere.json["code"] == "csrf"


def test_strangers_learn_nothing_from_our_complaints(app: Flask) -> None:
    nobody = Browser(app)
    answer = nobody.send("POST", f"/tasks/{uuid4()}/complete", raw=b"{broken")
    assert answer.status_code == 401


def test_a_forged_cookie(app: Flask) -> None:
    nobody = Browser(app)
    for value in ("x", "", "0" * 3000, "é"):
        nobody.client.set_cookie("yg_session", value)
        assert nobody.get("/session").status_code == 401


def test_lists_and_single_rows_agree(ann: Browser, cleo: Browser, auditor: Browser, case: Case) -> None:
    for browser in (ann, cleo, auditor):
        listed = {row["id"] for row in browser.get("/instances?limit=100").json["items"]}
        alone = browser.get(f"/instances/{case[0]}").status_code == 200
        assert (str(case[0]) in listed) == alone
