"""What a town begins in a year, and when: every process that people start, at least once, by those who may.

Days are counted from the first one. The law and the office's custom say the month: the round in spring, the class in
May, the exam after it, closing by quarter, honours in summer, rotation in autumn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from service.store.database import Row, Tx

Answers = dict[str, Any]
QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
ENTERPRISES: Final = 12
COMMITTEE_FROM: Final = 7  # full members: branches that elect a committee
# Processes with days of their own; any other that is shipped begins on these, one a day.
KNOWN: Final = (
    "proc_activist_training", "proc_contact_change", "proc_data_subject_request", "proc_disqualification",
    "proc_enterprise_census", "proc_exam", "proc_joint_committee", "proc_membership_case", "proc_mobile_school",
    "proc_objection", "proc_org_election", "proc_org_establishment", "proc_points_entry", "proc_points_period_close",
    "proc_recommendation_round", "proc_rotation_training", "proc_stage_opening", "proc_sunshine_org_creation",
    "proc_training_programme",
)  # fmt: skip
OTHERS_FROM: Final = 24
OTHERS_EVERY: Final = 63
BRANCH_STARTERS: Final = ("party_group_leader", "contact_person", "org_commissioner")


@dataclass(frozen=True, slots=True)
class Wish:
    """A process that somebody wants to begin on a day: where, about whom, with what already said."""

    process: str
    organization_id: UUID
    person_id: UUID | None = None
    role: str | None = None
    """None: the person it is about begins it."""
    given: Answers = field(default_factory=dict)


@dataclass(slots=True)
class Diary:
    """The town's plans; `share` thins out what happens in every branch of a large town."""

    tenant: int
    first: date
    seed: int
    share: float = 1.0

    def wishes(self, tx: Tx, at: int, today: date) -> Iterator[Wish]:
        """Yield what was meant to begin on a day of the year, counted from the first; today, if nobody worked then."""
        rng = Random(f"diary/{self.seed}/{at}")
        yield from self._town(tx, at, today)
        yield from self._branches(tx, self.first + timedelta(days=at), today, rng)
        yield from self._people(tx, at, today, rng)
        yield from self._organisations(tx, at, today)
        yield from self._others(tx, at, rng)

    # --- the town ----------------------------------------------------------------------------------------------------

    def _town(self, tx: Tx, at: int, today: date) -> Iterator[Wish]:
        (town,) = self._orgs(tx, "town")[:1]
        year, home, admin = today.year, town["id"], "training_admin"
        if at == 0:
            yield Wish("proc_stage_opening", home, role="town_org_office")
        if at == 1 and not self._running(tx, "proc_recommendation_round"):
            yield Wish("proc_recommendation_round", home, role="town_org_office", given={
                "round_year": year, "round_name": f"{year} 年度入党积极分子集中推荐", "opens_on": today.isoformat(),
                "closes_on": _in(today, 22), "quota_total": max(1, self._waiting(tx) * 3 // 5),
            })  # fmt: skip
        if at == 29:
            yield Wish("proc_activist_training", home, role=admin, given={
                "training_name": f"{year} 年入党积极分子集中培训", "phase": 1, "starts_on": _in(today, 12),
                "ends_on": _in(today, 14), "hours": 24,
            })  # fmt: skip
        bank = tx.value("select id::text from exam_bank where tenant_id = %s order by version desc", (self.tenant,))
        exam = {
            "minutes": 60, "single_n": 10, "single_worth": 5, "multiple_n": 5, "multiple_worth": 4, "judgement_n": 6,
            "judgement_worth": 5, "pass_mark": 60, "resits": 1, "age_limit": 50, "opens": "08:00", "closes": "17:30",
        }  # fmt: skip
        if at == 72 and bank:
            yield Wish("proc_exam", home, role=admin, given={
                "exam_name": f"{year} 年党员应知应会考试", "bank_id": bank, "exam_on": _in(today, 8),
                "exam_until": _in(today, 10), **exam,
            })  # fmt: skip
        if at == 150 and bank:
            phases = [
                {"starts_on": _in(today, 12 + 5 * n), "ends_on": _in(today, 13 + 5 * n), "place": "街道党校（示例）",
                 "hours": 8} for n in range(3)
            ]  # fmt: skip
            yield Wish("proc_rotation_training", home, role=admin, given={
                "training_name": f"{year} 年党员分期轮训", "phases": phases, "bank_id": bank, **exam, "exam_days": 3,
            })  # fmt: skip
        if at == 185:
            visits = [
                {"organization_id": str(org["id"]), "held_on": _in(today, 10 + 2 * n), "place": "社区活动室（示例）",
                 "hours": 2} for n, org in enumerate(self._orgs(tx, "branch")[:4])
            ]  # fmt: skip
            yield Wish("proc_mobile_school", home, role=admin, given={
                "training_name": f"{year} 年流动党校", "visits": visits,
            })  # fmt: skip
        if at == 210:
            phases = [
                {"starts_on": _in(today, 12), "ends_on": _in(today, 14), "place": "街道党校（示例）", "hours": 24}
            ]
            yield Wish("proc_training_programme", home, role=admin, given={
                "training_name": f"{year} 年发展对象培训班", "audience": "listed", "phases": phases,
            })  # fmt: skip
        if at == 95:
            yield Wish("proc_sunshine_org_creation", home, role="town_org_office", given={
                "round_name": f"{year} 年阳光党组织创建", "round_year": year, "closes_on": _in(today, 35),
                "organizations": [str(org["id"]) for org in self._orgs(tx, "base")[:6]],
            })  # fmt: skip

    # --- the branches ------------------------------------------------------------------------------------------------

    def _branches(self, tx: Tx, day: date, today: date, rng: Random) -> Iterator[Wish]:
        if day.day == 18:
            for branch in self._some(self._orgs(tx, "branch"), rng):
                yield from self._points(tx, branch, today, rng)
        if day.day == 8 and day.month in (1, 4, 7, 10):
            quarter = QUARTERS[(day.month // 3 - 1) % 4]
            cycle = day.year - (day.month == 1)
            for branch in self._some(self._orgs(tx, "branch"), rng):
                given = {"cycle": cycle, "period": quarter}
                yield Wish("proc_points_period_close", branch["id"], role="org_commissioner", given=given)
        if (day.month, day.day) == (1, 19):
            for branch in self._some(self._orgs(tx, "branch"), rng):
                given = {"cycle": day.year - 1, "period": "Y"}
                yield Wish("proc_points_period_close", branch["id"], role="org_commissioner", given=given)

    def _points(self, tx: Tx, branch: Row, today: date, rng: Random) -> Iterator[Wish]:
        people = self._of_stage(tx, ("activist", "development_candidate"), branch["id"])
        if not people:
            return
        some = rng.sample(people, min(len(people), 3))
        entries = [
            {"person_id": str(row["id"]), "item": rng.choice(("P01", "P02", "P06", "P01", "N01")), "qty": 1,
             "event_date": _in(today, -rng.randint(2, 6) if rng.random() < 0.93 else -40),
             "evidence_ref": "集中学习签到表"} for row in some
        ]  # fmt: skip
        role = rng.choice(BRANCH_STARTERS)
        yield Wish("proc_points_entry", branch["id"], role=role, given={"entries": entries, "source": "学习签到表"})

    # --- people ------------------------------------------------------------------------------------------------------

    def _people(self, tx: Tx, at: int, today: date, rng: Random) -> Iterator[Wish]:
        if at == 2:
            for row in self._of_stage(tx, ("probationary_member",)):
                yield Wish("proc_membership_case", row["branch_id"], row["id"], "org_commissioner",
                           {"entry": "register"})  # fmt: skip
        if at % 5 == 3:  # whoever the register has got meanwhile applies: on paper or on line
            for row in self._without_case(tx):
                entry = "self" if rng.random() < 0.3 else "paper"
                yield Wish("proc_membership_case", row["branch_id"], row["id"], "org_commissioner", {"entry": entry})
        activists = self._of_stage(tx, ("activist", "development_candidate"))
        if at in (40, 120, 200) and activists:
            row = rng.choice(activists)
            yield Wish("proc_contact_change", row["branch_id"], row["id"], "branch_secretary", {"why": "moved"})
        if at in (50, 110, 170, 230) and activists:
            row, code = rng.choice(activists), ("D12", "D01", "D13", "D05")[(at - 50) // 60]
            yield Wish("proc_disqualification", row["branch_id"], row["id"], "org_commissioner", {
                "ground_code": code, "pending": "no", "found_on": today.isoformat(),
            })  # fmt: skip
        if at in (60, 140, 220) and activists:
            row = rng.choice(activists)
            yield Wish("proc_objection", row["branch_id"], row["id"], None, {"subject_type": "case"})
        if at in (35, 75, 155, 225) and activists:
            row, right = rng.choice(activists), ("access", "correct", "explain", "complaint")[at % 4]
            yield Wish("proc_data_subject_request", row["branch_id"], row["id"], None, {"right": right})

    # --- organisations -----------------------------------------------------------------------------------------------

    def _organisations(self, tx: Tx, at: int, today: date) -> Iterator[Wish]:
        areas = self._orgs(tx, "area")
        other = next((org for org in areas if org["kind"] == "nonpublic_committee"), areas[0])
        if at == 21:
            rows = [
                {"uscc": f"00000000YEAR{n:06}", "name": f"示例企业服务{n:02}", "place": f"{n // 6 + 1:02}号楼"}
                for n in range(1, ENTERPRISES + 1)
            ]
            yield Wish("proc_enterprise_census", other["id"], role="area_coordinator", given={
                "park": "示例产业园", "begun_on": today.isoformat(), "enterprises": rows,
            })  # fmt: skip
        if at == 64:
            yield Wish("proc_org_establishment", other["id"], role="area_coordinator", given={
                "origin": "request", "org_name": "示例写字楼联合党支部", "unit_type": "enterprise", "employees_n": 60,
                "full_members_n": 4, "probationary_n": 0, "applicants_n": 2, "proposed_form": "branch",
            })  # fmt: skip
        with_reviewer = self._with_post(tx, "base_committee_reviewer")
        if at == 80 and with_reviewer:
            home = with_reviewer[-1]
            outside = [str(org["id"]) for org in self._orgs(tx, "branch") if org["parent_id"] != home][-3:]
            yield Wish("proc_joint_committee", home, role="base_committee_reviewer", given={
                "joint_name": "示例社区联合党委", "units": outside,
            })  # fmt: skip
        if at == 130:
            for branch in [org for org in self._orgs(tx, "branch") if org["members"] >= COMMITTEE_FROM][:2]:
                given = {"occasion": "term", "term_end": _in(today, 75)}
                yield Wish("proc_org_election", branch["id"], role="branch_secretary", given=given)

    # --- whatever else is shipped ------------------------------------------------------------------------------------

    def _others(self, tx: Tx, at: int, rng: Random) -> Iterator[Wish]:
        """Begin what this diary does not know: where and about whom the process itself says, its form as it comes."""
        rows = tx.rows(
            """select r.process_key, r.properties from release r where r.tenant_id = %s and r.status = 'released'
                  and r.properties->>'start' = 'manual' and not r.process_key = any(%s) order by r.process_key""",
            (self.tenant, list(KNOWN)),
        )
        for place, row in enumerate(rows):
            if at < OTHERS_FROM or (at - OTHERS_FROM - place) % OTHERS_EVERY:
                continue
            said = row["properties"]
            role = next((each.strip() for each in str(said.get("start_role", "")).split(",")), None)
            subject = said.get("subject")
            if subject in ("person", "self"):
                people = self._of_stage(tx, ("activist", "development_candidate", "probationary_member"))
                who = rng.choice(people)
                home = who["branch_id"]
                yield Wish(row["process_key"], home, who["id"], None if subject == "self" else role)
            else:
                homes = self._orgs(tx, said.get("start_scope") or "branch")
                held = set(self._with_post(tx, role)) if role else set()
                fit = [org["id"] for org in homes if org["id"] in held] or [org["id"] for org in homes]
                yield Wish(row["process_key"], rng.choice(fit), role=role)

    # --- what there is -----------------------------------------------------------------------------------------------

    def _orgs(self, tx: Tx, level: str) -> list[Row]:
        return tx.rows(
            """select o.id, o.parent_id, o.kind, o.name,
                      (select count(*) from person p where p.tenant_id = o.tenant_id and p.branch_id = o.id
                          and p.stage = 'full_member' and p.status = 'active') as members
                 from organization o where o.tenant_id = %s and o.level = %s and o.dissolved_on is null
                order by o.sort, o.name, o.id""",
            (self.tenant, level),
        )

    def _of_stage(self, tx: Tx, stages: tuple[str, ...], branch: UUID | None = None) -> list[Row]:
        return tx.rows(
            """select p.id, p.branch_id from person p where p.tenant_id = %s and p.stage = any(%s)
                  and p.status = 'active' and (%s::uuid is null or p.branch_id = %s) order by p.id""",
            (self.tenant, list(stages), branch, branch),
        )

    def _without_case(self, tx: Tx) -> list[Row]:
        return tx.rows(
            """select p.id, p.branch_id from person p where p.tenant_id = %s and p.stage = 'applicant'
                  and p.status = 'active' and not exists (select 1 from instance i where i.tenant_id = p.tenant_id
                    and i.person_id = p.id and i.process_key = 'proc_membership_case') order by p.id""",
            (self.tenant,),
        )

    def _with_post(self, tx: Tx, role: str) -> list[UUID]:
        rows = tx.rows(
            """select distinct o.id, o.sort from role_grant g join organization o
                   on o.tenant_id = g.tenant_id and o.id = g.organization_id
                where g.tenant_id = %s and g.role = %s order by o.sort""",
            (self.tenant, role),
        )
        return [row["id"] for row in rows]

    def _waiting(self, tx: Tx) -> int:
        return int(tx.value("select count(*) from subscription where tenant_id = %s and message = 'msg_recommended'",
                            (self.tenant,)))  # fmt: skip

    def _running(self, tx: Tx, process: str) -> bool:
        return bool(tx.value("select exists (select 1 from instance where tenant_id = %s and process_key = %s "
                             "and status = 'running')", (self.tenant, process)))  # fmt: skip

    def _some(self, rows: list[Row], rng: Random) -> list[Row]:
        return [row for row in rows if rng.random() < self.share]


def _in(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()
