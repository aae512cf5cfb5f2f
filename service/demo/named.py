"""The hand-crafted cases of the demo town (README.md beside): each shows one rule, under a name that can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from service.actions.tenants import FIRST
from service.demo import answers
from service.demo.exam import plan_exam
from service.demo.player import Player, on
from service.demo.scheme_change import change_scheme
from service.demo.tale import Tale
from service.demo.values import Org
from service.domain.calendar import parse_day

ON_TIME: Final = "安示转"
EXTENDED: Final = "李例延"
CANCELLED: Final = "王试消"
NO_QUORUM: Final = "赵例会"
WRITTEN: Final = "钱示书"
LEAVING: Final = "孙测离"
FLOATING: Final = "周试流"
TRANSFERRING: Final = "郑例迁"
TRANSFERRED: Final = "培养考察八个月，一次半年考察为好，按时递交思想汇报，群众反映好。"
LAPSE: Final = "有三名同志近期出差，党工委会议法定人数不足，延期三日集体审批。"


def play_named(player: Player, tick: Callable[[], None]) -> None:
    """Tell every case; whoever is in them is put on record for it."""
    for number, (name, home, telling) in enumerate(_tales(player)):
        telling(Tale(player, home, name), number)
        tick()
    replace_contact(player)
    tick()
    decide_without_committee(player)
    tick()
    plan_exam(player)
    tick()
    change_scheme(player)
    tick()


TALES: Final = 12  # eight told from the register on, two about people of the town, an exam, a ledger


def _tales(player: Player) -> Iterator[tuple[str, Org, Callable[[Tale, int], None]]]:
    """Return who is told about where: in the branch of the first printed account, save what needs a general branch."""
    branches = [org for org in player.town.at_level("branch") if org.town == 0]
    kinds = {org.id: org.kind for org in player.town.orgs}
    under_general = next(org for org in branches[3:] if org.parent_id and kinds[org.parent_id] == "general_branch")
    home = branches[0]
    yield ON_TIME, home, on_time
    yield EXTENDED, home, extended_then_full
    yield CANCELLED, home, extended_then_cancelled
    yield NO_QUORUM, home, no_quorum
    yield WRITTEN, under_general, written_opinions
    yield LEAVING, home, leaving_soon
    yield FLOATING, home, floating
    yield TRANSFERRING, home, transferred


def on_time(tale: Tale, number: int) -> None:
    """A year of probation, full membership from its last day on, the papers archived."""
    tale.join("2016-03-02", "probationary_member", number, member_on="2016-03-01", applied_on="2014-06-20")
    tale.do("2016-03-07", "org_commissioner", "ut_assign_group", "form_probation_assign")
    tale.do("2016-03-21", "branch_secretary", "ut_oath", "form_probation_oath")
    for opens, held in (("2016-06-01", "2016-06-06"), ("2016-09-01", "2016-09-05"), ("2016-12-01", "2016-12-05")):
        tale.pass_time(opens)
        tale.do(held, "branch_secretary", "ut_quarter_review", "form_probation_review")
    tale.pass_time("2017-01-30")
    _convert(tale, ("2017-02-06", "2017-02-13", "2017-03-02", "2017-03-06", "2017-03-08", "2017-03-20", "2017-03-24"))
    _archive(tale, ("2017-03-27", "2017-03-29", "2017-04-06"))


def extended_then_full(tale: Tale, number: int) -> None:
    """The assembly extends once by six months, then converts: party age counts from the end of the extension."""
    _extend(tale, number)
    _after_extension(tale)
    _convert(tale, ("2016-06-27", "2016-07-04", "2016-07-21", "2016-07-25", "2016-07-27", "2016-08-15", "2016-08-22"))


def extended_then_cancelled(tale: Tale, number: int) -> None:
    """The assembly extends once, and cancels when the extension is over: a second one is not lawful."""
    _extend(tale, number)
    _after_extension(tale, conduct="improve", performance="多次无故不参加组织生活，谈话提醒后有改进，但没有坚持。")
    days = ("2016-06-27", "2016-07-04", "2016-07-21", "2016-07-25", "2016-07-27", "2016-08-15", "2016-08-22")
    no = {"outcome": "cancel", "reason": "延长期内仍不履行党员义务，不具备党员条件，经讨论，取消预备党员资格。"}
    _convert(tale, days, **no)


def _extend(tale: Tale, number: int) -> None:
    tale.join("2015-12-22", "probationary_member", number, member_on="2015-01-20", applied_on="2014-06-17")
    tale.do("2015-12-22", "org_commissioner", "ut_assign_group", "form_probation_assign")
    tale.do("2015-12-22", "branch_secretary", "ut_oath", "form_probation_oath")
    days = ("2016-01-05", "2016-01-12", "2016-01-21", "2016-01-25", "2016-01-27", "2016-02-15", "2016-02-22")
    why = "预备期内学习不够自觉，还需继续教育考察，经讨论，延长预备期六个月。"
    _convert(tale, days, outcome="extend", months=6, reason=why)


def _after_extension(tale: Tale, **said: Any) -> None:
    tale.pass_time("2016-04-20")
    tale.do("2016-04-25", "branch_secretary", "ut_quarter_review", "form_probation_review", **said)
    tale.pass_time("2016-06-20")


def _convert(tale: Tale, days: tuple[str, ...], **resolved: Any) -> None:
    """Ask for full membership, be heard and examined, let the assembly resolve, the town approve, the branch tell."""
    asked, heard, examined, met, reported, approved, told = days
    tale.do(asked, "applicant", "ut_apply", "form_conversion_apply")
    tale.do(heard, "org_commissioner", "ut_opinions", "form_conversion_opinions")
    tale.do(examined, "branch_secretary", "ut_scrutiny", "form_conversion_scrutiny")
    tale.do(met, "branch_secretary", "ut_assembly", "form_conversion_assembly", **resolved)
    tale.do(reported, "org_commissioner", "ut_report", "form_conversion_report")
    tale.do(approved, "town_committee", "ut_approve", "form_conversion_approve")
    tale.do(told, "branch_secretary", "ut_announce", "form_conversion_announce")


def _archive(tale: Tale, days: tuple[str, str, str]) -> None:
    checked, received, answered = days
    tale.do(checked, "org_commissioner", "ut_check_paper", "form_archive_check")
    tale.do(received, "town_org_office", "ut_receive", "form_archive_receive")
    tale.do(answered, "town_org_office", "ut_receipt", "form_archive_receipt")


def no_quorum(tale: Tale, number: int) -> None:
    """Sixteen may vote, eight came: not more than half, so nothing is decided and the assembly meets again."""
    _to_assembly(tale, number)
    few = {"entitled": 16, "present": 8, "yes": 8, "no": 0, "abstain": 0, "written": 0, "written_yes": 0}
    tale.do("2016-07-20", "vote_teller", "ut_assembly", "form_assembly", votes=few)


def written_opinions(tale: Tale, number: int) -> None:
    """Written yeses count; the general branch deliberates without deciding; approved three months and a day later."""
    _to_assembly(tale, number)
    counted = {"entitled": 16, "present": 9, "yes": 7, "no": 1, "abstain": 1, "written": 3, "written_yes": 3}
    tale.do("2016-07-20", "vote_teller", "ut_assembly", "form_assembly", votes=counted)
    tale.do("2016-07-22", "org_commissioner", "ut_report_package", "form_report_package")
    tale.do("2016-07-27", "base_committee_reviewer", "ut_deliberate", "form_deliberate")
    tale.do("2016-08-01", "town_org_office", "ut_check_package", "form_check_package")
    tale.do("2016-08-15", "membership_officer", "ut_approval_talk", "form_approval_talk")
    for day in ("2016-10-21", "2016-11-02"):
        tale.pass_time(day)
    tale.do("2016-11-02", "town_committee", "ut_approve", "form_admission_approve")
    tale.give("2016-11-03", "town_org_office", "ut_special", {"special_case": LAPSE})
    tale.do("2016-11-10", "county_org_dept", "ut_county_filing", "form_county_filing")


def leaving_soon(tale: Tale, number: int) -> None:
    """Whoever leaves within three months is generally not admitted here: the pre-review sends the matter back."""
    _to_scrutiny(tale, number)
    why = "本人将于两个月后调离，离开前一般不办理接收手续，请将材料整理后随组织关系转出。"
    returned = {"leaving": "yes", "pre_review_result": "returned", "reason": why}
    tale.do("2016-07-05", "town_committee", "ut_pre_review", "form_pre_review", **returned)


def _to_scrutiny(tale: Tale, number: int) -> None:
    tale.join("2016-06-01", "development_candidate", number, applied_on="2014-06-20", activist_on="2015-05-12")
    tale.do("2016-06-02", "org_commissioner", "ut_plan_review", "form_review_plan")
    tale.do("2016-06-06", "branch_secretary", "ut_review_talk", "form_review_talk")
    tale.do("2016-06-06", "town_org_office", "ut_archive_check", "form_review_archive")
    tale.do("2016-06-07", "org_commissioner", "ut_enquiry", "form_review_enquiry")
    tale.do("2016-06-13", "town_org_office", "ut_conclusion", "form_review_conclusion")
    tale.do("2016-06-14", "training_admin", "ut_enrol", "form_training_enrol")
    tale.do("2016-06-24", "training_admin", "ut_record_training", "form_training_outcome")
    tale.do("2016-07-01", "branch_secretary", "ut_scrutiny", "form_scrutiny")


def _to_assembly(tale: Tale, number: int) -> None:
    _to_scrutiny(tale, number)
    tale.do("2016-07-05", "town_committee", "ut_pre_review", "form_pre_review")
    tale.do("2016-07-11", "applicant", "ut_fill_form", "form_membership_form")
    for place in ("introducer_1", "introducer_2"):
        tale.do("2016-07-13", place, "ut_introduce", "form_introducer_opinion")


def floating(tale: Tale, number: int) -> None:
    """Cultivated under the text of 2014; proposed after May 2026, the notice hangs at both places at once."""
    dates = {"applied_on": "2014-06-23", "activist_on": "2015-09-07"}
    tale.join("2015-12-14", "activist", number, **dates, floating=True)
    _appoint(tale, "2015-12-15", "2016-03-07", "2016-03-08")
    _review(tale, "2016-03-10", "continue")
    tale.pass_time("2016-09-07")
    _review(tale, "2016-09-12", "propose")


def transferred(tale: Tale, number: int) -> None:
    """Moves to another branch in the eighth month of cultivation: the time goes on, the new branch examines."""
    tale.join("2016-08-04", "activist", number, applied_on="2015-06-23", activist_on="2016-08-01")
    _appoint(tale, "2016-08-05", "2017-02-01", "2017-02-03")
    _review(tale, "2017-02-06", "continue")
    branches = tale.player.town.at_level("branch")
    there = str(next(org.id for org in branches[5:] if org.parent_id != tale.branch.parent_id))
    moving = tale.beside(
        "2017-04-05", "proc_case_transfer", reported_on="2017-04-05", direction="within", why="work", to_branch_id=there
    )
    papers = ["application_letter", "cultivation_form", "thought_reports", "reviews"]
    said = {"prepared_on": "2017-04-06", "package": "send", "papers": papers, "pages": 18, "summary": TRANSFERRED}
    moving.give("2017-04-06", "org_commissioner", "ut_prepare", said)
    sent = {"sent_on": "2017-04-07", "sent": "sent", "sent_how": "inside", "letter_ref": "城街转〔2017〕示 3 号"}
    moving.give("2017-04-07", "town_org_office", "ut_send", sent)


def _appoint(tale: Tale, opened: str, due: str, day: str) -> None:
    """Let cultivation begin; on the day of the first review the branch names the contacts that nobody had named."""
    tale.hear(opened, "msg_stage3_open")
    tale.pass_time(due)
    on_day = parse_day(day)
    assert on_day is not None
    named = answers.contacts_appointed(on_day, [UUID(each) for each in tale.cast.introducers])
    tale.give(day, "branch_secretary", "ut_replace_contact", named)


def _review(tale: Tale, day: str, wish: str) -> None:
    """Hear contact, group and person, and hold the half-year review."""
    contact = next(each for each in ("introducer_1", "introducer_2") if "ut_contact_opinion" in tale.mine(each))
    tale.do(day, contact, "ut_contact_opinion", "form_contact_opinion")
    tale.do(day, "party_group_leader", "ut_group_opinion", "form_group_opinion")
    tale.do(day, "applicant", "ut_person_report", "form_thought_report")
    tale.do(day, "branch_secretary", "ut_branch_review", "form_half_year_review", branch_wish=wish)
    skip = {"points_decision": "skip", "skip_reason": "按纸质材料补登，不另行记分。"}
    tale.do(day, "org_commissioner", "ut_confirm_points", "form_confirm_points", **skip)


def replace_contact(player: Player) -> None:
    """An activist's two contacts: one has moved away and is replaced; told at once, the opinion handed over."""
    of: dict[UUID, list[UUID]] = {}
    for contact in player.town.contacts:
        of.setdefault(contact.person_id, []).append(contact.contact_id)
    person = next(p for p in player.town.of_stage("activist") if len(of[p.id]) == 2)
    assert person.branch_id is not None
    members = player.by_branch[person.branch_id]
    new = next(p.id for p in members if p.stage == "full_member" and p.id not in of[person.id])
    secretary = player.holder(person.branch_id, "branch_secretary")
    changed = {"why": "moved", "contacts": [str(of[person.id][0]), str(new)], "appointed_on": "2017-04-06"}
    told = {**changed, "no_relative": True}
    player.start(on(6, 16, 20), secretary, "proc_contact_change", person.branch_id, told, person.id)


def decide_without_committee(player: Player) -> None:
    """Fewer than seven members have no committee: the assembly decides who becomes an activist."""
    row = player.tx.row(
        """select t.instance_id, t.organization_id from task t
            where t.tenant_id = %s and t.node = 'ut_committee_confirm' and t.status = 'open'
            order by t.created_at, t.id limit 1""",
        (FIRST,),
    )
    if row is None:
        return
    secretary = player.holder(row["organization_id"], "branch_secretary")
    commissioner = player.holder(row["organization_id"], "org_commissioner")
    given = {
        "meeting_on": "2017-04-06", "body": "assembly", "place": answers.PLACES[2],
        "chair": str(secretary), "minutes_by": str(commissioner),
        "votes": {"entitled": 6, "present": 6, "yes": 6, "no": 0, "abstain": 0},
        "committee_decision": "confirm", "reason": answers.REASONS[0],
    }  # fmt: skip
    player.complete(on(7, 11, 10), secretary, row["instance_id"], "ut_committee_confirm", given)
