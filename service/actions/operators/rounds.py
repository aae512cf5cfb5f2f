"""Operators of the round: open it, share the places, collect lists and nominees, publish the results.

The decision of a branch's committee stands in round_decisions.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.deadline import window
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain import form_sources
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.domain.organizations import largest_remainder
from service.domain.recommendation import ADULT
from service.store import notices, periods, queue, rounds
from service.store.database import Row
from service.store.ids import new_id
from service.store.notices import NewNotice
from service.store.rounds import Line

SECRETARY = "branch_secretary"
# Answers that say when and how people were put forward.
DAYS: Final = {"meeting_on": "on", "recommended_on": "on"}
KINDS: Final = ("meeting_kind", "league_kind")


@operator("round.open")
def open_(ctx: Context, year: int, name: str, opens_on: str, closes_on: str, quota_total: int) -> dict[str, str]:
    """Open a round and propose the places of each branch by its number of applicants."""
    first, last = values.day(opens_on), values.day(closes_on)
    if last < first:
        raise InvalidAnswers.at("/answers/closes_on", "ends_before_start")
    if running := rounds.running(ctx.tx, ctx.tenant, year, ctx.organization_id):
        raise Conflict("round_exists", name=running["name"])
    weights = {row["id"]: row["n"] for row in rounds.branch_applicants(ctx.tx, ctx.tenant, ctx.organization_id)}
    if not any(weights.values()):
        raise Conflict("round_no_applicants")
    quotas = proposed_quotas(quota_total, weights)
    round_id = new_id()
    rounds.open_(ctx.tx, ctx.tenant, round_id, ctx.instance_id, year, name, first, last, quota_total, quotas)
    ctx.record("round.opened", {"round_id": str(round_id), "quota_total": quota_total, "branches": len(quotas)})
    return {"round_id": str(round_id), "closes_on": last.isoformat(), "expires": values.after(last)}


def proposed_quotas(total: int, weights: Mapping[UUID, int]) -> dict[UUID, int]:
    """Share places by applicants: one for every branch that has any, the rest by largest remainder.

    With fewer places than such branches nobody is promised one, and the office adjusts.
    """
    wanting = {branch: weight for branch, weight in weights.items() if weight > 0}
    if total < len(wanting):
        shares = largest_remainder(total, wanting)
    else:
        shares = {branch: 1 + more for branch, more in largest_remainder(total - len(wanting), wanting).items()}
    return {branch: shares.get(branch, 0) for branch in weights}


@operator("round.branches")
def branches(ctx: Context, round_id: str) -> list[dict[str, Any]]:
    """Apply the office's adjustments and return the branches that have a place."""
    round_ = _round(ctx, round_id)
    rows = rounds.branches(ctx.tx, ctx.tenant, round_["id"])
    changes = _adjustments(ctx, {row["branch_id"] for row in rows})
    if changes:
        rounds.adjust(ctx.tx, ctx.tenant, round_["id"], changes)
        rows = rounds.branches(ctx.tx, ctx.tenant, round_["id"])
    given = sum(row["quota"] for row in rows)
    if given > round_["quota_total"]:
        raise InvalidAnswers.at("/answers/adjustments", "quota_over_total", given=given, total=round_["quota_total"])
    ctx.record("round.quotas_published", {"round_id": round_id, "given": given, "adjusted": len(changes)})
    return [
        {"branch_id": str(row["branch_id"]), "branch_name": row["branch_name"], "quota": row["quota"]}
        for row in rows
        if row["quota"] > 0
    ]


def _adjustments(ctx: Context, known: set[UUID]) -> list[tuple[UUID, int, str]]:
    changes: dict[UUID, tuple[UUID, int, str]] = {}
    for index, row in enumerate(values.rows(ctx.answers, "adjustments")):
        branch = values.uuid(row["branch_id"])
        if branch not in known:
            raise InvalidAnswers.at(f"/answers/adjustments/{index}/branch_id", "bad_value")
        if branch in changes:
            raise InvalidAnswers.at(f"/answers/adjustments/{index}/branch_id", "listed_twice")
        changes[branch] = (branch, int(row["quota"]), str(row["reason"]))
    return list(changes.values())


@operator("round.eligible")
def eligible(ctx: Context, branch_id: str, round_id: str) -> dict[str, int]:
    """Record the list of a branch: every applicant who has been talked to is on it, or off it with a reason."""
    round_, branch = _round(ctx, round_id), values.uuid(branch_id)
    open_branch(ctx, round_["id"], branch)
    applicants = rounds.applicants(ctx.tx, ctx.tenant, branch)
    lines = [Line(person, "listed") for person in values.ids(ctx.answers, "eligible")]
    lines += [
        Line(values.uuid(row["person_id"]), "excluded", str(row["cause"]), str(row["reason"]))
        for row in values.rows(ctx.answers, "excluded")
    ]
    _check_list(lines, applicants)
    rounds.save_list(ctx.tx, ctx.tenant, round_["id"], branch, ctx.instance_id, lines, ctx.at)
    listed = sum(line.method == "listed" for line in lines)
    ctx.record("round.listed", {"round_id": round_id, "listed": listed, "excluded": len(lines) - listed})
    return {"eligible_n": listed}


def _check_list(lines: Sequence[Line], applicants: Mapping[UUID, Row]) -> None:
    problems: list[Problem] = []
    seen: set[UUID] = set()
    counts = {"listed": 0, "excluded": 0}
    for line in lines:
        index = counts[line.method]
        counts[line.method] += 1
        pointer = f"/answers/eligible/{index}" if line.method == "listed" else f"/answers/excluded/{index}/person_id"
        person = applicants.get(line.person_id)
        if person is None:
            problems.append(Problem(pointer, "not_applicant_here"))
        elif line.person_id in seen:
            problems.append(Problem(pointer, "listed_twice"))
        elif line.method == "listed" and person["talked_on"] is None:
            problems.append(Problem(pointer, "nominee_ineligible", {"who": person["name"], "reason": "还没有谈话"}))
        seen.add(line.person_id)
    missing = [row["name"] for key, row in applicants.items() if row["talked_on"] is not None and key not in seen]
    if missing and not problems:
        problems.append(Problem("/answers/eligible", "applicants_missing", {"who": missing}))
    if problems:
        raise InvalidAnswers(problems)


@operator("round.nominate")
def nominate(ctx: Context, round_id: str, branch_id: str, method: str) -> dict[str, int]:
    """Record who was put forward by the members, with votes, or by a mass organisation, with a reason."""
    if method not in ("member", "league"):
        raise Conflict("operator_parameters", name=method)
    round_, branch = _round(ctx, round_id), values.uuid(branch_id)
    open_branch(ctx, round_["id"], branch)
    rows = values.rows(ctx.answers, "nominees")
    total = int(ctx.answers.get("ballots_valid") or 0)
    problems = _check_nominees(rows, rounds.listed(ctx.tx, ctx.tenant, round_["id"], branch), method, total)
    if method == "member":
        problems += _check_ballots(ctx.answers)
    if problems:
        raise InvalidAnswers(problems)
    lines = [
        Line(
            values.uuid(row["person_id"]),
            method,
            reason=str(row.get("reason") or ""),
            votes_for=int(row["votes_for"]) if method == "member" else None,
            votes_total=total if method == "member" else None,
        )
        for row in rows
    ]
    rounds.nominate(ctx.tx, ctx.tenant, round_["id"], branch, method, lines, ctx.at)
    how = {name: ctx.answers[key] for key, name in DAYS.items() if key in ctx.answers}
    ctx.record("round.nominated", {"round_id": round_id, "method": method, "n": len(lines), **how, **_way(ctx)})
    return {"nominees_n": len(lines)}


def _way(ctx: Context) -> dict[str, str]:
    """Return in words how people were put forward, for the paper: at an assembly, by the trade union."""
    kind = next((key for key in KINDS if key in ctx.answers), None)
    if kind is None:
        return {}
    choices = form_sources.fields(ctx.schema).get(kind, {}).get("oneOf", ())
    return {"how": next((str(each["title"]) for each in choices if each["const"] == ctx.answers[kind]), "")}


def _check_nominees(rows: Sequence[Mapping[str, Any]], listed: set[UUID], method: str, total: int) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[UUID] = set()
    for index, row in enumerate(rows):
        person, pointer = values.uuid(row["person_id"]), f"/answers/nominees/{index}"
        if person not in listed:
            problems.append(Problem(f"{pointer}/person_id", "not_on_list"))
        if person in seen:
            problems.append(Problem(f"{pointer}/person_id", "nominee_repeated"))
        seen.add(person)
        if method == "member" and int(row["votes_for"]) > total:
            params = {"votes": row["votes_for"], "total": total}
            problems.append(Problem(f"{pointer}/votes_for", "votes_over_total", params))
    return problems


def _check_ballots(answers: Mapping[str, Any]) -> list[Problem]:
    """Check that each count fits into the one before: entitled, present, ballots, valid ballots."""
    names = ("entitled", "present", "ballots_returned", "ballots_valid")
    problems = [
        Problem(f"/answers/{name}", "count_over", {"count": answers[name], "limit": answers[before]})
        for before, name in pairwise(names)
        if int(answers[name]) > int(answers[before])
    ]
    if answers.get("teller") is not None and answers.get("teller") == answers.get("monitor"):
        problems.append(Problem("/answers/monitor", "teller_is_monitor"))
    return problems


@operator("round.nominees")
def nominees(ctx: Context, round_id: str, branch_id: str) -> list[dict[str, Any]]:
    """Return everybody put forward, with the facts that the table of eligibility asks for."""
    rows = rounds.nominees(ctx.tx, ctx.tenant, values.uuid(round_id), values.uuid(branch_id))
    years = periods.last_years(ctx.tx, ctx.tenant, [row["person_id"] for row in rows])
    return [
        {
            "person_id": str(row["person_id"]),
            # The exact birth date is a sealed field; that the person was 18 was checked when the application came in.
            "adult": row["birth_year"] is None or ctx.today.year - row["birth_year"] >= ADULT,
            "talked": row["talked_on"] is not None,
            "suspended": row["stage"] == "suspended" or row["status"] == "suspended",
            "open_case": row["open_case"],
            "scored": scored(years.get(row["person_id"])),
            "points": years[row["person_id"]]["total"] if scored(years.get(row["person_id"])) else 0,
        }
        for row in rows
    ]


def scored(year: Row | None) -> bool:
    """Tell whether a last closed year counts: only a whole one does."""
    return bool(year and year.get("whole_cycle"))


@operator("round.late")
def late(ctx: Context, round_id: str) -> dict[str, int]:
    """Mark the branches that have not reported."""
    count = rounds.settle(ctx.tx, ctx.tenant, _round(ctx, round_id)["id"])
    ctx.record("round.late", {"round_id": round_id, "late": count})
    return {"late_n": count}


@operator("round.announce")
def announce(ctx: Context, round_id: str, rule: str) -> dict[str, Any]:
    """Post the provisional list for the objection window: branches get it, the people on it are told."""
    round_ = _round(ctx, round_id)
    until = window(ctx, rule, ctx.today)
    rounds.settle(ctx.tx, ctx.tenant, round_["id"])
    rounds.announce(ctx.tx, ctx.tenant, round_["id"], until)
    chosen = [row for row in rounds.results(ctx.tx, ctx.tenant, round_["id"]) if row["decision"] == "recommend"]
    params = {"round": round_["name"], "until": until}
    by_branch: dict[UUID, list[str]] = {}
    for row in chosen:
        by_branch.setdefault(row["branch_id"], []).append(row["name"])
    secretaries = notices.holders_at(ctx.tx, ctx.tenant, SECRETARY, list(by_branch), ctx.today)
    sent = [NewNotice(row["person_id"], "round_announced", params) for row in chosen]
    sent += [
        NewNotice(person, "round_list", {**params, "names": "、".join(by_branch[branch])})
        for branch, person in secretaries
    ]
    tell(ctx, sent)
    return {"recommended_n": len(chosen), "due": until.isoformat(), "expires": values.after(until)}


@operator("round.publish_results")
def publish_results(ctx: Context, round_id: str) -> dict[str, int]:
    """Publish: everybody of the round learns the result with its reason, the recommended ones' cases go on."""
    round_ = rounds.lock(ctx.tx, ctx.tenant, values.uuid(round_id))
    if round_ is None:
        raise NotFound("round_not_found")
    if round_["status"] == "published":
        raise Conflict("round_published", name=round_["name"])
    rows = rounds.results(ctx.tx, ctx.tenant, round_["id"])
    excluded = _excluded(ctx, {row["person_id"] for row in rows if row["decision"] == "recommend"})
    if excluded:
        rounds.take_out(ctx.tx, ctx.tenant, round_["id"], excluded)
        rows = rounds.results(ctx.tx, ctx.tenant, round_["id"])
    rounds.publish(ctx.tx, ctx.tenant, round_["id"], ctx.today)
    tell(ctx, [_result(row, round_["name"]) for row in rows])
    recommended = [row["person_id"] for row in rows if row["decision"] == "recommend"]
    payload = {"round_id": str(round_["id"]), "recommended_on": ctx.today.isoformat()}
    queue.deliver_messages(ctx.tx, ctx.tenant, "msg_recommended", {str(person): payload for person in recommended})
    ctx.record("round.published", {"round_id": round_id, "recommended": [str(person) for person in recommended]})
    return {"recommended_n": len(recommended), "not_recommended_n": len(rows) - len(recommended)}


def _excluded(ctx: Context, recommended: set[UUID]) -> dict[UUID, str]:
    excluded: dict[UUID, str] = {}
    for index, row in enumerate(values.rows(ctx.answers, "excluded")):
        person = values.uuid(row["person_id"])
        if person not in recommended:
            raise InvalidAnswers.at(f"/answers/excluded/{index}/person_id", "not_recommended")
        if person in excluded:
            raise InvalidAnswers.at(f"/answers/excluded/{index}/person_id", "listed_twice")
        excluded[person] = str(row["reason"])
    return excluded


def _result(row: Row, name: str) -> NewNotice:
    if row["branch_status"] == "late":
        return NewNotice(row["person_id"], "branch_not_reported", {"round": name})
    kind = {"recommend": "recommended", "hold": "not_recommended", "excluded": "recommendation_withdrawn"}.get(
        row["decision"], "not_listed" if row["method"] == "excluded" else "not_nominated"
    )
    return NewNotice(row["person_id"], kind, {"round": name, "reason": row["reason"]})


def _round(ctx: Context, round_id: str) -> Row:
    row = rounds.get(ctx.tx, ctx.tenant, values.uuid(round_id))
    if row is None:
        raise NotFound("round_not_found")
    return row


def open_branch(ctx: Context, round_id: UUID, branch_id: UUID) -> Row:
    """Lock a branch's part of a round that still takes its reports.

    Raises NotFound for a branch that is not part of it; Conflict when the results are being published.
    """
    row = rounds.branch(ctx.tx, ctx.tenant, round_id, branch_id)
    if row is None:
        raise NotFound("round_not_found")
    round_ = _round(ctx, str(round_id))
    if round_["status"] != "open":
        raise Conflict("round_over", name=round_["name"])
    return row
