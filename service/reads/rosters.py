"""Registers of running cases as the office and the branches see them: the runs, one with its rows, the sheets.

The office sees the rows of its branches, a branch secretary those of the own branch that wait or have been signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from service.domain import clock, imports, labels, messages, people, roster
from service.domain.errors import Forbidden, NotFound
from service.domain.import_words import ROSTER_NOTES
from service.domain.joining import REVIEWS
from service.domain.page_words import word
from service.domain.people import Actor
from service.domain.roster_rights import barred, branches, offices
from service.domain.roster_samples import sample_rows
from service.reads import log_sheets, staged
from service.store import rosters as store
from service.store import sheets
from service.store.database import Row, Tx

COUNTED: Final = (
    "ready", "rejected", "warned", "waiting", "signed", "returned", "entered", "refused", "undone", "kept",
)  # fmt: skip
# What a row is, in the order in which a page wants to show them.
SETS: Final = ("stayed", "rejected", "rows")


def _branches(actor: Actor) -> list[UUID] | None:
    """Return the branches whose rows somebody sees; None: all of them, for the office.

    Raises Forbidden.
    """
    try:
        offices(actor, clock.today())
        return None
    except Forbidden:
        return branches(actor, clock.today())


def page(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return the latest registers: to the office all, to a branch those that were laid before it.

    Raises Forbidden.
    """
    own = _branches(actor)
    rows = tx.rows(
        f"""{staged.RUN}
            where r.tenant_id = %(tenant)s and r.kind = 'roster'
              and (%(all)s or (r.status not in ('staged', 'discarded') and exists (
                select 1 from import_row w where w.tenant_id = r.tenant_id and w.run_id = r.id
                   and w.branch_id = any(%(branches)s))))
            order by r.created_at desc, r.id desc limit %(most)s""",
        {"tenant": actor.tenant, "all": own is None, "branches": own or [], "most": staged.RUNS},
    )
    counts = store.counts(tx, actor.tenant, [row["id"] for row in rows], own)
    return {"items": [staged.run_of(row, counts.get(row["id"], {}), COUNTED) for row in rows], "keeper": own is None}


def one(tx: Tx, actor: Actor, run: UUID, lang: str) -> dict[str, Any]:
    """Return a register with its rows.

    Raises Forbidden, NotFound.
    """
    own = _branches(actor)
    row = _find(tx, actor, run, own)
    counts = store.counts(tx, actor.tenant, [run], own).get(run, {})
    mine = [] if row["status"] != "signing" else store.signable(
        tx, actor.tenant, run, _signs_for(actor), barred(actor)
    )  # fmt: skip
    lines = _lines(tx, actor, run, own)
    names = _names(tx, actor.tenant, lines)
    signing = {each["number"] for each in mine}
    shaped = [(line["set"], _line(line, names, lang) | {"mine": line["number"] in signing}) for line in lines]
    return (
        staged.run_of(row, counts, COUNTED)
        | {name: [line for kind, line in shaped if kind == name] for name in SETS}
        | {
            "keeper": own is None,
            "to_sign": len(mine),
            "branches": [_branch(each) for each in store.branches_of(tx, actor.tenant, run)] if own is None else [],
        }
    )


def _signs_for(actor: Actor) -> list[UUID]:
    try:
        return branches(actor, clock.today())
    except Forbidden:
        return []


def _find(tx: Tx, actor: Actor, run: UUID, own: Sequence[UUID] | None) -> Row:
    row = tx.row(
        f"""{staged.RUN}
            where r.tenant_id = %(tenant)s and r.id = %(run)s and r.kind = 'roster'
              and (%(all)s or (r.status not in ('staged', 'discarded') and exists (
                select 1 from import_row w where w.tenant_id = r.tenant_id and w.run_id = r.id
                   and w.branch_id = any(%(branches)s))))""",
        {"tenant": actor.tenant, "run": run, "all": own is None, "branches": list(own or ())},
    )
    if row is None:
        raise NotFound("import_not_found")
    return row


def _lines(tx: Tx, actor: Actor, run: UUID, own: Sequence[UUID] | None) -> list[Row]:
    """Return the first rows of each set; rows with warnings come before those without."""
    return tx.rows(
        """select * from (
             select w.*, i.business_key as case_no, row_number() over (
                      partition by w.set order by w.waits desc, w.warned desc, w.number) as place
               from (select number, outcome, reasons, warnings, facts, branch_id, progress, found, signed_at,
                            instance_id, tenant_id, person_id,
                            case when outcome = 'rejected' then 'rejected'
                                 when progress in ('returned', 'refused', 'kept') then 'stayed' else 'rows' end as set,
                            coalesce(jsonb_array_length(warnings), 0) > 0 as warned,
                            branch_id = any(%(own)s) as waits
                       from import_row where tenant_id = %(tenant)s and run_id = %(run)s
                        and (%(all)s or branch_id = any(%(branches)s))
                        and (%(all)s or person_id <> all(%(barred)s))) w
               left join instance i on i.tenant_id = w.tenant_id and i.id = w.instance_id) x
            where place <= %(most)s or (waits and set = 'rows') order by set, place""",
        {
            "tenant": actor.tenant,
            "run": run,
            "all": own is None,
            "branches": list(own or ()),
            "own": _signs_for(actor),
            "barred": barred(actor),
            "most": staged.SHOWN,
        },
    )


def _names(tx: Tx, tenant: int, lines: Sequence[Row]) -> dict[str, str]:
    ids = {each for line in lines for key in ("contacts", "introducers") for each in _listed(line["facts"].get(key))}
    rows = tx.rows(
        "select id::text, name from person where tenant_id = %s and id = any(%s::uuid[])", (tenant, sorted(ids))
    )
    return {row["id"]: row["name"] for row in rows}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else []  # a refused row keeps what the cell said


def _branch(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "rows": row["rows"],
        "waiting": row["waiting"],
        "returned": row["returned"],
        "signed_by": row["signed_by"] or "",
        "signed_at": row["signed_at"],
    }


def _line(row: Row, names: Mapping[str, str], lang: str) -> dict[str, Any]:
    facts, stage = row["facts"], row["facts"].get("stage")
    found = [messages.text(row["found"]["code"], lang, **row["found"]["params"])] if row["found"] else []
    return {
        "row": row["number"],
        "name": facts.get("name") or "",
        "branch": facts.get("branch") or "",
        "stage": labels.stage_name(stage, lang) if stage in labels.STAGES else stage or "",
        "at": facts.get("at") or "",
        "joins": word(f"joins_{facts['at']}", lang) if facts.get("at") else "",
        "why": _why(facts["why"], lang) if facts.get("why") and row["outcome"] == "new" else "",
        "next_on": facts.get("next_on") if row["outcome"] == "new" else None,
        "days": _days(facts, names, lang) if row["outcome"] == "new" else [],
        "warnings": [_reason(reason, lang) for reason in row["warnings"] or ()],
        "reasons": [_reason(reason, lang) for reason in row["reasons"]] + found,
        "progress": row["progress"] or ("rejected" if row["outcome"] == "rejected" else "waiting"),
        "case_id": row["instance_id"],
        "case_no": row["case_no"] or "",
    }


def _why(why: Mapping[str, Any], lang: str) -> str:
    return messages.text("roster_why", lang, **{**why, "after": column_name(why["after"], lang)})


def _days(facts: Mapping[str, Any], names: Mapping[str, str], lang: str) -> list[dict[str, str]]:
    """Return what stands on the register of somebody, in its order: heading and value."""
    found = []
    for key in roster.BY_KEY:
        if key in ("name", "id_number", "branch", "stage"):
            continue
        text = _value(key, facts.get(key), names, lang)
        if text:
            found.append({"name": column_name(key, lang), "value": text})
    return found


def _value(key: str, value: Any, names: Mapping[str, str], lang: str) -> str:
    comma = ", " if messages.is_english(lang) else "、"
    if key in ("contacts", "introducers"):
        return comma.join(names.get(each, "") for each in _listed(value))
    if key == "review_result" and value:
        return next((said for said, code in REVIEWS.items() if code == value), str(value))
    if key == "reviews":
        results = labels.DEVELOPMENT
        place = 1 if messages.is_english(lang) else 0
        return comma.join(f"{each['on']} {results[each['result']][place]}" for each in value or ())
    return "" if value is None else str(value)


def column_name(key: str, lang: str) -> str:
    """Return what a column of the register is called."""
    return staged.column_name(roster.BY_KEY.get(key), lang)


def _reason(reason: Mapping[str, Any], lang: str) -> str:
    return staged.reason(roster.BY_KEY, reason, lang)


# --- sheets ----------------------------------------------------------------------------------------------------------


def columns(tx: Tx, actor: Actor, content: bytes, lang: str) -> dict[str, Any]:
    """Return the headings of a sheet, and which of our columns each was taken for: by its name or as the last time.

    Raises Forbidden, Invalid.
    """
    offices(actor, clock.today())
    headers, _ = sheets.read(content, imports.MAX_ROWS)
    remembered = store.headings(tx, actor.tenant)
    found = {key: headers.index(name) for key, name in remembered.items() if name in headers}
    found |= imports.place_columns(headers, roster.COLUMNS)
    return staged.headings(headers, found, roster.COLUMNS, lang)


def template(actor: Actor) -> dict[str, Any]:
    """Return the empty sheet to fill in, with a page that explains its columns.

    Raises Forbidden.
    """
    offices(actor, clock.today())
    return staged.file(
        "发展党员名册模板.xlsx", sheets.write("名册", roster.named(), [], ROSTER_NOTES, samples=sample_rows())
    )


def rejects(tx: Tx, actor: Actor, run: UUID, lang: str) -> dict[str, Any]:
    """Return the rows that were refused, sent back or not entered, with the reasons, to mend and upload again.

    Raises Forbidden, NotFound.
    """
    offices(actor, clock.today())
    row = _find(tx, actor, run, None)
    lines = tx.rows(
        """select number, id, outcome, reasons, facts, raw, found, person_id from import_row
            where tenant_id = %s and run_id = %s
              and (outcome = 'rejected' or progress in ('returned', 'refused', 'kept')) order by number""",
        (actor.tenant, run),
    )
    names = _names(tx, actor.tenant, lines)
    headers = [*(column.zh for column in roster.COLUMNS), "退回原因", "原行号", imports.REFERENCE]
    body = [_mended(tx, line, names, lang) for line in lines]
    mark = log_sheets.mark_of(actor, word("export_rejects", lang), lang)
    content = sheets.write("退回", headers, body, ROSTER_NOTES, mark)
    return staged.file(f"名册退回-{clock.office_day(row['created_at']):%Y%m%d}.xlsx", content)


def _mended(tx: Tx, line: Row, names: Mapping[str, str], lang: str) -> list[Any]:
    facts = line["facts"]
    raw = staged.sealed_of(tx, line)
    cells = []
    for key in roster.BY_KEY:
        if key == "id_number":
            cells.append(people.mask_id_number(raw.get("id_number", "")))
        elif key == "stage" and facts.get(key) in labels.STAGES:
            cells.append(labels.stage_name(facts[key], messages.ZH))
        elif line["outcome"] == "rejected":
            cells.append(str(facts.get(key) or ""))
        else:
            cells.append(_value(key, facts.get(key), names, messages.ZH))
    reasons = [_reason(reason, lang) for reason in line["reasons"]]
    if line["found"]:
        reasons.append(messages.text(line["found"]["code"], lang, **line["found"]["params"]))
    return [*cells, "；".join(reasons), line["number"], line["id"]]
