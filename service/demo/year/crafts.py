"""Forms whose answers hang together with what others have done: lists, ballots, rosters, papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from service.demo.year.crafts_points import POINTS
from service.demo.year.pen import Answers, Sheet
from service.domain.transfers import DAYS
from service.store import codec

WAITS: Final = """select s.key from subscription s where s.tenant_id = %s and s.message = 'msg_recommended'
  and s.key = any(%s)"""
REASONS: Final = {
    "recommend": "该同志长期参加社区志愿服务，思想汇报内容具体，群众反映好，经集体研究同意推荐。",
    "hold": "本次名额有限，经集体研究综合比较后暂缓推荐，支部将继续重点培养。",
}
ON_THE_WAY: Final = "已经另行推荐，正在办理确定手续。"
WAIVER: Final = "本支部人数少，符合条件的申请人不足差额数，经支委会研究按实际人数推荐。"
PAPERS: Final = ("DOC_ZYS", "DOC_APPLY", "DOC_CULT_FORM", "DOC_POLREV", "DOC_PROB_FORM", "DOC_CONVERT")


def given(sheet: Sheet) -> Answers:
    """Return the answers of a form that are more than dice; nothing for most forms."""
    craft = CRAFTS.get(sheet.form)
    return craft(sheet) if craft else {}


def _list_eligible(sheet: Sheet) -> Answers:
    talked = sheet.options("branch_applicants")
    waiting = {row["key"] for row in sheet.tx.rows(WAITS, (sheet.tenant, talked))}
    left_out = [{"person_id": each, "cause": "other", "reason": ON_THE_WAY} for each in talked if each not in waiting]
    answers: Answers = {"eligible": [each for each in talked if each in waiting]}
    return {**answers, "excluded": left_out} if left_out else answers


def _cast(sheet: Sheet) -> Answers:
    entitled = max(3, len(sheet.options("branch_members")))
    present = max(entitled * 4 // 5 + 1, entitled - 4)
    nominees = sheet.options("branch_eligible")
    return {
        "entitled": entitled, "present": present, "ballots_returned": present, "ballots_valid": present,
        "nominees": [{"person_id": each, "votes_for": sheet.rng.randint(present // 2, present)} for each in nominees],
    }  # fmt: skip


def _league(sheet: Sheet) -> Answers:
    found = sheet.options("branch_eligible")[:1]
    return {"nominees": [{"person_id": each, "reason": "工会推荐，岗位表现突出。"} for each in found]}


def _decide(sheet: Sheet) -> Answers:
    people = sheet.options("round_nominees")
    verdicts = sheet.known.get("verdicts") or []
    quota = sheet.tx.value(
        "select quota from round_branch where tenant_id = %s and instance_id = %s",
        (sheet.tenant, sheet.row["instance_id"]),
    )
    rank = {each["person_id"]: verdict for each, verdict in zip(_nominees(sheet), verdicts, strict=False)}
    fit = [each for each in people if rank.get(each, "eligible") == "eligible"]
    chosen = set(sheet.rng.sample(fit, min(int(quota or 0), len(fit))))
    answers: Answers = {
        "entitled": 5, "present": 5,
        "decisions": [_decision(each, each in chosen) for each in people],
        "order": "departs" if sheet.was_refused("departure") else "no_points",
    }  # fmt: skip
    if answers["order"] == "departs":
        answers["deviation_reason"] = REASONS["recommend"]
    if sheet.known.get("ratio") == "too_few" or sheet.was_refused("waiver"):
        answers["waiver_reason"] = WAIVER
    return answers


def _nominees(sheet: Sheet) -> list[Mapping[str, Any]]:
    found = sheet.known.get("round")
    rows = found.get("nominees") if isinstance(found, Mapping) else None
    return [row if isinstance(row, Mapping) else {"person_id": row} for row in rows or ()]


def _decision(person: str, chosen: bool) -> Answers:
    said = "recommend" if chosen else "hold"
    yes = 5 if chosen else 1
    return {
        "person_id": person, "decision": said, "votes_yes": yes, "votes_no": 5 - yes, "votes_abstain": 0,
        "reason": REASONS[said],
    }  # fmt: skip


def _attendance(sheet: Sheet) -> Answers:
    roster = sheet.options("training_roster")
    away = sheet.rng.sample(roster, min(len(roster), 1 + len(roster) // 12)) if roster else []
    rows = [
        {"person_id": each, "status": "leave", "leave_class": sheet.rng.choice(("illness", "work", "care"))}
        if sheet.rng.random() < 0.6
        else {"person_id": each, "status": "absent"}
        for each in away
    ]
    listed = sheet.tx.value(  # lists of choices end somewhere, a roster of two thousand does not
        """select count(*) from attendance a join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id
            where k.tenant_id = %s and k.instance_id = %s""",
        (sheet.tenant, sheet.row["instance_id"]),
    )
    return {"attended_n": int(listed) - len(away), "absences": rows}


def _makeup(sheet: Sheet) -> Answers:
    away = sheet.options("training_absentees")
    return {"attended": sheet.rng.sample(away, len(away) * 3 // 4)}


def _archive(sheet: Sheet) -> Answers:
    codes = PAPERS if not sheet.was_refused("items") else PAPERS[: 6 - len(sheet.refused) % 6]
    lacking = sheet.rng.choice(codes) if sheet.rng.random() < 0.12 else None
    return {
        "items": [
            {"code": code, "state": "missing", "pages": 0}
            if code == lacking
            else {"code": code, "state": "present", "pages": sheet.rng.randint(2, 12)}
            for code in codes
        ]
    }


def _candidates(sheet: Sheet) -> Answers:
    return {"seats": 3, "nominees": sheet.people("branch_members", 4)}


def _ballot(sheet: Sheet) -> Answers:
    listed, done = _election(sheet)
    left = [each for each in listed.get("nominees", ()) if each not in done]
    entitled = max(5, len(sheet.options("branch_members")))
    present = entitled - sheet.rng.randint(0, 1)
    seats = max(1, int(listed.get("seats", 3)) - len(done))
    short = sheet.rng.random() < 0.15  # now and then one too few has more than half, and a second ballot follows
    counts = {"entitled": entitled, "present": present, "issued": present, "returned": present, "seats": seats}
    rows = [
        {"person_id": each, "yes": present - place if place < seats - short else present // 3}
        for place, each in enumerate(left)
    ]
    return {"votes": counts, "candidates": rows}


def _officers(sheet: Sheet) -> Answers:
    fields = ("secretary", "org_commissioner", "publicity_commissioner")
    return dict(zip(fields, _election(sheet)[1], strict=False))


def _election(sheet: Sheet) -> tuple[Mapping[str, Any], list[str]]:
    """Return who was put up last, and who has been elected since: both stand in the case's record."""
    rows = sheet.tx.rows(
        """select node, payload from history where tenant_id = %s and instance_id = %s and type = 'task.completed'
            and node in ('ut_candidates', 'ut_assembly') and payload is not null order by seq""",
        (sheet.tenant, sheet.row["instance_id"]),
    )
    listed: Mapping[str, Any] = {}
    elected: list[str] = []
    for row in rows:
        said = codec.loads(bytes(row["payload"]))["answers"]
        if row["node"] == "ut_candidates":
            listed, elected = said, []
            continue
        ranked = sorted(said["candidates"], key=lambda each: -each["yes"])[: said["votes"]["seats"]]
        elected += [each["person_id"] for each in ranked if 2 * each["yes"] > said["votes"]["present"]]
    return listed, elected


def _visit(sheet: Sheet) -> Answers:
    full = sheet.rng.choice((0, 0, 1, 2, 4))
    return {
        "employees_n": sheet.rng.randint(12, 80), "full_members_n": full, "probationary_n": 0,
        "applicants_n": sheet.rng.randint(0, 2), "willing": "yes" if full else "later",
    }  # fmt: skip


def _reply(sheet: Sheet) -> Answers:
    return {"county_filed_on": sheet.today.isoformat()}


def _settle(sheet: Sheet) -> Answers:
    """Bring enough members along for a committee to be elected of; a general branch has branches, no members."""
    if sheet.was_refused("/members"):
        return {"letters_n": 0, "members": []}
    return {"letters_n": 4, "members": sheet.people("town_party", 6)}


def _paper(sheet: Sheet) -> Answers:
    return {"scores": [{"person_id": each, "score": sheet.rng.randint(55, 96)} for each in sheet.options("exam_paper")]}


def _opinions(sheet: Sheet) -> Answers:
    heard = sheet.rng.randint(6, 20)
    return {"heard_n": heard, "against_n": 0 if sheet.rng.random() < 0.9 else 1}


def _again(sheet: Sheet) -> Answers:
    entries = sheet.known.get("entries")
    return {"record_decision": "resubmit", "entries": entries} if entries and sheet.rng.random() < 0.85 else {}


def _conversion(sheet: Sheet) -> Answers:
    """Before probation is over an assembly can only cancel it."""
    return {"outcome": "cancel"} if sheet.was_refused("/meeting_on") else {}


def _review(sheet: Sheet) -> Answers:
    return {"branch_wish": "continue"} if sheet.was_refused("branch_wish") else {}


def _former(sheet: Sheet) -> Answers:
    """Find whoever comes back among those who have left, if anybody has."""
    return {"former": "found" if sheet.options("people_left") else "unknown"}


def _brought(sheet: Sheet) -> Answers:
    """Let the papers of a newcomer say what the register says of them, and of the days that it lacks the next one."""
    who = sheet.tx.row("select * from person where tenant_id = %s and id = %s", (sheet.tenant, sheet.row["person_id"]))
    if who is None or who["stage"] not in DAYS:
        return {}
    stages = [*DAYS][: [*DAYS].index(who["stage"]) + 1]
    answers: Answers = {"stage": who["stage"], "reviews": []} if len(stages) in (2, 3) else {"stage": who["stage"]}
    later = who["stage_since"] or sheet.today
    for stage in reversed(stages):
        later = who.get(DAYS[stage]) or later
        answers[DAYS[stage]] = later.isoformat()
    return answers


CRAFTS: Final[Mapping[str, Callable[[Sheet], Answers]]] = {
    "form_list_eligible": _list_eligible,
    "form_cast_recommendation": _cast,
    "form_league_recommend": _league,
    "form_committee_decide": _decide,
    "form_record_attendance": _attendance,
    "form_record_makeup": _makeup,
    "form_archive_check": _archive,
    "form_election_candidates": _candidates,
    "form_election_assembly": _ballot,
    "form_election_posts": _officers,
    "form_enterprise_visit": _visit,
    "form_org_reply": _reply,
    "form_org_settle": _settle,
    "form_exam_paper": _paper,
    "form_candidate_opinion": _opinions,
    "form_points_record": _again,
    "form_half_year_review": _review,
    "form_conversion_assembly": _conversion,
    "form_return_find": _former,
    "form_transfer_receive": _brought,
    **POINTS,
}
