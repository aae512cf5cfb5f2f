"""A town's year of activists as a story: the same steps at the HTTP door or in the browser.

The demo town lives in April 2017; its clock is moved as the year goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.people import Person, until
from tests.journeys.product import Product

LATE_DAY = "2017-05-02"
NEXT_DAY_AFTER_WINDOW = "2017-05-12"
LONG = "经支部委员会集体研究，综合平时表现和群众意见作出以上结论。"


@dataclass
class Story:
    """Who takes part and what has come about so far."""

    product: Product
    person: Callable[[str, str], Person] = Person
    cast: dict[str, Person] = field(default_factory=dict)
    round_case: str = ""
    round_name: str = "2017年补充推荐"
    opens_on: str = "2017-04-10"
    closes_on: str = "2017-04-28"
    recommended: dict[str, Any] = field(default_factory=dict)
    held: dict[str, Any] = field(default_factory=dict)

    def who(self, login: str) -> Person:
        """Return a person of the demo town, signed in."""
        if login not in self.cast:
            self.cast[login] = self.person(self.product.url, f"demo_{login}")
        return self.cast[login]

    def close(self) -> None:
        """Sign everybody off."""
        for person in self.cast.values():
            person.close()
        self.cast.clear()

    def day(self, day: str) -> None:
        """Move the town's clock to the morning of a day."""
        done = self.product.command("clock", day)
        assert done.returncode == 0, done.stderr


def open_round(story: Story) -> None:
    """The town office opens the round and publishes the quotas; every branch gets its case."""
    office = story.who("town_org_office_1")
    started = office.start(
        "proc_recommendation_round",
        office.organization("town_org_office"),
        round_year=2017,
        round_name=story.round_name,
        opens_on=story.opens_on,
        closes_on=story.closes_on,
        quota_total=200,
        basis="按年度发展计划开展补充推荐。",
    )
    story.round_case = started["id"]
    quota = office.task("ut_publish_quota", instance=story.round_case)
    office.complete(quota, adjustments=[], published_on=story.opens_on, notice_no="城阳组〔2017〕9号")
    case = office.get(f"/instances/{story.round_case}")
    assert len(case["children"]) == 147, len(case["children"])


def branch_recommends(story: Story, number: int) -> None:
    """One branch lists, votes and decides. The second departs from the order of points, the third is too small."""
    list_eligible(story, number)
    vote(story, number)
    decide(story, number)


def list_eligible(story: Story, number: int) -> None:
    """The commissioner lists who may be recommended."""
    commissioner = story.who(f"org_commissioner_{number}")
    branch = commissioner.organization("org_commissioner")
    task = branch_task(story, commissioner, "ut_list_eligible", branch)
    listed = [option["value"] for option in commissioner.options(task, "eligible")]
    commissioner.complete(task, eligible=listed, excluded=[], league="no")


def vote(story: Story, number: int) -> None:
    """The members vote; the teller records the count."""
    teller = story.who(f"vote_teller_{number}")
    branch = teller.organization("vote_teller")
    votes = branch_task(story, teller, "ut_cast_recommendation", branch)
    members = [option["value"] for option in teller.options(votes, "teller")]
    names = teller.options(votes, "nominees.person_id")
    ours = {story.who(f"applicant_{n}").me["person"]["id"] for n in (1, 2, 3)}
    chosen = {1: [name for name in names if name["value"] in ours], 2: names[:4], 3: names[:1]}[number]
    teller.complete(
        votes,
        meeting_on=story.opens_on,
        meeting_kind="assembly",
        place="党员活动室",
        entitled=30,
        present=26,
        ballots_returned=26,
        ballots_valid=26,
        teller=members[0],
        monitor=members[1],
        recusals=[],
        nominees=[{"person_id": name["value"], "votes_for": 20 - place} for place, name in enumerate(chosen)],
    )


def decide(story: Story, number: int) -> None:
    """The committee decides on each nominee with reasons; the secretary reports."""
    secretary = story.who(f"branch_secretary_{number}")
    branch = secretary.organization("branch_secretary")
    task = branch_task(story, secretary, "ut_committee_decide", branch)
    page = secretary.get(f"/tasks/{task['id']}")
    nominees = secretary.options(task, "decisions.person_id")
    members = [option["value"] for option in secretary.options(task, "chair")]
    decisions = [
        {
            "person_id": nominee["value"],
            "decision": "hold" if place and place == len(nominees) - 1 else "recommend",
            "votes_yes": 5,
            "votes_no": 0,
            "votes_abstain": 0,
            "reason": LONG,
        }
        for place, nominee in enumerate(nominees)
    ]
    answers: dict[str, Any] = {
        "meeting_on": story.opens_on,
        "body": "committee",
        "entitled": 5,
        "present": 5,
        "chair": members[0],
        "minutes_by": members[1],
        "recusals": [],
        "decisions": decisions,
        "order": "departs" if number == 2 else "no_points",
    }
    if number == 2:
        answers["deviation_reason"] = "积分相近，结合现实表现和岗位需要，集体研究后作此推荐。"
    if page["data"].get("ratio") == "too_few":
        answers["waiver_reason"] = "本支部符合条件的申请人不足差额，经集体研究，免于差额。"
    secretary.complete(task, **answers)
    report = branch_task(story, secretary, "ut_report", branch)
    secretary.complete(report, reported_on=story.opens_on, minutes_ok=True, no_pressure=True)
    chosen = [(nominee, row) for nominee, row in zip(nominees, decisions, strict=True)]
    story.recommended[str(number)] = next(n for n, row in chosen if row["decision"] == "recommend")
    if held := [n for n, row in chosen if row["decision"] == "hold"]:
        story.held[str(number)] = held[0]


def branch_task(story: Story, person: Person, node: str, branch: str) -> dict[str, Any]:
    """Return a branch's task in this story's round; the demo town has another round running."""
    children = {
        child["id"]
        for child in story.who("town_org_office_1").get(f"/instances/{story.round_case}")["children"]
        if child["organization"]["id"] == branch
    }
    (instance,) = children
    return person.task(node, instance=instance)


def close_round(story: Story) -> None:
    """The term ends: the office stops waiting for the others, files, and after the notice publishes the results."""
    story.day(LATE_DAY)
    office = story.who("town_org_office_1")
    late = office.task("ut_late_list", instance=story.round_case)
    office.complete(late, late_decision="close", reason="已到截止日，其余支部下一轮再报。")
    filed = office.task("ut_file", instance=story.round_case)
    office.complete(
        filed,
        filed_on=LATE_DAY,
        checked=["minutes", "reasons", "recusal", "ratio"],
        summary="三个支部已上报，材料齐全，程序符合要求，其余支部列入下一轮。",
        places=["branch_board"],
    )
    story.day(NEXT_DAY_AFTER_WINDOW)
    closing = office.task("ut_close_window", instance=story.round_case)
    office.complete(closing, closed_on=NEXT_DAY_AFTER_WINDOW, window_result="none")
    until(
        lambda: office.get(f"/instances/{story.round_case}")["status"] == "ended",
        "the round does not end",
    )


def confirm_activist(story: Story, number: int = 1) -> str:
    """A recommended person's case goes on to confirmation, filing and contacts; return the case."""
    secretary = story.who(f"branch_secretary_{number}")
    name = story.recommended[str(number)]["label"]
    task = secretary.task("ut_committee_confirm", subject=name)
    members = [option["value"] for option in secretary.options(task, "chair")]
    secretary.complete(
        task,
        meeting_on=NEXT_DAY_AFTER_WINDOW,
        body="committee",
        place="党员活动室",
        chair=members[0],
        minutes_by=members[1],
        recusals=[],
        votes={"entitled": 5, "present": 5, "yes": 5, "no": 0, "abstain": 0},
        committee_decision="confirm",
        reason=LONG,
    )
    office = story.who("town_org_office_1")
    filing = office.task("ut_file_with_town", subject=name)
    office.complete(
        filing,
        papers=["application", "talk", "recommendation", "minutes", "report"],
        filing_decision="filed",
        filed_on=NEXT_DAY_AFTER_WINDOW,
    )
    contacts = secretary.task("ut_appoint_contacts", subject=name)
    chosen = [option["value"] for option in secretary.options(contacts, "contacts")][:2]
    secretary.complete(contacts, contacts=chosen, appointed_on=NEXT_DAY_AFTER_WINDOW, no_relative=True)
    return str(task["instance_id"])


def record_points(story: Story) -> dict[str, Any]:
    """Points are recorded, verified by another, disputed by the person, upheld by the office and reversed."""
    leader, commissioner = story.who("party_group_leader_1"), story.who("org_commissioner_1")
    person = story.who("activist_1")
    me = person.get("/me")
    started = leader.start(
        "proc_points_entry",
        commissioner.organization("org_commissioner"),
        source="五月党课签到表",
        entries=[
            {
                "person_id": me["id"],
                "item": "P01",
                "event_date": "2017-05-10",
                "qty": 1,
                "evidence_ref": "签到表 2017-05-10",
            }
        ],
        no_relative=True,
    )
    verify = commissioner.task("ut_verify", instance=started["id"])
    commissioner.complete(verify, verify_decision="verified", evidence_seen=True, no_relative=True)
    mine = person.task("ut_acknowledge")
    person.complete(
        mine, choice="object", ground="wrong_amount", statement="日期不对，党课是五月十一日上的，请核实后更正。"
    )
    office = story.who("town_org_office_1")
    objection = office.task("ut_handle_objection", subject=person.me["person"]["name"])
    disputed = person.get("/me")["ledger"]
    office.complete(
        objection,
        investigation="核对签到表原件和会议通知，党课确为五月十一日，登记日期有误。",
        objection_result="upheld",
        explanation="异议成立，冲销原条目，按实际日期另记一条，并提醒记录人核对。",
        correct="yes",
        correction={"item": "P01", "event_date": "2017-05-11", "qty": 1, "evidence_ref": "签到表 2017-05-11"},
    )
    return {"disputed": disputed, "corrected": person.get("/me")["ledger"]}


def hold_training(story: Story) -> str:
    """The yearly training: planned, roster confirmed, held, attendance recorded, certified; return its case."""
    trainer = story.who("training_admin_1")
    started = trainer.start(
        "proc_activist_training",
        trainer.organization("training_admin"),
        training_name="2017年入党积极分子集中培训",
        phase=1,
        starts_on="2017-05-15",
        ends_on="2017-05-17",
        place="街道社区中心",
        hours=24,
        content=["charter", "spirit", "practice"],
    )
    roster = trainer.task("ut_confirm_roster", instance=started["id"])
    trainer.complete(roster, removed=[], added=[], confirmed_on=NEXT_DAY_AFTER_WINDOW)
    story.day("2017-05-18")
    attendance = trainer.task("ut_record_attendance", instance=started["id"])
    classes = trainer.get("/trainings")["items"]
    total = next(each["enrolled"] for each in classes if each["name"] == "2017年入党积极分子集中培训")
    trainer.complete(attendance, recorded_on="2017-05-18", signin_ref="第一期签到表", attended_n=total, absences=[])
    office = story.who("town_org_office_1")
    certify = office.task("ut_certify", instance=started["id"])
    office.complete(certify, certified_on="2017-05-18", checked=True, exceptions=[])
    return str(started["id"])
