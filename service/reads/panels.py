"""Context panels of a task page: what somebody needs to see in order to decide, and no more.

The order by points appears in one place only: the nominees' panel while a branch's committee decides (card A03).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from service.domain import clock, labels, periods
from service.domain import publications as notices
from service.domain.page_words import word
from service.domain.recommendation import minimum_nominees
from service.reads import (
    activist_panels,
    objections,
    organization_panels,
    people,
    points,
    round_panels,
    rounds,
    selection_panels,
    star_panels,
    trainings,
)
from service.reads.panel_shapes import Panel, fact, facts, facts_of, table
from service.store import cases, codec, publications
from service.store import points as ledger
from service.store import trainings as classes
from service.store.database import Row, Tx

# Texts that explain a decision to later deciders of the same case; a talk's impression is not among them.
OPINIONS: Final = (
    "statement",
    "reason",
    "advice",
    "missing",
    "completed",
    "questions",
    "findings",
    "return_reason",
    "explanation",
)


def build(tx: Tx, tenant: int, names: list[str], row: Row, lang: str) -> list[Panel]:
    """Build the panels that a diagram names for a task; one that has nothing to show is left out."""
    built = [_PANELS[name](tx, tenant, row, lang) for name in names if name in _PANELS]
    return [panel for panels in built for panel in panels]


def _person(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    found = _record(tx, tenant, row["person_id"])
    if found is None:
        return []
    contacts = cases.contacts(tx, tenant, found["id"], clock.today())
    shown = people.facts(found, lang)["facts"]
    for day in people.dates(found, lang):
        shown.append({"label": day["label"], "value": day["date"].isoformat()})
    if found["talked_on"] is None:
        # an applicant's talk is yet to come and has its own due day; later it is missing from the record
        to_come = found["stage"] == "applicant"
        missing = {"value": word("not_talked", lang)} if to_come else {"value": word("no_date", lang), "tone": "warn"}
        shown.append({"label": word("talked_on", lang), **missing})
    if contacts:
        shown.append({"label": word("contacts", lang), "value": "、".join(each["name"] for each in contacts)})
    return [facts("panel_person", [{"label": word("name", lang), "value": found["name"]}, *shown], lang)]


def _points(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show a person's ledger, a period's totals, or the list that waits for a check."""
    if row["person_id"] is not None:
        found = _record(tx, tenant, row["person_id"])
        shown = points.ledger(tx, tenant, found, lang) if found and found["activist_on"] else None
        if shown is None:
            return []
        panel = {name: shown[name] for name in ("entries", "total", "band")}
        return [{"kind": "ledger", "title": word("panel_points", lang), **panel}]
    variables = row.get("variables") or {}
    if "period" in variables and "cycle" in variables:
        cycle, period = int(variables["cycle"]), str(variables["period"])
        sums = points.totals(tx, tenant, row["instance_org"], cycle, periods.bounds(cycle, period)[1], lang)
        title = f"{word('panel_totals', lang)} · {periods.name(cycle, period, lang)}"
        return [table(title, [("name", ""), ("total", "end"), ("band", "")], sums, lang)]
    return _entries(tx, tenant, row, lang)


def _entries(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the list as it was last written: process data keep no lists, the instance's history does."""
    listed: list[dict[str, Any]] = next(
        (answers["entries"] for _, answers in _answers(tx, tenant, row) if isinstance(answers.get("entries"), list)), []
    )
    scheme = ledger.scheme(tx, tenant, clock.today())
    if not listed or scheme is None:
        return []
    names = _names(tx, tenant, [UUID(str(line["person_id"])) for line in listed])
    shown = [
        {
            "name": names.get(str(line["person_id"]), ""),
            "item": f"{line['item']} {points.item_name(scheme, line['item'], lang)}",
            "event_date": line["event_date"],
            "qty": points.quantity(scheme, line["item"], line["qty"], lang),
            "evidence": line.get("evidence_ref", ""),
        }
        for line in listed
    ]
    columns = [("name", ""), ("item", ""), ("event_date", ""), ("qty", "end"), ("evidence", "")]
    return [table(word("panel_entries", lang), columns, shown, lang)]


def _branch(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    found = tx.row(
        """select o.name, count(p.id) filter (where p.stage in ('full_member', 'probationary_member')) as members,
                  count(p.id) filter (where p.stage = 'applicant') as applicants,
                  count(p.id) filter (where p.stage = 'applicant' and p.talked_on is not null) as talked,
                  count(p.id) filter (where p.stage = 'activist') as activists
             from organization o
             left join org_closure c on c.tenant_id = o.tenant_id and c.ancestor_id = o.id
             left join person p on p.tenant_id = c.tenant_id and p.branch_id = c.descendant_id and p.status = 'active'
            where o.tenant_id = %s and o.id = %s group by o.id, o.name""",
        (tenant, row["instance_org"]),
    )
    if found is None:
        return []
    shown = [("called", found["name"])] + [(n, found[n]) for n in ("members", "applicants", "talked", "activists")]
    return [facts_of("panel_branch", shown, lang)]


def _training(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    found = tx.row(
        "select * from training_class where tenant_id = %s and instance_id = %s", (tenant, row["instance_id"])
    )
    if found is None:
        return []
    roster = classes.roster(tx, tenant, found["id"])
    shown = [
        ("called", found["name"]),
        ("phase", found["phase"]),
        ("dates", f"{found['starts_on']} – {found['ends_on']}"),
        ("place", found["place"]),
        ("hours", found["hours"]),
        ("enrolled", len(roster)),
    ]
    panels = [facts_of("panel_training", shown, lang)]
    away = [
        {
            "name": each["name"],
            "status": labels.label(labels.ATTENDANCE, trainings.shown_status(each, ""), lang),
            "leave": labels.label(labels.LEAVE_CLASSES, each["leave_class"], lang),
        }
        for each in roster.values()
        if each["status"] in ("leave", "absent", "made_up")
    ]
    if away:
        panels.append(table(word("panel_roster", lang), [("name", ""), ("status", ""), ("leave", "")], away, lang))
    return panels


def _opinions(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    shown = []
    for step, answers in reversed(_answers(tx, tenant, row)):
        texts = [str(answers[name]) for name in OPINIONS if isinstance(answers.get(name), str) and answers[name]]
        if texts or step["decision"]:
            shown.append(
                {
                    "step": step["title"] or "",
                    "who": step["who"] or "",
                    "on": step["occurred_on"].isoformat(),
                    "decision": step["decision"] or "",
                    "opinion": " ".join(texts),
                }
            )
    columns = [("step", ""), ("who", ""), ("on", ""), ("decision", ""), ("opinion", "")]
    return [table(word("panel_opinions", lang), columns, shown, lang)] if shown else []


def _round(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    if row["person_id"] is not None:
        return round_panels.of_person(tx, tenant, row["person_id"], lang)
    found = round_panels.of_instance(tx, tenant, row["instance_id"])
    if found is None:
        return []
    shown = [
        ("round_name", found["name"]),
        ("opens_on", found["opens_on"]),
        ("closes_on", found["closes_on"]),
        ("quota_total", found["quota_total"]),
    ]
    branch = round_panels.branch_of(tx, tenant, found["id"], row["instance_org"])
    if branch is not None:
        shown += [("quota", branch["quota"]), ("minimum", minimum_nominees(branch["quota"]))]
        shown += [(code, branch[code]) for code in ("deviation_reason", "waiver_reason") if branch[code]]
        return [facts_of("panel_round", shown, lang)]
    params = {"tenant": tenant, "id": found["id"], "seats": [row["instance_org"]]}
    branches = rounds.branch_rows(tx, params)
    filed = sum(each["status"] == "filed" for each in branches)
    shown += [("reported", f"{filed}/{len(branches)}")]
    columns = [
        ("base", ""),
        ("branch", ""),
        ("quota", "end"),
        ("status", ""),
        ("nominated", "end"),
        ("recommended", "end"),
    ]
    listed = [
        {
            "base": each["base"],
            "branch": each["name"],
            "quota": each["quota"],
            "status": labels.label(labels.ROUND_STATUSES, each["status"], lang),
            "nominated": each["nominees"],
            "recommended": each["recommended"],
        }
        for each in branches
    ]
    return [facts_of("panel_round", shown, lang), table(word("panel_quotas", lang), columns, listed, lang)]


def _nominees(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    found = round_panels.of_instance(tx, tenant, row["instance_id"])
    if found is None:
        return []
    columns, shown = round_panels.nominees(
        tx, tenant, found["id"], row["instance_org"], lang, (row.get("data") or {}).get("verdicts")
    )
    return [table(word("panel_nominees", lang), columns, shown, lang)] if shown else []


def _notice(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show what a public notice says while it is to be put up, and where it hangs once it is."""
    if row["person_id"] is None:
        return []
    posted = publications.of_case(tx, tenant, row["instance_id"], row["person_id"])
    if posted:
        columns = [(key, "") for key in ("notice_place", "notice_opens", "notice_closes", "notice_down")]
        listed = [
            {
                "notice_place": labels.label(labels.DEVELOPMENT, each["place"], lang),
                "notice_opens": each["opens_on"].isoformat(),
                "notice_closes": each["closes_on"].isoformat(),
                "notice_down": clock.office_day(each["taken_down_at"]).isoformat() if each["taken_down_at"] else "",
            }
            for each in posted
        ]
        return [table(word("panel_posted", lang), columns, listed, lang)]
    about = publications.subject(tx, tenant, row["person_id"])
    if about is None:
        return []
    said = notices.fields(about, clock.today())
    shown = [
        fact(name, "、".join(value) if isinstance(value, list) else value, lang)
        for name, value in (
            ("name", said["name"]),
            ("sex", labels.label(labels.SEXES, said["sex"], lang) if said["sex"] else None),
            ("notice_age", said["age"]),
            ("panel_branch", said["branch"]),
            ("occupation", said["occupation"]),
            ("applied_on", said["applied_on"]),
            ("activist_on", said["activist_on"]),
            ("contacts", said["contacts"]),
        )
        if value
    ]
    return [facts("panel_notice", shown, lang)]


_PANELS: Final[dict[str, Callable[[Tx, int, Row, str], list[Panel]]]] = {
    "person": _person,
    "points": _points,
    "round": _round,
    "branch": _branch,
    "nominees": _nominees,
    "training": _training,
    "opinions": _opinions,
    "notice": _notice,
    "objection": objections.panel,
    "founding": organization_panels.founding,
    "enterprise": organization_panels.enterprise,
    "coverage": organization_panels.coverage,
    "org_figures": organization_panels.figures,
    "sunshine": organization_panels.sunshine,
    "register": activist_panels.register,
    "difference": activist_panels.difference,
    "census": activist_panels.counted,
    "stars": star_panels.show,
    "selection": selection_panels.show,
}


def _record(tx: Tx, tenant: int, person_id: UUID | None) -> Row | None:
    """Return a person's record. Whoever may see the task may see whom it is about."""
    return None if person_id is None else people.record(tx, tenant, person_id)


def _names(tx: Tx, tenant: int, ids: Sequence[UUID]) -> dict[str, str]:
    rows = tx.rows("select id, name from person where tenant_id = %s and id = any(%s)", (tenant, list(ids)))
    return {str(row["id"]): row["name"] for row in rows}


def _answers(tx: Tx, tenant: int, row: Row) -> list[tuple[Row, dict[str, Any]]]:
    """Return the answers given in an instance so far, newest first, with who gave them."""
    rows = tx.rows(
        """select h.payload, h.occurred_on, p.name as who, t.title, t.decision from history h
             left join person p on p.tenant_id = h.tenant_id and p.id = h.actor_id
             left join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
            where h.tenant_id = %s and h.instance_id = %s and h.type in ('instance.started', 'task.completed')
              and h.payload is not null and t.status is distinct from 'open' order by h.seq desc limit 100""",
        (tenant, row["instance_id"]),
    )
    found = []
    for each in rows:
        payload = codec.loads(bytes(each["payload"]))
        found.append((each, payload.get("answers") or payload.get("data") or {}))
    return found
