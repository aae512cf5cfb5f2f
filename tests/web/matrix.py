"""Who gets which answer: a row for every endpoint, a column for every kind of person (tests/web/cast.py says who).

A row names the answer that most people get, and those who get another. A `+` after a status says that the answer tells
of the person recorded or of the prepared case: nobody else's 200 may. Whoever is not signed in gets 401 everywhere but
at what is public. A row is a promise about permissions: change one only together with the rule that it stands for.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from tests.web.cast import KINDS

Row = dict[str, str]
# Who may not see the case: whatever they try with it, there is nothing.
HIDDEN: Final = "stranger former misplaced system security audit privacy"
PUBLIC: Final = frozenset({"POST /session", "POST /session/code", "GET /session/demo", "GET /session/ways"})


def row(most: str, others: dict[str, str] | None = None) -> Row:
    """Return the answer for each kind of person: `others` says status -> who gets it instead of `most`."""
    answers = dict.fromkeys(KINDS, most) | {"nobody": "401"}
    for status, kinds in (others or {}).items():
        for kind in kinds.split():
            assert kind in KINDS, kind
            answers[kind] = status
    return answers


ROWS: Final[dict[str, Row]] = {
    **{public: row("", {"": "nobody"}) for public in PUBLIC},
    # account
    "GET /account": row("200"),
    "POST /account/factor": row("200"),
    "POST /account/factor/codes": row("409"),
    "POST /account/factor/confirm": row("422"),
    "POST /account/factor/off": row("204"),
    "POST /account/factor/show": row("422"),
    "POST /account/identity": row("409"),
    "POST /account/identity/remove": row("404"),
    "POST /account/language": row("204"),
    "POST /account/password": row("422"),
    "POST /account/sessions/<uuid:id>/revoke": row("404", {"204": "holder"}),
    "POST /account/sessions/revoke": row("204"),
    "POST /account/tokens": row("201"),
    "POST /account/tokens/<uuid:id>/revoke": row("404", {"204": "holder security"}),
    # accounts
    "GET /accounts": row("403", {"200": "system security"}),
    "POST /accounts": row("403", {"201": "system"}),
    "POST /accounts/<uuid:id>/close": row("403", {"200": "system security"}),
    "POST /accounts/<uuid:id>/reopen": row("403", {"200": "system"}),
    "GET /accounts/without": row("403", {"200": "system"}),
    "POST /accounts/<uuid:id>/factor": row("403", {"204": "security"}),
    "POST /accounts/<uuid:id>/identity": row("403", {"409": "system"}),
    "POST /accounts/<uuid:id>/identity/remove": row("403", {"404": "security"}),
    "POST /accounts/<uuid:id>/password": row("403", {"200": "system"}),
    "POST /accounts/<uuid:id>/sessions": row("403", {"204": "security"}),
    "POST /accounts/<uuid:id>/unlock": row("403", {"204": "security"}),
    "GET /accounts/tokens": row("403", {"200": "security"}),
    "POST /accounts/tokens/<uuid:id>/revoke": row("403", {"204": "security"}),
    # admin
    "GET /admin/calendar": row("403", {"200": "system"}),
    "POST /admin/calendar": row("403", {"200": "system"}),
    "POST /admin/calendar/preview": row("403", {"200": "system"}),
    "GET /admin/deliveries": row("403", {"200": "office system"}),
    "POST /admin/deliveries/<uuid:id>/retry": row("404", {"200": "office system"}),
    "POST /admin/deliveries/<uuid:id>/skip": row("404", {"200": "office", "403": "system"}),
    "POST /admin/faults/<uuid:id>/retry": row("404", {"200": "office system"}),
    "GET /admin/imports": row("403", {"200": "system"}),
    "POST /admin/imports": row("403", {"201": "system"}),
    "GET /admin/imports/<uuid:id>": row("403", {"200": "system"}),
    "POST /admin/imports/<uuid:id>/confirm": row("403", {"200": "system"}),
    "POST /admin/imports/<uuid:id>/discard": row("403", {"200": "system"}),
    "GET /admin/imports/<uuid:id>/rejects": row("403", {"200": "system"}),
    "POST /admin/imports/<uuid:id>/undo": row("403", {"409": "system"}),
    "POST /admin/imports/columns": row("403", {"200": "system"}),
    "GET /admin/imports/template": row("403", {"200": "system"}),
    "GET /admin/incidents": row("403", {"200+": "office system"}),
    "POST /admin/jobs/<int:id>/retry": row("403", {"200": "system"}),
    # drafts: those who draw and those who release are no kind of the matrix, see tests/web/test_drafts.py
    "GET /drafts": row("403"),
    "POST /drafts": row("403"),
    "GET /drafts/<uuid:id>": row("403"),
    "POST /drafts/<uuid:id>/release": row("403"),
    "POST /drafts/<uuid:id>/return": row("403"),
    # documents
    "GET /documents/case/<uuid:id>": row("200", {"404": HIDDEN}),
    "POST /documents/<uuid:id>/file": row("200", {"403": "recused subject", "404": HIDDEN}),
    "POST /documents/<uuid:id>/scans": row(
        "404", {"201": "holder colleague office", "403": "deputy recused subject auditor"}
    ),
    "POST /documents/scans/<uuid:id>/file": row(
        "404", {"200": "holder colleague office deputy", "403": "recused subject auditor"}
    ),
    "GET /documents/templates": row("403", {"200": "office"}),
    "POST /documents/templates": row("403", {"201": "office"}),
    "GET /documents/templates/<uuid:id>": row("403", {"200": "office"}),
    "POST /documents/templates/<uuid:id>/end": row("403", {"200": "office"}),
    # cohorts: counted and listed is who is seen by a post; a batch is whose decision it was
    "GET /cohorts": row("200"),
    "GET /cohorts/people": row("200", {"200+": "holder colleague office recused auditor"}),
    "GET /cohorts/form": row("403"),  # a decision about people is for many to nobody: tests/demo/test_cohorts.py
    "GET /cohorts/runs": row("200"),
    "POST /cohorts/runs": row("403", {"200+": "holder colleague office recused", "409": "stranger deputy misplaced"}),
    "GET /cohorts/runs/<uuid:id>": row("404", {"200+": "holder"}),
    "POST /cohorts/runs/<uuid:id>/continue": row("404", {"409": "holder"}),
    "POST /cohorts/runs/<uuid:id>/stop": row("404", {"200+": "holder"}),
    # instances
    "GET /instances": row("200+", {"200": "stranger former misplaced system security audit privacy"}),
    "POST /instances": row("403", {"201": "holder deputy"}),
    "GET /instances/<uuid:id>": row("200+", {"404": HIDDEN}),
    "POST /instances/<uuid:id>/cancel": row(
        "404", {"200+": "holder office", "403": "colleague recused subject auditor"}
    ),
    "GET /instances/<uuid:id>/diagram": row("200", {"404": HIDDEN}),
    "GET /instances/<uuid:id>/history": row("200+", {"404": HIDDEN}),
    "POST /instances/<uuid:id>/print": row("200", {"404": HIDDEN}),
    "POST /instances/<uuid:id>/resume": row(
        "404", {"200+": "holder office", "403": "colleague recused subject auditor"}
    ),
    "POST /instances/<uuid:id>/suspend": row(
        "404", {"200+": "holder office", "403": "colleague recused subject auditor"}
    ),
    "GET /instances/<uuid:id>/verify": row("200", {"404": HIDDEN}),
    # logs: the auditor reads both, the privacy officer what concerns personal data
    "GET /logs/access": row("403", {"200+": "audit privacy"}),
    "POST /logs/access/export": row("403", {"200": "audit privacy"}),
    "GET /logs/acts": row("403", {"200": "audit"}),
    "POST /logs/acts/export": row("403", {"200": "audit"}),
    "GET /logs/chains": row("403", {"200": "audit privacy"}),
    # me
    "GET /me": row("200", {"200+": "holder"}),
    "GET /me/drafts": row("200"),
    "GET /me/retention": row("200"),
    "POST /me/drafts/<uuid:id>/discard": row("404"),
    "GET /me/notices": row("200", {"200+": "holder"}),
    "POST /me/copy": row("200"),
    "POST /me/withdraw": row("409"),
    "POST /me/notices/<uuid:id>/read": row("404", {"204": "holder"}),
    # organizations
    "GET /organizations": row("200"),
    "GET /organizations/<uuid:id>": row("200"),
    "GET /organizations/<uuid:id>/points": row("404"),
    "POST /organizations/<uuid:id>/activists": row("404", {"200": "holder colleague office recused auditor"}),
    # people
    "GET /people": row("200+", {"200": "stranger former deputy misplaced system security audit privacy"}),
    "GET /people/<uuid:id>": row("404", {"200+": "holder colleague office recused subject auditor"}),
    "GET /people/<uuid:id>/points": row("404"),  # no points in this town; tests/reads/test_points_pages.py has them
    "POST /people/<uuid:id>/reveal": row("404", {"200": "holder colleague office subject", "403": "recused auditor"}),
    "POST /people/search": row("403", {"200": "stranger privacy", "200+": "holder colleague office recused"}),
    # processes
    "GET /processes": row("200"),
    "GET /processes/<key>/differences": row("403", {"200": "office"}),
    "GET /processes/<key>/migrations": row("403", {"200": "office"}),
    "POST /processes/<key>/migrations": row("403", {"200": "office"}),
    "GET /processes/<key>/migrations/<uuid:id>": row("403", {"200": "office"}),
    "POST /processes/<key>/migrations/<uuid:id>/continue": row("403", {"409": "office"}),
    "POST /processes/<key>/migrations/<uuid:id>/stop": row("403", {"200": "office"}),
    "POST /processes/<key>/migrations/<uuid:id>/undo": row("403", {"409": "office"}),
    "GET /processes/<key>/drawing": row("200"),
    "GET /processes/<key>/options/<field>": row("200"),
    "GET /processes/releases": row("403", {"200": "office"}),
    # rosters: the office brings the register along, each branch signs its own rows
    "GET /rosters": row("403", {"200": "holder office stranger recused"}),
    "POST /rosters": row("403", {"409": "office"}),  # no membership process is released here
    "GET /rosters/<uuid:id>": row("403", {"200+": "holder office", "200": "recused", "404": "stranger"}),
    "POST /rosters/<uuid:id>/discard": row("403", {"200+": "office"}),
    "POST /rosters/<uuid:id>/enter": row("403", {"200+": "office"}),
    "GET /rosters/<uuid:id>/rejects": row("403", {"200": "office"}),
    "POST /rosters/<uuid:id>/send": row("403", {"200+": "office"}),
    "POST /rosters/<uuid:id>/sign": row("403", {"200+": "holder", "409": "recused", "404": "stranger"}),
    "POST /rosters/<uuid:id>/undo": row("403", {"200+": "office"}),
    "POST /rosters/columns": row("403", {"200": "office"}),
    "GET /rosters/template": row("403", {"200": "office"}),
    # register
    "GET /register": row("403", {"200+": "system"}),
    "POST /register": row("403", {"201": "system"}),
    "GET /register/<uuid:id>": row("403", {"200+": "system"}),
    "POST /register/<uuid:id>": row("403", {"200": "system"}),
    "POST /register/<uuid:id>/transfer": row("403", {"200": "system"}),
    "GET /register/branches": row("403", {"200": "system"}),
    "POST /register/search": row("403", {"200+": "system"}),
    # rounds
    "GET /rounds": row("200"),
    "GET /rounds/<uuid:id>": row("404", {"200": "holder colleague office recused auditor"}),
    # session
    "DELETE /session": row("204"),
    "GET /session": row("200", {"200+": "subject"}),
    # signatures
    "GET /signatures/<uuid:id>": row("404", {"200+": "office"}),
    "POST /signatures/<uuid:id>/sign": row("404", {"200+": "office"}),
    # substitutions
    "GET /substitutions": row("200"),
    "POST /substitutions": row("403", {"201": "holder security"}),
    "POST /substitutions/<uuid:id>/end": row("404", {"200": "holder security"}),
    "GET /substitutions/all": row("403", {"200": "security"}),
    "GET /substitutions/options": row("200"),
    # tasks
    "GET /tasks": row("200", {"200+": "holder deputy"}),
    "GET /tasks/<uuid:id>": row("200+", {"404": HIDDEN}),
    "POST /tasks/<uuid:id>/claim": row("403", {"200+": "holder", "404": HIDDEN}),
    "POST /tasks/<uuid:id>/complete": row("403", {"200+": "holder deputy", "404": HIDDEN}),
    "PUT /tasks/<uuid:id>/draft": row("403", {"200": "holder deputy", "404": HIDDEN}),
    "GET /tasks/<uuid:id>/options/<field>": row("404"),
    "POST /tasks/<uuid:id>/attendance": row("404"),  # this task takes none: tests/web/test_imports.py
    "POST /tasks/<uuid:id>/release": row("403", {"200+": "holder", "404": HIDDEN}),
    "POST /tasks/<uuid:id>/return": row("404", {"200": "holder colleague office", "403": "recused auditor"}),
    "GET /tasks/<uuid:id>/returns": row("404", {"200": "holder colleague office", "403": "recused auditor"}),
    "POST /tasks/<uuid:id>/signers": row("403", {"201": "holder deputy", "404": HIDDEN}),
    "POST /tasks/<uuid:id>/signers/<uuid:signer>/remove": row(
        "404", {"200+": "colleague", "403": "holder office recused subject auditor"}
    ),
    "GET /tasks/<uuid:id>/signers/options": row("404", {"200": "holder deputy"}),
    "POST /tasks/<uuid:id>/withdraw": row("404", {"200+": "holder", "403": "recused"}),
    # exams: the holder sits one; nobody here keeps exams, see tests/web/test_exams.py
    "GET /exams": row("200"),
    "GET /exams/<uuid:id>/sitting": row("404"),
    "POST /exams/<uuid:id>/sitting": row("404", {"200": "holder"}),
    "PUT /exams/<uuid:id>/answers": row("404"),
    "POST /exams/<uuid:id>/submit": row("404"),
    "GET /exams/<uuid:id>/board": row("403"),
    "POST /exams/<uuid:id>/extend": row("403"),
    "POST /exams/<uuid:id>/paper": row("403"),
    "POST /exams/<uuid:id>/close": row("403"),
    "GET /exams/banks": row("403"),
    "POST /exams/banks": row("403"),
    "GET /exams/banks/template": row("403"),
    # rules: law, for everybody; no pack is released here, see tests/web/test_rules.py
    "GET /rules": row("200"),
    "GET /rules/<key>": row("404"),
    "GET /rules/<old>/compare/<new>": row("404"),
    # drafts of rules, as of processes: see tests/web/test_rule_drafts.py
    "GET /rule-drafts": row("403"),
    "GET /rules/<key>/draft": row("403"),
    "POST /rules/<key>/draft": row("403"),
    "POST /rules/<key>/draft/save": row("403"),
    "POST /rules/<key>/draft/discard": row("403"),
    "POST /rules/<key>/draft/hand-in": row("403"),
    # trainings
    "GET /trainings": row("200"),
    "GET /trainings/<uuid:id>": row("404", {"200+": "holder colleague office recused subject auditor"}),
    # admin/affiliations
    "GET /admin/affiliations": row("403", {"200": "system"}),
    "POST /admin/affiliations": row("403", {"200": "system"}),
    "POST /admin/affiliations/end": row("403", {"200": "system"}),
    # admin/organizations
    "GET /admin/organizations": row("403", {"200": "system"}),
    "POST /admin/organizations": row("403", {"201": "system"}),
    "GET /admin/organizations/<uuid:id>": row("403", {"200": "system"}),
    "POST /admin/organizations/<uuid:id>/rename": row("403", {"200": "system"}),
    "POST /admin/organizations/<uuid:id>/move": row("403", {"200": "system"}),
    "POST /admin/organizations/<uuid:id>/dissolve": row("403", {"200": "system"}),
    "GET /admin/organizations/sheet/template": row("403", {"200": "system"}),
    "POST /admin/organizations/sheet": row("403", {"200": "system"}),
    "POST /admin/organizations/sheet/preview": row("403", {"200": "system"}),
    "POST /admin/organizations/sheet/rejects": row("403", {"200": "system"}),
    "POST /admin/organizations/<uuid:id>/merge": row("403", {"200": "system"}),
    "POST /admin/organizations/<uuid:id>/merge/plan": row("403", {"200": "system"}),
    "POST /admin/organizations/<uuid:id>/split": row("403", {"201": "system"}),
    "POST /admin/organizations/<uuid:id>/split/plan": row("403", {"200": "system"}),
    # posts
    "GET /posts": row("403", {"200": "system security audit"}),
    "POST /posts": row("403", {"201": "security"}),
    "GET /posts/options": row("403", {"200": "system security audit"}),
    "GET /posts/<uuid:id>/work": row("403", {"200": "system security audit"}),
    "POST /posts/<uuid:id>/end": row("403", {"200": "security"}),
    "POST /posts/<uuid:id>/confirm": row("403", {"200": "security"}),
    "POST /posts/<uuid:id>/hand-over": row("403", {"200": "security"}),
    # retention
    "GET /admin/retention": row("403", {"200+": "privacy"}),
    "POST /admin/retention/holds": row("403", {"200+": "privacy"}),
    "POST /admin/retention/holds/<uuid:id>/end": row("403", {"200+": "privacy"}),
    # sealed
    "GET /sealed/<uuid:id>": row("200", {"404": "stranger former misplaced system security audit privacy"}),
    "POST /sealed/<uuid:id>/open": row(
        "404", {"200": "holder colleague office deputy", "403": "recused subject auditor"}
    ),
    "POST /sealed/<uuid:id>/readers": row(
        "404", {"200": "holder", "403": "colleague office deputy recused subject auditor privacy"}
    ),
    "POST /sealed/<uuid:id>/readers/end": row(
        "404", {"200": "holder privacy", "403": "colleague office deputy recused subject auditor"}
    ),
    # recusals
    "GET /recusals": row("200"),
    "POST /recusals": row("403", {"201": "holder security"}),
    "GET /recusals/all": row("403", {"200": "security"}),
    "GET /recusals/options": row("200"),
    "POST /recusals/<uuid:id>/lift": row("404", {"200": "security", "403": "holder"}),
}


def nowhere(row: str) -> tuple[str, str]:
    """Return verb and address of an endpoint, with ids of nothing in it."""
    verb, rule = row.split(" ")
    path = rule.replace("<uuid:id>", str(uuid4())).replace("<uuid:signer>", str(uuid4())).replace("<int:id>", "0")
    return verb, path.replace("<key>", "none").replace("<field>", "none")
