"""One person from the application to full membership and the archive, 2025 to 2027, each deed by whom it belongs to.

What other journeys do in the browser is done at the HTTP door here; the browser takes the pages that only this way has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from service.actions.clocks import OPENING_HOUR
from service.demo import answers, way
from service.domain import idcard
from service.domain.calendar import at
from service.store.embedded import DATABASE, ROLES
from service.store.embedded_home import Home
from tests.journeys.browser import BrowserPerson
from tests.journeys.people import PASSWORD, Person, until
from tests.journeys.product import Product

NAME, LOGIN = "安试行", "an.shixing"
NUMBER = idcard.make_test_number(date(1998, 3, 4), 771)
WHY = "街道组织办登记。"
SECRET = "shi-li-jie-dao-2025"  # the newcomer's own password, in a town that lives for a minute
# Who acts in a window of their own; everybody else at the HTTP door.
WINDOWS = (
    "applicant", "branch_secretary_1", "org_commissioner_1", "contact_person_1", "vote_teller_1",
    "town_org_office_1", "town_secretary_1", "town_committee_1", "membership_officer_1",
)  # fmt: skip
Look = Callable[[BrowserPerson, str], None]


@dataclass
class Way:
    """The town, who takes part, and the person's case."""

    product: Product
    open_window: Callable[[str, str, str], BrowserPerson]
    look: Look | None
    database: psycopg.Connection[Any]
    people: dict[str, Person] = field(default_factory=dict)
    person: str = ""
    case: str = ""
    today: str = ""
    cast: way.Cast | None = None

    def who(self, login: str) -> Person:
        """Return a person, signed in."""
        if login not in self.people:
            name, secret = (LOGIN, SECRET) if login == "applicant" else (f"demo_{login}", PASSWORD)
            make = self.open_window if login in WINDOWS else Person
            self.people[login] = make(self.product.url, name, secret)
        return self.people[login]

    def on(self, day: str) -> None:
        """Move the town's clock to the morning of a day; `yangguang clock` does the same, only slowly."""
        offset = at(date.fromisoformat(day), OPENING_HOUR) - datetime.now(UTC)
        self.database.execute("update tenant set clock_offset = %s", (offset,))
        self.today = day

    def do(self, login: str, node: str, form: str, see: str = "", door: bool = False, **instead: Any) -> None:
        """Complete the person's task with what is usually written; `see` names its pictures, if wanted."""
        assert self.cast is not None
        given = way.written(form, self.today, self.cast, **instead)
        self.give(login, node, given, see, door)

    def give(self, login: str, node: str, given: dict[str, Any], see: str = "", door: bool = False) -> None:
        """Complete the person's task with these answers, in the person's window or at the HTTP door."""
        who = self.who(login)
        task = who.task(node, subject=NAME)
        if see and self.look and isinstance(who, BrowserPerson):
            who.open_task(task)
            self.look(who, see)
        Person.complete(who, task, **given) if door else who.complete(task, **given)

    def id_of(self, login: str) -> str:
        """Return a person's id."""
        return str(self.who(login).me["person"]["id"])

    def close(self) -> None:
        """Sign everybody off."""
        for person in self.people.values():
            person.close()


def connect(product: Product) -> psycopg.Connection[Any]:
    """Return a connection to the product's own database."""
    home = Home(product.home / "db")
    secret = home.load_secrets(("app",))["app"]
    return psycopg.connect(host=str(home.socket), user=ROLES["app"], password=secret, dbname=DATABASE, autocommit=True)


def apply(w: Way) -> None:
    """Somebody is put on record with an account, applies on line, and is talked with within the month."""
    w.on("2025-02-10")
    admin, commissioner = Person(w.product.url, "demo_sys_admin_1"), w.who("org_commissioner_1")
    branch = commissioner.organization("org_commissioner")
    record = {"name": NAME, "id_number": NUMBER, "branch_id": branch, "stage": "applicant", "reason": WHY}
    record |= {"education": "本科", "occupation": "专业技术人员", "applied_on": w.today}
    w.person = admin.post("/register", record, expect=201)["id"]
    account = {"person_id": w.person, "login": LOGIN, "reason": WHY}
    first = admin.post("/accounts", account, expect=201)["password"]
    admin.close()
    newcomer = Person(w.product.url, LOGIN, first)
    newcomer.post("/account/password", {"current": first, "password": SECRET}, expect=204)
    newcomer.close()
    told = answers.case_start("self")
    w.case = Person.start(commissioner, "proc_membership_case", branch, w.person, **told)["id"]
    w.give("applicant", "ut_submit_application", answers.application_submitted(date.fromisoformat(w.today)), "apply")
    w.on("2025-02-20")
    ids = {
        each: w.id_of(each) for each in (*WINDOWS[1:5], "party_group_leader_1", "town_secretary_1", "town_committee_1")
    }
    members = [one["value"] for one in w.who("branch_secretary_1").options(
        w.who("branch_secretary_1").task("ut_talk", subject=NAME), "talkers")]  # fmt: skip
    others = [each for each in members if each not in ids.values()]
    w.cast = way.Cast(
        secretary=ids["branch_secretary_1"], commissioner=ids["org_commissioner_1"],
        introducers=(ids["contact_person_1"], ids["party_group_leader_1"]),
        tellers=(ids["vote_teller_1"], others[0]), monitor=others[1],
        chair=ids["town_secretary_1"], clerk=ids["town_committee_1"],
    )  # fmt: skip
    talk = {
        "talked_on": w.today, "place": "党员活动室", "talkers": [w.cast.secretary, w.cast.commissioner],
        "topics": ["history", "view", "motive", "law", "family"], "explained": ["basics", "standards", "conditions"],
        "impression": answers.IMPRESSIONS[0], "address": "right",
    }  # fmt: skip
    w.give("branch_secretary_1", "ut_talk", talk, door=True)


def recommend(w: Way) -> None:
    """The branch recommends the person in a round of its own; who was not in time is left to the next one."""
    office, commissioner = w.who("town_org_office_1"), w.who("org_commissioner_1")
    secretary, teller = w.who("branch_secretary_1"), w.who("vote_teller_1")
    w.on("2025-03-03")
    about = {"round_year": 2025, "round_name": "2025年春季推荐", "opens_on": w.today, "closes_on": "2025-03-14"}
    town = office.organization("town_org_office")
    case = Person.start(office, "proc_recommendation_round", town, quota_total=160, basis="按年度计划。", **about)["id"]

    def part(who: Person, node: str, of: str = "", **given: Any) -> None:
        task = who.task(node, instance=of or case)
        Person.complete(who, task, **given)

    part(office, "ut_publish_quota", adjustments=[], published_on=w.today, notice_no="城阳组〔2025〕9号")
    branch = commissioner.organization("org_commissioner")
    children = office.get(f"/instances/{case}")["children"]
    ours = next(child["id"] for child in children if child["organization"]["id"] == branch)
    listing = commissioner.task("ut_list_eligible", instance=ours)
    listed = [option["value"] for option in commissioner.options(listing, "eligible")]
    part(commissioner, "ut_list_eligible", ours, eligible=listed, excluded=[], league="no")
    cast = w.cast
    assert cast is not None
    votes = {"entitled": 30, "present": 26, "ballots_returned": 26, "ballots_valid": 26, "recusals": []}
    part(
        teller, "ut_cast_recommendation", ours, meeting_on=w.today, meeting_kind="assembly", place=way.ROOM, **votes,
        teller=cast.tellers[0], monitor=cast.monitor, nominees=[{"person_id": w.person, "votes_for": 24}],
    )  # fmt: skip
    decision = {"person_id": w.person, "decision": "recommend", "votes_yes": 5, "votes_no": 0, "votes_abstain": 0}
    part(
        secretary, "ut_committee_decide", ours, meeting_on=w.today, body="committee", entitled=5, present=5,
        chair=cast.secretary, minutes_by=cast.commissioner, recusals=[], order="no_points",
        waiver_reason="本次只有一名同志得到推荐，经集体研究，免于差额。",
        decisions=[{**decision, "reason": answers.REASONS[0]}],
    )  # fmt: skip
    part(secretary, "ut_report", ours, reported_on=w.today, minutes_ok=True, no_pressure=True)
    w.on("2025-03-17")
    part(office, "ut_late_list", late_decision="close", reason="已到截止日，其余支部下一轮再报。")
    checked = ["minutes", "reasons", "recusal", "ratio"]
    summary = "一个支部已上报，材料齐全，程序符合要求。"
    part(office, "ut_file", filed_on=w.today, checked=checked, summary=summary, places=["branch_board"])
    w.on("2025-03-26")
    part(office, "ut_close_window", closed_on=w.today, window_result="none")


def become_activist(w: Way) -> None:
    """The committee confirms, the town files, contacts are appointed."""
    w.on("2025-04-01")
    day = date.fromisoformat(w.today)
    assert w.cast is not None
    people = UUID(w.cast.secretary), UUID(w.cast.commissioner)
    w.give("branch_secretary_1", "ut_committee_confirm", answers.committee_confirms(day, *people, Random(1)), door=True)
    w.give("town_org_office_1", "ut_file_with_town", answers.filed(day), door=True)
    contact = [UUID(w.cast.introducers[0])]
    w.give("branch_secretary_1", "ut_appoint_contacts", answers.contacts_appointed(day, contact), door=True)
    # those of the demo town who wait before the later stages keep everybody after them waiting
    office = w.who("town_org_office_1")
    told = {"paper_ready": True, "branches_told": True}
    Person.start(office, "proc_stage_opening", office.organization("town_org_office"), **told)
    # the word reaches the case by a job: a clock that is moved before would let the half-years begin in July
    until(lambda: any(at["node"] == "ca_cultivation" for at in office.get(f"/instances/{w.case}/diagram")["markers"]),
          "the later stages do not open")  # fmt: skip


def cultivate(w: Way) -> None:
    """Two half-years, each with its opinions and its review; the second one proposes the person."""
    w.on("2025-07-02")
    w.do("applicant", "ut_thought_report", "form_thought_report", see="report")
    w.on("2025-10-09")
    w.do("contact_person_1", "ut_contact_opinion", "form_contact_opinion", see="contact")
    w.do("party_group_leader_1", "ut_group_opinion", "form_group_opinion")
    w.do("applicant", "ut_person_report", "form_thought_report", door=True)
    w.do("branch_secretary_1", "ut_branch_review", "form_half_year_review", see="review")
    w.do("org_commissioner_1", "ut_confirm_points", "form_confirm_points", see="points")
    w.on("2026-04-07")
    w.do("contact_person_1", "ut_contact_opinion", "form_contact_opinion", door=True)
    w.do("party_group_leader_1", "ut_group_opinion", "form_group_opinion")
    w.do("applicant", "ut_person_report", "form_thought_report", door=True)
    wish = {"branch_wish": "propose"}
    w.do("branch_secretary_1", "ut_branch_review", "form_half_year_review", door=True, **wish)
    w.do("org_commissioner_1", "ut_confirm_points", "form_confirm_points", door=True)


def become_candidate(w: Way) -> None:
    """Four sources, the committee, the town committee's consent, the public notice: under the text of 2026 by now."""
    w.on("2026-05-13")
    w.do("party_group_leader_1", "ut_hear_group", "form_candidate_opinion")
    w.do("contact_person_1", "ut_hear_contact", "form_candidate_opinion", door=True)
    w.do("org_commissioner_1", "ut_hear_members", "form_candidate_opinion", door=True)
    w.do("org_commissioner_1", "ut_hear_masses", "form_candidate_opinion", door=True)
    w.do("branch_secretary_1", "ut_propose", "form_candidate_propose", see="propose")
    w.on("2026-05-18")
    w.do("town_secretary_1", "ut_town_agree", "form_candidate_agree", see="agree")
    w.on("2026-05-20")
    w.do("org_commissioner_1", "ut_post_notice", "form_notice_post", see="notice")
    w.on("2026-05-28")
    w.do("org_commissioner_1", "ut_notice_result", "form_notice_result", door=True)
    w.do("branch_secretary_1", "ut_list", "form_candidate_list", door=True)
    w.do("branch_secretary_1", "ut_introducers", "form_appoint_introducers", see="introducers")


def pass_review(w: Way) -> None:
    """Political review with its sealed findings, and the class."""
    w.on("2026-06-01")
    w.do("org_commissioner_1", "ut_plan_review", "form_review_plan", door=True)
    w.do("branch_secretary_1", "ut_review_talk", "form_review_talk", see="review-talk")
    w.do("town_org_office_1", "ut_archive_check", "form_review_archive", door=True)
    w.do("org_commissioner_1", "ut_enquiry", "form_review_enquiry", door=True)
    w.do("county_org_dept_1", "ut_joint_review", "form_review_joint")
    w.do("town_org_office_1", "ut_conclusion", "form_review_conclusion", see="conclusion")
    w.do("training_admin_1", "ut_enrol", "form_training_enrol")
    w.on("2026-06-05")
    w.do("training_admin_1", "ut_record_training", "form_training_outcome")


def be_admitted(w: Way) -> None:
    """Scrutiny, pre-review, the form, the assembly's ballot, deliberation, the talk and the approval."""
    w.on("2026-06-15")
    w.do("branch_secretary_1", "ut_scrutiny", "form_scrutiny", see="scrutiny")
    w.do("town_committee_1", "ut_pre_review", "form_pre_review", see="pre-review")
    w.do("applicant", "ut_fill_form", "form_membership_form", see="membership-form")
    w.do("contact_person_1", "ut_introduce", "form_introducer_opinion", see="introduce")
    w.do("party_group_leader_1", "ut_introduce", "form_introducer_opinion")
    w.on("2026-07-01")
    w.do("vote_teller_1", "ut_assembly", "form_assembly", see="assembly")
    w.do("org_commissioner_1", "ut_report_package", "form_report_package", door=True)
    w.do("base_committee_reviewer_1", "ut_deliberate", "form_deliberate")
    w.do("town_org_office_1", "ut_check_package", "form_check_package", door=True)
    w.do("membership_officer_1", "ut_approval_talk", "form_approval_talk", see="approval-talk")
    w.do("town_committee_1", "ut_approve", "form_admission_approve", see="approve")
    w.do("county_org_dept_1", "ut_county_filing", "form_county_filing")


def be_converted(w: Way) -> None:
    """Oath, a quarter's review, the request, the assembly a year later, the approval, the announcement."""
    w.on("2026-07-10")
    w.do("org_commissioner_1", "ut_assign_group", "form_probation_assign", door=True)
    w.do("branch_secretary_1", "ut_oath", "form_probation_oath", see="oath")
    w.on("2026-10-09")
    w.do("branch_secretary_1", "ut_quarter_review", "form_probation_review", see="quarter")
    w.on("2027-06-10")
    # a year's other quarters went by unreviewed, and nobody makes them up
    w.do("branch_secretary_1", "ut_quarter_review", "form_probation_review", door=True)
    w.do("applicant", "ut_apply", "form_conversion_apply", see="request")
    w.do("org_commissioner_1", "ut_opinions", "form_conversion_opinions", door=True)
    w.on("2027-07-02")
    w.do("branch_secretary_1", "ut_scrutiny", "form_conversion_scrutiny", door=True)
    w.do("branch_secretary_1", "ut_assembly", "form_conversion_assembly", see="conversion")
    w.do("org_commissioner_1", "ut_report", "form_conversion_report", door=True)
    w.do("town_committee_1", "ut_approve", "form_conversion_approve", door=True)
    w.do("branch_secretary_1", "ut_announce", "form_conversion_announce", door=True)


def be_archived(w: Way) -> None:
    """The paper is held against the list, the town office takes it over, the keeper's receipt comes back."""
    w.on("2027-07-20")
    w.do("org_commissioner_1", "ut_check_paper", "form_archive_check", see="archive")
    w.do("town_org_office_1", "ut_receive", "form_archive_receive", see="receive")
    w.do("town_org_office_1", "ut_receipt", "form_archive_receipt", door=True)
    until(lambda: w.who("town_org_office_1").get(f"/instances/{w.case}")["status"] == "ended", "the case does not end")
