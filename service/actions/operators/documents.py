"""Documents of a case: made from the answers of the step that has just been done, numbered, sealed, digested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator, undoes
from service.desk import open_release
from service.domain import clock, recommendation
from service.domain import document_sections as sections
from service.domain import documents as rules
from service.domain.errors import Conflict
from service.domain.labels import role_name
from service.domain.signers import is_countersigned
from service.store import countersign, documents, people, publications, rounds, tasks, vault
from service.store.database import Row

# Answers that say what a step came to; a letter's title depends on them.
TELLING: Final = ("agreement", "admission_decision")
PLACES: Final = {"unit": "公示时间", "residence": "居住地公示时间"}


@operator("document.issue")
def issue(
    ctx: Context,
    code: str,
    person_id: str | None = None,
    organization_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
    section: str | None = None,
) -> dict[str, Any]:
    """Issue a document of the case; one that grows gets a further entry and keeps its number.

    `facts` are what it came to, where the step's answers do not say so (`probation.resolve` gives them); `section` is
    the part of a form that the step fills. What several people have signed has an entry for each of them.
    """
    kind = rules.KINDS.get(code)
    if kind is None:
        raise Conflict("operator_parameters", name=code)
    person = values.uuid(person_id) if person_id else ctx.person_id
    home = values.uuid(organization_id) if organization_id else ctx.organization_id
    before = documents.last(ctx.tx, ctx.tenant, ctx.instance_id, person, code) if kind.grows else None
    said = _entries(ctx, sections.find(code, section), section, facts or {})
    if code == "DOC_ARCHIVE":
        said[-1][0]["lines"] = [_papers(ctx), *said[-1][0]["lines"]]
    if code == "DOC_NOTICE" and person and before is None and (lines := _notice(ctx, person)):
        # what hangs on the board: neither who handled it nor what the form asked besides
        said = [(one | {"title": "", "who": "", "lines": lines}, sealed) for one, sealed in said]
    if code == "DOC_RECOMMEND" and person:
        # the committee decides on several at once: each paper has what concerns its own person only
        said = [
            (one | {"title": "", "sealed_labels": [], "lines": _recommendation(ctx, person)}, []) for one, _ in said
        ]
    body = documents.open_body(ctx.tx, before) if before else {}
    closed = documents.open_sealed(ctx.tx, before) if before else []
    earlier = body.get("entries", [])
    closed = [*closed, *([[]] * (len(earlier) - len(closed))), *(sealed for _, sealed in said)]
    number = before["number"] if before else documents.take_number(ctx.tx, ctx.tenant, code, ctx.today.year)
    version = before["version"] + 1 if before else 1
    row = {
        "instance_id": ctx.instance_id,
        "person_id": person,
        "organization_id": home,
        "code": code,
        "number": number,
        "version": version,
        "issued_on": ctx.today,
        "issued_at": ctx.at,
        "issued_by": ctx.actor_id,
    }
    head = documents.facts_of(ctx.tx, ctx.tenant, ctx.instance_id, person, home)
    about = {key: ctx.answers[key] for key in TELLING if key in ctx.answers} | dict(facts or {})
    on = ctx.today.isoformat()
    made = {"code": code, "number": number, "on": on, "head": head, "entries": [*earlier, *(one for one, _ in said)]}
    made["about"] = about
    key, digest = documents.add(ctx.tx, ctx.tenant, row, made, closed)
    issued = {"document_id": str(key), "code": code, "number": number, "version": version, "digest": digest.hex()}
    ctx.record("document.issued", {**issued, "name": rules.KINDS[code].zh})
    return issued


@undoes("document.issue")
def take_back(ctx: Context, said: Mapping[str, Any]) -> None:
    """Take a document back with its step; its row and its number stay."""
    key = UUID(said["document_id"])
    if documents.void(ctx.tx, ctx.tenant, key, ctx.at):
        ctx.record("document.taken_back", {"document_id": str(key), "number": said["number"]})


Entry = tuple[dict[str, Any], list[dict[str, Any]]]


def _entries(ctx: Context, section: sections.Section | None, name: str | None, facts: Mapping[str, Any]) -> list[Entry]:
    """Return what this step adds, an entry for each who signed it, the last one last; apart, the lines of class L3."""
    task = tasks.brief(ctx.tx, ctx.tenant, ctx.task_id) if ctx.task_id else None
    signed = _signed_before(ctx, task) if task and ctx.task_id else []
    said = [
        *((row["completed_by"], row["on"], row["answers"]) for row in signed),
        (ctx.actor_id, ctx.today, ctx.answers),
    ]
    found = []
    for who, on, answers in said:
        taken = sections.taken(section, answers)
        names = documents.names_of(ctx.tx, ctx.tenant, rules.ids(taken))
        lines, sealed = rules.entry(ctx.schema, taken, names)
        entry = {
            "title": section.title if section else task["title"] if task else str(ctx.schema.get("title") or ""),
            "organization": task["organization"] if task else "",
            "role": role_name(task["role"], "zh-CN") if task else "",
            "who": people.names(ctx.tx, ctx.tenant, [who]).get(who, "") if who else "",
            "on": on.isoformat(),
            "lines": [*lines, *sections.told(section, facts, rules.day)],
            "sealed_labels": [line["label"] for line in sealed],
        }
        found.append((entry | ({"section": name} if name else {}), sealed))
    return found


def _signed_before(ctx: Context, task: Row) -> list[Row]:
    """Return what others wrote who signed this step before its last signer, from history, with their days."""
    assert ctx.task_id is not None
    model = open_release(ctx.tx, ctx.engine, ctx.tenant, task["release_id"]).model
    if not is_countersigned(model.nodes[task["process_key"]][task["node"]].properties):
        return []
    return [
        {
            **row,
            "on": clock.office_day(row["completed_at"]),
            "answers": vault.whole(ctx.tx, ctx.tenant, row["payload"]),
        }
        for row in countersign.signed(ctx.tx, ctx.tenant, ctx.task_id)
    ]


def _notice(ctx: Context, person: UUID) -> list[dict[str, Any]]:
    """Return what a public notice that has just been put up says: the person, the terms, where to object."""
    up = [row for row in publications.of_case(ctx.tx, ctx.tenant, ctx.instance_id, person) if row["fields"]]
    if not up:
        return []
    said = rules.notice_lines(up[0]["fields"])
    said += [
        {"label": PLACES[row["place"]], "value": f"{rules.day(row['opens_on'])}至{rules.day(row['closes_on'])}"}
        for row in up
    ]
    if where := ctx.answers.get("where_to_object"):
        said.append({"label": "反映问题的途径", "value": where})
    return said


def _recommendation(ctx: Context, person: UUID) -> list[dict[str, Any]]:
    """Return what the branch's committee has just recommended somebody on.

    Raises Conflict: it recommends somebody else.
    """
    nomination = rounds.recommended(ctx.tx, ctx.tenant, ctx.instance_id, person)
    if nomination is None:
        raise Conflict("operator_parameters", name="person_id")
    forward = rounds.put_forward(ctx.tx, ctx.tenant, ctx.instance_id)
    return recommendation.paper(nomination["round"], nomination, forward, ctx.answers)


def _papers(ctx: Context) -> dict[str, Any]:
    """Return the list of what the case holds: documents and scans, each with its digest (SHA-256)."""
    rows = documents.papers(ctx.tx, ctx.tenant, ctx.instance_id, ctx.person_id)
    return {
        "label": "材料",
        "columns": ["序号", "编号", "材料名称", "日期", "去向", "SHA-256"],
        "rows": [
            [
                str(index),
                row["number"],
                row["name"] or rules.KINDS[row["code"]].zh,
                rules.day(row["day"]),
                rules.goes_to(row["code"], "zh-CN"),
                bytes(row["digest"]).hex(),
            ]
            for index, row in enumerate(rows, 1)
        ],
    }
